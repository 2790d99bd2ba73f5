"""Reading recordings: columns, clock, counts; broken ones through the command."""

import gzip
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from recoil.cli.app import app
from recoil.common.errors import RecordingError
from recoil.recording.mount import Mount
from recoil.recording.reading import Recording, read_recording

HEAD = "time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps"
ROWS = [f"{0.005 * k:.3f},{0.1 * (k % 7):.1f},1.0,-0.5,{k % 5},2.5,-3" for k in range(300)]
PLAIN = "\n".join([HEAD, *ROWS]) + "\n"
ACC_HEAD = "time_s,acc_x_g,acc_y_g,acc_z_g"

Columns = Callable[..., np.ndarray]


def assert_same(recording: Recording, other: Recording) -> None:
    np.testing.assert_array_equal(recording.time_s, other.time_s)
    np.testing.assert_array_equal(recording.counts(), other.counts())


@pytest.fixture
def plain(tmp_path: Path) -> Recording:
    path = tmp_path / "plain.csv"
    path.write_text(PLAIN)
    return read_recording(path)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", " , ").encode(),
        PLAIN.replace(HEAD, '"' + HEAD.replace(",", '","') + '"').encode(),
        PLAIN.replace("0.005,", '"0.005",').encode(),
        PLAIN.replace("\n", ",\n").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.encode() + b"\n  \n\n",
        PLAIN.replace("\n0.100", "\n\n0.100").encode(),
    ],
    ids=["bom", "crlf", "cr", "spaces", "quoted-names", "quoted", "trailing-commas", "no-end", "blanks", "blank-line"],
)
def test_dialects_read_the_same(tmp_path: Path, plain: Recording, data: bytes):
    path = tmp_path / "other.csv"
    path.write_bytes(data)
    assert_same(read_recording(path), plain)


def test_gzip_is_known_by_its_bytes(tmp_path: Path, runner_columns: Columns, write_csv: Callable[..., Path]):
    packed = write_csv(tmp_path / "a.csv.gz", runner_columns(8))
    renamed = packed.rename(tmp_path / "b.csv")
    assert_same(read_recording(renamed), read_recording(write_csv(tmp_path / "c.csv", runner_columns(8))))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(order=st.permutations([*range(7), "note", "é, quoted"]))
def test_column_order_and_extra_columns_do_not_matter(plain: Recording, order: list[int | str]):
    def line(cells: list[str]) -> str:
        return ",".join(f'"{at}"' if isinstance(at, str) else cells[at] for at in order)

    text = "\n".join(line(row.split(",")) for row in [HEAD, *ROWS])
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "shuffled.csv")
        path.write_text(text, encoding="utf-8")
        assert_same(read_recording(path), plain)


@pytest.mark.parametrize("rate_hz", [104.0, 200.0, 201.7, 208.0, 214.3, 416.0, 500.0])
@pytest.mark.parametrize(("decimals", "within"), [(6, 1e-7), (5, 1e-6), (3, 1e-4)])
def test_rate_survives_rounded_stamps(rate_hz: float, decimals: int, within: float):
    time_s = np.round(1000.25 + np.arange(round(30 * rate_hz)) / rate_hz, decimals)
    recording = Recording.of("run", time_s, np.ones((len(time_s), 3)))
    assert recording.rate_hz == pytest.approx(rate_hz, rel=within)
    assert recording.clock.gaps == 0


@given(st.lists(st.integers(1, 50), max_size=8), st.integers(0, 2**32 - 1))
@settings(max_examples=40)
def test_gaps_are_counted_and_jitter_is_not(gaps: list[int], seed: int):
    random = np.random.default_rng(seed)
    index = np.arange(3000) + np.repeat(
        np.cumsum([0, *gaps]), np.diff([0, *range(300, 300 * len(gaps) + 1, 300), 3000])
    )
    time_s = (index + random.uniform(-0.2, 0.2, index.size)) / 208.0
    clock = Recording.of("run", time_s, np.ones((len(time_s), 3))).clock
    assert clock.lost[clock.lost > 0].tolist() == gaps
    np.testing.assert_array_equal(clock.index, index)
    asked = random.uniform(-5, index[-1] + 5, 500)
    np.testing.assert_allclose(clock.time_at(asked), np.interp(asked, index, time_s), rtol=0, atol=1e-12)
    np.testing.assert_array_equal(clock.time_at(index), time_s)
    assert clock.rate_hz == pytest.approx(208.0, rel=1e-3)


def test_one_late_stamp_is_no_gap():
    time_s = np.arange(2000) / 208.0
    time_s[1000] += 0.8 / 208.0
    assert Recording.of("run", time_s, np.ones((2000, 3))).clock.gaps == 0


