"""Sessions with raw samples, measured again by the gait core that this program has.

All samples go through the clip's own code in the clip's own order, a poll of 16 at a time, and what it says is written
by the clip's own log into one file beside the segments, which stay as they are. Events are those that were recorded:
cues were felt when they were felt, whatever the steps are now.
"""

import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.session_files import REMEASURED
from recoil.common.staging import write_synced
from recoil.session.again import recorded_session, why_not
from recoil.session.header import SessionHeader
from recoil.session.session import Session
from recoil_clip.cueing.steadiness import Steadiness
from recoil_clip.gait.gait import GAIT_REVISION, Gait
from recoil_clip.log.header import Header
from recoil_clip.log.store import Store
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.events import VALIDITY
from recoil_clip.spec.log import RAW_OFF
from recoil_clip.spec.steps import MASKED
from recoil_clip.spec.validity import GYROSCOPE
from recoil_clip.stride.form import Form

from .errors import LibraryError
from .index import Advance, Library
from .scan import mark_changed

STAGE = "measuring again"
MINUTE_MS = 60_000
BURST = 16


@dataclass(frozen=True)
class Remeasured:
    """What became of one session. `why` says why it was left as it is, or is empty."""

    path: str
    recorded: int
    """Revision of the gait core that had measured it; 0: not known."""
    steps: int = 0
    lost: int = 0
    """Steps of before the raw samples begin."""
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for another program, ready for JSON."""
        return {
            "path": self.path,
            "recorded_revision": self.recorded,
            "revision": None if self.why else GAIT_REVISION,
            "steps": self.steps,
            "steps_before_raw": self.lost,
            "left": self.why or None,
        }


class _Numbered(Store):
    """Gives the session the number that it has."""

    def __init__(self, root: str, number: int) -> None:
        super().__init__(root)
        self._kept = number

    def begin(self, start_s: int) -> None:
        """Make the folder of the session."""
        super().begin(start_s)
        self.number = self._kept


def remeasure(library: Library, path: str, again: bool = False, advance: Advance | None = None) -> Remeasured:
    """Measure a session again, and keep that beside its segments.

    Args:
        library: The library.
        path: The session's, relative to the library.
        again: Whether a session is measured that this revision has measured already.
        advance: Told how many of how many samples are done.

    Returns:
        What became of it.

    Raises:
        OutputError: It cannot be written.
    """
    folder = library.folder / path
    try:
        session = recorded_session(folder)
    except (RecoilError, OSError) as error:
        return Remeasured(path, 0, why=one_line(error))
    header = session.header
    revision = header.gait_revision if header else 0
    if revision == GAIT_REVISION and not again:
        return Remeasured(path, revision, why=f"it was measured by revision {revision}")
    why = why_not(session)
    if why or header is None:
        return Remeasured(path, revision, why=why)
    data = measured_again(session, header, advance)
    try:
        with library.writing():
            write_synced(folder / REMEASURED, data)
            mark_changed(folder)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"cannot write {one_line(folder / REMEASURED)}: {reason}") from None
    from recoil.session.assembly import session_of

    steps = session_of(path, [(REMEASURED, data)], is_folder=False).steps
    begin_us = session.raw.runs[0].first * header.period_us
    lost = int(np.count_nonzero(session.steps["initial_contact_us"] < begin_us))
    return Remeasured(path, revision, len(steps), lost)


def undo(library: Library, path: str) -> bool:
    """Go back to what the clip measured; return False where there is nothing to undo.

    Args:
        library: The library.
        path: The session's, relative to the library.

    Raises:
        LibraryError: The file cannot be removed.
    """
    file = library.folder / path / REMEASURED
    try:
        with library.writing():
            file.unlink()
            mark_changed(file.parent)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise LibraryError(f"cannot remove {one_line(file)}: {(error.strerror or str(error)).lower()}") from None
    return True


def measured_again(session: Session, header: SessionHeader, advance: Advance | None = None) -> bytes:
    """Return the log of a session whose samples have gone through the gait core of now.

    Args:
        session: As it was recorded, with raw samples.
        header: Its header.
        advance: Told how many of how many samples are done.

    Returns:
        Pages of the session format, without raw samples.
    """
    with tempfile.TemporaryDirectory() as root:
        store = _Numbered(root, header.session)
        _Again(session, header, SessionWriter(store, _head_of(header), b"")).run(advance)
        return b"".join(file.read_bytes() for file in sorted(Path(store.folder).iterdir()))


def _head_of(old: SessionHeader) -> Header:
    head = Header(old.period_ns, old.period_us, old.clip_id, old.firmware_version, old.start_s, old.gyroscope, RAW_OFF)
    head.kind, head.dead_axes, head.runner_id = old.kind, old.dead_axes, old.runner_id
    head.gait_revision = GAIT_REVISION
    return head


class _Again:
    """One session on its way through the core into the log, as `recoil_clip.app.session` does it."""

    def __init__(self, session: Session, header: SessionHeader, writer: SessionWriter) -> None:
        self.session = session
        self.period_us = header.period_us
        self.writer = writer
        has_rates = header.gyroscope and not header.dead_axes & GYROSCOPE
        self.gait = Gait(header.period_us, has_rates)
        self.form = Form(self.gait, has_rates)
        self.steadiness = Steadiness()
        self.row = 0
        self.samples = 0  # since the session's first one
        self.minute_ms = MINUTE_MS
        self.events = _in_time(session)
        self.event = next(self.events, None)
        masked = session.steps[(session.steps["flags"] & MASKED) != 0]
        order = np.argsort(masked["initial_contact_us"])
        self.masked_us = masked["initial_contact_us"][order].astype(np.int64)
        self.masked_end_us = self.masked_us + masked["step_us"][order]

    def run(self, advance: Advance | None) -> None:
        """Go through all samples."""
        runs = self.session.raw.runs
        total, done = len(self.session.raw), 0
        for run in runs:
            if run.first > self.samples:
                self._miss(run.first - self.samples, run.counts[0])
            samples = array("i", np.ascontiguousarray(run.counts, dtype=np.int32).tobytes())
            bounds = [*range(0, len(run.counts), BURST), len(run.counts)]
            for first, end in pairwise(bounds):
                self._feed(samples, first, end)
                if advance and not (done + first) & 0xFFFF:
                    advance(STAGE, done + first, total)
            done += len(run.counts)
        self.gait.finish()
        self._take()
        self._tell_events(1 << 62)
        self._log_minute(self._now_ms())
        self.writer.close()

    def _now_ms(self) -> int:
        return max(self.samples - 1, 0) * self.period_us // 1000

    def _miss(self, lost: int, sample: np.ndarray) -> None:
        """Samples are missing; the core counts time from its first one, so it is given one to count from."""
        if not self.samples:
            self.gait.feed(array("i", sample.tolist()), 0, 1)
            self.samples, lost = 1, lost - 1
        self.gait.gap(lost)
        self.samples += lost

    def _feed(self, samples: array, first: int, end: int) -> None:
        while first < end:
            taken = self.gait.feed(samples, first, end)
            self.samples += taken - first
            first = taken
            self._take()
        now_ms = self._now_ms()
        self._tell_events(now_ms)
        self.form.work()
        while now_ms >= self.minute_ms:
            self._log_minute(now_ms)
            self.minute_ms += MINUTE_MS
        self.writer.flush_due(now_ms)

    def _take(self) -> None:
        step = self.gait.take()
        while step is not None:
            flags = step.flags | self._masked(step)
            self.writer.step(step, flags)
            if self.form.add(step, flags):
                self.writer.stride(self.form.stride)
            self.row = 0 if flags else self.row + 1
            if self.row:
                self.steadiness.add(step.step_us, self.row)
            step = self.gait.take()

    def _masked(self, step: Any) -> int:
        """Return the flag of a step in which the motor shook: one that overlaps a step that had it."""
        begin_us = step.initial_contact_s * 1_000_000 + step.initial_contact_us
        at = int(np.searchsorted(self.masked_end_us, begin_us, side="right"))
        return MASKED if at < len(self.masked_us) and self.masked_us[at] < begin_us + step.step_us else 0

    def _tell_events(self, until_ms: int) -> None:
        """Log what happened up to a time, as it was recorded."""
        while self.event is not None and self.event[0] <= until_ms:
            time_ms, kind, value = self.event
            self.writer.event(kind, time_ms, value)
            if kind == VALIDITY and value & GYROSCOPE:
                self.gait.lose_gyroscope()
            self.event = next(self.events, None)

    def _log_minute(self, now_ms: int) -> None:
        unsteadiness_bp = self.steadiness.unsteadiness_bp
        self.writer.minute(now_ms, self.gait.totals, unsteadiness_bp, self.form.minute())


def _in_time(session: Session) -> Iterator[tuple[int, int, int]]:
    events = session.events[np.argsort(session.events["time_ms"], kind="stable")]
    for row in events:
        yield int(row["time_ms"]), int(row["kind"]), int(row["value"])
