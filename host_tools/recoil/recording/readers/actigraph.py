"""ActiGraph: `.gt3x` (a zip archive with a log of records, or with packed samples alone) and raw CSV; in g.

Source of the format: ActiGraph's description of GT3X files and the older one of NHANES; written anew from them. Of
sensors with a gyroscope only the accelerometer's records are read from `.gt3x`; the maker's CSV may have both.
"""

import re
import struct
import zipfile
from pathlib import Path

import numpy as np

from recoil.common.errors import RecordingError, one_line
from recoil.recording import csv_table
from recoil.recording.csv_table import Layout
from recoil.recording.readers.layout import Samples, Whole
from recoil.recording.spool import Spool
from recoil.recording.units import Units

PER_G_OF_OLD = 341.0
"""Counts in 1 g of sensors whose serial number begins with one of these, where the file does not say."""
OLD = ("NEO", "CLE")
PER_G = 256.0
LARGEST_BYTES = 1 << 30
_HEAD = struct.Struct("<BBIH")
_SEPARATOR, _PACKED, _WORDS = 0x1E, 0, 26
_NAMES = ("Accelerometer X", "Accelerometer Y", "Accelerometer Z")
_TURNS = ("Gyroscope X", "Gyroscope Y", "Gyroscope Z")
_RATE = re.compile(r" at (\d+) Hz")
_ABOVE = 10


def fits(path: Path) -> bool:
    """Return whether a file is a `.gt3x` archive."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return "info.txt" in names and ("log.bin" in names or "activity.bin" in names)


def read(path: Path) -> Samples:
    """Read a `.gt3x` archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            about = _about(archive.read("info.txt"))
            name = "log.bin" if "log.bin" in archive.namelist() else "activity.bin"
            if archive.getinfo(name).file_size > LARGEST_BYTES:
                raise RecordingError("is too long a recording")
            data = archive.read(name)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise RecordingError(f"cannot be read ({one_line(error)})") from None
    try:
        rate_hz = float(about["Sample Rate"])
        old = about.get("Serial Number", "").startswith(OLD)
        per_g = float(about.get("Acceleration Scale") or (PER_G_OF_OLD if old else PER_G))
        if not (rate_hz > 0 and per_g > 0):
            raise ValueError
    except (KeyError, ValueError):
        raise RecordingError("its info.txt does not say the sample rate") from None
    if name == "activity.bin":
        counts = _unpacked(np.frombuffer(data, np.uint8))
        time_s = np.arange(len(counts)) / rate_hz
        return Samples(time_s, counts / per_g, Units(1.0, 1.0), ("read as a recording of ActiGraph",))
    return _log(data, rate_hz, per_g)


def _about(text: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in text.decode("utf-8", "replace").splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}


def _log(data: bytes, rate_hz: float, per_g: float) -> Samples:
    """Read records of a second each."""
    seconds: list[int] = []
    found: list[np.ndarray] = []
    at = broken = 0
    while at + _HEAD.size < len(data):
        separator, kind, time_s, size = _HEAD.unpack_from(data, at)
        end = at + _HEAD.size + size
        if separator != _SEPARATOR or end >= len(data):
            broken += 1
            at = data.find(bytes((_SEPARATOR,)), at + 1)
            if at < 0:
                break
            continue
        if kind in (_PACKED, _WORDS) and size > 1:
            if _check(data[at:end]) == data[end]:
                payload = np.frombuffer(data, np.uint8, size, at + _HEAD.size)
                found.append(_unpacked(payload) if kind == _PACKED else _words(payload))
                seconds.append(time_s)
            else:
                broken += 1
        at = end + 1
    if not found:
        raise RecordingError("its log has no samples")
    notes = ["read as a recording of ActiGraph"]
    if broken:
        notes.append(f"{broken} records are not intact: left out")
    begin = np.repeat(np.array(seconds, float), [len(one) for one in found])
    place = np.concatenate([np.arange(len(one)) for one in found])
    times = begin - seconds[0] + place / rate_hz
    order = np.unique(times, return_index=True)[1]  # a second that is there twice was written twice
    return Samples(times[order], np.concatenate(found)[order] / per_g, Units(1.0, 1.0), tuple(notes))


def _check(record: bytes) -> int:
    """Return a record's check: the complement of all of its bytes, one over the other."""
    return ~int(np.bitwise_xor.reduce(np.frombuffer(record, np.uint8))) & 255


def _words(payload: np.ndarray) -> np.ndarray:
    count = len(payload) // 6
    return payload[: 6 * count].copy().view("<i2").reshape(count, 3)


def _unpacked(payload: np.ndarray) -> np.ndarray:
    """Return samples of three numbers of 12 bits, the second axis first."""
    high, low = payload[: len(payload) // 3 * 3].reshape(-1, 3).astype(np.int32), payload[len(payload) // 3 * 3 :]
    pairs = np.stack((high[:, 0] << 4 | high[:, 1] >> 4, (high[:, 1] & 15) << 8 | high[:, 2]), axis=1).reshape(-1)
    if len(low) == 2:  # half a pair
        pairs = np.append(pairs, int(low[0]) << 4 | int(low[1]) >> 4)
    numbers = (pairs ^ 2048) - 2048
    return numbers[: len(numbers) // 3 * 3].reshape(-1, 3)[:, [1, 0, 2]]


def table_fits(path: Path) -> bool:
    """Return whether a file is the maker's raw CSV, plain or gzip."""
    with csv_table.opened(path) as stream:
        head = stream.read(400)
    return b"Created By ActiGraph" in head or b"Created By Actigraph" in head


def read_table(path: Path) -> Samples:
    """Read a raw CSV: ten lines about it, then a row each sample, with or without names of the columns."""
    layout: Layout | None = None
    parser: csv_table.Parser | None = None
    spool, count, rate_hz = Spool(3), 0, 0.0
    with csv_table.opened(path) as stream:
        for first_line, block in csv_table.blocks(stream):
            line, rest = first_line, block
            if layout is None or parser is None:
                rate_hz, layout, above = _columns(csv_table.decoded(block[:8000], 1))
                rest = b"\n".join(block.split(b"\n")[above:])
                line += above
                parser, spool = csv_table.Parser(layout), Spool(len(layout.names))
            rows = parser.parse(rest, line)
            count += len(rows)
            spool.append(rows)
    if not count:
        raise RecordingError("there are no samples below its first lines")
    note = "read as a recording of ActiGraph"
    return Samples(np.arange(count) / rate_hz, spool.taken(), Units(1.0, 1.0), (note,))


def _columns(head: str) -> tuple[float, Layout, int]:
    """Return the rate, where the columns are, and how many lines are above the samples."""
    lines = head.split("\n")
    rate = _RATE.search(lines[0])
    if not rate:
        raise RecordingError("is a table of counts, not of raw samples: have ActiLife export the raw data")
    cells = csv_table.cells_of(lines[_ABOVE]) if len(lines) > _ABOVE else []
    if _NAMES[0] in cells:
        names = [*_NAMES, *(_TURNS if all(name in cells for name in _TURNS) else ())]
        if any(name not in cells for name in names):
            raise RecordingError("has no columns of all three axes")
        return float(rate[1]), Layout(names, [cells.index(name) for name in names], len(cells)), _ABOVE + 1
    if len(cells) not in (3, 4):
        raise RecordingError("has neither names of columns nor three of them")
    return float(rate[1]), Layout(list(_NAMES), list(range(len(cells) - 3, len(cells))), len(cells)), _ABOVE


FILE = Whole("ActiGraph", fits, read)
TABLE = Whole("ActiGraph CSV", table_fits, read_table)
