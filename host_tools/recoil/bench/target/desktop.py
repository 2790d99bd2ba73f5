"""A run on the emulated board against the desktop: the very samples that the clip read, through the same gait core."""

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from recoil.recording.mount import Mount
from recoil.session import Session
from recoil_clip.gait.gait import Gait
from recoil_clip.spec.events import CUE

BLOCK_SAMPLES = 4096
ROTATION, ACCELERATION = 1, 2  # kinds of words
NUMBERS = ("step_us", "contact_us", "flight_us", "bounce_um", "peak_mg", "side")
ALIKE = 6  # steps in a row that tell where the session's core began


@dataclass(frozen=True)
class Comparison:
    """A session's steps against the desktop's."""

    steps: int
    """In the session."""
    desktop_steps: int
    equal_steps: int
    """Of the session's, those that are the desktop's in every number."""
    cue_latency_ms: tuple[float, ...]
    """From the sample that decided a cue, taken, to the motor's GO, for each cue; empty if they cannot be told."""

    @property
    def is_equal(self) -> bool:
        """Return whether there is no difference."""
        return self.steps == self.desktop_steps == self.equal_steps > 0


def compare(session: Session, words: Path, end: dict[str, Any], plays_us: list[float], mount: Mount) -> Comparison:
    """Compare a session with what the desktop makes of the same samples.

    Args:
        session: Off the board's file system.
        words: The sensor's words that the clip read, as the emulator wrote them.
        end: What the emulator said in the end.
        plays_us: When the motor was told to go, in emulated microseconds.
        mount: How the sensor sits in the clip.

    Returns:
        What was found. Without a step in the session nothing is equal.
    """
    if not end.get("batches"):  # a board that started anew in the end has not read a word since
        return Comparison(len(session.steps), 0, 0, ())
    batch = end["batches"][-1]
    samples = _samples(np.fromfile(words, dtype="<i2").reshape(-1, 4)[batch["words"] :], mount)
    period_us = session.header.period_us if session.header else 0
    ours = _rows(session)
    if not len(ours) or not period_us:
        return Comparison(len(ours), 0, 0, ())
    whole = _steps(samples, period_us)
    begin = _begin(ours, whole, period_us)
    # The core's time begins with its first sample; what it took before its session ended is what it is given here.
    last_ms = int(session.events["time_ms"].max()) if len(session.events) else 0
    taken = begin + last_ms * 1000 // period_us + 1
    desktop = _steps(samples[begin:taken], period_us)
    known = {tuple(row) for row in desktop.tolist()}
    equal = sum(tuple(row) in known for row in ours.tolist())
    return Comparison(len(ours), len(desktop), equal, _latencies(session, begin, batch, plays_us))


def _samples(words: np.ndarray, mount: Mount) -> np.ndarray:
    """Return samples, n x 6, in body axes."""
    kinds = {kind: words[words[:, 0] == kind][:, 1:].astype(np.int32) for kind in (ACCELERATION, ROTATION)}
    count = min(map(len, kinds.values()))
    return np.hstack([mount.to_body(kinds[kind][:count]) for kind in (ACCELERATION, ROTATION)]).clip(-32768, 32767)


def _steps(samples: np.ndarray, period_us: int) -> np.ndarray:
    """Return time and numbers of every step, n x 7."""
    gait = Gait(period_us)
    rows: list[list[int]] = []

    def collect() -> None:
        while step := gait.take():
            begin_us = step.initial_contact_s * 1_000_000 + step.initial_contact_us
            rows.append([begin_us, *(getattr(step, name) for name in NUMBERS)])

    for start in range(0, len(samples), BLOCK_SAMPLES):
        block = array("i", samples[start : start + BLOCK_SAMPLES].astype(np.int32).tobytes())
        taken, end = 0, len(block) // 6
        while taken < end:
            taken = gait.feed(block, taken, end)
            collect()
    gait.finish()
    collect()
    return np.array(rows, dtype=np.int64).reshape(-1, 1 + len(NUMBERS))


def _rows(session: Session) -> np.ndarray:
    table = session.steps
    return np.column_stack([table[name].astype(np.int64) for name in ("initial_contact_us", *NUMBERS)])


def _begin(ours: np.ndarray, whole: np.ndarray, period_us: int) -> int:
    """Return the sample with which the session's core began: some steps in a row are found in those of all samples."""
    width = min(ALIKE, len(ours), len(whole))
    if not width:
        return 0
    middle = (len(ours) - width) // 2
    wanted = ours[middle : middle + width, 1:]
    far = [np.abs(whole[at : at + width, 1:] - wanted).sum() for at in range(len(whole) - width + 1)]
    offset_us = whole[int(np.argmin(far)), 0] - ours[middle, 0]
    return max(0, round(offset_us / period_us))


def _latencies(session: Session, begin: int, batch: dict[str, Any], plays_us: list[float]) -> tuple[float, ...]:
    """Return for each cue how long after its deciding sample the motor was told to go, in ms."""
    if session.header is None or "first_ns" not in batch:
        return ()
    found = []
    for event in session.events[session.events["kind"] == CUE]:
        sample = begin + int(event["time_ms"]) * 1000 // session.header.period_us
        taken_us = (batch["first_ns"] + sample * batch["period_ns"]) / 1000
        later = [us for us in plays_us if us >= taken_us - 1000]
        if later:
            found.append((min(later) - taken_us) / 1000)
    return tuple(found)
