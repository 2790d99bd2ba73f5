"""`rp2` on the virtual clip."""

from . import current


def bootsel_button():
    """Return 1 while the BOOTSEL button is pressed."""
    board = current.board
    board.clock.look()
    return 1 if board.bootsel else 0
