"""The harness itself: every runtime is fed the same samples and gaps in the same order, and says what is wrong."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import segments
from patched_core import plant
from recoil.common.errors import RecoilError
from recoil.runtimes import RUNTIMES, CoreError, Counting, Outcome, Runtime, Trace, difference
from recoil.runtimes.package import core_folder
from recoil.runtimes.trace import parse

LISTENER = '''
class Empty:
    def __init__(self):
        self.left_bp = self.half_width_bp = self.pairs = 7

class Totals:
    def __init__(self):
        self.contact_balance = self.step_time_balance = self.bounce_balance = Empty()

class Step:
    """Used as a notebook: heard, count, gaps, period_us, gyroscope, finished."""

    def __init__(self):
        self.initial_contact_s = self.initial_contact_us = self.step_us = 0
        self.contact_us = self.flight_us = self.bounce_um = self.peak_mg = self.side = self.flags = self.speed_mm_s = 0

class Gait:
    """Gives a step every 100 samples, and one at the end, that says what was heard."""

    def __init__(self, period_us, gyroscope=True):
        self.step = Step()
        self.step.contact_us, self.step.flight_us = period_us, int(gyroscope)
        self.totals = Totals()
        self.waiting = 0

    def feed(self, samples, first, end):
        step = self.step
        while first < end:
            heard = step.initial_contact_s * 31
            for axis, weight in enumerate((1, 2, 3, 5, 7, 11)):
                heard += weight * samples[6 * first + axis]
            step.initial_contact_s = heard % 1000003
            step.initial_contact_us += 1
            first += 1
            if step.initial_contact_us % 100 == 0:
                self.waiting += 1
                break
        return first

    def gap(self, lost):
        self.step.step_us = (self.step.step_us * 7 + lost * (self.step.initial_contact_us + 1)) % 1000003

    def finish(self):
        self.step.bounce_um = 1
        self.waiting += 1

    def take(self):
        if self.waiting:
            self.waiting -= 1
            return self.step
        return None
'''
GAPS = ((0, 5), (99, 1), (240, 2), (240, 3), (1000, 70000))


@pytest.fixture(params=RUNTIMES, ids=lambda runtime: runtime.name)
def runtime(request: pytest.FixtureRequest) -> Runtime:
    reason = request.param.missing()
    if reason:
        pytest.skip(reason)
    return request.param


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Do not keep compiled kernels of the cores that are made here."""
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def listener(tmp_path: Path) -> Path:
    folder = tmp_path / "listener" / "gait"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").write_text("")
    (folder.parent / "compat.py").write_text("")
    (folder / "gait.py").write_text(LISTENER)
    return folder


def test_samples_and_gaps_arrive_in_order(runtime: Runtime, listener: Path) -> None:
    samples = np.random.default_rng(5).integers(-32768, 32768, (1000, 6)).astype(np.int16)
    traces = [Trace("gaps", samples, 4808, True, GAPS), Trace("short", samples[:7], 9615, False)]
    first, second = runtime.run(traces, listener)
    # The listener writes into a step: samples heard (initial_contact_s) and counted (initial_contact_us), gaps
    # (step_us).
    assert first.column("initial_contact_us") == [*range(100, 1001, 100), 1000]
    assert first.column("known") == [*range(100, 1001, 100), 1000]
    assert first.column("bounce_um") == [0] * 10 + [1]
    assert [first.column("initial_contact_s")[-1], second.column("initial_contact_s")[-1]] == [
        heard(samples),
        heard(samples[:7]),
    ]
    assert first.column("step_us")[-1] == gaps_heard(GAPS)
    assert (first.column("contact_us")[-1], second.column("contact_us")) == (4808, [9615])
    assert (first.column("flight_us")[-1], second.column("flight_us")) == (1, [0])
    assert (first.samples, second.samples, second.balances) == (1000, 7, (7,) * 9)


def heard(samples: np.ndarray) -> int:
    value = 0
    for weighted in (samples.astype(int) @ [1, 2, 3, 5, 7, 11]).tolist():
        value = (value * 31 + weighted) % 1000003
    return value


def gaps_heard(gaps: tuple[tuple[int, int], ...]) -> int:
    value = 0
    for at, lost in gaps:
        value = (value * 7 + lost * (at + 1)) % 1000003
    return value


def test_a_fault_of_the_core_names_runtime_and_trace(runtime: Runtime, tmp_path: Path) -> None:
    core = plant(tmp_path, "self.nowhere.value = 1")
    with pytest.raises(CoreError, match=rf"^{runtime.name}, short: AttributeError"):
        runtime.run([segments.run_trace("short", 1.0)], core)


def test_an_unfinished_answer_is_a_fault() -> None:
    traces = [segments.run_trace("short", 1.0)] * 2
    said = ["names known side", "row 1 2", "balances 1", "done 3 4", "end"]
    with pytest.raises(CoreError, match="clip: stopped after 1 of 2 traces"):
        parse(said, traces, "clip")
    assert parse(said, traces[:1], "clip")[0].rows == ((1, 2),)


def test_differences_are_told() -> None:
    one = Outcome(("known", "side"), ((1, -1), (1, 1)), (5000,), 10, 7)
    assert difference(one, Outcome(one.names, one.rows, one.balances, 10, 99)) == ""
    assert difference(one, Outcome(one.names, ((1, -1), (1, 0)), (5000,), 10, 7)) == "step 1: side is 0, expected 1"
    assert difference(one, Outcome(one.names, one.rows[:1], (5000,), 10, 7)) == "1 steps, expected 2"
    assert "balances" in difference(one, Outcome(one.names, one.rows, (5001,), 10, 7))
    assert "attributes" in difference(one, Outcome(("waiting", "foot"), one.rows, (5000,), 10, 7))
    assert "9 samples" in difference(one, Outcome(one.names, one.rows, (5000,), 9, 7))


def test_missing_runtimes_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert [("pip install" in runtime.missing()) for runtime in RUNTIMES] == [False, True, True, True, False]


def test_a_wrong_core_is_an_error_for_people(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RECOIL_CORE", str(tmp_path))
    with pytest.raises(RecoilError, match=r"no gait\.py there"):
        core_folder()


def test_instructions_are_counted_alike_every_time(tmp_path: Path) -> None:
    runtime = RUNTIMES[3]
    if runtime.missing():
        pytest.skip(runtime.missing())
    assert isinstance(runtime, Counting)
    trace = segments.run_trace("short", 2.0)
    plain = runtime.instructions(trace)
    assert abs(runtime.instructions(trace) - plain) < plain / 1000
    slower = plant(tmp_path, "for spoiled in range(20 * (end - first)):\n    ay += 0")
    assert runtime.instructions(trace, slower) > plain + 20 * 100 * len(trace.samples)


def test_a_trace_refuses_what_no_chip_delivers() -> None:
    good = np.zeros((10, 6), np.int16)
    with pytest.raises(ValueError, match="not n x 6 int16"):
        Trace("wide", good.astype(np.int32), 4808)
    with pytest.raises(ValueError, match="not in order"):
        Trace("gaps", good, 4808, gaps=((5, 1), (2, 1)))
    assert Trace("part", good, 4808, gaps=((1, 2), (5, 1))).part(4, 8).gaps == ((1, 1),)
