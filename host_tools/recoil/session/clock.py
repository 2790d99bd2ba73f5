"""When a session was, by the clip's clock or by what the runner says."""

from datetime import UTC, datetime

from recoil.common.errors import one_line

from .errors import SessionError
from .session import Session

EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2106, 1, 1, tzinfo=UTC)
EXAMPLE = '--start "2026-11-22 07:30"'


def parse_start(text: str) -> datetime:
    """Read a time as a person writes it: local unless it says otherwise; the zone that it says is kept.

    A time that the night of a change of clocks left out was never; of one that was there twice it is the first.
    """
    try:
        said = datetime.fromisoformat(text.strip())
        start = said if said.tzinfo else said.astimezone()
        was = start.astimezone(UTC).astimezone(None if said.tzinfo is None else said.tzinfo)
    except (ValueError, OverflowError, OSError):
        raise SessionError(
            f"--start {one_line(text, 40)!r} is not a time",
            f"write it as year-month-day hour:minute, in local time: {EXAMPLE}",
            f'or with its time zone: {EXAMPLE.rstrip(chr(34))}+01:00"',
        ) from None
    if was.replace(tzinfo=None) != said.replace(tzinfo=None):
        raise SessionError(
            f"--start {one_line(text, 40)!r} was never: the clocks were put forward over it",
            f'say when it was by a clock that was put forward, or with its time zone: {EXAMPLE.rstrip(chr(34))}+01:00"',
        )
    if not EARLIEST <= start <= LATEST:
        raise SessionError(f"--start {one_line(text, 40)!r} is not in the years 1990 to 2105")
    return start


def start_of(session: Session, given: datetime | None = None) -> datetime:
    """Return when the session's first sample was; what was given counts more than the clip's clock."""
    start = given or (session.header.start if session.header else None)
    if start is None:
        why = "the clip's clock was never set" if session.header else "the page that says when it was is lost"
        raise SessionError(
            f"{one_line(session.name)}: when it started is not known: {why}",
            f"say it, in local time: {EXAMPLE}",
        )
    return start
