"""Pulses of a running virtual clip's motor put together to cues, each as soon as it is sure to be over."""

from collections.abc import Iterator

from recoil.simulation.clip.observed import CUE_GAP_US, Cue, Note, cues_of

LATE_US = 5_000_000  # while time flies, a pulse may be told so much after other notes
PAUSE_S = CUE_GAP_US / 1e6 + 0.3


class Haptics:
    """`take` notes; `over` and `before` give the cues that are over, `rest` all the others."""

    def __init__(self) -> None:
        self._pulses: list[Note] = []
        self._latest_us = 0
        self._told_s = 0.0

    def take(self, note: Note, now_s: float) -> None:
        """Take in a note that was read at a (real) time."""
        self._latest_us = max(self._latest_us, note["us"])
        if note["kind"] == "pulse":
            self._pulses.append(note)
            self._told_s = now_s

    def over(self, now_s: float) -> Iterator[Cue]:
        """Yield what no pulse can belong to any more: for a while none came, in real or in virtual time."""
        if not self._pulses:
            return
        if now_s - self._told_s > PAUSE_S or self._latest_us - self._pulses[-1]["end_us"] > LATE_US:
            yield from self.rest()

    def before(self, us: int) -> Iterator[Cue]:
        """Yield what was over before a time."""
        if self._pulses and us - self._pulses[-1]["end_us"] > CUE_GAP_US:
            yield from self.rest()

    def rest(self) -> Iterator[Cue]:
        """Yield what is left."""
        pulses, self._pulses = sorted(self._pulses, key=lambda note: note["us"]), []
        yield from cues_of(pulses)
