"""Numbers on the flash and at the port, pinned as literals: old sessions and other programs rely on every one."""

from typing import Any

import pytest

from recoil_clip.app import faults
from recoil_clip.cueing import cues, schedule
from recoil_clip.exercise import kinds
from recoil_clip.gait import step
from recoil_clip.log import events, header, layout, trial, validity

PINNED: dict[Any, dict[str, Any]] = {
    events: {
        "START": 1, "STOP": 2, "PAUSE": 3, "RESUME": 4, "MARKER": 5, "CUE": 6, "CONFIRM": 7, "GAP": 8, "FAULT": 9,
        "BATTERY": 10, "FULL": 11, "SCORE": 12, "PHASE": 13, "CORE": 14, "MUTE": 15,
        "VALIDITY": 16, "PLAN": 17, "WITHHELD": 18,
        "STOP_BUTTON": 1, "STOP_IDLE": 2, "STOP_BATTERY": 3, "STOP_HOST": 4, "STOP_FAULT": 5, "STOP_DONE": 6,
        "FULL_RAW": 1, "FULL_LOG": 2,
    },
    header: {"RAW_OFF": 0, "RAW_ALL": 0xFFFF, "KIND_RUN": 0, "KIND_SCREEN": 1, "KIND_CORE": 2},
    layout: {
        "UNIT_BYTES": 64, "HEADER_BYTES": 16, "CRC_BYTES": 4, "MAGIC_0": 0x52, "MAGIC_1": 0x43,
        "PAGE_HEAD": 0x48, "PAGE_SETTINGS": 0x53, "PAGE_LOG": 0x4C, "PAGE_RAW": 0x57,
        "SEGMENT_BYTES": 65536, "SEGMENT_ENDING": ".seg",
        "STEP": 0x80, "STEP_BYTES": 15, "STEP_FLAGS": 0x0F, "STEP_SPEED": 0x10, "SPEED_BYTES": 2,
        "EVENT": 1, "EVENT_BYTES": 11,
        "MINUTE": 2, "MINUTE_BYTES_1": 44, "MINUTE_BYTES_2": 84, "MINUTE_BYTES": 94, "MINUTE_NUMBERS": 20,
        "STRIDE": 3, "STRIDE_BYTES_2": 20, "STRIDE_BYTES": 22, "WITHHELD_BYTES": 8, "VERSION": 3,
        "UNKNOWN": -32768, "UNKNOWN_ANGLE": 255,
    },
    validity: {
        "FORWARD": 1, "UP": 2, "RIGHT": 4, "ROLL": 8, "YAW": 16, "PITCH": 32,
        "STEP_TIME": 0, "CONTACT_TIME": 1, "BOUNCE": 2, "PEAK": 3, "SIDE": 4, "CONTACT_BALANCE": 5,
        "STEP_TIME_BALANCE": 6, "BOUNCE_BALANCE": 7, "TILT": 8, "OBLIQUITY": 9, "ROTATION": 10, "BRAKING": 11,
        "REGULARITY": 12, "UNSTEADINESS": 13, "SPEED": 14, "QUANTITIES": 16,
        "DEAD_AXIS": 1, "NO_ALTERNATION": 2, "MISPLACED": 3, "TOO_SLOW": 4, "LOST_SAMPLES": 5,
    },
    trial: {"TRIAL": 16, "TRIAL_BYTES": 55, "EXERCISE": 17, "EXERCISE_BYTES": 21},
    cues: {
        "NO_CUE": 0, "CUE_QUICKER": 1, "CUE_SOFTER": 2, "CUE_STEADIER": 3, "CUE_CONFIRM": 4, "CUE_TICK": 5,
        "CUE_EVEN": 6,
    },
    schedule: {"OFF": 0, "BASELINE": 1, "FULL": 2, "FEWER": 3, "RETENTION": 4, "REQUEST": 5, "HELD": 6, "RECALL": 7},
    faults: {
        "SENSOR_MISSING": 1, "SENSOR_WRONG": 2, "SENSOR_FAULT": 3, "MOTOR_MISSING": 4, "MOTOR_WRONG": 5,
        "MOTOR_FAULT": 6, "GAUGE_MISSING": 7, "GAUGE_WRONG": 8, "GAUGE_FAULT": 9, "BATTERY_LOW": 10, "FLASH_FULL": 11,
        "FLASH_FAULT": 12, "SETTINGS_BROKEN": 13, "HISTORY_BROKEN": 14, "CLOCK_UNSET": 15, "RESTARTED": 16,
        "APP_ERROR": 17, "PLAN_BROKEN": 18,
    },
    kinds: {
        "STANCE": 1, "TANDEM": 2, "LUNGE": 3, "SKIPPING": 4, "FRONT_PLANK": 16, "SIDE_PLANK": 17, "SQUAT": 18,
        "BRIDGE": 19, "LEFT": -1, "BOTH": 0, "RIGHT": 1, "OPEN": 0, "CLOSED": 1,
        "TIME": 1, "TOUCH_DOWN": 2, "MOVED": 3, "BUTTON": 4, "UNSTEADY": 5, "STOPPED": 6,
    },
    step: {"SATURATED": 1, "BRIDGED": 2, "OPEN": 4},
}  # fmt: skip


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, numbers in PINNED.items() for name in numbers], ids=str
)
def test_a_number_is_what_it_always_was(module: Any, name: str):
    assert getattr(module, name) == PINNED[module][name]


@pytest.mark.parametrize("module", [events, faults, cues, schedule, validity], ids=lambda module: module.__name__)
def test_every_number_is_pinned(module: Any):
    numbers = {name for name, value in vars(module).items() if name.isupper() and isinstance(value, int)}
    assert {name for name in numbers if not name.startswith("_")} - {"CUES"} == set(PINNED[module])
