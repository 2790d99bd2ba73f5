"""The app's small parts on their own: time, mount, button, pace, recovery, faults, and the rules of its source."""

import ast
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app_play import build, motion, play
from app_world import World
from recoil.mount import Mount
from recoil.virtual.firmware import package_folder
from recoil.virtual.hardware.wiring import WIRINGS
from recoil.virtual.models.clock import Clock
from recoil_app import cueing
from recoil_app.button import DOUBLE, LONG, NOTHING, SHORT, Button
from recoil_app.clock import utc_s
from recoil_app.elapsed import Elapsed
from recoil_app.faults import BLINKS, NAMES, Faults
from recoil_app.motion import BURST, Motion
from recoil_app.recovery import Recovery
from recoil_app.state import MOVES
from recoil_app.state import NAMES as STATES
from recoil_coach.patterns import patterns
from recoil_gait.gait import Gait

PACKAGE = package_folder("recoil_app")
BELOW = {"recoil_gait", "recoil_drivers", "recoil_coach", "recoil_settings", "recoil_log"}
MODULES = sorted(PACKAGE.rglob("*.py"))


# Time


@pytest.mark.parametrize("period_us", [1900, 4808, 4812, 9615, 10000])
def test_elapsed_is_the_cores_clock(period_us: int) -> None:
    elapsed, chance, samples = Elapsed(period_us), random.Random(period_us), 0
    for _ in range(300):
        some = chance.choice([1, 1, 8, 16, 5000, 250_000])
        samples += some
        elapsed.add(some)
        us = (samples - 1) * period_us
        assert (elapsed.s, elapsed.us, elapsed.samples) == (us // 1_000_000, us % 1_000_000, samples)
        assert elapsed.ms() == us // 1000


def test_steps_after_a_gap_are_at_the_time_that_elapsed_says() -> None:
    data = np.frombuffer(motion("run 20"), "<i2").reshape(-1, 6).tolist()
    gait, elapsed = Gait(4800), Elapsed(4800)
    for start in (0, 1):
        if start:
            gait.gap(500_000)
            elapsed.add(500_000)
        for sample in data:
            gait.push(*sample)
            elapsed.add(1)
    step = None
    while (found := gait.take()) is not None:
        step = found
    assert step is not None
    assert 0 < elapsed.s - step.initial_contact_s < 3


class Year:
    """`time`, in a year."""

    def __init__(self, year: int) -> None:
        self.year = year

    def gmtime(self) -> tuple[int, ...]:
        return (self.year, 1, 1, 0, 0, 0, 0, 1)

    def time(self) -> float:
        return 1234.5


@pytest.mark.parametrize(("year", "expected"), [(1970, 0), (2021, 0), (2023, 0), (2025, 1234), (2040, 1234)])
def test_a_clock_that_was_never_set_says_so(year: int, expected: int) -> None:
    assert utc_s(Year(year)) == expected


# Motion


class Sensor:
    """A sensor that gives what it is told, in the chip's axes."""

    period_us = 4800
    overrun = 0

    def __init__(self, samples: list[list[int]]) -> None:
        self.samples = samples

    def drain(self, target: Any, limit: int) -> int:
        some, self.samples = self.samples[:limit], self.samples[limit:]
        for i, sample in enumerate(some):
            for j, value in enumerate(sample):
                target[6 * i + j] = value
        return len(some)


def mount_of(board: str) -> tuple[int, int, int]:
    """The mount in a board's file, which only MicroPython can import."""
    tree = ast.parse((PACKAGE / "boards" / f"{board}.py").read_text())
    (value,) = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "mount"
    ]
    return ast.literal_eval(value)


@pytest.mark.parametrize("board", sorted(WIRINGS))
def test_samples_come_in_body_axes(board: str) -> None:
    chance = random.Random(board)
    body = np.array([[chance.randint(-32767, 32767) for _ in range(6)] for _ in range(50)])
    mount = Mount.parse(WIRINGS[board].mount)
    chip = np.hstack([mount.inverse.to_body(body[:, :3]), mount.inverse.to_body(body[:, 3:])])
    motion = Motion(Sensor(np.rint(chip).astype(int).tolist()), mount_of(board))
    found = []
    while n := motion.read():
        found += [list(motion.samples[6 * i : 6 * i + 6]) for i in range(n)]
    assert found == body.tolist()


def test_the_end_of_the_range_stays_in_16_bits() -> None:
    motion = Motion(Sensor([[-32768, 32767, -32768, 32767, -32768, -32768]]), (-3, 2, -1))
    assert motion.read() == 1
    assert list(motion.samples[:6]) == [32767, 32767, 32767, 32767, -32768, -32767]


def test_what_is_lost_before_the_first_sample_is_no_gap() -> None:
    sensor = Sensor([[0, 2049, 0, 0, 0, 0]] * 40)
    motion = Motion(sensor, (1, 2, 3))
    for lost, told in ((7, 0), (5, 5)):
        sensor.overrun += lost
        assert motion.read() == BURST
        assert motion.lost == told
        motion.push(0)
    assert motion.elapsed.samples == 7


