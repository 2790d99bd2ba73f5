"""What settings mean for the next runs, in plain words."""

from collections.abc import Mapping
from typing import Any

from recoil.common.cautions import ASYMMETRY
from recoil_clip.cueing.run_walk import LADDER

COACHED = (
    "target", "cadence_change_pct", "cadence_band_pct", "bounce_change_pct", "bounce_band_pct", "schedule",
    "full_sessions", "fewer_sessions", "metronome", "confirm", "cue_interval_s", "cue_ceiling", "quiet_start_min",
    "quiet_from_h", "quiet_until_h",
    "run_walk", "run_walk_level", "run_walk_run_s", "run_walk_walk_s", "run_walk_times",
    "runner_id", "wearer_name", "wearer_mass_kg", "wearer_height_cm", "wearer_pace_s_per_km", "gentle", "auto_start",
    "raw", "clip_name",
)  # fmt: skip
"""What a coach sets for the next runs; all else stays with `recoil config`."""
GROUPS = {
    "Who wears it": ("wearer_name", "runner_id", "wearer_pace_s_per_km", "wearer_mass_kg", "wearer_height_cm"),
    "What it asks for": ("target", "cadence_change_pct", "bounce_change_pct", "schedule", "metronome"),
    "How often": (
        "quiet_start_min",
        "cue_interval_s",
        "cue_ceiling",
        "confirm",
        "full_sessions",
        "fewer_sessions",
        "quiet_from_h",
        "quiet_until_h",
    ),
    "Running and walking in turn": (
        "run_walk",
        "run_walk_level",
        "run_walk_run_s",
        "run_walk_walk_s",
        "run_walk_times",
    ),
    "Finer": ("cadence_band_pct", "bounce_band_pct", "gentle", "auto_start", "raw", "clip_name"),
}
LABELS = {
    "wearer_name": "Name",
    "runner_id": "Short name for the clip's memory, where several share it",
    "wearer_pace_s_per_km": "Usual pace, seconds for a kilometre",
    "wearer_mass_kg": "Body mass, kg",
    "wearer_height_cm": "Height, cm",
    "target": "What is asked for",
    "cadence_change_pct": "Quicker steps, by %",
    "bounce_change_pct": "Bounce, change by % (-10: a tenth less)",
    "schedule": "How taps fade over sessions",
    "metronome": "Metronome",
    "quiet_start_min": "No tap in the first minutes",
    "cue_interval_s": "Seconds between taps, at least",
    "cue_ceiling": "Taps in an hour, at most",
    "quiet_from_h": "No taps from this hour of the day on",
    "quiet_until_h": "Taps again from this hour on",
    "run_walk": "Plan",
    "run_walk_level": "Step of the ladder",
    "run_walk_run_s": "Own plan: each run, seconds",
    "run_walk_walk_s": "Own plan: each walk, seconds",
    "run_walk_times": "Own plan: how many runs",
    "confirm": "A short pulse when it is right again",
    "full_sessions": "Sessions with all taps",
    "fewer_sessions": "Sessions with fewer taps after that",
    "cadence_band_pct": "Silent so far below the cadence, %",
    "bounce_band_pct": "Silent so far above the bounce, %",
    "gentle": "Softer pulses",
    "auto_start": "Starts by itself when running is felt",
    "raw": "Keep raw samples",
    "clip_name": "Name of the clip",
}
SCHEDULES = {
    "faded": "All taps in the first {full_sessions} sessions, fewer in the next {fewer_sessions}, then on request.",
    "always": "It taps in every session.",
    "request": "It taps only when asked for, by three short presses.",
    "recall": "It taps once, then is silent: the runner keeps it up alone.",
    "retention": "It never taps, and scores how much has stayed.",
    "off": "It never taps.",
}
MEANINGS = {
    "runner_id": "Whose own values and history the coach uses; empty: those of no name.",
    "run_walk": "Run and walk in turn, led by touch: a step of the built-in ladder, or a plan of your own.",
    "quiet_from_h": "In local time, where the clip knows it; empty: taps at any hour.",
    "quiet_until_h": "Only together with the hour above.",
    "schedule": "Faded: full, fewer, then on request. Recall: one tap. Retention: none, and a score. Off: none.",
}
"""Where what the command line says of a setting is not plain enough."""
METRONOMES = {
    "after_cue": "After a tap for quicker steps it ticks the rhythm for a while.",
    "regular": "Every few minutes it ticks the rhythm for a while.",
    "last_third": "In the last third of a run it ticks the rhythm now and then.",
}


