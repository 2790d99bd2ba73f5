"""The motion sensor, with what is done when it is missing or fails: set up again, soon and often, but not for ever."""

from array import array

from ..compat import const
from ..drivers.errors import ChipError
from ..drivers.lsm6dsox import LSM6DSOX
from ..spec import faults as named
from .faults import chip_fault
from .motion import Motion

_SEARCH_MS = const(5000)  # between looks for a missing sensor
_SILENT_MS = const(500)
_PROBATION_MS = const(3000)  # so long one that is back has to work before it is believed

_RETRY_MS = const(200)
_GIVE_UP_MS = const(4000)  # the watchdog bites after 8.3 s
_MOST_FAILURES = const(5)
_STUCK = const(416)  # samples, 2 s: an axis that repeats itself for so long while the wearer runs
_ALL_AXES = const(63)
_STUCK_STILL = const(2080)  # and 10 s at any time in a session
_LOOKED = const(12)
_STIR = const(20)  # counts, 10 mg and 1.4 degrees/s: an axis that stays within them for 2 s of running gives noise only
_CLOCK_MS = const(60000)  # over so long the sensor's clock is held against the processor's crystal
_OFF_BP = const(100)  # 1 %: more than temperature and voltage do to it
_FORGIVEN_MS = const(10000)


class Recovery:
    """Tell it what `failed` and what `worked`.

    `is_hopeless` after 4 s without success, or at the sixth failure without ten good seconds in between.
    """

    def __init__(self, clock):
        self.is_failing = False
        self._clock = clock
        self._failures = 0
        self._retries = 0
        self._first_ms = clock.ticks_ms()
        self._tried_ms = self._first_ms
        self._worked_ms = self._first_ms

    def failed(self, now_ms):
        """The sensor failed, or could not be set up. Returns True if that is news."""
        self._tried_ms = now_ms
        if self.is_failing:
            self._retries += 1
            return False
        if self._clock.ticks_diff(now_ms, self._worked_ms) > _FORGIVEN_MS:
            self._failures = 0
        self._failures += 1
        self._first_ms = now_ms
        self._retries = 0
        self.is_failing = True
        return True

    def is_due(self, now_ms):
        """Return True if it is time to set the sensor up: at once, then five times a second."""
        return self._retries == 0 or self._clock.ticks_diff(now_ms, self._tried_ms) >= _RETRY_MS

    def worked(self, now_ms):
        """The sensor was set up."""
        self.is_failing = False
        self._worked_ms = now_ms

    def is_hopeless(self, now_ms):
        """Return True if the session had better end."""
        if self._failures > _MOST_FAILURES:
            return True
        return self.is_failing and self._clock.ticks_diff(now_ms, self._first_ms) >= _GIVE_UP_MS


