"""`rp2` on the virtual clip: the BOOTSEL button, and the flash as a block device."""

from . import current


def bootsel_button():
    """Return 1 while the BOOTSEL button is pressed."""
    board = current.board
    board.clock.look()
    return 1 if board.bootsel else 0


def Flash():
    """Return the flash as MicroPython's block device; a virtual clip without littlefs has none."""
    if current.flash is None:
        raise OSError(19)
    return current.flash
