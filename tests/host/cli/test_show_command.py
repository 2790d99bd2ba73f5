"""`recoil show` through the command itself."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from made_sessions import made_session
from recoil.cli.app import app
from recoil.session.facts import clock, facts_of
from recoil.session.overview import overview_of
from recoil.session.vocabulary import event_name, meaning_of
from recoil_clip.spec.events import CUE, FAULT, GAP, PHASE, SCORE, STOP, VALIDITY
from recoil_clip.spec.validity import PITCH, UP
from recorded_sessions import recorded_session


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded_session(tmp_path_factory.mktemp("recorded") / "sessions")


@pytest.fixture(scope="module")
def unset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded_session(tmp_path_factory.mktemp("unset"), start_s=0, lost_at_s=20)


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["show", *map(str, arguments)])


def test_what_is_in_a_session(recorded: Path) -> None:
    result = recoil(recorded)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == recorded.name
    facts = {line[:13].strip(): line[13:] for line in lines[1:]}
    assert facts["clip"] == "e660583883, firmware 0.1.0"
    assert facts["started"].endswith("local time, by the button")
    assert "running 0:3" in facts["length"]
    assert facts["length"].endswith("ended by the button")
    assert facts["contact"].endswith("% of a stride")
    assert facts["markers"] == "at 0:10"
    assert facts["battery"] == "90 % (4.01 V) at the start, 89 % (4.00 V) at the end"
    assert facts["raw samples"].endswith("0.7 min")
    assert facts["settings"] == "target bounce (default cadence), new_one [1] (not known to this Recoil)"
    assert facts["missing"] == "nothing: the session is whole"
    assert "contact 50." in result.stdout
    assert "±" in result.stdout
    assert "\x1b" not in result.stdout


def test_json_has_all_that_help_says(recorded: Path) -> None:
    document = json.loads(recoil(recorded, "--json").stdout)
    assert document["format"] == 1
    assert document["start"] == "2025-11-22T15:23:20+00:00"
    assert document["steps"] == document["clean_steps"] + 0 > 80
    assert document["balances"]["contact"]["pairs"] > 30
    assert document["settings_changed"] == {"target": "bounce", "new_one": [1]}
    # What --help lists, and nothing else.
    said = recoil("--help").stdout.replace("│", " ")
    for key in document:
        assert key == "format" or key in said, key


def test_quiet(recorded: Path, tmp_path: Path) -> None:
    result = recoil(recorded, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert recoil(tmp_path / "nowhere", "--quiet").exit_code == 1


def test_a_clock_that_was_never_set_and_lost_samples(unset: Path) -> None:
    said = recoil(unset).stdout
    assert "the clip's clock was never set" in said
    assert "10 samples; steps over them" in said
    assert "bridged" in said


def test_a_segment_and_folders(recorded: Path, tmp_path: Path) -> None:
    segment = recoil(recorded / "00000.seg")
    assert segment.stdout.splitlines()[0] == "00000.seg"
    # The folder that holds the only session, and one that holds `sessions`.
    assert recoil(recorded.parent).stdout == recoil(recorded).stdout == recoil(recorded.parent.parent).stdout
    both = tmp_path / "sessions"
    for name in ("00001", "00002", "00003.gone"):
        shutil.copytree(recorded, both / name)
    result = recoil(tmp_path)
    assert result.exit_code == 1
    assert "there are 2 sessions in it: say which" in result.stderr
    assert "00002" in result.stderr
    assert "00003" not in result.stderr
    (tmp_path / "empty").mkdir()
    assert "no session in it" in recoil(tmp_path / "empty").stderr


def test_what_is_missing_is_said(recorded: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(recorded, tmp_path / "copy"))
    segment = copy / "00000.seg"
    segment.write_bytes(bytes(64) + segment.read_bytes()[64:-5000])
    said = recoil(copy).stdout
    assert "the session has no end" in said
    assert "without an end" in said
    assert "clip         not known" in said


def test_a_session_without_steps(tmp_path: Path) -> None:
    folder = recorded_session(tmp_path, plan="stand 8")
    said = recoil(folder).stdout
    assert "steps        none was measured" in said
    assert json.loads(recoil(folder, "--json").stdout)["cadence_spm"] is None


def facts(**changes: Any) -> dict[str, str]:
    found = {**overview_of(made_session(300, masked=(60, 70), pauses=((100, 140),))), **changes}
    return {label: text for label, text, _ in facts_of(found) if label}


def test_facts_of_a_coached_run() -> None:
    found = facts(score_pct=71, schedule="fewer", faults=[{"time_s": 61.0, "number": 4, "fault": "motor missing"}] * 9)
    assert found["cues"] == "1 x quicker steps; 1 confirmed; 71 % of the steps in the band; schedule: fewer"
    assert found["faults"].startswith("motor missing at 1:01, ")
    assert found["faults"].endswith(", 1 more")
    found = facts(faults=[{"time_s": 61.0, "number": 4, "fault": "motor missing"}] * 8)
    assert found["faults"].count("motor missing") == 8 and "more" not in found["faults"]
    assert "in 1 pause" in found["length"]
    assert "flagged" in found["steps"]
    assert found["left share"].startswith("contact 50.80 ± 1.20 %")
    assert "bounce not resolvable yet" in [text for _, text, _ in facts_of(overview_of(made_session(300)))]


def test_lines_fit_into_80_columns(recorded: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from recoil.session import facts as screen
    from recoil.session import open_session

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    screen.show_overview(overview_of(open_session(recorded)))
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    assert len(lines) > 15
    assert max(map(len, lines)) <= 80


def test_words() -> None:
    assert meaning_of(CUE, 2) == "softer, lower"
    assert meaning_of(CUE, 77) == meaning_of(FAULT, -1) == meaning_of(PHASE, 99) == meaning_of(200, 1) == ""
    assert meaning_of(STOP, 2).startswith("by itself")
    assert meaning_of(FAULT, 16) == "restarted by the watchdog"
    assert (meaning_of(GAP, 3), meaning_of(SCORE, 3)) == ("samples lost", "% of steps in the band")
    dead = "acceleration up, rotation about the axis to the side not to be believed"
    assert (meaning_of(VALIDITY, 0), meaning_of(VALIDITY, UP | PITCH)) == ("all axes work", dead)
    assert (event_name(CUE), event_name(200)) == ("cue", "200")
    assert [clock(time_s) for time_s in (0, 59.6, 3599, 3600, 36_061)] == [
        "0:00",
        "1:00",
        "59:59",
        "1:00:00",
        "10:01:01",
    ]


def test_an_overview_is_plain_json() -> None:
    json.dumps(overview_of(made_session(100)), allow_nan=False)
    assert not any(isinstance(value, np.generic) for value in overview_of(made_session(100)).values())
