"""The desk as a browser's requests see it: who may, what is shown, what is done, what mistakes are told."""

import io
import json
import re
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import quote

import httpx
import pytest
from starlette.testclient import TestClient

from library_helpers import DAY_S, START_S, put, weeks_of
from recoil.bench.made_library import Made
from recoil.common.errors import RecoilError
from recoil.device.calibrating import Reference
from recoil.device.ports import Port
from recoil.library.annotations import read_annotations
from recoil.library.entry import Entry
from recoil.library.profiles import read_calibrations, write_calibrations
from recoil.session import open_session
from recoil.session.calibrating import Estimate
from recoil.session.clock import parse_start
from recoil.session.means import means_of
from recoil.session.session import Session
from recoil.session.vocabulary import PHASES as LOGGED
from recoil.web.app import create_app
from recoil.web.clips import Clips
from recoil.web.demo import STORIES, make_library
from recoil.web.effects import effects_of
from recoil.web.plain import PHASES, advice_for_page, phase_words, sentence
from recoil.web.security import COOKIE, Guard
from recoil.web.server import WARNING, DeskServer

HOST = "127.0.0.1:5000"
HOSTILE = '<script>alert("x")</script>\u202e'


@pytest.fixture
def library(tmp_path: Path) -> Path:
    weeks_of(tmp_path, "Ann")
    for number, pain in enumerate((2, 2, 2, 3, 4, 5, 6)):
        made = Made(clip="e660000000000002", number=number + 1, start_s=START_S + DAY_S * number, seed=number + 50)
        put(tmp_path, made, about={"runner": "Bea", "pain_before": 1, "pain_after": pain, "tags": ["back"]})
    return tmp_path


@pytest.fixture
def desk(library: Path) -> Iterator[TestClient]:
    with TestClient(create_app(library), follow_redirects=False) as client:
        yield client


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def a_run(library: Path, clip: str = "e660000000000002") -> str:
    return sorted(path.parent.relative_to(library).as_posix() for path in (library / clip).rglob("*.seg"))[-1]


# What a runner is measured by otherwise.


