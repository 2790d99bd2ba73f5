"""No intermediate value leaves the clip's small integers, whatever the chip delivers."""

from array import array
from collections.abc import Callable
from math import pi, sin
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import segments
from patched_core import plant
from range_check import CheckedCore, OutOfRangeError
from recoil.runtimes import Trace

PERIODS_US = (2000, 2404, 4664, 4808, 4952, 9615, 10000)
AXES = st.sampled_from([-1.0, -0.3, 0.0, 0.3, 1.0])
SEGMENTS = st.builds(
    segments.Segment,
    kind=st.sampled_from([*segments.KINDS, "run", "run"]),
    duration_s=st.floats(0.5, 12.0),
    amplitude=st.sampled_from([200, 1000, segments.ONE_G, 2 * segments.ONE_G, 6 * segments.ONE_G, 32767, 200_000]),
    offset=st.sampled_from([segments.LOW, -segments.ONE_G, 0, 0, 0, segments.ONE_G, segments.HIGH]),
    frequency_hz=st.floats(0.4, 6.0),
    mix=st.one_of(st.just((1.0,) * 6), st.tuples(AXES, AXES, AXES, AXES, AXES, AXES)),
    tilt_deg=st.tuples(st.sampled_from([0.0, 25.0, 90.0, 180.0]), st.sampled_from([0.0, 15.0, 90.0, 180.0])),
    seed=st.integers(0, 1000),
)
GAPS = st.lists(st.tuples(st.integers(0, 12000), st.sampled_from([1, 2, 5, 30, 400, 20_000, 1_000_000])), max_size=4)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Draw up to six segments, half of the time with running true to life before them."""
    drawn = draw(st.lists(SEGMENTS, min_size=1, max_size=5))
    if draw(st.booleans()):
        drawn.insert(0, segments.Segment("run", 12.0, segments.ONE_G))
    gaps = tuple(sorted(draw(GAPS)))
    return segments.trace(
        "drawn", *drawn, period_us=draw(st.sampled_from(PERIODS_US)), gyroscope=draw(st.booleans()), gaps=gaps
    )


@pytest.fixture(scope="module")
def checked() -> CheckedCore:
    return CheckedCore()


@settings(
    max_examples=30,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(trace=traces())
def test_drawn_traces_stay_in_range(checked: CheckedCore, trace: Trace) -> None:
    checked.run(trace)


def test_every_statement_of_the_core_is_reached_and_stays_in_range() -> None:
    core = CheckedCore()
    steps = sum(core.run(trace) for trace in segments.everything())
    assert steps > 500
    days_of_pairs(core)
    strange_cycles(core)
    uneven_cycles(core)
    places(core)
    assert not core.gait_class(4808).is_running()
    assert core.gait_class(4808).push(0, segments.ONE_G, 0, 0, 0, 0) == 0
    for period_us in (1899, 10001):
        with pytest.raises(ValueError, match="sample period"):
            core.gait_class(period_us)
    core.module("contact").Contact([-32768, 32767]).clear()
    core.gait_class(4808).lose_gyroscope()
    assert not core.unreached(), "the range of these is not proven:\n" + "\n".join(core.unreached())


def strange_cycles(core: CheckedCore) -> None:
    """Read cycles that are still but for the bins before their anchor, which are at the end of their range.

    Each bin has the sign that makes a moment later, or earlier, as far as is listed; and all bins at the end of theirs.
    """
    contact, mount, weights = (
        core.module("contact").Contact(),
        core.module("run").Mount(),
        [weight - 32768 for weight in core.module("weights").WEIGHTS],
    )
    length = 15_360
    length_us = length * 625 // 16
    # Where the weights of forward begin in each model: initial contact, toe-off, both again with the gyroscope.
    for side, landing, leaving in ((0, 6, 108), (1, 213, 510)):
        contact.side = side
        for sign in (1, -1):
            contact.measure(loud(weights[landing : landing + 8], sign, side), mount.numbers, length, 0)
            assert -100_000 <= contact.initial_contact_us <= 80_000
            contact.measure(loud(weights[leaving : leaving + 8], sign, side), mount.numbers, length, 0)
            contact_us = contact.toe_off_us - contact.initial_contact_us
            assert 80_000 <= contact_us <= 80_000 + length_us
        for sign in (1, -1):
            bins = array("i", [4095 * sign * (1 if weight > 0 else -1) for weight in weights[landing : landing + 192]])
            contact.measure(array("i", [*bins, side, *64 * [0]]), mount.numbers, length, 1)
            assert -100_000 <= contact.initial_contact_us <= 80_000


def uneven_cycles(core: CheckedCore) -> None:
    """Read drawn waves of a runner whose feet are as different as they may be: the latest landings are among them."""
    contact, mount = core.module("contact").Contact(), core.module("run").Mount()
    drawn = Random(1)
    landings = []
    for _ in range(400):
        contact.side = side = drawn.choice((-1, 1))
        # Both the mean of 64 pairs and what was made of it: the right foot lands a tenth of a cycle late.
        contact._memory[206], contact._memory[208], contact._memory[210] = 64, side * 6553, side * (6553 << 4)
        bins: list[int] = []
        for _ in range(6):
            turns, phase, size = drawn.choice((1, 1, 2)), drawn.random(), 4095 * drawn.random()
            bins += [int(size * sin(2 * pi * (turns * i / 32 + phase))) for i in range(32)]
        contact.measure(array("i", [*bins, side, *64 * [0]]), mount.numbers, drawn.choice((9000, 15_360)), 1)
        landings.append(contact.initial_contact_us)
    assert max(landings) == 80_000 and min(landings) >= -100_000


def places(core: CheckedCore) -> None:
    """Find and take out places that no trace has: still rates, the slowest cycle, the farthest means."""
    kernels = core.module("side_kernels")
    memory = array("i", bytes(4 * 287))
    memory[214] = 64  # pairs
    assert kernels.learn_place(memory, 1, 15_360) == 0
    for sign in (1, -1):
        for n in range(24):
            memory[239 + n], memory[263 + n] = sign * (4095 << 4) * (n % 3 - 1), (4095 << 4) * (n % 3 - 1)
        assert abs(kernels.learn_place(memory, sign, 120 << 8)) <= 150
        # A yaw rate that turns there and back, and forward acceleration with its change: first half of it as large.
        for n in range(24):
            memory[263 + n] = (0, 1, 0, -1)[n % 4] * (4095 << 4)
            memory[239 + n] = sign * (1, 0, -1, 0)[n % 4] * (2047 << 4)
        found_mm = [kernels.learn_place(memory, 1, ticks << 8) for ticks in (50, 100, 120)]
        assert found_mm == ([56, 114, 114] if sign > 0 else [-58, -116, -116]), "as of 100 ticks at most"
        for n in range(24):
            memory[239 + n] *= 2
        assert kernels.learn_place(memory, 1, 100 << 8) == sign * 150, "no clip is worn farther out"
        assert kernels.averaged(memory, 209, sign * 60_000, 1) == sign * 6553
    # Two steps in a row differ by 4096 / 65536, and waves by nothing: a pair counts for a quarter, later for a 64th.
    memory = array("i", bytes(4 * 287))
    memory[3], memory[213] = 1, 15_360
    memory[5:11] = array("i", [1] * 6)
    found = []
    for pairs in (0, 1, 64, 64):
        memory[206], memory[211] = pairs, 4096
        kernels.uneven(memory, array("H", [32768] * 944), 1, 15_360, 0)
        found.append((memory[207], memory[206]))
    assert found == [(1024, 1), (1792, 2), (1828, 64), (1863, 64)]
    assert [kernels.taken(place, before) for place, before in ((28, 40), (28, 0), (25, 40), (-33, 0))] == [
        28,
        0,
        0,
        -33,
    ]
    assert core.module("step_kernels").weigh(array("i", bytes(64)), 0, 1) == 0


def loud(weights: list[int], sign: int, turning: int) -> array:
    """Return the bins of a cycle whose forward acceleration before the anchor is as strong as bins hold."""
    before = [4095 * sign * (1 if weight > 0 else -1) for weight in weights]
    return array("i", [*before, *184 * [0], turning, *64 * [0]])


def days_of_pairs(core: CheckedCore) -> None:
    """Add more pairs to balances than traces can reach, up to where what is old is halved, at every extreme.

    The thousands between the first pairs and the last ones before that are counted without adding them.
    """
    most = (1 << 20) - 1
    cases: tuple[tuple[Callable[[int], tuple[int, int]], int], ...] = (
        (lambda _: (most, 1), 7500),
        (lambda _: (1, most), 2500),
        (lambda number: (most, (1, most >> number // 2 % 20)[number % 2]), 7417),
        (lambda number: ((most, 1), (1, most))[number % 2], 5000),
    )
    for pair, left_bp in cases:
        balance = core.module("totals").Balance(110, 40)
        numbers = balance._numbers
        for number in range(1_000):
            balance.add(*pair(number))
        before = numbers[1], numbers[4], numbers[5]
        assert before[0] == balance.pairs == 1_000
        numbers[1], numbers[4], numbers[5] = (39 * value for value in before)
        for number in range(2_000):
            balance.add(*pair(number))
        assert balance.pairs == 21_000, "what is old was not halved at 40 000"
        assert balance.left_bp == pytest.approx(left_bp, abs=1)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("spoiled = ay * ay * 2", "ay * ay * 2 = "),
        ("spoiled = (ay << 20) >> 20", "ay << 20 = "),
        ("spoiled = ay\nspoiled -= 1 << 29\nspoiled -= 1 << 29", "spoiled -= 1 << 29 = -"),
        ("spoiled = -(-1073741824)", "= 1073741824"),
        ("spoiled = ay if ay < 5000 else abs(ay * -32768 * 4)", "ay * -32768 * 4 = -"),
        ("spoiled = ay / 2", "not a whole number"),
    ],
)
def test_a_planted_overflow_is_caught(tmp_path: Path, statement: str, said: str) -> None:
    core = CheckedCore(plant(tmp_path, statement))
    rising = segments.Segment("sine", 6.0, 40000, frequency_hz=0.5)
    with pytest.raises(OutOfRangeError) as caught:
        core.run(segments.trace("planted", rising))
    assert said in str(caught.value)
    assert str(caught.value).startswith("gait.py:")
