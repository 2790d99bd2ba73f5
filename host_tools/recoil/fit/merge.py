"""Puts a session's dynamics into the runner's own watch file; everything else stays as it is, byte for byte."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from recoil.common.version import __version__
from recoil.session.means import means_of
from recoil.session.pairs import contact_pairs, left_share_pct
from recoil.session.session import Session

from .activity import cadence_values, dynamic_values
from .alignment import Alignment
from .developer import APPLICATION, FIELDS, cues_by_second, own_values, version_number
from .placing import Placed, placed
from .profile import DEVELOPER_DATA_ID, FILE_ID, LAP, RECORD, SESSION, Message
from .reader import Data, Definition, parse
from .rewriting import Rewriting
from .values import Value, strides
from .writer import DeveloperField, FitWriter, sealed

OUR_LOCAL_TYPE = 15
RECORD_NAMES = ("vertical_oscillation", "stance_time_percent", "stance_time", "stance_time_balance")
CADENCE_NAMES = ("cadence", "fractional_cadence")
RATIO, BOUNCE, STEP_LENGTH = "vertical_ratio", "vertical_oscillation", "step_length"
COVERED = 0.5  # of a lap or an activity: where the clip knows less of it, the watch's own means stay
START_TIME = 2  # of laps and sessions


@dataclass(frozen=True)
class Merged:
    """A watch's file with our values; `filled` of its `records` have them."""

    data: bytes
    alignment: Alignment
    records: int
    filled: int
    replaced: tuple[str, ...]
    """Fields of which the watch had values of its own where now the clip's are, or none."""
    has_cadence_of_clip: bool
    replaced_counts: Mapping[str, int] = field(default_factory=dict)
    """In how many messages that was, field by field."""
    kept_counts: Mapping[str, int] = field(default_factory=dict)
    """In how many messages the watch's own value stayed, as the clip was not at work there."""
    notes: tuple[str, ...] = ()
    """What the runner should know of the watch's file."""


def merge(
    session: Session, watch_file: bytes, offset_s: float | None = None, given_start: datetime | None = None
) -> Merged:
    """Return a watch's FIT file with the session's dynamics in its records, laps and sessions.

    While the session lasts a field is ours or missing, never the watch's: two ways of measuring must not mix. Before
    and after it everything is as the watch wrote it, byte for byte. The watch's cadence stays, unless it has none; its
    vertical ratio is made anew from our oscillation and the watch's own step length.

    Args:
        session: The session of the same run.
        watch_file: The bytes of the watch's file.
        offset_s: Seconds from the watch's first record to the session's start; None: found by their cadences (the lag
            at which they correlate best), else by both clocks.
        given_start: When the session began, with a time zone; None: as the clip's clock says.

    Returns:
        The new file, how the session was placed in it, and which fields of how many messages changed.

    Raises:
        FitError: The file is damaged or of another kind, or the session cannot be placed in it.
    """
    return _Merging(placed(session, parse(watch_file), offset_s, given_start), session).merged()


