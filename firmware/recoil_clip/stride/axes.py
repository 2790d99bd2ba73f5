"""Body axes as directions in the chip's axes, turned by the yaw that the gait core learnt."""

from array import array

from ..compat import const

AXES = const(6)  # counts of a tick in the gait core's history
HISTORY_MASK = const(511)

FORWARD = const(0)
UP = const(1)
RIGHT = const(2)


class Axes:
    """`set` to the gait core's `Mount`; `directions_q14` is then (forward, up, right)."""

    def __init__(self):
        self.directions_q14 = (array("i", bytes(12)), array("i", bytes(12)), array("i", bytes(12)))

    def set(self, mount):
        """Turn the mount's level axes to where the runner looks: forward = cos f + sin r, right = cos r - sin f."""
        cos_q14 = mount.cos_q14
        sin_q14 = mount.sin_q14
        level = mount.axes_q14
        f = level[0]
        u = level[1]
        r = level[2]
        ahead = self.directions_q14[0]
        above = self.directions_q14[1]
        aside = self.directions_q14[2]
        i = 0
        while i < 3:
            ahead[i] = (f[i] * cos_q14 + r[i] * sin_q14) >> 14
            above[i] = u[i]
            aside[i] = (r[i] * cos_q14 - f[i] * sin_q14) >> 14
            i += 1
