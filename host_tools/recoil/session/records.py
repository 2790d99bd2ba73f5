"""Takes log pages apart: steps, events, minutes."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from recoil_log.layout import EVENT, EVENT_BYTES, MINUTE, MINUTE_BYTES, STEP, STEP_BYTES, STEP_FLAGS

from .pages import Page
from .tables import EVENT_TYPE, MINUTE_TYPE, STEP_TYPE

EVENT_RECORD = struct.Struct("<BIi")
MINUTE_HEAD = struct.Struct("<IHHB")
MINUTE_TAIL = struct.Struct("<hH" + 3 * "HhH")  # after four means


@dataclass
class Records:
    """Rows in the order in which they were written."""

    steps: list[tuple[int, ...]] = field(default_factory=list)
    events: list[tuple[int, ...]] = field(default_factory=list)
    minutes: list[tuple[int, ...]] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    def tables(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return steps, events and minutes as arrays with named columns."""
        return (
            np.array(self.steps, dtype=STEP_TYPE),
            np.array(self.events, dtype=EVENT_TYPE),
            np.array(self.minutes, dtype=MINUTE_TYPE),
        )


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
        return STEP_BYTES
    return 2 + data[at + 1] if at + 1 < len(data) else 2


def put(records: Records, base: int, record: bytes) -> bool:
    """Read one record; False if it cannot be."""
    tag = record[0]
    if tag & STEP:
        side = (tag >> 5 & 3) - 1
        begin_us = base * 1_000_000 + number(record, 1, 3)
        step_us, bounce_um, peak_mg = number(record, 4, 3), number(record, 10, 3), number(record, 13, 2)
        contact_us = int.from_bytes(record[7:10], "little", signed=True)
        row = (begin_us, step_us, contact_us, step_us - contact_us, bounce_um, peak_mg, side, tag & STEP_FLAGS)
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
        if len(record) < MINUTE_BYTES:
            return False
        time_ms, steps, unclean, cues = MINUTE_HEAD.unpack_from(record, 2)
        means = (number(record, 11, 3), number(record, 14, 3), number(record, 17, 3), number(record, 20, 2))
        unsteadiness, cadence, *balances = MINUTE_TAIL.unpack_from(record, 22)
        records.minutes.append((time_ms, steps, unclean, cues, *means, unsteadiness, cadence, *balances))
    return True  # other tags are from newer firmware


def number(record: bytes, at: int, size: int) -> int:
    """Return a number of so many bytes."""
    return int.from_bytes(record[at : at + size], "little")
