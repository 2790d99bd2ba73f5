"""Lines on their way to the computer: they leave in small pieces, when there is room, and never hold the clip up."""

from ..compat import const

_PIECE = const(64)  # a packet of full-speed USB; the port waits up to 500 ms for room for what it is given at once
_PATIENCE_MS = const(4)  # in one poll
_STUCK_MS = const(50)  # a piece that took so long: nobody reads
_ENOUGH = const(1024)  # bytes that wait; from here on they are sent at once
_MOST = const(2048)


class Outbox:
    """`put` a line, `send` in every poll. `dropped` counts the lines that found no room.

    Has no memory of its own: a line is kept as it was given until it is sent.
    """

    def __init__(self, board):
        self.dropped = 0
        self._board = board
        self._lines = []
        self._size = 0
        self._at = 0  # of the first line: what was sent

    def put(self, line):
        """Send bytes, as soon as that is possible. Returns False if nobody reads."""
        reads = True
        if self._size + len(line) > _ENOUGH:
            reads = self.send()
        if self._size + len(line) > _MOST:
            self.dropped += 1
        else:
            self._lines.append(line)
            self._size += len(line)
        return reads

    def send(self):
        """Send what there is room for. Returns False if nobody reads: then all that waited is gone."""
        board = self._board
        clock = board.clock
        began_ms = clock.ticks_ms()
        while self._lines:
            if not board.can_say():
                if clock.ticks_diff(clock.ticks_ms(), began_ms) >= _PATIENCE_MS:
                    break
                clock.sleep_ms(1)
                continue
            line = self._lines[0]
            end = min(self._at + _PIECE, len(line))
            before_ms = clock.ticks_ms()
            board.say(memoryview(line)[self._at : end])
            if clock.ticks_diff(clock.ticks_ms(), before_ms) >= _STUCK_MS:
                self.clear()
                return False
            self._at = end
            if end == len(line):
                self._at = 0
                self._size -= end
                self._lines.pop(0)
        return True

    def clear(self):
        """Forget what waits."""
        self.dropped += len(self._lines)
        self._lines.clear()
        self._size = 0
        self._at = 0
