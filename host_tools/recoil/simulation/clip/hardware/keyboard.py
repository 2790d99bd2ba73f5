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
