"""When a session's clock ran: its begin and end, its pauses and markers, in true seconds since the first sample."""

from dataclasses import dataclass

import numpy as np

from recoil.common.errors import one_line
from recoil_clip.spec.events import MARKER, PAUSE, RESUME, START

from .errors import SessionError
from .session import Session

LONGEST_S = 48 * 3600.0  # a clip's battery is empty long before


@dataclass(frozen=True)
class Timeline:
    """`pauses` are (begin, end), in order, without overlap."""

    begin_s: float
    end_s: float
    pauses: tuple[tuple[float, float], ...]
    markers_s: tuple[float, ...]

    @classmethod
    def of(cls, session: Session) -> "Timeline":
        """Read it off events and steps; a `SessionError` for times that no clip writes."""
        events = session.events
        event_s = event_time_s(session)
        begin_of_steps_s = np.sort(session.step_time_s())
        end_of_steps_s = step_end_s(session)
        starts_s = event_s[events["kind"] == START]
        firsts = [*(starts_s if len(starts_s) else event_s)[:1], *begin_of_steps_s[:1]]
        begin_s = float(min(firsts, default=0.0))
        end_s = float(max([*event_s, *end_of_steps_s], default=begin_s))
        if begin_s < -LONGEST_S or end_s - begin_s > LONGEST_S:
            raise SessionError(
                f"{one_line(session.name)}: its times are {end_s - begin_s:.0f} s apart: no clip wrote this"
            )
        pauses: list[tuple[float, float]] = []
        paused_s: float | None = None
        for time_s, kind in zip(event_s.tolist(), events["kind"].tolist(), strict=True):
            if kind == PAUSE and paused_s is None:
                paused_s = max([time_s, *(pauses[-1][1:] if pauses else ())])
            elif kind == RESUME and paused_s is not None:
                pauses.append((paused_s, _resumed(begin_of_steps_s, paused_s, time_s)))
                paused_s = None
        if paused_s is not None:
            pauses.append((paused_s, _resumed(begin_of_steps_s, paused_s, end_s)))
        markers = sorted(event_s[events["kind"] == MARKER].tolist())
        return cls(begin_s, end_s, tuple(pause for pause in pauses if pause[1] > pause[0]), tuple(markers))

    def paused_s(self, begin_s: float, end_s: float) -> float:
        """Return how much of a span was paused."""
        return sum(max(min(end_s, until) - max(begin_s, since), 0.0) for since, until in self.pauses)

    def is_paused(self, time_s: np.ndarray) -> np.ndarray:
        """Tell for each time whether it lies within a pause."""
        paused = np.zeros(len(time_s), dtype=bool)
        for since, until in self.pauses:
            paused |= (time_s > since) & (time_s < until)
        return paused


def event_time_s(session: Session) -> np.ndarray:
    """Return when each event was, in true seconds since the first sample."""
    scale = session.header.true_time if session.header else 1.0
    return session.events["time_ms"] * (1e-3 * scale)


def step_end_s(session: Session) -> np.ndarray:
    """Return when each step ended: the next initial contact."""
    scale = session.header.true_time if session.header else 1.0
    return session.step_time_s() + session.steps["step_us"] * (1e-6 * scale)


def _resumed(begin_of_steps_s: np.ndarray, since_s: float, until_s: float) -> float:
    """Return when a pause was really over: the event comes seconds after the first steps, when running is certain."""
    after = int(np.searchsorted(begin_of_steps_s, since_s, side="right"))
    return float(min(until_s, *begin_of_steps_s[after : after + 1])) if after < len(begin_of_steps_s) else until_s
