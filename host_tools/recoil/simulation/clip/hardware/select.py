"""`select` on the virtual clip: asks its console whether there is something to read, or room to write."""

from . import current

POLLIN, POLLOUT, POLLERR, POLLHUP = 1, 4, 8, 16
_STREAM_POLL = 3  # MP_STREAM_POLL
_SLICE_MS = 1


class Poll:
    """`select.poll`. As on a board, `ipoll` of one stream allocates nothing."""

    def __init__(self):
        self._streams = []
        self._ready = ()

    def register(self, stream, eventmask=POLLIN | POLLOUT):
        """Ask about a stream from now on; about what, if it was known before."""
        self.unregister(stream)
        self._streams.append((stream, eventmask))
        self._ready = ((stream, eventmask),) if len(self._streams) == 1 else ()

    modify = register

    def unregister(self, stream):
        """Stop asking about a stream."""
        self._streams = [entry for entry in self._streams if entry[0] is not stream]

    def poll(self, timeout=-1):
        """Wait, at most so many ms if not forever; return (stream, what it is ready for) of each that is ready."""
        clock = current.board.clock
        while True:
            clock.look()
            found = []
            for stream, mask in self._streams:
                ready = stream.ioctl(_STREAM_POLL, mask)
                if ready:
                    found.append((stream, ready))
            if found or timeout == 0:
                return found
            clock.wait_us(_SLICE_MS * 1000)
            timeout -= _SLICE_MS if timeout > 0 else 0

    def ipoll(self, timeout=-1, flags=0):
        """Return the same, to be gone through at once."""
        if timeout or not self._ready:
            return self.poll(timeout)
        current.board.clock.look()
        stream, mask = self._ready[0]
        return self._ready if stream.ioctl(_STREAM_POLL, mask) else ()


def poll():
    """Return a new `Poll`."""
    return Poll()
