"""A serial line whose other end may not keep anybody waiting: every talk has a longest time and a largest answer.

mpremote looks at its clock only where no character comes, so a program that prints for ever, or a character now and
then, would hold it for ever. It also takes characters one by one, each with a copy of all before it: of a megabyte that
is a minute's work, so what has come is taken from the line at once and kept here.
"""

import time
from typing import Any

from recoil.common.errors import one_line

from .errors import LinkLostError

BYTES_PER_S = 1000.0  # the slowest that an answer comes, once it has begun; a clip is a hundred times as fast
OVER_S = 7.0
"""How much longer than its own time a talk takes in all, however steadily bytes come."""
AT_ONCE_BYTES = 4096


class OutOfPatience(LinkLostError):
    """The other end took too long, or said too much."""


class PatientLine:
    """Stands in for a `serial.Serial`; `allow` begins a talk."""

    def __init__(self, line: Any, path: str) -> None:
        self.__dict__.update(_line=line, _path=path, _kept=bytearray(), came=0)
        self.__dict__.update(_until_s=None, _end_s=0.0, _left=0, _each_s=0.0)

    def allow(
        self, seconds: float, most_bytes: int, each_s: float = 1 / BYTES_PER_S, longest_s: float | None = None
    ) -> None:
        """Take so many bytes within so many seconds; each byte that comes gives `each_s` more, to `longest_s` in all.

        Without `longest_s` that is `OVER_S` more than `seconds`.
        """
        now_s = time.monotonic()
        end_s = now_s + (seconds + OVER_S if longest_s is None else longest_s)
        self.__dict__.update(_until_s=now_s + seconds, _end_s=end_s, _left=most_bytes, _each_s=each_s, came=0)

    def read(self, size: int = 1) -> bytes:
        """Read, as `serial.Serial` does."""
        self._check()
        kept = self._kept
        if len(kept) < size:
            came = self._line.read(max(size - len(kept), min(self._line.in_waiting, AT_ONCE_BYTES)))
            kept += came
            self._count(len(came))
        data = bytes(kept[:size])
        del kept[:size]
        return data

    def reset_input_buffer(self) -> None:
        """Forget what has come."""
        self._kept.clear()
        self._line.reset_input_buffer()

    def inWaiting(self) -> int:
        """Return how much has come."""
        self._check()
        return len(self._kept) or self._line.in_waiting

    @property
    def in_waiting(self) -> int:
        """Return how much has come."""
        return self.inWaiting()

    def __getattr__(self, name: str) -> Any:
        """Do everything else as the line itself does."""
        return getattr(self._line, name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set what is set at the line itself."""
        setattr(self._line, name, value)

    def _check(self) -> None:
        until_s = self.__dict__["_until_s"]
        if until_s is not None and time.monotonic() >= min(until_s, self._end_s):
            raise OutOfPatience(
                f"the clip at {one_line(self._path)} does not come to an end with its answer",
                "Pull the cable out, plug it in and try again; `recoil doctor` looks closer.",
            )

    def _count(self, size: int) -> None:
        own = self.__dict__
        if own["_until_s"] is None or not size:
            return
        own["came"] += size
        own["_left"] -= size
        own["_until_s"] += size * own["_each_s"]
        if own["_left"] < 0:
            raise OutOfPatience(
                f"the clip at {one_line(self._path)} says far more than was asked",
                "Pull the cable out, plug it in and try again; `recoil doctor` looks closer.",
            )
