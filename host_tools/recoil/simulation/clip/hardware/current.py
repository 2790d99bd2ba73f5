"""The board that the stand-in modules (`machine`, `time`, ...) belong to."""

board = None
flash = None  # as a block device, from the moment that the file system is mounted


def power(a_board):
    """Make a board the current one."""
    global board
    board = a_board
