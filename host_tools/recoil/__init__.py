"""Recoil's desktop tools: replay recorded runs through the clip's own code, simulate runs, measure accuracy.

`open_session` reads what a clip recorded.
"""

from importlib import metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recoil.session import open_session as open_session

__all__ = ["__version__", "open_session"]

try:
    __version__ = metadata.version("recoil-clip")
except metadata.PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0+source"


def __dir__() -> list[str]:
    return sorted([*globals(), "open_session"])


def __getattr__(name: str) -> Any:
    """Import what needs numpy only when it is asked for."""
    if name == "open_session":
        from recoil.session import open_session

        return open_session
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
