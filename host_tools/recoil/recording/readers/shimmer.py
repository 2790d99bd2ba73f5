"""Shimmer (Consensys CSV, calibrated): times in ms, accelerations in m/s^2, rotation in degrees/s; a line of units.

The wide-range accelerometer is taken where there is one: the low-noise one ends at 2 g, which a run exceeds.
"""

import re
from pathlib import Path

import numpy as np

from recoil.common.errors import RecordingError, one_line
from recoil.recording import csv_table
from recoil.recording.csv_table import Layout
from recoil.recording.readers.layout import Samples, Whole
from recoil.recording.spool import Spool
from recoil.recording.units import STANDARD_GRAVITY, Units

PER_G = {"m/(s^2)": STANDARD_GRAVITY, "m/s^2": STANDARD_GRAVITY, "g": 1.0}
PER_DPS = {"deg/s": 1.0, "degrees/s": 1.0, "rad/s": 0.017453292519943295}
_TIME = re.compile(r"(^|_)Timestamp(Sync)?_Unix_CAL$")
_ACC = tuple(re.compile(rf"(^|_)Accel_{kind}_[XYZ]_CAL$") for kind in ("WR", "LN"))
_GYR = re.compile(r"(^|_)Gyro_[XYZ]_CAL$")
LARGEST_OFF_S = 0.1
_HEAD_BYTES = 16_384


def fits(path: Path) -> bool:
    """Return whether a file's first lines name such columns."""
    with csv_table.opened(path) as stream:
        head = stream.read(_HEAD_BYTES)
    return b"_Unix_CAL" in head and b"Accel_" in head


def read(path: Path) -> Samples:
    """Read a table; columns may be separated by commas, semicolons or tabs."""
    layout: Layout | None = None
    parser: csv_table.Parser | None = None
    spool, units, delimiter, notes = Spool(4), Units(), b",", ["read as a recording of Shimmer"]
    with csv_table.opened(path) as stream:
        for first_line, block in csv_table.blocks(stream):
            line, rest = first_line, block
            if layout is None or parser is None:
                lines = block.split(b"\n", 4)
                at = next((row for row, text in enumerate(lines[:3]) if b"_Unix_CAL" in text), None)
                if at is None or at + 2 >= len(lines):
                    raise RecordingError("does not name its columns, or is empty")
                delimiter = max((b",", b";", b"\t"), key=lines[at].count)
                layout, units = _columns(*(_cells(text, delimiter) for text in lines[at : at + 2]))
                rest = b"\n".join(block.split(b"\n")[at + 2 :])
                line += at + 2
                parser, spool = csv_table.Parser(layout), Spool(len(layout.names))
            if delimiter != b",":
                rest = rest.replace(b",", b".").replace(delimiter, b",")  # 1,5 is a number in half of the world
            spool.append(parser.parse(rest, line))
    if layout is None:
        raise RecordingError("the file is empty")
    rows = spool.taken()
    if not len(rows):
        raise RecordingError("there are no samples below its first lines")
    time_s = (rows[:, 0] - rows[0, 0]) / 1000
    if not (np.diff(time_s) > 0).all():
        time_s = _even(time_s)
        notes.append("times repeat themselves: samples are taken to be evenly spaced")
    return Samples(time_s, rows[:, 1:], units, tuple(notes))


def _even(time_s: np.ndarray) -> np.ndarray:
    """Return the line through times that were rounded, or noted as samples came in by radio."""
    index = np.arange(len(time_s))
    slope, begin = np.polyfit(index, time_s, 1) if len(index) > 1 else (0.0, 0.0)
    even_s = begin + slope * index
    if slope <= 0 or np.abs(even_s - time_s).max() > LARGEST_OFF_S:
        raise RecordingError("its times repeat themselves or go back, and samples are missing")
    return even_s - even_s[0]


def _cells(line: bytes, delimiter: bytes) -> list[str]:
    return [cell.strip() for cell in csv_table.decoded(line, 2).rstrip("\n").split(delimiter.decode())]


def _columns(names: list[str], said: list[str]) -> tuple[Layout, Units]:
    """Return where the columns are, and their units."""
    time = [name for name in names if _TIME.search(name)]
    acc = next((found for kind in _ACC if len(found := [name for name in names if kind.search(name)]) == 3), None)
    gyr = [name for name in names if _GYR.search(name)]
    if not time or acc is None:
        raise RecordingError("has no calibrated columns of times and of an accelerometer: have Consensys export them")
    wanted = [time[0], *sorted(acc), *(sorted(gyr) if len(gyr) == 3 else ())]
    units = [said[names.index(name)] if names.index(name) < len(said) else "" for name in wanted]
    for unit, known in zip(units, [{"ms": 1.0}, *3 * [PER_G], *3 * [PER_DPS]], strict=False):
        if unit not in known:
            raise RecordingError(f"has a column in {one_line(unit, 20)!r}, which is not known: {', '.join(known)}")
    layout = Layout(wanted, [names.index(name) for name in wanted], len(names))
    return layout, Units(PER_G[units[1]], PER_DPS[units[4]] if len(units) > 4 else 1.0)


FILE = Whole("Shimmer", fits, read)
