"""Files of makers that are no plain tables, made by the formats' descriptions; a maker's own say more (docs)."""

import io
import struct
import zipfile
from functools import reduce
from pathlib import Path

import numpy as np
import pytest

from recoil.common.errors import RecordingError
from recoil.recording.reading import read_recording
from recoil.recording.units import Units

SECONDS, RATE = 3, 100
COUNTS = np.random.default_rng(1).integers(-2048, 2048, (SECONDS * RATE, 3))
ABOUT = f"Serial Number: MOS2E00000001\nSample Rate: {RATE}\nAcceleration Scale: 256.0\n"


def packed(counts: np.ndarray) -> bytes:
    """Return 12 bits for each number, y before x."""
    bits = "".join(f"{int(number) & 4095:012b}" for row in counts for number in (row[1], row[0], row[2]))
    return int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")


def record(kind: int, time_s: int, payload: bytes) -> bytes:
    data = struct.pack("<BBIH", 0x1E, kind, time_s, len(payload)) + payload
    return data + bytes((~reduce(lambda one, other: one ^ other, data) & 255,))


def gt3x(path: Path, about: str = ABOUT, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("info.txt", about)
        for name, data in files.items():
            archive.writestr(f"{name}.bin", data)
    return path


def second(number: int) -> np.ndarray:
    return COUNTS[number * RATE : (number + 1) * RATE]


def test_actigraph_log_of_packed_and_whole_words(tmp_path: Path):
    words = [second(number).astype("<i2").tobytes() for number in range(SECONDS)]
    log = record(21, 7, b"settings") + record(26, 7, words[0]) + record(0, 8, packed(second(1))) + record(0, 8, b"\0")
    found = read_recording(gt3x(tmp_path / "a.gt3x", log=log + record(26, 11, words[2])))
    assert np.array_equal(found.acc_g, COUNTS / 256) and found.gyr_dps is None
    assert found.time_s[[0, RATE, 2 * RATE]].tolist() == [0.0, 1.0, 4.0] and len(found.clock.gap_at) == 1
    assert found.notes == ("read as a recording of ActiGraph",)
    broken = bytearray(log + record(26, 9, words[2]))
    broken[40] ^= 1
    found = read_recording(gt3x(tmp_path / "b.gt3x", log=b"?" + bytes(broken)))
    assert len(found.acc_g) == 2 * RATE and "2 records are not intact: left out" in found.notes


def test_actigraph_of_before(tmp_path: Path):
    about = f"Serial Number: NEO1C00000001\nSample Rate: {RATE}\n"
    found = read_recording(gt3x(tmp_path / "a.gt3x", about, activity=packed(COUNTS)))
    assert np.array_equal(found.acc_g, COUNTS / 341)
    assert np.allclose(found.time_s, np.arange(len(COUNTS)) / RATE)
    with pytest.raises(RecordingError, match=r"a.gt3x: sampled at 30 Hz"):
        read_recording(gt3x(tmp_path / "a.gt3x", about.replace("100", "30"), activity=packed(COUNTS)))
    with pytest.raises(RecordingError, match="does not say the sample rate"):
        read_recording(gt3x(tmp_path / "a.gt3x", "Sample Rate: fast", activity=packed(COUNTS)))


@pytest.mark.parametrize("names", ["", "Accelerometer X,Accelerometer Y,Accelerometer Z\n", "with a gyroscope"])
def test_actigraph_csv(tmp_path: Path, names: str):
    g = np.round(COUNTS / 256, 3)
    text = (
        f"------------ Data File Created By ActiGraph GT9X ActiLife v6 date format M/d/yyyy at {RATE} Hz -----------\n"
    )
    text += "Serial Number: TAS\n" + 7 * "about\n" + "--------------------------------------------------\n"
    rows = g.tolist()
    if names.startswith("with"):
        names = "Timestamp,Accelerometer X,Accelerometer Y,Accelerometer Z,Temperature,"
        names += "Gyroscope X,Gyroscope Y,Gyroscope Z\n"
        rows = [["2021-01-01T00:00:00.0", *row, 20.5, *(30 * number for number in row)] for row in rows]
    path = tmp_path / "a.csv"
    path.write_text(text + names + "".join(",".join(map(str, row)) + "\n" for row in rows))
    found = read_recording(path)
    assert np.array_equal(found.acc_g, g) and found.rate_hz == pytest.approx(RATE)
    if "Gyro" in names:
        assert found.gyr_dps is not None and np.allclose(found.gyr_dps, 30 * g)
    path.write_text(path.read_text().replace(f" at {RATE} Hz", ""))
    with pytest.raises(RecordingError, match="a table of counts, not of raw samples"):
        read_recording(path)
    path.write_text(path.read_text().replace("ActiLife v6", f"ActiLife v6 at {RATE} Hz") + "1,x,3\n")
    with pytest.raises(RecordingError, match=f"line {311 + bool(names)}: "):
        read_recording(path)


def block(number: int, data: bytes, form: int, count: int, scale: int = 0, milliseconds: float = 0.0) -> bytes:
    """Return a block of Axivity's at 100 Hz, its time that of its first sample."""
    at_s = number * count / RATE + milliseconds / 1000
    fraction = int(at_s % 1 * 65536) >> 1
    time = 21 << 26 | 12 << 22 | 31 << 17 | 23 << 12 | 59 << 6 | 50 + int(at_s)
    offset = -(((fraction << 1) * RATE) >> 16)
    head = struct.pack(
        "<2sHHIIIHHBBBBhH", b"AX", 508, 0x8000 | fraction, 1, number, time, scale, 0, 0, 0, 0x4A, form, offset, count
    )
    body = (head + data).ljust(510, b"\0")
    return body + (-int(np.frombuffer(body, "<u2").sum()) & 0xFFFF).to_bytes(2, "little")


def cwa(path: Path, blocks: list[bytes]) -> Path:
    path.write_bytes(struct.pack("<2sH", b"MD", 1020).ljust(1024, b"\xff") + b"".join(blocks))
    return path


def test_axivity_with_a_gyroscope(tmp_path: Path):
    words = np.random.default_rng(2).integers(-32768, 32768, (360, 6))
    scale = 3 << 13 | 2 << 10  # 2048 counts to 1 g, 2000 degrees/s
    jitter = np.random.default_rng(3).uniform(0, 4, 9)
    blocks = [
        block(number, words[40 * number : 40 * number + 40].astype("<i2").tobytes(), 0x62, 40, scale, jitter[number])
        for number in range(9)
    ]
    found = read_recording(cwa(tmp_path / "a.cwa", blocks))
    assert np.array_equal(found.acc_g, words[:, 3:] / 2048)
    assert found.gyr_dps is not None and np.allclose(found.gyr_dps, words[:, :3] * 2000 / 32768)
    assert np.abs(found.time_s - np.arange(360) / RATE).max() < 0.004 and not len(found.clock.gap_at)
    assert np.ptp(np.diff(found.time_s)) < 1e-4  # smoothed
    broken = [*blocks[:4], blocks[4][:100] + b"!" + blocks[4][101:], *blocks[5:]]
    found = read_recording(cwa(tmp_path / "a.cwa", broken), units=Units(0.5))
    assert np.array_equal(found.acc_g, np.delete(words, slice(160, 200), 0)[:, 3:] / 2048 / 0.5)
    assert "1 of 9 blocks are not intact: left out" in found.notes and len(found.clock.gap_at) == 1
    back = blocks[:5] + [block(number, blocks[number][30:510], 0x62, 40, scale) for number in (0, 1)]
    with pytest.raises(RecordingError, match="its clock was set back"):
        read_recording(cwa(tmp_path / "a.cwa", back))
    with pytest.raises(RecordingError, match="has no intact block"):
        read_recording(cwa(tmp_path / "a.cwa", [bytes(512)]))


def test_axivity_packed(tmp_path: Path):
    chance = np.random.default_rng(4)
    numbers, shifts = chance.integers(-512, 512, (240, 3)), chance.integers(0, 4, 240)
    sent = (numbers & 1023) @ np.array([1, 1 << 10, 1 << 20]) | shifts << 30
    blocks = [
        block(number, sent[120 * number : 120 * number + 120].astype("<u4").tobytes(), 0x30, 120) for number in (0, 1)
    ]
    found = read_recording(cwa(tmp_path / "a.cwa", blocks))
    assert np.array_equal(found.acc_g, (numbers << shifts[:, None]) / 256) and found.gyr_dps is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_shimmer(tmp_path: Path, delimiter: str):
    chance = np.random.default_rng(5)
    acc, gyr = np.round(chance.normal(0, 9, (200, 3)), 4), np.round(chance.normal(0, 90, (200, 3)), 3)
    names = ["S1_Gyro_Z_CAL", "S1_Accel_LN_X_CAL", "S1_Timestamp_Unix_CAL", "S1_Gyro_X_CAL", "S1_Gyro_Y_CAL"]
    names += [f"S1_Accel_WR_{axis}_CAL" for axis in "XYZ"]
    units = ["deg/s", "m/(s^2)", "ms", "deg/s", "deg/s", "m/(s^2)", "m/(s^2)", "m/(s^2)"]
    stream = io.StringIO()
    rows = [[g[2], 0.5, 1.6e12 + 10 * at, g[0], g[1], *a] for at, (g, a) in enumerate(zip(gyr, acc, strict=True))]
    for row in [names, units, *([f"{cell}" for cell in row] for row in rows)]:
        text = delimiter.join(row) + delimiter + "\r\n"
        stream.write(text.replace(".", ",") if delimiter == ";" and row is not names and row is not units else text)
    path = tmp_path / "a.csv"
    path.write_bytes(f'"sep={delimiter}"\r\n{stream.getvalue()}'.encode())
    found = read_recording(path)
    assert np.allclose(found.acc_g, acc / 9.80665) and found.gyr_dps is not None and np.allclose(found.gyr_dps, gyr)
    assert found.rate_hz == pytest.approx(100) and found.notes == ("read as a recording of Shimmer",)
    path.write_bytes(path.read_bytes().replace(b"deg/s", b"deg/min"))
    with pytest.raises(RecordingError, match=r"a column in 'deg/min', which is not known: deg/s"):
        read_recording(path)


def test_shimmer_times_that_repeat(tmp_path: Path):
    head = "S_Timestamp_Unix_CAL,S_Accel_LN_X_CAL,S_Accel_LN_Y_CAL,S_Accel_LN_Z_CAL\nms,m/(s^2),m/(s^2),m/(s^2)\n"
    path = tmp_path / "a.csv"
    path.write_text(head + "".join(f"{1.6e12 + 20 * (at // 2)},{at % 7},9.8,0\n" for at in range(300)))
    found = read_recording(path)
    assert found.rate_hz == pytest.approx(100, rel=1e-3) and "evenly spaced" in found.notes[1]
    path.write_text(head + "".join(f"{1.6e12 + 20 * (at // 2) % 900},{at % 7},9.8,0\n" for at in range(300)))
    with pytest.raises(RecordingError, match="samples are missing"):
        read_recording(path)
