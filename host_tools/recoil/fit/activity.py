"""A session as a FIT activity of its own: what platforms take where there was no watch."""

from collections.abc import Iterator
from datetime import datetime
from math import floor
from zlib import crc32

import numpy as np

from recoil.common.errors import one_line
from recoil.common.version import __version__
from recoil.session.calibration import is_speed_true, speed_of, way_of
from recoil.session.clock import start_of
from recoil.session.dynamics import WINDOW_S, dynamics_of
from recoil.session.means import balance_of, means_of
from recoil.session.pairs import contact_pairs, left_share_pct
from recoil.session.session import Session
from recoil.session.timeline import Timeline
from recoil_clip.spec.events import BATTERY

from .developer import APPLICATION, FIELDS, cues_by_second, own_values, version_number
from .errors import FitError
from .profile import ACTIVITY, DEVICE_INFO, EPOCH_S, EVENT, FILE_CREATOR, FILE_ID, LAP, RECORD, SESSION, Message
from .values import Value, strides
from .writer import FitWriter

DEVELOPMENT = 255  # the manufacturer's number for those who have none
ACTIVITY_FILE, RUNNING, CREATOR, LOCAL_SOURCE, WAIST_MID_BACK = 4, 1, 0, 5, 36
TIMER_EVENT, SESSION_EVENT, LAP_EVENT, ACTIVITY_EVENT = 0, 8, 9, 26
START, STOP, STOP_ALL = 0, 1, 4
BY_HAND, BY_END = 0, 7  # what ended a lap
SHORTEST_LAP_S = 1.0
Timed = tuple[int, int, Message, dict[str, Value], dict]


def activity_of(session: Session, given_start: datetime | None = None) -> bytes:
    """Return the session as a FIT activity.

    A record each second has the means of the steps that ended in the five seconds before it, as running dynamics have
    them; markers end laps. Where the runner's speed is calibrated there are speed, distance, step length and vertical
    ratio too. Flight time, peak acceleration and the cue of a second are developer fields.

    Args:
        session: The session.
        given_start: When it began, with a time zone; None: as the clip's clock says.

    Returns:
        The bytes of the file.

    Raises:
        FitError: No step was measured, or nobody knows when the session began.
    """
    if not len(session.steps):
        raise FitError(f"{one_line(session.name)}: no step was measured: there is nothing to put into a FIT file")
    start = start_of(session, given_start)
    activity = _Activity(session, floor(start.timestamp()) - EPOCH_S)
    offset = (given_start or start.astimezone()).utcoffset()
    return activity.file(int(offset.total_seconds()) if offset else 0)


