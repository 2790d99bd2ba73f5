"""Reads the sessions that the clip wrote; `docs/session-format.md` describes the format.

`open_session` takes the folder of a session (or one segment of it) and gives tables: all that is intact, and what is
missing.
"""

from .errors import SessionError
from .header import SessionHeader
from .raw import RawRun, RawSamples
from .reader import open_session
from .session import Session
from .tables import EVENT_TYPE, MINUTE_TYPE, STEP_TYPE, STRIDE_TYPE
from .validity import withheld_in
from .vocabulary import EVENT_NAMES

__all__ = [
    "EVENT_NAMES",
    "EVENT_TYPE",
    "MINUTE_TYPE",
    "STEP_TYPE",
    "STRIDE_TYPE",
    "RawRun",
    "RawSamples",
    "Session",
    "SessionError",
    "SessionHeader",
    "open_session",
    "withheld_in",
]
