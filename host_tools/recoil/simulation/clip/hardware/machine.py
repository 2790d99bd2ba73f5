"""`machine` on the virtual clip, with the calls that the RP2040's has and a clip may need."""

from . import current
from .i2c import I2C, SoftI2C
from .pins import Pin
from .registers import Registers
from .reset import Reset
from .timer import Timer

__all__ = ["ADC", "I2C", "PWRON_RESET", "RTC", "WDT", "WDT_RESET", "Pin", "SoftI2C", "Timer", "mem32"]

PWRON_RESET = 1
WDT_RESET = 3
mem32 = Registers()


class WDT:
    """The watchdog; it cannot be stopped."""

    def __init__(self, id=0, timeout=5000):
        if id != 0:
            raise ValueError("WDT(" + str(id) + ") doesn't exist")
        current.board.watchdog.start(timeout)

    def feed(self):
        """Put the reset off for another time-out."""
        board = current.board
        board.watchdog.feed()
        board.clock.deliver()


class ADC:
    """An analogue pin: the one that has a third of the cell's voltage."""

    def __init__(self, pin):
        board = current.board
        if pin.name != board.wiring.cell:
            raise NotImplementedError("the virtual clip has nothing at this analogue pin")

    def read_u16(self):
        """Return the voltage, 65535 for 3.3 V."""
        board = current.board
        board.clock.look()
        return min(board.gauge.told_millivolts() * 65535 // 9900, 65535)


class RTC:
    """The real-time clock."""

    def datetime(self, values=None):
        """Return or set year, month, day, weekday, hours, minutes, seconds, subseconds."""
        current.board.clock.look()
        return current.board.rtc.datetime(values)


def unique_id():
    """Return the eight bytes that tell this clip from others."""
    return current.board.unique_id


def freq(hz=None):
    """Return the processor's clock, or set it."""
    if hz is None:
        return current.board.freq_hz
    current.board.set_clock(hz)
    return None


def reset_cause():
    """Return WDT_RESET after the watchdog or `reset`, else PWRON_RESET."""
    return WDT_RESET if current.board.watchdog.bit else PWRON_RESET


def reset():
    """Start anew, the chips stay powered."""
    clock = current.board.clock
    clock.kill(Reset("reset"))
    clock.deliver()


def soft_reset():
    """Start MicroPython anew."""
    raise SystemExit


def idle():
    """Wait for whatever comes first; here a millisecond."""
    current.board.clock.wait_us(1000)


def lightsleep(ms=None):
    """Sleep with the processor's clocks off; an RP2040's calendar stands still. It wakes as after a reset."""
    if ms is None:
        raise NotImplementedError("the virtual clip wakes only by time")
    current.board.lightsleep(ms)


def disable_irq():
    """Do nothing: there are no interrupts to hold back."""
    return 0


def enable_irq(state):
    """Do nothing."""
