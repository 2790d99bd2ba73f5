"""A session and the watch's file of the same run: where in it the session lies, or that it is another run."""

from dataclasses import dataclass
from datetime import datetime
from math import floor

import numpy as np

from recoil.common.errors import one_line
from recoil.session.dynamics import dynamics_of
from recoil.session.session import Session

from .alignment import Alignment, align
from .errors import FitError
from .profile import EPOCH_S
from .reader import FitFile
from .watch import Watch


@dataclass(frozen=True, eq=False)
class Placed:
    """`rows` are the session's seconds of dynamics."""

    file: FitFile
    watch: Watch
    rows: np.ndarray
    alignment: Alignment


def placed(
    session: Session, file: FitFile, offset_s: float | None = None, given_start: datetime | None = None
) -> Placed:
    """Return where a session lies in a watch's file; a `FitError` where it is not sure that both are one run."""
    if not len(session.steps):
        raise FitError(f"{one_line(session.name)}: no step was measured: there is nothing that a watch's file is about")
    watch = Watch.of(file)
    rows = dynamics_of(session)
    start = given_start or (session.header.start if session.header else None)
    clip_zero = None if start is None else floor(start.timestamp()) - EPOCH_S
    return Placed(file, watch, rows, align(rows, watch, clip_zero, offset_s))
