"""What all boards with an RP2040 share. Sections are those of the RP2040 data sheet."""

import select
import sys
import time
from binascii import hexlify

import machine
import micropython

from ..clock import utc_s

_USB_SOF_RD = 0x50110048  # 4.1.4: number of the last frame that a computer sent, one a millisecond
_USB_FRAMES = 0x7FF
_USB_LOOK_MS = 700
_WATCHDOG_CTRL_CLEAR = 0x4005B000  # 4.7.6, with the clearing alias of 2.1.2
_WATCHDOG_ENABLE = 0x40000000
_WATCHDOG_SCRATCH0 = 0x4005800C  # survives a reset by the watchdog, not a loss of power
_ARMED = 0x5EC0
_CTRL_C = 3


class Watchdog:
    """The watchdog. `machine.WDT` cannot stop it; its ENABLE bit can (4.7.6: without it the timer is paused)."""

    def __init__(self):
        self._timer = None

    def fired(self):
        """Return True if it was what started the clip; asked once, at boot."""
        fired = machine.mem32[_WATCHDOG_SCRATCH0] == _ARMED
        machine.mem32[_WATCHDOG_SCRATCH0] = 0
        return fired

    def start(self, timeout_ms):
        """Arm it; at most 8388 ms."""
        self._timer = machine.WDT(timeout=timeout_ms)
        machine.mem32[_WATCHDOG_SCRATCH0] = _ARMED

    def feed(self):
        """Put it off; nothing if it is not armed."""
        if self._timer is not None:
            self._timer.feed()

    def stop(self):
        """Disarm it."""
        self._timer = None
        machine.mem32[_WATCHDOG_CTRL_CLEAR] = _WATCHDOG_ENABLE
        machine.mem32[_WATCHDOG_SCRATCH0] = 0


class RP2040:
    """A board without its pins."""

    clock = time

    def __init__(self):
        self.watchdog = Watchdog()
        self._frame = machine.mem32[_USB_SOF_RD] & _USB_FRAMES
        self._frame_ms = time.ticks_ms()
        self._is_connected = False

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
        poll = select.poll()
        poll.register(sys.stdin, select.POLLIN)
        while poll.poll(0):
            typed = sys.stdin.read(1)
            if not typed or ord(typed) == _CTRL_C:
                return bool(typed)
        return False
