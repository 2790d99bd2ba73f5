"""Screens and core work: the same on every Python, nothing allocated, no number beyond the clip's whole numbers."""

import inspect
import json
import shutil
import subprocess
from array import array
from pathlib import Path
from typing import Any

import pytest

import recoil_clip.exercise
import screen_driver
from range_check import HIGHEST, CheckedCore, OutOfRangeError
from recoil.runtimes import CoreError, micropython32, micropython64
from recoil.runtimes.package import core_folder
from recoil_clip.exercise import kernels, repetitions, rhythm, stillness, sway, touchdown
from recoil_clip.exercise.plan import plan_of
from recoil_clip.exercise.sequence import OVER, Sequence
from recoil_clip.spec import exercises
from recoil_clip.spec.exercises import TIME
from screen_traces import Trace, lifelike, traces, wild
from source_rules import findings

FOLDER = Path(str(recoil_clip.exercise.__file__)).parent
NOT_POLLED = {"plan.py", "catalogue.py", "signals.py"}  # read once, before
SCRIPT = """
import sys, micropython
folder = sys.argv[1]
sys.path.insert(0, folder)
import screen_driver
class Heap:
    def lock(self):
        micropython.heap_lock()
    def unlock(self):
        micropython.heap_unlock()
screen_driver.main(folder, Heap(), int(sys.argv[2]))
"""


def there(folder: Path, bits: int, played: tuple[Trace, ...], spoil: tuple[str, str] = ("", "")) -> list[list[int]]:
    """Return what came of each trace on MicroPython; `spoil` replaces a line of the sequence by another."""
    shutil.copytree(FOLDER.parent, folder / "recoil_clip", ignore=shutil.ignore_patterns("__pycache__", "*.md"))
    sequence = folder / "recoil_clip" / "exercise" / "sequence.py"
    source = sequence.read_text(encoding="utf-8")
    assert spoil[0] in source
    sequence.write_text(source.replace(*spoil), encoding="utf-8")
    shutil.copy(screen_driver.__file__, folder / "screen_driver.py")
    (folder / "run.py").write_text(SCRIPT)
    for number, trace in enumerate(played):
        (folder / f"plan_{number}.json").write_text(json.dumps(trace.plan))
        (folder / f"samples_{number}.bin").write_bytes(trace.samples.tobytes())
    arguments = str(len(played))
    if bits == 32:
        if reason := micropython32.MicroPython32().missing():
            pytest.skip(reason)
        printed = micropython32.start(folder, "/input/run.py", "/input", arguments)[0]
    else:
        if reason := micropython64.MicroPython64().missing():
            pytest.skip(reason)
        command = micropython64.command("-X", "heapsize=64m", str(folder / "run.py"), str(folder), arguments)
        done = subprocess.run(command, capture_output=True, text=True, env=micropython64.environment(), check=False)
        if done.returncode:
            raise CoreError(done.stderr or done.stdout)
        printed = done.stdout
    return [json.loads(line) for line in printed.splitlines()]


@pytest.fixture(params=[64, 32], ids=["64 bit", "32 bit"])
def bits(request: pytest.FixtureRequest) -> int:
    return request.param


def here(trace: Trace) -> list[int]:
    return screen_driver.play(trace.plan, trace.samples, screen_driver.Heap())


def endings(found: list[int]) -> set[int]:
    """Every ending in what was kept: results are of 19 numbers, signals of two."""
    seen, at = set(), 0
    while at < len(found):
        at += 2
        if found[at - 2] in (4, 5):  # END and BROKEN come with a result
            seen.add(found[at + 4])
            at += len(screen_driver.FIELDS)
    return seen


@pytest.fixture(scope="module")
def expected() -> list[list[int]]:
    """What came of each trace on this Python."""
    return [here(trace) for trace in traces()]


def test_the_same_everywhere_without_allocating(tmp_path: Path, bits: int, expected: list[list[int]]) -> None:
    assert set().union(*map(endings, expected)) >= {exercises.TIME, exercises.TOUCH_DOWN, exercises.UNSTEADY}
    for trace, one, other in zip(traces(), expected, there(tmp_path, bits, traces()), strict=True):
        assert one == other, trace.name


@pytest.mark.timeout(300)
def test_kernels_compiled_for_the_desktop_say_the_same(
    monkeypatch: pytest.MonkeyPatch, expected: list[list[int]]
) -> None:
    numba = pytest.importorskip("numba")
    compiled = {}
    for module in (sway, touchdown, stillness, repetitions, rhythm):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == kernels.__name__:
                compiled[name] = numba.njit(function)
                monkeypatch.setattr(module, name, compiled[name])
    assert [here(trace) for trace in traces()] == expected
    assert len(compiled) == 7 and all(one.signatures for one in compiled.values())


