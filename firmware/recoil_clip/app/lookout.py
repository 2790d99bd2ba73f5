"""Watches for running while the clip is ready, so that a session can start by itself and miss no step."""

from ..compat import const

_QUIET_S = const(2)
_RENEW_S = const(60)
# 1.4 g squared in (16 x 488 ug)^2: running exceeds it at every step.
_QUIET_SQUARE = const(32148)


class Lookout:
    """Feed every burst; it goes through the core that a session will take over, with the steps that wait in it.

    A session's time begins with its core's, so the core is renewed every minute, but only after two seconds in which
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
        samples = motion.samples
        elapsed = motion.elapsed
        if motion.lost:
            self._quiet_from_s = elapsed.s + 1
        i = 0
        while i < n:
            motion.push(i)
            at = 6 * i
            x = samples[at] >> 4
            y = samples[at + 1] >> 4
            z = samples[at + 2] >> 4
            if x * x + y * y + z * z > _QUIET_SQUARE:
                self._quiet_from_s = elapsed.s + 1
            i += 1
        if self._is_armed and motion.gait.is_running():
            return True
        if elapsed.s - self._quiet_from_s >= _QUIET_S and not motion.gait.is_running():
            self._rested()
        if not self._is_armed:
            while motion.gait.take() is not None:
                pass
        return False

    def disarm(self):
        """Report nothing until running has stopped."""
        self._is_armed = False

    def _rested(self):
        if not self._is_armed or self._motion.elapsed.s >= _RENEW_S:
            self._is_armed = True
            self._quiet_from_s = 0
            self._motion.begin()
