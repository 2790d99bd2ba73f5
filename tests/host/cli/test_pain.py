"""The questions about pain after a download."""

import json
from pathlib import Path

import pytest

from clip_at_cable import recoil, recorded_sessions, switched_on
from recoil.cli import pain
from recoil.library.annotations import Pain
from recoil.simulation.clip.engine import missing

ID = "e66038b713000001"


def answers(*given: str):
    left = iter(given)
    return lambda question: next(left)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("2", "5", "knee", "Back", "maybe", "y"), (2, 5, "back", True)),
        (("", ""), (None, None, None, None)),
        (("11", "-1", "x", "0", "10", "l", "no"), (0, 10, "leg", False)),
        (("", "3", "", ""), (None, 3, None, None)),
        (("0", "0"), (0, 0, None, None)),
    ],
)
def test_scores_are_whole_numbers_and_who_hurts_is_asked_where(given: tuple[str, ...], expected: tuple[object, ...]):
    assert pain.ask_pain(answers(*given)) == expected


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_going_away_skips_the_rest(end: type[BaseException]):
    def gone(question: str) -> str:
        raise end

    assert pain.ask_pain(gone) == Pain()
    given = iter(["4"])
    assert pain.ask_pain(lambda question: next(given, "") or gone(question)) == Pain(4)


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_a_single_new_session_gets_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("recoil.cli.pain.can_ask", lambda: True)
    monkeypatch.setattr("recoil.cli.pain.ask_pain", lambda: Pain(1, 4, "back", False))
    with switched_on(tmp_path / "clip", recorded_sessions(tmp_path, 1)) as cable:
        command = ("download", "--all", "--port", cable.port, "--to", tmp_path / "out")
        done = recoil(*command)
        assert done.exit_code == 0 and "see a doctor now" in done.stdout
        (about,) = (tmp_path / "out" / ID).glob("*/about.json")
        told = json.loads(about.read_text())
        names = ("pain_before", "pain_after", "pain_place", "pain_down_leg")
        assert [told[name] for name in names] == [1, 4, "back", False]
        monkeypatch.setattr("recoil.cli.pain.ask_pain", lambda: pytest.fail("it was asked again"))
        assert recoil(*command).exit_code == 0, "what was there already"
