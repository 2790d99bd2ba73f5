"""What the FIT writer writes is what two other decoders read; its numbers are those of Garmin's profile."""

import math

import pytest
from garmin_fit_sdk import Profile
from hypothesis import given, settings
from hypothesis import strategies as st

from recoil.fit.crc import crc16
from recoil.fit.profile import (
    BYTE,
    ENUM,
    EPOCH_S,
    FILE_ID,
    FLOAT32,
    LAP,
    MESSAGES,
    RECORD,
    SINT16,
    SINT32,
    STRING,
    UINT8,
    UINT16,
    UINT32,
    UINT32Z,
    Field,
)
from recoil.fit.values import encoded, strides
from recoil.fit.writer import DeveloperField, FitWriter
from reference_decoders import decoded, other_messages
from watch_files import crc

BASES = {"enum": ENUM, "uint8": UINT8, "sint16": SINT16, "uint16": UINT16, "sint32": SINT32, "uint32": UINT32}
BASES |= {"string": STRING, "float32": FLOAT32, "uint32z": UINT32Z, "byte": BYTE}
WATT = DeveloperField("watt", 3, SINT16, "W")
FLOAT = DeveloperField("float", 4, FLOAT32, "")


@pytest.mark.parametrize("name", MESSAGES)
def test_the_profile_is_garmins(name: str) -> None:
    message = MESSAGES[name]
    theirs = Profile["messages"][message.number]
    assert theirs["name"] == name
    for field_name, field in message.fields.items():
        found = theirs["fields"][field.number]
        assert (found["name"], found["scale"], found["offset"]) == (field_name, [field.scale], [0]), field_name
        assert BASES[found["base_type"]] is field.base, field_name


def test_base_types_are_garmins() -> None:
    codes = {name: code for code, name in Profile["types"]["fit_base_type"].items()}
    for name, base in BASES.items():
        assert codes[name] == base.code


@given(st.binary(max_size=300))
def test_the_checksum(data: bytes) -> None:
    assert crc16(data) == crc(data)
    assert crc16(data + crc16(data).to_bytes(2, "little")) == 0


records = st.fixed_dictionaries(
    {"timestamp": st.integers(1_000_000_000, 1_100_000_000)},
    optional={
        "cadence": st.none() | st.integers(0, 254),
        "fractional_cadence": st.none() | st.floats(0, 0.99),
        "vertical_oscillation": st.none() | st.floats(0, 300),
        "stance_time_percent": st.none() | st.floats(0, 100),
        "stance_time": st.none() | st.floats(0, 1000) | st.just(math.nan),
        "stance_time_balance": st.none() | st.floats(0, 100),
    },
)
own = st.dictionaries(st.just(WATT), st.none() | st.integers(-32768, 32766)) | st.dictionaries(
    st.just(FLOAT), st.floats(-1e6, 1e6, width=32)
)


@settings(max_examples=60)
@given(st.lists(st.tuples(records, own), max_size=25))
def test_what_is_written_is_read_to_the_resolution(rows: list) -> None:
    writer = FitWriter()
    writer.write(FILE_ID, {"type": 4, "product_name": "Recoil ü"})
    writer.declare((WATT, FLOAT), bytes(range(16)), 1)
    for values, own_values in rows:
        writer.write(RECORD, values, own_values)
    data = writer.file()
    found = decoded(data).get("record", [])
    raw = [values for name, values in other_messages(data) if name == "record"]
    assert len(found) == len(raw) == len(rows)
    for (values, own_values), read, other in zip(rows, found, raw, strict=True):
        for name, value in values.items():
            if value is None or math.isnan(value):
                assert read.get(name) is None
                continue
            scale = RECORD.fields[name].scale
            assert read[name] == pytest.approx(value, abs=0.5001 / scale)
            assert other[name] == round(value * scale)
        for field, value in own_values.items():
            if value is not None:
                assert read["developer_fields"][{WATT: 0, FLOAT: 1}[field]] == value
                assert other[field.name] == value


def test_more_layouts_than_local_types() -> None:
    writer = FitWriter()
    writer.write(FILE_ID, {"type": 4})
    names = [name for name in LAP.fields if name not in ("timestamp", "avg_fractional_cadence")]
    for _ in range(2):
        for name in names:
            writer.write(LAP, {"timestamp": 1_000_000_000, name: 1})
    laps = decoded(writer.file())["lap"]
    assert len(laps) == 2 * len(names) >= 32
    assert all(name in lap for lap, name in zip(laps, names + names, strict=True))


@pytest.mark.parametrize("value", [-1, 65535, 65536, 1e9, math.inf, -math.inf, math.nan, None])
def test_a_number_that_does_not_fit_is_missing(value: float | None) -> None:
    assert encoded(Field(1, UINT16), value) == b"\xff\xff"


def test_byte_orders_and_text() -> None:
    assert encoded(Field(1, UINT16, 10), 25.6, ">") == b"\x01\x00"
    assert encoded(Field(1, FLOAT32), 1e39) == b"\xff" * 4
    assert encoded(Field(1, FLOAT32), 1.0, ">") == b"\x3f\x80\x00\x00"
    assert encoded(Field(1, BYTE), None) == b"\xff"
    assert encoded(Field(1, STRING), None) == b"\0"
    text = encoded(Field(1, STRING), "ü" * 40 + "\0")
    assert len(text) == 63
    assert text.endswith(b"\0")
    text.decode()


def test_a_field_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="message 20 has no field watts"):
        FitWriter().write(RECORD, {"watts": 1})


def test_cadence_in_strides() -> None:
    assert strides(169.0) == (84, 0.5)
    assert strides(169.999) == (85, 0.0)
    assert strides(None) == strides(math.nan) == (None, None)


def test_the_epoch() -> None:
    from datetime import UTC, datetime

    assert datetime.fromtimestamp(EPOCH_S, UTC) == datetime(1989, 12, 31, tzinfo=UTC)
