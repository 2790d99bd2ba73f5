"""Ctrl-C at any moment: the session is closed, the watchdog off, the REPL free; and what an error of the app leaves."""

import random
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import recoil_clip.app.app
from app_play import TAUGHT, build, events, motion
from app_world import World
from recoil.session import open_session
from recoil_clip.app.launch import main
from recoil_clip.spec.events import STOP_HOST

PLAN = "stand 2, run 14, stand 3"
BOOTED_MS = 1_100
RECORDS_MS = 8_500


def run_until_ctrl_c(root: Path, at_ms: list[int], settings: str = "{}") -> World:
    """Run `main`; type Ctrl-C at these times."""
    (root / "settings.json").write_text(settings)
    world = World(motion(PLAN))
    for ms in at_ms:
        world.clock.at(ms, world.ctrl_c)
    main(world, str(root))
    return world


@pytest.mark.parametrize("seed", range(50))
def test_ctrl_c_at_a_random_moment_closes_the_session(tmp_path: Path, seed: int) -> None:
    """In virtual time: while the app sleeps or talks to a chip."""
    chance = random.Random(seed)
    at_us = chance.randrange(1_000, 20_000_000)
    (tmp_path / "settings.json").write_text('{"raw": "all"}')
    world = World(motion(PLAN))
    world.clock.at(at_us // 1000, lambda: None)
    world.clock.plan[0] = (at_us, world.ctrl_c)
    world.clock.due_us = at_us
    main(world, str(tmp_path))
    assert not world.watchdog.timeout_ms, "it would reset a clip that is being downloaded"
    assert not world.held, "Ctrl-C works again"
    assert world.lights[-1][1] == (0, 0, 0)
    folders = sorted((tmp_path / "sessions").glob("0*")) if (tmp_path / "sessions").is_dir() else []
    if at_us < 6_800_000:
        assert not folders
    elif at_us > RECORDS_MS * 1000:
        session = open_session(folders[0])
        found = events(session)
        assert session.is_whole and found[-1][0] == "stop" and found[-1][2] == STOP_HOST
        boot_ms = at_us / 1000 - found[-1][1]
        assert BOOTED_MS - 400 < boot_ms < BOOTED_MS + 100, "the last sample is there"
        if at_us < 15_000_000:
            last_s = session.steps["initial_contact_us"][-1] * 1e-6
            assert at_us * 1e-6 - boot_ms / 1000 - last_s < 1.2, "the last steps are there"
    assert world.clock.now_us() - at_us < 500_000


@pytest.mark.parametrize("seed", range(30))
def test_ctrl_c_at_a_random_line_closes_the_session(tmp_path: Path, seed: int) -> None:
    """In the middle of any line of the firmware, at any depth, twice in a row."""
    chance = random.Random(1000 + seed)
    (tmp_path / "settings.json").write_text('{"raw": "all", "quiet_start_min": 0}')
    world = World(motion(PLAN))
    hits: list[str] = []
    left = [chance.randrange(1, 60_000), chance.randrange(1, 3_000)]

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        if "/recoil_" not in name or "models" in name:
            return None
        if event == "line" and left and not world.held:
            left[0] -= 1
            if not left[0]:
                left.pop(0)
                hits.append(frame.f_code.co_qualname)
                raise KeyboardInterrupt
        return trace

    # Tracing is slow: begin it in the middle of the run, in the frames that are there then.
    world.clock.at(chance.randrange(RECORDS_MS, 15_000), lambda: start_tracing(trace))
    try:
        main(world, str(tmp_path))
    except KeyboardInterrupt:
        assert not left, "only the second, in the very moment in which the first was caught"
    finally:
        sys.settrace(None)
    assert hits
    session = open_session(sorted((tmp_path / "sessions").glob("0*"))[0])
    found = events(session)
    assert session.is_whole, session.missing
    assert found[-1][0] == "stop" and found[-1][2] == STOP_HOST
    assert not world.watchdog.timeout_ms
    times = session.steps["initial_contact_us"]
    assert (times[1:] > times[:-1]).all(), "no step twice"


def start_tracing(trace: Any) -> None:
    """Trace from here on, in all frames of the firmware too."""
    frame = sys._getframe(1)
    while frame is not None:
        if "/recoil_" in frame.f_code.co_filename and "models" not in frame.f_code.co_filename:
            frame.f_trace = trace
        frame = frame.f_back
    sys.settrace(trace)


def test_ctrl_c_while_it_saves_waits(tmp_path: Path) -> None:
    world = World(motion(PLAN))
    (tmp_path / "settings.json").write_text("{}")
    ends = []

    def interrupted_save(self: Any, reason: int) -> None:
        if self.current is not None:
            world.ctrl_c()
            ends.append(reason)
        original(self, reason)

    original = recoil_clip.app.app.Sessions.end
    world.press(12_000, 1_300)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recoil_clip.app.app.Sessions, "end", interrupted_save)
        main(world, str(tmp_path))
    assert ends == [1], "the press ended it, then Ctrl-C the app"
    assert world.clock.now_us() < 14_500_000
    session = open_session(next((tmp_path / "sessions").glob("0*")))
    assert session.is_whole and session.ended


def test_ctrl_c_before_anything_was_set_up(tmp_path: Path) -> None:
    for at_ms in (1, 300, 700, 900):
        world = run_until_ctrl_c(tmp_path, [at_ms])
        assert not world.held and world.now_ms() < 2_000


def test_an_error_of_the_app_leaves_a_session_and_restarts_a_run(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN, {"quiet_start_min": 0}, TAUGHT)
    world = played.world

    def break_it() -> None:
        raise ZeroDivisionError("planted")

    world.clock.at(12_000, break_it)
    with pytest.raises(ZeroDivisionError):
        main(world, str(tmp_path))
    session = open_session(next((tmp_path / "sessions").glob("0*")))
    assert session.is_whole and session.ended
    assert world.watchdog.timeout_ms, "the watchdog starts it again"
    assert "planted" in played.faults["app error"][2]


def test_an_error_while_nothing_is_recorded_leaves_the_repl(tmp_path: Path) -> None:
    world = World(motion("stand 30"))

    def break_it() -> None:
        raise ZeroDivisionError("planted")

    world.clock.at(5_000, break_it)
    with pytest.raises(ZeroDivisionError):
        main(world, str(tmp_path))
    assert not world.watchdog.timeout_ms
