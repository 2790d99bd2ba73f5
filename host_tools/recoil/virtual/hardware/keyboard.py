"""What comes in over the USB cable, byte by byte: Ctrl-C interrupts, the rest waits to be read."""

CTRL_C = 3
NONE = -1
_POLLIN = 1
_STREAM_POLL = 3  # MP_STREAM_POLL
_EINVAL = 22


class Keyboard:
    """`interrupt` is the byte that interrupts a program; at the prompt it is none."""

    def __init__(self, clock):
        self.interrupt = CTRL_C
        self._clock = clock
        self._bytes = bytearray()
        self._at = 0

    def type(self, byte):
        """Take in a byte."""
        if byte == self.interrupt:
            self._clock.interrupt(KeyboardInterrupt)
        else:
            self._bytes.append(byte)

    def waits(self):
        """Return True if there is something to read."""
        return self._at < len(self._bytes)

    def get(self):
        """Return the next byte; time passes until there is one."""
        while not self.waits():
            if self._at:
                self._bytes = bytearray()
                self._at = 0
            self._clock.wait_us(1000000)
        self._at += 1
        return self._bytes[self._at - 1]


def stream_of(keyboard, base):
    """Return `sys.stdin` for a keyboard; `base` is `io.IOBase`, which makes it known to `select`."""

    class Stdin(base):
        """Reads from the keyboard, as text or, from its `buffer`, as bytes."""

        def __init__(self, buffer=None):
            self.buffer = buffer

        def read(self, count=-1):
            """Wait for so many characters."""
            found = bytearray()
            while len(found) != count:
                found.append(keyboard.get())
            return bytes(found) if self.buffer is None else bytes(found).decode()

        def ioctl(self, request, argument):
            """Say whether there is something to read."""
            if request != _STREAM_POLL:
                return -_EINVAL  # above all, there is no file of the computer behind it
            return argument & _POLLIN if keyboard.waits() else 0

    return Stdin(Stdin())
