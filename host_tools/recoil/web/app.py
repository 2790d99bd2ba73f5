"""The desk as an application. The library's files stay the truth: every request looks at them anew."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from .cable import Cable
from .changing import Changing
from .desk import Desk, static_files
from .exercise import Exercise
from .keeping import Keeping
from .reading import Reading
from .setup import Setup


def create_app(library: Path) -> Starlette:
    """Return the desk as an ASGI application, without a guard: `server.run` puts one before it.

    Args:
        library: The folder of sessions that is worked in.
    """
    desk = Desk(library)
    # A runner's or a run's own page takes any path, so what is more particular comes first.
    parts = (Cable(desk), Setup(desk), Exercise(desk), Changing(desk), Keeping(desk), Reading(desk))
    routes = [route for part in parts for route in part.routes()]
    return Starlette(
        routes=[*(Mount(path, files) for path, files in static_files()), *routes],
        exception_handlers={HTTPException: desk.refused, Exception: desk.failed},
    )
