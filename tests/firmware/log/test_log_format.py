"""The session format is what docs/session-format.md says, byte by byte."""

import re
import struct
from array import array
from binascii import crc32
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from log_script import Step, Stride, Totals
from recoil.session import STEP_TYPE, open_session
from recoil.session.pages import scan
from recoil.session.records import records_of
from recoil.session.validity import withheld_in, withheld_words
from recoil_clip.log.header import Header
from recoil_clip.log.minute import Minute
from recoil_clip.log.page import Page
from recoil_clip.log.records import LogPage
from recoil_clip.spec import events, validity
from recoil_clip.spec import log as layout
from recoil_clip.spec.events import MARKER, START, STOP, STOP_BUTTON
from recoil_clip.spec.log import LOG_UNITS, MINUTE_BYTES, PAGE_HEAD, PAGE_LOG

FORMAT = (Path(__file__).resolve().parents[3] / "docs/session-format.md").read_text(encoding="utf-8")


def example() -> bytes:
    """Return the bytes of the example in docs/session-format.md."""
    rows = re.findall(r"^    [0-9a-f]{4}  ((?:[0-9a-f]{2} ?){16})$", FORMAT, re.MULTILINE)
    return bytes.fromhex(" ".join(rows))


def make_step(
    begin_us: int, step_us: int, contact_us: int, bounce_um: int, peak_mg: int, side: int, speed_mm_s: int = 0
) -> Step:
    step = Step()
    step.initial_contact_s, step.initial_contact_us = divmod(begin_us, 1_000_000)
    step.step_us, step.contact_us, step.flight_us = step_us, contact_us, step_us - contact_us
    step.bounce_um, step.peak_mg, step.side, step.speed_mm_s = bounce_um, peak_mg, side, speed_mm_s
    return step


def log_page() -> LogPage:
    return LogPage(Page(LOG_UNITS))


def sealed(log: LogPage, number: int = 0) -> bytes:
    log.page.number = number
    return bytes(log.page.seal(PAGE_LOG, 7, False))


def test_the_example_is_what_the_clip_writes() -> None:
    header = Header(4812345, 4812, "e660583883", "0.2.0")
    header.session, header.gait_revision, header.runner_id = 7, 2, "ann"
    head = header.page()
    head.number = 0
    log = log_page()
    log.put_event(START, 0, 0)
    log.put_step(make_step(1_250_000, 360_000, 240_000, 85_000, 2450, 1), 0)
    log.put_event(STOP, 4000, STOP_BUTTON)
    assert bytes(head.seal(PAGE_HEAD, 7, False)) + sealed(log, 1) == example()


def test_the_example_is_what_the_reader_reads(tmp_path: Path) -> None:
    (tmp_path / "00000.seg").write_bytes(example())
    session = open_session(tmp_path)
    assert session.is_whole
    assert session.header is not None
    assert session.header.start is None
    assert (session.header.session, session.header.period_ns, session.header.clip_id) == (7, 4812345, "e660583883")
    assert (session.header.version, session.header.gait_revision, session.header.runner_id) == (3, 2, "ann")
    assert session.header.acceleration_g == 0.000488
    assert session.header.rotation_dps == 0.07
    assert session.steps.tolist() == [(1_250_000, 360_000, 240_000, 120_000, 85_000, 2450, 1, 0, 0)]
    assert session.events.tolist() == [(0, START, 0), (4000, STOP, STOP_BUTTON)]
    assert session.step_time_s() == pytest.approx([1.25 * 4812345 / 4812000])


def test_a_page_field_by_field() -> None:
    log = log_page()
    log.put_event(MARKER, 0x01020304, -2)
    data = sealed(log, 0x0A0B0C)
    assert len(data) == layout.UNIT_BYTES
    assert data[:4] == bytes((0x52, 0x43, 0x4C, 1))
    assert struct.unpack_from("<IiHH", data, 4) == (0x0A0B0C, 0, 11, 7)
    assert data[16:27] == bytes((1, 9, MARKER, 4, 3, 2, 1, 0xFE, 0xFF, 0xFF, 0xFF))
    assert not any(data[27:60])
    assert struct.unpack_from("<I", data, 60) == (crc32(data[:60]),)


