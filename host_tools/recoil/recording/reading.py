"""A recorded run: time stamps, specific force and rotation rates in the sensor's own axes."""

import os
import zipfile
from array import array
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from recoil.common.errors import RecordingError, one_line
from recoil.recording import csv_table
from recoil.recording.clock import Clock
from recoil.recording.column_names import ACC, GYR, TIME
from recoil.recording.csv_table import Layout, Source
from recoil.recording.folders import is_folder, read_folder
from recoil.recording.mount import Mount
from recoil.recording.readers import TABLES, WHOLE, Foreign, Whole
from recoil.recording.spool import Spool, blocks, let_go, same_rows
from recoil.recording.units import Units, in_our_units

ACC_G_PER_COUNT = 0.000488  # the chip at +-16 g
GYR_DPS_PER_COUNT = 0.070  # the chip at +-2000 dps
LONGEST_PERIOD_US = 10_000  # the core's
LOWEST_HZ, HIGHEST_HZ = 97.0, 520.0  # 100 to 500 Hz, with room for a sensor off its nominal rate
SHORTEST_S = 1.0
RENEWED_HZ = 50.0  # a gyroscope whose values are new more seldom says nothing of how a pelvis turns within a step
LONGEST_HELD = 1000  # samples
ENOUGH_HELD = 200_000  # samples to tell that from
MOST_ABOVE = 40  # lines above the one that names the columns
NUMBER_BYTES = set(b"0123456789+-.,eE \r")


@dataclass(frozen=True, eq=False)
class Recording:
    """One recording of n samples; make it with `read_recording` or `Recording.of`.

    `time_s` are its n time stamps in s, `acc_g` n x 3 specific forces in g and `gyr_dps` n x 3 rotation rates in
    degrees/s (or None), both in the sensor's own axes; `clock` knows true period and gaps, `rate_hz` is in Hz;
    `name` is what messages call it, `notes` are sentences about it.
    """

    name: str
    time_s: np.ndarray
    acc_g: np.ndarray
    gyr_dps: np.ndarray | None
    clock: Clock
    rate_hz: float
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        time_s: np.ndarray,
        acc_g: np.ndarray,
        gyr_dps: np.ndarray | None = None,
        rate_hz: float | None = None,
        notes: tuple[str, ...] = (),
    ) -> "Recording":
        """Check arrays of n samples and make a recording of them.

        Args:
            name: What messages and result files call it.
            time_s: n increasing time stamps in s.
            acc_g: n x 3 specific forces in g, in the sensor's own axes.
            gyr_dps: n x 3 rotation rates in degrees/s, or None without a gyroscope.
            rate_hz: The true rate in Hz, in place of that of the time stamps.
            notes: Sentences about it that a reader should know.

        Returns:
            The recording, with its sample clock read off the time stamps.

        Raises:
            RecordingError: Too short, or sampled too slowly or too fast, or in a unit that cannot be g.
        """
        duration_s = float(time_s[-1] - time_s[0]) if len(time_s) else 0.0
        if len(time_s) < 3 or duration_s < SHORTEST_S:
            raise RecordingError(f"only {duration_s:.2f} s long; Recoil needs at least {SHORTEST_S:g} s")
        clock = Clock.of(time_s)
        rate = clock.rate_hz if rate_hz is None else check_rate(rate_hz)
        if not LOWEST_HZ <= rate <= HIGHEST_HZ:
            finer = {"in milliseconds": 1e3, "in microseconds": 1e6, "in nanoseconds": 1e9, "numbers of samples": 200.0}
            said = next((unit for unit, more in finer.items() if LOWEST_HZ <= rate * more <= HIGHEST_HZ), "")
            hint = f" (are the times {said}? they must be in seconds)" if said else ""
            raise RecordingError(f"sampled at {rate:.6g} Hz; Recoil needs 100 to 500 Hz{hint}")
        return cls(name, time_s, acc_g, gyr_dps, clock, rate, notes)

    @property
    def period_us(self) -> int:
        """Return the sample period as the core takes it, in whole us: 100 Hz where the sensor is a little slower."""
        return min(round(1e6 / self.rate_hz), LONGEST_PERIOD_US)

    @property
    def duration_s(self) -> float:
        """Return the time from the first to the last sample in s."""
        return float(self.time_s[-1] - self.time_s[0])

    def let_go(self) -> None:
        """Give the memory of samples that wait in a file back; it returns when they are asked for again."""
        let_go(self.acc_g)
        let_go(self.gyr_dps)

    def counts(self, mount: Mount | None = None, start: int = 0, stop: int | None = None) -> np.ndarray:
        """Return what the chip would have said.

        Args:
            mount: How the sensor sat; None where its axes are the body's.
            start: The first sample.
            stop: The one after the last; None: all.

        Returns:
            n x 6 int16 in body axes (x forward, y up, z right): the accelerometer in counts of 0.488 mg, then the
            gyroscope in counts of 70 mdps, zeros where there was none.
        """
        mount = mount or Mount()
        counts = np.zeros((len(self.time_s[start:stop]), 6), dtype=np.int16)
        counts[:, :3] = _int16(mount.to_body(self.acc_g[start:stop]) / ACC_G_PER_COUNT)
        if self.gyr_dps is not None:
            counts[:, 3:] = _int16(mount.to_body(self.gyr_dps[start:stop]) / GYR_DPS_PER_COUNT)
        return counts


