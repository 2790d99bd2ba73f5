"""What a reader does with other versions of the format: refuses a newer one by name, passes over additions."""

from pathlib import Path

import pytest

import recoil
from recoil.session import (
    EVENT_NAMES,
    EVENT_TYPE,
    MINUTE_TYPE,
    STEP_TYPE,
    STRIDE_TYPE,
    Session,
    SessionError,
    open_session,
)
from recoil_clip.log.header import Header
from recoil_clip.spec.events import MARKER, STOP
from recoil_clip.spec.log import EVENT, HEADER_BYTES, MINUTE, PAGE_HEAD, PAGE_LOG, STEP, STRIDE, UNKNOWN, VERSION
from session_pages import page
from session_seeds import seeds, segments_of

HEAD = bytes(Header(5_000_000, 5000).page().buffer[HEADER_BYTES : HEADER_BYTES + 96])
STOP_RECORD = bytes((EVENT, 9, STOP, 0x10, 0, 0, 0, 1, 0, 0, 0))
MINUTE_RECORD_1 = bytes((MINUTE, 42)) + bytes(range(42))
MINUTE_RECORD_2 = bytes((MINUTE, 82)) + bytes(range(82))
MINUTE_RECORD = bytes((MINUTE, 92)) + bytes(range(84)) + bytes(8)
STRIDE_RECORD_2 = bytes((STRIDE, 18)) + bytes((16, 0, 0, 0, 2, *range(9), 1, 0, 255, 255))
STRIDE_RECORD = bytes((STRIDE, 20)) + STRIDE_RECORD_2[2:] + b"\x10\x0c"


def session(folder: Path, *pages: bytes) -> Session:
    """Read one segment of these pages."""
    (folder / "00000.seg").write_bytes(b"".join(pages))
    return open_session(folder)


def log(payload: bytes, number: int = 1) -> bytes:
    return page(PAGE_LOG, payload, number)


@pytest.mark.parametrize("version", [VERSION + 1, 4, 255])
@pytest.mark.parametrize("more_bytes", [0, 20, 75, 1000])
def test_a_newer_format_is_refused_by_name(tmp_path: Path, version: int, more_bytes: int) -> None:
    """Whatever else a newer head says, its first byte is the version."""
    with pytest.raises(SessionError) as caught:
        session(tmp_path, page(PAGE_HEAD, bytes((version,)) + bytes(more_bytes)), log(STOP_RECORD))
    assert str(caught.value) == (
        f"{tmp_path}: 00000.seg byte 0: newer firmware wrote this (format {version}, this Recoil reads up to 3): "
        "install a newer Recoil"
    )


def test_a_newer_session_s_page_among_others_is_left_out(tmp_path: Path) -> None:
    other = page(PAGE_HEAD, bytes((9,)) + HEAD[1:], 1, 0, session=2)
    found = session(tmp_path, page(PAGE_HEAD, HEAD), other, log(STOP_RECORD), log(STOP_RECORD, 2))
    assert found.header is not None and found.header.version == 3
    assert found.missing == ("1 page of another session left out, the first in 00000.seg byte 128",)


def test_a_version_that_never_was(tmp_path: Path) -> None:
    assert session(tmp_path, page(PAGE_HEAD, b"\0" + HEAD[1:]), log(STOP_RECORD)).header is None


def test_a_newer_revision_with_a_longer_head_and_unknown_flags(tmp_path: Path) -> None:
    newer = HEAD[:1] + b"\x07\xff\xff" + HEAD[4:] + b"more" * 30
    found = session(tmp_path, page(PAGE_HEAD, newer), log(STOP_RECORD))
    assert found.header is not None and found.is_whole
    assert (found.header.revision, found.header.gyroscope, found.header.period_ns) == (7, True, 5_000_000)


def test_unknown_kinds_of_pages_are_passed_over_and_counted(tmp_path: Path) -> None:
    unknown = [page(kind, b"RC" * kind, number) for number, kind in enumerate((0x00, 0x58, 0xFF), 1)]
    found = session(tmp_path, page(PAGE_HEAD, HEAD), *unknown, log(STOP_RECORD, 4))
    assert found.is_whole and found.ended


@pytest.mark.parametrize("tag", [0x00, 0x04, 0x50, 0x7F])
@pytest.mark.parametrize("size", [0, 1, 13, 255])
def test_unknown_records_are_passed_over(tmp_path: Path, tag: int, size: int) -> None:
    unknown = bytes((tag, size)) + b"\x80" * size
    found = session(tmp_path, page(PAGE_HEAD, HEAD), log(unknown + STOP_RECORD + unknown))
    assert found.is_whole and found.events.tolist() == [(16, STOP, 1)]


@pytest.mark.parametrize("kind", [0, 99, 127, 128, 255])
def test_unknown_kinds_of_events_are_kept(tmp_path: Path, kind: int) -> None:
    event = bytes((EVENT, 9, kind, 0x20, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF))
    found = session(tmp_path, page(PAGE_HEAD, HEAD), log(event + STOP_RECORD))
    assert found.is_whole and kind not in EVENT_NAMES
    assert found.events.tolist() == [(32, kind, -2), (16, STOP, 1)]