@pytest.mark.parametrize("share", [0.001, 0.02, 0.1, 0.2])
def test_samples_lost_at_random_are_counted(share: float):
    index = np.flatnonzero(np.random.default_rng(3).random(20_000) >= share)
    clock = Recording.of("run", np.round(index / 208.0, 5), np.ones((len(index), 3))).clock
    np.testing.assert_array_equal(clock.index, index - index[0])
    assert clock.rate_hz == pytest.approx(208.0, rel=1e-6)


def test_stamps_of_samples_that_came_in_bursts_are_no_gaps():
    index = np.arange(2000)
    time_s = (index // 10 * 10) / 208.0 + 1e-4 * (index % 10)
    clock = Recording.of("run", time_s, np.ones((2000, 3))).clock
    assert clock.gaps == 0
    assert clock.rate_hz == pytest.approx(208.0, rel=1e-3)
    assert clock.jitter_s > 0.004


def test_counts_are_the_chips_and_clamped(runner_columns: Columns):
    time_s = runner_columns(8)[:, 0]
    acc, gyr = np.zeros((len(time_s), 3)), np.zeros((len(time_s), 3))
    acc[0], acc[1], gyr[0], gyr[1] = (1.0, -1.0, 0.0007), (99.0, -99.0, 16.0), (70.0, -7.0, 0.036), (9e3, -9e3, 2000)
    recording = Recording.of("run", time_s, acc, gyr)
    counts = recording.counts()
    assert counts.dtype == np.int16
    assert counts[:2].tolist() == [[2049, -2049, 1, 1000, -100, 1], [32767, -32768, 32767, 32767, -32768, 28571]]
    turned = recording.counts(Mount.parse("x=+z,y=-y,z=+x"))
    assert turned[0].tolist() == [1, 2049, 2049, 1, 100, 1000]


def test_without_gyroscope_the_counts_are_zero(runner_columns: Columns):
    columns = runner_columns(8)
    recording = Recording.of("run", columns[:, 0], columns[:, 1:4])
    assert recording.gyr_dps is None
    assert not recording.counts()[:, 3:].any()


def test_time_stamps_in_blocks_of_a_large_file(tmp_path: Path):
    """A mistake far into the file is found at its own line, blank lines and all."""
    rows = [f"{0.005 * k:.3f},0,1,0,0.00000000000000000000,0,1" for k in range(200_000)]
    rows[150_000:150_000] = ["", "0.001,0,1,0,0,0,1"]
    path = tmp_path / "long.csv"
    path.write_text("\n".join([HEAD, *rows]))
    with pytest.raises(RecordingError, match=r"line 150003: time_s 0\.001 goes back from 749\.995"):
        read_recording(path)


def test_a_given_rate_wins(runner_columns: Columns):
    columns = runner_columns(8)
    recording = Recording.of("run", columns[:, 0], columns[:, 1:4], rate_hz=214.0)
    assert recording.rate_hz == 214.0
    assert recording.clock.rate_hz == pytest.approx(208.0)


def test_recorded_data_reads(data_dir: Path):
    recording = read_recording(data_dir / "jdx999.csv.gz")
    assert recording.name == "jdx999"
    assert recording.rate_hz == pytest.approx(208.0, rel=1e-4)
    assert recording.acc_g.shape == (len(recording.time_s), 3)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "run.csv"
    path.write_text(PLAIN)
    return path


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["replay", *map(str, arguments)])


def rows(count: int = 300) -> str:
    return "".join(f"{0.005 * k:.3f},0.1,1,0\n" for k in range(count))


def _timed(step: int) -> bytes:
    """Return a file of 1,000 samples at rest whose times go up by so many."""
    return (f"{ACC_HEAD}\n" + "".join(f"{step * number},0,1,0\n" for number in range(1000))).encode()


