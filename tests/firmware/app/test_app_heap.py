"""The app's loop allocates nothing while it records, and what it uses stays the same, on 64 and on 32 bit."""

import json
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

import app_stage
from app_play import TAUGHT, motion
from recoil_clip.app import session as session_module
from recoil_clip.gait import gait as gait_module

SETTINGS = {"quiet_start_min": 0, "settle_s": 5, "raw": "all", "metronome": "after_cue"}
POLLS_PER_S = 25
ALL_KINDS = "stand 3, run 45, stand 20, run 30"


@pytest.fixture(params=[64, 32], ids=["64 bit", "32 bit"])
def bits(request: pytest.FixtureRequest) -> int:
    return request.param


def test_the_loop_allocates_nothing(tmp_path: Path, bits: int) -> None:
    """From the FIFO to steps, cues, ticks, pauses and minutes; writing the log is left out."""
    app_stage.stage(tmp_path, motion(ALL_KINDS), SETTINGS, TAUGHT)
    felt, writes, steps = app_stage.run(tmp_path, bits, "locked", 100 * POLLS_PER_S)
    assert felt > 60 and writes >= 8 and steps > 190


@pytest.mark.parametrize("target", ["bounce", "steadiness", "asymmetry"])
def test_nor_with_another_target(tmp_path: Path, target: str) -> None:
    settings = {**SETTINGS, "target": target, "metronome": "off"}
    history = {**TAUGHT, "runs": [{**run, "bounce_um": 40_000, "unsteadiness_bp": 1} for run in TAUGHT["runs"]]}
    app_stage.stage(tmp_path, motion("stand 3, run 45"), settings, history)
    felt, _, steps = app_stage.run(tmp_path, 32, "locked", 40 * POLLS_PER_S)
    # Steadiness is cued only where it can be told from own noise, asymmetry only after many pairs.
    assert steps > 90 and (felt or target != "bounce")


@pytest.mark.parametrize(
    ("package", "module", "method"),
    [("recoil_clip.app", session_module, "_take"), ("recoil_clip.gait", gait_module, "feed")],
)
def test_an_allocation_would_be_caught(tmp_path: Path, package: str, module: ModuleType, method: str) -> None:
    app_stage.stage(tmp_path, motion("stand 3, run 20"), SETTINGS, TAUGHT)
    path = tmp_path.joinpath(*package.split(".")) / Path(str(module.__file__)).name
    head, tail = path.read_text().split(f"    def {method}(", 1)
    line, rest = tail.split('"""\n', 1)
    path.write_text(f'{head}    def {method}({line}"""\n        spoiled = [self]\n{rest}')
    with pytest.raises(AssertionError, match="MemoryError"):
        app_stage.run(tmp_path, 64, "locked", 10 * POLLS_PER_S)


def test_what_is_used_stays_the_same(tmp_path: Path) -> None:
    """Half of a quarter of an hour of running, looked at every 90 s: in each at most one block of the heap more."""
    app_stage.stage(tmp_path, motion("stand 3, run 475"), {**SETTINGS, "metronome": "regular"}, TAUGHT)
    found = app_stage.run(tmp_path, 64, "used", 450 * POLLS_PER_S, 90 * POLLS_PER_S, heap="64m")
    growth = [after - before for before, after in pairwise(found[1:])]
    assert len(growth) >= 3 and max(growth) <= 32, found
    print(json.dumps({"bytes in use on 64 bit": found}))