@pytest.mark.parametrize("spoiled", ["spoiled = [self]", "spoiled = 0.5 * end", "spoiled = self.step"])
def test_an_allocation_would_be_caught(tmp_path: Path, bits: int, spoiled: str) -> None:
    line = "        self._advance(end - first)\n"
    with pytest.raises(CoreError, match="MemoryError"):
        there(tmp_path, bits, traces()[:1], (line, f"{line}        {spoiled}\n"))


def test_the_source_keeps_the_rules() -> None:
    """The square root is the gait core's own."""
    own = "from ..gait.tick_kernels", "from .tick_kernels"
    sources = {path.name: path.read_text(encoding="utf-8").replace(*own) for path in FOLDER.glob("*.py")}
    sources["tick_kernels.py"] = core_folder().joinpath("tick_kernels.py").read_text(encoding="utf-8")
    found = [text for text in findings(sources) if text.split(":")[0] not in NOT_POLLED]
    assert not found, "\n".join(found)


class CheckedScreens(CheckedCore):
    """The package with a check around every operation."""

    entry = "sequence"

    def __init__(self) -> None:
        super().__init__(FOLDER)

    def play(self, trace: Trace) -> None:
        """Play a trace."""
        found, _ = self.module("plan").plan_of(trace.plan, trace.plan["kind"])
        screen_driver.feed(self.module("sequence").Sequence(found, 4808), trace.samples, [0] * 10_000)


def test_no_number_leaves_the_clips_small_integers() -> None:
    screens = CheckedScreens()
    for trace in (*lifelike(), *(wild(seed) for seed in range(6))):  # six more go no farther
        screens.play(trace)
    assert len(screens.operations()) > 100, "hardly anything is checked"
    unreached = screens.unreached()
    assert len(unreached) < 0.1 * len(screens.statements()), "hardly anything ran:\n" + "\n".join(unreached)


def test_a_number_beyond_would_be_caught() -> None:
    screens = CheckedScreens()
    with pytest.raises(OutOfRangeError):
        screens.parts[-1].check(HIGHEST + 1, 0)


def test_results_mean_what_they_say() -> None:
    """Twice the sway is twice the RMS; the path grows with it."""
    from recoil.simulation.runner.stance import Wearer
    from screen_traces import SCREEN, entry, plan

    one_plan = plan(SCREEN, entry("stance", 20, side="left", eyes="open"))
    found: list[dict[str, Any]] = []
    for factor in (1, 2):
        kept = here(Trace("", one_plan, Wearer(5).stands(32, factor).counts()))
        at = next(i for i in range(0, len(kept), 2) if kept[i] == 4)
        found.append(dict(zip(screen_driver.FIELDS, kept[at + 2 :], strict=False)))
    for name in ("side_ug", "fore_ug", "roll_mdps", "pitch_mdps", "path_mg", "path_mdps", "sum_ug", "change_ug"):
        assert found[1][name] == pytest.approx(2 * found[0][name], rel=0.06), name
    # A pendulum: g times the angle and a little for what it turns; 0.35 degrees are 6.1 mg.
    assert 6_000 < found[0]["side_ug"] < 30_000


@pytest.mark.parametrize(
    ("all_tries", "practice", "attempts"), [(True, False, [1, 2, 3]), (False, False, [1]), (False, True, [0, 1])]
)
def test_a_try_that_was_held_is_the_last_unless_all_are_to_be_done_or_it_was_practice(
    all_tries: bool, practice: bool, attempts: list[int]
) -> None:
    from recoil.simulation.runner.stance import Wearer
    from screen_traces import CORE, SCREEN, entry, plan

    words = {"eyes": "open", "tries": 3, "all": all_tries, "practice": practice}
    one_plan = plan(SCREEN, *(entry("stance", 3, side=side, **words) for side in ("left", "right")))
    found, problem = plan_of(one_plan, SCREEN)
    assert found is not None, problem
    sequence, samples = Sequence(found, 4808), array("i", Wearer(5).stands(90).counts().astype(int).ravel().tolist())
    done = []
    for first in range(0, len(samples) // 6 - 8, 8):
        sequence.feed(samples, first, first + 8)
        sequence.poll()
        if sequence.has_result:
            done.append((sequence.result.attempt, sequence.result.ending))
    assert done == [(attempt, TIME) for attempt in attempts * 2] and sequence.phase == OVER
    for name in ("all", "practice"):
        for wrong in ({**one_plan["items"][0], name: 1}, entry("skipping", 10, **{name: True})):
            assert plan_of({**one_plan, "items": [wrong]}, SCREEN)[1] == (
                "item number 1: all and practice are true or false, for standing"
            )
    for kind, other, word in ((SCREEN, entry("squat", 10, side="left"), "trial"), (CORE, entry("tandem"), "exercise")):
        for wrong in (other, entry("headstand")):
            found, problem = plan_of(plan(kind, wrong), kind)
            assert (found, problem) == (None, f"item number 1: there is no such {word}")