class _Activity:
    """One file in the making; `zero` is FIT's time of the session's first sample."""

    def __init__(self, session: Session, zero: int) -> None:
        self.session = session
        self.timeline = Timeline.of(session)
        self.pairs = contact_pairs(session)
        self.zero = zero

    def file(self, utc_offset_s: int) -> bytes:
        begin, end = self._stamp(self.timeline.begin_s), self._stamp(self.timeline.end_s)
        writer = FitWriter()
        writer.write(
            FILE_ID, {**self._device(), "type": ACTIVITY_FILE, "time_created": begin, "product_name": "Recoil"}
        )
        writer.write(FILE_CREATOR, {"software_version": version_number(__version__)})
        writer.declare(FIELDS, APPLICATION, version_number(__version__))
        writer.write(DEVICE_INFO, self._device_info(begin))
        laps = list(self._laps())
        timed = [*self._events(), *self._records(begin, end), *laps]
        for _, _, message, values, own in sorted(timed, key=lambda entry: entry[:2]):
            writer.write(message, values, own)
        writer.write(SESSION, self._session(begin, end, len(laps)))
        closing: dict[str, Value] = {
            "timestamp": end,
            "total_timer_time": self._timer_s(self.timeline.begin_s, self.timeline.end_s),
            "num_sessions": 1,
            "type": 0,
            "event": ACTIVITY_EVENT,
            "event_type": STOP,
            "local_timestamp": end + utc_offset_s,
        }
        writer.write(ACTIVITY, closing)
        return writer.file()

    def _stamp(self, time_s: float) -> int:
        return self.zero + floor(time_s + 0.5)

    def _timer_s(self, begin_s: float, end_s: float) -> float:
        return end_s - begin_s - self.timeline.paused_s(begin_s, end_s)

    def _device(self) -> dict[str, Value]:
        clip = self.session.header.clip_id if self.session.header else ""
        return {"manufacturer": DEVELOPMENT, "product": 0, "serial_number": crc32(clip.encode()) if clip else None}

    def _device_info(self, begin: int) -> dict[str, Value]:
        firmware = self.session.header.firmware_version if self.session.header else ""
        readings = self.session.events[self.session.events["kind"] == BATTERY]["value"]
        last = int(readings[-1]) if len(readings) else None
        return {
            **self._device(),
            "timestamp": begin,
            "device_index": CREATOR,
            "software_version": version_number(firmware) / 100 if firmware else None,
            "battery_voltage": None if last is None else (last & 0xFFFF) / 1000,
            "sensor_position": WAIST_MID_BACK,
            "source_type": LOCAL_SOURCE,
            "product_name": "Recoil",
            "battery_level": None if last is None else last >> 16,
        }

    def _events(self) -> Iterator[Timed]:
        """Yield when the timer ran; a stop sorts behind its second's record, a start before it."""
        turns = [(self.timeline.begin_s, START)]
        for since_s, until_s in self.timeline.pauses:
            turns += [(since_s, STOP_ALL), (until_s, START)]
        if turns[-1] == (self.timeline.end_s, START):
            turns.pop()  # paused to the end
        else:
            turns.append((self.timeline.end_s, STOP_ALL))
        for time_s, turn in turns:
            stamp = self._stamp(time_s)
            values: dict[str, Value] = {"timestamp": stamp, "event": TIMER_EVENT, "event_type": turn, "event_group": 0}
            yield stamp, 0 if turn == START else 2, EVENT, values, {}

    def _records(self, begin: int, end: int) -> Iterator[Timed]:
        rows = dynamics_of(self.session)
        cues = cues_by_second(self.session)
        ways: list[dict[str, Value]] = [{}] * len(rows)
        if is_speed_true(self.session):
            both = zip(rows, *way_of(self.session, rows["time_s"], WINDOW_S), strict=True)
            ways = [way_values(row, float(speed), float(way_m)) for row, speed, way_m in both]
        for row, way in zip(rows, ways, strict=True):
            stamp = self._stamp(row["time_s"])
            if begin <= stamp <= end and not row["is_paused"]:
                own = own_values(row, cues.get(int(row["time_s"])))
                yield stamp, 1, RECORD, {"timestamp": stamp, **cadence_values(row), **dynamic_values(row), **way}, own

    def _laps(self) -> Iterator[Timed]:
        ends_s = [self.timeline.begin_s]
        for marker_s in self.timeline.markers_s:
            if ends_s[-1] + SHORTEST_LAP_S <= marker_s <= self.timeline.end_s - SHORTEST_LAP_S:
                ends_s.append(marker_s)
        spans = list(zip(ends_s, [*ends_s[1:], self.timeline.end_s], strict=True))
        for number, (begin_s, end_s) in enumerate(spans):
            stamp = self._stamp(end_s)
            values = {
                **self._summary(begin_s, end_s, left_share_pct(self.pairs, begin_s, end_s)),
                "message_index": number,
                "timestamp": stamp,
                "start_time": self._stamp(begin_s),
                "event": LAP_EVENT,
                "event_type": STOP,
                "lap_trigger": BY_END if number == len(spans) - 1 else BY_HAND,
                "sport": RUNNING,
                "sub_sport": 0,
            }
            yield stamp, 3, LAP, values, {}

    def _session(self, begin: int, end: int, laps: int) -> dict[str, Value]:
        balance = balance_of(self.session, "contact")
        return {
            **self._summary(self.timeline.begin_s, self.timeline.end_s, balance.left_pct if balance else None),
            "message_index": 0,
            "timestamp": end,
            "start_time": begin,
            "event": SESSION_EVENT,
            "event_type": STOP,
            "sport": RUNNING,
            "sub_sport": 0,
            "first_lap_index": 0,
            "num_laps": laps,
            "trigger": 0,
        }

    def _summary(self, begin_s: float, end_s: float, left_pct: float | None) -> dict[str, Value]:
        means = means_of(self.session, begin_s, end_s)
        whole, fraction = strides(means.cadence_spm)
        return {
            "total_elapsed_time": end_s - begin_s,
            "total_timer_time": self._timer_s(begin_s, end_s),
            "total_cycles": means.steps // 2,
            "total_fractional_cycles": means.steps % 2 / 2,
            "avg_cadence": whole,
            "avg_fractional_cadence": fraction,
            "avg_vertical_oscillation": means.bounce_mm,
            "avg_stance_time_percent": means.contact_of_stride_pct,
            "avg_stance_time": means.contact_ms,
            "avg_stance_time_balance": left_pct,
            **self._way(begin_s, end_s),
        }

    def _way(self, begin_s: float, end_s: float) -> dict[str, Value]:
        """Return speed and what follows from it; nothing where the runner's speed is not calibrated."""
        found = speed_of(self.session, begin_s, end_s)
        if found is None:
            return {}
        return {
            "avg_vertical_ratio": found["vertical_ratio_pct"],
            "avg_step_length": 1000 * found["step_length_m"],
            "total_distance": found["distance_m"],
            "enhanced_avg_speed": found["speed_m_s"],
        }


def way_values(row: np.void, speed_m_s: float, way_m: float) -> dict[str, Value]:
    """Return what true speed makes of a second of dynamics in a record."""
    if not row["is_running"]:
        return {"vertical_ratio": None, "step_length": None, "distance": way_m, "enhanced_speed": 0.0}
    length_mm = 60_000 * speed_m_s / float(row["cadence_spm"])
    return {
        "vertical_ratio": 100 * float(row["bounce_mm"]) / length_mm if length_mm else None,
        "step_length": length_mm,
        "distance": way_m,
        "enhanced_speed": speed_m_s,
    }


def dynamic_values(row: np.void) -> dict[str, Value]:
    """Return what a second of dynamics is in a record, cadence left out."""
    return {
        "vertical_oscillation": float(row["bounce_mm"]),
        "stance_time_percent": float(row["contact_of_stride_pct"]),
        "stance_time": float(row["contact_ms"]),
        "stance_time_balance": float(row["contact_left_pct"]),
    }


def cadence_values(row: np.void) -> dict[str, Value]:
    """Return what a second's cadence is in a record."""
    whole, fraction = strides(float(row["cadence_spm"]))
    return {"cadence": whole, "fractional_cadence": fraction}
