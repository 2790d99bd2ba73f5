"""Raw samples of a session: the inverse of `recoil_clip.log.raw`, which says how they are compressed."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .pages import Page
from .sentences import shortened

AXES = 6
COUNT = struct.Struct("<H")
AXIS = struct.Struct("<7hB")
HEAD_BYTES = COUNT.size + AXES * AXIS.size
SIZE_BITS = 4
WIDEST = 22
MOST_WEIGHT = 1022
MOST_K = 15


@dataclass(frozen=True, eq=False)
class RawRun:
    """Samples without a gap."""

    first: int
    """Number of the first one since the session's first sample; sample n was taken at n x `header.period_ns`."""
    counts: np.ndarray
    """n x 6, int16: accelerometer x, y, z, then gyroscope x, y, z, in body axes (x forward, y up, z right).

    One count is `header.acceleration_g` or `header.rotation_dps`; without a gyroscope its columns are 0.
    """


@dataclass(frozen=True, eq=False)
class RawSamples:
    """All raw samples that there are; `len` says how many."""

    runs: tuple[RawRun, ...]
    """In order of time, without overlap; between two runs samples are missing."""
    damage: tuple[str, ...]
    """Pages that are intact and make no sense, in sentences."""

    def __len__(self) -> int:
        """Return how many samples there are."""
        return sum(len(run.counts) for run in self.runs)


class RawError(Exception):
    """A page that is intact and makes no sense all the same."""


def raw_of(pages: Sequence[Page]) -> RawSamples:
    """Decode raw pages, in order."""
    parts: list[tuple[int, list[np.ndarray]]] = []
    damage: list[str] = []
    end = 0
    for page in pages:
        try:
            if page.base < end:
                raise RawError("its samples come before those of the page before")
            counts = decode(page.payload)
        except RawError as fault:
            damage.append(f"{page.where}: {fault}")
            continue
        if parts and page.base == end:
            parts[-1][1].append(counts)
        else:
            parts.append((page.base, [counts]))
        end = page.base + len(counts)
    runs = tuple(RawRun(first, np.concatenate(blocks)) for first, blocks in parts)
    return RawSamples(runs, shortened(damage))


def decode(payload: bytes) -> np.ndarray:
    """Return the samples of a page."""
    if len(payload) < HEAD_BYTES:
        raise RawError("the page ends within its own head")
    (count,) = COUNT.unpack_from(payload)
    axes = [Axis(*numbers) for numbers in AXIS.iter_unpack(payload[COUNT.size : HEAD_BYTES])]
    code = payload[HEAD_BYTES:]
    if not count or max(axis.k for axis in axes) > MOST_K or count > len(code) * 8 // AXES:
        raise RawError("the page's head makes no sense")
    bits = bin(int.from_bytes(b"\1" + code, "big"))[3:]
    columns: list[list[int]] = [[] for _ in axes]
    at = batch = 0
    while len(columns[0]) < count:
        size = int(bits[at : at + SIZE_BITS] or "0", 2) + 1
        at += SIZE_BITS
        for number, axis in enumerate(axes):
            at = axis.read(bits, at, size, batch % AXES == number, columns[number])
        batch += 1
    if len(columns[0]) > count:
        raise RawError("the page's head and its samples do not agree")
    return np.array(columns, dtype=np.int16).T


class Axis:
    """One axis: its predictor and the parameter of its code."""

    def __init__(self, last: int, d1: int, d2: int, d3: int, u: int, v: int, w: int, k: int) -> None:
        self.last = last
        self.differences = d1, d2, d3
        self.weights = u, v, w
        self.k = k
        self.mean = 6 << k

    def read(self, bits: str, at: int, size: int, learns: bool, column: list[int]) -> int:
        """Append so many samples out of the bits from `at` on; return where they end."""
        for _ in range(size):
            k = self.k
            longest = WIDEST + 1 - k
            one = bits.find("1", at, at + longest)
            if one >= 0:
                low, end = one + 1, one + 1 + k
                folded = (one - at) << k
            else:
                low, end = at + longest, at + longest + 16
                folded = 0
            if end > len(bits):
                raise RawError("the page ends within a sample")
            if end > low:
                folded |= int(bits[low:end], 2)
            at = end
            self._take(-1 - folded >> 1 if folded & 1 else folded >> 1, learns)
            column.append(self.last)
            self._adapt(folded)
        return at

    def _adapt(self, folded: int) -> None:
        self.mean += folded - (self.mean >> 2)
        level = self.mean >> (self.k + 2)
        if level > 1:
            self.k += 1
        elif not level and self.k:
            self.k -= 1

    def _take(self, error: int, learns: bool) -> None:
        d1, d2, d3 = self.differences
        u, v, w = self.weights
        sample = self.last + ((u * d1 + v * d2 + w * d3) >> 8) + error
        sample = (sample + 32768 & 65535) - 32768
        if learns and error:
            self.weights = turned(u, error ^ d1), turned(v, error ^ d2), turned(w, error ^ d3)
        change = sample - self.last
        self.differences = change, change - d1, change - d1 - d2
        self.last = sample


def turned(weight: int, sign: int) -> int:
    """Return a weight a step further."""
    return max(weight - 2, -MOST_WEIGHT) if sign < 0 else min(weight + 2, MOST_WEIGHT)
