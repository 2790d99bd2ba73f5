"""`recoil compare`: two runs side by side."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from library_helpers import DAY_S, SMALL, START_S, put, recoil, weeks_of
from recoil.bench.made_library import Made


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))


def differences(*arguments: object) -> dict[str, dict[str, object]]:
    document = json.loads(recoil("compare", "--json", *arguments).stdout)
    return {one["metric"]: one for one in document["differences"]}


def test_what_is_more_than_day_to_day(tmp_path: Path):
    weeks_of(tmp_path / "library", cadence_spm=176)
    result = recoil("compare", "11", "last")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = {line[:17].strip(): line for line in result.stdout.splitlines()}
    assert lines["cadence"].endswith("more than day to day")
    assert lines["bounce"].endswith("within day to day")
    assert "from 10 others within 6 weeks of these" in result.stdout
    found = differences("10", "11")
    assert (found["cadence_spm"]["beyond"], found["cadence_spm"]["change"]) == (False, pytest.approx(-2, abs=0.5))
    assert found["contact_left_pct"]["limit"] == pytest.approx(0.85, abs=0.01)  # their own intervals, 0.6 each


def test_it_cannot_tell_from_too_few(tmp_path: Path):
    weeks_of(tmp_path / "library", sessions=6)
    result = recoil("compare", "1", "2")
    assert "cannot tell" in result.stdout
    assert "knows 4 other comparable sessions of Ann" in result.stdout
    assert all(one["beyond"] is None for one in differences("1", "2").values())


def test_confounds_are_said(tmp_path: Path):
    weeks_of(tmp_path / "library", cadence_spm=184)
    assert "Speed and slope are not known" in recoil("compare", "9", "11").stdout
    said = recoil("compare", "11", "12").stdout
    assert re.search(r"Cadence differs by \+[89]\.\d %", said)
    # 85 mm x (169 / 184)^2
    assert "the second's cadence alone would make 72 mm (step time squared); it was 85 mm" in said
    put(
        tmp_path / "library",
        Made(number=40, clip="e660000000000009", phase=5, start_s=START_S),
        about={"runner": "Ann"},
    )
    said = recoil("compare", "11", "40").stdout
    assert "Two clips" in said
    assert "(full and request): cues may be the difference" in said


def test_two_runners_are_not_judged(tmp_path: Path):
    weeks_of(tmp_path / "library")
    weeks_of(tmp_path / "library", "Ben", 2, clip="e660000000000002")
    result = recoil("compare", "000001/3", "000002/2")
    assert "Two runners (Ann, Ben)" in result.stdout
    assert "cannot tell" in result.stdout


def test_whoever_is_not_known_is_not_judged(tmp_path: Path):
    weeks_of(tmp_path / "library", "", 9)
    weeks_of(tmp_path / "library", "Ben", 2, clip="e660000000000002")
    for first, second in (("000001/3", "000001/4"), ("000001/3", "000002/2"), ("000002/2", "000001/3")):
        result = recoil("compare", first, second, "-o", tmp_path / "two.html")
        assert "who ran is not known: recoil library runner SESSION NAME" in result.stdout
        assert "Two runners" not in result.stdout
        document = json.loads(recoil("compare", first, second, "--json").stdout)
        assert (document["can_tell"], document["sessions_of_spread"]) == (False, 0)
        assert all(one["beyond"] is None for one in document["differences"])
        assert "two sessions of this runner" not in (tmp_path / "two.html").read_text()


def test_one_other_session(tmp_path: Path):
    weeks_of(tmp_path / "library", sessions=3)
    assert "knows 1 other comparable session of Ann" in recoil("compare", "1", "2").stdout


def test_sessions_outside_the_library(tmp_path: Path):
    weeks_of(tmp_path / "library")
    outside = put(tmp_path / "usb", Made(number=50, start_s=START_S + DAY_S, settings={"wearer_name": "Ann"}))
    result = recoil("compare", outside, "11", "--json")
    document = json.loads(result.stdout)
    assert document["sessions_of_spread"] == 11
    assert document["can_tell"] is True
    # A copy of one that the library has is that one.
    copy = put(tmp_path / "copy", replace(SMALL, number=1))
    put(tmp_path / "library", replace(SMALL, number=1), "00077", about={"runner": "Ann"})
    assert json.loads(recoil("compare", copy, "11", "--json").stdout)["first"]["runner"] == "Ann"
    said = recoil("compare", copy, copy).stdout
    assert "Both are the same session." in said
    assert "has only 12 clean steps" in said


def test_a_page(tmp_path: Path):
    weeks_of(tmp_path / "library", cadence_spm=176)
    out = tmp_path / "two.html"
    result = recoil("compare", "11", "12", "-o", out, "--quiet")
    assert (result.exit_code, result.stdout) == (0, "")
    page = out.read_text()
    assert "More than day to day: cadence" in page
    assert page.count('class="chart"') == 3
    assert "B − A" in page


def test_a_session_without_steps(tmp_path: Path):
    put(tmp_path / "library", replace(SMALL, steps=0, number=3))
    put(tmp_path / "library", replace(SMALL, number=4))
    out = tmp_path / "two.html"
    result = recoil("compare", "3", "4", "-o", out)
    assert result.exit_code == 0, result.output
    assert "not measured in both" in result.stdout


def test_what_is_not_there(tmp_path: Path):
    result = recoil("compare", "1", "2")
    assert (result.exit_code, "no session 1 in the library" in result.stderr) == (1, True)
    broken = put(tmp_path / "usb")
    (broken / "00000.seg").write_bytes(b"x")
    result = recoil("compare", broken, broken)
    assert (result.exit_code, "nothing in it is intact" in result.stderr) == (1, True)
    segment = put(tmp_path / "one") / "00000.seg"
    assert recoil("compare", segment, segment).exit_code == 0


def test_help_fits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    result = recoil("compare", "--help")
    assert "recoil compare 41 42" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
