"""The clip's end of the USB cable: bytes to and from the computer, and events for the clip's script."""

import builtins
import json
import select
import sys

from .reset import Reset

_PATIENCE_MS = 500  # as MICROPY_HW_USB_CDC_TX_TIMEOUT
_READER_MS = 6000  # for a busy computer to read what comes while time flies
_AT_ONCE = 256
_LF = 10


class Console:
    """`control` is an open file that gives events, one JSON object a line; `script` gets them."""

    def __init__(self, board, script, control):
        self._clock = board.clock
        self._keyboard = board.keyboard
        self._script = script
        self._control = control
        self._order = bytearray()
        self._stdin = sys.stdin.buffer
        self._stdout = sys.stdout.buffer
        self._one = bytearray(1)
        self._many = bytearray(_AT_ONCE)
        self._poll = select.poll()
        self._poll.register(sys.stdin, select.POLLIN)
        self._poll.register(control, select.POLLIN)
        self._room = select.poll()
        self._room.register(sys.stdout, select.POLLOUT)
        self._reader = select.poll()
        self._reader.register(sys.stdout, select.POLLOUT)
        self._reader.register(control, select.POLLIN)
        self._deaf = False  # nobody read what was last sent

    def pump(self, timeout_ms):
        """Take in what comes within this time."""
        while True:
            ready = self._poll.poll(timeout_ms)
            if not ready:
                return
            timeout_ms = 0
            for found in ready:
                if not self._take(found[0] is self._control):
                    # Nobody is there any more: the computer's program has ended.
                    self._clock.kill(Reset("end", final=True))
                    return

    def _take(self, is_order):
        """Take in a byte of an order, or what was typed; False if there never will be any again."""
        stream, room = (self._control, self._one) if is_order else (self._stdin, self._many)
        try:
            count = stream.readinto(room)  # pyright: ignore
        except OSError:
            return False
        if count and is_order:
            self._take_order(room[0])
        elif count:
            self._keyboard.type_all(room[:count])
        return count != 0  # None: not now

    def put(self, text):
        """Send bytes, or text; what nobody reads is thrown away after a while, as the RP2040 port does."""
        data = memoryview(text.encode() if isinstance(text, str) else text)
        while data:
            sent = self._stdout.write(data)
            if sent:
                self._deaf = False
                data = data[sent:]
            elif self._deaf:
                return
            elif not self._comes_room():
                self._deaf = True
                self._clock.advance_us(_PATIENCE_MS * 1000)
                return

    def has_room(self):
        """Return True if a byte can be sent. While time flies, the computer is given real time to read."""
        waits = self._clock.pace.is_fast and not self._deaf
        if self._comes_room() if waits else self._room.poll(0):
            self._deaf = False
            return True
        self._deaf = self._deaf or waits
        return False

    def _comes_room(self):
        """Wait for somebody to read: while time flies for a busy computer, unless it has something else to say."""
        if not self._clock.pace.is_fast:
            return self._room.poll(_PATIENCE_MS)
        self._reader.poll(_READER_MS)
        return self._room.poll(0)

    def print(self, *values, sep=" ", end="\n", file=None):
        """Print with the line ends of a serial port."""
        text = sep.join([str(value) for value in values]) + end
        if file is not None:
            file.write(text)
        else:
            self.put(text.replace("\n", "\r\n"))

    def show(self, value):
        """Print what a line at the prompt has for a value."""
        if value is not None:
            self.print(repr(value))

    def adopt_print(self):
        """Have all programs print here."""
        builtins.print = self.print
        builtins.__repl_print__ = self.show  # pyright: ignore[reportAttributeAccessIssue]

    def _take_order(self, byte):
        if byte != _LF:
            self._order.append(byte)
            return
        order, self._order = self._order, bytearray()
        self._script.add(json.loads(bytes(order).decode()))