def test_a_runner_s_own_numbers_are_found_kept_and_forgotten(
    desk: TestClient, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recoil.web.clips.find_ports", list)
    path = f"/run/{a_run(library)}"
    contact_ms = means_of(open_session(library / a_run(library))).contact_ms or 0
    assert "Bea’s own numbers" in desk.get(path).text
    write_calibrations(library, "Bea", {"wearer_speed_permille": {"value": 1050, "half": 20, "how": "a treadmill"}})
    found = desk.post(f"{path}/own", data={"contact_ms": f"{contact_ms + 8:.1f}".replace(".", ","), "speed_kmh": ""})
    assert found.status_code == 200 and "contact +8 ms (±" in found.text and "No clip is at the cable" in found.text
    assert read_calibrations(library, "Bea")["wearer_contact_ms"]["value"] == 8
    assert "contact +8 ms (±" in desk.get(path).text
    frames = ["58", "57", "59", "58", "57", "59", "58", "57", "59"]
    for data, said in (
        ({}, "Nothing was given"),
        ({"contact_ms": "9000"}, "no running contact"),
        ({"contact_ms": "a lot"}, "no number of milliseconds"),
        ({"left": ", ".join(frames), "right": " ".join([*frames, "58"])}, "9 steps of the left foot are too few"),
    ):
        refused = desk.post(f"{path}/own", data=data)
        assert refused.status_code == 400 and said in text_of(refused.text), data
        assert "--" not in text_of(refused.text)
    torn = desk.post(f"{path}/own", files={"watch": ("run.fit", b"no FIT file")})
    assert torn.status_code == 400 and "our watch&#39;s file" in torn.text and "recoil-" not in torn.text
    assert read_calibrations(library, "Bea")["wearer_contact_ms"]["value"] == 8, "what was refused changes nothing"
    told = desk.post(f"{path}/own", data={"what": "tell"})
    assert told.status_code == 200 and "contact +8 ms (±" in told.text and "speed x 1.050" in told.text
    assert "Forgotten." in desk.post(f"{path}/own", data={"what": "forget"}).text
    assert read_calibrations(library, "Bea") == {}
    desk.post(f"/run/{a_run(library)}/about", data={"runner": ""})
    nobodys = desk.post(f"{path}/own", data={"contact_ms": f"{contact_ms + 8:.1f}"})
    assert nobodys.status_code == 400 and "Whose numbers would they be?" in text_of(nobodys.text)


def test_a_watch_and_what_it_could_not_tell(desk: TestClient, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recoil.web.clips.find_ports", list)
    given: list[Reference] = []

    def found(session: Session, reference: Reference) -> tuple[dict[str, Estimate], list[RecoilError]]:
        given.append(reference)
        return {"wearer_speed_permille": Estimate(1.05, 0.02, 1, "a watch")}, [RecoilError("it has no contact times")]

    monkeypatch.setattr("recoil.web.changing.estimates", found)
    form = {"offset": "-3600", "start": "2026-11-22T07:30"}
    answer = desk.post(f"/run/{a_run(library)}/own", data=form, files={"watch": ("run.fit", b"a watch's")})
    assert "speed x 1.050" in answer.text and "Not found: It has no contact times." in answer.text
    (one,) = given
    assert one.watch is not None and one.offset_s == -3600 and one.start == parse_start("2026-11-22T07:30")
    monkeypatch.setattr("recoil.web.clips.find_ports", lambda: [Port("/dev/clip", "clip", "e660000000000002")])
    monkeypatch.setattr("recoil.web.clips.tell_at_cable", lambda who, values: [f"{who} {sorted(values.items())}"])
    answer = desk.post(f"/run/{a_run(library)}/own", data={"what": "tell"})
    assert "Bea [('wearer_contact_ms', None), ('wearer_speed_permille', 1050)]" in unescape(answer.text)


# Who may.


@pytest.fixture
def guarded(library: Path) -> TestClient:
    guard = Guard(create_app(library), (HOST,), "once")
    return TestClient(guard, base_url=f"http://{HOST}", follow_redirects=False)


def test_the_token_opens_the_door_once(guarded: TestClient) -> None:
    assert guarded.get("/squad").status_code == 403
    assert guarded.get("/?token=guess").status_code == 403
    first = guarded.get("/?token=once")
    assert first.status_code == 303 and first.headers["location"] == "/"
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert guarded.get("/squad").status_code == 200
    guarded.cookies.clear()
    again = guarded.get("/?token=once")
    assert again.status_code == 403 and "recoil web" in again.text


def test_two_desks_in_one_browser_keep_their_own_doors(library: Path) -> None:
    hosts = (HOST, "127.0.0.1:5001")
    guards = [Guard(create_app(library), (host,), "once") for host in hosts]
    browser: dict[str, str] = {}  # a browser keeps cookies by host, whatever the port
    for guard, host in zip(guards, hosts, strict=True):
        with TestClient(guard, base_url=f"http://{host}", follow_redirects=False) as client:
            browser |= dict(client.get("/?token=once").cookies)
    for guard, host in zip(guards, hosts, strict=True):
        with TestClient(guard, base_url=f"http://{host}", cookies=browser) as client:
            assert client.get("/squad").status_code == 200, host


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1:5001"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": f"http://{HOST}"}, 200),
        ({}, 200),
    ],
)
def test_other_names_and_other_sites_are_refused(guarded: TestClient, headers: dict, status: int) -> None:
    guarded.get("/?token=once")
    assert guarded.get("/squad", headers=headers).status_code == status


def test_what_changes_something_has_to_come_from_our_own_page(guarded: TestClient, library: Path) -> None:
    guarded.get("/?token=once")
    place = f"/run/{a_run(library)}/about"
    for headers in ({}, {"origin": "http://evil.example"}):
        assert guarded.post(place, data={"runner": "Eve"}, headers=headers).status_code == 403
    assert read_annotations(library / a_run(library)).runner == "Bea"
    assert guarded.post(place, data={"runner": "Eve"}, headers={"origin": f"http://{HOST}"}).status_code == 303
    assert read_annotations(library / a_run(library)).runner == "Eve"


def test_who_may_only_read_changes_nothing(library: Path) -> None:
    desk = TestClient(Guard(create_app(library), (HOST,), "once", read_only=True), base_url=f"http://{HOST}")
    desk.get("/?token=once")
    answer = desk.post(f"/run/{a_run(library)}/delete", headers={"origin": f"http://{HOST}"})
    assert answer.status_code == 403 and (library / a_run(library)).is_dir()


