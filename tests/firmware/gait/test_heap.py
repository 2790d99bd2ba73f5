"""The core allocates nothing while it runs: a minute under a locked heap, and proof that the lock catches faults."""

from pathlib import Path

import pytest

import segments
from patched_core import plant
from recoil.runtimes import CoreError, Runtime, Trace
from recoil.runtimes.cpython import CPython
from recoil.runtimes.micropython32 import MicroPython32
from recoil.runtimes.micropython64 import MicroPython64

LEAVES_31_BITS = "spoiled = (ay + 32768) * 32768"  # 2^30 from zero acceleration up
MICROPYTHONS = (MicroPython64(), MicroPython64(native=True), MicroPython32())


@pytest.fixture(params=MICROPYTHONS, ids=lambda runtime: runtime.name)
def runtime(request: pytest.FixtureRequest) -> Runtime:
    reason = request.param.missing()
    if reason:
        pytest.skip(reason)
    return request.param


@pytest.fixture
def long_run() -> Trace:
    """A minute and more of running with pauses, wild stretches and gaps of every length."""
    run, rest, wild = (
        segments.Segment("run", 64.0, segments.ONE_G),
        segments.Segment("noise", 4.0, 200, segments.ONE_G),
        segments.Segment("run", 10.0, 20 * segments.ONE_G),
    )
    gaps = ((3000, 1), (6000, 4), (9000, 60), (12000, 3000))
    return segments.trace("a long run", rest, run, rest, wild, gaps=gaps)


def test_a_minute_of_running_allocates_nothing(runtime: Runtime, long_run: Trace) -> None:
    (outcome,) = runtime.run([long_run], heap_locked=True)
    assert outcome.samples == len(long_run.samples)
    assert len(outcome.rows) > 120, "hardly any steps: the run was not taken for running"


def test_hostile_traces_allocate_nothing(runtime: Runtime) -> None:
    runtime.run(segments.hostile(), heap_locked=True)


@pytest.mark.parametrize("method", ["feed", "take", "gap", "finish"])
def test_an_allocation_is_caught(runtime: Runtime, tmp_path: Path, method: str) -> None:
    trace = segments.trace("short", segments.Segment("run", 6.0, segments.ONE_G), gaps=((900, 2),))
    core = plant(tmp_path, "spoiled = [self]", method)
    assert runtime.run([trace], core)
    with pytest.raises(CoreError, match="MemoryError"):
        runtime.run([trace], core, heap_locked=True)


def test_a_product_beyond_31_bits_is_caught_on_32_bits_only(runtime: Runtime, tmp_path: Path) -> None:
    core = plant(tmp_path, LEAVES_31_BITS)
    trace = segments.run_trace("short", 3.0)
    if runtime.name == "micropython32":
        with pytest.raises(CoreError, match="MemoryError"):
            runtime.run([trace], core, heap_locked=True)
    else:
        assert runtime.run([trace], core, heap_locked=True) == CPython().run([trace], core)