class _Merging:
    def __init__(self, found: Placed, session: Session) -> None:
        self.file, self.watch, self.rows, self.alignment = found.file, found.watch, found.rows, found.alignment
        self.session = session
        self.first_s = int(self.rows["time_s"][0])
        self.pairs = contact_pairs(session)
        self.cues = cues_by_second(session)
        self.with_cadence = not self.watch.has_cadence
        names = RECORD_NAMES + (CADENCE_NAMES if self.with_cadence else ())
        self.names = {
            RECORD.number: (RECORD, names, ""),
            LAP.number: (LAP, tuple(f"avg_{name}" for name in names), "avg_"),
            SESSION.number: (SESSION, tuple(f"avg_{name}" for name in names), "avg_"),
        }
        used = {message.unsigned(3, 1) for message in self.file.data(DEVELOPER_DATA_ID.number)}
        used |= {
            field.base for message in self.file.messages if isinstance(message, Definition) for field in message.own
        }
        self.index = next(number for number in range(256) if number not in used or number == 255)
        self.rewritings: dict[int, Rewriting | None] = {}
        self.is_ours: dict[int, bool] = {}  # how messages of a local type are laid out at the moment
        self.records = self.filled = 0
        self.replaced: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()

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
        return Merged(
            data,
            self.alignment,
            self.records,
            self.filled,
            tuple(sorted(self.replaced)),
            self.with_cadence,
            dict(sorted(self.replaced.items())),
            dict(sorted(self.kept.items())),
            self.watch.notes,
        )

    def _declaration(self) -> bytes:
        """Say what our own fields are; the local type that this takes is given back behind it."""
        writer = FitWriter([OUR_LOCAL_TYPE])
        writer.declare(FIELDS, APPLICATION, version_number(__version__), self.index)
        return writer.body()

    def _definition(self, found: Definition) -> bytes:
        """Copy a definition; ours takes its place where the first message needs it."""
        message, names, prefix = self.names.get(found.number, (None, (), ""))
        rewriting = None
        if message:
            own = FIELDS if message is RECORD else ()
            if message.fields[prefix + RATIO].number in found.places:
                names = (*names, prefix + RATIO)
            rewriting = Rewriting.of(found, {name: message.fields[name] for name in names}, own, self.index)
        self.rewritings[found.local] = rewriting
        self.is_ours[found.local] = False
        return found.raw

    def _data(self, message: Data) -> bytes:
        definition = message.definition
        rewriting = self.rewritings.get(definition.local)
        found = self._values(message) if definition.number in self.names else None
        body = b""
        if rewriting and found is None:
            self.kept.update(rewriting.replaced_values(message))
        if self.is_ours.get(definition.local, False) != bool(rewriting and found):
            self.is_ours[definition.local] = bool(found)
            body = rewriting.definition if rewriting and found else definition.raw
        if rewriting is None or found is None:
            return body + bytes((message.head,)) + message.payload
        self.replaced.update(rewriting.replaced_values(message))
        return body + bytes((message.head,)) + rewriting.payload(message, *found)

    def _values(self, message: Data) -> tuple[Mapping[str, Value], Mapping[DeveloperField, Value]] | None:
        """Return what a message gets from us; None if the clip was not at work then."""
        kind, _, prefix = self.names[message.definition.number]
        if kind is not RECORD:
            values = self._averages(message, kind)
            return None if values is None else ({**values, **_ratio(message, values, kind, prefix)}, {})
        time_s = self.watch.record_s[self.records]
        self.records += 1
        at = -1 if time_s is None else time_s - self.alignment.zero - self.first_s
        if not 0 <= at < len(self.rows):
            return None
        row = self.rows[at]
        self.filled += bool(np.isfinite(row["cadence_spm"]))
        values = {**dynamic_values(row), **cadence_values(row)}
        own = own_values(row, self.cues.get(at + self.first_s))
        return {**values, **_ratio(message, values, kind, prefix)}, own

    def _averages(self, message: Data, kind: Message) -> dict[str, Value] | None:
        begin = message.unsigned(START_TIME, 4)
        if begin is None or message.time_s is None or message.time_s <= begin:
            return {}
        begin_s, end_s = (self.watch.by_last_clock(time_s) - self.alignment.zero for time_s in (begin, message.time_s))
        last_s = self.first_s + len(self.rows) - 1
        covered_s = min(end_s, last_s) - max(begin_s, self.first_s)
        if covered_s <= 0 or (covered_s < COVERED * (end_s - begin_s) and self._has_own(message)):
            return None
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

    def _has_own(self, message: Data) -> bool:
        rewriting = self.rewritings.get(message.definition.local)
        return rewriting is not None and any(rewriting.replaced_values(message))


def _ratio(message: Data, values: Mapping[str, Value], kind: Message, prefix: str) -> dict[str, Value]:
    """Return our oscillation over the watch's step length, in percent; missing where one of them is."""
    length, bounce_mm = kind.fields[prefix + STEP_LENGTH], values.get(prefix + BOUNCE)
    stored = message.unsigned(length.number, length.base.size)
    if not stored or not isinstance(bounce_mm, float):
        return {prefix + RATIO: None}
    return {prefix + RATIO: 100 * bounce_mm * length.scale / stored}
