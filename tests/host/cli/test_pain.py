"""The questions about pain after a download."""

import json
from pathlib import Path

import pytest

from clip_at_cable import recoil, recorded_sessions, switched_on
from recoil.cli import pain
from recoil.simulation.clip.engine import missing

ID = "e66038b713000001"


def answers(*given: str):
    left = iter(given)
    return lambda question: next(left)


@pytest.mark.parametrize(
    ("given", "expected"),
    [(("2", "5"), (2, 5)), (("", ""), (None, None)), (("11", "-1", "x", "0", "10"), (0, 10)), (("", "3"), (None, 3))],
)
def test_scores_are_whole_numbers_or_skipped(given: tuple[str, ...], expected: tuple[int | None, int | None]):
    assert pain.ask_pain(answers(*given)) == expected


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_going_away_skips_both(end: type[BaseException]):
    def gone(question: str) -> str:
        raise end

    assert pain.ask_pain(gone) == (None, None)


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_a_single_new_session_gets_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("recoil.cli.pain.can_ask", lambda: True)
    monkeypatch.setattr("recoil.cli.pain.ask_pain", lambda: (1, 4))
    with switched_on(tmp_path / "clip", recorded_sessions(tmp_path, 1)) as cable:
        command = ("download", "--all", "--port", cable.port, "--to", tmp_path / "out")
        assert recoil(*command).exit_code == 0
        (about,) = (tmp_path / "out" / ID).glob("*/about.json")
        assert (json.loads(about.read_text())["pain_before"], json.loads(about.read_text())["pain_after"]) == (1, 4)
        monkeypatch.setattr("recoil.cli.pain.ask_pain", lambda: pytest.fail("it was asked again"))
        assert recoil(*command).exit_code == 0, "what was there already"
