"""The app as it is on the virtual clip: real boards, main.py, safe mode, the watchdog, Ctrl-C, power cuts."""

import json
import re
from pathlib import Path

import pytest

from app_play import TAUGHT, events
from recoil.firmware.compiled import compiled_files
from recoil.firmware.files import package_files, starter_files
from recoil.session import Session, open_session
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.spec.events import STOP_BUTTON, STOP_HOST

BOARDS = ("feather_rp2040", "nano_rp2040")
LARGEST_BYTES = 34_500  # 1.5 KB of it let nearly all of the rest run in the flash, where it takes no memory
UTC_S = 1_763_800_000


def clip_of(folder: Path, board: str = "feather_rp2040", **files: object) -> VirtualClip:
    """A clip with the firmware and JSON files."""
    clip = VirtualClip(folder / "clip", board=board)
    clip.flash()
    clip.put({f"/{name}.json": json.dumps(value) for name, value in files.items()})
    return clip


def running(clip: VirtualClip, plan: str = "stand 5, run 60, stand 15") -> Motion:
    """A runner who wears it."""
    return Motion.of_simulation(simulate(Runner(), Worn(), plan=plan), clip.mount)


def sessions(clip: VirtualClip, folder: Path) -> list[Session]:
    """Download the sessions."""
    for name, data in clip.read().items():
        if name.startswith("/sessions/0"):
            path = folder / name[1:]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return [open_session(path) for path in sorted((folder / "sessions").iterdir())]


@pytest.mark.parametrize("board", BOARDS)
def test_a_whole_run(tmp_path: Path, board: str) -> None:
    clip = clip_of(tmp_path, board, settings={"raw": "all", "quiet_start_min": 0}, coach=TAUGHT)
    script = [
        {"do": "set_clock", "at_ms": 400, "utc_s": UTC_S},
        {"do": "press", "at_ms": 20_000, "ms": 150},
        {"do": "press", "at_ms": 70_000, "ms": 1_300},
    ]
    # The first cue comes at 33 s: settled for 10 s, then form is smoothed, known and outside for 40 steps in all.
    observed = clip.run(85, running(clip, "stand 5, run 70, stand 15"), script)
    assert observed.boots == ["power on"] and not observed.of_kind("prompt"), observed.console
    (session,) = sessions(clip, tmp_path)
    assert session.is_whole and session.name.startswith("00001-20251122T")
    assert session.header is not None and re.fullmatch("[0-9a-f]{16}", session.header.clip_id)
    assert len(session.steps) > 162 and set(session.steps["side"]) == {-1, 1}
    assert [name for name, _, _ in events(session, "marker", "cue", "stop")] == ["marker", "cue", "cue", "stop"]
    assert events(session)[-1][2] == STOP_BUTTON
    assert [cue.count for cue in observed.cues] == [1, 2, 2, 2]
    lit = observed.lights if board == "feather_rp2040" else observed.of_kind("pin")
    assert len(lit) > 100


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(("at_ms", "is_safe"), [(100, True), (600, True), (1_200, False)])
def test_safe_mode(tmp_path: Path, board: str, at_ms: int, is_safe: bool) -> None:
    clip = clip_of(tmp_path, board)
    observed = clip.run(12, None, [{"do": "press", "at_ms": at_ms, "ms": 900}])
    assert ("safe mode" in observed.console) == is_safe
    assert observed.errors == ([""] if is_safe else [])


def test_a_tap_at_boot_is_not_safe_mode(tmp_path: Path) -> None:
    observed = clip_of(tmp_path).run(5, None, [{"do": "press", "at_ms": 300, "ms": 100}])
    assert "safe mode" not in observed.console


def test_ctrl_c_gives_the_prompt_and_stops_the_watchdog(tmp_path: Path) -> None:
    clip = clip_of(tmp_path)
    observed = clip.run(60, running(clip), [{"do": "ctrl_c", "at_ms": 30_000}])
    assert observed.boots == ["power on"], "30 s later nothing has reset it"
    assert observed.errors == [""]
    (session,) = sessions(clip, tmp_path)
    assert session.is_whole and events(session)[-1][2] == STOP_HOST


@pytest.mark.parametrize("late_ms", [0, 20, 60, 120, 250])
def test_ctrl_c_while_it_saves(tmp_path: Path, late_ms: int) -> None:
    clip = clip_of(tmp_path)
    press = {"do": "press", "at_ms": 30_000, "ms": 1_300}
    observed = clip.run(60, running(clip), [press, {"do": "ctrl_c", "at_ms": 31_060 + late_ms}])
    assert observed.boots == ["power on"] and observed.errors == [""]
    (session,) = sessions(clip, tmp_path)
    assert session.is_whole and session.ended


def test_a_power_cut_in_mid_run(tmp_path: Path) -> None:
    clip = clip_of(tmp_path)
    observed = clip.run(70, running(clip), [{"do": "power_cut", "at_ms": 40_000}])
    assert observed.boots == ["power on", "power on"] and not observed.errors
    first, second = sessions(clip, tmp_path)
    assert not first.ended and len(second.steps) > 40
    cut_s = 40 - 1.2
    assert cut_s - first.steps["initial_contact_us"][-1] * 1e-6 < 10.5


def test_the_watchdog_of_the_board(tmp_path: Path) -> None:
    program = """
from recoil_clip.app.boards.choice import this_board
board = this_board()
print(board.watchdog.fired(), board.watchdog.fired())
board.watchdog.start(8300)
board.watchdog.stop()
board.clock.sleep_ms(10000)
board.watchdog.start(8300)
while True:
    board.clock.sleep_ms(10)
"""
    clip = clip_of(tmp_path)
    clip.put({"/main.py": program})
    observed = clip.run(30)
    assert observed.console.split() == ["False", "False", "True", "False"]
    assert observed.boots[:2] == ["power on", "watchdog"]


def test_the_plug_of_the_board(tmp_path: Path) -> None:
    clip = clip_of(tmp_path)
    usb = [{"do": "usb", "plugged": True, "at_ms": 3_000}, {"do": "usb", "plugged": False, "at_ms": 30_000}]
    observed = clip.run(50, running(clip, "stand 5, run 20, stand 20"), usb)
    blue = [us / 1e6 for us, ((red, _, shade),) in observed.lights if shade > 50 and not red]
    assert 3 < blue[0] < 5 and 28 < blue[-1] < 32
    assert not [name for name in clip.read() if name.startswith("/sessions")], "it does not start at a computer"


def test_the_app_fits_the_clip() -> None:
    """As bytecode: it is waiting, not working, most of the time.

    Exercises, the choice of runner, the table of what can be felt and switching off are in memory only while they are
    used; a Feather loads neither the radio nor other boards.
    """
    files = compiled_files(package_files("recoil_clip.app") | starter_files())
    others = ("exercise", "/runners", "/language", "/off", "radio", "nano_", "picolipo", "thingplus_", "rp2350")
    sizes = {name: len(data) for name, data in sorted(files.items()) if not any(other in name for other in others)}
    table = "\n".join(f"{size:7d}  {name}" for name, size in [*sizes.items(), ("in all", sum(sizes.values()))])
    print(table)
    assert sum(sizes.values()) <= LARGEST_BYTES, table
