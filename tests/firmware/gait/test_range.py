"""No intermediate value leaves the clip's small integers, whatever the chip delivers."""

from array import array
from pathlib import Path

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


# A clip beside the spine is in none of these traces: the range of what corrects for it is not shown here.
BESIDE_THE_SPINE = {
    "step_kernels.py": (
        "at = _BODY_RATES",
        "roll = (mount",
        "return (((roll",
        "total += int(risen",
        "height += int(risen",
    ),
    "totals.py": (
        "aside = place_mm",
        "self.contact_balance.begin",
        "self.step_time_balance.begin",
        "self.bounce_balance",
    ),
    "side_kernels.py": ("",),
}
NOT_SHOWN = {**BESIDE_THE_SPINE, "contact_kernels.py": ("contact_us = _LATEST_US",)}


def is_shown(place: str) -> bool:
    """Tell whether a statement has to be reached; `place` is as "file.py:12: statement"."""
    name, _, statement = place.partition(":")
    statement = statement.partition(": ")[2]
    if name == "step_kernels.py" and statement == "return pairs":
        return False
    return not statement.startswith(NOT_SHOWN.get(name, ("\0",)))


@settings(
    max_examples=30,
    deadline=None,
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
    assert not core.gait_class(4808).is_running()
    assert core.gait_class(4808).push(0, segments.ONE_G, 0, 0, 0, 0) == 0
    for period_us in (1899, 10001):
        with pytest.raises(ValueError, match="sample period"):
            core.gait_class(period_us)
    core.module("contact").Contact().clear()
    core.gait_class(4808).lose_gyroscope()
    unreached = [place for place in core.unreached() if is_shown(place)]
    assert not unreached, "the range of these is not proven:\n" + "\n".join(unreached)


def strange_cycles(core: CheckedCore) -> None:
    """Read cycles that are still but for the bins before their anchor, which are at the end of their range.

    Each bin has the sign that makes a moment later, or earlier, as far as is listed; and all bins at the end of theirs.
    """
    contact, mount, weights = (
        core.module("contact").Contact(),
        core.module("run").Mount(),
        core.module("weights").WEIGHTS,
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


def loud(weights: array, sign: int, turning: int) -> array:
    """Return the bins of a cycle whose forward acceleration before the anchor is as strong as bins hold."""
    before = [4095 * sign * (1 if weight > 0 else -1) for weight in weights]
    return array("i", [*before, *184 * [0], turning, *64 * [0]])


def days_of_pairs(core: CheckedCore) -> None:
    """Add more pairs to a balance than traces can reach: always one-sided, and from one extreme to the other."""
    most = (1 << 20) - 1
    one_sided, swinging = core.module("totals").Balance(), core.module("totals").Balance()
    for number in range(100_000):
        one_sided.add(most, 1)
        one_sided.add(most, most >> (number % 20))
        swinging.add(*((most, 1) if number % 2 else (1, most)))
    one_sided.add(most, 1)
    assert one_sided.left_bp > 6000
    assert swinging.left_bp == pytest.approx(5000, abs=1)


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