def test_a_step_field_by_field() -> None:
    log = log_page()
    log.put_step(make_step(-35_722, 360_001, -3, 85_002, 65_535, -1), 0b0110)
    data = sealed(log)
    assert struct.unpack_from("<i", data, 8) == (-1,)
    step = data[16:31]
    assert step[0] == 0b1_00_0_0110 and not any(data[31:60])
    assert int.from_bytes(step[1:4], "little") == 1_000_000 - 35_722
    assert int.from_bytes(step[4:7], "little") == 360_001
    assert int.from_bytes(step[7:10], "little", signed=True) == -3
    assert int.from_bytes(step[10:13], "little") == 85_002
    assert int.from_bytes(step[13:15], "little") == 65_535
    log = log_page()
    fast = make_step(0, 360_001, 3, 85_002, 65_535, -1)
    fast.speed_mm_s = 3_333
    assert log.put_step(fast, 0b1001) and log.page.used == 16 + 17
    step = sealed(log)[16:33]
    assert step[0] == 0b1_00_1_1001 and step[13:] == b"\xff\xff" + (3_333).to_bytes(2, "little")


def test_a_minute_field_by_field() -> None:
    minute, totals, log = Minute(), Totals(), log_page()
    minute.cues = 2
    for flags in (0, 0, 2):
        minute.add(make_step(0, 360_000, 240_000, 85_000, 2450, 1), flags)
    minute.add(make_step(0, 360_003, 240_003, 85_003, 2453, 1), 0)
    log.put_minute(minute, 60_000, totals, -1, array("h", range(-2, 18)))
    data = sealed(log)[16 : 16 + MINUTE_BYTES]
    assert struct.unpack_from("<BBIHHB", data) == (2, 92, 60_000, 4, 1, 2)
    means = [int.from_bytes(data[at : at + 3], "little") for at in (11, 14, 17)]
    assert means == [360_001, 240_001, 85_001]
    assert struct.unpack_from("<HhH", data, 20) == (2451, -1, 16660)
    assert struct.unpack_from("<HhHHhHHhH", data, 26) == (4950, 25, 80, 5010, -1, 7, 5100, 130, 80)
    assert struct.unpack_from("<20h", data, 44) == tuple(range(-2, 18))
    assert data[84:] == bytes(10)


def test_a_minute_says_what_it_withholds_and_how_fast_it_was() -> None:
    minute = Minute()
    for speed_mm_s in (0, 3000, 3401):
        step = make_step(0, 360_000, 240_000, 85_000, 2450, 1)
        step.speed_mm_s = speed_mm_s
        minute.add(step, 0)
    for quantity, reason in (
        (validity.SIDE, validity.NO_ALTERNATION),
        (validity.CONTACT_BALANCE, validity.NO_ALTERNATION),
        (validity.TILT, validity.DEAD_AXIS),
        (validity.SPEED, 15),
        (validity.SPEED, 0),
    ):
        minute.withhold(quantity, reason)
    log = log_page()
    log.put_minute(minute, 60_000, Totals(), -1)
    minute.clear()
    log.put_minute(minute, 60_000, Totals(), -1)
    data = sealed(log)
    assert data[16 + 84 : 16 + 94] == (3200).to_bytes(2, "little") + bytes((0, 0, 0x22, 0, 0x01, 0, 0, 0))
    _, _, table = records_of(scan(data, "page").pages).tables()
    assert table["speed_mm_s"].tolist() == [3200, 0] and len(set(table["withheld"].tolist())) == 1
    assert withheld_in(table) == {4: 2, 5: 2, 8: 1}
    assert list(withheld_words(withheld_in(table))) == [
        "pelvis tilt not told: an axis of the sensor is stuck or dead",
        "side, balance of contact not told: nothing tells one foot from the other",
    ]


def test_a_head_field_by_field(tmp_path: Path) -> None:
    header = Header(4812345, 4812, "e660583883", "0.2.0")
    header.kind, header.dead_axes, header.gait_revision, header.runner_id = 1, 0x21, 0x0102, "Ann, 07 von zweien"
    head = header.page()
    assert bytes(head.buffer[16 + 76 : head.used]) == b"\x01\x21\x02\x01Ann, 07 von zwei"
    head.number = 0
    (tmp_path / "00000.seg").write_bytes(bytes(head.seal(PAGE_HEAD, 0, False)))
    found = open_session(tmp_path).header
    assert found is not None and len(bytes(head.buffer)) == 128
    assert (found.kind, found.dead_axes, found.gait_revision, found.runner_id) == (1, 0x21, 0x0102, "Ann, 07 von zwei")


def test_a_minute_without_form_says_so() -> None:
    log = log_page()
    log.put_minute(Minute(), 60_000, Totals(), -1)
    assert struct.unpack_from("<20h", sealed(log), 16 + 44) == (-32768,) * 20


