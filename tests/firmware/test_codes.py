"""Numbers on the flash and at the port, and where things lie, pinned as literals: old sessions, clips and programs rely
on every one.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import recoil_clip.spec
from recoil.session import vocabulary
from recoil_clip.app import faults, talk
from recoil_clip.exercise import catalogue

PINNED: dict[str, dict[str, Any]] = {
    "events": {
        "START": 1, "STOP": 2, "PAUSE": 3, "RESUME": 4, "MARKER": 5, "CUE": 6, "CONFIRM": 7, "GAP": 8, "FAULT": 9,
        "BATTERY": 10, "FULL": 11, "SCORE": 12, "PHASE": 13, "CORE": 14, "MUTE": 15,
        "VALIDITY": 16, "PLAN": 17, "WITHHELD": 18, "RATE": 19,
        "START_BY_BUTTON": 0, "START_BY_RUNNING": 1, "START_AFTER_FAULT": 2,
        "STOP_BUTTON": 1, "STOP_IDLE": 2, "STOP_BATTERY": 3, "STOP_HOST": 4, "STOP_FAULT": 5, "STOP_DONE": 6,
        "FULL_RAW": 1, "FULL_LOG": 2,
    },
    "log": {
        "VERSION": 3, "REVISION": 0, "UNIT_BYTES": 64, "HEADER_BYTES": 16, "CRC_BYTES": 4,
        "MAGIC_0": 0x52, "MAGIC_1": 0x43, "PAGE_HEAD": 0x48, "PAGE_SETTINGS": 0x53, "PAGE_LOG": 0x4C, "PAGE_RAW": 0x57,
        "HEAD_UNITS": 2, "LOG_UNITS": 24, "RAW_UNITS": 64, "SEGMENT_BYTES": 65536,
        "STEP": 0x80, "STEP_BYTES": 15, "STEP_FLAGS": 0x0F, "STEP_SPEED": 0x10, "SPEED_BYTES": 2,
        "EVENT": 1, "EVENT_BYTES": 11,
        "MINUTE": 2, "MINUTE_BYTES_1": 44, "MINUTE_BYTES_2": 84, "MINUTE_BYTES": 94, "MINUTE_NUMBERS": 20,
        "STRIDE": 3, "STRIDE_BYTES_2": 20, "STRIDE_BYTES": 22, "WITHHELD_BYTES": 8,
        "UNKNOWN": -32768, "UNKNOWN_ANGLE": 255,
        "TRIAL": 16, "TRIAL_BYTES_2": 55, "TRIAL_BYTES": 63, "EXERCISE": 17, "EXERCISE_BYTES": 21,
        "KIND_RUN": 0, "KIND_SCREEN": 1, "KIND_CORE": 2, "RAW_OFF": 0, "RAW_ALL": 0xFFFF,
    },
    "validity": {
        "FORWARD": 1, "UP": 2, "RIGHT": 4, "ROLL": 8, "YAW": 16, "PITCH": 32,
        "ACCELEROMETER": 7, "GYROSCOPE": 56,
        "STEP_TIME": 0, "CONTACT_TIME": 1, "BOUNCE": 2, "PEAK": 3, "SIDE": 4, "CONTACT_BALANCE": 5,
        "STEP_TIME_BALANCE": 6, "BOUNCE_BALANCE": 7, "TILT": 8, "OBLIQUITY": 9, "ROTATION": 10, "BRAKING": 11,
        "REGULARITY": 12, "UNSTEADINESS": 13, "SPEED": 14, "QUANTITIES": 16,
        "DEAD_AXIS": 1, "NO_ALTERNATION": 2, "MISPLACED": 3, "TOO_SLOW": 4, "LOST_SAMPLES": 5,
    },
    "steps": {"SATURATED": 1, "BRIDGED": 2, "OPEN": 4, "MASKED": 8},
    "cues": {
        "NO_CUE": 0, "CUE_QUICKER": 1, "CUE_SOFTER": 2, "CUE_STEADIER": 3, "CUE_CONFIRM": 4, "CUE_TICK": 5,
        "CUE_EVEN": 6, "CUES": 7,
    },
    "phases": {
        "OFF": 0, "BASELINE": 1, "FULL": 2, "FEWER": 3, "RETENTION": 4, "REQUEST": 5, "HELD": 6, "RECALL": 7,
    },
    "faults": {
        "SENSOR_MISSING": 1, "SENSOR_WRONG": 2, "SENSOR_FAULT": 3, "MOTOR_MISSING": 4, "MOTOR_WRONG": 5,
        "MOTOR_FAULT": 6, "GAUGE_MISSING": 7, "GAUGE_WRONG": 8, "GAUGE_FAULT": 9, "BATTERY_LOW": 10, "FLASH_FULL": 11,
        "FLASH_FAULT": 12, "SETTINGS_BROKEN": 13, "HISTORY_BROKEN": 14, "CLOCK_UNSET": 15, "RESTARTED": 16,
        "APP_ERROR": 17, "PLAN_BROKEN": 18, "SENSOR_AXIS": 19, "CLOCK_WRONG": 20, "BUTTON_STUCK": 21,
    },
    "exercises": {
        "STANCE": 1, "TANDEM": 2, "LUNGE": 3, "SKIPPING": 4, "FRONT_PLANK": 16, "SIDE_PLANK": 17, "SQUAT": 18,
        "BRIDGE": 19, "LEFT": -1, "BOTH": 0, "RIGHT": 1, "EYES_OPEN": 0, "EYES_CLOSED": 1,
        "TIME": 1, "TOUCH_DOWN": 2, "MOVED": 3, "BUTTON": 4, "UNSTEADY": 5, "STOPPED": 6,
    },
    "usb": {
        "ASK_CORE": 7, "ASK_SCREEN": 15, "ASK_RAW": 18, "ASK_LIVE": 20, "ASK_STATUS": 22, "INTERRUPT": 3,
    },
    "code": {"BLOCK_BYTES": 4096, "FIRST_WORD": 0x2C0D0000},
    "files": {
        "SETTINGS": "/settings.json", "HISTORY": "/coach.json", "RUNNERS": "/runners", "FAULTS": "/faults.json",
        "FAILED": "/failed", "CODE": "/code",
        "SCREEN_PLAN": "/screen.json", "CORE_PLAN": "/core.json", "SESSIONS": "/sessions", "LAST_SESSION": "last",
        "DOWNLOADED": "downloaded", "SEGMENT_ENDING": ".seg", "GONE_ENDING": ".gone",
    },
}  # fmt: skip


def facts(name: str) -> dict[str, Any]:
    """All that a module of the spec says."""
    module = importlib.import_module(f"recoil_clip.spec.{name}")
    return {key: value for key, value in vars(module).items() if key.isupper()}


@pytest.mark.parametrize("name", PINNED)
def test_a_fact_is_what_it_always_was(name: str):
    """And nothing is said that is not pinned."""
    assert facts(name) == PINNED[name]


def test_every_module_is_pinned_and_has_facts_only():
    assert {module.name for module in pkgutil.iter_modules(recoil_clip.spec.__path__)} == set(PINNED)
    for name in PINNED:
        module = importlib.import_module(f"recoil_clip.spec.{name}")
        public = {key for key in vars(module) if not key.startswith("__")} - {"const"}
        assert public == set(PINNED[name]), "no functions, no classes, no words"
        assert all(isinstance(value, int) or name == "files" for value in facts(name).values())


def named(name: str, *without: str) -> Iterator[int]:
    return (value for key, value in PINNED[name].items() if not key.startswith(without))


def test_every_code_has_its_word():
    """And where the clip says a word itself, at the port or in a file, it is the same one."""
    assert set(vocabulary.EVENT_NAMES) == set(named("events", "START_", "STOP_", "FULL_"))
    assert list(vocabulary.EVENT_NAMES.values()) == list(talk.EVENT_NAMES[1:])
    assert list(vocabulary.FAULTS) == list(named("faults")) and list(vocabulary.FAULTS.values()) == list(
        faults.NAMES[1:]
    )
    assert list(vocabulary.PHASES) == list(named("phases"))
    assert list(vocabulary.PHASES.values()) == [
        "off", "baseline", "full", "fewer", "retention", "request", "held", "recall",
    ]  # fmt: skip
    assert {number: word.replace(" ", "_") for number, word in vocabulary.EXERCISES.items()} == catalogue.NAMES
    assert tuple(vocabulary.SIDES.values()) == catalogue.SIDES and tuple(vocabulary.EYES.values()) == catalogue.EYES
    assert vocabulary.ENDINGS == {
        1: "time", 2: "touch-down", 3: "moved", 4: "button", 5: "not still", 6: "session ended",
    }  # fmt: skip
    assert len(talk.CUE_NAMES) == 7 and set(vocabulary.CUE_WORDS) == set(talk.CUE_NAMES) - {"none"}
    assert set(vocabulary.STOPS) == {1, 2, 3, 4, 5, 6}
    assert (vocabulary.STOPS[2], vocabulary.STOPS[3]) == (
        "by itself, after minutes without running", "by itself, the battery was low",
    )  # fmt: skip
