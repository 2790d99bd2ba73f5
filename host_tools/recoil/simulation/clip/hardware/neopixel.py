"""`neopixel` on the virtual clip: what the lights show is recorded."""

from . import current


class NeoPixel:
    """A chain of lights; `write` shows the colours that were set."""

    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self._colours = [(0,) * bpp] * n

    def __len__(self):
        """The number of lights."""
        return self.n

    def __setitem__(self, i, colour):
        """Set a colour."""
        colour = tuple([value & 0xFF for value in colour])
        if len(colour) != self.bpp:
            raise ValueError("a colour here has " + str(self.bpp) + " values")
        self._colours[i] = colour

    def __getitem__(self, i):
        """Return a colour."""
        return self._colours[i]

    def fill(self, colour):
        """Set all colours."""
        for i in range(self.n):
            self[i] = colour

    def write(self):
        """Show the colours: 30 us a light, and the pause that ends it."""
        board = current.board
        board.show(self.pin.name, self._colours)
        board.clock.wait_us(30 * self.n + 80)
