"""The desk in real Chromium: from a clip that is plugged in to who needs a look; three widths; no mouse; no console."""

import itertools
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from clip_at_cable import recorded_sessions, switched_on
from made_cases import session_of, watch_of
from recoil.device import ports, virtual_ports
from recoil.device.status import Status
from recoil.firmware.compiled import firmware_files
from recoil.library.annotations import read_annotations
from recoil.report import browser as browsers
from recoil.simulation.clip.engine import missing
from recoil.web.clips import Clips
from recoil.web.demo import make_library
from recoil.web.server import DeskServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOW_S = 1_800_000_000
WIDTHS = (1280, 820, 390)
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
ON_ONE_LINE = """(all) => all.map((one) => {
  const number = document.createRange();
  number.selectNode(one.firstChild);
  return one.scrollWidth <= one.clientWidth && number.getClientRects().length === 1;
})"""
Open = Callable[..., "Page"]
PATIENCE_MS = 120_000  # a busy machine is no fault
expect.set_options(timeout=PATIENCE_MS)


PLOTS = """let made; window.plots = [];
Object.defineProperty(window, "uPlot", { get: () => made, set: (whole) => {
  made = class extends whole { constructor(...given) { super(...given); window.plots.push(this); } }; } });"""
SPANS = "plots.slice(0, 2).map(({ scales }) => [scales.x.max - scales.x.min, scales.y.max - scales.y.min])"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No clips but those of the test: they would come and go on its pages."""
    monkeypatch.setenv(virtual_ports.VARIABLE, str(tmp_path / "ports"))
    monkeypatch.setattr(ports, "comports", list)


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    reason = browsers.missing()
    if reason:
        if os.environ.get("RECOIL_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with browsers.opened() as browser:
        yield browser


@contextmanager
def serving(library: Path) -> Iterator[DeskServer]:
    server = DeskServer(library)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(10)


@pytest.fixture
def opened(chromium: "Browser") -> Iterator[Open]:
    """Open an address; whatever the page says to the console, throws or asks of another host fails the test."""
    trouble: list[str] = []
    contexts: list[Any] = []

    def open_page(address: str, width: int = 1280) -> "Page":
        context = chromium.new_context(viewport={"width": width, "height": 900}, accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("http://127.0.0.1", "data:")) else trouble.append(request.url)
            ),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not trouble


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    make_library(folder, now_s=NOW_S)
    return folder


def test_who_needs_a_look_is_one_click_away_at_every_width_and_without_a_mouse(demo: Path, opened: Open) -> None:
    with serving(demo) as server:
        page = opened(server.address)
        assert "token" not in page.url
        expect(page.locator(".card.pain h2")).to_have_text("Ben")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_class("skip")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Ben")
        page.keyboard.press("Enter")
        page.wait_for_url("**/runner/Ben")
        expect(page.locator("h1")).to_have_text("Ben")
        expect(page.locator("#trend-pain canvas")).to_be_visible()
        expect(page.locator("#figures .card h3")).to_have_text(["Cadence", "Bounce", "Unsteadiness"])
        expect(page.locator("#figures .spark")).to_have_count(3)
        page.click("#sessions summary")
        page.click("#sessions ul.list a >> nth=0")
        expect(page.locator("h1")).to_contain_text("Run of")
        expect(page.locator(".lead")).to_contain_text("climbed from")
        page.get_by_role("button", name="Unfold all").click()
        page.locator("#cadence canvas").wait_for()
        run = page.url.partition(str(server.port))[2]
        addresses = ["/", "/squad", "/bin", "/library", "/setup", "/runner/Ben", "/exercise?kind=screen", "/live", run]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for address in addresses:
                page.goto(f"http://127.0.0.1:{server.port}{address}")
                page.wait_for_function(FITS)
                if width == 1280:
                    continue
                found = Axe().run(page, context="main", options={"iframes": False}).response["violations"]
                bad = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
                assert bad == [], (address, width)
            page.goto(f"http://127.0.0.1:{server.port}/squad")
            assert page.get_by_text("Pain after runs climbed").bounding_box()["x"] + 100 < width  # pyright: ignore
        page.emulate_media(color_scheme="dark")
        page.goto(f"http://127.0.0.1:{server.port}/squad")
        found = Axe().run(page, context="main").response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        document = page.pdf(format="A4")
        assert document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") == 1


def test_live_figures_are_read_at_a_glance_at_every_width(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = {
        "firmware": "0.2.0", "clip": "e66038b713000001", "name": "Blue", "board": "feather", "state": "recording",
        "battery_pct": 80, "battery_mv": 3900, "faults": [], "utc_s": None, "session": 7, "running": True, "raw": False,
        "cadence_cspm": 16_612, "contact_us": 251_900, "flight_us": 109_300, "cues": 0, "dropped": 0, "peak_mg": 2400,
    }  # fmt: skip
    bounces_mm = itertools.cycle((82, 123, 95, 104, 99))
    seconds = itertools.count(60)
    waits_s = []

    def status(_: Clips, __: str, timeout_s: float) -> Status:
        waits_s.append(timeout_s)
        second = next(seconds)
        return Status.of(clip | {"session_s": second, "steps": 3 * second, "bounce_um": 1000 * next(bounces_mm)})

    monkeypatch.setattr(Clips, "status", status)
    with serving(tmp_path) as server:
        page = opened(server.address)
        page.add_init_script(PLOTS)
        page.goto(f"http://127.0.0.1:{server.port}/live?port=x")
        page.get_by_text("Blue: It records.").wait_for()
        page.locator(".live-chart canvas").nth(1).wait_for()
        page.get_by_text(re.compile("1:0[5-9]|1:[1-5]")).first.wait_for()
        shown = page.locator(".figures dd").nth(1).inner_text()
        assert 95 <= int(shown.split()[0]) <= 104, "the median of the last seconds"
        (wide_s, cadence_spm), (_, bounce_mm) = page.evaluate(SPANS)
        assert (wide_s >= 60, cadence_spm >= 20, bounce_mm >= 40) == (True,) * 3, "what is as good as level looks level"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_function(FITS)  # charts are drawn anew a moment later
            assert page.locator(".figures dd").evaluate_all(ON_ONE_LINE) == [True] * 5, width
        found = Axe().run(page, context="main").response["violations"]
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        page.goto("about:blank")
    assert min(waits_s) > 1.5, "so long may a clip let it wait that may have to cue"


def test_a_watchs_file_is_dropped_on_the_run(tmp_path: Path, opened: Open) -> None:
    case = "watch-dynamics-erased"
    shutil.copytree(session_of(case), tmp_path / "e660000000000001" / session_of(case).name)
    with serving(tmp_path) as server:
        page = opened(server.address)
        page.get_by_text("No clip is plugged in").wait_for()  # above the list, which moves then
        page.click(".list a")
        page.get_by_text("Take it along").click()
        legend = page.locator("legend", has_text="Put it into your watch's own file")
        page.wait_for_load_state()  # before its scripts are there the browser would open the file
        legend.hover()  # once it has stopped moving
        place = legend.bounding_box()
        assert place is not None
        dropped = {"items": [], "files": [str(watch_of(case))], "dragOperationsMask": 1}
        mouse = page.context.new_cdp_session(page)
        for kind in ("dragEnter", "dragOver", "drop"):  # on the form, beside its box
            where = {"x": place["x"] + 5, "y": place["y"] + 5}
            mouse.send("Input.dispatchDragEvent", {"type": kind, **where, "data": dropped})
        page.wait_for_function("() => document.querySelector('input[name=watch]').files.length === 1")
        with page.expect_download() as download:
            page.get_by_role("button", name="Merge").click()
        assert download.value.suggested_filename.endswith("-with-watch.fit")
        merged = Path(download.value.path()).read_bytes()
        assert merged[8:12] == b".FIT" and len(merged) > watch_of(case).stat().st_size
        page.goto(f"http://127.0.0.1:{server.port}/setup")
        page.locator("input[name=uf2]").set_input_files(watch_of(case))  # what is no UF2 file is said there and then
        page.get_by_role("button", name="Put it on the board").click()
        expect(page.locator("#job").get_by_role("alert")).to_be_visible()
        expect(page.locator("#lost")).to_be_hidden()
        page.goto("about:blank")  # it would go on asking


def test_a_desk_that_has_ended_is_said(tmp_path: Path, chromium: "Browser") -> None:
    with serving(tmp_path) as server:
        page = chromium.new_page()
        page.goto(server.address)
        page.get_by_text("No clip is plugged in").wait_for()
    expect(page.locator("#lost")).to_contain_text("Start it again")
    page.close()


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_from_the_cable_to_the_run(tmp_path: Path, opened: Open) -> None:
    files = (
        firmware_files(compiled=True) | recorded_sessions(tmp_path, 1, 70) | {"/settings.json": '{"clip_name": "Blue"}'}
    )
    library = tmp_path / "library"
    with (
        switched_on(tmp_path / "clip", files) as cable,
        virtual_ports.announced(cable.port, tmp_path / "clip", "e66038b713000001"),
        serving(library) as server,
    ):
        page = opened(server.address)
        page.get_by_text("1 session waits.").wait_for()
        button = page.get_by_role("button", name="Get the sessions")
        button.focus()
        for _ in range(2):  # what is asked for again and has not changed is not put there anew
            with page.expect_response("**/clips"):
                page.evaluate("htmx.trigger('#clips', 'load')")
        expect(button).to_be_focused()
        button.click()
        page.get_by_label("Who", exact=True).fill("Ann")
        page.get_by_label("Pain before, 0 to 10").fill("1")
        page.get_by_label("Pain after, 0 to 10").fill("4")
        page.get_by_role("button", name="Keep, and look at the run").click()
        page.wait_for_url("**/run/**")
        (session,) = {path.parent for path in library.rglob("*.seg")}
        said = read_annotations(session)
        assert (said.runner, said.pain_before, said.pain_after) == ("Ann", 1, 4)
        page.get_by_text("Take it along").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save the file").click()
        assert Path(download.value.path()).read_bytes()[8:12] == b".FIT"
        page.goto(f"http://127.0.0.1:{server.port}/")
        expect(page.locator(".card.pain")).to_contain_text("Pain rose during the last run, from 1 to 4 of 10.")
        page.get_by_role("link", name="What it should do next").click()
        page.get_by_label("Quicker steps, by %").fill("77")
        page.get_by_role("button", name="Send to the clip").click()
        expect(page.get_by_role("alert")).to_contain_text("must be a whole number, 0 to 10")
        page.wait_for_load_state()  # its script asks the desk as soon as a box is left
        page.get_by_label("Quicker steps, by %").fill("4")
        page.keyboard.press("Tab")
        page.get_by_text("steps are slower than 4 in a hundred above").wait_for()
        page.get_by_role("button", name="Send to the clip").click()
        expect(page.get_by_role("status")).to_contain_text("4")
        page.goto("about:blank")


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_a_new_board_becomes_a_clip_that_leads_a_screening(tmp_path: Path, opened: Open) -> None:
    with (
        switched_on(tmp_path / "clip") as cable,
        virtual_ports.announced(cable.port, tmp_path / "clip", "e66038b713000001"),
        serving(tmp_path / "library") as server,
    ):
        page = opened(server.address)
        page.get_by_role("link", name="Set up a new clip").click()
        expect(page.locator("main")).to_contain_text("micropython.org/download")
        page.get_by_role("button", name="Put the firmware on").click()
        page.locator("#job").get_by_text("is on it.").wait_for(timeout=240_000)
        expect(page.get_by_role("status")).to_contain_text("The app runs.")
        page.get_by_role("button", name="Look at everything").click()
        page.get_by_text("Everything that was looked at").wait_for()
        page.get_by_role("link", name="Say who wears it").click()
        page.get_by_label("Name", exact=False).first.fill("Ann")
        page.get_by_role("button", name="Send to the clip").click()
        expect(page.get_by_role("status")).to_contain_text("not set → Ann")
        page.goto(f"http://127.0.0.1:{server.port}/")
        page.get_by_role("link", name="Screening").click()
        page.get_by_role("checkbox", name="stance").check()
        page.get_by_role("button", name="Show that plan").click()
        page.wait_for_url("**what=stance")
        page.get_by_role("checkbox", name="stance", checked=True).wait_for()
        expect(page.locator("tbody tr")).to_have_count(2)
        page.get_by_role("button", name="Begin now, at the cable").click()
        page.get_by_text("it leads through a screening").wait_for()
        expect(page.locator("#live-charts .live-chart")).to_have_count(2)
        page.goto("about:blank")  # it would go on asking