def label_of(name: str) -> str:
    """Return what a setting is called on the page."""
    return LABELS.get(name, name.replace("_", " "))


def meaning_of(field: Any) -> str:
    """Return what a setting is, on the page."""
    return MEANINGS.get(field.name) or field.meaning


def range_of(field: Any) -> str:
    """Return what can be written into a box."""
    said = field.range().replace(" or null", "; may stay empty")
    return said.removesuffix(" step") if field.unit == "step" else said


def problem_of(text: str) -> str:
    """Return what is wrong with a setting, by what the page calls it."""
    name, mark, rest = text.partition(" ")
    return f"“{label_of(name)}” {rest}{mark and '.'}".replace(" or null", ", or stay empty") if name in LABELS else text


def effects_of(values: Mapping[str, Any]) -> list[str]:
    """Return what the clip will do, a sentence each.

    Args:
        values: Settings by name, as they are or as they were typed; one that makes no sense is left out of the words.
    """
    target = str(values.get("target"))
    told = []
    cadence, bounce = (_whole(values.get(name)) for name in ("cadence_change_pct", "bounce_change_pct"))
    if target == "none":
        told.append("The clip measures and never taps.")
    elif target == "cadence" and cadence is not None:
        told.append(
            f"The clip taps when steps are slower than {cadence} in a hundred above this runner's own at that pace."
            if cadence
            else "The clip taps when steps are slower than this runner's own at that pace."
        )
    elif target == "bounce" and bounce is not None:
        told.append(f"The clip taps when the bounce is not {abs(bounce)} in a hundred less than this runner's own.")
    else:
        told.append(f"The clip taps about {target.replace('_', ' ')}.")
    if target == "asymmetry":
        told.append(ASYMMETRY)
    schedule = SCHEDULES.get(str(values.get("schedule")))
    if schedule and target != "none":
        told.append(
            schedule.format(
                full_sessions=values.get("full_sessions", "first"), fewer_sessions=values.get("fewer_sessions", "few")
            )
        )
    quiet, apart = (_whole(values.get(name)) for name in ("quiet_start_min", "cue_interval_s"))
    if target != "none" and quiet is not None and apart is not None:
        told.append(f"No tap in the first {quiet} minutes, and at most one in {apart} seconds.")
    begin_h, end_h = (_whole(values.get(name)) for name in ("quiet_from_h", "quiet_until_h"))
    if begin_h is not None and end_h is not None:
        told.append(
            f"No tap from {begin_h}:00 to {end_h}:00, if the clip knows the time: plug it in now and then, and where "
            "clocks have changed."
        )
    if turns := _in_turn(values):
        told.append(turns)
    metronome = METRONOMES.get(str(values.get("metronome")))
    if metronome and target != "none":
        told.append(metronome)
    if cadence is not None and target == "cadence" and cadence > 7:
        told.append("More than 7 in a hundred is a lot at once: 5 is the usual first step.")
    return told


def _in_turn(values: Mapping[str, Any]) -> str:
    """Return the plan of runs and walks, nothing if there is none or it makes no sense."""
    plan = str(values.get("run_walk"))
    run_s, walk_s, times = (_whole(values.get(f"run_walk_{name}")) for name in ("run_s", "walk_s", "times"))
    level = _whole(values.get("run_walk_level"))
    if plan == "ladder" and level is not None and 1 <= level <= len(LADDER):
        run_s, walk_s, times = LADDER[level - 1]
    elif plan != "own":
        return ""
    if run_s is None or walk_s is None or times is None:
        return ""
    runs = "one run" if times == 1 else f"{times} runs"
    return (
        f"It leads through {runs} of {run_s} seconds, with {walk_s} seconds of walking before each. Four quick pulses: "
        "run. Two long ones: walk. Two long ones a second apart: done."
    )


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