BROKEN = {
    "empty": (b"", "the file is empty"),
    "blank": (b"\n\n", "the first line is empty"),
    "header only": (ACC_HEAD.encode() + b"\n", "there are no samples"),
    "missing columns": (b"time_s,acc_x_g,ay\n0,0,1\n", "missing columns acc_y_g, acc_z_g (found: time_s, acc_x_g, ay)"),
    "half a gyroscope": (f"{ACC_HEAD},gyr_x_dps\n".encode(), "missing columns gyr_y_dps, gyr_z_dps"),
    "no header": (rows().encode(), "missing columns time_s"),
    "semicolons": (ACC_HEAD.replace(",", ";").encode(), "must be separated by commas"),
    "steps": (b"initial_contact_s,toe_off_s,side\n", "table of steps, not a raw recording"),
    "twice": (f"{ACC_HEAD},acc_x_g\n".encode(), "column acc_x_g is there 2 times"),
    "nan": (f"{ACC_HEAD}\n{rows(4)}0.020,nan,1,0\n".encode(), "line 6: acc_x_g is nan"),
    "inf": (f"{ACC_HEAD}\n{rows(4)}0.020,0,-inf,0\n".encode(), "line 6: acc_y_g is -inf"),
    "word": (f"{ACC_HEAD}\n{rows(4)}\n0.020,0,1,left\n".encode(), "line 7: acc_z_g is 'left', not a number"),
    "gone": (f"{ACC_HEAD}\n{rows(4)}0.020,,1,0\n".encode(), "line 6: acc_x_g is empty"),
    "short line": (f"{ACC_HEAD}\n{rows(4)}0.020,0,1\n0.025,0,1,0\n".encode(), "line 6: 3 columns where"),
    "long line": (f"{ACC_HEAD}\n{rows(4)}0,020,0,1,0\n".encode(), "line 6: 5 columns where"),
    "back": (f"{ACC_HEAD}\n{rows(4)}0.010,0,1,0\n".encode(), "line 6: time_s 0.01 goes back from 0.015"),
    "again": (f"{ACC_HEAD}\n{rows(4)}0.015,0,1,0\n".encode(), "line 6: time_s 0.015 repeats the line before"),
    "garbage": (b"All work and no play\n" * 1_000_000, "missing columns"),
    "garbage below": (ACC_HEAD.encode() + b"\nno play\n" * 1_000_000, "line 2: 1 columns where"),
    "binary": (bytes(range(256)) * 100, "is not a text file"),
    "binary below": (f"{ACC_HEAD}\n{rows(4)}".encode() + b"\0\1\2", "zero byte in line 6"),
    "endless line": (ACC_HEAD.encode() + b"7" * 20_000_000, "line 1 does not end"),
    "latin-1": (f"{ACC_HEAD},caf\xe9\n".encode("latin-1"), "line 1: not UTF-8 text (byte 0xe9)"),
    "utf-16": (f"{ACC_HEAD}\n{rows()}".encode("utf-16"), "is UTF-16 text"),
    "cut gzip": (gzip.compress(f"{ACC_HEAD}\n{rows()}".encode())[:-20], "the gzip file is cut off"),
    "bad gzip": (b"\x1f\x8b" + b"7" * 400, "the gzip file is damaged"),
    "flipped gzip": (gzip.compress(b"x" * 5000)[:-8] + b"12345678", "the gzip file is damaged"),
    "too short": (f"{ACC_HEAD}\n{rows(150)}".encode(), "only 0.74 s long"),
    "one sample": (f"{ACC_HEAD}\n{rows(1)}".encode(), "only 0.00 s long"),
    "slow": (
        f"{ACC_HEAD}\n{rows().replace('.', '')}".encode(),
        "sampled at 0.2 Hz; Recoil needs 100 to 500 Hz (are the times in milliseconds? they must be in seconds)",
    ),
    "us": (_timed(5000), "(are the times in microseconds? they must be in seconds)"),
    "samples": (_timed(1), "(are the times numbers of samples? they must be in seconds)"),
    "clock": (f"{ACC_HEAD}\n2026-10-25T02:30:00+01:00,0,1,0".encode(), "not a number: times must be in seconds"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_files(tmp_path: Path, run: Path, kind: str):
    data, complaint = BROKEN[kind]
    broken = tmp_path / "broken.csv"
    broken.write_bytes(data)
    result = recoil(broken, run, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {broken}: ")
    assert result.stderr.count("\n") == 1
    assert complaint in result.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["run.steps.csv", "run.summary.json"]


def test_paths_that_are_no_files(tmp_path: Path, run: Path):
    result = recoil(tmp_path, tmp_path / "missing.csv", run)
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"error: {tmp_path}: is a directory: name the recordings in it, e.g. DIR/*.csv.gz",
        f"error: {tmp_path / 'missing.csv'}: no such file or directory",
    ]
    ring = tmp_path / "ring.csv"
    ring.symlink_to(ring)
    result = recoil(ring, "--out", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (1, f"error: {ring}: too many levels of symbolic links\n")
    document = json.loads(recoil(tmp_path, tmp_path / "missing.csv", run, "--json").stdout)
    assert [summary["recording"] for summary in document["recordings"]] == ["run"]
    assert [error["file"] for error in document["errors"]] == [str(tmp_path), str(tmp_path / "missing.csv")]
