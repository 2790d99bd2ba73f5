"""What the motion sensor feels: anything with `fill(number, frame)`.

`number` counts sample periods of the chip; `frame` is a bytearray of 12, to be filled with six little-endian int16 in
the clip's units (488 ug, 70 mdps): ax, ay, az, gx, gy, gz in the chip's axes.
"""

from .copying import copy

_G = 2049  # 1 g in 488 ug


class Rest:
    """Lying still, with a little noise as every real chip has; `up` is the axis that points up (0, 1 or 2)."""

    def __init__(self, up=1):
        self.up = up

    def fill(self, number, frame):
        """Write the frame of one sample."""
        noise = (number * 40503 + 12345) & 0xFFFF
        i = 0
        while i < 6:
            value = (noise & 3) - 1
            noise >>= 2
            if i == self.up:
                value += _G
            frame[2 * i] = value & 0xFF
            frame[2 * i + 1] = value >> 8 & 0xFF
            i += 1


class Frames:
    """Recorded or simulated samples, 12 bytes each, that begin with sample number `start`; `rest` before and after.

    Without a start they begin with the first sample that anyone gets to see.
    """

    def __init__(self, data, start=None, rest=None):
        self.data = data
        self.start = start
        self.count = len(data) // 12
        self.rest = rest or Rest()

    def fill(self, number, frame):
        """Write the frame of one sample."""
        if self.start is None:
            self.start = number
        i = number - self.start
        if i < 0 or i >= self.count:
            self.rest.fill(number, frame)
            return
        copy(self.data, 12 * i, frame, 0, 12)
