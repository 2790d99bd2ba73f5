"""The tables of a session: their columns and the names of events. `open_session` explains them."""

import numpy as np

STEP_TYPE = np.dtype(
    [
        ("initial_contact_us", "i8"),  # when the foot met the ground; before the first sample if negative
        ("step_us", "i4"),  # to the next initial contact, of the other foot
        ("contact_us", "i4"),
        ("flight_us", "i4"),  # step - contact; negative: both feet down
        ("bounce_um", "i4"),  # vertical travel of the pelvis, peak to trough
        ("peak_mg", "i4"),  # highest upward specific force, 1000 at rest
        ("side", "i1"),  # -1 left, 0 not known, 1 right
        ("flags", "u1"),  # sum of 1 saturated, 2 bridged, 4 open, 8 masked
        ("speed_mm_s", "i4"),  # an estimate; 0 not known
    ]
)
EVENT_TYPE = np.dtype([("time_ms", "i8"), ("kind", "u1"), ("value", "i4")])
STRIDE_VALUES = (
    ("tilt_cdeg", "i4"),  # ranges of the pelvis over the stride, 0.01 degrees; -32768 not known
    ("obliquity_cdeg", "i4"),
    ("rotation_cdeg", "i4"),
    ("tilt_left_cdeg", "i4"),  # within the left step
    ("tilt_right_cdeg", "i4"),
    ("drop_left_cdeg", "i4"),  # how far it drops toward the swinging leg in the left stance
    ("drop_right_cdeg", "i4"),
    ("rotation_left_cdeg", "i4"),
    ("rotation_right_cdeg", "i4"),
    ("braking_left_mg", "i4"),  # mean backward acceleration over the first half of contact
    ("braking_right_mg", "i4"),
)
MINUTE_TYPE = np.dtype(
    [
        ("time_ms", "i8"),  # of its end
        ("steps", "i4"),
        ("unclean_steps", "i4"),  # of them with a flag: not in the means
        ("cues", "i4"),
        ("step_us", "i4"),  # means; 0 without a clean step
        ("contact_us", "i4"),
        ("bounce_um", "i4"),
        ("peak_mg", "i4"),
        ("unsteadiness_bp", "i4"),  # 0.01 %; -1 not known
        ("cadence_cspm", "i4"),  # 0.01 steps/min over the last eight steps
        ("contact_left_bp", "i4"),  # left share since the session's start, 0.01 %; 5000 is even
        ("contact_half_width_bp", "i4"),  # half of its 95 % interval, 0.01 %; -1 too few pairs
        ("contact_pairs", "i4"),  # of a left and a right step
        ("step_time_left_bp", "i4"),
        ("step_time_half_width_bp", "i4"),
        ("step_time_pairs", "i4"),
        ("bounce_left_bp", "i4"),
        ("bounce_half_width_bp", "i4"),
        ("bounce_pairs", "i4"),
        # From here on -32768 is not known, and all is so in format 1.
        ("vertical_step_regularity_bp", "i4"),  # autocorrelation after one step, 0.01 %: 10000 is perfect
        ("vertical_stride_regularity_bp", "i4"),
        ("forward_step_regularity_bp", "i4"),
        ("forward_stride_regularity_bp", "i4"),
        ("side_step_regularity_bp", "i4"),
        ("side_stride_regularity_bp", "i4"),
        ("step_variability_bp", "i4"),  # spread of the last 150 step times over their mean, 0.01 %
        *STRIDE_VALUES,  # means over the minute's strides
        ("strides", "i4"),
        ("regularity_windows", "i4"),  # of eight steps
        ("speed_mm_s", "i4"),  # mean over the steps that have one; 0 not known, as in formats 1 and 2
        ("withheld", "u8"),  # four bits for each quantity, the reason why it is not told: `validity.withheld_in`
    ]
)
STRIDE_TYPE = np.dtype(
    [
        ("time_ms", "i8"),  # of its first step's initial contact
        ("side", "i1"),  # of its first step: -1 left, 1 right
        *STRIDE_VALUES,
        ("speed_mm_s", "i4"),  # mean of its steps'; 0 not known
    ]
)
