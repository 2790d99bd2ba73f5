"""The motion that the sensor feels: samples from a file, standing still before and after."""

from io import BytesIO

_WINDOW = 256
_FRAME = 12
_UPRIGHT = (0, 2049, 0, 0, 0, 0)  # 1 g in 488 ug, y up


class Feed:
    """A `motion` of the sensor model (`models/motion.py`). Its reading path allocates nothing.

    The file has 12 bytes a sample: ax, ay, az, gx, gy, gz as little-endian int16 in the clip's units and the chip's
    axes. The sensor takes each sample once, at its own pace.
    """

    def __init__(self):
        self._file = BytesIO()
        self._count = 0
        self._start = 0
        self._window = bytearray(_FRAME * _WINDOW)
        self._first = -_WINDOW  # sample the window begins with
        self._before = self._after = _UPRIGHT

    def begin(self, file, start, before=_UPRIGHT, after=_UPRIGHT):
        """Play a file from the sensor's sample number `start` on; before and after it six numbers, as `rest_frame`."""
        self._file = file
        self._count = file.seek(0, 2) // _FRAME
        self._start = start
        self._first = -_WINDOW
        self._before = before
        self._after = after

    def fill(self, number, frame):
        """Write the frame of one sample."""
        i = number - self._start
        if i < 0 or i >= self._count:
            rest_frame(frame, self._before if i < 0 else self._after, number)
            return
        place = i - self._first
        if place < 0 or place >= _WINDOW:
            self._file.seek(_FRAME * i)
            self._file.readinto(self._window)
            self._first = i
            place = 0
        place *= _FRAME
        window = self._window
        j = 0
        while j < _FRAME:
            frame[j] = window[place + j]
            j += 1


def rest_frame(frame, level, number):
    """Write six numbers, and a little noise as every real chip has."""
    noise = (number * 40503 + 12345) & 0xFFFF
    i = 0
    while i < 6:
        value = level[i] + (noise & 3) - 1
        noise >>= 2
        frame[2 * i] = value & 0xFF
        frame[2 * i + 1] = value >> 8 & 0xFF
        i += 1
