"""Runs the desk on this computer, on 127.0.0.1 and a free port, and opens it in the browser; on request in the network.

In the network it has a door of its own: another token, another cookie, read-only unless asked otherwise.
"""

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from recoil.common.errors import RecoilError

from .app import create_app
from .security import Guard

HOST = "127.0.0.1"
ELSEWHERE = "192.0.2.1"  # of no computer (RFC 5737): nothing is sent, the system says which of its addresses would
BACKLOG = 64
WARNING = (
    "This is health data, and it goes over plain HTTP: whoever shares this network could read along. Use it in a "
    "network that you trust, and end it with Ctrl-C."
)


class DeskServer:
    """The desk, listening: `address` opens it once; `run` serves until Ctrl-C or `stop`."""

    def __init__(self, library: Path, port: int = 0, lan: str | None = None, lan_writes: bool = False) -> None:
        """Take a port.

        Args:
            library: The folder of sessions that is worked in.
            port: Which one; 0: one that is free.
            lan: This computer's address in the network, to serve there too; `lan_address` becomes what opens it.
            lan_writes: Whether more than reading is allowed from there.

        Raises:
            OSError: the port is taken.
        """
        app = create_app(library)
        self._sockets = [_listening(HOST, port)]
        self.port: int = self._sockets[0].getsockname()[1]
        token = secrets.token_urlsafe(24)
        self.address = f"http://{HOST}:{self.port}/?token={token}"
        own = Guard(app, (f"{HOST}:{self.port}", f"localhost:{self.port}"), token)
        doors = _Doors(own)
        self.lan_address = ""
        if lan:
            self._sockets.append(_listening(lan, port))
            place = f"{lan}:{self._sockets[1].getsockname()[1]}"
            other = secrets.token_urlsafe(24)
            self.lan_address = f"http://{place}/?token={other}"
            doors.others[self._sockets[1].getsockname()[:2]] = Guard(
                app, (place,), other, read_only=not lan_writes, reusable=True
            )
        self._server = uvicorn.Server(uvicorn.Config(doors, log_level="critical", access_log=False, lifespan="off"))

    def run(self, opens: bool = False, ready: Callable[[], None] = lambda: None, at: str = "") -> None:
        """Serve until Ctrl-C or `stop`; with `opens` the browser is shown the page, or the one `at` an address."""
        if opens:
            threading.Timer(0.3, webbrowser.open, [self.address_of(at)]).start()
        ready()
        self._server.run(self._sockets)

    def address_of(self, at: str) -> str:
        """Return what opens the desk at a page."""
        head, mark, token = self.address.partition("/?")
        return f"{head}{at}?{token}" if at and mark else self.address

    def stop(self) -> None:
        """End `run` in another thread."""
        self._server.should_exit = True


class _Doors:
    """Leads each request to the guard of the address that it came in at, whatever it says in its Host."""

    def __init__(self, own: Guard) -> None:
        self._own = own
        self.others: dict[Any, Guard] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        server = scope.get("server")
        await self.others.get(tuple(server) if server else None, self._own)(scope, receive, send)


def network_address() -> str:
    """Return this computer's address in the network.

    Raises:
        RecoilError: it is in none.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((ELSEWHERE, 9))
            found = probe.getsockname()[0]
        except OSError:
            found = "127."
    if found.startswith("127."):
        raise RecoilError("this computer is in no network", "Leave --lan out: here, the desk works without one.")
    return found


def _listening(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(BACKLOG)  # from now on a browser waits instead of being refused
    return listener