# Button, recovery, faults, states


def pressed(*levels: tuple[bool, int], start_ms: int = 0) -> list[int]:
    """Poll a button every 40 ms: (held, for how many polls); return what it said."""
    button, now_ms, said = Button(Clock()), start_ms, []
    for level, polls in levels:
        for _ in range(polls):
            said.append(button.poll(level, now_ms & 0x3FFFFFFF))
            now_ms += 40
    return [word for word in said if word != NOTHING]


def test_presses() -> None:
    assert pressed((True, 3), (False, 30)) == [SHORT]
    assert pressed((True, 24), (False, 30)) == [SHORT]
    assert pressed((True, 28), (False, 30)) == [LONG]
    assert pressed((True, 200), (False, 30)) == [LONG]
    assert pressed((True, 3), (False, 5), (True, 3), (False, 30)) == [DOUBLE]
    assert pressed((True, 3), (False, 20), (True, 3), (False, 20)) == [SHORT, SHORT]
    assert pressed((True, 3), (False, 5), (True, 40), (False, 20)) == [LONG]
    assert pressed(*[(True, 3), (False, 5)] * 3, (False, 20)) == [DOUBLE, SHORT]
    assert pressed((True, 1), (False, 1), (True, 1), (False, 20)) == []
    assert pressed((True, 3), (False, 30), start_ms=(1 << 30) - 100) == [SHORT], "ticks wrap"


def test_recovery() -> None:
    recovery = Recovery(Clock())
    assert recovery.failed(1_000) and recovery.is_due(1_000)
    assert not recovery.failed(1_010) and not recovery.is_due(1_200) and recovery.is_due(1_210)
    assert not recovery.is_hopeless(4_999) and recovery.is_hopeless(5_000)
    recovery.worked(5_000)
    assert not recovery.is_hopeless(60_000)
    for i in range(5):
        assert recovery.failed(20_000 + 100 * i) and not recovery.is_hopeless(20_000 + 100 * i)
        recovery.worked(20_010 + 100 * i)
    recovery.failed(20_700)
    assert recovery.is_hopeless(20_700)


def test_what_grants_cues_is_no_cue() -> None:
    own = [cueing.STARTED, cueing.STOPPED, cueing.MARKED, cueing.REFUSED, cueing.BATTERY]
    assert cueing.GRANTED not in own
    for pulse_ms in range(60, 251):
        assert cueing.GRANTED not in patterns(pulse_ms)


def test_faults_are_counted_and_kept(tmp_path: Path) -> None:
    path = str(tmp_path / "faults.json")
    for count in (1, 2, 3):
        faults = Faults(path)
        faults.note(4, "DRV2605L: " + "x" * 300, 1_763_800_000 + count)
        faults.note(4, "DRV2605L: gone", 1_763_800_000 + count)
        assert faults.news == [4] and faults.standing == [4] and faults.blinks() == 3
        faults.save()
        assert Faults(path).kept() == {"motor missing": [2 * count, 1_763_800_000 + count, "DRV2605L: gone"]}
        faults.clear(4)
        assert not faults.standing and not faults.blinks()


def test_faults_that_cannot_be_kept_do_no_harm(tmp_path: Path) -> None:
    faults = Faults(str(tmp_path / "nowhere" / "faults.json"))
    faults.note(1, "x")
    faults.save()
    assert faults.blinks() == 2
    assert len(NAMES) == 18


def test_faults_and_states_are_explained() -> None:
    text = (PACKAGE / "BEHAVIOUR.md").read_text(encoding="utf-8")
    for number, name in enumerate(NAMES[1:], 1):
        blinks = BLINKS[number] or ""
        assert f"| {number} | {name} | {blinks}" in text
    assert all(f"| {name} | " in text for name in STATES)


def test_every_state_can_be_reached_and_left() -> None:
    assert len(MOVES) == len(STATES)
    assert {to for targets in MOVES for to in targets} == set(range(1, len(STATES)))
    assert all(MOVES)


def test_polls_keep_their_beat_although_the_bus_takes_time(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 30", {"auto_start": False})
    looks = []
    is_pressed = World.is_pressed
    played.world.is_pressed = lambda: looks.append(played.world.now_ms()) or is_pressed(played.world)
    play(played, 20_000)
    assert set(np.diff(looks)) == {40}


# The source


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_source_keeps_the_rules(path: Path) -> None:
    source = path.read_text()
    assert len(source.splitlines()) < 250
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"line {node.lineno}: a fraction"
        elif isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}: catches everything"
        elif isinstance(node, ast.JoinedStr):
            raise AssertionError(f"line {node.lineno}: an f-string")
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            package = (node.module or "").split(".")[0]
            assert package in BELOW | {"array", "micropython", "binascii", "machine"}, f"line {node.lineno}: {package}"
    if path.parent.name != "boards":
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not words & {"Pin", "I2C", "machine", "neopixel", "rp2"}, "only a board knows pins"
