"""What is known of a clip at the moment: its last status, the steps of the last minute, what happened."""

from collections import deque
from collections.abc import Iterable

import numpy as np

from recoil.device.messages import EventMessage, Message, StepMessage
from recoil.device.status import Status
from recoil.recording.steps import CoreStep
from recoil_clip.spec.steps import BRIDGED, OPEN

MINUTE_S = 60
LATEST_STEPS = 8  # as many as the clip's own cadence is over
STALE_S = 3.0  # without a step for so long, nobody runs
LATEST_EVENTS = 4
QUIET_EVENTS = ("battery", "phase")  # of no interest to someone who looks


class Figures:
    """`take` the clip's messages as they come; times of arrival are this computer's, in seconds."""

    def __init__(self) -> None:
        self.status: Status | None = None
        self.events: deque[EventMessage] = deque(maxlen=LATEST_EVENTS)
        self.steps_heard = 0
        self.heard_s: float | None = None
        self._steps: deque[CoreStep] = deque()
        self._stepped_s = -STALE_S

    def take(self, messages: Iterable[Message], now_s: float) -> None:
        """Take what came at this moment."""
        for message in messages:
            self.heard_s = now_s
            if isinstance(message, Status):
                self._take_status(message)
            elif isinstance(message, EventMessage):
                if message.name == "start":
                    self._forget()
                if message.name not in QUIET_EVENTS:
                    self.events.append(message)
            elif isinstance(message, StepMessage):
                self._take_step(message.step)
                self._stepped_s = now_s

    def silent_s(self, now_s: float) -> float:
        """Return for how long the clip has said nothing."""
        return 0.0 if self.heard_s is None else now_s - self.heard_s

    def is_stepping(self, now_s: float) -> bool:
        """Return whether a step came lately."""
        return now_s - self._stepped_s < STALE_S

    def mean(self, name: str) -> float | None:
        """Return the mean of a field of `CoreStep` over the last steps that were whole."""
        found = [getattr(step, name) for step in self._whole()][-LATEST_STEPS:]
        return sum(found) / len(found) if found else None

    def cadence_spm(self) -> float | None:
        """Return steps per minute over the last steps."""
        step_us = self.mean("step_us")
        return 60e6 / step_us if step_us else None

    def trend(self, name: str, bins: int) -> list[float | None]:
        """Return the means of a field over the last minute, in so many parts; None where there was no whole step."""
        steps = self._whole()
        if not steps:
            return [None] * bins
        width_us = MINUTE_S * 1e6 / bins
        end_us = self._steps[-1].initial_contact_us + 1
        parts: list[list[int]] = [[] for _ in range(bins)]
        for step in steps:
            at = bins - 1 - int((end_us - 1 - step.initial_contact_us) // width_us)
            if at >= 0:
                parts[at].append(getattr(step, name))
        return [float(np.mean(part)) if part else None for part in parts]

    def _whole(self) -> list[CoreStep]:
        return [step for step in self._steps if not step.flags & (BRIDGED | OPEN)]

    def _take_status(self, status: Status) -> None:
        if self.status is not None and status.session != self.status.session and status.session is not None:
            self._forget()
        self.status = status

    def _take_step(self, step: CoreStep) -> None:
        self.steps_heard += 1
        if self._steps and step.initial_contact_us < self._steps[-1].initial_contact_us:
            self._forget()
        self._steps.append(step)
        while step.initial_contact_us - self._steps[0].initial_contact_us > MINUTE_S * 1e6:
            self._steps.popleft()

    def _forget(self) -> None:
        """Another session: its steps have another time."""
        self._steps.clear()
        self.events.clear()
