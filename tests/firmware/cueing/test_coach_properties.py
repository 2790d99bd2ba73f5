"""What holds for every run: random runs against the rules, and against a second coach written from history lists."""

import random
from array import array
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coach_driver import BURST, REQUEST, REST, STEP, TICK, WIDTH, Heap, play
from coach_play import CUES, RUN
from recoil_clip.cueing.cues import CUE_CONFIRM, CUE_TICK

some = settings(max_examples=60, deadline=None)
TARGETS = ("none", "cadence", "bounce", "steadiness", "asymmetry")
Row = list[int]


@dataclass
class Stream:
    """A random run of stretches, each with its own form; what else may happen happens in between."""

    seed: int
    stretches: int = 14
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        time_ms = 0
        for _ in range(self.stretches):
            step_us, bounce_um = chance.randint(310_000, 390_000), chance.randint(50_000, 110_000)
            noise, flagged = chance.choice([0.0, 0.01, 0.03]), chance.choice([0.0, 0.0, 0.05, 0.5])
            for i in range(chance.randint(5, 400)):
                step = round(step_us * (1 + noise * chance.uniform(-2, 2)))
                flags = chance.choice([1, 2, 4, 8]) if chance.random() < flagged else 0
                contact = chance.randint(230_000, 260_000)
                time_ms += step // 1000
                self.rows.append([STEP, step, contact, bounce_um, flags, -1 if i % 2 else 1, time_ms])
                self.rows.append([TICK, 0, 0, 0, 0, 0, time_ms])
            kind = chance.choice([TICK, TICK, REST, REQUEST, BURST, STEP])
            time_ms += chance.choice([0, 300, 3000, 60_000])
            self.rows.append([kind, 700_000, 100_000, 0, 0, 0, time_ms])


def result(stream: Stream, changes: dict[str, Any], sessions: int = 0) -> list[int]:
    """Return the cue of each row."""
    history = {"runs": [RUN, RUN], "sessions": dict.fromkeys(TARGETS, sessions)}
    rows = array("i", chain.from_iterable(stream.rows))
    kept, *_ = play({"settings": changes, "history": history}, rows, Heap())
    return kept[::4]


@st.composite
def choices(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "target": draw(st.sampled_from(TARGETS)),
        "cue_interval_s": draw(st.sampled_from([10, 30, 120])),
        "quiet_start_min": draw(st.sampled_from([0, 1, 3])),
        "settle_s": draw(st.sampled_from([0, 10, 30])),
        "outside_steps": draw(st.sampled_from([4, 8, 20])),
        "inside_steps": draw(st.sampled_from([4, 8, 20])),
        "metronome": draw(st.sampled_from(["off", "after_cue", "regular"])),
        "schedule": draw(st.sampled_from(["faded", "always", "request", "retention", "off"])),
        "fewer_block_min": 1,
    }


@some
@given(st.integers(0, 2**32), choices(), st.integers(0, 12))
def test_what_never_happens(seed: int, changes: dict[str, Any], sessions: int) -> None:
    stream = Stream(seed)
    felt = result(stream, changes, sessions)
    last_cue_ms, running_us, stretch_us, before_ms, waits = -(10**9), 0, 0, 0, False
    for row, cue in zip(stream.rows, felt, strict=True):
        kind, step_us, time_ms = row[0], row[1], row[6]
        if kind == REST or (kind in (STEP, TICK) and time_ms - before_ms > 2000):
            stretch_us, waits = 0, False
        if kind == STEP:
            before_ms = time_ms
            running_us += step_us
            stretch_us += step_us
        if cue in CUES:
            assert kind == STEP
            assert time_ms - last_cue_ms >= changes["cue_interval_s"] * 1000
            assert running_us >= changes["quiet_start_min"] * 60e6
            assert stretch_us > changes["settle_s"] * 1e6
            assert row[4] == 0, "a flagged step decides nothing"
            assert 200_000 <= step_us <= 600_000, "below running"
            assert changes["schedule"] not in ("retention", "off")
            assert changes["target"] != "none"
            last_cue_ms, waits = time_ms, True
        elif cue == CUE_CONFIRM:
            assert kind == STEP
            assert waits, "a confirming pulse without a cue"
            waits = False
        elif cue == CUE_TICK:
            assert kind == TICK
            assert stretch_us > changes["settle_s"] * 1e6
            assert running_us >= changes["quiet_start_min"] * 60e6
            assert changes["schedule"] != "retention" or changes["target"] == "none"


