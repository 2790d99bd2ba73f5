"""`machine.Pin` of the virtual clip."""

from . import current


class Pins:
    """The levels of all pins. `outside` are those that something outside drives; changes of outputs are recorded.

    `bus` is the model at the pins of `wiring`: it may hold SDA low, and sees SCL go up.
    """

    def __init__(self, observer, bus, wiring):
        self.outside = {}
        self._observer = observer
        self._bus = bus
        self._wiring = wiring
        self.release()

    def release(self):
        """Make all pins inputs, as a reset does."""
        self._outputs = {}
        self._pulls = {}

    def set_input(self, name, pull):
        """Make a pin an input; the bus has pull-ups of its own."""
        was_low = self._outputs.pop(name, None) == 0
        if was_low and name == self._wiring.scl:
            self._bus.clock_line()
        self._pulls[name] = pull

    def set_output(self, name, level):
        """Drive a pin; None keeps the level it has."""
        if level is None:
            level = self._outputs.get(name, 0)
        changed = self._outputs.get(name, 0) != level
        self._outputs[name] = level
        if changed:
            self._observer.note("pin", pin=name, level=level)

    def is_output(self, name):
        """Return True if the program drives this pin."""
        return name in self._outputs

    def level(self, name):
        """Return the level of a pin."""
        if name in self._outputs:
            return self._outputs[name]
        if name == self._wiring.sda:
            return 0 if self._bus.held_clocks else 1
        return self.outside.get(name, 1 if self._pulls.get(name) == Pin.PULL_UP else 0)


class Pin:
    """One pin, by its number or name."""

    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    PULL_UP = 1
    PULL_DOWN = 2

    def __init__(self, id, mode=-1, pull=-1, *, value=None, alt=0):
        self.name = id.name if isinstance(id, Pin) else id
        if mode != -1 or pull != -1 or value is not None:
            self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None, alt=0):
        """Set the pin up."""
        pins = current.board.pins
        if mode == Pin.OUT:
            pins.set_output(self.name, None if value is None else int(bool(value)))
        elif mode in (Pin.IN, -1):
            pins.set_input(self.name, pull)
        else:
            raise NotImplementedError("the virtual clip has no open-drain pins")

    def value(self, level=None):
        """Return the level, or drive it."""
        board = current.board
        board.clock.look()
        if level is None:
            return board.pins.level(self.name)
        if board.pins.is_output(self.name):
            board.pins.set_output(self.name, int(bool(level)))
        return None

    def __call__(self, level=None):
        """Return the level, or drive it."""
        return self.value(level)

    def on(self):
        """Drive the pin high."""
        self.value(1)

    def off(self):
        """Drive the pin low."""
        self.value(0)

    high = on
    low = off

    def toggle(self):
        """Drive the pin to the other level."""
        self.value(1 - current.board.pins.level(self.name))

    def __str__(self):
        """The name, as the port writes it."""
        return "Pin(" + str(self.name) + ")"
