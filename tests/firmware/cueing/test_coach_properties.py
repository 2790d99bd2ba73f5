"""What holds for every run: random runs against the rules, and what is compared against the same in fractions."""

import math
import random
from array import array
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coach_driver import BURST, REQUEST, REST, STEP, TICK, Heap, play
from coach_play import CUES, OWN_US, RUN, Played, contact_at_pace, ready
from recoil_clip.cueing.band import UNJUDGED
from recoil_clip.gait.tick_kernels import log2_q12
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_TICK

LONG = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking a run of thousands of steps takes minutes
some = settings(max_examples=60, phases=LONG)
TARGETS = ("none", "cadence", "bounce", "steadiness", "asymmetry", "contact_share")
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
                contact = round(contact_at_pace(step_us) * chance.uniform(0.97, 1.03))
                time_ms += step // 1000
                self.rows.append([STEP, step, contact, bounce_um, flags, -1 if i % 2 else 1, time_ms, -1])
                self.rows.append([TICK, 0, 0, 0, 0, 0, time_ms, 0])
            kind = chance.choice([TICK, TICK, REST, REQUEST, BURST, STEP])
            time_ms += chance.choice([0, 300, 3000, 60_000])
            self.rows.append([kind, 700_000, 100_000, 0, 0, 0, time_ms, -1])


def result(stream: Stream, changes: dict[str, Any], sessions: int = 0) -> array:
    """Return the cue of each row."""
    counts = {"sessions": dict.fromkeys(TARGETS, sessions), "plan": dict.fromkeys(TARGETS, sessions)}
    history = {"version": 2, "runs": [RUN, RUN], "cues": dict.fromkeys(TARGETS, 1), **counts}
    rows = array("i", chain.from_iterable(stream.rows))
    kept, *_ = play({"settings": changes, "history": history, "has_pace": False}, rows, Heap())
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


@some
@given(
    st.integers(0, 2**32),
    st.sampled_from(["cadence", "bounce", "contact_share"]),
    st.floats(0.93, 1.07),
    st.floats(0.93, 1.07),
    st.floats(0.98, 1.02),
)
def test_what_is_compared_is_form_for_the_pace(
    seed: int, target: str, step: float, bounce: float, speed: float
) -> None:
    """The band's value in fractions: log of form over own form at that pace, after many alike steps with noise."""
    chance = random.Random(seed)
    played = Played(ready(target=target))
    step_us = OWN_US * step * speed**-0.2
    contact_us = 250_000 * step**0.7 * speed**-0.54
    bounce_um = 80_000 * bounce * speed**-0.15
    for _ in range(900):
        # Of a share at a pace told by step time 0.2 % leave 0.0009 (SD): the limit is seven times that.
        shaken = [value * (1 + 0.002 * chance.uniform(-1, 1)) for value in (step_us, contact_us, bounce_um)]
        played.step(round(shaken[0]), round(shaken[2]), round(shaken[1]))
    band = played.coach.band
    expected = {
        "cadence": -math.log2(step),
        "bounce": -math.log2(bounce),
        "contact_share": math.log2(step**0.7 * speed**-0.54 / (step * speed**-0.2))
        - 0.34 / 0.20 * math.log2(step * speed**-0.2),
    }[target]
    if played.coach.judged == UNJUDGED:
        return  # a pace that is not known
    assert abs((band.value + band.day_q12) / 4096 - expected) < 0.006


@some
@given(st.integers(1, (1 << 30) - 1))
def test_logarithms(number: int) -> None:
    assert abs(log2_q12(number) - 4096 * math.log2(number)) < 3
