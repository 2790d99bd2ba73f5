"""Puts a session's dynamics into the runner's own watch file; everything else stays as it is, byte for byte."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import floor

import numpy as np

from recoil import __version__
from recoil.common.errors import one_line
from recoil.session.dynamics import dynamics_of
from recoil.session.means import means_of
from recoil.session.pairs import contact_pairs, left_share_pct
from recoil.session.session import Session

from .activity import cadence_values, dynamic_values
from .alignment import Alignment, align
from .developer import APPLICATION, FIELDS, cues_by_second, own_values, version_number
from .errors import FitError
from .profile import DEVELOPER_DATA_ID, EPOCH_S, FILE_ID, LAP, RECORD, SESSION, Message
from .reader import Data, Definition, FitFile, parse
from .rewriting import Rewriting
from .values import Value, strides
from .watch import Watch
from .writer import DeveloperField, FitWriter, sealed

OUR_LOCAL_TYPE = 15
RECORD_NAMES = ("vertical_oscillation", "stance_time_percent", "stance_time", "stance_time_balance")
CADENCE_NAMES = ("cadence", "fractional_cadence")
START_TIME = 2  # of laps and sessions


@dataclass(frozen=True)
class Merged:
    """A watch's file with our values; `filled` of its `records` have them."""

    data: bytes
    alignment: Alignment
    records: int
    filled: int
    replaced: tuple[str, ...]
    """Fields that the watch had values of its own in."""
    has_cadence_of_clip: bool


def merge(
    session: Session, watch_file: bytes, offset_s: float | None = None, given_start: datetime | None = None
) -> Merged:
    """Return a watch's FIT file with the session's dynamics in its records, laps and sessions.

    A field is ours in the whole file or not at all: where the clip knows nothing it is missing, not the watch's. The
    watch's cadence stays, unless it has none.
    """
    if not len(session.steps):
        raise FitError(f"{one_line(session.name)}: no step was measured: there is nothing to put into the watch's file")
    file = parse(watch_file)
    watch = Watch.of(file)
    rows = dynamics_of(session)
    start = given_start or (session.header.start if session.header else None)
    clip_zero = None if start is None else floor(start.timestamp()) - EPOCH_S
    alignment = align(rows, watch, clip_zero, offset_s)
    return _Merging(file, session, rows, alignment, not watch.has_cadence).merged()


class _Merging:
    def __init__(
        self, file: FitFile, session: Session, rows: np.ndarray, alignment: Alignment, with_cadence: bool
    ) -> None:
        self.file = file
        self.session = session
        self.rows = rows
        self.first_s = int(rows["time_s"][0])
        self.pairs = contact_pairs(session)
        self.cues = cues_by_second(session)
        self.alignment = alignment
        self.with_cadence = with_cadence
        names = RECORD_NAMES + (CADENCE_NAMES if with_cadence else ())
        self.names = {
            RECORD.number: (RECORD, names),
            LAP.number: (LAP, tuple(f"avg_{name}" for name in names)),
            SESSION.number: (SESSION, tuple(f"avg_{name}" for name in names)),
        }
        used = {message.unsigned(3, 1) for message in file.data(DEVELOPER_DATA_ID.number)}
        used |= {field.base for message in file.messages if isinstance(message, Definition) for field in message.own}
        self.index = next(number for number in range(256) if number not in used or number == 255)
        self.rewritings: dict[int, Rewriting | None] = {}
        self.records = self.filled = 0
        self.replaced: set[str] = set()

    def merged(self) -> Merged:
        body = bytearray()
        is_declared = False
        waiting: dict[int, Definition] = {}
        for message in self.file.messages:
            if isinstance(message, Definition) and not is_declared:
                # The file's identity comes first, and what our fields are before any definition with them.
                waiting[message.local] = message
                body += message.raw
                continue
            if isinstance(message, Definition):
                body += self._definition(message)
                continue
            is_identity = message.definition.number == FILE_ID.number
            if is_identity and not is_declared:
                body += bytes((message.head,)) + message.payload
            if not is_declared:
                body += self._declaration() + b"".join(map(self._definition, waiting.values()))
                is_declared = True
                if is_identity:
                    continue
            body += self._data(message)
        header = self.file.header
        protocol, profile = max(header[1], 0x20), int.from_bytes(header[2:4], "little")
        data = sealed(bytes(body), protocol, profile, short=len(header) == 12) + self.file.rest
        return Merged(data, self.alignment, self.records, self.filled, tuple(sorted(self.replaced)), self.with_cadence)

    def _declaration(self) -> bytes:
        """Say what our own fields are; the local type that this takes is given back behind it."""
        writer = FitWriter([OUR_LOCAL_TYPE])
        writer.declare(FIELDS, APPLICATION, version_number(__version__), self.index)
        return writer.body()

    def _definition(self, found: Definition) -> bytes:
        message, names = self.names.get(found.number, (None, ()))
        rewriting = None
        if message:
            own = FIELDS if message is RECORD else ()
            rewriting = Rewriting.of(found, {name: message.fields[name] for name in names}, own, self.index)
        self.rewritings[found.local] = rewriting
        return rewriting.definition if rewriting else found.raw

    def _data(self, message: Data) -> bytes:
        rewriting = self.rewritings.get(message.definition.local)
        if rewriting is None:
            return bytes((message.head,)) + message.payload
        for name in rewriting.replaced_values(message):
            self.replaced.add(name)
        values, own = self._values(message)
        return bytes((message.head,)) + rewriting.payload(message, values, own)

    def _values(self, message: Data) -> tuple[Mapping[str, Value], Mapping[DeveloperField, Value]]:
        kind, _ = self.names[message.definition.number]
        if kind is not RECORD:
            return self._averages(message, kind), {}
        self.records += 1
        at = -1 if message.time_s is None else message.time_s - self.alignment.zero - self.first_s
        if not 0 <= at < len(self.rows):
            return {}, own_values(None, None)
        row = self.rows[at]
        self.filled += bool(np.isfinite(row["cadence_spm"]))
        return {**dynamic_values(row), **cadence_values(row)}, own_values(row, self.cues.get(at + self.first_s))

    def _averages(self, message: Data, kind: Message) -> dict[str, Value]:
        begin = message.unsigned(START_TIME, 4)
        if begin is None or message.time_s is None or message.time_s <= begin:
            return {}
        begin_s, end_s = begin - self.alignment.zero, message.time_s - self.alignment.zero
        means = means_of(self.session, begin_s, end_s)
        whole, fraction = strides(means.cadence_spm)
        return {
            "avg_vertical_oscillation": means.bounce_mm,
            "avg_stance_time_percent": means.contact_of_stride_pct,
            "avg_stance_time": means.contact_ms,
            "avg_stance_time_balance": left_share_pct(self.pairs, begin_s, end_s),
            "avg_cadence": whole,
            "avg_fractional_cadence": fraction,
        }
