"""What can be wrong with a chip, as errors that name the chip and say what a person can do."""


class ChipError(Exception):
    """Something is wrong with the chip `name`; `reason` says what."""

    def __init__(self, name, reason):
        super().__init__(name + ": " + reason)
        self.name = name
        self.reason = reason


class ChipMissing(ChipError):
    """Nothing answers at the chip's address."""


class ChipWrong(ChipError):
    """Something answers, but it is another chip."""


class ChipFault(ChipError):
    """The chip is there and does not do its work."""


class MotorFault(ChipFault):
    """The motor driver works, its motor does not."""
