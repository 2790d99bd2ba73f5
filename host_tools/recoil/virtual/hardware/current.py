"""The board that the stand-in modules (`machine`, `time`, ...) belong to."""

board = None


def power(a_board):
    """Make a board the current one."""
    global board
    board = a_board
