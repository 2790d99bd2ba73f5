"""The log of one session: opened, kept up to date, closed."""

import gc
import json

from ..compat import const
from ..gait.gait import GAIT_REVISION
from ..log.header import Header
from ..log.store import Store
from ..log.writer import SessionWriter
from ..spec.faults import FLASH_FAULT, FLASH_FULL
from ..spec.files import SESSIONS
from ..spec.log import RAW_ALL, RAW_OFF
from .version import VERSION

_MINUTE_MS = const(60000)
_LATE_MS = const(1000)  # without a step for so long, the flash may be written at any time
_OFTEN_MS = const(200)  # so often it is looked then whether it has to be
_NO_SPACE = const(28)  # ENOSPC


class CountingStore(Store):
    """Names sessions by their number only."""

    def begin(self, start_s):
        """Make the folder of a new session."""
        super().begin(0)


class Recorder:
    """`writer` takes events and samples, `step` the steps; `keep` does the rest, after every poll.

    `trouble` is a fault's number while nothing can be written, else 0. `due_ms`: there is nothing to do for `keep`
    before. `totals`, `steadiness` and `form` are those that a minute is made of.
    """

    def __init__(self, root, settings, board, motion):
        self.writer = new_writer(root, settings, board, motion)
        self.trouble = 0
        self.due_ms = motion.elapsed.ms + _OFTEN_MS  # the log is opened when the time that beginning takes is made up
        self.totals = None
        self.steadiness = None
        self.form = None
        self._minute_ms = motion.elapsed.ms // _MINUTE_MS * _MINUTE_MS + _MINUTE_MS
        self._step_ms = 0
        self._has_stepped = False
        self._is_open = False  # the log, or a new segment of it, and what opening it has left was collected
        self._look()

    def step(self, step, flags, time_ms):
        """Log a step that became known at `time_ms`."""
        self.writer.step(step, flags)
        self._step_ms = time_ms
        self._has_stepped = True
        self.due_ms = time_ms

    def keep(self, time_ms):
        """Log the minute when it is over, and write what is due.

        Writing stops the processor for a tenth of a second. It is done just after a step became known, when the next
        one, that may earn a cue, is a fifth of a second away.
        """
        if time_ms >= self._minute_ms:
            self._minute_ms += _MINUTE_MS
            self._log_minute(time_ms)
        writer = self.writer
        if not (self._is_open or writer.has_pieces):
            self._is_open = True
            gc.collect()
        elif self._has_stepped or time_ms - self._step_ms >= _LATE_MS or writer.has_pieces:
            self._has_stepped = False
            if writer.flush_due(time_ms):
                self._look()
            if writer.has_pieces:
                self._is_open = False
        self.due_ms = (
            time_ms if writer.has_pieces else min(max(self._step_ms + _LATE_MS, time_ms + _OFTEN_MS), self._minute_ms)
        )

    def close(self, time_ms):
        """Log the rest of the last minute and close the files."""
        self._log_minute(time_ms)
        self.writer.close()
        self._look()

    def _log_minute(self, time_ms):
        unsteadiness_bp = self.steadiness.unsteadiness_bp  # pyright: ignore[reportAttributeAccessIssue]
        numbers = self.form.minute()  # pyright: ignore[reportAttributeAccessIssue]
        self.writer.minute(time_ms, self.totals, unsteadiness_bp, numbers)

    def _look(self):
        self.trouble = trouble_of(self.writer)


def new_writer(root, settings, board, motion, kind=0):
    """Return the log of a new session of a kind: 0 a run, 1 a screen, 2 core work."""
    sensor = motion.sensor
    elapsed = motion.elapsed
    header = Header(sensor.period_ns, sensor.period_us, board.clip_id(), VERSION)
    header.kind = kind
    header.gait_revision = GAIT_REVISION
    header.dead_axes = sensor.dead
    header.runner_id = settings.values.get("runner_id") or ""
    header.start_s = max(board.utc_s() - elapsed.s, 0)
    header.raw_minutes = _raw_minutes(settings)
    store = (CountingStore if settings.session_names == "counter" else Store)(root + SESSIONS)
    writer = SessionWriter(store, header, json.dumps(settings.values).encode(), False)
    writer.samples = elapsed.samples
    return writer


def trouble_of(writer):
    """Return a fault's number while a log cannot be written, else 0."""
    if not writer.is_full():
        return 0
    return FLASH_FULL if writer.fault() in (0, _NO_SPACE) else FLASH_FAULT


def _raw_minutes(settings):
    if settings.raw == "off":
        return RAW_OFF
    return RAW_ALL if settings.raw == "all" else settings.raw_minutes
