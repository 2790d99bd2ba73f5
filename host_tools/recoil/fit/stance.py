"""Contact times that a watch or a pod measured, beside the clip's of the same seconds."""

from datetime import datetime
from pathlib import Path

import numpy as np

from recoil.common.errors import RecoilError, one_line
from recoil.session.session import Session

from .placing import placed
from .profile import RECORD
from .reader import parse

LARGEST_BYTES = 64 << 20
STANCE_TIME = RECORD.fields["stance_time"]


def stance_beside(
    path: Path, session: Session, offset_s: float | None = None, given_start: datetime | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return contact in ms by the watch and by the clip as it measured, second by second; NaN where it is not known.

    Args:
        path: The watch's FIT file of the same run, with `stance_time` in its records.
        session: The session.
        offset_s: Seconds from the watch's first record to the session's start; None: found by cadence or clock.
        given_start: When the session began, with a time zone; None: as the clip's clock says.

    Returns:
        Two arrays of the same length.

    Raises:
        RecoilError: The file is damaged, of another kind or of another run.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise RecoilError("too large for a watch's file")
        found = placed(session, parse(path.read_bytes()), offset_s, given_start)
    except OSError as error:
        raise RecoilError(f"{one_line(path)}: {(error.strerror or str(error)).lower()}") from None
    except RecoilError as error:
        raise RecoilError(f"{one_line(path)}: {one_line(error)}", *error.advice) from None
    said: dict[int, float] = {}
    for record, time_s in zip(found.file.data(RECORD.number), found.watch.record_s, strict=True):
        stance = record.unsigned(STANCE_TIME.number, 2)
        if time_s is not None and stance:
            said[time_s - found.alignment.zero] = stance / 10
    seconds = found.rows["time_s"].astype(int).tolist()
    added = session.calibration.contact_ms or 0 if session.calibration else 0
    return np.array([said.get(second, np.nan) for second in seconds]), found.rows["contact_ms"] - added
