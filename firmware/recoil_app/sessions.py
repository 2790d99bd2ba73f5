"""Begins and ends recordings, with all that belongs to one: log, coach, watchdog, what the coach remembers."""

import gc

from recoil_coach.coach import Coach
from recoil_coach.mask import Mask

from . import faults as named
from .recorder import Recorder
from .session import Session


class Sessions:
    """`current` is the session that is on, or None."""

    def __init__(self, board, root, parts, faults, watch, talk):
        self.current = None
        self._board = board
        self._root = root
        self._parts = parts
        self._settings = parts.settings
        self._power = parts.power
        self._faults = faults
        self._watch = watch
        self._talk = talk

    def begin(self, motion, how):
        """Begin a session whose first sample is the first one that `motion` has seen or will see."""
        board = self._board
        gc.collect()
        if board.utc_s():
            self._faults.clear(named.CLOCK_UNSET)
        else:
            self._faults.note(named.CLOCK_UNSET, "sessions are numbered until a computer sets the clock")
        recorder = Recorder(self._root, self._settings, board, motion)
        coach = Coach(self._settings, self._parts.history)
        mask = Mask(self._settings.mask_after_ms)
        session = Session(motion, recorder, coach, self._parts.haptics, mask, self._settings, self._talk)
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
        self._parts.keep_history()
        self.current = None
        self._watch.disarm()
        trouble = session.trouble()
        if not trouble:
            self._faults.clear(named.FLASH_FULL)
            self._faults.clear(named.FLASH_FAULT)
        self._faults.save()
        gc.collect()
