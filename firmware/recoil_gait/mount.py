"""How the clip sits: level body axes in the chip's axes, learnt from running itself.

Mean specific force over whole steps of running is gravity, so up follows from its direction, however the clip is tilted or
if it is upside down. Forward is the chip's x axis (its face looks ahead along the spine) without its part along up, and
right = forward x up. A turn about the vertical that remains is found by `Yaw`.
"""

from .compat import const
from .direction import ONE_Q14, Direction

_MEMORY_STEPS = const(16)


class Mount:
    """Body axes as unit vectors in chip axes: `up`, `forward` and `right`, each a `Direction`."""

    def __init__(self):
        self.up = Direction()
        self.forward = Direction()
        self.right = Direction()
        self._restart()

    def begin(self, up):
        """Start a run with a first idea of up, a `Direction`."""
        self.up.x_q14 = up.x_q14
        self.up.y_q14 = up.y_q14
        self.up.z_q14 = up.z_q14
        self._restart()

    def learn(self, x, y, z):
        """Add the mean specific force over one step, counts."""
        if self._steps < _MEMORY_STEPS:
            self._steps += 1
        else:
            self._x -= self._x >> 4
            self._y -= self._y >> 4
            self._z -= self._z >> 4
        self._x += x
        self._y += y
        self._z += z
        if self._steps >= 2 and self.up.point(self._x, self._y, self._z):
            self._level()

    def _restart(self):
        self._steps = 0
        self._x = self._y = self._z = 0  # sums of per-step means, counts
        self._level()

    def _level(self):
        up = self.up
        forward = self.forward
        right = self.right
        x = up.x_q14
        forward.point(ONE_Q14 - ((x * x) >> 14), -((x * up.y_q14) >> 14), -((x * up.z_q14) >> 14))
        right.x_q14 = (forward.y_q14 * up.z_q14 - forward.z_q14 * up.y_q14) >> 14
        right.y_q14 = (forward.z_q14 * up.x_q14 - forward.x_q14 * up.z_q14) >> 14
        right.z_q14 = (forward.x_q14 * up.y_q14 - forward.y_q14 * up.x_q14) >> 14
