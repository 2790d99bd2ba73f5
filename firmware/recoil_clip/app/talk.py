"""What the running app answers at its USB port, without being interrupted. The protocol: docs/usb-protocol.md."""

import gc
import json
from array import array
from binascii import b2a_base64

from ..compat import const
from ..spec.events import CONFIRM, CUE
from ..spec.usb import ASK_CORE, ASK_LIVE, ASK_RAW, ASK_SCREEN, ASK_STATUS, INTERRUPT

_LEASE_MS = const(3000)
_STATUS_MS = const(1000)
_LATE_MS = const(1500)  # the latest after the one before, if a cue may be near
_MOST_TYPED = const(64)  # bytes in one poll
_PIECE = const(64)  # a packet of full-speed USB; the port waits up to 500 ms for room for what it is given at once
_PATIENCE_MS = const(4)  # in one poll
_STUCK_MS = const(50)  # a piece that took so long: nobody reads
_ENOUGH = const(1024)  # bytes that wait; from here on they are sent at once
_MOST = const(2048)
_MOST_TOLD = const(8)  # steps: some 12 KB

EVENT_NAMES = (
    "", "start", "stop", "pause", "resume", "marker", "cue", "confirm", "gap", "fault", "battery", "full", "score",
    "phase", "core", "mute", "validity", "plan", "withheld", "rate",
)  # fmt: skip

CUE_NAMES = ("none", "quicker", "softer", "steadier", "confirm", "tick", "even")


class Outbox:
    """Lines on their way to the computer: in small pieces, when there is room, and never holding the clip up.

    `put` a line, `send` in every poll. `dropped` counts the lines that found no room.

    Has no memory of its own: a line is kept as it was given until it is sent.
    """

    def __init__(self, board):
        self.dropped = 0
        self._board = board
        self._lines = []
        self._size = 0
        self._at = 0  # of the first line: what was sent

    def put(self, line):
        """Send bytes, as soon as that is possible. Returns False if nobody reads."""
        reads = True
        if self._size + len(line) > _ENOUGH:
            reads = self.send()
        if self._size + len(line) > _MOST:
            self.dropped += 1
        else:
            self._lines.append(line)
            self._size += len(line)
        return reads

    def send(self):
        """Send what there is room for. Returns False if nobody reads: then all that waited is gone."""
        board = self._board
        clock = board.clock
        began_ms = clock.ticks_ms()
        while self._lines:
            if not board.can_say():
                if clock.ticks_diff(clock.ticks_ms(), began_ms) >= _PATIENCE_MS:
                    break
                clock.sleep_ms(1)
                continue
            line = self._lines[0]
            end = min(self._at + _PIECE, len(line))
            before_ms = clock.ticks_ms()
            board.say(memoryview(line)[self._at : end])
            if clock.ticks_diff(clock.ticks_ms(), before_ms) >= _STUCK_MS:
                self.clear()
                return False
            self._at = end
            if end == len(line):
                self._at = 0
                self._size -= end
                self._lines.pop(0)
        return True

    def clear(self):
        """Throw away what waits to be sent."""
        self.dropped += len(self._lines)
        self._lines.clear()
        self._size = 0
        self._at = 0


class Talk:
    """`poll` it last in every poll. While `is_live`, tell it of steps and events, while `is_raw` of samples.

    As long as nobody asks it allocates nothing.
    """

    def __init__(self, board, root, equipment, faults):
        self.is_live = False
        self.is_raw = False
        self.wanted = 0  # 1 a screening, 2 core work: to be begun now
        self._board = board
        self._clock = board.clock
        self._root = root
        self._equipment = equipment
        self._faults = faults
        self._outbox = Outbox(board)
        now_ms = board.clock.ticks_ms()
        self._live_ms = now_ms  # when it was asked for last
        self._raw_ms = now_ms
        self._told_ms = now_ms  # when the last status was
        self._is_asked = False
        self._wants_flash = False  # asked for a status itself
        self._told = 0  # steps, since their memory was given back
        self._steps = 0  # of the session, at the poll before

    def poll(self, now_ms, state, session):
        """Take what was asked, and tell what is due."""
        if not self._board.usb_connected():
            if self.is_live or self.is_raw:
                self.fall_silent()
            return
        self._listen(now_ms)
        if self.is_live or self.is_raw:
            self._keep(now_ms)
        # A cue does not wait for an answer. Just after a step the next one's is far.
        is_close = session is not None and session.is_close and session.tally.steps == self._steps
        if self._is_asked and not (is_close and self._clock.ticks_diff(now_ms, self._told_ms) < _LATE_MS):
            self._is_asked = False
            self._told_ms = now_ms
            from .status import flash_status, status  # its code takes memory only where a computer has asked

            told = status(state, session, self._board, self._equipment, self._faults)
            if session is None and self._wants_flash:
                told.update(flash_status(self._root))
            self._wants_flash = False
            told["dropped"] = self._outbox.dropped
            self._put(("recoil " + json.dumps(told) + "\r\n").encode())
        if session is not None:
            self._steps = session.tally.steps
        if not self._outbox.send():
            self.fall_silent()
        if self._told >= _MOST_TOLD:
            # Just after a step: it holds the clip up when nothing can earn a cue. By itself it would at any moment.
            self._told = 0
            gc.collect()

    def step(self, step, flags):
        """A step became known."""
        self._told += 1
        us = step.initial_contact_s * 1000000 + step.initial_contact_us
        self._put(
            b'step {"initial_contact_us": %d, "step_us": %d, "contact_us": %d, "flight_us": %d, "bounce_um": %d, '
            b'"peak_mg": %d, "side": %d, "flags": %d}\r\n'
            % (us, step.step_us, step.contact_us, step.flight_us, step.bounce_um, step.peak_mg, step.side, flags)
        )

    def event(self, kind, time_ms, value):
        """Something happened, one of `recoil_clip.spec.events`."""
        if kind in (CUE, CONFIRM):
            self._put(b'cue {"time_ms": %d, "cue": "%s"}\r\n' % (time_ms, CUE_NAMES[value].encode()))
        else:
            name = EVENT_NAMES[kind].encode()
            self._put(b'event {"time_ms": %d, "event": "%s", "value": %d}\r\n' % (time_ms, name, value))

    def raw(self, motion, n):
        """A burst of `n` samples came."""
        head = b"raw %d %d " % (motion.number - n, motion.sensor.period_ns)
        samples = array("h", memoryview(motion.samples)[: 6 * n])
        self._put(head + b2a_base64(samples))  # pyright: ignore[reportArgumentType]

    def fall_silent(self):
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
            if byte == ASK_STATUS:
                self._is_asked = True
                self._wants_flash = True
            elif byte == ASK_LIVE:
                self.is_live = True
                self._live_ms = now_ms
            elif byte == ASK_RAW:
                self.is_raw = True
                self._raw_ms = now_ms
            elif byte == ASK_SCREEN:
                self.wanted = 1
            elif byte == ASK_CORE:
                self.wanted = 2
            elif byte == INTERRUPT:  # typed while it was held
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
            self.fall_silent()
