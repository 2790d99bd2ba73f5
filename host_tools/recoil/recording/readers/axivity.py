"""Axivity AX3 and AX6 (`.cwa`): blocks of 512 bytes, each with a time, in g and degrees/s.

Source of the format: Open Movement's technical description of AX3 and AX6 (CWA); written anew from it. A block's time
is read from the sensor's clock when its first samples come, and is off by some ms: it is smoothed over some minutes.
"""

from pathlib import Path

import numpy as np

from recoil.common.errors import RecordingError
from recoil.recording.readers.layout import Samples, Whole
from recoil.recording.spool import Spool
from recoil.recording.units import Units

BLOCK_BYTES = 512
BLOCKS_AT_ONCE = 4096
SMOOTHED_BLOCKS = 256
LARGEST_DRIFT = 0.2  # of the time between blocks; more is a gap
_BLOCK = np.dtype(
    {
        "names": ["mark", "bytes", "fraction", "sequence", "time", "scale", "rate", "form", "offset", "count", "data"],
        "formats": ["<u2", "<u2", "<u2", "<u4", "<u4", "<u2", "u1", "u1", "<i2", "<u2", "480u1"],
        "offsets": [0, 2, 4, 10, 14, 18, 24, 25, 26, 28, 30],
        "itemsize": BLOCK_BYTES,
    }
)
_MARK, _BYTES = 0x5841, BLOCK_BYTES - 4
_PACKED, _WORDS = 0, 2
_BROKEN_S = 1.0


def fits(path: Path) -> bool:
    """Return whether a file begins as the maker's do."""
    with path.open("rb") as file:
        return file.read(4)[:2] == b"MD" and path.suffix.lower() == ".cwa"


def read(path: Path) -> Samples:
    """Read a file; blocks whose sum of words is wrong are left out."""
    data = np.memmap(path, np.uint8, "r")
    begin = 4 + int(data[2:4].view("<u2")[0]) if len(data) >= 1024 else 0
    whole = (len(data) - begin) // BLOCK_BYTES
    if begin != 1024 or whole < 1:
        raise RecordingError("is no whole recording of an Axivity sensor")
    blocks = data[begin : begin + whole * BLOCK_BYTES].view(_BLOCK)
    good = _good(blocks)
    if not good.any():
        raise RecordingError("has no intact block of samples")
    first = blocks[int(np.argmax(good))]
    axes, form = int(first["form"]) >> 4, int(first["form"]) & 15
    good &= (blocks["form"] == first["form"]) & (blocks["rate"] == first["rate"])
    if axes not in (3, 6) or form not in (_PACKED, _WORDS) or (axes == 6 and form == _PACKED):
        raise RecordingError(f"has samples of a form that is not known ({axes} axes, form {form})")
    kept = np.flatnonzero(good)
    rate_hz = 3200 / (1 << (15 - (int(first["rate"]) & 15)))
    spool = Spool(axes)
    for at in range(0, len(kept), BLOCKS_AT_ONCE):
        spool.append(_samples(blocks[kept[at : at + BLOCKS_AT_ONCE]], axes, form))
    notes = ["read as a recording of Axivity"]
    if len(kept) < whole:
        notes.append(f"{whole - len(kept)} of {whole} blocks are not intact: left out")
    times = _times(blocks[kept]["sequence"], _starts(blocks[kept], rate_hz), blocks[kept]["count"], rate_hz)
    return Samples(times, spool.taken(), Units(1.0, 1.0), tuple(notes))


