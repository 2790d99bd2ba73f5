"""A screening and core work from the host's plan to the page, on real MicroPython with a cable."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clip_at_cable import recoil, switched_on
from recoil.firmware.compiled import firmware_files
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.clip.engine import missing
from recoil.simulation.clip.events import hurried
from recoil.simulation.clip.observed import Cue, cues_of
from recoil.simulation.runner.stance import Wearer

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
MOTION_AT_S = 3.0
PRESS_MS = 4000


def led_through(cable: Cable, clip: VirtualClip, wearer: Wearer, count: int) -> list[Cue]:
    """Take the cable out, put the clip on, press, do it all; return what was felt."""
    motion = Motion.at_rate(wearer.counts(), 208, clip.mount)
    list(cable.notes())
    cable.send_together(
        {"do": "usb", "plugged": False},
        clip.motion_event(motion, in_ms=1000 * MOTION_AT_S),
        *({"do": "press", "ms": 150, "in_ms": PRESS_MS + 350 * number} for number in range(count)),
        hurried(motion.seconds + 6),
    )
    notes = list(cable.watch("in step", timeout_s=300))
    cable.send("usb", plugged=True)
    return cues_of(notes)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A screening with a touch-down, then core work; both downloaded."""
    folder = tmp_path_factory.mktemp("screening")
    clip = VirtualClip(folder / "clip")
    found: dict[str, Any] = {"folder": folder}
    clip.flash(compiled=True)
    with switched_on(folder / "clip") as cable:
        port = ("--port", cable.port)
        words = ("stance:left:10", "stance:right:10", "skipping:10", "--tries", "2", "--until-held", "--no-practice")
        found["sent"] = recoil("screen", "start", *words, "--rest", "5", *port)
        cable.wait("boot")
        # Ready at 5.3 s of the motion's clock or so; 5 s of rest, 3 of taps. The left one falls, then holds.
        wearer = Wearer(1).stands(14).puts_foot_down().walks(1).stands(41).skips(30)
        found["felt"] = led_through(cable, clip, wearer, 3)
        found["core_sent"] = recoil("core", "start", "front_plank:5", "squat:left:x4", "--rest", "5", *port)
        cable.wait("boot")
        wearer = Wearer(2).stands(28).repeats(4).stands(20)
        found["core_felt"] = led_through(cable, clip, wearer, 4)
        downloaded = recoil("download", "--stop", "--json", "--to", folder / "out", *port)
        found["sessions"] = sorted(Path(one["path"]) for one in json.loads(downloaded.stdout)["sessions"])
    yield found


def test_the_plan_arrives_and_it_is_said_what_to_press(done: dict[str, Any]) -> None:
    assert done["sent"].exit_code == 0, done["sent"].output
    assert "press its button three times" in done["sent"].output
    assert "four times" in done["core_sent"].output


def test_what_was_felt(done: dict[str, Any]) -> None:
    felt = [(cue.count, max(cue.lengths_ms)) for cue in done["felt"]]
    once = [(1, 80), (1, 80), (1, 80), (1, 500)]
    assert felt[0] == (3, 200)
    tries = felt[1:-1]
    assert tries[:4] == once and (3, 80) in tries[4:6], "the first try ended early"
    rest = tries[tries.index((3, 80)) + 1 :]
    whole = [*once, (1, 120), (2, 400)]
    assert rest == [*whole, *whole, *whole], "left again, right, skipping"
    assert felt[-1] == (4, 250)
    taps_s = [cue.start_us / 1e6 for cue in done["felt"][1:5]]
    assert [round(b - a, 1) for a, b in pairwise(taps_s)] == [1.0, 1.0, 1.0]


def test_the_tries(done: dict[str, Any]) -> None:
    shown = json.loads(recoil("screen", "show", done["sessions"][0], "--json").stdout)
    left, right, skipping = shown["trials"]
    assert [one["ended"] for one in left["tries"]] == ["touch-down", "time"]
    assert left["best_s"] == right["best_s"] == 10 and 1 < left["tries"][0]["held_s"] < 9
    assert left["best_sway"]["side_mg"] > 3 and not shown["missing"]
    rhythm = skipping["tries"][0]["rhythm"]
    assert rhythm["cycle_s"] == pytest.approx(1.1, abs=0.05) and rhythm["cycle_pct"] > 85
    assert "stance left eyes open: 10.0 of 10 s, the best of 2" in recoil("show", done["sessions"][0]).output


def test_the_page(done: dict[str, Any]) -> None:
    out = done["folder"] / "screening.html"
    result = recoil("screen", "report", done["sessions"][0], done["sessions"][0], "-o", out)
    assert result.exit_code == 0, result.output
    page = out.read_text()
    for words in ("Best of each trial", "Left against right", "Own history", "no pass mark", "does not diagnose"):
        assert words in page


def test_core_work(done: dict[str, Any]) -> None:
    shown = json.loads(recoil("core", "show", done["sessions"][1], "--json").stdout)
    plank, squats = shown["sets"]
    assert plank["done_s"] == 5 and squats["repetitions"] == squats["target_repetitions"] == 4
    assert shown["earned"] is None
    felt = [(cue.count, max(cue.lengths_ms)) for cue in done["core_felt"]]
    once = [(1, 80), (1, 80), (1, 80), (1, 500), (1, 120), (2, 400)]
    assert felt == [(4, 200), *once, *once, (4, 250)]


def test_a_run_is_no_screening(done: dict[str, Any]) -> None:
    result = recoil("screen", "show", done["sessions"][1])
    assert result.exit_code == 1 and "is no screening" in result.output


def test_begun_at_the_cable(tmp_path: Path) -> None:
    with switched_on(tmp_path / "clip", firmware_files(compiled=True)) as cable:
        # It lasts for many minutes of the clip's, whatever keeps this computer busy.
        trials = ("stance:left:30", "stance:right:30", "tandem:left:30")
        result = recoil("screen", "start", *trials, "--now", "--port", cable.port)
        assert result.exit_code == 0 and "It begins now" in result.output
        (told,) = json.loads(recoil("devices", "--json", "--port", cable.port).stdout)["devices"]
        assert told["state"] == "screen"
