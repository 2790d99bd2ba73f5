"""How far a run was, by the runner's own watch."""

from datetime import datetime
from pathlib import Path

import numpy as np

from recoil.common.errors import RecoilError, one_line
from recoil.fit.errors import FitError
from recoil.fit.placing import Placed, placed
from recoil.fit.profile import RECORD, SESSION
from recoil.fit.reader import Data, parse
from recoil.session import Session
from recoil.session.timeline import Timeline

DISTANCE = 5  # of a record: centimetres since the start, 32 bits
PACKED = 8  # of a record: 12 bits of speed, 12 bits of distance in 1/16 m that begin again every 256 m
PACKED_ROUND, PACKED_PER_M = 1 << 12, 16
TOTAL = 9  # of a session: centimetres, 32 bits
LARGEST_BYTES = 64 << 20
FASTEST_M_PER_S = 12.0  # what is quicker was no running: a count that was set anew
ALL_OF_IT = 0.9


def distance_km(
    path: Path, session: Session, offset_s: float | None = None, given_start: datetime | None = None
) -> float:
    """Return how far the watch went while the session lasted; where they belong together, `recoil export` says too.

    A `RecoilError` where the file is of another run, or does not say how far it was.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise RecoilError("too large for a watch's file")
        return _distance_m(placed(session, parse(path.read_bytes()), offset_s, given_start), session) / 1000
    except OSError as error:
        raise RecoilError(f"{one_line(path)}: {(error.strerror or str(error)).lower()}") from None
    except RecoilError as error:
        raise RecoilError(f"{one_line(path)}: {one_line(error)}", *error.advice) from None


def _distance_m(found: Placed, session: Session) -> float:
    timeline, zero = Timeline.of(session), found.alignment.zero
    begin, end = zero + timeline.begin_s, zero + timeline.end_s
    times, metres = _went(found)
    if len(times) >= 2:
        within = (times >= begin) & (times <= end)
        if np.count_nonzero(within) >= 2:
            way = metres[within]
            return float(way[-1] - way[0])
        raise FitError("the watch did not say how far it was while the clip was at work")
    for message in found.file.data(SESSION.number):
        start, whole_ms = message.unsigned(2, 4), message.unsigned(7, 4)
        total_cm = message.unsigned(TOTAL, 4)
        if start is None or whole_ms is None or total_cm is None or not found.watch.is_run(message):
            continue
        since = found.watch.by_last_clock(start)
        until = since + whole_ms / 1000
        if min(end, until) - max(begin, since) >= ALL_OF_IT * (until - since) > 0:
            return total_cm / 100
    raise FitError("this file does not say how far it was")


def _went(found: Placed) -> tuple[np.ndarray, np.ndarray]:
    """Return when each record was and how many metres had been run by then, counts that began anew joined."""
    times: list[int] = []
    metres: list[float] = []
    last: tuple[int, float, bool] | None = None
    went_m = 0.0
    for record, time_s in zip(found.file.data(RECORD.number), found.watch.record_s, strict=True):
        said = _said_m(record)
        if time_s is None or said is None:
            continue
        at_m, is_packed = said
        if last is not None and last[2] == is_packed:
            step_m = at_m - last[1]
            if is_packed:
                step_m %= PACKED_ROUND / PACKED_PER_M
            elif step_m < 0:
                step_m = at_m  # counted from 0 again
            if 0 <= step_m <= FASTEST_M_PER_S * max(time_s - last[0], 1):
                went_m += step_m
        last = (time_s, at_m, is_packed)
        times.append(time_s)
        metres.append(went_m)
    return np.array(times), np.array(metres)


def _said_m(record: Data) -> tuple[float, bool] | None:
    """Return a record's distance in metres, and whether it is one that begins again every 256 m."""
    whole_cm = record.unsigned(DISTANCE, 4)
    if whole_cm is not None:
        return whole_cm / 100, False
    packed = record.field(PACKED)
    if packed is None or len(packed) != 3 or packed == b"\xff\xff\xff":
        return None
    return (packed[1] >> 4 | packed[2] << 4) / PACKED_PER_M, True
