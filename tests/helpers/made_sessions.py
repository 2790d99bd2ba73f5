"""Sessions made of numbers: steps at any cadence over hours, with pauses, markers, cues and masked steps."""

from collections.abc import Callable
from math import sin

import numpy as np

from recoil.session import EVENT_TYPE, MINUTE_TYPE, STEP_TYPE, Session, SessionHeader
from recoil_clip.spec.events import BATTERY, CONFIRM, CUE, MARKER, PAUSE, RESUME, START, STOP
from recoil_clip.spec.log import UNKNOWN

START_S = 1_795_000_000
MASKED = 8


def wavy_spm(time_s: float) -> float:
    """Return the cadence of a runner on hilly ground."""
    return 168 + 5 * sin(time_s / 47) + 3 * sin(time_s / 13 + 1) - time_s / 900


def header(start_s: int = START_S, period_ns: int = 4_807_692, period_us: int = 4808) -> SessionHeader:
    return SessionHeader(1, 0, 7, start_s, period_ns, period_us, True, 0, 488e-6, 0.07, "0.1.0", "e6605838")


def made_session(
    seconds: float,
    cadence_spm: Callable[[float], float] = wavy_spm,
    *,
    start_s: int = START_S,
    stand_s: float = 6.0,
    pauses: tuple[tuple[float, float], ...] = (),
    markers: tuple[float, ...] = (),
    masked: tuple[float, float] = (0.0, 0.0),
    left_more_ms: float = 0.0,
    ends: bool = True,
    head: SessionHeader | None = None,
) -> Session:
    """Return a run of so many seconds; contact, bounce and peak go with the time, so that a shift would be seen."""
    rows, at, foot = [], stand_s, -1
    events: list[tuple[float, int, int]] = [(stand_s + 4, START, 1), (stand_s + 4, BATTERY, 87 * 65536 + 3950)]
    until = list(pauses)
    while at < seconds:
        if until and at >= until[0][0]:
            at = until.pop(0)[1]
            continue
        step_s = 60 / cadence_spm(at)
        if at + step_s > seconds:
            break
        contact_s = 0.68 * step_s + foot * -left_more_ms / 1000
        flags = MASKED if masked[0] <= at < masked[1] else 0
        row = (at, step_s, contact_s, step_s - contact_s, 0.080 + at / 1e6, 2.4 + at / 1e5)
        rows.append((*(round(1e6 * value) for value in row[:5]), round(1000 * row[5]), foot, flags, 0))
        at += step_s
        foot = -foot
    for since, back in pauses:
        events += [(since + 8, PAUSE, 0), (back + 4, RESUME, 0)]
    events += [(time_s, MARKER, 0) for time_s in markers]
    events += [(masked[0], CUE, 1), (masked[1], CONFIRM, 0)] if masked[1] else []
    events += [(seconds, BATTERY, 81 * 65536 + 3890), (seconds, STOP, 1)] if ends else []
    minutes = np.zeros(1 if seconds > 60 else 0, dtype=MINUTE_TYPE)
    for name in (MINUTE_TYPE.names or ())[19:39]:
        minutes[name] = UNKNOWN
    if len(minutes):
        minutes["time_ms"], minutes["steps"] = 1000 * seconds, len(rows)
        minutes["contact_left_bp"], minutes["contact_half_width_bp"], minutes["contact_pairs"] = 5080, 120, 60
        minutes["step_time_half_width_bp"] = minutes["bounce_half_width_bp"] = -1
    return Session(
        name="00007-20261118T070640Z",
        header=head or header(start_s),
        settings={"target": "cadence"},
        steps=np.array(rows, dtype=STEP_TYPE),
        events=np.array([(round(1000 * time_s), *rest) for time_s, *rest in sorted(events)], dtype=EVENT_TYPE),
        minutes=minutes,
        missing=(),
        raw_pages=(),
    )
