"""Whatever happens to the bytes of a session, the reader ends in data or in one named error."""

from binascii import crc32
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from log_helpers import is_part_of, record, sealed
from recoil.session import SessionError, open_session
from recoil_log.header import RAW_ALL
from recoil_log.layout import PAGE_HEAD, PAGE_LOG, PAGE_RAW, PAGE_SETTINGS, UNIT_BYTES

fuzz = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def with_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of 12 s with raw samples."""
    return record(tmp_path_factory.mktemp("raw"), RAW_ALL, 12)


@fuzz
@given(st.data())
def test_any_damage_ends_in_data_or_a_named_error(with_raw: Path, tmp_path: Path, data: st.DataObject) -> None:
    everything = open_session(with_raw)
    broken = bytearray((with_raw / "00000.seg").read_bytes())
    for _ in range(data.draw(st.integers(0, 3))):
        broken[data.draw(st.integers(0, len(broken) - 1))] ^= data.draw(st.integers(1, 255))
    start, end = sorted((data.draw(st.integers(0, len(broken))), data.draw(st.integers(0, len(broken)))))
    match data.draw(st.sampled_from(("leave", "cut", "remove", "repeat", "zero"))):
        case "cut":
            del broken[start:]
        case "remove":
            del broken[start:end]
        case "repeat":
            broken[start:start] = broken[start:end]
        case "zero":
            broken[start:end] = bytes(end - start)
    path = tmp_path / "00000.seg"
    path.write_bytes(broken)
    try:
        session = open_session(path)
    except SessionError as error:
        assert str(error)
        return
    assert is_part_of(session, everything)
    assert not session.raw.damage


@fuzz
@given(
    st.lists(
        st.tuples(
            st.sampled_from((PAGE_HEAD, PAGE_LOG, PAGE_RAW, PAGE_SETTINGS, 0x00)),
            st.integers(0, (1 << 32) - 1) | st.integers(0, 5),
            st.integers(-(1 << 31), (1 << 31) - 1),
            st.binary(max_size=200),
        ),
        max_size=6,
    )
)
def test_nonsense_with_the_right_check_is_data_or_a_named_error(
    tmp_path: Path, pages: list[tuple[int, int, int, bytes]]
) -> None:
    data = b""
    for kind, number, base, payload in pages:
        page = bytearray(sealed(kind, payload, number & 0xFFFF))
        page[4:8] = number.to_bytes(4, "little")
        page[8:12] = base.to_bytes(4, "little", signed=True)
        page[-4:] = crc32(page[:-4]).to_bytes(4, "little")
        data += page
    path = tmp_path / "00000.seg"
    path.write_bytes(data)
    try:
        session = open_session(path)
    except SessionError as error:
        assert str(error)
        return
    assert len(data) % UNIT_BYTES == 0
    assert len(session.raw) >= 0


@fuzz
@given(st.binary(max_size=2000) | st.text("RC\0HL\1", max_size=2000).map(str.encode))
def test_any_bytes_are_data_or_a_named_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "00000.seg"
    path.write_bytes(data)
    with pytest.raises(SessionError):
        open_session(path)
