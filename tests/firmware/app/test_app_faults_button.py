"""A button that stays down: told, and nobody loses a run to it."""

from pathlib import Path

from app_fault_helpers import logged
from app_play import build, play, push
from recoil_clip.spec import faults


def test_a_button_that_stays_down_is_told_until_it_is_let_go(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 40, run 60", {"target": "none"})
    seen = []
    looks = [(at_ms, lambda world: seen.append([*played.app.faults.standing])) for at_ms in (23_000, 26_000, 46_000)]
    play(played, 90_000, (4_000, push(40_000)), *looks)
    assert seen == [[], [faults.BUTTON_STUCK], []]
    played.app.shut()
    assert "button stuck" in played.faults
    assert len(played.session.steps) > 100, "it is as useful as ever"


def test_a_long_press_is_none(tmp_path: Path) -> None:
    played = build(tmp_path, "run 60", {"auto_start": False})
    play(played, 40_000, (4_000, push(15_000)))
    played.app.shut()
    assert not logged(played) and len(played.session.steps) > 40
