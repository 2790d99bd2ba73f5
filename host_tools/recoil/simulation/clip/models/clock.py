"""Virtual time."""


class Clock:
    """Microseconds that pass only when told to. Also has the calls of MicroPython's `time` that firmware uses."""

    def __init__(self, start_us=0):
        self._now_us = start_us

    def now_us(self):
        """Return the time since the clock's start; it never wraps."""
        return self._now_us

    def advance_us(self, us):
        """Let time pass."""
        self._now_us += us

    def sleep_ms(self, ms):
        """Let time pass, as `time.sleep_ms`."""
        self.advance_us(ms * 1000)

    def sleep_us(self, us):
        """Let time pass, as `time.sleep_us`."""
        self.advance_us(us)

    def ticks_us(self):
        """Return microseconds that wrap after 2^30, as on the RP2040."""
        return self._now_us & 0x3FFFFFFF

    def ticks_ms(self):
        """Return milliseconds that wrap after 2^30."""
        return self._now_us // 1000 & 0x3FFFFFFF

    def ticks_diff(self, later, earlier):
        """Return later - earlier of two ticks less than 2^29 apart."""
        gone = (later - earlier) & 0x3FFFFFFF
        return gone - 0x40000000 if gone & 0x20000000 else gone