def test_every_answer_says_what_may_run_in_it(guarded: TestClient, library: Path) -> None:
    guarded.get("/?token=once")
    policy = guarded.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    report = guarded.get(f"/run/{a_run(library)}/report")
    assert report.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert "script-src 'sha256-" in unescape(report.text)  # its own, by the hashes of what is in it
    assert guarded.get("/static/htmx.min.js").headers["x-content-type-options"] == "nosniff"
    assert guarded.cookies.get(f"{COOKIE}_5000")


@pytest.mark.parametrize(
    "path", ["../about.json", "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", ".bin/x", "clip/none"]
)
def test_only_sessions_of_the_library_are_opened(desk: TestClient, path: str) -> None:
    for more in ("", "/report", "/export"):
        answer = desk.get(f"/run/{path}{more}")
        assert answer.status_code in (400, 404) and "root:" not in answer.text


# What is shown.


def test_the_start_says_who_needs_a_look_and_why(desk: TestClient) -> None:
    said = text_of(desk.get("/").text)
    assert "1 of 2 runners needs a look today" in said
    assert "Pain after runs climbed from 2 to 6 over 7 sessions." in said and "see a doctor now" in said


def test_an_empty_library_welcomes(tmp_path: Path) -> None:
    said = text_of(TestClient(create_app(tmp_path / "none")).get("/").text)
    assert "Welcome" in said and "Plug a clip in" in said and "No session yet" in said


def test_the_squad_has_the_reason_in_its_second_column_and_filters_by_tag(desk: TestClient) -> None:
    page = desk.get("/squad").text
    assert page.index("Bea") < page.index("Ann")
    assert "Pain after runs climbed" in page and "Nothing stands out." in page
    only = text_of(desk.get("/squad?tag=back").text)
    assert "Bea" in only and "Ann" not in only


def test_a_runner_and_a_run(desk: TestClient, library: Path) -> None:
    assert "climbed from 2 to 6" in desk.get("/runner/Bea").text
    assert "climbed from 2 to 6" in text_of(desk.get("/runner/Bea/trends").text)
    run = desk.get(f"/run/{a_run(library)}").text
    forms = re.findall(r"<form.*?</form>", run, re.DOTALL)
    assert len(forms) == 5
    for form in forms:
        names = re.findall(r'<(?:input|select|textarea)[^>]* name="([a-z_]+)"', form)
        assert sorted(names) == sorted(set(names)), "asked once each: of two that are sent one would be lost"
    assert 'value="Bea"' in run and f"/run/{quote(a_run(library))}/report" in run
    assert desk.get("/runner/Nobody").status_code == 400


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    put(tmp_path, Made(steps=400), about={"runner": HOSTILE[:40], "note": HOSTILE, "tags": ["<blink>"]})
    desk = TestClient(create_app(tmp_path))
    path = a_run(tmp_path, Made().clip)
    for address in ("/", "/squad", f"/run/{path}", f"/runner/{quote(read_annotations(tmp_path / path).runner or '')}"):
        page = desk.get(address)
        assert page.status_code == 200 and "<script>alert" not in page.text and "<blink>" not in page.text


# What is done.


def test_what_people_say_is_kept_in_the_file_that_the_command_line_reads(desk: TestClient, library: Path) -> None:
    path = a_run(library)
    form = {"runner": "Cleo", "pain_before": "", "pain_after": "4", "tags": "hills, knee", "note": "new shoes"}
    answer = desk.post(f"/run/{path}/about", data=form)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, f"/run/{quote(path)}")
    kept = json.loads((library / path / "about.json").read_text())
    assert kept == {"format": 1, "runner": "Cleo", "tags": ["hills", "knee"], "note": "new shoes", "pain_after": 4}


