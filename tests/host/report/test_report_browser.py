"""The report in a real browser: drawn, linked, readable on a phone, in the dark and on paper, and silent."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from made_sessions import made_session
from recoil.report import browser as browsers
from recoil.report.run import Run
from recoil.report.summary_page import summary_page
from report_sessions import MEMORY, formed_run, full_run, hostile_run, written

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]
PATIENCE_MS = 120_000  # a busy machine is no fault
expect.set_options(timeout=PATIENCE_MS)
TIME_CHARTS = 7
CHARTS = TIME_CHARTS + 5
FORM_CHARTS = CHARTS + 3
RANGES = "() => Recoil.charts.map((chart) => [chart.plot.scales.x.min, chart.plot.scales.x.max])"
INK = """() => Recoil.charts.map((chart) => {
  const canvas = chart.figure.querySelector('canvas');
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 100) ink++;
  return ink;
})"""
CONTRAST = """() => {
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const parts = (css) => css.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = parts(getComputedStyle(at).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const worst = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest('svg, script, noscript')) continue;
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) worst.push(`${element.tagName} ${ratio.toFixed(2)} ${element.textContent.slice(0, 30)}`);
  }
  return worst;
}"""
SMALL_TEXT = """() => [...document.querySelectorAll('body *')].filter((element) =>
  [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) && element.checkVisibility()
  && !element.closest('svg, script, noscript') && parseFloat(getComputedStyle(element).fontSize) < 14
).map((element) => `${element.tagName} ${getComputedStyle(element).fontSize} ${element.textContent.slice(0, 30)}`)"""


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    reason = browsers.missing()
    if reason:
        if os.environ.get("RECOIL_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with browsers.opened() as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "full": written(folder, "full", full_run(), MEMORY),
        "hostile": written(folder, "hostile", hostile_run(), MEMORY),
        "formed": written(folder, "formed", formed_run(), MEMORY),
        "minute": written(folder, "minute", made_session(60)),
        "summary": folder / "summary.html",
    }
    summary_page(Run(formed_run(), MEMORY)).write(made["summary"])
    return lambda name: made[name]


@pytest.fixture
def opened(chromium: "Browser", pages: Callable[[str], Path]) -> Iterator[Open]:
    """Open a page; whatever it says to the console, throws or asks of a network fails the test."""
    trouble: list[str] = []
    contexts = []

    def open_page(name: str = "full", width: int = 1200, unfolds: bool = True, **options: Any) -> "Page":
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append("a dialog"))
        address = pages(name).as_uri()
        page.on(
            "request",
            lambda request: None if request.url in (address, "data:,") else trouble.append(f"request: {request.url}"),
        )
        page.goto(address)
        if unfolds and options.get("java_script_enabled", True):
            page.evaluate("() => document.querySelectorAll('details.fold').forEach((one) => { one.open = true; })")
            page.wait_for_function("() => Recoil.charts.every((chart) => chart.plot)")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not trouble


def ranges(page: "Page") -> list[list[float]]:
    """The run's charts: what they show, from and to."""
    return page.evaluate(RANGES)[:TIME_CHARTS]


def drag(page: "Page", chart: str, begin: float, end: float) -> None:
    over = page.locator(f"#{chart} .u-over")
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + begin * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=4)
    page.mouse.up()


def test_every_chart_is_drawn(opened: Open) -> None:
    ink = opened().evaluate(INK)
    assert len(ink) == CHARTS and min(ink) > 500
    ink = opened("formed").evaluate(INK)
    assert len(ink) == FORM_CHARTS and min(ink) > 500


def test_it_begins_with_a_verdict_and_the_rest_is_folded_on_paper_too(opened: Open) -> None:
    page = opened(unfolds=False)
    assert page.locator("details.fold[open]").count() == 0
    figures = page.locator("#figures .card h3").all_inner_texts()
    assert figures == ["Cadence", "Bounce", "Unsteadiness"] and page.locator("#matters .try").is_visible()
    document = page.pdf(format="A4")
    assert document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") == 1
    page.get_by_role("button", name="Unfold all").click()
    expect(page.locator("details.fold:not([open])")).to_have_count(0)
    page.get_by_role("button", name="Fold all").click()
    page.click('.contents a[href="#time"]')  # a link unfolds what it leads to, and what is in it is drawn
    page.locator("#cadence canvas").wait_for()
    expect(page.locator("details.fold[open]")).to_have_count(1)
    page = opened("summary", unfolds=False)
    page.emulate_media(media="print")
    page.wait_for_function("() => document.documentElement.classList.contains('on-paper')")
    sheet_px = (297 - 28) / 25.4 * 96
    assert page.evaluate("() => document.querySelector('#figures').getBoundingClientRect().bottom") < sheet_px
    document = page.pdf(format="A4")
    assert document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") in (2, 3)


def test_a_hostile_name_is_only_shown(opened: Open) -> None:
    page = opened("hostile")
    assert page.title().startswith("Run of ") and "owned" in page.locator("h1 ~ *, .kicker").first.inner_text()
    assert page.locator("img").count() == 0 and page.locator("figure.chart").count() > 5


def test_one_zoom_for_all_charts_of_the_run(opened: Open) -> None:
    page = opened()
    whole, others = ranges(page), page.evaluate(RANGES)[TIME_CHARTS:]
    assert len({tuple(one) for one in whole}) == 1 and whole[0] == pytest.approx([0, 2400], abs=1)
    drag(page, "bounce", 0.25, 0.5)
    zoomed = ranges(page)
    assert len({tuple(one) for one in zoomed}) == 1
    assert zoomed[0] == pytest.approx([600, 1200], abs=15)
    assert page.evaluate(RANGES)[TIME_CHARTS:] == others
    assert page.locator(".zoom-bar .range").inner_text().startswith(("9:", "10:"))
    page.locator("#peak .u-over").dblclick()
    assert ranges(page) == whole
    drag(page, "peak", 0.1, 0.2)
    page.get_by_role("button", name="Whole run").click()
    assert ranges(page) == whole


