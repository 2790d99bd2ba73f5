"""The app's small parts on their own: button, pace, recovery, faults, states."""

from pathlib import Path

import numpy as np

from app_play import MOVES, build, play
from app_world import World
from recoil.firmware.files import package_folder
from recoil.simulation.clip.models.clock import Clock
from recoil_clip.app import cueing
from recoil_clip.app.button import DOUBLE, LONG, NOTHING, SHORT, Button
from recoil_clip.app.faults import BLINKS, NAMES, Faults
from recoil_clip.app.sensing import Recovery
from recoil_clip.app.state import NAMES as STATES
from recoil_clip.cueing.patterns import patterns

PACKAGE = package_folder("recoil_clip.app")


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
    assert len(NAMES) == 22


def test_faults_and_states_are_explained() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs/behaviour.md").read_text(encoding="utf-8")
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
