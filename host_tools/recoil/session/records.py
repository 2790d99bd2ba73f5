"""Takes log pages apart: steps, events, minutes."""

import struct
from collections.abc import Iterable

import numpy as np

from recoil_clip.spec.log import (
    EVENT,
    EVENT_BYTES,
    MINUTE,
    MINUTE_BYTES,
    MINUTE_BYTES_1,
    MINUTE_BYTES_2,
    MINUTE_NUMBERS,
    SPEED_BYTES,
    STEP,
    STEP_BYTES,
    STEP_FLAGS,
    STEP_SPEED,
    STRIDE,
    STRIDE_BYTES,
    STRIDE_BYTES_2,
    UNKNOWN,
    UNKNOWN_ANGLE,
    WITHHELD_BYTES,
)

from .pages import Page
from .tables import EVENT_TYPE, MINUTE_TYPE, STEP_TYPE, STRIDE_TYPE
from .trials import EXERCISE_TYPE, TRIAL_TYPE, put_trial

EVENT_RECORD = struct.Struct("<BIi")
MINUTE_HEAD = struct.Struct("<IHHB")
MINUTE_TAIL = struct.Struct("<hH" + 3 * "HhH")  # after four means
MINUTE_FORM = struct.Struct(f"<{MINUTE_NUMBERS}h")
STRIDE_RECORD = struct.Struct("<iB9B2h")
ANGLE_CDEG = 20  # of one unit of a stride's angles
BLOCK_ROWS = 4096


class Rows:
    """Rows of a table, packed now and then: Python's own take ten times the memory."""

    def __init__(self, dtype: np.dtype) -> None:
        self._dtype = dtype
        self._blocks: list[np.ndarray] = []
        self._rows: list[tuple[int, ...]] = []

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(map(len, self._blocks)) + len(self._rows)

    def append(self, row: tuple[int, ...]) -> None:
        """Add a row."""
        self._rows.append(row)
        if len(self._rows) >= BLOCK_ROWS:
            self._pack()

    def table(self) -> np.ndarray:
        """Return all rows."""
        self._pack()
        return np.concatenate(self._blocks)

    def _pack(self) -> None:
        self._blocks.append(np.array(self._rows, dtype=self._dtype))
        self._rows.clear()


class Records:
    """Rows in the order in which they were written."""

    def __init__(self) -> None:
        self.steps = Rows(STEP_TYPE)
        self.events = Rows(EVENT_TYPE)
        self.minutes = Rows(MINUTE_TYPE)
        self.strides = Rows(STRIDE_TYPE)
        self.trials = Rows(TRIAL_TYPE)
        self.exercises = Rows(EXERCISE_TYPE)
        self.damage: list[str] = []

    def tables(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return steps, events and minutes as arrays with named columns."""
        return self.steps.table(), self.events.table(), self.minutes.table()


def records_of(pages: Iterable[Page]) -> Records:
    """Read log pages; a record that cannot be read ends its page."""
    records = Records()
    for page in pages:
        data = page.payload
        at = 0
        while at < len(data):
            size = size_at(data, at)
            if at + size > len(data) or not put(records, page.base, data[at : at + size]):
                records.damage.append(f"{page.where}: a record cannot be read, and {len(data) - at} bytes with it")
                break
            at += size
    return records


def size_at(data: bytes, at: int) -> int:
    """Return the size of the record that begins there; too large where the page ends within its head."""
    if data[at] & STEP:
        return STEP_BYTES + (SPEED_BYTES if data[at] & STEP_SPEED else 0)
    return 2 + data[at + 1] if at + 1 < len(data) else 2


def put(records: Records, base: int, record: bytes) -> bool:
    """Read one record; False if it cannot be."""
    tag = record[0]
    if tag & STEP:
        side = (tag >> 5 & 3) - 1
        begin_us = base * 1_000_000 + number(record, 1, 3)
        step_us, bounce_um, peak_mg = number(record, 4, 3), number(record, 10, 3), number(record, 13, 2)
        contact_us = int.from_bytes(record[7:10], "little", signed=True)
        speed_mm_s = number(record, STEP_BYTES, SPEED_BYTES)
        flags = tag & STEP_FLAGS
        row = (begin_us, step_us, contact_us, step_us - contact_us, bounce_um, peak_mg, side, flags, speed_mm_s)
        if side > 1:
            return False
        records.steps.append(row)
        return True
    if tag == EVENT:
        if len(record) < EVENT_BYTES:
            return False
        kind, time_ms, value = EVENT_RECORD.unpack_from(record, 2)
        records.events.append((time_ms, kind, value))
    elif tag == MINUTE:
        if len(record) < MINUTE_BYTES_1:
            return False
        time_ms, steps, unclean, cues = MINUTE_HEAD.unpack_from(record, 2)
        means = (number(record, 11, 3), number(record, 14, 3), number(record, 17, 3), number(record, 20, 2))
        unsteadiness, cadence, *balances = MINUTE_TAIL.unpack_from(record, 22)
        form = (UNKNOWN,) * MINUTE_NUMBERS
        if len(record) >= MINUTE_BYTES_2:
            form = MINUTE_FORM.unpack_from(record, MINUTE_BYTES_1)
        late = record[MINUTE_BYTES_2:MINUTE_BYTES] if len(record) >= MINUTE_BYTES else b""
        late = (number(late, 0, SPEED_BYTES), number(late, SPEED_BYTES, WITHHELD_BYTES))
        records.minutes.append((time_ms, steps, unclean, cues, *means, unsteadiness, cadence, *balances, *form, *late))
    elif tag == STRIDE and len(record) >= STRIDE_BYTES_2:
        time_ms, side, *values = STRIDE_RECORD.unpack_from(record, 2)
        angles = (UNKNOWN if value == UNKNOWN_ANGLE else value * ANGLE_CDEG for value in values[:9])
        if side > 2:
            return False
        speed_mm_s = number(record, STRIDE_BYTES_2, SPEED_BYTES) if len(record) >= STRIDE_BYTES else 0
        records.strides.append((time_ms, side - 1, *angles, *values[9:], speed_mm_s))
    else:
        return put_trial(records, record)
    return True  # other tags, and what is behind these fields, are from newer firmware


def number(record: bytes, at: int, size: int) -> int:
    """Return a number of so many bytes."""
    return int.from_bytes(record[at : at + size], "little")
