"""`recoil library ...` and what other commands know of the library."""

import json
import os
import subprocess
import sys
import time
from binascii import crc32
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from library_helpers import DAY_S, SMALL, START_S, entries, put, recoil, weeks_of
from recoil.cli import library_tables as screens
from recoil.common.errors import RecoilError
from recoil.library import choosing, incoming
from recoil.library.annotations import Pain
from recoil.library.choosing import parse_since, references, session_named
from recoil.library.index_file import index_file
from recoil_clip.spec.log import CRC_BYTES, HEADER_BYTES, UNIT_BYTES

TITLES = ["session", "began", "runner", "min", "spm", "mm", "ms", "pain", "tags"]
COMMANDS = ("add", "index", "runners", "sessions", "search", "trends", "squad", "where", "tag", "note", "pain")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    for clip, name in (("e660000000000001", "Ann"), ("e660000000000002", "Ben")):
        for number in (1, 2):
            made = replace(SMALL, clip=clip, number=number, start_s=START_S + number * DAY_S, seed=number)
            put(folder, replace(made, settings={"wearer_name": name}))
    put(folder, replace(SMALL, number=9, start_s=0, clip="e660000000000002"))
    return folder


def names(*options: object) -> list[str]:
    return [one["session"] for one in json.loads(recoil("library", "sessions", "--json", *options).stdout)["sessions"]]


def test_lists_by_runner_tag_time_and_words(library: Path):
    assert len(names()) == 5
    assert names("--runner", "ann") == names("--search", "000001 ANN") != []
    assert recoil("library", "tag", "000002/2", "+Knee", "+track").exit_code == 0
    assert recoil("library", "note", "000002/2", "Neue", "Schuhe").exit_code == 0
    assert len(names("--tag", "knee")) == len(names("--tag", "+KNEE")) == 1
    assert len(names("--search", "schuhe knee ben")) == 1
    assert len(names("--since", "2026-11-20")) == 2
    assert names("--tag", "nothing") == []
    said = recoil("library", "search", "schuhe")
    assert said.stdout.splitlines()[0].split() == TITLES
    assert said.stdout.splitlines()[-1] == "1 of 5 sessions"
    assert "Knee track" in said.stdout


def test_since():
    now = parse_since("2026-11-20T12:00:00+00:00")
    assert parse_since("6w", now) == parse_since("2026-10-09T12:00:00+00:00")
    assert parse_since("14d", now) == parse_since("2026-11-06T12:00:00+00:00")
    for text in ("yesterday", "-3w", "99999-01-01", ""):
        with pytest.raises(RecoilError, match="not a date"):
            parse_since(text)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs tzset")
def test_days_are_those_of_this_computer(library: Path, monkeypatch: pytest.MonkeyPatch):
    (entry,) = [one for one in entries(library) if one.runner == "Ann" and one.number == 1]
    for zone, day in (("Pacific/Kiritimati", "2026-11-20"), ("Pacific/Pago_Pago", "2026-11-19")):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert choosing.began(entry, "%Y-%m-%d") == day
        assert entry.as_json()["start"].startswith(day)
        assert len(choosing.chosen([entry], since=parse_since(day))) == 1
    monkeypatch.undo()
    time.tzset()


def test_a_session_is_called_by_number_name_clip_and_path(library: Path):
    found = entries(library)
    for entry, short in [(entry, references(found)[entry.path]) for entry in found]:
        for text in (short, entry.path, str(library / entry.path), f"{entry.clip}/{entry.name}"):
            assert session_named(found, text, library) is entry, text
    assert session_named(found, "last", library).start_s == START_S + 2 * DAY_S
    assert references(found)[found[0].path] == "9"
    with pytest.raises(RecoilError) as several:
        session_named(found, "2", library)
    assert len(several.value.advice) == 2
    assert several.value.advice[0].startswith("000001/2  2026-11-")
    for text in ("77", "../..", "", "/", "nowhere/2", "0x1", "²"):
        with pytest.raises(RecoilError, match="no session"):
            session_named(found, text, library)
    with pytest.raises(RecoilError):
        session_named([], "last", library)


def test_pain_tags_and_runner(library: Path):
    def about() -> dict[str, object]:
        return json.loads(next(library.glob("*02/00009/about.json")).read_text())

    told, signs = recoil("library", "pain", "9", "--before", "2").stdout.splitlines()
    assert told.endswith("pain before: 2, after: not given") and signs.endswith("Then see a doctor now.")
    assert recoil("library", "pain", "9", "--after", "0").exit_code == 0
    assert about() == {"format": 1, "pain_before": 2, "pain_after": 0}
    assert recoil("library", "pain", "9", "--clear").exit_code == 0
    assert about() == {"format": 1}
    assert recoil("library", "pain", "9", "--after", "11").exit_code == 2
    assert "which score?" in recoil("library", "pain", "9").stderr
    assert recoil("library", "tag", "9", "+knee", "-quiet", "heel").exit_code == 1
    assert recoil("library", "tag", "9", "+knee", "heel").stdout.endswith("tags: knee, heel\n")
    assert recoil("library", "tag", "9", "-heel", "-knee").stdout.endswith("tags: none\n")
    assert json.loads(recoil("library", "runner", "9", "Zoe", "--json").stdout)["runner"] == "Zoe"
    assert "runner: as the clip says" in recoil("library", "runner", "9", "").stdout
    assert {entry.runner for entry in entries(library)} == {"Ann", "Ben", "unassigned"}


