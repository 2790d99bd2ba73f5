"""The same decisions on every Python, and none of them allocates: 64 bit, and 32 bit with the clip's whole numbers."""

import json
import math
import random
import re
import shutil
import subprocess
from array import array
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import coach_driver
import recoil_clip.cueing
import recoil_clip.settings
from coach_driver import BURST, LOOK, MASKED_STEP, MUTE, REQUEST, REST, STEP, TICK, Heap, play
from coach_play import CUES, RUN, contact_at_pace
from recoil.runtimes import CoreError, micropython32, micropython64
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_QUICKER, CUE_SOFTER, CUE_TICK
from source_rules import findings

RUN_SCRIPT = """
import sys, micropython
folder = sys.argv[1]
sys.path.insert(0, folder)
import coach_driver
class Heap:
    def lock(self):
        micropython.heap_lock()
    def unlock(self):
        micropython.heap_unlock()
coach_driver.main(folder, Heap())
"""
LARGEST = (1 << 30) - 1
SPEED_MM_S = 3_000
NOT_POLLED = {"history.py", "patterns.py", "schedule.py", "baseline.py", "score.py", "compat.py"}


@dataclass(frozen=True)
class Script:
    """What `coach_driver` plays."""

    settings: dict[str, Any]
    history: dict[str, Any] | None
    rows: list[list[int]]
    has_pace: bool = False

    @property
    def plain(self) -> dict[str, Any]:
        return {"settings": self.settings, "history": self.history, "has_pace": self.has_pace}

    @property
    def numbers(self) -> array:
        return array("i", chain.from_iterable(self.rows))


def package_folder(package: Any) -> Path:
    return Path(package.__file__).parent


def run64(folder: Path) -> str:
    reason = micropython64.MicroPython64().missing()
    if reason:
        pytest.skip(reason)
    command = micropython64.command("-X", "heapsize=64m", str(folder / "run.py"), str(folder))
    done = subprocess.run(command, capture_output=True, text=True, env=micropython64.environment(), check=False)
    if done.returncode:
        raise CoreError(done.stderr or done.stdout)
    return done.stdout


def run32(folder: Path) -> str:
    reason = micropython32.MicroPython32().missing()
    if reason:
        pytest.skip(reason)
    return micropython32.start(folder, "/input/run.py", "/input")[0]


@dataclass(frozen=True)
class Port:
    """MicroPython with the heap locked, and a folder to play in."""

    bits: int
    folder: Path

    def play(self, scripts: list[Script], spoil: tuple[str, str] = ("", "")) -> list[Any]:
        """Return what came of each script; `spoil` replaces a line of the coach by another."""
        ignored = shutil.ignore_patterns("__pycache__", "*.md")
        shutil.copytree(package_folder(recoil_clip), self.folder / "recoil_clip", ignore=ignored)
        coach = self.folder / "recoil_clip" / "cueing" / "coach.py"
        source = coach.read_text(encoding="utf-8")
        assert spoil[0] in source
        coach.write_text(source.replace(*spoil), encoding="utf-8")
        shutil.copy(coach_driver.__file__, self.folder / "coach_driver.py")
        (self.folder / "run.py").write_text(RUN_SCRIPT)
        (self.folder / "scripts.json").write_text(json.dumps([script.plain for script in scripts]))
        for number, script in enumerate(scripts):
            (self.folder / f"rows_{number}.bin").write_bytes(script.numbers.tobytes())
        run = run64 if self.bits == 64 else run32
        return [
            [array("i", (self.folder / f"kept_{number}.bin").read_bytes()), *json.loads(line)]
            for number, line in enumerate(run(self.folder).splitlines())
        ]


