"""Ticks turned into body axes: forward, up and right."""

from array import array

from .compat import const
from .history import MASK as HISTORY_MASK

_TICKS = const(256)
MASK = const(255)
_FULL_SCALE = const(32000)  # a tick's average this near the end of the range holds clipped samples


class Body:
    """Ring of ticks in body axes, tick `n` at index `n & MASK`: acceleration in Q2 counts, rotation rate in counts.

    Not turned by yaw: `Mount` learns that from here.
    """

    def __init__(self, gyroscope):
        self.gyroscope = gyroscope
        self.forward = array("i", bytes(4 * _TICKS))
        self.up = array("i", bytes(4 * _TICKS))
        self.right = array("i", bytes(4 * _TICKS))
        self.roll = array("i", bytes(4 * _TICKS))
        self.yaw = array("i", bytes(4 * _TICKS))
        self.pitch = array("i", bytes(4 * _TICKS))
        self.saturated_tick = -1
        self._first = 0
        self._end = 0

    def forget(self):
        """Turn everything anew, with the mount as known by now."""
        self._first = self._end = 0

    def fill(self, history, mount, first, end):
        """Make sure that ticks first .. end - 1 are there (at most 255 of them)."""
        if first < self._first or first > self._end or end - first >= _TICKS:
            self._first = first
            self._end = first
        i = self._end
        if i >= end:
            return
        fx = mount.forward.x_q14
        fy = mount.forward.y_q14
        fz = mount.forward.z_q14
        ux = mount.up.x_q14
        uy = mount.up.y_q14
        uz = mount.up.z_q14
        rx = mount.right.x_q14
        ry = mount.right.y_q14
        rz = mount.right.z_q14
        while i < end:
            h = i & HISTORY_MASK
            b = i & MASK
            x = history.ax[h]
            y = history.ay[h]
            z = history.az[h]
            self.forward[b] = (fx * x + fy * y + fz * z) >> 12
            self.up[b] = (ux * x + uy * y + uz * z) >> 12
            self.right[b] = (rx * x + ry * y + rz * z) >> 12
            if max(abs(x), abs(y), abs(z)) >= _FULL_SCALE:
                self.saturated_tick = i
            if self.gyroscope:
                x = history.gx[h]
                y = history.gy[h]
                z = history.gz[h]
                self.roll[b] = (fx * x + fy * y + fz * z) >> 14
                self.yaw[b] = (ux * x + uy * y + uz * z) >> 14
                self.pitch[b] = (rx * x + ry * y + rz * z) >> 14
            i += 1
        self._end = end
        self._first = max(self._first, end - _TICKS)
