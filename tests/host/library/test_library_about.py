"""`about.json`: written by Recoil, edited by hand, broken by either."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_helpers import entries, put, recoil
from recoil.common.errors import OutputError
from recoil.library.annotations import Annotations, read_annotations, with_tag, write_annotations
from recoil.library.errors import LibraryError

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))


def said(folder: Path, content: Any) -> Annotations:
    (folder / "about.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return read_annotations(folder)


def test_what_is_written_is_read(tmp_path: Path):
    about = Annotations("Ann", ["knee", "Bahn"], "Läuft", 2, 3, others={"shoes": {"brand": "x"}, "format": 1})
    write_annotations(tmp_path, about)
    text = (tmp_path / "about.json").read_text(encoding="utf-8")
    assert text.startswith('{\n  "format": 1,\n  "runner": "Ann",')
    assert "Läuft" in text
    found = read_annotations(tmp_path)
    assert (found.runner, found.tags, found.note) == ("Ann", ["knee", "Bahn"], "Läuft")
    assert (found.pain_before, found.pain_after, found.problems) == (2, 3, [])
    assert found.document() == json.loads(text)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["about.json"]


def test_unknown_keys_stay(tmp_path: Path):
    place = put(tmp_path / "library", name="00001", about={"shoes": [1, 2], "note": "old", "x": "\ud800"})
    assert recoil("library", "note", "1", "new").exit_code == 0
    document = json.loads((place / "about.json").read_text())
    assert document == {"format": 1, "note": "new", "shoes": [1, 2], "x": "\ud800"}


def test_hand_edited(tmp_path: Path):
    (tmp_path / "about.json").write_bytes(b'\xef\xbb\xbf{\r\n"runner": " Ann\\n Lee ", "pain_after": 3.0}\r\n')
    found = read_annotations(tmp_path)
    assert (found.runner, found.pain_after, found.problems) == ("Ann Lee", 3, [])
    found = said(tmp_path, {"runner": 7, "tags": ["a", "A", "two words", 3], "note": [], "pain_before": 11})
    assert (found.runner, found.tags, found.note, found.pain_before) == (None, ["a"], None, None)
    assert len(found.problems) == 5
    assert any("pain_before: 11 is not a whole number from 0 to 10" in text for text in found.problems)
    for value in (True, 2.5, "3", -1, float("inf"), float("nan")):
        assert said(tmp_path, {"pain_after": value}).pain_after is None
    assert said(tmp_path, {"tags": "knee"}).tags == ["knee"]
    assert said(tmp_path, {}).problems == []


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "[" * 50_000, '{"a": ' + "9" * 5000 + "}", " " * 70_000, "\xff\xfe\x00"]
)
def test_a_broken_file_is_reported_and_left_alone(tmp_path: Path, content: str):
    place = put(tmp_path / "library", name="00001", about=content)
    (entry,) = entries(tmp_path / "library")
    assert entry.steps == 12
    assert "about.json cannot be read" in entry.problems[0]
    result = recoil("library", "tag", "1", "+knee")
    assert result.exit_code == 1
    assert "is left as it is" in result.stderr
    assert "put it right in an editor" in result.stderr
    assert (place / "about.json").read_text() == content
    assert "about.json cannot be read" in recoil("library", "sessions").stdout


def test_what_is_no_file(tmp_path: Path):
    (tmp_path / "about.json").mkdir()
    assert read_annotations(tmp_path).is_locked
    if hasattr(os, "mkfifo"):
        (tmp_path / "about.json").rmdir()
        os.mkfifo(tmp_path / "about.json")
        assert read_annotations(tmp_path).is_locked


def test_a_newer_format_is_not_written(tmp_path: Path):
    found = said(tmp_path, {"format": 2, "note": "from the future"})
    assert found.note == "from the future"
    with pytest.raises(LibraryError, match="of format 2"):
        write_annotations(tmp_path, found)


@settings(max_examples=40)
@given(document=st.dictionaries(st.sampled_from(["runner", "tags", "note", "pain_before", "format", "z"]), ANYTHING))
def test_anything_is_read_and_written_again_the_same(tmp_path_factory: pytest.TempPathFactory, document: Any):
    folder = tmp_path_factory.mktemp("about")
    found = said(folder, document)
    if found.is_locked:
        return
    write_annotations(folder, found)
    again = read_annotations(folder)
    assert again.problems == []
    assert (again.runner, again.tags, again.note, again.pain_before) == (
        found.runner,
        found.tags,
        found.note,
        found.pain_before,
    )
    for text in (found.runner, found.note, *found.tags):
        assert text is None or text.isprintable()


@pytest.mark.parametrize("tag", ["", " ", "two words", "-minus", "x" * 31, "\n"])
def test_what_is_no_tag(tag: str):
    with pytest.raises(LibraryError):
        with_tag([], tag)


def test_there_are_not_more_than_so_many_tags():
    tags: list[str] = []
    for number in range(50):
        tags = with_tag(tags, f"t{number}")
    with pytest.raises(LibraryError, match="50 tags"):
        with_tag(tags, "one-more")


def test_a_folder_that_cannot_be_written(tmp_path: Path):
    with pytest.raises(OutputError, match="cannot write"):
        write_annotations(tmp_path / "gone", Annotations(note="x"))


@pytest.mark.parametrize(
    "content",
    [
        {"format": 1, "runner": 5, "tags": "x", "pain_before": -3, "note": "keep"},
        {"note": "x" * 2001},
        {"runner": "x" * 41},
        {"tags": ["two words"]},
        {"tags": [f"t{number}" for number in range(51)]},
    ],
)
def test_nothing_that_was_written_by_hand_is_lost(tmp_path: Path, content: Any):
    place = put(tmp_path / "library", name="00001", about=content)
    text = (place / "about.json").read_text()
    for command in (("tag", "1", "+y"), ("note", "1", "y"), ("pain", "1", "--after", "3"), ("runner", "1", "Zoe")):
        result = recoil("library", *command)
        assert (result.exit_code, "is left as it is" in result.stderr) == (1, True), command
        assert (place / "about.json").read_text() == text


def test_clear_and_a_score_contradict_each_other(tmp_path: Path):
    place = put(tmp_path / "library", name="00001", about={"pain_before": 2, "pain_after": 3})
    for option in ("--before", "--after"):
        result = recoil("library", "pain", "1", option, "1", "--clear")
        assert (result.exit_code, "--clear takes both scores away" in result.stderr) == (1, True)
    assert json.loads((place / "about.json").read_text()) == {"pain_before": 2, "pain_after": 3}
