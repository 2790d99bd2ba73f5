"""Writes a session: steps, events, minutes and raw samples.

They wait in RAM until `flush_due`, which writes them every 8 s: with the second that a step takes to become known, a
power cut loses less than 10 s. Between flushes nothing allocates; a flush takes some 100 bytes, a new segment 500.
Nothing here raises: when the flash is full or broken, `is_full()` says so and the run goes on without a log.
"""

from ..compat import const
from ..spec.events import CUE, FULL, FULL_LOG, FULL_RAW, GAP, WITHHELD
from ..spec.log import LOG_UNITS, PAGE_LOG, PAGE_RAW, RAW_ALL, RAW_OFF
from ..spec.validity import BOUNCE_BALANCE, MISPLACED
from .journal import Journal
from .minute import Minute
from .page import Page
from .raw import BATCH, RawPage
from .records import LogPage

_FLUSH_MS = const(8000)
_SEGMENT_MS = const(52000)  # and at most a flush more: a segment is closed each minute
_RETRY_MS = const(60000)
_NEVER = const(1 << 29)
_BURST = const(3)  # so many steps between two polls are the first of a run, and some seconds old already
_BURST_MS = const(2000)
_NO_SPACE = const(28)  # ENOSPC
_FOREVER = const(1 << 29)
_RAW_DUE_BYTES = const(3072)  # leaves room for two bursts at their worst
_FULL_SEGMENT_BYTES = const(49152)  # leaves room for what one more flush writes