class Sensing:
    """`find` the sensor, then `read` bursts into `motion`. When it `is_lost`, `search` until it is found again."""

    def __init__(self, board, faults):
        self.sensor = LSM6DSOX(board.i2c, clock=board.clock, mount=board.mount)
        self.motion = Motion(self.sensor)
        self._board = board
        self._clock = board.clock
        self._faults = faults
        self._recovery = Recovery(board.clock)
        self._searched_ms = board.clock.ticks_ms()
        self._good_ms = self._searched_ms  # when samples came last
        self._is_back = False  # on probation
        self._clock_ms = self._searched_ms
        self._clock_number = 0
        self._clock_overrun = 0
        self._period_us = 0  # that the minute began with
        self._is_off = False  # the sensor's clock, in the last minute
        self._stirred = array(
            "i", bytes(52)
        )  # of each axis where it was when it last moved, and which sample that was; `_LOOKED`

    def find(self):
        """Set the sensor up from scratch; its motion is to be begun anew. Returns False if there is none that works."""
        self._recovery = Recovery(self._clock)
        self._searched_ms = self._clock.ticks_ms()
        try:
            self.sensor.begin()
        except ChipError as error:
            number = chip_fault(error, named.SENSOR_MISSING)
            if number not in self._faults.standing:
                self._faults.note(number, str(error), self._board.utc_s())
            return False
        self._count_on()
        return True

    def _count_on(self):
        """Count the samples that were not taken while there was no sensor, or while it slept."""
        gone_ms = self._clock.ticks_diff(self._clock.ticks_ms(), self._good_ms)
        self.motion.number += max(gone_ms, 0) * 1000 // self.sensor.period_us
        self._good_ms = self._clock.ticks_ms()

    def read(self, now_ms):
        """Drain a burst; return how many samples, -1 while the sensor fails: it is set up again when it is time."""
        if self._recovery.is_failing and not self._revive(now_ms):
            return -1
        n = self._drain()
        if n > 0:
            self._good_ms = now_ms
        elif n < 0:
            self._failed(now_ms, self.sensor.fault)
        elif self._clock.ticks_diff(now_ms, self._good_ms) > _SILENT_MS:
            self._failed(now_ms, "no samples come")
            return -1
        return n

    def has_moved(self):
        """Return True if the sensor felt a jolt, or does not answer: then `read` finds out."""
        try:
            return self.sensor.has_moved()
        except ChipError:
            return True

    def doze(self):
        """Let the sensor feel jolts and nothing else. Returns False if it does not answer: then `restart` finds out."""
        try:
            self.sensor.doze()
        except ChipError:
            return False
        return True

    def is_dozing(self):
        """Return False if the sensor no longer feels jolts, or does not answer."""
        try:
            return self.sensor.is_dozing()
        except ChipError:
            return False

    def restart(self, now_ms):
        """Have samples again after `doze`; one that does not come round is treated as one that failed."""
        try:
            self.sensor.begin(self.sensor.rate_hz)
        except ChipError as error:
            self._failed(now_ms, str(error))
            return
        self._count_on()

    def is_lost(self, now_ms):
        """Return True if it failed too long or too often."""
        return self._recovery.is_hopeless(now_ms)

    def look_at_axes(self, is_running):
        """Find axes that are stuck, or do not move with the wearer. Returns True when that has changed.

        `sensor.dead` says which.
        """
        sensor = self.sensor
        before = sensor.dead
        dead = sensor.stuck_axes(_STUCK) | self._idle_axes()
        if not is_running:
            dead &= before | sensor.stuck_axes(_STUCK_STILL)
        # All of them: that is the sensor itself, and its driver says so. (A tuple of both would take memory.)
        if dead == before or dead == _ALL_AXES:
            return False
        sensor.dead = dead
        if dead:
            self._faults.note(named.SENSOR_AXIS, "axes " + hex(dead), self._board.utc_s())
        else:
            self._faults.clear(named.SENSOR_AXIS)
        return True

    def _idle_axes(self):
        """Return the bits of the axes that gave noise at most in the last two seconds."""
        stirred = self._stirred
        number = self.motion.number
        bits = 0
        axis = 5
        while axis >= 0:
            value = self.motion.samples[axis]
            # What was seen before a pause is too old to tell.
            if not -_STIR <= value - stirred[axis] <= _STIR or number - stirred[_LOOKED] > _STUCK:
                stirred[axis] = value
                stirred[6 + axis] = number
            bits = bits << 1 | (1 if number - stirred[6 + axis] > _STUCK else 0)
            axis -= 1
        stirred[_LOOKED] = number
        return bits

    def look_at_clock(self, now_ms):
        """Each minute, count samples against the processor's clock.

        Returns the true sample period in ns when the sensor's own was wrong twice in a row, else 0.
        """
        passed_ms = self._clock.ticks_diff(now_ms, self._clock_ms)
        if 0 <= passed_ms < _CLOCK_MS:
            return 0
        off_bp = self._off_bp(passed_ms)
        self._clock_ms = now_ms
        self._clock_number = self.motion.number
        self._clock_overrun = self.sensor.overrun
        self._period_us = self.sensor.period_us
        was_off = self._is_off
        self._is_off = not was_off and not -_OFF_BP <= off_bp <= _OFF_BP
        if not was_off or -_OFF_BP <= off_bp <= _OFF_BP:
            return 0
        return self._correct(off_bp)

    def _off_bp(self, passed_ms):
        """Return how much longer the last minute was than its samples say, in 0.01 %; 0 if some were lost."""
        expected_ms = (self.motion.number - self._clock_number) * self._period_us // 1000
        is_whole = passed_ms < 2 * _CLOCK_MS and self._clock_overrun == self.sensor.overrun
        return (passed_ms - expected_ms) * 10000 // expected_ms if is_whole and expected_ms > 0 else 0

    def _correct(self, off_bp):
        """Take samples for so much longer from the next core on; this one goes on as it is."""
        sensor = self.sensor
        sensor.period_ns += sensor.period_ns // 10000 * off_bp
        sensor.period_us = self._period_us = (sensor.period_ns + 500) // 1000
        self._faults.note(named.CLOCK_WRONG, "period of samples in ns: " + str(sensor.period_ns), self._board.utc_s())
        return sensor.period_ns

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

    def _drain(self):
        try:
            return self.motion.read()
        except ChipError:
            return -1

    def _revive(self, now_ms):
        """Set the sensor up anew if it is time to. Returns True if it works again."""
        if not self._recovery.is_due(now_ms):
            return False
        try:
            self.sensor.restart()
        except ChipError as error:
            self._failed(now_ms, str(error))
            return False
        self._recovery.worked(now_ms)
        self._good_ms = now_ms
        self._faults.clear(named.SENSOR_FAULT)
        return True

    def _failed(self, now_ms, what):
        if self._recovery.failed(now_ms):
            self._faults.note(named.SENSOR_FAULT, what, self._board.utc_s())
