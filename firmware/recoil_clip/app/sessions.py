"""Begins and ends recordings, with all that belongs to one: log, coach, watchdog, what the coach remembers."""

import gc
import sys

from ..cueing.coach import Coach
from ..cueing.mask import Mask
from ..spec import faults as named
from ..spec.validity import GYROSCOPE
from ..stride.form import Form
from .cueing import NOT_KEPT
from .recorder import Recorder
from .session import Session


class Sessions:
    """`current` is the session that is on, or None; `is_exercise`: it is, or was, no run.

    `is_whole`: all of it was kept so far, and of the one that it goes on with.
    """

    def __init__(self, board, root, equipment, faults, watch, talk):
        self.current = None
        self.is_exercise = False
        self.is_whole = True
        self._board = board
        self._root = root
        self._equipment = equipment
        self._settings = equipment.settings
        self._power = equipment.power
        self._faults = faults
        self._watch = watch
        self._talk = talk

    def begin(self, motion, how):
        """Begin a session whose first sample is the first one that `motion` has seen or will see."""
        self._look_at_clock()
        form = Form(
            motion.gait, not motion.sensor.dead & GYROSCOPE
        )  # the largest first: raw samples, for which there may be no memory then, can be left out
        recorder = Recorder(self._root, self._settings, self._board, motion)
        self._equipment.history.begin(self._board.utc_s() // 86400)
        coach = Coach(self._settings, self._equipment.history, True)
        mask = Mask(self._settings.mask_after_ms)
        haptics = self._equipment.haptics
        session = Session(motion, recorder, coach, haptics, mask, self._settings, self._talk, form)
        if self._settings.quiet_from_h is not None:
            from ..cueing.quiet import Quiet  # it takes memory only where such hours are set

            clock_s = self._board.utc_s()
            session.quiet = Quiet(self._settings, clock_s, session.now_ms())  # pyright: ignore[reportAttributeAccessIssue]
        self._go(session, how)
        self.is_exercise = False

    def load_exercise(self):
        """Take the code of exercises into memory, which takes half a second. Returns what `begin_exercise` wants."""
        self._look_at_clock()
        overlay = sys.modules.get("recoil_clip.overlay")
        if overlay:
            overlay.load_late()
        from .exercise import new_exercise

        return new_exercise

    def begin_exercise(self, new_exercise, motion, kind):
        """Begin a screening (1) or core work (2)."""
        self._go(new_exercise(self._board, self._root, self._equipment, self._faults, motion, kind, self._talk), 0)
        gc.collect()  # loading its code and its plan has left as much as it keeps
        self.is_exercise = self.is_whole = True

    def _look_at_clock(self):
        board = self._board
        gc.collect()
        if board.utc_s():
            self._faults.clear(named.CLOCK_UNSET)
        else:
            self._faults.note(named.CLOCK_UNSET, "sessions are numbered until a computer sets the clock")

    def _go(self, session, how):
        session.start(how)
        for number in self._faults.standing:
            session.fault(number)
        self._faults.news.clear()
        self._power.is_fresh = False
        if self._power.percent >= 0:
            session.battery(self._power.packed())
        self.current = session
        self._watch.arm()

    def keep(self, session):
        """Log what happened elsewhere; after every poll."""
        faults = self._faults
        trouble = session.trouble()
        if trouble and trouble not in faults.standing:
            faults.note(trouble, "the session goes on without a log", self._board.utc_s())
            self.is_whole = False
            self._equipment.haptics.feel(NOT_KEPT, session.now_ms())  # nobody sees the light in mid-run
        while faults.news:
            session.fault(faults.news.pop(0))
        if self._power.is_fresh:
            self._power.is_fresh = False
            session.battery(self._power.packed())

    def end(self, reason):
        """End the session if one is on; an interrupted call can be made again."""
        session = self.current
        if session is None:
            return
        self._watch.good_batch()  # saving takes a second
        session.end(reason)
        if self.is_exercise:
            from .exercise import release

            release()
        else:
            self._equipment.history.day = self._board.utc_s() // 86400
            self._equipment.keep_history()
        self.current = None
        self._watch.disarm()
        trouble = session.trouble()
        lost = session.writer.lost_pages()
        if trouble or lost:
            self.is_whole = False
            what = str(lost) + " pages of the last session were not kept"
            self._faults.note(trouble or named.FLASH_FAULT, what, self._board.utc_s())
        if not trouble:
            self._faults.clear(named.FLASH_FULL)
            self._faults.clear(named.FLASH_FAULT)
        self._faults.save()
        gc.collect()
