"""Files of a clip over its USB port, by way of mpremote."""

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport
from serial import SerialException

from recoil.errors import RecoilError, one_line

Progress = Callable[[int, int], None]  # bytes done, bytes in all
SESSIONS = "/sessions"
TRIES = 5


class BoardError(RecoilError):
    """A clip that does not answer, or a file that does not arrive as it was sent."""


@contextmanager
def connected(port: str) -> Iterator["Board"]:
    """Interrupt whatever the clip does, which ends a session in good order, and talk to it."""
    transport = None
    try:
        transport = SerialTransport(port, exclusive=False)
        _enter(transport)
        yield Board(transport)
    except (TransportError, SerialException, OSError) as error:
        raise BoardError(f"the clip at {one_line(port)} does not answer: {one_line(error)}") from None
    finally:
        if transport is not None:
            with contextlib.suppress(TransportError, SerialException, OSError):
                transport.exit_raw_repl()
            transport.close()


def _enter(transport: SerialTransport) -> None:
    """Get the raw prompt; a clip that is closing a session takes a moment."""
    for left in range(TRIES - 1, -1, -1):
        try:
            transport.enter_raw_repl(soft_reset=False)
            return
        except TransportError:
            if not left:
                raise
            time.sleep(0.5)


class Board:
    """A clip at its raw prompt."""

    def __init__(self, transport: SerialTransport) -> None:
        self._transport = transport

    def sessions(self) -> list[str]:
        """Return the names of the sessions on the clip, oldest first."""
        if not self._transport.fs_exists(SESSIONS):
            return []
        return sorted(entry.name for entry in self._transport.fs_listdir(SESSIONS) if entry.st_mode & 0x4000)

    def fetch_session(self, name: str, folder: Path, progress: Progress) -> Path:
        """Copy a session into `folder`; each file is checked against the clip's own hash of it."""
        source, target = f"{SESSIONS}/{name}", folder / name
        entries = self._transport.fs_listdir(source)
        total, done = sum(entry.st_size for entry in entries), 0
        target.mkdir(parents=True, exist_ok=True)
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = f"{source}/{entry.name}"
            data = bytes(self._transport.fs_readfile(path))
            if hashlib.sha256(data).digest() != bytes(self._transport.fs_hashfile(path, "sha256")):
                raise BoardError(f"{path} did not arrive as it is on the clip; try again")
            (target / entry.name).write_bytes(data)
            done += len(data)
            progress(done, total)
        return target
