"""What the tests of the log share on the desktop."""

from itertools import repeat
from pathlib import Path

from log_script import SETTINGS, header, play
from recoil.session import Session
from recoil_clip.log.page import Page
from recoil_clip.log.store import Store
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.log import RAW_OFF


class SmallFlash(Store):
    """A store that says how much is free."""

    free_bytes = 1 << 24

    def free(self) -> int:
        return self.free_bytes


def writer(root: Path, raw_minutes: int = RAW_OFF, store: type[Store] = Store) -> SessionWriter:
    """Begin a session."""
    return SessionWriter(store(str(root)), header(raw_minutes), SETTINGS)


def contents(root: Path) -> dict[str, bytes]:
    """Return every file with its path."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def record(root: Path, raw_minutes: int, seconds: int, session_settings: bytes = SETTINGS) -> Path:
    """Play a session; return its folder."""
    log = SessionWriter(Store(str(root)), header(raw_minutes), session_settings)
    play(log, seconds)
    return Path(log.folder())


def sealed(kind: int, payload: bytes, number: int = 0, session: int = 1) -> bytes:
    """Return a page with the right check."""
    page = Page(255)
    page.add(payload)
    page.number = number
    return bytes(page.seal(kind, session, False))


def is_part_of(session: Session, whole: Session) -> bool:
    """Tell whether there is nothing in a session that is not in the whole one, in its order.

    Sides and how sure balances are may be withheld in either: whether feet are told apart is judged by all steps that
    were read. Where both tell a side, it is the same.
    """
    for table in ("steps", "events", "minutes", "strides"):
        one, other = getattr(session, table), getattr(whole, table)
        names = [name for name in one.dtype.names if not ("side" in name or "half_width_bp" in name)]
        rows = iter(
            zip(other[names].tolist(), other["side"] if "side" in other.dtype.names else repeat(0), strict=False)
        )
        for number, row in enumerate(one[names].tolist()):
            side = one["side"][number] if "side" in one.dtype.names else 0
            if not any(row == known and (side == told or not side or not told) for known, told in rows):
                return False
    return True
