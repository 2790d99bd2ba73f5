"""`sys.stdin` and `sys.stdout` on the virtual clip: as text, and unchanged through their `buffer`."""

_POLLIN, _POLLOUT = 1, 4
_STREAM_POLL = 3  # MP_STREAM_POLL
_EINVAL = 22
_CR, _LF = 13, 10


def input_of(keyboard, base):
    """Return `sys.stdin` for a keyboard; `base` is `io.IOBase`, which makes it known as a stream."""

    class Stdin(base):
        """Reads from the keyboard, as text or, from its `buffer`, as bytes."""

        def __init__(self, buffer=None):
            self.buffer = buffer

        def read(self, count=-1):
            """Wait for so many characters."""
            found = bytearray()
            while len(found) != count:
                found.append(self._get())
            return bytes(found) if self.buffer is None else bytes(found).decode()

        def readinto(self, buffer, count=None):
            """Wait for as many bytes as there is room for."""
            i = 0
            count = len(buffer) if count is None else min(count, len(buffer))
            while i < count:
                buffer[i] = self._get()
                i += 1
            return count

        def ioctl(self, request, argument):
            """Say whether there is something to read."""
            if request != _STREAM_POLL:
                return -_EINVAL  # above all, there is no file of the computer behind it
            return argument & _POLLIN if keyboard.waits() else 0

        def _get(self):
            byte = keyboard.get()
            return _LF if byte == _CR and self.buffer is not None else byte

    return Stdin(Stdin())


def output_to(put, has_room, base):
    """Return `sys.stdout`; `put` sends bytes, `has_room` says whether a byte could be sent now."""

    class Stdout(base):
        """Writes text with the line ends of a serial port or, to its `buffer`, bytes as they are."""

        def __init__(self, buffer=None):
            self.buffer = buffer

        def write(self, data):
            """Send all of it, or as much as somebody reads; return how much there was."""
            if self.buffer is None:
                put(data)
            else:
                data = data.encode() if isinstance(data, str) else bytes(data)
                put(data.replace(b"\n", b"\r\n"))
            return len(data)

        def ioctl(self, request, argument):
            """Say whether there is room."""
            if request != _STREAM_POLL:
                return -_EINVAL
            return argument & _POLLOUT if has_room() else 0

    return Stdout(Stdout())


def always():
    """Return True: there is room where nobody is at the cable."""
    return True
