"""Names, notes, tags and clip ids that want to be something else."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from library_helpers import SMALL, entries, put, recoil, weeks_of
from recoil.bench.made_library import segment_of

HOSTILE = (
    "'; DROP TABLE sessions; --",
    '" OR 1=1 --',
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "../../../../tmp/evil",
    "\x1b[2J\x1b]0;owned\x07",
    "line\nbreak\rreturn\ttab",
    "\u202eright to left",
    "%s %n {0} {self}",
    "\ud800 half",
    "🏃" * 30,
    "nul\0byte",
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))


def tame(text: str) -> bool:
    return all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(tmp_path: Path, text: str):
    folder = tmp_path / "library"
    utf8 = text.encode("utf-8", "replace").decode()
    weeks_of(folder, utf8, 6)
    about = {"note": text, "tags": [text.replace(" ", "_")[:20]], "runner": None}
    clip = replace(SMALL, number=9, start_s=0, clip=utf8[:20])
    place = put(folder, replace(clip, clip="clip"), "9", about)
    (place / "00000.seg").write_bytes(segment_of(clip))
    before = {str(path) for path in tmp_path.rglob("*") if "cache" not in str(path)}
    found = entries(folder)
    assert len(found) == 7
    runner = next(entry.runner for entry in found if entry.start_s)
    for command in (
        ("sessions",),
        ("runners",),
        ("squad",),
        ("search", text),
        ("sessions", "--runner", text),
        ("sessions", "--tag", text),
        ("trends", runner),
        ("trends", text),
        ("note", "9", text),
        ("runner", "9", text),
        ("tag", "9", f"+{text[:20]}"),
        ("tag", text, "+x"),
    ):
        result = recoil("library", *command)
        assert result.exit_code in (0, 1), (command, result.output)
        assert tame(result.stdout + result.stderr), command
    assert len(entries(folder)) == 7
    after = {str(path) for path in tmp_path.rglob("*") if "cache" not in str(path)}
    assert {Path(path).name for path in after - before} <= {"about.json"}
    for entry in entries(folder):
        assert tame(entry.runner + "".join(entry.tags) + (entry.note or ""))
        json.dumps(entry.as_json(), allow_nan=False)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", '"><b>'])
def test_pages_show_it_as_text(tmp_path: Path, text: str):
    folder = tmp_path / "library"
    weeks_of(folder, text, 8)
    for entry in entries(folder):
        about = {"note": text, "tags": [text.replace(" ", "_")[:30]]}
        (folder / entry.path / "about.json").write_text(json.dumps(about))
    pages = {
        "trend": ("library", "trends", text),
        "squad": ("library", "squad"),
        "compare": ("compare", "7", "8"),
    }
    for name, command in pages.items():
        out = tmp_path / f"{name}.html"
        result = recoil(*command, "-o", out)
        assert result.exit_code == 0, result.output
        page = out.read_text()
        assert text not in page
        assert "onerror=alert(1)>" not in page
        assert "<b>" not in page.replace("<b>cadence", "") or name == "trend"
    assert "&lt;" in (tmp_path / "trend.html").read_text()


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_a_folder_whose_name_is_no_text(tmp_path: Path):
    place = put(tmp_path / "library", name="00001")
    place.rename(place.with_name(os.fsdecode(b"run-\xff\x1b[2J")))
    (entry,) = entries(tmp_path / "library")
    assert entry.steps == 12
    assert recoil("library", "sessions").exit_code == 0
    assert tame(recoil("library", "sessions").stdout)
    assert recoil("library", "tag", "1", "+x").exit_code == 0
    assert entries(tmp_path / "library")[0].tags == ("x",)


def test_links_that_lead_round_in_circles(tmp_path: Path):
    place = put(tmp_path / "library")
    for number in range(5):
        (tmp_path / "library" / f"link{number}").symlink_to(tmp_path / "library")
    (place / "loop.seg").symlink_to(place / "loop.seg")
    assert {entry.name for entry in entries(tmp_path / "library")} == {SMALL.name}


def test_every_folder_is_gone_through_once(tmp_path: Path):
    folder = tmp_path / "library"
    place = put(folder)
    (folder / "again").symlink_to(place.parent)
    (folder / place.parent.name / "a-twin").symlink_to(place)
    (folder / "above").symlink_to(tmp_path)
    usb = put(tmp_path / "usb", replace(SMALL, number=2), "00002")
    (folder / "a").symlink_to(usb.parent)
    (folder / "b").symlink_to(usb.parent.parent)
    (usb.parent / "back").symlink_to(folder)
    (usb.parent / "round").symlink_to(usb.parent)
    assert sorted(entry.name for entry in entries(folder)) == sorted([SMALL.name, "00002"])
    # A link that stops short of a session does not hide it from one that reaches it.
    put(tmp_path / "far" / "off", replace(SMALL, number=3), "00003")
    (folder / "c").symlink_to(tmp_path / "far" / "off")
    assert len(entries(folder)) == 3
    (folder / "c").unlink()
    # The library itself may be a link.
    (tmp_path / "link").symlink_to(folder)
    assert len(entries(tmp_path / "link")) == 2
