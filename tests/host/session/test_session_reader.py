"""The reader gives all that is intact of any session, says what is missing, and fails only by name."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import recoil
from log_helpers import is_part_of, record, sealed
from log_script import SETTINGS, header, play
from recoil.common.errors import RecoilError
from recoil.session import EVENT_TYPE, MINUTE_TYPE, STEP_TYPE, SessionError, open_session
from recoil_clip.log.header import Header
from recoil_clip.log.store import Store
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.log import PAGE_HEAD, PAGE_LOG, RAW_ALL, VERSION


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of 130 s in three segments."""
    return record(tmp_path_factory.mktemp("whole"), 0, 130)


@pytest.fixture(scope="module")
def with_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of 12 s with raw samples."""
    return record(tmp_path_factory.mktemp("raw"), RAW_ALL, 12)


@pytest.fixture
def copied(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / whole.name))


def test_a_whole_session(whole: Path) -> None:
    session = recoil.open_session(str(whole))
    assert session.is_whole
    assert session.ended
    assert session.header is not None
    assert str(session.header.start) == "2025-11-22 15:23:20+00:00"
    assert session.header.raw_minutes == 0
    assert (session.steps.dtype, session.events.dtype, session.minutes.dtype) == (STEP_TYPE, EVENT_TYPE, MINUTE_TYPE)
    assert np.all(session.steps["flight_us"] == session.steps["step_us"] - session.steps["contact_us"])
    assert len(session.raw) == 0


def test_recoil_alone_does_not_import_numpy() -> None:
    script = "import sys, recoil; assert 'numpy' not in sys.modules; recoil.open_session; assert 'numpy' in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_there_is_nothing_else_in_recoil() -> None:
    with pytest.raises(AttributeError, match="no attribute 'open_sesame'"):
        recoil.open_sesame  # noqa: B018  # pyright: ignore[reportAttributeAccessIssue]


def test_one_segment_alone(whole: Path) -> None:
    session = open_session(whole / "00001.seg")
    assert session.header is not None
    assert session.settings is None
    assert 100 < len(session.steps) < 200
    assert session.is_whole


def test_a_missing_segment(copied: Path) -> None:
    everything = open_session(copied)
    (copied / "00001.seg").unlink()
    session = open_session(copied)
    assert is_part_of(session, everything)
    assert 0 < len(session.steps) < len(everything.steps)
    assert session.missing == ("8 pages missing before 00002.seg byte 0",)


def test_without_the_first_segment_the_settings_are_missing(copied: Path) -> None:
    (copied / "00000.seg").unlink()
    session = open_session(copied)
    assert session.settings is None
    assert session.header is not None
    assert session.missing == ("9 pages missing before 00001.seg byte 0",)


def test_a_broken_page_costs_that_page(copied: Path) -> None:
    everything = open_session(copied)
    path = copied / "00001.seg"
    data = bytearray(path.read_bytes())
    data[700] ^= 1
    path.write_bytes(data)
    session = open_session(copied)
    assert is_part_of(session, everything)
    assert len(everything.steps) - len(session.steps) in (22, 23, 24)
    assert session.missing == (
        "00001.seg: bytes 128 to 895 are unreadable",
        "1 page missing before 00001.seg byte 896",
    )


def test_a_broken_head(copied: Path) -> None:
    for path in copied.iterdir():
        path.write_bytes(bytes(64) + path.read_bytes()[64:])
    session = open_session(copied)
    assert session.header is None
    assert len(session.steps) == 361
    assert "no head page is intact: when it was, and the sample period, are not known" in session.missing
    assert session.step_time_s()[0] == pytest.approx(session.steps["initial_contact_us"][0] / 1e6)


def test_missing_bytes_shift_the_rest_and_it_is_found(copied: Path) -> None:
    path = copied / "00000.seg"
    data = path.read_bytes()
    path.write_bytes(data[:300] + data[337:])
    session = open_session(copied)
    assert len(session.steps) > 330


def test_a_page_that_was_written_again_counts_once(copied: Path) -> None:
    path = copied / "00002.seg"
    everything = open_session(copied)
    path.write_bytes(path.read_bytes() + path.read_bytes()[128:])
    session = open_session(copied)
    assert session.is_whole
    assert session.steps.tolist() == everything.steps.tolist()


def test_pages_of_another_session_are_left_out(copied: Path, tmp_path: Path) -> None:
    everything = open_session(copied)
    store = Store(str(tmp_path / "other"))
    store.begin(0)
    log = SessionWriter(store, header(0), SETTINGS)
    play(log, 10)
    shutil.copy(Path(log.folder(), "00000.seg"), copied / "00009.seg")
    session = open_session(copied)
    assert session.steps.tolist() == everything.steps.tolist()
    assert session.missing == ("4 pages of another session left out, the first in 00009.seg byte 0",)


def test_many_gaps_are_summed_up(copied: Path) -> None:
    for path in copied.iterdir():
        data = bytearray(path.read_bytes())
        for at in range(900, len(data), 1850):
            data[at] ^= 1
        path.write_bytes(data)
    session = open_session(copied)
    assert [text for text in session.missing if " missing " in text][5] == "1 page missing in 1 more place"


@pytest.mark.parametrize("size", [0, 1, 1515, 1516, 1517, 5000])
def test_settings_of_any_length(tmp_path: Path, size: int) -> None:
    text = b'{"note": "' + b"x" * size + b'"}'
    session = open_session(record(tmp_path, 0, 1, text))
    assert session.settings == {"note": "x" * size}
    assert session.is_whole


@pytest.mark.parametrize("text", [b"{", b"[1]", b"\xff", b"[" * 5000])
def test_settings_that_are_no_settings(tmp_path: Path, text: bytes) -> None:
    session = open_session(record(tmp_path, 0, 1, text))
    assert session.settings is None
    assert session.missing == ("the settings are unreadable",)


def test_no_settings_at_all(tmp_path: Path) -> None:
    session = open_session(record(tmp_path, 0, 1, b""))
    assert session.settings is None
    assert session.is_whole


def test_newer_firmware(copied: Path) -> None:
    head = Header(5_000_000, 5000).page()
    head.number = 0
    head.buffer[16] = VERSION + 1
    (copied / "00000.seg").write_bytes(bytes(head.seal(PAGE_HEAD, 1, False)))
    with pytest.raises(SessionError, match=r"format 4, this Recoil reads up to 3\): install a newer Recoil$"):
        open_session(copied)


def test_records_from_newer_firmware_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "00000.seg"
    path.write_bytes(sealed(PAGE_LOG, b"\x7f\x03abc\x01\x09\x05\x10\x00\x00\x00\x00\x00\x00\x00"))
    assert open_session(path).events.tolist() == [(16, 5, 0)]


@pytest.mark.parametrize("payload", [b"\x80", b"\x01", b"\x01\x09", b"\x01\x01\x00", b"\x02\x00", b"\xff" + bytes(14)])
def test_records_that_make_no_sense_end_their_page(tmp_path: Path, payload: bytes) -> None:
    path = tmp_path / "00000.seg"
    path.write_bytes(sealed(PAGE_LOG, b"\x01\x09\x05\x10\x00\x00\x00\x00\x00\x00\x00" + payload))
    session = open_session(path)
    assert session.events.tolist() == [(16, 5, 0)]
    assert f"00000.seg byte 0: a record cannot be read, and {len(payload)} bytes with it" in session.missing


def test_what_is_no_session(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "power").mkdir()
    (tmp_path / "power" / "00000.seg").write_bytes(b"")
    (tmp_path / "text.csv").write_text("time_s\n")
    (tmp_path / "large.seg").write_bytes(bytes(2 << 20))
    for name, reason in (
        ("nowhere", "no such session"),
        ("empty", "no session: there is no file"),
        ("power", "the power went before anything was written"),
        ("text.csv", "bytes 0 to 6 are unreadable"),
        ("large.seg", "too large for a segment"),
        ("a\0b", "no such session"),
    ):
        with pytest.raises(RecoilError, match=reason):
            open_session(tmp_path / name)


def test_raw_samples_with_a_broken_page(with_raw: Path, tmp_path: Path) -> None:
    everything = open_session(with_raw)
    folder = Path(shutil.copytree(with_raw, tmp_path / "copy"))
    data = bytearray((folder / "00000.seg").read_bytes())
    page = everything.raw_pages[0]
    data[int(page.where.split()[-1]) + 500] ^= 4
    (folder / "00000.seg").write_bytes(data)
    session = open_session(folder)
    (full,) = everything.raw.runs
    (rest,) = session.raw.runs
    assert rest.first == session.raw_pages[0].base == 580  # all but the page that is broken
    assert np.array_equal(full.counts[rest.first :], rest.counts)
    assert len(session.steps) == len(everything.steps)
