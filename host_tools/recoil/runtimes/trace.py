"""What goes into a runtime and what comes out: traces, outcomes, and how two outcomes differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from recoil.common.errors import RecoilError


class CoreError(RecoilError):
    """The gait core failed while it ran; the message says where and how."""


class RuntimeMissingError(RecoilError):
    """A runtime cannot be used here; the message says what to install."""


@dataclass(frozen=True)
class Trace:
    """Samples as the chip delivers them (n x 6, int16), with the sample period and what was lost on the way."""

    name: str
    samples: np.ndarray
    period_us: int
    gyroscope: bool = True
    gaps: tuple[tuple[int, int], ...] = ()
    """(index of the sample before which samples were lost, how many), in order."""

    def __post_init__(self) -> None:
        """Refuse what no chip delivers."""
        if self.samples.ndim != 2 or self.samples.shape[1] != 6 or self.samples.dtype != np.int16:
            raise ValueError(f"{self.name}: samples are {self.samples.shape} {self.samples.dtype}, not n x 6 int16")
        if list(self.gaps) != sorted(self.gaps):
            raise ValueError(f"{self.name}: gaps are not in order")

    @property
    def duration_s(self) -> float:
        """Length of the samples, gaps not counted."""
        return len(self.samples) * self.period_us * 1e-6

    def part(self, start: int, stop: int) -> "Trace":
        """Cut out the samples from `start` to `stop`."""
        gaps = tuple((at - start, lost) for at, lost in self.gaps if start <= at < stop)
        return Trace(self.name, self.samples[start:stop], self.period_us, self.gyroscope, gaps)


@dataclass(frozen=True)
class Outcome:
    """Every number that the core gave for one trace."""

    names: tuple[str, ...]
    """`known` (samples fed until the step was known), the attributes of a step, then the numbers of the balances."""
    rows: tuple[tuple[int, ...], ...]
    """One per step: the step, and the balances as they were then."""
    balances: tuple[int, ...]
    """At the end."""
    samples: int
    spent_us: int = field(compare=False)
    """Time spent in the feeding loop: CPU time on CPython, elapsed time on MicroPython."""

    def column(self, name: str) -> list[int]:
        """Return one attribute over all steps."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]


def difference(expected: Outcome, got: Outcome) -> str:
    """Say where two outcomes first differ; empty if they do not."""
    if expected.names != got.names:
        return f"attributes differ: {expected.names} and {got.names}"
    for number, (left, right) in enumerate(zip(expected.rows, got.rows, strict=False)):
        for name, a, b in zip(expected.names, left, right, strict=True):
            if a != b:
                return f"step {number}: {name} is {b}, expected {a}"
    if len(expected.rows) != len(got.rows):
        return f"{len(got.rows)} steps, expected {len(expected.rows)}"
    if expected.balances != got.balances:
        return f"final balances are {got.balances}, expected {expected.balances}"
    return "" if expected.samples == got.samples else f"{got.samples} samples fed, expected {expected.samples}"


def parse(lines: Iterable[str], traces: list[Trace], runtime: str) -> list[Outcome]:
    """Read what `driver.py` said about each trace; a `CoreError` for the first that failed."""
    outcomes: list[Outcome] = []
    names: tuple[str, ...] = ()
    balances: tuple[int, ...] = ()
    rows: list[tuple[int, ...]] = []
    for line in lines:
        kind, _, text = line.partition(" ")
        if kind == "error":
            raise CoreError(f"{runtime}, {traces[len(outcomes)].name}: {text}")
        if kind == "names":
            names, rows = tuple(text.split()), []
        elif kind == "row":
            rows.append(tuple(int(value) for value in text.split()))
        elif kind == "balances":
            balances = tuple(int(value) for value in text.split())
        elif kind == "done":
            samples, spent_us = (int(value) for value in text.split())
            outcomes.append(Outcome(names, tuple(rows), balances, samples, spent_us))
        elif kind == "end" and len(outcomes) == len(traces):
            return outcomes
    raise CoreError(f"{runtime}: stopped after {len(outcomes)} of {len(traces)} traces")
