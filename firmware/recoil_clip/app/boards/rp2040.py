"""What all boards with an RP2040 share, and those with an RP2350 too. Sections are those of the RP2040 data sheet."""

import select
import sys
import time
from binascii import hexlify

import machine
import micropython
import neopixel
import rp2

from ..clock import utc_s

_USB_SOF_RD = 0x50110048  # 4.1.4: number of the last frame that a computer sent, one a millisecond
_USB_FRAMES = 0x7FF
_USB_LOOK_MS = 700
_WATCHDOG = 0x40058000  # 4.7.6: CTRL
_CLEAR = 0x3000  # its clearing alias, 2.1.2
_WATCHDOG_ENABLE = 0x40000000
_SCRATCH0 = 0x0C  # survives a reset by the watchdog, not a loss of power
_SCRATCH1 = 0x10  # MicroPython and the boot ROM use 4 to 7 (2.8.1.1)
_SCRATCH2 = 0x14
_ARMED = 0x5EC0
_KEPT_TIME = 0x5EC1
_RESTART_S = 1  # from a reset to main.py, to the second
_CTRL_C = 3
_SET_S = 2  # the calendar and the timer agree to a second and its fraction
_FREEING_CLOCKS = 10  # nine, and one for the stop
_HALF_CLOCK_US = 5
_START_HZ = 125000000
_CLOCK_HZ = 62500000  # from here down a Feather's flash is read at half of the clock, not at a quarter; USB has its own


class Watchdog:
    """The watchdog. `machine.WDT` cannot stop it; its ENABLE bit can (4.7.6: without it the timer is paused).

    `base` is where the processor has its registers.
    """

    def __init__(self, base):
        self._timer = None
        self._clear = base + _CLEAR
        self._scratch = base + _SCRATCH0

    def fired(self):
        """Return True if it was what started the clip; asked once, at boot."""
        fired = machine.mem32[self._scratch] == _ARMED
        machine.mem32[self._scratch] = 0
        return fired

    def start(self, timeout_ms):
        """Arm it; at most 8388 ms."""
        self._timer = machine.WDT(timeout=timeout_ms)
        machine.mem32[self._scratch] = _ARMED

    def feed(self):
        """Put it off; nothing if it is not armed."""
        if self._timer is not None:
            self._timer.feed()

    def stop(self):
        """Disarm it."""
        self._timer = None
        machine.mem32[self._clear] = _WATCHDOG_ENABLE
        machine.mem32[self._scratch] = 0


