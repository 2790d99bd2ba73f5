"""How fast the gait core runs: samples per second, processor time for an hour of running, instructions per sample.

Instructions per sample are the difference between two runs of different length, so that the start does not count; they
repeat on any computer of the same kind, where seconds do not. All numbers include the loop that feeds the samples.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recoil.common.errors import RecoilError
from recoil.runtimes import RUNTIMES, Counting, Runtime, RuntimeMissingError, Trace
from recoil.simulation.runner import Worn, run_plan, simulate

RATE_HZ = 208
COUNTED_S = 15.0
WARMING_S = 30.0
LONGEST_GUEST_S = 120.0
REPEATS = 3
IN_THIS_PROCESS = ("cpython", "numba")  # CPU time of all that was asked for; the others are slow guests
Say = Callable[[str], None]


@dataclass(frozen=True)
class Speed:
    """One runtime's speed; what could not be measured is None, and `note` says why."""

    runtime: str
    measured_s: float = 0.0
    """Length of the running that was fed."""
    samples_per_s: float | None = None
    """The best of the repeats."""
    hour_s: float | None = None
    """For one hour at 208 Hz: CPU time in this process, elapsed time elsewhere; measured if `measured_s` is an hour."""
    instructions_per_sample: int | None = None
    """Of the processor; of WebAssembly on the 32-bit port."""
    note: str = ""


def running(minutes: float) -> Trace:
    """Return simulated running of a given length, at rest for a moment before and after."""
    simulation = simulate(worn=Worn(rate_hz=RATE_HZ), plan=run_plan(minutes))
    return Trace("running", np.ascontiguousarray(simulation.counts), simulation.period_us)


def measure(minutes: float, counted: bool = True, core: Path | None = None, say: Say = lambda _: None) -> list[Speed]:
    """Measure every runtime; CPython, plain and compiled, on all of the minutes, the others on two minutes at most."""
    say(f"simulating {minutes:g} min of running")
    trace = running(minutes)
    return [measure_runtime(runtime, trace, counted, core, say) for runtime in RUNTIMES]


def measure_runtime(runtime: Runtime, trace: Trace, counted: bool, core: Path | None, say: Say) -> Speed:
    """Measure one runtime."""
    if runtime.missing():
        return Speed(runtime.name, note=runtime.missing())
    if runtime.name not in IN_THIS_PROCESS:
        trace = trace.part(0, round(LONGEST_GUEST_S * RATE_HZ))
    else:
        runtime.run([trace.part(0, round(WARMING_S * RATE_HZ))], core)  # kernels are compiled or loaded when first used
    say(f"{runtime.name}: seconds")
    spent_us = min(spent(runtime, trace, core, REPEATS if trace.duration_s < 1000 else 1))
    per_second = len(trace.samples) / (spent_us * 1e-6)
    instructions, note = None, ""
    if counted and isinstance(runtime, Counting):
        say(f"{runtime.name}: instructions")
        try:
            instructions = instructions_per_sample(runtime, trace, core)
        except RuntimeMissingError as reason:
            note = str(reason)
    hour_s = 3600 * RATE_HZ / per_second
    return Speed(runtime.name, trace.duration_s, per_second, hour_s, instructions, note)


def spent(runtime: Runtime, trace: Trace, core: Path | None, repeats: int) -> Sequence[int]:
    """Return the microseconds of each repeat."""
    return [max(1, runtime.run([trace], core)[0].spent_us) for _ in range(repeats)]


def instructions_per_sample(runtime: Counting, trace: Trace, core: Path | None) -> int:
    """Count over the second half of twice the counted stretch of running."""
    half = round(COUNTED_S * RATE_HZ)
    if len(trace.samples) < 2 * half:
        raise RecoilError(f"counting instructions takes {2 * COUNTED_S:g} s of running")
    first, both = (runtime.instructions(trace.part(0, stop), core) for stop in (half, 2 * half))
    return round((both - first) / half)
