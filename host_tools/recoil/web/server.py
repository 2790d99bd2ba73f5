"""Runs the desk on this computer, on 127.0.0.1 and a free port, and opens it in the browser."""

import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from .app import create_app
from .security import Guard

HOST = "127.0.0.1"


class DeskServer:
    """The desk, listening: `address` opens it once; `run` serves until Ctrl-C or `stop`."""

    def __init__(self, library: Path, port: int = 0) -> None:
        """Take a port.

        Args:
            library: The folder of sessions that is worked in.
            port: Which one; 0: one that is free.

        Raises:
            OSError: the port is taken.
        """
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((HOST, port))
        self.port: int = self._socket.getsockname()[1]
        token = secrets.token_urlsafe(24)
        self.address = f"http://{HOST}:{self.port}/?token={token}"
        app = Guard(create_app(library), (f"{HOST}:{self.port}", f"localhost:{self.port}"), token)
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off"))

    def run(self, opens: bool = False, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until Ctrl-C or `stop`; with `opens` the browser is shown the page as soon as it is there."""
        if opens:
            threading.Timer(0.3, webbrowser.open, [self.address]).start()
        ready()
        self._server.run([self._socket])

    def stop(self) -> None:
        """End `run` in another thread."""
        self._server.should_exit = True
