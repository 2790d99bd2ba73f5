"""Counts what becomes of pairs of cadence curves: `python tests/helpers/fuzz_pairs.py --count 500`.

Of different runs none may be merged without --offset; of one run, with the clip's clock set, unset and an hour off,
98 % must be placed within 3 s. Pair N is always the same one.
"""

import argparse
import sys
from collections import Counter

from cadence_curves import CLOCKS, FIRST, Pair, right_pair, wrong_pair
from recoil.fit.alignment import Alignment, align
from recoil.fit.errors import FitError

WITHIN_S, PLACED = 3, 0.98


def aligned(pair: Pair) -> Alignment | None:
    """Return where a pair's session is put; None if it is refused."""
    try:
        return align(pair.rows, pair.watch, pair.clip_zero)
    except FitError:
        return None


def main() -> int:
    """Count; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="of different runs, and of one run for each clock")
    count = parser.parse_args().count
    merged: Counter[str] = Counter()
    for seed in range(count):
        pair = wrong_pair(seed)
        if aligned(pair) is not None:
            merged[f"{pair.kind}, clock {pair.clock}: pair {seed}"] += 1
    print(f"{len(merged)} of {count} pairs of different runs were merged")
    print("\n".join(sorted(merged)[:20]))
    fails = bool(merged)
    for clock in CLOCKS:
        ends: Counter[str] = Counter()
        for seed in range(count):
            pair = right_pair(seed, clock)
            found = aligned(pair)
            off_s = None if found is None or pair.lag_s is None else abs(found.zero - FIRST - pair.lag_s)
            ends["refused" if off_s is None else "placed" if off_s <= WITHIN_S else "misplaced"] += 1
        print(f"one run, clock {clock}: {dict(ends)}")
        fails |= ends["placed"] < PLACED * count
    return int(fails)


if __name__ == "__main__":
    sys.exit(main())
