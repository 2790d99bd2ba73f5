"""Recorded runners at three speeds through the gait core and the coach: habitual form, whatever the speed.

Each recording of 30 s is looped to the length that the rules need; nothing changes but the speed.
"""

from array import array
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach_driver import OneStep
from coach_play import settings_with
from recoil.bench.dataset import Entry, read_index
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.gait.gait import Gait

Row = tuple[int, int, int, int, int]
SPEEDS = (2.5, 3.5, 4.5)
RUNNERS = ("rbds01", "rbds08")
HOLD = ({"cadence_change_pct": 0}, {"target": "bounce", "bounce_change_pct": 0})


def steps_of(entry: Entry) -> list[Row]:
    """Return a recording's clean steps, as many of the left foot as of the right."""
    recording = entry.recording()
    gait = Gait(recording.period_us)
    samples = array("i", recording.counts().astype(np.int32).ravel().tolist())
    at, end, rows = 0, len(recording.time_s), []
    while at < end:
        at = gait.feed(samples, at, end)
        while (step := gait.take()) is not None:
            if not step.flags:
                rows.append((step.step_us, step.contact_us, step.bounce_um, step.side, step.speed_mm_s))
    rows = rows[8:-2]
    return rows[: len(rows) // 2 * 2]


def run(history: History, parts: list[tuple[float, list[Row]]], settings: dict[str, Any]) -> tuple[list[int], int]:
    """Run parts of so many minutes; return what was felt and how many steps were judged. The history goes on."""
    coach = Coach(settings_with(schedule="always", **settings), history, has_pace=True)
    step, time_ms, judged = OneStep(), 0, 0
    felt: list[int] = []
    for minutes, rows in parts:
        end_ms, number = time_ms + round(60_000 * minutes), 0
        while time_ms < end_ms:
            step.step_us, step.contact_us, step.bounce_um, step.side, speed_mm_s = rows[number % len(rows)]
            number += 1
            time_ms += step.step_us // 1000
            cue = coach.step(step, 0, time_ms, speed_mm_s)
            felt += [cue] if cue else []
            judged += coach.judged >= 0
    coach.finish()
    return felt, judged


@pytest.mark.parametrize("runner", RUNNERS)
def test_habitual_form_is_neither_cued_nor_praised_at_any_of_three_speeds(data_dir: Path, runner: str) -> None:
    found = {entry.speed_mps: entry for entry in read_index(data_dir) if entry.subject == runner}
    rows = {speed: steps_of(found[speed]) for speed in SPEEDS}
    for settings in HOLD:
        history = History()
        for _ in range(2):
            assert run(history, [(6, rows[speed]) for speed in SPEEDS], settings)[0] == [], "own values are learnt"
        for speed in SPEEDS:
            felt, judged = run(History(history.plain()), [(7, rows[speed])], settings)
            assert felt == [] and judged > 800, (runner, speed, settings)
