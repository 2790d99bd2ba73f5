"""How far a run was, by the runner's own watch."""

from pathlib import Path

from recoil.common.errors import RecoilError, one_line
from recoil.fit.profile import EPOCH_S, RECORD
from recoil.fit.reader import FitFile, parse
from recoil.session import Session
from recoil.session.timeline import Timeline

DISTANCE = 5  # of a record: centimetres since the start, 32 bits
CM_PER_KM = 100_000
LARGEST_BYTES = 64 << 20


def distance_km(path: Path, session: Session) -> float:
    """Return how far the watch went while the session lasted, or, where the times do not meet, in its whole file."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise RecoilError(f"{one_line(path)}: too large for a watch's file")
        file = parse(path.read_bytes())
    except OSError as error:
        raise RecoilError(f"{one_line(path)}: {(error.strerror or str(error)).lower()}") from None
    except RecoilError as error:
        raise RecoilError(f"{one_line(path)}: {one_line(error)}", *error.advice) from None
    points = points_of(file)
    if len(points) < 2:
        raise RecoilError(f"{one_line(path)}: this file does not say how far it was")
    header = session.header
    if header and header.start_s:
        timeline = Timeline.of(session)
        begin_s, end_s = (header.start_s - EPOCH_S + at for at in (timeline.begin_s, timeline.end_s))
        within = [cm for time_s, cm in points if begin_s <= time_s <= end_s]
        if len(within) >= 2:
            return (within[-1] - within[0]) / CM_PER_KM
    return (points[-1][1] - points[0][1]) / CM_PER_KM


def points_of(file: FitFile) -> list[tuple[int, int]]:
    """Return time and distance of each record that has both."""
    found = []
    for record in file.data(RECORD.number):
        cm = record.unsigned(DISTANCE, 4)
        if record.time_s is not None and cm is not None:
            found.append((record.time_s, cm))
    return sorted(found)
