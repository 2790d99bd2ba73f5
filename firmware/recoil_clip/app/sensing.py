"""The motion sensor, with what is done when it is missing or fails."""

from ..compat import const
from ..drivers.errors import ChipError
from ..drivers.lsm6dsox import LSM6DSOX
from . import faults as named
from .motion import Motion
from .recovery import Recovery

_SEARCH_MS = const(5000)  # between looks for a missing sensor
_SILENT_MS = const(500)
_PROBATION_MS = const(3000)  # so long one that is back has to work before it is believed


class Sensing:
    """`find` the sensor, then `read` bursts into `motion`. When it `is_lost`, `search` until it is found again."""

    def __init__(self, board, faults):
        self.sensor = LSM6DSOX(board.i2c, clock=board.clock)
        self.motion = Motion(self.sensor, board.mount)
        self._board = board
        self._clock = board.clock
        self._faults = faults
        self._recovery = Recovery(board.clock)
        self._searched_ms = board.clock.ticks_ms()
        self._good_ms = self._searched_ms  # when samples came last
        self._is_back = False  # on probation

    def find(self):
        """Set the sensor up from scratch. Returns False if there is none that works."""
        self._recovery = Recovery(self._clock)
        self._searched_ms = self._clock.ticks_ms()
        try:
            self.sensor.begin()
        except ChipError as error:
            number = named.chip_fault(error, named.SENSOR_MISSING)
            if number not in self._faults.standing:
                self._faults.note(number, str(error), self._board.utc_s())
            return False
        self.motion.begin()
        gone_ms = self._clock.ticks_diff(self._clock.ticks_ms(), self._good_ms)
        self.motion.number += max(gone_ms, 0) * 1000 // self.sensor.period_us
        self._good_ms = self._clock.ticks_ms()
        return True

    def read(self, now_ms):
        """Drain a burst; return how many samples, -1 while the sensor fails: it is set up again when it is time."""
        recovery = self._recovery
        try:
            if recovery.is_failing:
                if not recovery.is_due(now_ms):
                    return -1
                self.sensor.restart()
                recovery.worked(now_ms)
                self._good_ms = now_ms
                self._faults.clear(named.SENSOR_FAULT)
            n = self.motion.read()
        except ChipError as error:
            self._failed(now_ms, str(error))
            return -1
        if n:
            self._good_ms = now_ms
        elif self._clock.ticks_diff(now_ms, self._good_ms) > _SILENT_MS:
            self._failed(now_ms, "no samples come")
            return -1
        return n

    def is_lost(self, now_ms):
        """Return True if it failed too long or too often."""
        return self._recovery.is_hopeless(now_ms)

    def search(self, now_ms):
        """Look for the lost sensor now and then. Returns True when it has worked for a while: back to `read`."""
        passed_ms = self._clock.ticks_diff(now_ms, self._searched_ms)
        if not self._is_back:
            if passed_ms >= _SEARCH_MS:
                self._is_back = self.find()
            return False
        if self.read(now_ms) < 0:
            self._is_back = False
        elif passed_ms >= _PROBATION_MS:
            self._is_back = False
            for number in (named.SENSOR_MISSING, named.SENSOR_WRONG, named.SENSOR_FAULT):
                self._faults.clear(number)
            return True
        return False

    def _failed(self, now_ms, what):
        if self._recovery.failed(now_ms):
            self._faults.note(named.SENSOR_FAULT, what, self._board.utc_s())
