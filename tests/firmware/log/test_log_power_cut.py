"""Power cut at every write of a session, on real littlefs: closed segments are whole, at most 10 s are lost."""

from pathlib import Path

import pytest

from log_micropython import TESTS, run
from recoil.device.store import _REMOVE
from recoil.session import SessionError, open_session
from recoil_clip.spec.files import SESSIONS


@pytest.mark.parametrize(("what", "points"), [("plain", 300), ("raw", 300), ("removing", 200), ("full", 60)])
def test_a_cut_at_every_write(tmp_path: Path, what: str, points: int) -> None:
    found = tmp_path / "found"
    found.mkdir()
    said = run(TESTS / "log_power_cut.py", what, str(found))
    assert int(said) >= points
    states = sorted(found.iterdir())
    assert len(states) > 5
    steps = 0
    for folder in states:
        if not any(segment.stat().st_size for segment in folder.iterdir()):
            with pytest.raises(SessionError, match="before anything was written"):
                open_session(folder)
            continue
        session = open_session(folder)
        assert session.ended or len(session.missing) == 1
        assert session.header is not None
        assert len(session.steps) >= steps
        steps = len(session.steps)
    last = open_session(states[-1])
    assert last.is_whole == (what != "full")
    assert last.is_whole or ["flash was full" in text for text in last.missing] == [True]


def test_a_cut_while_a_computer_removes_a_session(tmp_path: Path) -> None:
    """It is there whole, or gone; the others are untouched, and what is left of it goes the next time."""
    removing = tmp_path / "removing.py"
    removing.write_text(_REMOVE.replace(SESSIONS, "/flash/sessions"))
    said = run(TESTS / "log_removed.py", str(removing))  # an x for each file too
    assert int(said.lstrip("x")) >= 5
