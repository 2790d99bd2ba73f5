"""Starts the clip anew when the computer that stopped its app is gone: at its prompt it would miss the next run."""

from ..compat import const

_GONE_S = const(3)

_guard = None  # keeps it from the garbage collector


class Guard:
    """Looks each second whether a computer is there; once one that was there has been gone for 3 s it resets the board.

    A soft reset takes its timer away. That is right when the app runs again; it is not when a computer stays at the raw
    prompt: after `mpremote run` or `exec` nothing guards the clip, which then has to be reset before it is worn.
    """

    def __init__(self, board):
        self._board = board
        self._was_there = board.usb_connected()
        self._gone_s = 0
        self._timer = board.each_second(self.check)

    def check(self):
        """Check for the computer; the timer calls this each second."""
        if self._board.usb_connected():
            self._was_there = True
            self._gone_s = 0
        elif self._was_there:
            self._gone_s += 1
            if self._gone_s >= _GONE_S:
                self._board.restart()

    def stop(self):
        """Stop checking."""
        self._timer.deinit()


def start(board):
    """Guard the clip from now on, while it is at its prompt."""
    global _guard
    if _guard is None:
        _guard = Guard(board)


def stop():
    """Stop guarding it, because the app runs again."""
    global _guard
    if _guard is not None:
        _guard.stop()
        _guard = None
