"""What all chip models share: an address, registers one byte wide, and ways to fail."""


class Chip:
    """A chip on the bus. Subclasses give `get` and `put` and, if need be, `refresh` and `after`.

    Faults: `present = False` is an absent chip; the next `nacks` transfers are refused at the address; `cut_bytes`
    breaks the next read that is longer than so many bytes after these, which the chip takes for read.
    """

    def __init__(self, address, clock):
        self.address = address
        self.clock = clock
        self.present = True
        self.nacks = 0
        self.cut_bytes = 0
        self.pointer = 0  # register that a plain read begins with

    def get(self, register):
        """Return a register, with the side effects of reading it."""
        raise NotImplementedError

    def put(self, register, value):
        """Write a register."""
        raise NotImplementedError

    def after(self, register):
        """Return the register that follows in a longer transfer."""
        return (register + 1) & 0xFF

    def refresh(self):
        """Catch up with the clock; called before every transfer."""

    def read(self, register, buffer, start, end):
        """Answer a read into buffer[start .. end - 1]."""
        while start < end:
            buffer[start] = self.get(register)
            register = self.after(register)
            start += 1
        self.pointer = register

    def write(self, register, buffer, start, end):
        """Take a write of buffer[start .. end - 1]."""
        while start < end:
            self.put(register, buffer[start])
            register = self.after(register)
            start += 1
        self.pointer = register