@pytest.mark.parametrize("more", [1, 20, 163])
def test_larger_events_and_minutes_are_read_as_far_as_they_are_known(tmp_path: Path, more: int) -> None:
    records = (MINUTE_RECORD, STRIDE_RECORD, STOP_RECORD)
    plain = session(tmp_path, page(PAGE_HEAD, HEAD), log(b"".join(records)))
    larger = b"".join(bytes((record[0], record[1] + more)) + record[2:] + b"\xee" * more for record in records)
    found = session(tmp_path, page(PAGE_HEAD, HEAD), log(larger + bytes((STEP,)) + bytes(14)))
    assert found.is_whole
    assert found.minutes.tolist() == plain.minutes.tolist() and len(found.minutes) == 1
    assert found.events.tolist() == plain.events.tolist()
    assert found.strides.tolist() == plain.strides.tolist() and len(found.strides) == 1
    assert len(found.steps) == 1


def test_format_1_is_read_as_ever(tmp_path: Path) -> None:
    """A head of 76 bytes, minutes of 44: what came later is not known."""
    head = b"\x01" + HEAD[1:76]
    found = session(tmp_path, page(PAGE_HEAD, head), log(MINUTE_RECORD_1 + STOP_RECORD))
    newer = session(tmp_path, page(PAGE_HEAD, HEAD), log(MINUTE_RECORD + STOP_RECORD))
    assert found.is_whole and found.header is not None and (found.header.version, found.header.kind) == (1, 0)
    first = [name for name in MINUTE_TYPE.names or () if not name.startswith("vertical")][:19]
    assert found.minutes[first].tolist() == newer.minutes[first].tolist()
    assert set(found.minutes[0].tolist()[19:39]) == {UNKNOWN} and found.minutes[0].tolist()[39:] == (0, 0)
    assert newer.minutes["vertical_step_regularity_bp"] != UNKNOWN
    assert found.strides.tolist() == [] and found.strides.dtype == STRIDE_TYPE


def test_format_2_is_read_as_ever(tmp_path: Path) -> None:
    """A head of 80 bytes, minutes of 84, strides of 20: what came later is not known, whatever stands there."""
    head = b"\x02" + HEAD[1:77] + b"\x3f\x01\x02runner of format" + b"\0"
    found = session(tmp_path, page(PAGE_HEAD, head), log(MINUTE_RECORD_2 + STRIDE_RECORD_2 + STOP_RECORD))
    newer = session(tmp_path, page(PAGE_HEAD, HEAD), log(MINUTE_RECORD + STRIDE_RECORD + STOP_RECORD))
    assert found.is_whole and found.header is not None and found.header.version == 2
    assert (found.header.runner_id, found.header.gait_revision, found.header.dead_axes) == ("", 0, 0)
    assert found.minutes.tolist() == [(*newer.minutes[0].tolist()[:39], 0, 0)] and newer.minutes["speed_mm_s"] == 0x5352
    assert found.strides.tolist() == [(*newer.strides[0].tolist()[:13], 0)] and newer.strides["speed_mm_s"] == 0x0C10


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 255])
def test_the_kind_of_session(tmp_path: Path, kind: int) -> None:
    found = session(tmp_path, page(PAGE_HEAD, HEAD[:76] + bytes((kind,)) + HEAD[77:]), log(STOP_RECORD))
    assert found.header is not None and found.header.kind == kind


def test_a_stride_of_no_foot_ends_its_page(tmp_path: Path) -> None:
    wrong = STRIDE_RECORD[:6] + b"\x03" + STRIDE_RECORD[7:]
    found = session(tmp_path, page(PAGE_HEAD, HEAD), log(STRIDE_RECORD + wrong + STOP_RECORD))
    assert found.strides["time_ms"].tolist() == [16] and "a record cannot be read" in found.missing[0]


@pytest.mark.parametrize("record", [bytes((EVENT, 8)) + bytes(8), bytes((MINUTE, 41)) + bytes(41)])
def test_smaller_records_than_there_ever_were_end_their_page(tmp_path: Path, record: bytes) -> None:
    found = session(tmp_path, page(PAGE_HEAD, HEAD), log(STOP_RECORD + record + STOP_RECORD))
    assert len(found.events) == 1 and "a record cannot be read" in found.missing[0]


def test_help_tells_every_column_every_kind_and_every_error() -> None:
    text = " ".join((recoil.open_session.__doc__ or "").split())
    for table in (STEP_TYPE, EVENT_TYPE, MINUTE_TYPE, STRIDE_TYPE):
        for name in table.names or ():
            assert name in text, name
    for name in EVENT_NAMES.values():
        assert name in text or name in ("pause", "resume", "marker", "confirm")
    for said in ("SessionError", "numpy", "-1", "0.01 %", "true_time", "newer Recoil", "missing", "raw.runs", "int16"):
        assert said in text, said


def test_every_seed_is_a_session_of_this_version(tmp_path: Path) -> None:
    for seed in seeds():
        folder = tmp_path / str(id(seed))
        folder.mkdir()
        for name, data in seed:
            (folder / name).write_bytes(data)
        found = open_session(folder)
        assert found.header is not None and found.header.version == VERSION and segments_of(folder) == seed
        assert MARKER in found.events["kind"] or len(found.steps)
