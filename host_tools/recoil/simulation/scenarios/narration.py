"""Tells what happens to a virtual clip while it is on: its cues as they are felt, its restarts, the run."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.haptics import Haptics
from recoil.simulation.clip.observed import Cue, Note, check
from recoil.simulation.scenarios.show import LONG_MS, meaning_of

POLL_S = 0.1
PRESSED_US = 3_000_000  # what is felt so soon after a press answers it
EVENTS: dict[tuple[str, Any], str] = {
    ("press", None): "the button is pressed",
    ("motion", None): "the runner sets off",
    ("usb", False): "the cable is pulled out",
    ("usb", True): "the cable is plugged in",
}
CAUSES: dict[str, str] = {
    "soft reset": "its program starts anew",
    "watchdog": "restarted by its watchdog",
    "reset": "restarted",
}


class Narrator:
    """`follow` a cable until it is over; each line goes to `say`, with the time since the clip was switched on.

    `meaning` says what is felt; by default as on a run.
    """

    def __init__(self, cable: Cable, say: Callable[[str], None], meaning: Callable[[Cue], str] = meaning_of) -> None:
        self._meaning_of = meaning
        self._cable = cable
        self._say = say
        self._feeling = Haptics()
        self._pressed_us = -PRESSED_US
        self._has_begun = False
        self._is_at_prompt = False

    def follow(self, until_us: float = float("inf")) -> Iterator[Note]:
        """Tell what happens and yield each note, until one of that time, or Ctrl-C; an error if the clip fails."""
        while True:
            is_on = self._cable.is_on
            for note in self._cable.notes():
                check(note)
                self._feeling.take(note, time.monotonic())
                self._tell(note)
                yield note
                if note["us"] >= until_us:
                    self._felt(self._feeling.rest())
                    return
            self._felt(self._feeling.over(time.monotonic()))
            if not is_on:
                self._cable.wait("end", 1)  # says why it ended
                return
            time.sleep(POLL_S)

    def _tell(self, note: Note) -> None:
        kind = note["kind"]
        if kind in ("event", "boot", "prompt"):
            self._felt(self._feeling.before(note["us"]))  # with the meaning that it had then
        if kind == "event":
            if note["do"] == "press":
                self._pressed_us = note["us"]
            told = EVENTS.get((note["do"], note.get("plugged")))
            if told and self._has_begun:
                self._line(note["us"], "", told)
        elif kind == "boot":
            if self._has_begun:
                self._line(note["us"], "", CAUSES.get(note["cause"]) or note["cause"])
            self._has_begun = True
            self._is_at_prompt = False
        elif kind == "prompt":
            self._is_at_prompt = True

    def _felt(self, cues: Iterator[Cue]) -> None:
        for cue in cues:
            pattern = " ".join("▬" if length >= LONG_MS else "▪" for length in cue.lengths_ms)
            self._line(cue.start_us, pattern, self._meaning(cue))

    def _meaning(self, cue: Cue) -> str:
        if self._is_at_prompt:
            return "as a computer asked"
        is_long = cue.count == 1 and max(cue.lengths_ms) >= LONG_MS
        answers_press = cue.start_us - self._pressed_us < PRESSED_US
        return "recording has begun" if is_long and answers_press else self._meaning_of(cue)

    def _line(self, us: float, pattern: str, text: str) -> None:
        minutes, seconds = divmod(us / 1e6, 60)
        self._say(f"  {minutes:3.0f}:{seconds:04.1f}  {pattern:8} {text}")