def test_what_is_said_of_a_run_is_told_to_its_clip_in_one_go(
    desk: TestClient, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def tell(entry: Entry, folder: Path, entries: list[Entry], is_named: bool) -> list[str]:
        told.append((entry.runner, entry.pain_after, folder.is_dir(), len(entries) > 1, is_named))
        return []

    monkeypatch.setattr("recoil.web.clips.tell_clip", tell)
    same = {"runner": "Cleo", "note": "hot", "pain_after": "1"}
    for form in ({"runner": "Cleo", "pain_after": "6"}, {"pain_after": "1"}, same, {**same, "runner": "Bea"}):
        desk.post(f"/run/{a_run(library)}/about", data=form)
    named = [("Cleo", 6, True), ("Cleo", 1, False), ("Cleo", 1, False), ("Bea", 1, True)]
    assert told == [(who, pain, True, True, is_named) for who, pain, is_named in named], "a note names nobody anew"


def test_what_came_of_telling_the_clip_is_said_on_the_page(
    desk: TestClient, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = 'the clip records, and is left alone; afterwards: recoil config set wearer_name="Bea"'
    stays = "what the run taught it stays with cy (recoil coach relearn cy forgets own values)"
    monkeypatch.setattr("recoil.web.clips.tell_clip", lambda *_: [away, stays])
    path = f"/run/{a_run(library)}"
    said = text_of(desk.post(f"{path}/about", data={"runner": "Bea"}, follow_redirects=True).text)
    assert "The clip records, and is left alone; afterwards: say who wears it (Start" in said
    assert "What the run taught it stays with cy." in said and "relearn" not in said
    assert "is left alone" not in desk.get(path).text, "another day it says nothing any more"

    def busy(*_: object) -> list[str]:
        raise RecoilError("the clip is busy")

    monkeypatch.setattr("recoil.web.clips.tell_clip", busy)
    said = text_of(desk.post(f"{path}/about", data={"runner": "Bea"}, follow_redirects=True).text)
    assert "The clip was not told: the clip is busy." in said
    monkeypatch.setattr("recoil.web.clips.find_ports", lambda: [Port("/dev/clip", "clip", "e660000000000002")])
    monkeypatch.setattr("recoil.web.clips.tell_at_cable", busy)
    answer = desk.post(f"{path}/own", data={"what": "forget"})
    assert answer.status_code == 200 and "Not told: the clip is busy; tell it in a moment." in text_of(answer.text)


@pytest.mark.parametrize("pain", ["11", "-1", "x", "3.5"])
def test_a_pain_that_is_none_is_refused_in_a_sentence(desk: TestClient, library: Path, pain: str) -> None:
    before = (library / a_run(library) / "about.json").read_bytes()
    answer = desk.post(f"/run/{a_run(library)}/about", data={"pain_after": pain})
    assert answer.status_code == 400 and "whole number from 0 to 10" in answer.text
    assert (library / a_run(library) / "about.json").read_bytes() == before


def test_what_was_deleted_can_be_put_back_as_it_was(desk: TestClient, library: Path) -> None:
    path = a_run(library)
    files = {one.name: one.read_bytes() for one in (library / path).iterdir()}
    assert desk.post(f"/run/{path}/delete").headers["location"] == "/bin"
    assert not (library / path).exists() and desk.get(f"/run/{path}").status_code == 400
    page = desk.get("/bin").text
    (kept,) = re.findall(r'name="path" value="([^"]+)"', page)
    assert kept.endswith(path)
    assert desk.post("/bin/restore", data={"path": "0/../../etc"}).status_code == 400
    assert desk.post("/bin/restore", data={"path": kept}).status_code == 303
    assert {one.name: one.read_bytes() for one in (library / path).iterdir()} == files
    assert desk.get(f"/run/{path}").status_code == 200


def test_a_run_goes_out_as_a_fit_file_and_as_tables(desk: TestClient, library: Path) -> None:
    fit = desk.get(f"/run/{a_run(library)}/export?as=fit")
    assert fit.content[8:12] == b".FIT" and ".fit" in fit.headers["content-disposition"]
    tables = zipfile.ZipFile(io.BytesIO(desk.get(f"/run/{a_run(library)}/export?as=csv").content))
    assert any(name.endswith(".steps.csv") for name in tables.namelist())
    assert desk.get(f"/run/{a_run(library)}/export?as=exe").status_code == 400


def test_a_file_that_is_no_watchs_is_told(desk: TestClient, library: Path) -> None:
    place = f"/run/{a_run(library)}/merge"
    answer = desk.post(place, files={"watch": ("run.fit", b"no FIT at all", "application/octet-stream")})
    assert answer.status_code == 400 and "That did not work" in answer.text
    assert "/recoil-" not in answer.text
    assert "No file came." in desk.post(place, files={"watch": ("run.fit", b"", "application/octet-stream")}).text


def test_a_clip_that_is_not_there_is_told(desk: TestClient) -> None:
    for address in ("/settings?port=/dev/ttyNONE",):
        assert "not at the cable any more" in desk.get(address).text
    for address in ("/clips/download?port=/dev/ttyNONE", "/clips/flash?port=/etc/passwd"):
        answer = desk.post(address)
        assert answer.status_code == 400 and "not at the cable any more" in answer.text
    assert desk.get("/jobs/none").status_code == 404


def test_the_demo_library_has_a_story(tmp_path: Path) -> None:
    assert make_library(tmp_path, now_s=1_800_000_000) > 100
    said = text_of(TestClient(create_app(tmp_path)).get("/").text)
    assert "Ben Pain after runs climbed" in said and all(story.name in said for story in STORIES[:2])


def test_what_was_said_before_can_be_said_again(desk: TestClient, library: Path) -> None:
    path = a_run(library)
    before = (library / path / "about.json").read_bytes()
    kept = desk.post(f"/run/{path}/about", data={"runner": "Eve"}).headers["location"].partition("undo=")[2]
    assert f'value="{kept}/{path}"' in desk.get(f"/run/{path}?undo={kept}").text
    assert desk.post("/bin/restore", data={"path": f"{kept}/{path}"}).status_code == 303
    assert (library / path / "about.json").read_bytes() == before
    clip = next(one.name for one in library.iterdir() if one.name not in ("e660000000000002", ".bin"))
    bare = a_run(library, clip)  # nobody had said anything of this one
    (library / bare / "about.json").unlink(missing_ok=True)
    kept = desk.post(f"/run/{bare}/about", data={"runner": "Eve"}).headers["location"].partition("undo=")[2]
    assert desk.post("/bin/restore", data={"path": f"{kept}/{bare}"}).status_code == 303
    assert not (library / bare / "about.json").exists()


def test_one_runner_goes_along_or_is_erased_for_good(desk: TestClient, library: Path) -> None:
    desk.post("/runner/Bea/profile", data={"goal": "10 km", "back_pain": "since May"})
    assert "since May" in desk.get("/runner/Bea").text
    packed = zipfile.ZipFile(io.BytesIO(desk.get("/runner/Bea/export").content)).namelist()
    assert len([name for name in packed if name.endswith(".seg")]) == 7 and not any(Made().clip in n for n in packed)
    assert any(name.startswith(".runners/") for name in packed)
    desk.post(f"/run/{a_run(library)}/delete")
    refused = desk.post("/runner/Bea/erase", data={"name": "Ann"})
    assert refused.status_code == 400 and "Nothing was erased" in refused.text
    assert desk.post("/runner/Bea/erase", data={"name": "bea"}).headers["location"] == "/squad"
    left = [path for path in library.rglob("*") if path.is_file()]
    assert left and not any("e660000000000002" in str(path) for path in left) and not list(library.glob(".runners/*"))
    assert "Ann" in desk.get("/squad").text and "Bea" not in desk.get("/squad").text


def test_a_backup_brings_back_what_is_lost_and_leaves_the_rest(desk: TestClient, library: Path) -> None:
    path = a_run(library)
    files = {one.name: one.read_bytes() for one in (library / path).iterdir()}
    backup = desk.get("/library/backup").content
    shutil.rmtree(library / path)
    page = desk.post("/library/restore", files={"backup": ("b.zip", backup, "application/zip")})
    assert "1 came from the backup" in text_of(page.text), text_of(page.text)
    assert {one.name: one.read_bytes() for one in (library / path).iterdir()} == files
    for name, content in (("../evil.seg", b"x"), ("/etc/evil", b"x"), ("a\\..\\b", b"x")):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, content)
        answer = desk.post("/library/restore", files={"backup": ("b.zip", stream.getvalue(), "application/zip")})
        assert answer.status_code == 400 and "no backup" in answer.text, name
    assert "no backup" in desk.post("/library/restore", files={"backup": ("b.zip", b"PK", "application/zip")}).text
    assert not (library.parent / "evil.seg").exists()


def test_a_screening_stands_beside_the_ones_before(tmp_path: Path) -> None:
    make_library(tmp_path, now_s=1_800_000_000)
    desk = TestClient(create_app(tmp_path))
    found = re.findall(r'<li><a href="(/run/[^"]+)">', desk.get("/runner/Emil").text.partition('id="screenings"')[2])
    last, first = desk.get(found[0]).text, desk.get(found[2]).text
    assert "Own history" in last and "Own history" not in first and "Best of each trial" in first
    days = re.findall(r'<th scope="col">(\d{4}-\d\d-\d\d)</th>', last)
    assert len(days) == 3 and days == sorted(days)


def test_one_is_not_called_several(desk: TestClient, tmp_path: Path) -> None:
    assert "touch: 1 minute at most" in text_of(desk.get("/exercise?kind=screen&what=skipping:5").text)
    assert "touch: 2 minutes at most" in text_of(desk.get("/exercise?kind=core&what=side_plank").text)
    empty = text_of(TestClient(create_app(tmp_path / "none")).get("/squad").text)
    assert "There is no runner yet" in empty and "This week" not in empty


def test_a_plan_is_said_in_plain_words() -> None:
    plan = {"target": "none", "run_walk": "ladder", "run_walk_level": 1, "run_walk_run_s": 60, "run_walk_walk_s": "90"}
    words = "with 120 seconds of walking before each. Four quick pulses: run. Two long ones: walk."
    words += " Two long ones a second apart: done."
    assert any("advised against" in one for one in effects_of({"target": "asymmetry"}))
    assert f"It leads through 13 runs of 15 seconds, {words}" in effects_of(plan)
    assert any(
        "one run of 60 seconds, with 90" in one for one in effects_of(plan | {"run_walk": "own", "run_walk_times": 1})
    )
    for broken in ({"run_walk_level": 99}, {"run_walk_level": "x"}, {"run_walk": "own"}, {"run_walk": "off"}):
        assert effects_of(plan | broken) == ["The clip measures and never taps."]
    assert phase_words("retention") == "no taps, to see what stays" and phase_words(None) == ""
    assert set(PHASES) == set(LOGGED.values())


def test_every_format_goes_out(desk: TestClient, library: Path) -> None:
    for kind, begin in (("tcx", b"<?xml"), ("json", b"{")):
        answer = desk.get(f"/run/{a_run(library)}/export?as={kind}")
        assert answer.content.startswith(begin) and f".{kind}" in answer.headers["content-disposition"]


def test_a_phone_in_the_network_may_look_and_nothing_else(library: Path) -> None:
    server = DeskServer(library, lan="127.0.0.2")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        with httpx.Client(follow_redirects=True) as phone, httpx.Client() as other:
            place, _, token = server.lan_address.partition("/?")
            assert other.get(f"{place}/squad").status_code == 403
            page = phone.get(server.lan_address)
            assert page.status_code == 200 and "change nothing" in page.text and "Clips at the cable" not in page.text
            assert other.get(f"{place}/?{token}").status_code == 303  # another phone
            origin = {"origin": place}
            assert phone.post(f"{place}/run/{a_run(library)}/delete", headers=origin).status_code == 403
            for path in ("/settings?port=x", "/clips", "/setup/steps", "/exercise", "/library/backup"):
                assert phone.get(f"{place}{path}").status_code == 403, path
            assert phone.get(f"{place}/run/{a_run(library)}").status_code == 200
            own = f"127.0.0.1:{server.port}"
            assert phone.get(f"{place}/squad", headers={"host": own}).status_code == 421  # by the address, not by Host
            assert phone.get(f"http://{own}/squad").status_code == 403
    finally:
        server.stop()
        thread.join(10)
    assert "health data" in WARNING and "plain HTTP" in WARNING


def test_what_goes_wrong_is_said_where_it_was_asked(desk: TestClient, library: Path) -> None:
    for path, words in (
        ("/nothing", "There is no such page."),
        ("/bin/restore", "That is nothing to look at."),
        ("/static/none.js", "There is no such page."),
        ("/runner/Zed", "No session of 'Zed'."),
    ):
        answer = desk.get(path)
        assert answer.status_code in (400, 404, 405) and words in unescape(answer.text)
        assert "To the start" in answer.text
    advice = text_of(unescape(desk.get("/runner/Zed").text))
    assert (
        "Say who ran a session: open the session, then “Who ran, pain, tags, note”" in advice
        and "recoil l" not in advice
    )
    part = desk.post("/clips/download?port=/dev/gone", headers={"hx-request": "true"})
    assert part.status_code == 200  # else nobody would see it
    assert "not at the cable any more." in part.text and "<nav" not in part.text
    before = set(Path(tempfile.gettempdir()).glob("recoil-uf2-*"))
    part = desk.post("/setup/micropython", files={"uf2": ("x.uf2", b"no")}, headers={"hx-request": "true"})
    assert part.status_code == 200 and 'role="alert"' in part.text and "No file came" not in part.text
    nothing = desk.post("/setup/micropython", files={"uf2": ("x.uf2", b"")}, headers={"hx-request": "true"})
    assert nothing.status_code == 200 and "No file came" in nothing.text
    assert set(Path(tempfile.gettempdir()).glob("recoil-uf2-*")) == before
    answer = desk.post("/library/restore", content=b"x", headers={"content-type": "multipart/form-data; boundary=y"})
    assert answer.status_code == 400 and "To the start" in answer.text


def test_what_a_disk_refuses_and_what_is_our_fault_is_a_page(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(library), raise_server_exceptions=False) as desk:
        for error, words in (
            (OSError(5, "Input/output error", "/mnt/disk"), "/mnt/disk: input/output error."),
            (KeyError("x"), "This is a fault of Recoil's: KeyError: 'x'"),
        ):
            monkeypatch.setattr("recoil.web.desk.Desk.squad", Mock(side_effect=error))
            answer = desk.get("/squad")
            assert answer.status_code == 500 and words in unescape(answer.text) and "To the start" in answer.text


def test_advice_for_the_terminal_becomes_pages() -> None:
    told = advice_for_page(["Is it on? `recoil doctor` looks closer.", "or --stop ends it", "try again in a moment"])
    assert told == [
        "Is it on? “Look at everything” (Start, “Set up a new clip”) looks closer.",
        "At a terminal: or --stop ends it",
        "Try again in a moment.",
    ]
    options = ["`recoil flash` puts it on", "recoil download --stop"]  # what no page does stays a command
    assert advice_for_page(options) == [
        "“Set up a new clip” (Start) puts it on.",
        "At a terminal: recoil download --stop",
    ]
    assert sentence("wearer_name is wrong") == "wearer_name is wrong." and sentence("no file came") == "No file came."


def test_the_bin_says_what_it_holds(desk: TestClient, library: Path) -> None:
    session = a_run(library)
    desk.post(f"/run/{session}/about", data={"note": "x"})
    desk.post(f"/run/{session}/delete")
    page = text_of(desk.get("/bin").text)
    day = datetime.fromtimestamp(START_S + DAY_S * 6).astimezone().strftime("%Y-%m-%d %H:%M")
    assert f"{day} Bea the session, deleted" in page
    desk.post("/bin/restore", data={"path": re.findall(r'name="path" value="([^"]+)"', desk.get("/bin").text)[0]})
    assert f"{day} Bea what was said about it, changed" in text_of(desk.get("/bin").text)


def test_an_old_pain_is_not_called_the_last_runs(desk: TestClient, library: Path) -> None:
    own = sorted(path.parent.relative_to(library).as_posix() for path in (library / "e660000000000002").rglob("*.seg"))
    for session in own:
        desk.post(f"/run/{session}/about", data={"pain_before": "", "pain_after": "6" if session == own[1] else ""})
    page = text_of(desk.get("/").text)
    assert (
        f"Pain after the run of {datetime.fromtimestamp(START_S + DAY_S):%Y-%m-%d} was 6 of 10; of later runs" in page
    )
    assert "the next session is not cued" not in page
    assert "The next session is not cued" not in desk.get(f"/run/{own[1]}").text


def test_a_plan_has_only_columns_that_say_something(desk: TestClient) -> None:
    assert re.findall(r'scope="col"[^>]*>([^<]+)', desk.get("/exercise?kind=core").text) == ["what", "side", "how long"]
    heads = re.findall(r'scope="col"[^>]*>([^<]+)', desk.get("/exercise?kind=screen").text)
    assert heads == ["what", "side", "eyes", "how long", "tries"]


def test_what_is_pressed_twice_is_done_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may_end, begun = threading.Event(), []

    def put_micropython(file: Path) -> Port:
        begun.append(file.name)
        assert may_end.wait(60)
        return Port("/dev/ttyACM0", "")

    monkeypatch.setattr("recoil.device.flash.micropython.put_micropython", put_micropython)
    files = [tmp_path / name / f"{name}.uf2" for name in ("once", "twice", "later")]
    for file in files:
        file.parent.mkdir()
    clips = Clips(tmp_path)
    job = clips.put_micropython(files[0])
    assert clips.put_micropython(files[1]) is job
    (work,) = (thread for thread in threading.enumerate() if thread.name == job.title)
    may_end.set()
    work.join(60)
    assert (job.is_over, job.error, job.result) == (True, "", "/dev/ttyACM0")
    later = clips.put_micropython(files[2])
    assert later is not job
    for thread in [thread for thread in threading.enumerate() if thread.name == later.title]:
        thread.join(60)
    assert begun == ["once.uf2", "later.uf2"]
    assert [file.parent.exists() for file in files] == [False] * 3, "nor is the second one's file left"


def test_a_library_that_is_gone_is_no_empty_one(desk: TestClient, library: Path, tmp_path: Path) -> None:
    assert desk.get("/").status_code == 200
    away = tmp_path.parent / f"{tmp_path.name}-away"
    library.rename(away)
    for path in ("/", "/squad", "/library", "/library/backup", "/bin"):
        answer = desk.get(path)
        assert answer.status_code == 400 and "is not there any more. Is its disk plugged in?" in text_of(answer.text)
    assert desk.post("/clips/download?port=x").status_code == 400 and not library.exists()
    away.rename(library)
    assert desk.get("/runner/Bea").status_code == 200
    begun = tmp_path / "begun-later"
    with TestClient(create_app(begun)) as other:
        assert other.get("/squad").status_code == 200
        begun.mkdir()
        assert other.get("/squad").status_code == 200
        begun.rmdir()
        assert other.get("/squad").status_code == 400


def test_a_session_whose_clock_was_never_set_goes_out(tmp_path: Path) -> None:
    put(tmp_path, Made(start_s=0))
    with TestClient(create_app(tmp_path)) as desk:
        (session,) = {path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.seg")}
        assert desk.get(f"/run/{session}").text.count('type="datetime-local" name="start"') == 2
        told = text_of(desk.get(f"/run/{session}/export?as=fit").text)
        assert "Say when it began, in its box." in told and "--start" not in told
        assert desk.get(f"/run/{session}/export?as=fit&start=2026-11-22T07:30").content[8:12] == b".FIT"
        assert "It cannot have begun at soon." in desk.get(f"/run/{session}/export?as=fit&start=soon").text
        watch = {"watch": ("run.fit", b"no FIT", "application/octet-stream")}
        merged = desk.post(f"/run/{session}/merge", files=watch, data={"offset": "soon"})
        assert "“soon” is no number of seconds." in merged.text
    assert advice_for_page(["and say it: --offset SECONDS", "--offset -3600"]) == [
        "And write it into the box “Seconds after the watch's start”.",
        "Write -3600 into the box “Seconds after the watch's start”.",
    ]


def test_what_is_missing_is_said_first(tmp_path: Path) -> None:
    place = put(tmp_path, Made())
    data = (place / "00000.seg").read_bytes()
    (place / "00000.seg").write_bytes(data[:2048] + bytes(600) + data[2648:])
    (place / "about.json").write_text("{not json")
    with TestClient(create_app(tmp_path)) as desk:
        page = text_of(desk.get(f"/run/{place.relative_to(tmp_path).as_posix()}").text)
    assert "Part of this session is missing: what, and how sure the rest is" in page
    assert "about.json cannot be read:" in page and "What is said of this session is not shown." in page
