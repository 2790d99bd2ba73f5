"""The same whole numbers on every runtime: the clip computes what the desktop computes."""

from collections.abc import Callable
from pathlib import Path

import pytest

import segments
from patched_core import plant
from recoil.runtimes import RUNTIMES, Outcome, Runtime, Trace, difference
from recoil.simulation.runner import Runner, Worn, simulate
from recorded_traces import recorded

Agree = Callable[[list[Trace]], list[Outcome]]
PERIODS_US = {"104 Hz": 9615, "208 Hz": 4808, "208 Hz, 3 % slow": 4952, "416 Hz": 2404, "500 Hz": 2000}
RECORDINGS = (
    "rbds01_25",
    "rbds13_45",
    "jdx999",
    "alcantara_02",  # 500 Hz, no gyroscope
    "alcantara_21",
    "sisfall_D03_SA02",  # running
    "sisfall_D01_SA05",  # walking
)


@pytest.fixture(params=RUNTIMES[1:], ids=lambda runtime: runtime.name)
def runtime(request: pytest.FixtureRequest) -> Runtime:
    """Every runtime but CPython, which is the reference."""
    reason = request.param.missing()
    if reason:
        pytest.skip(reason)
    return request.param


@pytest.fixture(scope="module")
def known() -> dict[str, list[Outcome]]:
    """What CPython says of traces, by the test that asked for it: once for all others."""
    return {}


@pytest.fixture
def agree(request: pytest.FixtureRequest, runtime: Runtime, known: dict[str, list[Outcome]]) -> Agree:
    """Run on CPython and on another runtime; every number must be the same."""

    def compared(traces: list[Trace]) -> list[Outcome]:
        name = request.function.__name__
        if name not in known:
            known[name] = RUNTIMES[0].run(traces)
        for trace, one, other in zip(traces, known[name], runtime.run(traces), strict=True):
            assert not difference(one, other), f"{runtime.name}, {trace.name}: {difference(one, other)}"
            assert one.samples == len(trace.samples)
        return known[name]

    return compared


def test_simulated_running(agree: Agree) -> None:
    plan = "stand 3, walk 5, run 45, stand 3"
    worn = Worn(tilt_deg=15, yaw_deg=10, gain_pct=2, offset_mg=40, ringing_g=1.0, rate_error_pct=3, lost_pct=0.5)
    uneven = Runner(cadence_spm=180, left_contact_pct=52, style=1.0, impact_bw=0.8)
    plain, hard = simulate(plan=plan, seed=1), simulate(uneven, worn, plan, seed=2)
    traces = [
        segments.simulated_trace("plain", plain),
        segments.simulated_trace("no gyroscope", plain, gyroscope=False),
        segments.simulated_trace("badly worn", hard),
    ]
    outcomes = agree(traces)
    assert [len(outcome.rows) > 100 for outcome in outcomes] == [True] * 3, "the run was not taken for running"
    assert outcomes[0].column("contact_balance.pairs")[-1] > 20
    assert min(outcomes[0].column("speed_mm_s")[20:]) > 1_000, "what the coach takes for pace is compared, too"


def test_hostile_traces(agree: Agree) -> None:
    agree(segments.hostile())


def test_sample_periods(agree: Agree) -> None:
    traces = [
        segments.run_trace(f"{name}, gyroscope {gyroscope}", 12.0, period_us, gyroscope)
        for name, period_us in PERIODS_US.items()
        for gyroscope in (True, False)
    ]
    for trace, outcome in zip(traces, agree(traces), strict=True):
        assert len(outcome.rows) > 20, f"{trace.name}: {len(outcome.rows)} steps"


def test_recordings(agree: Agree, data_dir: Path) -> None:
    traces = [recorded(data_dir / f"{name}.csv.gz") for name in RECORDINGS]
    outcomes = agree(traces)
    for trace, outcome in zip(traces, outcomes[:5], strict=False):
        assert len(outcome.rows) > 1.2 * trace.duration_s, f"{trace.name}: {len(outcome.rows)} steps"


def test_a_difference_is_seen(runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    if runtime.name == "numba":  # its integers have 64 bits, and all of the core takes it a minute
        statement = "wide = 1 << 62\nif wide * 4 == 0:\n    self.totals.contact_balance.pairs = 1\nreturn end"
        core = plant(tmp_path, statement, alone=True)
    else:
        elsewhere = "import sys\nif sys.implementation.name == 'micropython':"
        core = plant(tmp_path, f"{elsewhere}\n    samples[6 * first + 1] = 2049")
    trace = segments.run_trace("run", 12.0)
    (expected,), (got,) = RUNTIMES[0].run([trace], core), runtime.run([trace], core)
    seen = difference(expected, got)
    assert seen.startswith("final balances are (5000, -1, 1, ") if runtime.name == "numba" else seen
