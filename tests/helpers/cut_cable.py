"""A cable that can be cut: a pseudo-terminal between host and virtual clip that ends after so many bytes."""

import contextlib
import os
import pty
import select
import threading
import tty
from types import TracebackType
from typing import Self


class CutCable:
    """`port` leads to the clip at `path` until `after_bytes` have gone through, both ways together; None: for ever.

    `carried` counts them. It also ends just before `before`, which must not come in two pieces.
    """

    def __init__(self, path: str, after_bytes: int | None = None, before: bytes | None = None) -> None:
        self.carried = 0
        self._path = path
        self._left = after_bytes
        self._before = before
        self._stop = threading.Event()

    def __enter__(self) -> Self:
        """Plug it in."""
        self._clip = os.open(self._path, os.O_RDWR | os.O_NOCTTY)
        self._host, slave = pty.openpty()
        tty.setraw(slave)
        self.port = os.ttyname(slave)
        self._slave = slave
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take it away."""
        self._stop.set()
        self._thread.join()
        os.close(self._clip)

    def _carry(self) -> None:
        ways = {self._host: self._clip, self._clip: self._host}
        with contextlib.suppress(OSError):
            while not self._stop.is_set() and self._left != 0:
                for source in select.select(list(ways), [], [], 0.05)[0]:
                    data = os.read(source, 4096 if self._left is None else max(1, min(4096, self._left)))
                    if self._before is not None and self._before in data:
                        self._left = 0
                        data = data.partition(self._before)[0]
                    os.write(ways[source], data)
                    self.carried += len(data)
                    if self._left is not None:
                        self._left = max(0, self._left - len(data))
        os.close(self._host)
        os.close(self._slave)
