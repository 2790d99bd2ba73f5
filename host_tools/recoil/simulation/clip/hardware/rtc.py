"""The real-time clock of the RP2040 port: it forgets the time at every hard reset."""

from . import calendar

_POWER_ON_S = 1609459200  # 2021-01-01, as the port sets it


class RTC:
    """Seconds since 1970, in virtual time."""

    def __init__(self, clock):
        self._clock = clock
        self._zero_us = 0  # since 1970, when virtual time began
        self.forget()

    def forget(self):
        """Begin at 2021-01-01 again."""
        self.set(_POWER_ON_S * 1000000)

    def stand_still(self, us):
        """Take so much time that has passed back: its clock was off."""
        self._zero_us -= us

    def set(self, us):
        """Set the time, in microseconds since 1970."""
        self._zero_us = us - self._clock.now_us()

    def now_us(self):
        """Return microseconds since 1970."""
        return self._zero_us + self._clock.now_us()

    def datetime(self, values=None):
        """Return year, month, day, weekday, hours, minutes, seconds, subseconds (0), or set them."""
        if values is None:
            year, month, day, hour, minute, second, weekday, _ = calendar.civil(self.now_us() // 1000000)
            return (year, month, day, weekday, hour, minute, second, 0)
        if len(values) != 8:
            raise ValueError("datetime needs 8 values")
        self.set(calendar.seconds(tuple(values[:3]) + tuple(values[4:7])) * 1000000)
        return None
