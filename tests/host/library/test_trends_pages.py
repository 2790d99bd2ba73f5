"""The pages of weeks and squads."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from library_helpers import entries, put, recoil, weeks_of
from recoil.bench.library import measure, measure_large
from recoil.bench.made_library import Made, make_library
from recoil.cli.bench_tables import write_costs
from recoil.library.metrics import METRICS
from recoil.library.trend import trend_of
from recoil.library.trend_page import phases, trend_page
from recoil.session import open_session

NOT_IN_FORMAT_1 = {
    "stride_regularity",
    "step_variability_pct",
    "pelvis_tilt_deg",
    "pelvis_rotation_deg",
    "braking_g",
}


class Elements(HTMLParser):
    """Every element's name and attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))


def test_a_page_over_weeks(tmp_path: Path):
    make_library(tmp_path / "library", 30)
    out = tmp_path / "ann.html"
    result = recoil("library", "trends", "Ann", "-o", out)
    assert result.exit_code == 0, result.output
    assert f"written: {out}" in result.stdout
    page = Elements(out.read_text())
    ids = [attributes.get("id") for tag, attributes in page.found if tag == "figure"]
    written = [metric for metric in METRICS if metric.name not in NOT_IN_FORMAT_1]
    assert ids == [f"trend-{metric.name}" for metric in written] + ["trend-score", "trend-pain"]
    text = " ".join(page.words)
    assert "does not say that one causes the other" in text
    assert "not a medical device" in text
    names = "regularity, variability, pelvis tilt, pelvis rotation, braking"
    assert f"Measured in none of these sessions: {names}." in text
    assert "a trend within this runner, not a load" in text
    assert "standard deviation of the session means" in text
    assert not [attributes for _, attributes in page.found if re.match("https?:", str(attributes.get("src", "")))]


def test_a_page_says_what_has_not_been_measured(tmp_path: Path):
    weeks_of(tmp_path / "library", sessions=3)
    trend = trend_of("Ann", entries(tmp_path / "library"))
    page = trend_page(trend).html()
    assert "Too few sessions yet" in page
    assert "No retention run yet." in page
    assert "No pain score was given." in page


def test_phases_are_stretches(tmp_path: Path):
    make_library(tmp_path / "library", 24)
    spans = phases(trend_of("Ann", entries(tmp_path / "library")).sessions)
    assert [span.label for span in spans][:5] == ["baseline", "full", "fewer", "retention", "request"]
    assert all(span.begin <= span.end for span in spans)


def test_a_squad_page(tmp_path: Path):
    weeks_of(tmp_path / "library", cadence_spm=182)
    weeks_of(tmp_path / "library", "Ben", 2, clip="e660000000000002")
    out = tmp_path / "squad.html"
    assert recoil("library", "squad", "--weeks", "3", "-o", out).exit_code == 0
    text = " ".join(Elements(out.read_text()).words)
    assert "cadence +11.9 steps/min" in text
    assert "too few sessions to tell" in text
    assert "2 runners; in 1 the last session is beyond" in text


def test_a_made_library_is_whole_and_always_the_same(tmp_path: Path):
    make_library(tmp_path / "a", 3)
    make_library(tmp_path / "b", 3)
    first, second = ({path.name: path for path in (tmp_path / name).glob("*/*")} for name in "ab")
    for name, place in first.items():
        session = open_session(place)
        assert session.is_whole
        assert session.ended
        assert (place / "00000.seg").read_bytes() == (second[name] / "00000.seg").read_bytes()


def test_bench(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    costs = measure([3, 6], lambda text: None)
    assert [cost.sessions for cost in costs] == [3, 6]
    write_costs(costs)
    assert len(capsys.readouterr().out.splitlines()) == 11
    assert not (tmp_path / "cache").exists()
    document = json.loads(recoil("bench", "library", "2", "--json").stdout)
    assert document[0]["sessions"] == 2
    large = measure_large(7, 4, lambda text: None)
    assert large.sessions == 11 and {"list_newest_s", "squad_s", "one_more_s"} <= large.seconds.keys()


def test_a_note_and_tags_are_in_the_page(tmp_path: Path):
    weeks_of(tmp_path / "library", sessions=3)
    put(tmp_path / "library", Made(number=99, steps=12), about={"runner": "Ann"})
    assert recoil("library", "note", "1", "new shoes").exit_code == 0
    assert recoil("library", "tag", "1", "+track").exit_code == 0
    assert recoil("library", "trends", "Ann", "-o", tmp_path / "p.html").exit_code == 0
    page = (tmp_path / "p.html").read_text()
    assert "new shoes" in page
    assert "track" in page
    assert "1 more of this runner" in page
