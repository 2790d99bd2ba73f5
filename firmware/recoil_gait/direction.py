"""A direction in space: a unit vector in Q14."""

from .compat import const
from .integer import isqrt

ONE_Q14 = const(16384)


class Direction:
    """Unit vector `x_q14, y_q14, z_q14`; starts along +y (up in the nominal mount)."""

    def __init__(self):
        self.x_q14 = 0
        self.y_q14 = ONE_Q14
        self.z_q14 = 0

    def point(self, x, y, z):
        """Point along the vector (x, y, z), each inside +-2^28; a vector too short to tell keeps the old direction.

        Returns True when the direction was set.
        """
        largest = max(abs(x), abs(y), abs(z))
        if largest < 64:
            return False
        # Scale the largest component into 2^13 .. 2^14, so that the squares add up to less than 2^30.
        while largest >= ONE_Q14:
            largest >>= 1
            x >>= 1
            y >>= 1
            z >>= 1
        while largest < 8192:
            largest <<= 1
            x <<= 1
            y <<= 1
            z <<= 1
        norm = isqrt(x * x + y * y + z * z)
        self.x_q14 = (x << 14) // norm
        self.y_q14 = (y << 14) // norm
        self.z_q14 = (z << 14) // norm
        return True
