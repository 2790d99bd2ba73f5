"""Raw samples in Parquet: columns by their names, units by the columns' metadata or names, else told from physics.

A column's metadata may have `unit`, as Recoil's own Parquet files have it. Names may be those of the CSV, those of one
of the makers' tables, or as plain as `timestamp, acc_x, AccelY, gyro_z`. Rows come in groups, so that memory does not
grow with the recording.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from recoil.common.errors import RecordingError, one_line
from recoil.recording.column_names import ACC, GYR, TIME
from recoil.recording.readers import movella, phyphox, physics_toolbox
from recoil.recording.readers.layout import Foreign, Samples, Whole
from recoil.recording.spool import Spool
from recoil.recording.units import DEG_PER_RAD, STANDARD_GRAVITY, Units

MAGIC = b"PAR1"
AT_ONCE = 1 << 16
PER_S = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
PER_G = {"g": 1.0, "mg": 1000.0, "m/s2": STANDARD_GRAVITY, "ms2": STANDARD_GRAVITY, "mps2": STANDARD_GRAVITY}
PER_DPS = {"deg/s": 1.0, "dps": 1.0, "mdps": 1000.0, "rad/s": 1 / DEG_PER_RAD, "rads": 1 / DEG_PER_RAD}
MAKERS: tuple[Foreign, ...] = (phyphox.TABLE, physics_toolbox.TABLE, movella.TABLE)
_TIME = re.compile(r"(?:time|timestamp|t)(?:_(\w+))?", re.IGNORECASE)
_ACC, _GYR = (
    {axis: re.compile(rf"(?:{kind})_?{axis}(?:_(\w+))?", re.IGNORECASE) for axis in "xyz"}
    for kind in ("acc|accel|acceleration|accelerometer", "gyr|gyro|gyroscope")
)


@dataclass(frozen=True)
class _Columns:
    """Names in the order time, three accelerations, three rotation rates or none; a unit each, empty if not said."""

    names: list[str]
    units: list[str]
    per_s: float


def fits(path: Path) -> bool:
    """Return whether a file begins as Parquet does."""
    with path.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def read(path: Path) -> Samples:
    """Read a table, group by group."""
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise RecordingError("Parquet needs pyarrow: pip install 'recoil-clip[fast]'") from None
    try:
        with parquet.ParquetFile(path) as file:
            columns = _columns(file.schema_arrow)
            time_s, values = _rows(file, columns)
    except ArrowException as error:
        raise RecordingError(f"no whole Parquet file: {one_line(error, 120)}") from None
    units = Units(_said(columns.units[1:4], PER_G), _said(columns.units[4:], PER_DPS))
    return Samples(time_s, values, units, ("read as a Parquet table",))


def _rows(file: Any, columns: _Columns) -> tuple[np.ndarray, np.ndarray]:
    spool, times, done, last_s = Spool(len(columns.names) - 1), [], 0, -np.inf
    first: float | None = None
    for batch in file.iter_batches(AT_ONCE, columns=columns.names):
        if not len(batch):
            continue
        parts = [_numbers(batch.column(name), name, done) for name in columns.names]
        if first is None:
            first = float(parts[0][0])
        time_s = (parts[0] - first) / columns.per_s
        back = np.flatnonzero(np.diff(time_s, prepend=last_s) <= 0)
        if back.size:
            raise RecordingError(f"row {done + int(back[0]) + 1}: {columns.names[0]} does not increase")
        times.append(time_s)
        spool.append(np.column_stack(parts[1:]))
        done, last_s = done + len(time_s), float(time_s[-1])
    if not done:
        raise RecordingError("there are no samples in the table")
    return np.concatenate(times), spool.taken()


def _numbers(column: Any, name: str, above: int) -> np.ndarray:
    """Return a column as doubles; stamps of a date in ns since 1970, of which a double keeps 256 ns."""
    import pyarrow

    if pyarrow.types.is_timestamp(column.type):
        column = column.cast(pyarrow.timestamp("ns")).cast(pyarrow.int64())
    try:
        values = column.cast(pyarrow.float64(), safe=False).to_numpy(zero_copy_only=False)
    except pyarrow.ArrowException:
        raise RecordingError(f"column {one_line(name, 30)} has no numbers but {column.type}") from None
    bad = np.flatnonzero(~np.isfinite(values))
    if bad.size:
        raise RecordingError(f"row {above + int(bad[0]) + 1}: {one_line(name, 30)} is no number")
    return values


def _columns(schema: Any) -> _Columns:
    """Return which columns are what."""
    import pyarrow

    there: list[str] = schema.names
    time, acc, gyr = _named(there)
    if time is None or acc is None:
        raise RecordingError(
            f"no column of times and three of accelerations (found: {one_line(', '.join(there), 120)})"
        )
    names = [time, *acc, *(gyr or ())]
    units = [_unit(schema.field(name)) for name in names]
    kind = schema.field(time).type
    per_s = 1e9 if pyarrow.types.is_timestamp(kind) else PER_S.get(units[0], 0.0)
    maker = next((one for one in MAKERS if one.time == time), None)
    return _Columns(names, units, per_s or (maker.per_s if maker else 1.0))


def _named(there: Sequence[str]) -> tuple[str | None, Sequence[str] | None, Sequence[str] | None]:
    """Return the names of time, accelerations and rotation rates; None for what is not there."""
    if TIME in there and all(name in there for name in ACC):
        return TIME, ACC, GYR if all(name in there for name in GYR) else None
    for maker in MAKERS:
        if maker.fits(there):
            return maker.time, maker.acc, maker.gyr if all(name in there for name in maker.gyr) else None
    time = next((name for name in there if _TIME.fullmatch(name)), None)
    found = [
        [next((name for name in there if kind[axis].fullmatch(name)), None) for axis in "xyz"] for kind in (_ACC, _GYR)
    ]
    acc, gyr = ([name for name in names if name] for names in found)
    return time, acc if len(acc) == 3 else None, gyr if len(gyr) == 3 else None


def _unit(field: Any) -> str:
    """Return a column's unit as its metadata say, else as its name ends; empty if neither does."""
    said = (field.metadata or {}).get(b"unit", b"").decode("utf-8", "replace")
    if not said:
        ends = [kind.fullmatch(field.name) for kind in (_TIME, *_ACC.values(), *_GYR.values())]
        said = next((found[found.lastindex] for found in ends if found and found.lastindex), "")
    return said.strip().lower().replace("²", "2").replace("^", "").replace("µ", "u").replace("_", "")


def _said(units: Sequence[str], known: dict[str, float]) -> float | None:
    """Return how many of a unit are one of ours, where all three columns say the same one."""
    return known.get(units[0]) if units and len(set(units)) == 1 else None


FILE = Whole("Parquet", fits, read)
