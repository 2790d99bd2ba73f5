"""Starts the clip anew when the computer that stopped its app is gone: at its prompt it would miss the next run."""

from ..compat import const

_GONE_S = const(3)

_standing = None  # keeps it from the garbage collector


class Guard:
    """Looks each second whether a computer is there. One that was, and is no more for 3 s: the board is reset.

    A soft reset takes its timer away. That is right when the app runs again; it is not when a computer stays at the raw
    prompt: after `mpremote run` or `exec` nothing guards the clip, which then has to be reset before it is worn.
    """

    def __init__(self, board):
        self._board = board
        self._was_there = board.usb_connected()
        self._gone_s = 0
        self._timer = board.each_second(self.look)

    def look(self):
        """A second has passed."""
        if self._board.usb_connected():
            self._was_there = True
            self._gone_s = 0
        elif self._was_there:
            self._gone_s += 1
            if self._gone_s >= _GONE_S:
                self._board.restart()

    def end(self):
        """Look no more."""
        self._timer.deinit()


def stand(board):
    """Guard the clip at its prompt from now on."""
    global _standing
    if _standing is None:
        _standing = Guard(board)


def dismiss():
    """The app runs again."""
    global _standing
    if _standing is not None:
        _standing.end()
        _standing = None
