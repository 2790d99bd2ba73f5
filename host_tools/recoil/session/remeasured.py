"""What a session's raw samples gave when they went through a later gait core: a log beside the segments.

The segments stay as the clip wrote them. The log is pages of the session format in one file, with everything but raw
samples; without it, or with a damaged one, the session is read as it was recorded.
"""

from dataclasses import replace
from pathlib import Path

from recoil.common.errors import one_line
from recoil.common.session_files import REMEASURED

from .errors import SessionError
from .session import Session

MOST_BYTES = 16 << 20
_AGAIN = "recoil library remeasure writes it anew"


def remeasured_in(folder: Path, missing: list[str]) -> bytes:
    """Return what the file beside a session's segments holds; empty without one.

    Args:
        folder: The session's.
        missing: Told in a sentence of a file that cannot be read.
    """
    file = folder / REMEASURED
    try:
        if not file.is_file():
            return b""
        if file.stat().st_size > MOST_BYTES:
            missing.append(f"{REMEASURED} is too large and is left out: {_AGAIN}")
            return b""
        return file.read_bytes()
    except OSError as error:
        missing.append(f"{REMEASURED}: {one_line(error.strerror)}")
        return b""


def with_remeasured(session: Session, data: bytes) -> Session:
    """Return the session with steps, strides and minutes as they were measured again.

    Args:
        session: As it was recorded.
        data: What the file holds; empty: the session is returned as it is.

    Returns:
        The session; where the file is damaged or of another session, the recorded one with a sentence in `missing`.
    """
    if not data:
        return session
    from .assembly import session_of  # which asks for this module

    try:
        again = session_of(session.name, [(REMEASURED, data)], is_folder=False)
    except SessionError as error:
        return _without(session, f"{REMEASURED} is left out: {one_line(error)}")
    old, new = session.header, again.header
    if old is None or new is None or (old.session, old.start_s, old.clip_id) != (new.session, new.start_s, new.clip_id):
        return _without(session, f"{REMEASURED} is of another session and is left out: {_AGAIN}")
    if again.missing:
        return _without(session, f"{REMEASURED} is damaged and is left out: {_AGAIN}")
    return replace(
        session,
        header=replace(old, gait_revision=new.gait_revision),
        steps=again.steps,
        minutes=again.minutes,
        strides=again.strides,
        withheld=again.withheld,
        recorded_revision=old.gait_revision,
    )


def _without(session: Session, why: str) -> Session:
    return replace(session, missing=(*session.missing, why))