class SessionWriter:
    """One session, in a new folder of a `Store`. Times are in ms since the first sample.

    `is_raw_on`: raw samples are being kept. `samples`: how many there were since the first one, lost ones included; to
    be set if the log begins later than that. What takes long is done in pieces of a tenth of a second: while it
    `has_pieces`, `flush_due` is to be called at every poll. Nothing of it raises.

    Args:
        store: The `Store`.
        header: A `Header`.
        settings: The bytes of the runner's settings as JSON.
        is_hasty: Whether the log is opened at once rather than in pieces.
    """

    def __init__(self, store, header, settings=b"", is_hasty=True):
        self.is_raw_on = header.raw_minutes != RAW_OFF
        self.samples = 0
        self._store = store
        self._journal = Journal(store, header, settings)
        self._log = LogPage(Page(LOG_UNITS))
        self._raw = None
        self._raw_left = _FOREVER  # raw samples still to be kept
        if header.raw_minutes != RAW_ALL:
            self._raw_left = min(header.raw_minutes * 60000 * 1000 // max(header.period_ns // 1000, 1), _FOREVER)
        self._minute = Minute()
        self._now_ms = 0
        self._opened_ms = _NEVER
        self._waiting_ms = _NEVER  # since when something waits to be written
        self._burst = 0  # steps since the last poll
        self._retry_ms = 0
        self._is_short = False
        self._has_room_left = True
        self.has_pieces = True
        self._piece = self._look_for_room
        if self.is_raw_on:
            try:
                self._raw = RawPage()
            except MemoryError:
                self._stop_raw()  # the run is worth more than its raw samples
        if is_hasty:
            self._finish_pieces()

    def is_full(self):
        """Return True while nothing is written; it is tried again every minute."""
        return self._journal.is_full

    def lost_pages(self):
        """Return how many pages could not be written."""
        return self._journal.lost_pages

    def fault(self):
        """Return the number of the file system's last error, 0 if there was none."""
        return self._journal.fault()

    def folder(self):
        """Return the session's folder, empty if there is none."""
        return self._journal.folder

    def step(self, step, flags):
        """Log a finished step; returns nothing.

        Args:
            step: A `Step`.
            flags: The step's own and the app's.
        """
        self._minute.add(step, flags)
        self._burst += 1
        if not self._log.put_step(step, flags):
            self._put_log(True)
            self._log.put_step(step, flags)

    def event(self, kind, time_ms, value=0):
        """Log an event; returns nothing.

        Args:
            kind: One of `recoil_clip.spec.events`.
            time_ms: When it was.
            value: What it means depends on the kind.
        """
        if kind == CUE:
            self._minute.cues += 1
        if not self._log.put_event(kind, time_ms, value):
            self._put_log(True)
            self._log.put_event(kind, time_ms, value)

    def withhold(self, quantity, reason, time_ms):
        """Do not tell a quantity from now on, and log why; returns nothing.

        Args:
            quantity: One of `recoil_clip.spec.validity`.
            reason: One of its reasons; 0: it is told again.
            time_ms: From when on.
        """
        self._minute.withhold(quantity, reason)
        self.event(WITHHELD, time_ms, quantity | reason << 8)

    def stride(self, stride):
        """Log a stride, just after its second step; returns nothing.

        Args:
            stride: A `Stride`.
        """
        if not self._log.put_stride(stride):
            self._put_log(True)
            self._log.put_stride(stride)

    def minute(self, time_ms, totals, unsteadiness_bp=-1, numbers=None):
        """Log what the steps since the last call add up to; returns nothing.

        With a clip too far beside the spine the left share of bounce is not told from then on, for the mean of a
        session would be of two views of where it sits.

        Args:
            time_ms: When the minute ends.
            totals: The gait core's `Totals`.
            unsteadiness_bp: The coach's, in 0.01 %; -1 if it is not known.
            numbers: The form's, an array("i") of `stride.NUMBERS`; None without.
        """
        minute = self._minute
        if totals.place_mm and totals.contact_balance.half_width_bp >= 0 > totals.bounce_balance.half_width_bp:
            minute.withhold(BOUNCE_BALANCE, MISPLACED)
        if not self._log.put_minute(minute, time_ms, totals, unsteadiness_bp, numbers):
            self._put_log(True)
            self._log.put_minute(minute, time_ms, totals, unsteadiness_bp, numbers)
        minute.clear()

    def put(self, put, record):
        """Log a record of another kind; returns nothing.

        Args:
            put: A function like those in `trial`: puts a record into a page, or returns False where there is no room.
            record: What it takes.
        """
        if not put(self._log.page, record):
            self._put_log(True)
            put(self._log.page, record)

    def raw(self, samples, count):
        """Count the next samples, and log them if raw samples are kept; returns nothing.

        Args:
            samples: An array("i") with six counts a sample, 488 ug and 70 mdps each.
            count: How many.
        """
        number = self.samples
        self.samples = number + count
        if self.is_raw_on:
            self._keep(samples, number, count)

    def gap(self, lost, time_ms):
        """Log that samples were lost before the next one; returns nothing.

        Args:
            lost: How many.
            time_ms: When that was noticed.
        """
        self.event(GAP, time_ms, lost)
        self.samples += lost
        if self._raw is not None and self._raw.count:
            self._put_raw(True)

    def flush_due(self, now_ms):
        """Write what is due; to be called after every batch of samples.

        Args:
            now_ms: The time.

        Returns:
            True if that took a while.
        """
        self._now_ms = now_ms
        if self.has_pieces:
            self._do_piece()
            return True
        raw = self._raw
        if not self._log.page.is_empty() or (raw is not None and raw.count):
            self._waiting_ms = min(self._waiting_ms, now_ms)
            if self._burst >= _BURST:
                self._waiting_ms = min(self._waiting_ms, now_ms - _FLUSH_MS + _BURST_MS)
        self._burst = 0
        self._opened_ms = min(self._opened_ms, now_ms)
        if now_ms - self._waiting_ms >= _FLUSH_MS:
            self._flush()
            return True
        if raw is not None and raw.size() >= _RAW_DUE_BYTES:
            self._put_raw(False)
            return True
        return False

    def close(self):
        """Write all that waits and end the session, well if the last event is STOP; returns nothing."""
        self._finish_pieces()
        self._put_all()
        self._journal.close()

    def _keep(self, samples, number, count):
        """Keep raw samples, the first of which has this number."""
        at = 0
        while count:
            batch = min(count, BATCH)
            if batch > self._raw_left:
                batch = self._raw_left
            if not batch:
                self.is_raw_on = False
                return
            if self._raw.is_full():
                self._put_raw(True)
            if not self._raw.count:
                self._raw.begin(number)
            self._raw.add(samples, at, batch)
            at += 6 * batch
            number += batch
            count -= batch
            self._raw_left -= batch

    def _flush(self):
        journal = self._journal
        self._waiting_ms = _NEVER
        if journal.is_full and self._now_ms - self._retry_ms >= _RETRY_MS:
            self._retry_ms = self._now_ms
            journal.is_full = not (self._has_room() and journal.begin())
        if journal.is_full:
            self._put_all()
        elif self._now_ms - self._opened_ms < _SEGMENT_MS and journal.size() < _FULL_SEGMENT_BYTES:
            self._put_all()
            if self._is_short:
                self._store.remove_one()
        else:
            self._end_segment()

    def _end_segment(self):
        self._put_all()
        self._opened_ms = self._now_ms
        self.has_pieces = True
        self._piece = self._close_segment

    # The pieces of opening the log.

    def _look_for_room(self):
        self._then(self._make_folder if self._has_room() else self._give_up)

    def _make_folder(self):
        self._then(self._open if self._journal.make_folder() else self._give_up)

    def _open(self):
        self._then(None if self._journal.begin() else self._give_up)

    def _give_up(self):
        self._journal.is_full = True
        self._then(None)

    # The pieces of a new segment.

    def _close_segment(self):
        self._journal.close()
        self._then(self._look_for_more_room)

    def _look_for_more_room(self):
        self._has_room_left = self._has_room()
        self._then(self._open_segment)

    def _open_segment(self):
        self._journal.next_segment()
        self._then(None if self._has_room_left else self._end_for_want_of_room)

    def _end_for_want_of_room(self):
        self._then(None)
        self.event(FULL, self._now_ms, FULL_LOG)
        self._put_all()
        self._journal.close()
        self._journal.is_full = True
        self._retry_ms = self._now_ms

    def _then(self, piece):
        self._piece = piece
        self.has_pieces = piece is not None

    def _do_piece(self):
        self._piece()

    def _finish_pieces(self):
        while self.has_pieces:
            self._do_piece()

    def _has_room(self):
        """Look how full the flash is: raw samples stop first, then downloaded sessions go."""
        store = self._store
        free = store.free()
        if self.is_raw_on and free < store.raw_reserve:
            self._stop_raw()
        self._is_short = free < store.log_reserve
        return free >= store.least or store.remove_one()

    def _stop_raw(self):
        self.is_raw_on = False
        self.event(FULL, self._now_ms, FULL_RAW)

    def _put_all(self):
        self._finish_pieces()
        if self._raw is not None and self._raw.count:
            self._put_raw(False)
        if self._log.page.is_empty():
            self._journal.sync()
        else:
            self._put_log(False)

    def _put_log(self, whole):
        self._finish_pieces()
        journal = self._journal
        if journal.is_full:
            journal.drop(self._log.page)
        else:
            journal.commit(self._log.page, PAGE_LOG, whole)
        self._log.clear()
        self._check()

    def _put_raw(self, whole):
        self._finish_pieces()
        journal = self._journal
        self._raw.finish()
        if journal.is_full:
            journal.drop(self._raw.page)
        else:
            journal.append(self._raw.page, PAGE_RAW, whole)
        self._raw.clear()
        self._check()

    def _check(self):
        if self.is_raw_on and self._journal.fault() == _NO_SPACE:
            self._stop_raw()