@pytest.fixture(params=[64, 32], ids=["64 bit", "32 bit"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Port:
    return Port(request.param, tmp_path)


def here(scripts: list[Script]) -> list[Any]:
    played = [play(script.plain, script.numbers, Heap()) for script in scripts]
    return [[kept, *json.loads(json.dumps(rest))] for kept, *rest in played]


def random_script(seed: int) -> Script:
    """A run with stretches of different form, with pauses, requests, bursts, and now and then nonsense."""
    chance = random.Random(seed)
    target = ("cadence", "bounce", "steadiness", "asymmetry", "none", "contact_share")[seed % 6]
    settings = {
        "target": target,
        "metronome": chance.choice(["off", "after_cue", "regular", "last_third"]),
        "schedule": chance.choice(["faded", "faded", "always", "request", "recall", "retention"]),
        "run_walk": chance.choice(["ladder", "own"]),
        "run_min": 10,
        "quiet_start_min": chance.choice([0, 1]),
        "cue_interval_s": chance.choice([10, 30]),
        "settle_s": chance.choice([0, 5]),
        "baseline_from_min": 1,
        "baseline_min": 2,
        "session_min": 3,
    }
    has_pace = seed // 6 % 2 == 1
    three = [RUN, {**RUN, "step_us": 371_000, "steps": 1500}, {**RUN, "step_us": 357_000, "bounce_um": 82_000}]
    runs = chance.choice([[], [RUN, RUN], three, three, [RUN, {**RUN, "step_us": 590_000}]])
    done = {target: chance.randint(0, 11)}
    if has_pace:
        runs = [with_speed(run) for run in runs]
    history = {"version": 2, "runs": runs, "sessions": done, "plan": done, "cues": {target: chance.choice([0, 1, 1])}}
    history |= {"day": 20_000, "old": (0, 2)[seed % 5 == 4]}
    history = history if chance.random() < 0.8 else None
    rows, time_ms = [], 0
    for _ in range(8):
        step_us, bounce_um = chance.randint(320_000, 390_000), chance.randint(50_000, 110_000)
        noise, uneven_us = chance.choice([0, 2_000, 15_000]), chance.choice([0, 20_000])
        flagged = chance.choice([0, 0, 0.05])
        speed_mm_s = chance.choice([SPEED_MM_S] * 6 + [4_500])
        for i in range(chance.randint(60, 400)):
            step = step_us + chance.randint(-noise, noise)
            time_ms += step // 1000
            kind = chance.choice([STEP, MASKED_STEP])
            flags = chance.randint(1, 8) if chance.random() < flagged else 0
            side = -1 if i % 2 else 1
            contact_us = round(contact_at_pace(step_us) * chance.uniform(0.97, 1.03)) + side * uneven_us
            speed = round(speed_mm_s * chance.uniform(0.97, 1.03)) if chance.random() < 0.99 else -1
            rows.append([kind, step, contact_us, bounce_um, flags, side, time_ms, speed])
            rows.append([TICK, 0, 0, 0, 0, 0, time_ms + 100, 0])
            if i % 4 == 0:
                rows.append([LOOK, 0, 0, 0, i // 40 % 2, 0, time_ms, 0])
        time_ms += chance.choice([100, 100, 5_000])
        rows.append([chance.choice([REST, REQUEST, REQUEST, BURST, BURST, MUTE]), 0, 0, 0, 0, 0, time_ms, 0])
        if chance.random() < 0.3:
            wild = [chance.choice([-LARGEST, -1, 0, 1, 199_999, 600_001, LARGEST]) for _ in range(4)]
            rows.append([STEP, *wild[:3], 0, chance.choice([-1, 0, 1]), time_ms, wild[3]])
    return Script(settings, history, rows, has_pace)


def with_speed(run: dict[str, Any]) -> dict[str, Any]:
    """A run as it is learnt where steps come with a relative speed: four bins on either side of the usual one."""
    logs = [round(4096 * math.log2(run[name])) for name in ("step_us", "contact_us", "bounce_um")]
    number = (round(4096 * math.log2(SPEED_MM_S)) * 3 // 2 + logs[1]) >> 9
    bins = [[(number + off) & 31, 260, *logs] for off in range(-4, 5)]
    return {**run, "pace": "speed", "bins": bins, "spread_q12": [30, 40, 50]}


def extreme_script(seed: int) -> Script:
    """Every value at the end of what counts as running, late in a session of days."""
    chance = random.Random(seed)
    target = ("cadence", "bounce", "steadiness", "asymmetry")[seed % 4]
    slow = {"step_us": 600_000, "contact_us": 800_000, "bounce_um": 300_000, "unsteadiness_bp": 3000, "steps": 1}
    fast = {"step_us": 200_000, "contact_us": 80_000, "bounce_um": 3_000, "unsteadiness_bp": 0, "steps": 1}
    run = chance.choice([slow, fast])
    changes = {
        "cadence_change_pct": 0, "cadence_band_pct": 10, "bounce_change_pct": 0, "bounce_band_pct": 20,
        "steadiness_change_pct": 0, "steadiness_band_pct": 200, "asymmetry_band_bp": 500, "fewer_block_min": 30,
        "cue_interval_s": 600, "metronome": "regular", "metronome_burst_s": 60, "baseline_min": 20, "settle_s": 0,
    }  # fmt: skip
    history = {"runs": [run, run] if chance.random() < 0.8 else [], "sessions": {target: 6}}
    rows, time_ms = [], 1 << 29
    for i in range(2500):
        step_us, contact_us = chance.choice([200_000, 600_000]), chance.choice([1, 800_000])
        time_ms += step_us // 1000
        side = -1 if i % 2 else 1
        speed = chance.choice([1, 200, 20_000, LARGEST])
        rows.append([STEP, step_us, contact_us, chance.choice([1, 300_000]), 0, side, time_ms, speed])
        rows.append([TICK, 0, 0, 0, 0, 0, time_ms, 0])
    return Script({"target": target, **changes}, history, rows, has_pace=seed % 2 == 1)


Played = tuple[list[Script], list[Any]]


@pytest.fixture(scope="module")
def random_runs() -> Played:
    """Scripts and what came of them on this Python."""
    scripts = [random_script(seed) for seed in range(40)]
    return scripts, here(scripts)


@pytest.fixture(scope="module")
def extreme_runs() -> Played:
    scripts = [extreme_script(seed) for seed in range(12)]
    return scripts, here(scripts)


def test_random_runs(port: Port, random_runs: Played) -> None:
    scripts, expected = random_runs
    felt = [cue for kept, *_ in expected for cue in kept[::4]]
    assert all(felt.count(cue) > 3 for cue in (*CUES, CUE_CONFIRM, CUE_TICK)), "the runs are too dull"
    paced = [cue for script, (kept, *_) in zip(scripts, expected, strict=True) if script.has_pace for cue in kept[::4]]
    assert min(paced.count(cue) for cue in (CUE_QUICKER, CUE_SOFTER, CUE_CONFIRM)) > 3, "so are those with a speed"
    for number, (one, other) in enumerate(zip(expected, port.play(scripts), strict=True)):
        assert one == other, f"run {number}"


def test_extreme_runs(port: Port, extreme_runs: Played) -> None:
    scripts, expected = extreme_runs
    assert expected == port.play(scripts)


@pytest.mark.parametrize("spoiled", ["spoiled = [self]", "spoiled = 0.5 * time_ms", "spoiled = self.rest"])
def test_an_allocation_would_be_caught(port: Port, spoiled: str) -> None:
    line = "        self._step_ms = time_ms\n"
    with pytest.raises(CoreError, match="MemoryError"):
        port.play([random_script(0)], (line, f"{line}        {spoiled}\n"))


def test_a_number_beyond_31_bits_would_be_caught(port: Port) -> None:
    line = "        self._step_ms = time_ms\n"
    spoil = (line, f"{line}        spoiled = step.step_us * 4096\n")
    if port.bits == 32:
        with pytest.raises(CoreError, match="MemoryError"):
            port.play([random_script(0)], spoil)
    else:
        assert port.play([random_script(0)], spoil) == here([random_script(0)])


def test_the_source_keeps_the_cores_rules() -> None:
    """No fractions, nothing above 31 bits, no allocation outside `__init__`; `Coach.finish` is not polled."""
    sources = {}
    for module in package_folder(recoil_clip.cueing).glob("*.py"):
        text = module.read_text(encoding="utf-8")
        sources[module.name] = re.sub(r"    def finish\(self\):.*?(?=\n    def )", "", text, flags=re.DOTALL)
    problems = [problem for problem in findings(sources) if problem.split(":")[0] not in NOT_POLLED]
    assert problems == [], "\n".join(problems)