def test_a_stride_field_by_field() -> None:
    stride = Stride()
    stride.initial_contact_s, stride.initial_contact_us, stride.side = 66, 51_999, 1
    stride.speed_mm_s = 2_999
    stride.values = array("h", [0, 9, 10, 30, 5089, 5090, 32767, -32768, 150, -300, -32768])
    log = log_page()
    assert log.put_stride(stride) and log.page.used == 16 + layout.STRIDE_BYTES
    data = sealed(log)[16 : 16 + layout.STRIDE_BYTES]
    assert struct.unpack("<BBiB9B2hH", data) == (
        3, 20, 66_051, 2, 0, 0, 1, 2, 254, 254, 254, 255, 8, -300, -32768, 2_999,
    )  # fmt: skip
    row = records_of(scan(sealed(log), "page").pages).strides.table()
    assert row.tolist() == [(66_051, 1, 0, 0, 20, 40, 5080, 5080, 5080, -32768, 160, -300, -32768, 2_999)]


core_steps = st.builds(
    make_step,
    st.integers(-999_999, 14_000_000),
    st.integers(0, (1 << 24) - 1),
    st.integers(1 - (1 << 23), (1 << 23) - 1),
    st.integers(0, (1 << 24) - 1),
    st.integers(0, (1 << 16) - 1),
    st.sampled_from((-1, 0, 1)),
    st.sampled_from((0, 1, 3_333, 65_535)),
)


@given(st.lists(st.tuples(core_steps, st.integers(0, 15)), max_size=60))
def test_steps_come_back_integer_for_integer(steps: list[tuple[Step, int]]) -> None:
    steps.sort(key=lambda each: (each[0].initial_contact_s, each[0].initial_contact_us))
    log = log_page()
    for step, flags in steps:
        assert log.put_step(step, flags)
    table, _, _ = records_of(scan(sealed(log), "page").pages).tables()
    assert table.dtype == STEP_TYPE
    for row, (step, flags) in zip(table, steps, strict=True):
        assert row["initial_contact_us"] == step.initial_contact_s * 1_000_000 + step.initial_contact_us
        for name in ("step_us", "contact_us", "flight_us", "bounce_um", "peak_mg", "side", "speed_mm_s"):
            assert row[name] == getattr(step, name)
        assert row["flags"] == flags


def test_a_step_takes_15_bytes() -> None:
    log = log_page()
    used = log.page.used
    log.put_step(make_step(0, 360_000, 240_000, 85_000, 2450, 1), 0)
    assert log.page.used - used == layout.STEP_BYTES == 15


def test_a_full_page_refuses_and_stays_as_it_was() -> None:
    log = log_page()
    while log.put_step(make_step(0, 360_000, 240_000, 85_000, 2450, 1), 0):
        pass
    before = bytes(log.page.buffer), log.page.used
    assert not log.put_event(MARKER, 0, 0)
    assert not log.put_minute(Minute(), 0, Totals(), 0)
    assert not log.put_stride(Stride())
    assert (bytes(log.page.buffer), log.page.used) == before
    assert len(records_of(scan(sealed(log), "page").pages).steps) == (LOG_UNITS * 64 - 20) // 15


@pytest.mark.parametrize("begin_us", [16_000_000, 2_000_000_000, -1])
def test_a_step_too_far_from_the_first_needs_another_page(begin_us: int) -> None:
    log = log_page()
    assert log.put_step(make_step(0, 1, 1, 1, 1, 1), 0)
    assert not log.put_step(make_step(begin_us, 1, 1, 1, 1, 1), 0)
    log.clear()
    assert log.put_step(make_step(begin_us, 1, 1, 1, 1, 1), 0)


@pytest.mark.parametrize("whole", [True, False])
def test_a_whole_page_and_a_short_one_read_the_same(whole: bool) -> None:
    log = log_page()
    log.put_event(MARKER, 1, 2)
    log.page.number = 0
    found = scan(bytes(log.page.seal(PAGE_LOG, 7, whole)), "page")
    assert [page.payload for page in found.pages] == [bytes((1, 9, MARKER, 1, 0, 0, 0, 2, 0, 0, 0))]


def test_the_document_names_every_kind_of_event() -> None:
    kinds = {value for name, value in vars(events).items() if name.isupper() and "_" not in name}
    table = FORMAT[FORMAT.index("| kind | | value |") : FORMAT.index("128 to 255")]
    named = {int(number) for cell in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for number in cell.split(",")}
    assert kinds == named
