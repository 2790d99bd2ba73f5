"""What the doctor makes of what the clip's chips tell."""

import copy
import json
from typing import Any, cast

import pytest

from recoil.device.doctor import board, chips, on_clip
from recoil.device.doctor.finding import Outcome
from recoil.device.doctor.haptics import Feel
from recoil.device.repl import Link
from recoil.device.schema import Check

COUNT = 458
SOUND = {
    "period_ns": 4_800_000,
    "count": COUNT,
    "us": COUNT * 4800,
    "sums": [0, 2049 * COUNT, 0, 3 * COUNT, 0, 0],
    "least": [-2, 2047, -2, 1, -2, -2],
    "most": [2, 2051, 2, 5, 2, 2],
    "lost": 0,
    "bad": 0,
}
NOBODY = Feel(why_not="no terminal")


class Told:
    """A link to a clip that tells what it is told to."""

    def __init__(self, told: Any) -> None:
        self.told = told
        self.ran: list[str] = []

    def ask(self, code: str, check: Check, timeout_s: float = 10.0) -> Any:
        return check(json.loads(json.dumps(self.told)))

    def run(self, code: str, timeout_s: float = 10.0) -> bytes:
        self.ran.append(code)
        return b""


def link(told: Any) -> Link:
    return cast(Link, Told(told))


def test_a_sound_sensor_at_rest() -> None:
    found = chips.sensor(link(SOUND))
    assert found.outcome == Outcome.OK
    assert "1.000 g at rest" in found.seen and "208.3 samples/s" in found.seen and "0.2 degrees/s" in found.seen


@pytest.mark.parametrize(
    ("change", "outcome", "said"),
    [
        ({"sums": [0, 2049 * COUNT * 9 // 10, 0, 0, 0, 0]}, Outcome.WARN, "more than its data sheet"),
        ({"sums": [0, 2049 * COUNT // 2, 0, 0, 0, 0]}, Outcome.FAIL, "0.500 g"),
        ({"sums": [0, 2049 * COUNT, 0, 0, 120 * COUNT, 0]}, Outcome.WARN, "8.4 degrees/s"),
        ({"most": [2, 4000, 2, 5, 2, 2]}, Outcome.WARN, "it moves"),
        ({"most": [2, 2051, 2, 5, 900, 2]}, Outcome.WARN, "it moves"),
        ({"us": COUNT * 5200}, Outcome.WARN, "192.3 a second came through"),
        ({"lost": 12}, Outcome.WARN, "12 samples lost"),
        ({"least": [0] * 6, "most": [0] * 6}, Outcome.FAIL, "same sample again and again"),
        (
            {"least": [-2, 2047, -2, 1, 0, -2], "most": [1, 2050, 1, 4, 0, 1]},
            Outcome.FAIL,
            "its gyroscope's y axis gives",
        ),
        (
            {"least": [-2, 2049, -2, 1, -2, 1], "most": [1, 2050, 1, 4, 1, 1]},
            Outcome.FAIL,
            "y axis and gyroscope's z axis",
        ),
        (
            {"least": [0, 2049, 0, 1, -2, -2], "most": [0, 2049, 0, 5, 2, 2]},
            Outcome.FAIL,
            "its accelerometer's x axis and accelerometer's y axis and accelerometer's z axis give",
        ),
        ({"count": 0}, Outcome.FAIL, "same sample again and again"),
        ({"error": "ChipMissing", "what": "LSM6DSOX: no answer at address 0x6a"}, Outcome.FAIL, "no answer"),
        ({"error": "ChipWrong", "what": "LSM6DSOX: the chip says it is 0x6b"}, Outcome.FAIL, "0x6b"),
    ],
)
def test_a_sensor_that_is_not(change: dict[str, Any], outcome: Outcome, said: str) -> None:
    found = chips.sensor(link({**copy.deepcopy(SOUND), **change}))
    assert (found.outcome, said in found.seen) == (outcome, True), found
    assert found.advice


@pytest.mark.parametrize(
    ("percent", "millivolts", "outcome"),
    [
        (80, 3900, Outcome.OK),
        (3, 3300, Outcome.WARN),
        (100, 3500, Outcome.WARN),
        (4, 4100, Outcome.WARN),
        (0, 120, Outcome.FAIL),
        (100, 4900, Outcome.FAIL),
    ],
)
def test_batteries(percent: int, millivolts: int, outcome: Outcome) -> None:
    found = chips.gauge(link({"percent": percent, "millivolts": millivolts}))
    assert found.outcome == outcome and f"{percent} %" in found.seen
    assert bool(found.advice) == (outcome != Outcome.OK)


def test_the_motor_is_felt_again_until_there_is_an_answer() -> None:
    answers = ["r", "?", "y"]
    clip = Told({"calibrated": True})
    found = chips.motor(cast(Link, clip), Feel(lambda question: answers.pop(0)))
    assert found.outcome == Outcome.OK and "was felt" in found.seen
    assert clip.ran == [on_clip.BUZZ] * 3


def test_a_motor_that_nobody_feels_or_is_asked_about() -> None:
    found = chips.motor(link({"calibrated": True}), Feel(lambda question: "n"))
    assert found.outcome == Outcome.FAIL and "not felt" in found.seen
    clip = Told({"calibrated": False})
    found = chips.motor(cast(Link, clip), NOBODY)
    assert found.outcome == Outcome.OK and "no terminal" in found.seen and "open loop" in found.seen
    assert clip.ran == []


def test_the_wearer_is_left_out() -> None:
    said = "line 3: wearer_mass_kg is 300, but must be a whole number, 20 to 250 kg or null; the default, null, is used"
    assert board.without_wearer(said) == "line 3: wearer_mass_kg has a value that it cannot have"
    assert board.without_wearer("line 3: target is odd") == "line 3: target is odd"
