"""The virtual clip as a thing: chips, button, lights, USB, power; a program drives it inside, a script outside."""

from ..models.bus import I2C
from ..models.drv2605l import DRV2605L
from ..models.lsm6dsox import LSM6DSOX
from ..models.max17048 import MAX17048
from .bluetooth import Air
from .feed import Feed
from .keyboard import Keyboard
from .observer import Observer
from .pins import Pins
from .reset import Reset
from .rtc import RTC
from .watchdog import Watchdog

_BOOT_US = 150000  # from reset to boot.py
_SOFT_BOOT_US = 20000

_USUAL_HZ = 125000000  # what MicroPython starts the processor with


class Board:
    """`wiring` is a `Wiring`, `record` an open file, `air` an open connection or None.

    `sensor`, `motor`, `gauge` and `bus` are models.
    """

    unique_id = b"\xe6\x60\x38\xb7\x13\x00\x00\x01"

    def __init__(self, clock, wiring, record, trim=0, air=None):
        self.clock = clock
        self.wiring = wiring
        self.feed = Feed()
        self.sensor = LSM6DSOX(clock, self.feed, trim)
        self.motor = DRV2605L(clock)
        self.gauge = MAX17048(clock)
        chips = [self.sensor, self.motor]
        if wiring.cell is None:
            chips.append(self.gauge)
        self.bus = I2C(clock, chips)
        self.observer = Observer(clock, record, self.motor)
        self.pins = Pins(self.observer, self.bus, wiring)
        self.rtc = RTC(clock)
        self.watchdog = Watchdog(clock)
        self.keyboard = Keyboard(clock)
        self.air = Air(clock, air)
        self.freq_hz = _USUAL_HZ
        self.naps = 0  # how often `lightsleep` was called
        self._byte_cycles = 0  # a byte on the bus, in millionths of the processor's cycles
        self._scaled_us = -1  # what that made of the bus
        self.scratch = [0] * 8  # registers that a reset leaves alone
        self.bootsel = False
        self.usb = False
        self._plugged_us = 0
        self._shown = {}

    def boot(self, cause, hard):
        """Start the program anew, the processor too if it was a hard reset."""
        clock = self.clock
        if hard:
            if cause.power_lost:
                for chip in self.bus.chips:
                    chip.power_cycle()
                self.scratch = [0] * 8
                self._shown = {}
            self.freq_hz = _USUAL_HZ
            self.watchdog.stop()
            self.watchdog.bit = not cause.power_lost
            self.pins.release()
            clock.revive()
            clock.advance_us(cause.off_us)
            clock.restart()
            self.rtc.forget()
        else:
            clock.revive()
        self.air.forget()
        clock.advance_us(_BOOT_US if hard else _SOFT_BOOT_US)
        clock.deliver()
        self.observer.note("boot", cause=cause.cause)

    def lightsleep(self, ms):
        """Let a program sleep."""
        clock = self.clock
        began_us = clock.now_us()
        try:
            clock.wait_us(ms * 1000)
        finally:
            if not self.wiring.has_rp2350:
                self.rtc.stand_still(clock.now_us() - began_us)
            self.set_clock(_USUAL_HZ)
            self.naps += 1

    def set_clock(self, hz):
        """Set the processor's clock: no program runs slower here, but a bus made before does, as there."""
        if self.bus.byte_us != self._scaled_us:  # made since
            self._byte_cycles = self.bus.byte_us * self.freq_hz
        self.bus.byte_us = self._scaled_us = self._byte_cycles // hz
        self.freq_hz = hz

    def press(self, down):
        """Press the button, or release it."""
        if self.wiring.button == "bootsel":
            self.bootsel = down
        else:
            self.pins.outside[self.wiring.button] = 0 if down else 1

    def plug(self, plugged):
        """Plug a computer in, or pull it out."""
        self.usb = plugged
        self._plugged_us = self.clock.now_us()

    def usb_frames(self):
        """Return the number of the last frame on the USB, one a millisecond."""
        return (self.clock.now_us() - self._plugged_us) // 1000 if self.usb else 0

    def cut_power(self, off_us):
        """Take the power away for so long."""
        self.clock.kill(Reset("power on", power_lost=True, off_us=off_us))

    def show(self, pin, colours):
        """Record what lights show, if it changed."""
        if self._shown.get(pin) != colours:
            self._shown[pin] = list(colours)
            self.observer.note("light", pin=pin, colours=colours)
