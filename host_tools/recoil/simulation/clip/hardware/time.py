"""`time` on the virtual clip: the calls of the RP2040's, in virtual time."""

from . import calendar, current

_WRAP = 0x3FFFFFFF
_HALF = 0x20000000


def ticks_ms():
    """Return milliseconds that wrap after 2^30."""
    clock = current.board.clock
    clock.look()
    return clock.ticks_ms()


def ticks_us():
    """Return microseconds that wrap after 2^30."""
    clock = current.board.clock
    clock.look()
    return clock.ticks_us()


def ticks_cpu():
    """Return the same as `ticks_us`, as on the RP2040."""
    return ticks_us()


def ticks_diff(later, earlier):
    """Return later - earlier of two ticks less than 2^29 apart."""
    return ((later - earlier + _HALF) & _WRAP) - _HALF


def ticks_add(ticks, delta):
    """Return ticks that are `delta` later."""
    return (ticks + delta) & _WRAP


def sleep(seconds):
    """Sleep; fractions are allowed."""
    current.board.clock.wait_us(int(seconds * 1000000))


def sleep_ms(ms):
    """Sleep."""
    current.board.clock.wait_us(ms * 1000 if ms > 0 else 0)


def sleep_us(us):
    """Sleep."""
    current.board.clock.wait_us(us if us > 0 else 0)


def time():
    """Return seconds since 1970 of the clock that the host may have set."""
    current.board.clock.look()
    return current.board.rtc.now_us() // 1000000


def time_ns():
    """Return nanoseconds since 1970."""
    current.board.clock.look()
    return current.board.rtc.now_us() * 1000


def gmtime(seconds=None):
    """Return year, month, day, hour, minute, second, weekday, day of the year."""
    return calendar.civil(time() if seconds is None else int(seconds))


def localtime(seconds=None):
    """Return the same as `gmtime`: a board knows no time zones."""
    return gmtime(seconds)


def mktime(civil):
    """Return the seconds since 1970 of such a tuple."""
    return calendar.seconds(civil)
