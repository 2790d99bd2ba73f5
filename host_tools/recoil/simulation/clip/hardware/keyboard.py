"""What comes in over the USB cable, byte by byte: Ctrl-C interrupts, the rest waits to be read."""

CTRL_C = 3
NONE = -1


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

    def type_all(self, data):
        """Take in what came together."""
        if self.interrupt == NONE:
            self._bytes.extend(data)
        else:
            for byte in data:
                self.type(byte)

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

    def get_through(self, ends, most):
        """Return what there is, at most so much and up to the first of `ends`; time passes until there is something."""
        first = self.get()
        found = bytes((first,)) + self._bytes[self._at : self._at + most - 1]
        for end in ends:
            found = found[: found.find(end) + 1 or len(found)]
        self._at += len(found) - 1
        return found
