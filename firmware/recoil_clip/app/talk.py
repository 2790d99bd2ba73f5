"""What the running app answers at its USB port, without being interrupted. The protocol: docs/usb-protocol.md."""

import json
from array import array
from binascii import b2a_base64

from ..compat import const
from ..log.events import CONFIRM, CUE
from .outbox import Outbox
from .status import CUE_NAMES, flash_status, status

# MicroPython's prompt ignores these bytes.
_CORE = const(0x07)  # Ctrl-G
_SCREEN = const(0x0F)  # Ctrl-O
_RAW = const(0x12)  # Ctrl-R
_LIVE = const(0x14)  # Ctrl-T
_STATUS = const(0x16)  # Ctrl-V
_CTRL_C = const(3)

_LEASE_MS = const(3000)
_STATUS_MS = const(1000)
_MOST_TYPED = const(64)  # bytes in one poll

_EVENTS = (
    "", "start", "stop", "pause", "resume", "marker", "cue", "confirm", "gap", "fault", "battery", "full", "score",
    "phase", "core",
)  # fmt: skip


class Talk:
    """`poll` it last in every poll. While `is_live`, tell it of steps and events, while `is_raw` of samples.

    As long as nobody asks it allocates nothing.
    """

    def __init__(self, board, root, parts, faults):
        self.is_live = False
        self.is_raw = False
        self.wanted = 0  # 1 a screening, 2 core work: to be begun now
        self._board = board
        self._clock = board.clock
        self._root = root
        self._parts = parts
        self._faults = faults
        self._outbox = Outbox(board)
        now_ms = board.clock.ticks_ms()
        self._live_ms = now_ms  # when it was asked for last
        self._raw_ms = now_ms
        self._told_ms = now_ms  # when the last status was
        self._is_asked = False
        self._wants_flash = False  # asked for a status itself

    def poll(self, now_ms, state, session):
        """Take what was asked, and tell what is due."""
        if not self._board.usb_connected():
            if self.is_live or self.is_raw:
                self.hush()
            return
        self._listen(now_ms)
        if self.is_live or self.is_raw:
            self._keep(now_ms)
        if self._is_asked:
            self._is_asked = False
            self._told_ms = now_ms
            told = status(state, session, self._board, self._parts, self._faults)
            if session is None and self._wants_flash:
                told.update(flash_status(self._root))
            self._wants_flash = False
            told["dropped"] = self._outbox.dropped
            self._put(("recoil " + json.dumps(told) + "\r\n").encode())
        if not self._outbox.send():
            self.hush()

    def take_wanted(self):
        """Return what is to be begun, once."""
        wanted = self.wanted
        self.wanted = 0
        return wanted

    def step(self, step, flags):
        """A step became known."""
        us = step.initial_contact_s * 1000000 + step.initial_contact_us
        self._put(
            b'step {"initial_contact_us": %d, "step_us": %d, "contact_us": %d, "flight_us": %d, "bounce_um": %d, '
            b'"peak_mg": %d, "side": %d, "flags": %d}\r\n'
            % (us, step.step_us, step.contact_us, step.flight_us, step.bounce_um, step.peak_mg, step.side, flags)
        )

    def event(self, kind, time_ms, value):
        """Something happened, one of `recoil_clip.log.events`."""
        if kind in (CUE, CONFIRM):
            self._put(b'cue {"time_ms": %d, "cue": "%s"}\r\n' % (time_ms, CUE_NAMES[value].encode()))
        else:
            name = _EVENTS[kind].encode()
            self._put(b'event {"time_ms": %d, "event": "%s", "value": %d}\r\n' % (time_ms, name, value))

    def raw(self, motion, n):
        """A burst of `n` samples came."""
        head = b"raw %d %d " % (motion.number - n, motion.sensor.period_ns)
        samples = array("h", memoryview(motion.samples)[: 6 * n])
        self._put(head + b2a_base64(samples))  # pyright: ignore[reportArgumentType]

    def hush(self):
        """Nobody is there any more."""
        self.is_live = False
        self.is_raw = False
        self._is_asked = False
        self._outbox.clear()

    def _listen(self, now_ms):
        left = _MOST_TYPED
        while left:
            byte = self._board.typed()
            if byte < 0:
                return
            if byte == _STATUS:
                self._is_asked = True
                self._wants_flash = True
            elif byte == _LIVE:
                self.is_live = True
                self._live_ms = now_ms
            elif byte == _RAW:
                self.is_raw = True
                self._raw_ms = now_ms
            elif byte == _SCREEN:
                self.wanted = 1
            elif byte == _CORE:
                self.wanted = 2
            elif byte == _CTRL_C:  # typed while it was held
                raise KeyboardInterrupt
            left -= 1

    def _keep(self, now_ms):
        """End what was not asked for again."""
        diff = self._clock.ticks_diff
        if self.is_raw and diff(now_ms, self._raw_ms) >= _LEASE_MS:
            self.is_raw = False
        if self.is_live:
            if diff(now_ms, self._live_ms) >= _LEASE_MS:
                self.is_live = False
            elif diff(now_ms, self._told_ms) >= _STATUS_MS:
                self._is_asked = True

    def _put(self, line):
        if not self._outbox.put(line):
            self.hush()
