"""From the sensor's FIFO to the gait core, with the time that the sensor's own clock tells."""

import gc
from array import array

from ..compat import const
from ..gait.gait import Gait
from ..spec.validity import GYROSCOPE
from ..unloading import unload
from .motion_kernels import forget, last_above

BURST = const(16)
_NOMINAL_US = const(4800)  # 208 Hz, before the sensor was asked
_SECOND_US = const(1000000)
_MOST = const(100000)  # samples; times 10 ms stays below 2^30 us
_QUIET_S = const(2)
_RENEW_S = const(60)
_STILL_S = const(20)  # the clip does not look at samples then, until it is moved
# 1.4 g squared in (16 x 488 ug)^2: running exceeds it at every step.
_QUIET_SQUARE = const(32148)


class Elapsed:
    """Time of the newest sample since the first one, in whole seconds `s` and microseconds `us`.

    `ms` is the same in milliseconds, not less than 0. Sessions, steps and masks count in it.
    """

    def __init__(self, period_us):
        self.s = 0
        self.us = -period_us
        self.ms = 0
        self.samples = 0  # how many there were, those lost included
        self.period_us = period_us

    def add(self, samples):
        """Count samples, read or lost."""
        self.samples += samples
        while samples > _MOST:
            samples -= _MOST
            self._pass(_MOST)
        self._pass(samples)

    def _pass(self, samples):
        us = self.us + samples * self.period_us
        if us >= _SECOND_US:
            self.s += us // _SECOND_US
            us %= _SECOND_US
        self.us = us
        self.ms = self.s * 1000 + us // 1000 if us >= 0 else 0


class Motion:
    """`read` a burst, then `feed` it to `gait` until all of it is taken. Neither allocates.

    `samples` holds the burst in body axes, the same counts that the core gets; `lost` samples were missing before it.
    `number` is that of the next sample, lost ones counted, whatever core they went to.
    `elapsed` is the core's clock: it begins with the first sample after `begin`.
    """

    def __init__(self, sensor):
        self.sensor = sensor
        self.samples = array("i", bytes(24 * BURST))
        self.lost = 0
        self.number = 0
        self.is_feeding = False  # the core is at work; left True, an interrupt came in the middle
        self._count = 0  # samples in the burst
        self._fed = 0  # how many of them the core has taken
        self._overrun = sensor.overrun
        self.gait = Gait(_NOMINAL_US)
        self.elapsed = Elapsed(_NOMINAL_US)
        unload("recoil_clip.gait", ("weights",))  # the contact model has them

    def begin(self):
        """Start over with a new core, whose time begins with the next sample."""
        history = self.gait.history
        forget(history.counts, len(history.counts))
        history.ticks = 0
        contact = self.gait.contact
        contact.clear()
        self.gait = None
        gc.collect()  # the old core's memory is wanted for the new one
        period_us = self.sensor.period_us or _NOMINAL_US
        self.gait = Gait(period_us, not self.sensor.dead & GYROSCOPE, contact, history)
        self.elapsed = Elapsed(period_us)
        self.is_feeding = False

    def read(self):
        """Drain a burst; return how many samples. A ChipFault is the driver's."""
        sensor = self.sensor
        n = sensor.drain(self.samples, BURST)
        self._count = n
        self._fed = 0
        self.lost = sensor.overrun - self._overrun
        if self.lost:
            self._lose()
        self.number += n
        return n

    def behind_ms(self):
        """Return how much newer the newest sample is than the one fed last: what happens now is so much later."""
        behind = self.sensor.unread() + max(self._count - max(self._fed, 1), 0)
        return behind * self.gait.period_us // 1000

    def feed(self, first):
        """Give the burst's samples from `first` on to the core.

        Returns the number after the last one taken: all of them, or fewer when a step became known.
        """
        self.is_feeding = True
        fed = self.gait.feed(self.samples, first, self._count)
        self.is_feeding = False
        self._fed = fed
        self.elapsed.add(fed - first)
        return fed

    def _lose(self):
        """Tell of the samples that are missing before the burst."""
        self._overrun += self.lost
        self.number += self.lost
        if self.elapsed.samples:
            self.gait.gap(self.lost)
            self.elapsed.add(self.lost)
        else:
            self.lost = 0  # nothing is missing before the first one


class AutoStart:
    """Watches for running while the clip is ready, so that a session can start by itself and miss no step.

    Feed every burst; it goes through the core that a session will take over, with the steps that wait in it. A
    session's time begins with its core's, so the core is renewed every minute, but only after two seconds in which
    nobody can have been running. If it is not armed, nothing is reported until running has stopped.
    """

    def __init__(self, motion, is_armed):
        self._motion = motion
        self._is_armed = is_armed
        self._quiet_from_s = 0
        motion.begin()

    def feed(self, n):
        """Push a burst of `n` samples. Returns True when running is certain."""
        motion = self._motion
        if motion.lost:
            self._quiet_from_s = motion.elapsed.s + 1
        at = 0
        while at < n:
            at = motion.feed(at)
        if last_above(motion.samples, n, _QUIET_SQUARE) >= 0:
            self._quiet_from_s = motion.elapsed.s + 1
        if motion.gait.is_running():
            if self._is_armed:
                return True
        elif motion.elapsed.s - self._quiet_from_s >= _QUIET_S:
            self._rested()
        if not self._is_armed:
            while motion.gait.take() is not None:
                pass
        return False

    def is_busy(self):
        """Return False if nothing has moved for a while, and running would be reported."""
        return not self._is_armed or self._motion.elapsed.s - self._quiet_from_s < _STILL_S

    def disarm(self):
        """Report nothing until running has stopped."""
        self._is_armed = False

    def _rested(self):
        if not self._is_armed or self._motion.elapsed.s >= _RENEW_S:
            self._is_armed = True
            self._quiet_from_s = 0
            self._motion.begin()
