"""Reads a great many broken and forged sessions: `python tests/helpers/fuzz_sessions.py --count 1000000 --seed 1`.

Each must end in data or in a `SessionError`. Case N of a seed is always the same: `--first N --count 1` reads it again.
"""

import argparse
import heapq
import multiprocessing
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from types import FrameType

from session_endings import ending_of
from session_mutations import mutated
from session_seeds import seeds

HANG_S = 5.0
REPORT_S = 30.0
SLOWEST = 3


class Hang(BaseException):
    """A case took too long; not an Exception, so that nothing that is tested can catch it."""


@dataclass
class Tally:
    """How cases ended."""

    ends: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, int]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, number: int, end: str, seconds: float) -> None:
        """Count a case."""
        self.ends[end] += 1
        self.slowest = heapq.nlargest(SLOWEST, [*self.slowest, (seconds, number)])

    def join(self, other: "Tally") -> None:
        """Count the cases of another process."""
        self.ends += other.ends
        self.slowest = heapq.nlargest(SLOWEST, self.slowest + other.slowest)
        self.failures += other.failures


def run(seed: int, first: int, count: int, step: int, says: bool) -> Tally:
    """Read every step-th case."""
    signal.signal(signal.SIGALRM, bite)
    tally, told_s = Tally(), time.monotonic()
    for number in range(first, first + count, step):
        case = mutated(Random(f"{seed}/{number}"))
        begun_s = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, HANG_S)
        try:
            end = ending_of(case)
        except (Exception, Hang) as error:
            end = f"FAILED: {type(error).__name__}"
            tally.failures.append(f"case {number} of seed {seed}: {type(error).__name__}: {error}")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        tally.add(number, end, time.perf_counter() - begun_s)
        if says and time.monotonic() - told_s > REPORT_S:
            told_s = time.monotonic()
            print(f"{number - first + 1:,} of {count:,}, {len(tally.failures)} failures", flush=True)
    return tally


def bite(number: int, frame: FrameType | None) -> None:
    """End a case that hangs."""
    raise Hang(f"more than {HANG_S:g} s")


def main() -> int:
    """Read the cases; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    seeds()
    begun_s, tally, processes = time.monotonic(), Tally(), given.processes
    shares = [
        (given.seed, given.first + n, given.count - n, processes, n == 0) for n in range(min(processes, given.count))
    ]
    if processes == 1:
        tally = run(*shares[0])
    else:
        with multiprocessing.Pool(processes) as pool:
            for part in pool.starmap(run, shares):
                tally.join(part)
    total, seconds = sum(tally.ends.values()), time.monotonic() - begun_s
    print(f"{total:,} inputs of seed {given.seed} in {seconds:.0f} s, {1000 * seconds / max(total, 1):.2f} ms each")
    for end, count in tally.ends.most_common():
        print(f"{count:10,}  {end}")
    print("slowest: " + ", ".join(f"{1000 * took:.0f} ms (case {number})" for took, number in tally.slowest))
    print("\n".join(tally.failures[:20]) or "every one ended in data or in a SessionError")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
