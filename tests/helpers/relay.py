"""A cable that can be cut, between two pseudo-terminals."""

import os
import select
import threading


class Relay:
    """Carries bytes both ways until it is `cut`."""

    def __init__(self, near: int, port: str) -> None:
        self._near, self._far = near, os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._stop, self._stopped = os.pipe()
        self._thread = threading.Thread(target=self._carry)
        self._thread.start()

    def cut(self) -> None:
        """Cut it."""
        os.write(self._stopped, b".")
        self._thread.join()
        for end in (self._near, self._far, self._stop, self._stopped):
            os.close(end)

    def _carry(self) -> None:
        other = {self._near: self._far, self._far: self._near}
        while True:
            ready, _, _ = select.select([self._near, self._far, self._stop], [], [])
            if self._stop in ready:
                return
            for end in ready:
                data = os.read(end, 4096)
                while data:  # a computer that is busy takes it later
                    stopped, _, _ = select.select([self._stop], [other[end]], [])
                    if stopped:
                        return
                    data = data[os.write(other[end], data) :]