def _good(blocks: np.ndarray) -> np.ndarray:
    """Tell which blocks are intact: their 256 words add up to 0."""
    good = (blocks["mark"] == _MARK) & (blocks["bytes"] == _BYTES)
    for at in range(0, len(blocks), BLOCKS_AT_ONCE):
        words = np.ascontiguousarray(blocks[at : at + BLOCKS_AT_ONCE]).view("<u2").reshape(-1, BLOCK_BYTES // 2)
        good[at : at + BLOCKS_AT_ONCE] &= words.sum(axis=1, dtype=np.uint16) == 0
    return good


def _samples(blocks: np.ndarray, axes: int, form: int) -> np.ndarray:
    """Return the samples of blocks: accelerations in g, then rotation rates in degrees/s."""
    counts = blocks["count"].astype(int)
    each = 480 // 4 if form == _PACKED else 480 // (2 * axes)
    taken = np.arange(each) < np.minimum(counts, each)[:, None]
    raw = np.ascontiguousarray(blocks["data"])
    per_g = 1 << (8 + (blocks["scale"].astype(int) >> 13))
    if form == _PACKED:
        # Three numbers of 10 bits, and by how many bits all of them are to be shifted.
        packed = raw.view("<u4").reshape(len(blocks), each)
        shift = (packed >> 30).astype(np.int32)
        acc = np.stack([_signed(packed >> place) << shift for place in (0, 10, 20)], axis=2)
        return (acc / per_g[:, None, None])[taken]
    words = raw[:, : each * axes * 2].copy().view("<i2").reshape(len(blocks), each, axes)
    if axes == 3:
        return (words / per_g[:, None, None])[taken]
    full_dps = 8000 / (1 << (blocks["scale"].astype(int) >> 10 & 7))
    acc = words[..., 3:] / per_g[:, None, None]
    return np.concatenate((acc, words[..., :3] * (full_dps / 32768)[:, None, None]), axis=2)[taken]


def _signed(packed: np.ndarray) -> np.ndarray:
    return ((packed & 1023).astype(np.int32) ^ 512) - 512


def _starts(blocks: np.ndarray, rate_hz: float) -> np.ndarray:
    """Return the time of each block's first sample, in s."""
    time = blocks["time"].astype(np.int64)
    months = (2000 + (time >> 26) - 1970) * 12 + (time >> 22 & 15) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + (time >> 17 & 31) - 1
    seconds = days * 86_400 + (time >> 12 & 31) * 3600 + (time >> 6 & 63) * 60 + (time & 63)
    seconds -= seconds[0] if len(seconds) else 0
    told = blocks["fraction"].astype(np.int64)
    fraction = np.where(told & 0x8000, (told & 0x7FFF) << 1, 0)
    # Which of the block's samples the time is of; a fraction moves it, for readers that know of none.
    sample = blocks["offset"].astype(np.int64) + (fraction * int(rate_hz) >> 16)
    return seconds + fraction / 65536 - sample / rate_hz


def _times(sequence: np.ndarray, starts_s: np.ndarray, counts: np.ndarray, rate_hz: float) -> np.ndarray:
    """Return the time of every sample, in s from the first."""
    counts = counts.astype(np.int64)
    apart = np.diff(starts_s)
    usual = float(np.median(apart / counts[:-1])) if len(apart) else 1 / rate_hz
    breaks = (np.diff(sequence.astype(np.int64)) != 1) | (np.abs(apart / (usual * counts[:-1]) - 1) > LARGEST_DRIFT)
    found: list[np.ndarray] = []
    end_s = -np.inf
    for run in np.split(np.arange(len(counts)), np.flatnonzero(breaks) + 1):
        first = np.concatenate(([0], np.cumsum(counts[run])[:-1]))
        parts = np.array_split(np.arange(len(run)), max(len(run) // SMOOTHED_BLOCKS, min(len(run), 2)))
        at = np.array([first[part].mean() for part in parts])
        mean_s = np.array([starts_s[run][part].mean() for part in parts])
        period_s = (mean_s[-1] - mean_s[0]) / (at[-1] - at[0]) if len(at) > 1 else usual
        index = np.arange(counts[run].sum())
        time_s = np.interp(index, at, mean_s)
        time_s[index < at[0]] = mean_s[0] + (index[index < at[0]] - at[0]) * period_s
        time_s[index > at[-1]] = mean_s[-1] + (index[index > at[-1]] - at[-1]) * period_s
        if time_s[0] <= end_s:
            if time_s[0] < end_s - _BROKEN_S:
                raise RecordingError("its clock was set back within the recording")
            time_s = time_s + (end_s - time_s[0] + period_s)
        end_s = time_s[-1]
        found.append(time_s)
    times = np.concatenate(found)
    return times - times[0]


FILE = Whole("Axivity", fits, read)
