"""The battery: read now and then, low when it was low twice.

The gauge's percent is an estimate, which it may begin wrongly; its voltage is measured. Both have to agree.
"""

from ..compat import const
from ..drivers.errors import ChipError
from ..spec import faults as named

_EVERY_MS = const(60000)
_SOON_MS = const(5000)  # a second look at a low one
_RECOVERED_PCT = const(3)  # so much above the limit it is no longer low
_NOT_LOW_MV = const(3850)  # from here on a cell is not low, whatever the gauge makes of it
_EMPTY_MV = const(3300)  # and up to here it is


class Power:
    """`poll` reads the gauge when it is due; `percent` is -1 while nothing is known. Without a gauge it stays so.

    A gauge that fails is asked again at the usual interval.
    """

    def __init__(self, board, gauge, low_pct, faults):
        self.percent = -1
        self.millivolts = 0
        self.is_low = False
        self.is_fresh = False  # read, and not yet logged
        self._board = board
        self._gauge = gauge
        self._low_pct = low_pct
        self._faults = faults
        self._read_ms = board.clock.ticks_ms()
        self._wait_ms = 0
        self._doubts = False  # was low once

    def poll(self, now_ms):
        """Look at the battery if it is time to. Returns True once when it has become low."""
        if self._gauge is None or self._board.clock.ticks_diff(now_ms, self._read_ms) < self._wait_ms:
            return False
        self._read_ms = now_ms
        self._wait_ms = _EVERY_MS
        return self._ask()

    def _ask(self):
        try:
            self.percent = self._gauge.percent()
            self.millivolts = self._gauge.millivolts()
        except ChipError as error:
            self.percent = -1
            self.is_fresh = False
            if named.GAUGE_FAULT not in self._faults.standing:
                self._faults.note(named.GAUGE_FAULT, str(error), self._board.utc_s())
            return False
        self._faults.clear(named.GAUGE_FAULT)
        self.is_fresh = True
        return self._judge()

    def packed(self):
        """Return percent and millivolts as the session log wants them."""
        return self.percent << 16 | self.millivolts

    def _judge(self):
        is_sound = self.millivolts > _EMPTY_MV
        if (self.percent > self._low_pct + _RECOVERED_PCT and is_sound) or self.millivolts >= _NOT_LOW_MV:
            self.is_low = False
            self._faults.clear(named.BATTERY_LOW)
        doubted = self._doubts
        self._doubts = (self.percent <= self._low_pct and self.millivolts < _NOT_LOW_MV) or not is_sound
        if not self._doubts or self.is_low:
            return False
        if not doubted:
            self._wait_ms = _SOON_MS  # a pulse or a cold morning may have pulled it down
            return False
        self.is_low = True
        left = str(self.percent) + " % left, " + str(self.millivolts) + " mV"
        self._faults.note(named.BATTERY_LOW, left, self._board.utc_s())
        return True