def test_single_steps_are_drawn_when_it_is_close(opened: Open) -> None:
    page = opened()
    drawn = "() => Recoil.charts[3].steps().map((one) => one.within[1] - one.within[0])"
    assert page.evaluate(drawn) == []
    drag(page, "contact", 0.5, 0.55)
    left, right = page.evaluate(drawn)[:2]
    assert abs(left - right) <= 2 and 140 < left < 200


def test_the_cursor_tells_values_in_every_chart(opened: Open) -> None:
    page = opened()
    page.locator("#cadence .u-over").hover(position={"x": 300, "y": 40})
    expect(page.locator("#cadence-readout")).to_have_text(re.compile(r"^\d+:\d\d: cadence 1\d\d\.\d steps/min"))
    expect(page.locator("#bounce-readout")).to_have_text(re.compile(r"^\d+:\d\d: bounce \d\d\.\d mm"))
    page.mouse.move(5, 5)
    expect(page.locator("#bounce-readout")).to_have_text("")


def test_all_of_it_by_keyboard(opened: Open) -> None:
    page = opened()
    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("() => document.activeElement.id || document.activeElement.className"))
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px", seen[-1]
    assert seen[0] == "skip" and "theme" in seen and seen.count("plot") == CHARTS
    page.locator("#cadence .plot").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    begin, end = ranges(page)[6]
    assert end - begin == pytest.approx(600, abs=5)
    page.keyboard.press("PageDown")
    assert ranges(page)[0][0] == pytest.approx(begin + 300, abs=5)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#cadence-readout")).to_contain_text("steps/min")
    assert page.locator("#cadence-readout").get_attribute("aria-live") == "polite"
    page.keyboard.press("Escape")
    assert ranges(page)[0] == pytest.approx([0, 2400], abs=1)


@pytest.mark.parametrize("name", ["full", "formed", "hostile", "minute"])
def test_a_phone_shows_it_without_scrolling_sideways(opened: Open, name: str) -> None:
    page = opened(name, width=360, has_touch=True, is_mobile=True)
    for folded in page.locator("details").all():
        folded.evaluate("(element) => { element.open = true; }")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert page.evaluate(SMALL_TEXT) == []
    sizes = page.evaluate("() => [...document.querySelectorAll('button')].map((b) => b.getBoundingClientRect().height)")
    assert min(sizes) >= 36


def test_contrast(opened: Open) -> None:
    page = opened("formed", color_scheme="light")
    for folded in page.locator("details").all():
        folded.evaluate("(element) => { element.open = true; }")
    grounds = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRAST) == [], scheme
        grounds.add(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == 2


def test_the_theme_can_be_chosen(opened: Open) -> None:
    page = opened()
    ground = "() => getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    before = page.evaluate(INK)
    page.get_by_role("button", name="Switch to dark colours").click()
    assert page.evaluate(ground) == "rgb(16, 22, 28)"
    assert [ink > 500 for ink in page.evaluate(INK)] == [True] * len(before)
    for _ in range(20):  # what a page keeps is written a little later
        page.reload()
        if page.evaluate(ground) == "rgb(16, 22, 28)":
            break
    assert page.evaluate(ground) == "rgb(16, 22, 28)"
    page.get_by_role("button", name="Switch to light colours").click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_on_paper_all_is_light_unfolded_and_drawn(opened: Open) -> None:
    page = opened(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.wait_for_function("() => document.querySelector('#minutes details:not(.fold)').open")  # told of by an event
    assert not page.locator(".zoom-bar, .tools, nav").first.is_visible()
    widths = page.evaluate("() => Recoil.charts.map((chart) => chart.figure.querySelector('canvas').clientWidth)")
    assert all(600 < width <= 700 for width in widths[:TIME_CHARTS]) and min(page.evaluate(INK)) > 500
    assert all(page.locator(".plot canvas").nth(row).is_visible() for row in range(CHARTS))
    for paper in ("A4", "Letter"):
        document = page.pdf(format=paper)
        assert document.startswith(b"%PDF") and len(document) > 50_000
        assert 3 <= document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") <= 14
    page.emulate_media(media="screen", color_scheme="dark")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(16, 22, 28)"
    page.wait_for_function("() => !document.querySelector('#minutes details:not(.fold)').open")


def test_charts_are_drawn_for_paper_before_the_printer_asks(opened: Open) -> None:
    page = opened(color_scheme="dark")
    main = "() => getComputedStyle(document.documentElement).getPropertyValue('--main').trim()"
    dark = page.evaluate(main)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(main) != dark
    assert page.locator("#cadence canvas").evaluate("(canvas) => canvas.clientWidth") == 680
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(main) == dark
    assert page.locator("#cadence canvas").evaluate("(canvas) => canvas.clientWidth") > 800


def test_without_scripts_numbers_are_still_there(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    assert "of running" in page.locator(".facts").inner_text()
    assert not page.locator("#theme").is_visible()
    page.locator("#time summary").first.click()
    assert "its numbers are in the table" in page.locator("#cadence noscript").inner_text()


def test_another_width_draws_anew(opened: Open) -> None:
    page = opened()
    page.set_viewport_size({"width": 700, "height": 900})
    page.wait_for_function("() => document.querySelector('#cadence canvas').clientWidth < 700")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 700
    assert min(page.evaluate(INK)) > 400