def test_runners(library: Path):
    lines = recoil("library", "runners").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["runner", "sessions"],
        ["Ann", "2"],
        ["Ben", "2"],
        ["2", "runners"],
        ["1", "session"],
    ]


def test_an_empty_library_says_what_to_do():
    for command in ("sessions", "runners", "squad"):
        assert "recoil library add" in recoil("library", command).stdout.replace("\n", " ")
    result = recoil("library", "trends", "Ann")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "error: no session of 'Ann'")


def test_show_and_export_know_the_library(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert recoil("show", "9").stdout.splitlines()[0] == "00009"
    assert recoil("show", "last").exit_code == recoil("show", "000001/2").exit_code == 0
    assert "say which" in recoil("show", "2").stderr
    assert recoil("export", "9", "--csv", "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "00009.steps.csv").exists()
    result = recoil("show", "77")
    assert (result.exit_code, "neither here nor in the library" in result.stderr) == (1, True)
    # What is here counts more than the library.
    put(tmp_path, replace(SMALL, number=5)).rename(tmp_path / "9")
    assert recoil("show", "9").stdout.splitlines()[0] == "9"


def test_show_without_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert "there is no library" in recoil("show", "last").stderr
    assert "no such session" in recoil("show", "sessions/00012").stderr
    assert not index_file(tmp_path / "library").exists()


def test_what_came_off_a_clip(library: Path, tmp_path: Path):
    place = next(library.glob("*02/00009"))
    assert incoming.arrived(library, [place], Pain())[0].startswith("did it hurt? recoil library pain 9 --before")
    assert incoming.arrived(library, [place], Pain(1, 2, "back", True)) == []
    assert json.loads((place / "about.json").read_text())["pain_after"] == 2
    both = [place, next(library.glob("*01/00001*"))]
    assert "it is for one session, and 2 came" in incoming.arrived(library, both, Pain(1))[0]
    assert incoming.arrived(library, [], Pain()) == []
    elsewhere = put(tmp_path / "elsewhere")
    assert incoming.arrived(tmp_path / "elsewhere", [elsewhere], Pain()) == []
    (place / "about.json").write_text("{")
    assert "not in the library's index yet" in incoming.arrived(library, [place], Pain(1))[0]


def test_a_disk_that_is_full_makes_no_backup_a_wrong_one(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def restored(file: Path) -> str:
        return " ".join(recoil("library", "restore", file, "--library", tmp_path / "into").stderr.split())

    backup, none = tmp_path / "backup.zip", tmp_path / "none.zip"
    assert recoil("library", "backup", backup).exit_code == 0 and backup.exists()
    assert f"cannot unpack {none}: no such file" in restored(none)
    monkeypatch.setattr("zipfile.ZipFile.extractall", Mock(side_effect=OSError(28, "No space left on device")))
    assert f"cannot unpack {backup}: no space left on device" in restored(backup)


def test_lines_fit_into_80_columns(library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    weeks_of(library, "A name that is as long as they may be.", cadence_spm=190)
    put(library, replace(SMALL, number=3), about={"tags": [f"a-rather-long-tag-{n}" for n in range(9)]})
    monkeypatch.setattr(screens, "width", lambda: 80)
    found = entries(library)
    from recoil.library.comparison import compare
    from recoil.library.squad import squad_of
    from recoil.library.trend import trend_of

    screens.write_sessions(found, found)
    screens.write_squad(squad_of(found))
    screens.write_squad(squad_of(found, weeks=52))
    screens.write_runners(squad_of(found))
    screens.write_trend(trend_of("Ann", found))
    screens.write_comparison(compare(found[-1], found[-2], found))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 60
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_and_teaches(command: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    result = recoil("library", *command.split(), "--help")
    assert result.exit_code == 0
    assert f"recoil library {command}" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_short_help_of_tag(library: Path):
    result = recoil("library", "tag", "-h")
    assert (result.exit_code, result.stdout) == (0, recoil("library", "tag", "--help").stdout)
    assert recoil("library", "tag", "9", "+h", "+heel").exit_code == 0
    assert recoil("library", "tag", "9", "-heel").stdout.endswith("tags: h\n")
    assert recoil("library", "tag", "9", "--", "-h").stdout.endswith("tags: none\n")


def test_what_newer_firmware_wrote_is_not_called_damaged(tmp_path: Path):
    place = put(tmp_path / "library", SMALL, "00001")
    data = (place / "00000.seg").read_bytes()
    size = data[3] * UNIT_BYTES
    head = bytes([data[HEADER_BYTES] + 99])
    page = data[:HEADER_BYTES] + head + data[HEADER_BYTES + 1 : size - CRC_BYTES]
    (place / "00000.seg").write_bytes(page + crc32(page).to_bytes(4, "little") + data[size:])
    (broken := put(tmp_path / "library", SMALL, "00002") / "00000.seg").write_bytes(b"x")
    lines = recoil("library", "sessions").stdout.splitlines()
    assert broken.exists()
    assert sorted(line.split()[-1] for line in lines[1:3]) == ["damaged", "newer"]
    assert any("newer firmware wrote this" in line for line in lines[3:])
    said = recoil("library", "index").stdout
    assert "newer: " in said and "damaged: " in said


def test_listing_needs_no_numpy(library: Path):
    entries(library)
    for path in library.rglob("*.seg"):
        os.utime(path, (1, 1))
    entries(library)
    code = "import sys; from recoil.cli.app import app; app(['library', 'sessions'], standalone_mode=False); "
    code += "sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL).returncode == 0