class RP2040:
    """A board without its pins. `bus` are those of I2C: the block's number, SDA, SCL.

    `pixel` is that of a NeoPixel, its light; its button is the key that means BOOTSEL. Boards with others say so.
    """

    bus = (0, 0, 1)
    pixel = -1
    clock = time
    watchdog_base = _WATCHDOG

    def __init__(self):
        machine.freq(_START_HZ)
        self._free_bus()
        self.i2c = self._new_bus()
        self.watchdog = Watchdog(self.watchdog_base)
        self._frame = machine.mem32[_USB_SOF_RD] & _USB_FRAMES
        self._frame_ms = time.ticks_ms()
        self._is_connected = False
        self._typed = bytearray(1)
        self._pixel = neopixel.NeoPixel(machine.Pin(self.pixel, machine.Pin.OUT), 1) if self.pixel >= 0 else None
        self._calendar_s = 0  # what the calendar has to say at `_calendar_ms`
        self._calendar_ms = time.ticks_ms()
        # `ipoll` with objects made once: looking allocates nothing.
        self._input = select.poll()
        self._input.register(sys.stdin, select.POLLIN)
        self._output = select.poll()
        self._output.register(sys.stdout, select.POLLOUT)
        self._restore_clock()

    def slow_down(self):
        """Go on at the clock that saves the battery; at the start all haste is welcome."""
        machine.freq(_CLOCK_HZ)
        self.i2c = self._new_bus()  # its divider comes from this clock

    def _new_bus(self):
        number, sda, scl = self.bus
        return machine.I2C(number, sda=machine.Pin(sda), scl=machine.Pin(scl), freq=400000, timeout=20000)

    def _free_bus(self):
        """Let go a chip that was cut off in the middle of a byte and holds the data line low: nine clocks and a stop.

        I2C-bus specification UM10204, 3.1.16. After a reset of the processor alone the chips know nothing of it.
        """
        _, sda, scl = self.bus
        data = machine.Pin(sda, machine.Pin.IN, machine.Pin.PULL_UP)
        clocks = 0 if data.value() else _FREEING_CLOCKS
        while clocks:
            machine.Pin(scl, machine.Pin.OUT, value=0)
            time.sleep_us(_HALF_CLOCK_US)
            if clocks == 1:  # the stop: data rises while the clock is high
                data.init(machine.Pin.OUT, value=0)
            machine.Pin(scl, machine.Pin.IN, machine.Pin.PULL_UP)
            time.sleep_us(_HALF_CLOCK_US)
            clocks -= 1
        data.init(machine.Pin.IN, machine.Pin.PULL_UP)

    def is_pressed(self):
        """Return True while the button is held."""
        return rp2.bootsel_button() == 1

    def light(self, colour):
        """Show a colour: red, green, blue, each 0 to 255."""
        pixel = self._pixel
        if pixel is not None:
            pixel[0] = colour
            pixel.write()

    def usb_connected(self):
        """Return True while a computer, not only a charger, is at the plug: it sends frames."""
        now_ms = time.ticks_ms()
        if time.ticks_diff(now_ms, self._frame_ms) >= _USB_LOOK_MS:
            before = self._frame
            self._frame = machine.mem32[_USB_SOF_RD] & _USB_FRAMES
            self._frame_ms = now_ms
            self._is_connected = self._frame != before
        return self._is_connected

    def clip_id(self):
        """Return the number that no other clip has."""
        return hexlify(machine.unique_id()).decode()

    def utc_s(self):
        """Return seconds since 1970, 0 if the clock was never set."""
        return utc_s(time)

    def hold_ctrl_c(self):
        """Let Ctrl-C wait while something must be finished."""
        micropython.kbd_intr(-1)

    def release_ctrl_c(self):
        """Let Ctrl-C interrupt again."""
        micropython.kbd_intr(_CTRL_C)

    def ctrl_c_waits(self):
        """Return True if a Ctrl-C was typed while it was held; it is taken, with what was typed before it."""
        byte = self.typed()
        while byte >= 0:
            if byte == _CTRL_C:
                return True
            byte = self.typed()
        return False

    def typed(self):
        """Return the next byte that a computer sent, -1 if there is none; allocates nothing."""
        for _ in self._input.ipoll(0):
            sys.stdin.buffer.readinto(self._typed)  # pyright: ignore[reportAttributeAccessIssue]
            return self._typed[0]
        return -1

    def can_say(self):
        """Return True if a computer takes bytes. The port then has room for one at least; for more it waits 0.5 s."""
        for _ in self._output.ipoll(0):
            return True
        return False

    def say(self, data):
        """Send bytes as they are."""
        sys.stdout.buffer.write(data)

    def each_second(self, call):
        """Call a function each second, at the prompt too; stops with `deinit` of what this returns, or a soft reset."""

        def callback(timer):
            call()

        return machine.Timer(-1, period=1000, mode=machine.Timer.PERIODIC, callback=callback)

    def restart(self):
        """Reset the processor; the clock goes on, to a second."""
        now_s = self.utc_s()
        if now_s:
            machine.mem32[self.watchdog_base + _SCRATCH1] = _KEPT_TIME
            machine.mem32[self.watchdog_base + _SCRATCH2] = now_s
        machine.reset()

    def nap(self, ms):
        """Sleep for up to a second with nearly all clocks off; for a computer that has set it up, the USB stays on.

        When `lightsleep` returns, the processor runs as after a reset: its clock is set again before anything is said
        on the bus, whose divider was made for that. An RP2040's calendar stands still meanwhile (2.15.3.5: SLEEP_EN0
        is 0), and is set by the timer, which goes on.
        """
        self._follow()
        if abs(time.time() - self._calendar_s) > _SET_S:  # somebody has set it
            self._calendar_s = time.time()
            self._calendar_ms = time.ticks_ms()
        machine.lightsleep(ms)
        machine.freq(_CLOCK_HZ)
        self._follow()
        if time.time() < self._calendar_s:
            _set_calendar(self._calendar_s)

    def _follow(self):
        """Bring `_calendar_s` up to date."""
        passed_s = time.ticks_diff(time.ticks_ms(), self._calendar_ms) // 1000
        self._calendar_s += passed_s
        self._calendar_ms = time.ticks_add(self._calendar_ms, passed_s * 1000)

    def _restore_clock(self):
        """Set the clock as it was before `restart`: a hard reset makes MicroPython begin with 2021."""
        base = self.watchdog_base
        if machine.mem32[base + _SCRATCH1] != _KEPT_TIME:
            return
        machine.mem32[base + _SCRATCH1] = 0
        _set_calendar((machine.mem32[base + _SCRATCH2] & 0xFFFFFFFF) + _RESTART_S)


def _set_calendar(since_1970_s):
    now = time.gmtime(since_1970_s)
    machine.RTC().datetime((now[0], now[1], now[2], now[6], now[3], now[4], now[5], 0))
