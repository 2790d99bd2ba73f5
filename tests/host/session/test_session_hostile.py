"""Sessions that were made up to break a reader: right checks, nonsense behind them."""

import json
import struct
from binascii import crc32
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from log_helpers import record
from recoil.session import SessionError, open_session, pages, withheld_in
from recoil.session.columns import step_table
from recoil_clip.log.header import Header
from recoil_clip.spec.events import FULL, FULL_LOG
from recoil_clip.spec.log import EVENT, PAGE_HEAD, PAGE_LOG, PAGE_RAW, PAGE_SETTINGS, RAW_ALL, SEGMENT_BYTES, STEP
from session_pages import page
from session_seeds import seeds

MARKER_EVENT = struct.pack("<BBBIi", EVENT, 9, 5, 16, 0)


def one_file(folder: Path, data: bytes) -> Path:
    path = folder / "00000.seg"
    path.write_bytes(data)
    return path


def head(number: int = 0, period_ns: int = 5_000_000, period_us: int = 5000, **facts: object) -> bytes:
    header = Header(period_ns, period_us)
    for name, value in facts.items():
        setattr(header, name, value)
    return page(PAGE_HEAD, bytes(header.page().buffer[16:92]), number)


@pytest.mark.parametrize(
    "pattern", [b"RC", b"RC\xff\xff", b"RCL\xff" + bytes(4), b"RCL\xff" + bytes(12)], ids=["2", "4", "8", "16"]
)
def test_a_file_that_looks_like_pages_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: bytes
) -> None:
    checked = [0]

    def counting(data: memoryview) -> int:
        checked[0] += len(data)
        return crc32(data)

    monkeypatch.setattr(pages, "crc32", counting)
    size = 1 << 18
    path = one_file(tmp_path, pattern * (size // len(pattern)))
    with pytest.raises(SessionError, match="nothing in it is intact"):
        open_session(path)
    assert checked[0] <= (pages.MOST_IN_VAIN + 256) * size, "what is checked in vain must grow with the file, no faster"


def test_pages_are_found_among_false_magics(tmp_path: Path) -> None:
    data = b"".join(b"RC\xff\xff" * 9 + page(PAGE_LOG, MARKER_EVENT, number) for number in range(50))
    session = open_session(one_file(tmp_path, data))
    assert len(session.events) == 50


VALUES = {
    "not a number": b"NaN",
    "infinite": b"-Infinity",
    "too large": b"1e999",
    "beyond 64 bits": b"9223372036854775808",
    "4000 digits": b"9" * 4000,
    "5000 digits": b"9" * 5000,
    "half a character": b'"\\ud800"',
    "deep": b"[" * 900 + b"]" * 900,
    "bottomless": b"[" * 60_000,
    "many": b"[" + b"{}," * 500 + b"0]",
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_settings_that_other_programs_trip_over_are_unreadable(tmp_path: Path, value: bytes) -> None:
    session = open_session(record(tmp_path, 0, 1, b'{"a":' + value + b"}"))
    assert (session.settings, session.missing) == (None, ("the settings are unreadable",))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_settings_are_utf_8(tmp_path: Path, encoding: str) -> None:
    assert open_session(record(tmp_path, 0, 1, '{"a":1}'.encode(encoding))).settings is None


def test_settings_keep_every_ordinary_value(tmp_path: Path) -> None:
    values = {"a": [1, -2.5, 1e300, True, None, "µ\n"], "b": {"c": {}}, "": (1 << 63) - 1}
    assert open_session(record(tmp_path, 0, 1, json.dumps(values).encode())).settings == values


def test_settings_end_somewhere(tmp_path: Path) -> None:
    text = b'{"a":1' + b" " * SEGMENT_BYTES + b"}"
    parts = [text[at : at + 8192] for at in range(0, len(text), 8192)]
    data = b"".join(page(PAGE_SETTINGS, part, number, 8192 * number) for number, part in enumerate(parts))
    session = open_session(one_file(tmp_path, data))
    assert session.settings is None and "the settings are unreadable" in session.missing


@pytest.mark.parametrize(
    ("period_ns", "period_us"), [(1, 5000), (0, 5000), (5_000_000, 0), (5_000_000, 1), (0xFFFFFFFF, 5000), (1, 1)]
)
def test_a_head_whose_periods_disagree_is_none(tmp_path: Path, period_ns: int, period_us: int) -> None:
    step = bytes((STEP | 0x40,)) + bytes(14)
    session = open_session(one_file(tmp_path, head(0, period_ns, period_us) + page(PAGE_LOG, step, 1, 100)))
    assert session.header is None
    assert session.step_time_s().tolist() == [100.0]
    assert "no head page is intact: when it was, and the sample period, are not known" in session.missing


def test_the_latest_start(tmp_path: Path) -> None:
    session = open_session(one_file(tmp_path, head(start_s=0xFFFFFFFF)))
    assert session.header is not None and str(session.header.start) == "2106-02-07 06:28:15+00:00"


def test_names_in_the_head_can_be_printed(tmp_path: Path) -> None:
    session = open_session(one_file(tmp_path, head(clip_id="\x1b[2J\nred\0\u202e", firmware_version="1\0.2")))
    assert session.header is not None
    assert session.header.clip_id.isprintable() and session.header.firmware_version == "1?.2"


def test_the_largest_numbers_of_every_record(tmp_path: Path) -> None:
    records = bytes((STEP | 0x5F,)) + b"\xff" * 16 + bytes((1, 9)) + b"\xff" * 9 + bytes((2, 92)) + b"\xff" * 92
    for base in (-(1 << 31), (1 << 31) - 1):
        session = open_session(one_file(tmp_path, page(PAGE_LOG, records, 0, base)))
        (step,), (event,), (minute,) = session.steps.tolist(), session.events.tolist(), session.minutes.tolist()
        largest = (1 << 24) - 1
        assert step == (base * 1_000_000 + largest, largest, -1, largest + 1, largest, 65535, 0, 15, 0), (
            "side and speed are withheld"
        )
        assert event == ((1 << 32) - 1, 255, -1)
        assert minute[:8] == ((1 << 32) - 1, 65535, 65535, 255, largest, largest, largest, 65535)
        assert minute[-2:] == (0, (1 << 64) - 1) and len(withheld_in(session.minutes)) == 16
        assert np.isfinite(step_table(session)["toe_off_s"]).all()


def test_more_rows_than_are_kept_unpacked(tmp_path: Path) -> None:
    number, data = count(), b""
    for base in range(0, 20):
        data += page(PAGE_LOG, (bytes((STEP,)) + bytes(14)) * 500 + MARKER_EVENT, next(number), base)
    session = open_session(one_file(tmp_path, data))
    assert session.steps["initial_contact_us"].tolist() == [base * 1_000_000 for base in range(20) for _ in range(500)]
    assert len(session.events) == 20


def raw_payloads(folder: Path) -> tuple[list[bytes], np.ndarray]:
    """Raw pages of the clip's own, and their samples."""
    session = open_session(record(folder, RAW_ALL, 12))
    return [found.payload for found in session.raw_pages], session.raw.runs[0].counts


def test_raw_samples_are_in_order_and_never_twice(tmp_path: Path) -> None:
    (first, second, *_), counts = raw_payloads(tmp_path)
    some = len(counts[: struct.unpack_from("<H", first)[0]])
    bases = [(second, -5), (first, 1000), (second, 1000), (first, 1000 + some - 1), (second, 1000 + some), (first, 5)]
    data = b"".join(page(PAGE_RAW, payload, number, base) for number, (payload, base) in enumerate(bases))
    raw = open_session(one_file(tmp_path, data)).raw
    (run,) = raw.runs
    assert run.first == 1000
    assert np.array_equal(run.counts, counts[: len(run.counts)]) and len(run.counts) > some
    assert len(raw.damage) == 4 and all("come before those of the page before" in text for text in raw.damage)


def test_two_clips_sessions_of_the_same_number_are_not_mixed(tmp_path: Path) -> None:
    plain, _, eventful, _ = seeds()
    for name, data in (*eventful, ("00001-copy.seg", plain[0][1])):
        (tmp_path / name).write_bytes(data)
    session = open_session(tmp_path)
    assert session.header is not None and session.header.clip_id == "another"
    assert (len(session.steps), len(session.minutes)) == (3, 3)
    assert session.missing == ("3 pages of another session left out, the first in 00001-copy.seg byte 0",)


def test_thousands_of_faults_are_summed_up(tmp_path: Path) -> None:
    session = open_session(one_file(tmp_path, b"".join(page(PAGE_LOG, b"\1", n) + bytes(64) for n in range(2000))))
    assert len(session.missing) == 101
    assert session.missing[-1] == "and 3901 more that are not listed"


def test_a_flash_that_was_full_again_and_again(tmp_path: Path) -> None:
    full = b"".join(struct.pack("<BBBIi", EVENT, 9, FULL, 60_000 * n, FULL_LOG) for n in range(1000))
    session = open_session(one_file(tmp_path, head() + page(PAGE_LOG, full, 1)))
    assert session.missing[0] == "the flash was full at 0 s: what followed was not recorded"
    assert session.missing[5:] == ("the flash was full 995 more times",)


def test_a_session_says_in_a_line_what_it_is(tmp_path: Path) -> None:
    session = open_session(record(tmp_path, RAW_ALL, 1))
    assert repr(session) == "<Session 00001-20251122T152320Z: 2 steps, 3 events, 0 minutes, raw samples; whole>"
