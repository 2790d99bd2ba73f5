"""The form gives the same whole numbers on every Python, allocates nothing and never leaves the clip's integers."""

import shutil
from array import array
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

import form_driver
import segments
from form_runtimes import FORM, PORTS, here, there
from range_check import CheckedCore, OutOfRangeError
from recoil.recording.reading import read_recording
from recoil.runtimes import Trace
from recoil.runtimes.package import core_folder
from recoil.runtimes.staging import staged
from recoil.runtimes.trace import CoreError
from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.gait.gait import Gait, History
from recoil_clip.gait.run import Mount
from recoil_clip.gait.step import Step
from recorded_traces import recorded
from source_rules import findings

Expected = Callable[[str, list[Trace]], list[str]]
RECORDINGS = ("rbds01_35", "jdx999", "alcantara_02", "sisfall_D03_SA02")


@pytest.fixture(params=PORTS)
def port(request: pytest.FixtureRequest) -> str:
    return request.param


@cache
def simulated() -> list[Trace]:
    worn = Worn(tilt_deg=15, yaw_deg=10, gain_pct=2, gyr_offset_dps=5, ringing_g=1.0, rate_error_pct=3, lost_pct=0.5)
    uneven = Runner(cadence_spm=180, left_contact_pct=52, style=1.0, impact_bw=0.8)
    plain, hard = simulate(plan="stand 3, run 70, stand 3", seed=1), simulate(uneven, worn, "stand 3, run 30", seed=2)
    slow = simulate(Runner(cadence_spm=122, contact_ms=400), plan="stand 2, run 25, stand 1", seed=3)
    return [
        segments.simulated_trace("plain", plain),
        segments.simulated_trace("no gyroscope", hard, gyroscope=False),
        segments.simulated_trace("badly worn", hard),
        segments.simulated_trace("eight times as strong", hard, gain=8.0),
        segments.simulated_trace("slow", slow),
    ]


@pytest.fixture(scope="module")
def expected() -> Expected:
    """Run on this Python, once for all ports."""
    known: dict[str, list[str]] = {}

    def run(name: str, traces: list[Trace]) -> list[str]:
        if name not in known:
            known[name] = here(traces)
        return known[name]

    return run


def test_the_same_numbers_and_nothing_allocated(port: str, expected: Expected) -> None:
    traces = simulated()
    said = expected("simulated", traces)
    assert sum(line.count(" 11 ") for line in said) > 60, "hardly any stride"
    assert there(port, traces) == said


def test_hostile_traces(port: str, expected: Expected) -> None:
    traces = segments.hostile()
    assert there(port, traces) == expected("hostile", traces)


def test_recordings(port: str, expected: Expected, data_dir: Path) -> None:
    traces = [recorded(data_dir / f"{name}.csv.gz") for name in RECORDINGS]
    assert there(port, traces) == expected("recorded", traces)
    assert read_recording(data_dir / "alcantara_02.csv.gz").gyr_dps is None


@pytest.mark.parametrize("spoiled", ["spoiled = [self]", "spoiled = 0.5 * step.step_us", "spoiled = self._wait"])
def test_an_allocation_would_be_caught(port: str, spoiled: str) -> None:
    line = "        is_next = place(self._steps, "
    with pytest.raises(CoreError, match="MemoryError"):
        there(port, [segments.run_trace("short", 8.0)], ("form.py", line, f"        {spoiled}\n{line}"))


def test_a_number_beyond_31_bits_would_be_caught() -> None:
    line = "        is_next = place(self._steps, "
    with pytest.raises(CoreError, match="MemoryError"):
        there(
            "32",
            [segments.run_trace("short", 8.0)],
            ("form.py", line, f"        spoiled = step.step_us + 1 << 29\n{line}"),
        )


class CheckedForm(CheckedCore):
    """The form with every operation checked, behind the plain gait core."""

    entry = "form"

    def play(self, traces: list[Trace]) -> int:
        """Feed traces; return how many strides there were."""
        lines: list[str] = []
        with staged(traces) as folder:
            form_driver.main(str(folder), Gait, self.module("form").Form, lines.append, form_driver.Heap())
        return sum(line.count(" 11 ") for line in lines)


def strange_steps(core: CheckedForm) -> None:
    """Give the form steps that the gait core does not: at full scale, too old, too long, for hours."""
    history = History()
    gait = SimpleNamespace(history=history, mount=Mount(), period_us=4808)
    form = core.module("form").Form(gait)
    full = array("H", [65535, 0, 65535, 0, 65535, 0])  # from 0 to 65535: each plus 32768
    begin_us, side = 0, 1
    for number in range(2400):
        step = Step()
        step.initial_contact_s, step.initial_contact_us = divmod(begin_us, 1_000_000)
        step.step_us = (200_000, 600_000, 700_000)[number // 100 % 3]
        step.contact_us = (1_000, 190_000, 800_000)[number // 10 % 3]
        step.side = side
        begin_us += step.step_us
        while history.ticks <= begin_us // 10_000 + (900 if number % 500 == 7 else 30):
            if history.ticks % 7 == 0:
                for axis in range(6):
                    full[axis] = 65535 - full[axis]
            at = history.ticks % 512 * 6
            history.counts[at : at + 6] = full
            history.ticks += 1
        form.add(step, 0)
        for _ in range(number % 40):
            form.work()
        side = -side
    assert form.variability.bp > 0 and form.regularity.windows > 20
    for number in range(1200):  # an hour more is what variability counts to
        form.variability.add((200_000, 600_000)[number // 100 % 2], side)
        side = -side
    assert form.variability.bp > 0


def striding() -> list[Trace]:
    """Strides of every kind: all that the gait core is given takes the form's numbers no farther."""
    running = ("run x 2, turned 180", "run x 6")
    even, _, turned = segments.several()
    return [
        *(one for one in simulated() if "eight" not in one.name),
        *(one for one in [*segments.hostile(), *segments.hostile(9615)] if one.name.startswith(running)),
        *(one for one in segments.hostile(2000) if one.name == "run x 6, turned 0"),
        *(segments.run_trace("run", 10.0, 9615, gyroscope) for gyroscope in (True, False)),
        segments.simulated_trace("even", even),
        segments.simulated_trace("turned", turned),
        *(segments.cut(segments.simulated_trace("x 8", one, gain=8.0), 12.0) for one in (even, turned)),
        segments.beside(600),
    ]


def test_every_statement_is_reached_and_stays_in_range() -> None:
    core = CheckedForm(FORM)
    assert core.play(striding()) > 300
    strange_steps(core)
    assert not core.unreached(), "the range of these is not proven:\n" + "\n".join(core.unreached())


def test_a_planted_overflow_is_caught(tmp_path: Path) -> None:
    shutil.copytree(FORM.parent, tmp_path / "recoil_clip", ignore=shutil.ignore_patterns("__pycache__"))
    form = tmp_path / "recoil_clip" / "stride" / "form.py"
    line = "        is_next = place(self._steps, "
    form.write_text(form.read_text().replace(line, f"        spoiled = (step.step_us + 1) << 24\n{line}"))
    with pytest.raises(OutOfRangeError, match="us \\+ 1 << 24"):
        CheckedForm(form.parent).play([segments.run_trace("short", 8.0)])


def test_the_source_keeps_the_cores_rules() -> None:
    """The square root is the gait core's own."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in FORM.glob("*.py")}
    sources["kernels.py"] = sources["kernels.py"].replace("from ..gait.tick_kernels", "from .tick_kernels")
    sources["tick_kernels.py"] = core_folder().joinpath("tick_kernels.py").read_text(encoding="utf-8")
    assert findings(sources) == []
