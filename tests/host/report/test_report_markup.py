"""What pages are built of: text stays text, numbers come back as they were, file names fit any system."""

import json

import numpy as np
import pytest

from recoil.report.chart import Axis, Band, Dots, Mark, Series, Span, chart, mark_legend
from recoil.report.markup import Html, joined, number, script_json, table, tag
from recoil.report.packing import column
from recoil.report.page import Page, file_name
from report_sessions import HOSTILE, Text, values_of


@pytest.mark.parametrize("text", ["plain", "<b>", "</p>", "\"'&", "a\x00b\u2028c\u202ed", "é ß 漢"])
def test_text_stays_text(text: str) -> None:
    page = tag("p", text, title=text)
    (element, attributes), words = Text(page).tags[0], Text(page).text
    assert element == "p" and len(Text(page).tags) == 1
    safe = text.replace("\x00", "?").replace("\u2028", " ").replace("\u202e", "?")
    assert words == safe == attributes["title"]


def test_markup_is_not_escaped_twice_and_text_never_left_alone() -> None:
    assert joined([Html("<b>x</b>"), "<b>"]) == "<b>x</b>&lt;b&gt;"
    assert tag("br") == "<br>" and tag("p", class_="a", hidden=True, title=None) == '<p class="a" hidden></p>'
    assert number(None) == number(float("nan")) == "not measured"
    assert number(-0.04, 1) == "0.0" and number(-1.5, 1, "mm") == "−1.5\N{NO-BREAK SPACE}mm"
    assert "&lt;i&gt;" in table("<i>", ["<i>"], [["<i>"]]) and "<i>" not in table("<i>", ["<i>"], [["<i>"]])
    assert json.loads(script_json({"a": HOSTILE})) == {"a": HOSTILE}
    assert not set("<>&\u2028\u2029") & set(script_json({HOSTILE: HOSTILE}))


@pytest.mark.parametrize(
    "name, file",
    [
        ("00012-20251122T152320Z", "00012-20251122T152320Z.html"),
        ("../../etc/passwd", "etc_passwd.html"),
        ('a<b>:"|?*\\c', "a_b_c.html"),
        ("x" * 400, "x" * 120 + ".html"),
        ("..", "session.html"),
        ("漢字", "session.html"),
    ],
)
def test_file_names_fit_any_system(name: str, file: str) -> None:
    assert file_name(name) == file


@pytest.mark.parametrize(
    "values", [[], [np.nan], [1.25, np.nan, np.nan, -3.0, 40.0], [np.nan, 5.0, np.nan], [0, 4e4, -4e4], [0, 3e9, 1.0]]
)
def test_columns_come_back_as_they_were(values: list[float]) -> None:
    given = np.array(values, dtype=float)
    np.testing.assert_allclose(values_of(column(given, 2)), given, atol=0.005)


def test_a_page_without_charts_has_no_chart_scripts() -> None:
    page = Page("Squad").section("Table", table("t", ["a"], [["b"]])).html()
    assert "uPlot=" not in page and "uPlot.min" not in page and len(page) < 16_000


def test_the_legend_names_all_that_is_drawn_and_what_charts_share_is_named_once() -> None:
    at = np.array([0.0, 60.0])
    series, dots = [Series("bounce", "mm", at)], [Dots("single steps", at, at)]
    marks, spans = [Mark(30.0, "cue", "softer")], [Span(40.0, 50.0, "pause", "pause")]

    def keys(names_marks: bool) -> list[str]:
        bands = [Band("target", low=7.0)]
        page = chart(
            "b", "Bounce", Axis.elapsed(at), series, bands=bands, marks=marks, spans=spans, dots=dots,
            names_marks=names_marks,
        )  # fmt: skip
        return legend_of(str(page))

    def legend_of(page: str) -> list[str]:
        items = page.split('class="legend"')[1].split("</ul>")[0].split("</li>")[:-1]
        return [Text(f"<p {item}").text.strip() for item in items]

    shared = legend_of(str(mark_legend(marks, spans, dots)))
    assert sorted(map(str.lower, shared)) == ["cue", "pause", "single steps"]
    assert keys(names_marks=False) == ["bounce (mm)", "target"]
    assert keys(names_marks=True)[:2] == keys(names_marks=False)
    assert sorted(keys(names_marks=True)[2:]) == sorted(shared)