def check_rate(rate_hz: float) -> float:
    """Return a rate that was given, if the core can work with it."""
    if not LOWEST_HZ <= rate_hz <= HIGHEST_HZ:
        raise RecordingError(f"a rate of {rate_hz:.6g} Hz was given; Recoil needs 100 to 500 Hz")
    return rate_hz


def _int16(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), -32768, 32767)


def recording_name(path: Path) -> str:
    """Return the file name without .csv or .csv.gz."""
    for ending in (".csv.gz", ".csv"):
        if path.name.lower().endswith(ending):
            return path.name[: -len(ending)] or path.name
    return path.name


def read_recording(source: Source, rate_hz: float | None = None, units: Units | None = None) -> Recording:
    """Read a raw recording of a waist-worn motion sensor.

    Args:
        source: A CSV file, plain or gzip, with the columns `time_s`, `acc_x_g`, `acc_y_g`, `acc_z_g` and, if there was
            a gyroscope, `gyr_x_dps`, `gyr_y_dps`, `gyr_z_dps`; 100 to 520 rows a second. Its path, or a binary file
            object (read from where it is, and left open), or with the extra `remote` a URL that fsspec knows. Or a
            file, folder or zip archive of one of the makers in `recording.readers`.
        rate_hz: The sensor's true rate in Hz, where the time stamps are not to be trusted.
        units: What the numbers are in, where that is neither g and degrees/s nor told by physics.

    Returns:
        A `Recording` in g and degrees/s; its `notes` say in sentences what was converted or left out.

    Raises:
        RecordingError: Every problem; the text is one line that names the source.
    """
    name = csv_table.source_name(source)
    try:
        folder = Path(name) if isinstance(source, str | os.PathLike) and "://" not in name else None
        maker = _whole(folder) if folder else None
        if folder and maker:
            read = maker.read(folder)
            time_s, values, notes = read.time_s, read.values, read.notes
            units = (units or Units()).or_else(read.units)
        else:
            time_s, values, notes = read_folder(folder) if folder and is_folder(folder) else _read(source)
        gyr = None
        if values.shape[1] > 3:
            gyr = values[:, 3:6]
            if _never_changes(gyr):
                gyr, notes = None, (*notes, "the gyroscope columns never change: taken as no gyroscope")
        as_read = Recording.of(recording_name(Path(name)), time_s, values[:, :3], gyr, rate_hz, notes)
        if gyr is not None and (renewed_hz := as_read.rate_hz / _held(gyr)) < RENEWED_HZ:
            gyr = None
            notes = (
                *notes,
                f"the gyroscope has a new value only {renewed_hz:.0f} times a second: taken as no gyroscope",
            )
        acc_g, gyr_dps, more = in_our_units(as_read.acc_g, gyr, as_read.rate_hz, units)
        let_go(values)
        return replace(as_read, acc_g=acc_g, gyr_dps=gyr_dps, notes=(*notes, *more))
    except RecordingError as error:
        raise RecordingError(f"{one_line(name)}: {error}") from None
    except MemoryError:
        raise RecordingError(f"{one_line(name)}: too large for this computer's memory") from None


def _whole(path: Path) -> Whole | None:
    """Return the reader of whole files that knows one; None if it is a table, a folder, or cannot be opened."""
    try:
        return next((maker for maker in WHOLE if maker.fits(path)), None) if path.is_file() else None
    except (OSError, RecordingError, zipfile.BadZipFile, EOFError):
        return None  # what is wrong is said by the reader of tables


def _never_changes(values: np.ndarray) -> bool:
    unchanged = all((values[part] == values[0]).all() for part in blocks(len(values)))
    let_go(values)
    return unchanged


