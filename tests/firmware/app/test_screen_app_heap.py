"""While the clip leads through a plan its loop allocates nothing, on 64 and on 32 bit; a power cut costs little."""

import json
from pathlib import Path
from typing import Any

import pytest

import app_stage
from cut_flash import extract, spoil
from recoil.session import SessionError, open_session
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.runner.stance import Wearer
from screen_traces import CORE, LEFT, RIGHT, SCREEN, entry, plan

POLLS_PER_S = 25
SCREENS = plan(SCREEN, entry("stance", 5, **LEFT, tries=2), entry("tandem", 5, **RIGHT), entry("skipping", 8), rest_s=3)
CORE_WORK = plan(CORE, entry("front_plank", 5), entry("squat", 40, **LEFT, repetitions=3), rest_s=3)


@pytest.mark.parametrize("bits", [64, 32], ids=["64 bit", "32 bit"])
@pytest.mark.parametrize(("value", "presses", "items"), [(SCREENS, 3, 3), (CORE_WORK, 4, 2)], ids=["screens", "core"])
def test_the_loop_allocates_nothing(tmp_path: Path, bits: int, value: dict[str, Any], presses: int, items: int) -> None:
    wearer = Wearer(1).stands(12).puts_foot_down().walks(1).stands(26).skips(30).repeats(8)
    app_stage.stage(tmp_path, wearer.counts().astype("<i2").tobytes(), {"raw": "all"})
    (tmp_path / "clip" / f"{value['kind']}.json").write_text(json.dumps(value))
    felt, writes, done = app_stage.run(tmp_path, bits, "screened", 120 * POLLS_PER_S, presses)
    assert felt > 10 and writes >= 2 and done == items


@pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")
def test_a_power_cut_costs_ten_seconds_at_most(tmp_path: Path) -> None:
    """At every write to the flash: the tries that are there are right, and none that was there is gone."""
    clip = VirtualClip(tmp_path / "clip", flash_kb=1024)
    clip.flash(compiled=True)
    clip.put({"/screen.json": json.dumps(SCREENS)})
    motion = Motion.at_rate(Wearer(1).stands(40).skips(20).counts(), 208, clip.mount)
    script = [{"do": "press", "at_ms": 6000 + 350 * number, "ms": 150} for number in range(3)]
    clip.run(60, motion, script, journal=True)
    journal = clip.journal()
    (folder,) = extract(clip, tmp_path / "whole")
    whole = open_session(folder)
    assert whole.is_whole and len(whole.trials) == 3
    known = 0
    for done in range(len(journal) + 1):
        trials = whole.trials[:0]
        for session in extract(spoil(tmp_path / "after", journal.image(done, 130 * (done % 2))), tmp_path / f"{done}"):
            try:
                trials = open_session(session).trials
            except SessionError as error:
                assert not known, error
        assert (trials == whole.trials[: len(trials)]).all() and len(trials) >= known
        known = len(trials)
    assert known == 3