def expected(rows: list[Row], interval_s: int, quiet_min: int, in_a_row: int) -> list[int]:
    """The cadence rules once more, from lists of all that was: slow, with fractions, and with nothing shared."""
    limit_us = 360_000 / 1.05 / 0.97
    past_us = stretch_us = 0
    before_ms = cue_ms = -(10**9)
    strides: list[float] = []
    last: float | None = None
    skipped = 0
    waits = False
    felt = []
    for kind, step_us, contact_us, bounce_um, flags, _, time_ms in rows:
        felt.append(0)
        if kind == REST or (kind in (STEP, TICK) and time_ms - before_ms > 2000):
            past_us += stretch_us // 1000 * 1000
            stretch_us, strides, last, waits, skipped = 0, [], None, False, 0
        if kind != STEP:
            continue
        before_ms = time_ms
        stretch_us += step_us
        possible = 200e3 <= step_us <= 600e3 and 0 < contact_us <= 800e3 and 0 < bounce_um <= 300e3
        if flags or not possible or stretch_us < 10_001_000:
            last, skipped = None, skipped + 1
            strides = strides if skipped < 8 else []
            continue
        skipped = 0
        if last is not None:
            strides.append((last + step_us) / 2)
        judged, last = last is not None, step_us
        recent = strides[-in_a_row:]
        if not judged or len(recent) < in_a_row:
            continue
        if all(stride <= limit_us for stride in recent) and waits:
            felt[-1], waits = CUE_CONFIRM, False
            continue
        cue = all(stride > limit_us for stride in recent)
        if cue and past_us + stretch_us >= 60e6 * quiet_min and time_ms - cue_ms >= 1000 * interval_s:
            felt[-1], waits, cue_ms = 1, True, time_ms
    return felt


@some
@given(st.integers(0, 2**32), st.sampled_from([10, 30, 60]), st.sampled_from([0, 1, 3]), st.sampled_from([4, 8, 12]))
def test_a_second_coach_decides_the_same(seed: int, interval_s: int, quiet_min: int, in_a_row: int) -> None:
    stream = Stream(seed)
    stream.rows = [row for row in stream.rows if row[0] != BURST]
    for row in stream.rows:  # keep away from the limit, where fractions and whole numbers may differ
        row[1] += 40 - row[1] % 20
    changes = {
        "cue_interval_s": interval_s,
        "quiet_start_min": quiet_min,
        "outside_steps": in_a_row,
        "inside_steps": in_a_row,
    }
    assert result(stream, changes) == expected(stream.rows, interval_s, quiet_min, in_a_row)


@some
@given(st.integers(0, 2**32), choices(), st.integers(0, 7))
def test_a_regular_metronome_ticks_for_all(seed: int, changes: dict[str, Any], sessions: int) -> None:
    """Whatever else is set and however badly one runs: in each run of settled minutes there is a burst."""
    changes |= {"metronome": "regular", "metronome_every_min": 1}
    stream = Stream(seed, 2)
    time_ms = stream.rows[-1][6] + 5000
    chance = random.Random(seed)
    step_us = chance.randint(310_000, 390_000)
    for _ in range(round(300e6 / step_us)):
        time_ms += step_us // 1000
        stream.rows.append([STEP, step_us, 250_000, 80_000, 0, 0, time_ms])
        stream.rows.append([TICK, 0, 0, 0, 0, 0, time_ms])
    ticks = CUE_TICK in result(stream, changes, sessions)
    assert ticks == (changes["schedule"] != "retention" or changes["target"] == "none")


def test_random_runs_are_worth_looking_at() -> None:
    """The properties above would hold for a coach that is silent."""
    felt = [cue for seed in range(20) for cue in result(Stream(seed), {"schedule": "always"})]
    assert felt.count(1) > 50
    assert felt.count(CUE_CONFIRM) > 20
    assert len(Stream(0).rows[0]) == WIDTH