def _held(values: np.ndarray) -> int:
    """Return for how many rows a value stays the same, as a rule: 1, unless each is written down several times."""
    count = np.zeros(LONGEST_HELD + 1, np.int64)
    for _, lengths in same_rows(values[:ENOUGH_HELD]):
        count += np.bincount(np.minimum(lengths, LONGEST_HELD), minlength=len(count))
    upto = np.cumsum(count)
    return max(int(np.searchsorted(upto, upto[-1] / 2)), 1)


def _read(source: Source) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return the times, the other columns and what is to be said."""
    layout: Layout | None = None
    parser: csv_table.Parser | None = None
    times, spool = array("d"), Spool(0)
    notes: list[str] = []
    maker: Foreign | None = None
    last_s = -np.inf
    with csv_table.opened(source) as stream:
        for first_line, block in csv_table.blocks(stream):
            line, rest = first_line, block
            if layout is None or parser is None:
                head, rest, above = _head(block)
                layout, line = _layout(csv_table.decoded(head, 1).rstrip("\n")), line + above + 1
                maker = _maker(layout)
                if maker:
                    notes.append(f"read as a recording of {maker.maker}")
                parser, spool = csv_table.Parser(layout), Spool(len(layout.names) - 1)
            last = rest[rest.rfind(b"\n") + 1 :]
            if last and last.count(b",") < layout.width - 1 and not set(last) - NUMBER_BYTES:
                notes.append("the last line is cut off: left out")
                rest = rest[: -len(last)]
            rows = parser.parse(rest, line)
            if maker and maker.per_s != 1.0:
                rows[:, 0] /= maker.per_s
            time_s = np.concatenate(([last_s], rows[:, 0]))
            back = np.flatnonzero(np.diff(time_s) <= 0)
            if back.size:
                where = csv_table.line_of_row(csv_table.decoded(rest, line), line, int(back[0]))
                now, before = time_s[back[0] + 1], time_s[back[0]]
                how = "repeats the line before" if now == before else f"goes back from {before:.10g}"
                raise RecordingError(f"line {where}: time_s {now:.10g} {how}")
            last_s = time_s[-1]
            times.frombytes(time_s[1:].tobytes())
            spool.append(rows[:, 1:])
    if layout is None:
        raise RecordingError("the file is empty")
    time_s = np.frombuffer(times)
    if not len(time_s):
        raise RecordingError("there are no samples below the first line")
    return time_s, spool.taken(), tuple(notes)


def _head(block: bytes) -> tuple[bytes, bytes, int]:
    """Return the line that names the columns, what is below, and how many lines are above: some makers' have some."""
    head, _, rest = block.partition(b"\n")
    for maker in (one for one in TABLES if one.preamble):
        lines = block.split(b"\n", MOST_ABOVE)[:-1]
        for above, line in enumerate(lines):
            if maker.time.encode() in line and all(name.encode() in line for name in maker.acc):
                return line, block[sum(len(one) + 1 for one in lines[: above + 1]) :], above
    return head, rest, 0


def _maker(layout: Layout) -> Foreign | None:
    """Return whose table it is, None for one of our own."""
    return next((maker for maker in TABLES if layout.names[0] == maker.time and maker.acc[0] in layout.names), None)


def _layout(head: str) -> Layout:
    """Find the columns in the first line."""
    found = csv_table.cells_of(head)
    if not any(found):
        raise RecordingError("the first line is empty; it must name the columns")
    for maker in TABLES:
        if TIME not in found and maker.fits(found):
            theirs = [maker.time, *maker.acc, *(maker.gyr if all(name in found for name in maker.gyr) else ())]
            return Layout(theirs, [found.index(name) for name in theirs], len(found))
    shown = one_line(", ".join(found), 120)
    with_gyr = [name for name in GYR if name in found]
    wanted = [TIME, *ACC, *(GYR if with_gyr else ())]
    missing = [name for name in wanted if name not in found]
    if missing:
        hint = ""
        if "initial_contact_s" in found:
            hint = "; this is a table of steps, not a raw recording"
        elif "FreeAcc_X" in found:
            hint = "; gravity is taken out of FreeAcc: measure in a mode that has Acc and Gyr"
        elif len(found) == 1 and (";" in head or "\t" in head):
            hint = "; the columns must be separated by commas"
        raise RecordingError(f"missing column{'s' * (len(missing) > 1)} {', '.join(missing)} (found: {shown}){hint}")
    for name in wanted:
        if found.count(name) > 1:
            raise RecordingError(f"column {name} is there {found.count(name)} times")
    return Layout(wanted, [found.index(name) for name in wanted], len(found))
