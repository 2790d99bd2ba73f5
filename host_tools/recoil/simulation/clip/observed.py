"""What was felt and seen of a virtual clip while it ran."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recoil.simulation.clip.engine import VirtualClipError

Note = dict[str, Any]
CUE_GAP_US = 700_000


@dataclass(frozen=True)
class Cue:
    """Pulses of the motor that belong together."""

    start_us: int
    pulses_us: tuple[tuple[int, int], ...]
    """(start, end) of each."""

    @property
    def count(self) -> int:
        """Number of pulses."""
        return len(self.pulses_us)

    @property
    def lengths_ms(self) -> tuple[int, ...]:
        """How long each was, to a millisecond."""
        return tuple(round((end - start) / 1000) for start, end in self.pulses_us)


@dataclass(frozen=True)
class Observed:
    """Notes in order of time, each with `us` and `kind`: boot, prompt, event, pulse, light, pin, end.

    `console` is what the clip printed. Times are since the clip first got power.
    """

    notes: tuple[Note, ...]
    console: str

    def of_kind(self, kind: str) -> list[Note]:
        """Return the notes of one kind."""
        return [note for note in self.notes if note["kind"] == kind]

    @property
    def boots(self) -> list[str]:
        """Why the clip started, each time."""
        return [note["cause"] for note in self.of_kind("boot")]

    @property
    def errors(self) -> list[str]:
        """What main.py ended with, each time it ended by itself; empty texts if all was well."""
        return [note["error"] for note in self.of_kind("prompt")]

    @property
    def lights(self) -> list[tuple[int, list[list[int]]]]:
        """When the lights changed, and to which colours."""
        return [(note["us"], note["colours"]) for note in self.of_kind("light")]

    @property
    def cues(self) -> list[Cue]:
        """The pulses that were felt, those less than 0.7 s apart together."""
        return cues_of(self.notes)

    @property
    def end_us(self) -> int:
        """When it ended, in us of virtual time."""
        return self.notes[-1]["us"] if self.notes else 0


def cues_of(notes: Iterable[Note]) -> list[Cue]:
    """Return the cues among notes: pulses that follow each other closely are one."""
    groups: list[list[tuple[int, int]]] = []
    for note in notes:
        if note["kind"] != "pulse":
            continue
        if not groups or note["us"] - groups[-1][-1][1] >= CUE_GAP_US:
            groups.append([])
        groups[-1].append((note["us"], note["end_us"]))
    return [Cue(group[0][0], tuple(group)) for group in groups]


def check(note: Note) -> None:
    """Raise a VirtualClipError if a note tells of an event that could not happen, or a mistake in the clip itself."""
    if note["kind"] == "failed":
        raise VirtualClipError(f"the virtual clip failed at {note['us'] / 1e6:.3f} s: {note['error']}")


def read_observed(record: Path, console: str) -> Observed:
    """Read what a clip recorded."""
    notes = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    for note in notes:
        check(note)
    return Observed(tuple(sorted(notes, key=lambda note: note["us"])), console)
