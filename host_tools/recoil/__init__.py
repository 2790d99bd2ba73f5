"""Recoil's desktop tools: replay recorded runs through the clip's own code, simulate runs, measure accuracy.

`open_session` reads what a clip recorded, `analyse` a raw recording of any sensor.
"""

TYPE_CHECKING = False  # as type checkers know it; typing itself takes 10 ms, in which Ctrl-C finds nobody
if TYPE_CHECKING:
    from recoil.common.version import __version__ as __version__
    from recoil.recording.analysis import analyse as analyse
    from recoil.session import open_session as open_session

__all__ = ["__version__", "analyse", "open_session"]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    """Import what takes a moment only when it is asked for: the command begins with this module."""
    if name == "__version__":
        from recoil.common.version import __version__

        return __version__
    if name == "open_session":
        from recoil.session import open_session

        return open_session
    if name == "analyse":
        from recoil.recording.analysis import analyse

        return analyse
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
