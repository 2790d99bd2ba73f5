"""Ticks turned into body axes: forward, up and right."""

from array import array

from ..compat import const

_AXES = const(6)
_HISTORY_MASK = const(511)

_RING_TICKS = const(256)
MASK = const(255)


class Body:
    """Ring of ticks in level body axes, tick `n` at index `n & MASK` of each of the `channels`.

    These are forward, up and right acceleration in Q2 counts and, with a gyroscope, the rates of turn about the same
    axes (roll, yaw, pitch) in counts. Not turned by yaw, which is learnt from them.
    """

    def __init__(self, gyroscope):
        self.channels = []
        while len(self.channels) < (6 if gyroscope else 3):
            self.channels.append(array("i", bytes(4 * _RING_TICKS)))
        self.up = self.channels[1]
        self._first = 0
        self.end = 0  # set to 0 to have everything turned anew, with the mount as known by then

    def fill(self, history, mount, first, end):
        """Make sure that ticks first .. end - 1 are there (at most 255 of them)."""
        if first < self._first or first > self.end or end - first >= _RING_TICKS:
            self._first = first
            self.end = first
        counts = history.counts
        n = 0
        while n < len(self.channels):
            channel = self.channels[n]
            axis = mount.axes_q14[n % 3]
            x = axis[0]
            y = axis[1]
            z = axis[2]
            shift = 12 if n < 3 else 14
            i = self.end
            while i < end:
                at = (i & _HISTORY_MASK) * _AXES + n // 3 * 3
                channel[i & MASK] = (x * counts[at] + y * counts[at + 1] + z * counts[at + 2]) >> shift
                i += 1
            n += 1
        self.end = max(self.end, end)
        self._first = max(self._first, self.end - _RING_TICKS)
