"""The tables of a session: their columns, and the names of events."""

import numpy as np

from recoil_log import events

STEP_TYPE = np.dtype(
    [
        ("initial_contact_us", "i8"),
        ("step_us", "i4"),
        ("contact_us", "i4"),
        ("flight_us", "i4"),
        ("bounce_um", "i4"),
        ("peak_mg", "i4"),
        ("side", "i1"),
        ("flags", "u1"),
    ]
)
EVENT_TYPE = np.dtype([("time_ms", "i8"), ("kind", "u1"), ("value", "i4")])
MINUTE_TYPE = np.dtype(
    [
        ("time_ms", "i8"),
        ("steps", "i4"),
        ("unclean_steps", "i4"),
        ("cues", "i4"),
        ("step_us", "i4"),
        ("contact_us", "i4"),
        ("bounce_um", "i4"),
        ("peak_mg", "i4"),
        ("unsteadiness_bp", "i4"),
        ("cadence_cspm", "i4"),
        ("contact_left_bp", "i4"),
        ("contact_half_width_bp", "i4"),
        ("contact_pairs", "i4"),
        ("step_time_left_bp", "i4"),
        ("step_time_half_width_bp", "i4"),
        ("step_time_pairs", "i4"),
        ("bounce_left_bp", "i4"),
        ("bounce_half_width_bp", "i4"),
        ("bounce_pairs", "i4"),
    ]
)
EVENT_NAMES = {
    events.START: "start",
    events.STOP: "stop",
    events.PAUSE: "pause",
    events.RESUME: "resume",
    events.MARKER: "marker",
    events.CUE: "cue",
    events.CONFIRM: "confirm",
    events.GAP: "gap",
    events.FAULT: "fault",
    events.BATTERY: "battery",
    events.FULL: "full",
    events.SCORE: "score",
    events.PHASE: "phase",
}
