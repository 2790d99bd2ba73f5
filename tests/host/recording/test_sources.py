"""Where a recording may come from: a path, an open file, a URL; and one call that does not raise."""

import gzip
import io
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import recoil
from recoil.common.errors import RecordingError
from recoil.recording.analysis import Result, analyse
from recoil.recording.reading import Recording, read_recording
from recoil.recording.replay import replay

Write = Callable[..., Path]


@pytest.fixture
def run(tmp_path: Path, runner_columns: Callable[..., np.ndarray], write_csv: Write) -> Path:
    return write_csv(tmp_path / "run.csv", runner_columns(15.0))


class Pipe(io.RawIOBase):
    """A stream that cannot go back, and gives a little at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        some = self._data.read(min(len(buffer), 1000))
        buffer[: len(some)] = some
        return len(some)


def test_an_open_file_is_read_like_its_path(run: Path) -> None:
    expected, data = read_recording(run), run.read_bytes()
    for source in (io.BytesIO(data), io.BytesIO(gzip.compress(data)), Pipe(data), Pipe(gzip.compress(data))):
        found = read_recording(source)  # pyright: ignore[reportArgumentType]
        assert found.acc_g.tobytes() == expected.acc_g.tobytes()
        assert found.name == "recording"
    with run.open("rb") as stream:
        assert read_recording(stream).name == "run"
        assert not stream.closed


def test_it_is_read_from_where_it_is(run: Path) -> None:
    stream = io.BytesIO(b"a letter before it" + run.read_bytes())
    stream.seek(18)
    assert read_recording(stream).time_s.tobytes() == read_recording(run).time_s.tobytes()


def test_a_url_is_opened_by_fsspec(run: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://runs/far.csv.gz", "wb") as stream:
        stream.write(gzip.compress(run.read_bytes()))
    found = read_recording("memory://runs/far.csv.gz")
    assert (found.name, found.acc_g.tobytes()) == ("far", read_recording(run).acc_g.tobytes())
    for url in ("memory://runs/none.csv", "nothing://runs/none.csv"):
        with pytest.raises(RecordingError, match=url):
            read_recording(url)


def test_text_is_refused_in_words(run: Path) -> None:
    with pytest.raises(RecordingError, match="open it as binary"):
        read_recording(io.StringIO(run.read_text()))  # pyright: ignore[reportArgumentType]


def test_a_result_is_small_and_can_be_sent(run: Path) -> None:
    found = recoil.analyse(run)
    assert (found.error, found.summary["steps"]) == ("", len(found.steps))
    assert len(found.steps) > 30
    sent = pickle.dumps(found)
    assert len(sent) < run.stat().st_size / 10
    assert pickle.loads(sent).steps.tobytes() == found.steps.tobytes()


def test_bad_data_are_an_answer(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("time_s,acc_x_g\n1,2\n")
    for source, said in ((tmp_path / "bad.csv", "missing columns"), (tmp_path / "none.csv", "no such file")):
        found = recoil.analyse(source)
        assert said in found.error and source.name in found.error
        assert (len(found.steps), found.summary) == (0, {})


def test_files_of_other_makers_are_known_by_their_columns(tmp_path: Path, runner_columns: Callable[..., np.ndarray]):
    columns = runner_columns(8.0)
    expected = len(analyse_columns(tmp_path / "own.csv", HEAD_OF_OUR_OWN, columns).steps)
    assert expected > 10
    radians = columns * [1, 9.80665, 9.80665, 9.80665, *[np.pi / 180] * 3]
    toolbox = columns * [1, 1, 1, 1, *[np.pi / 180] * 3]
    dot = columns * [1e6, 9.80665, 9.80665, 9.80665, 1, 1, 1]
    above = "sep=,\nDeviceTag:,1\nOutputRate:,120Hz\n\n"
    tables = {
        "phyphox": (
            '"Time (s)","Acceleration x (m/s^2)","Acceleration y (m/s^2)","Acceleration z (m/s^2)",'
            '"Gyroscope x (rad/s)","Gyroscope y (rad/s)","Gyroscope z (rad/s)"',
            radians,
        ),
        "Physics Toolbox": ("\ntime,gFx,gFy,gFz,wx,wy,wz", toolbox),
        "Movella DOT": (above + "SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z", dot),
    }
    for maker, (head, values) in tables.items():
        found = analyse_columns(tmp_path / "theirs.csv", head, values)
        assert (len(found.steps), found.error) == (expected, ""), maker
        assert f"read as a recording of {maker}" in found.summary["warnings"]
    folder = tmp_path / "logger"
    folder.mkdir()
    np.savetxt(folder / "Accelerometer.csv", radians[:, [0, 3, 2, 1]] - [0, 0, 9.80665, 0], "%.6f", ",")
    np.savetxt(folder / "Gravity.csv", radians[::7, [0, 3, 2, 1]] * 0 + [0, 0, 9.80665, 0], "%.6f", ",")
    np.savetxt(folder / "Gyroscope.csv", radians[:, [0, 6, 5, 4]], "%.6f", ",")
    gravity = np.loadtxt(folder / "Gravity.csv", delimiter=",")
    gravity[:, 0] = radians[::7, 0]
    np.savetxt(folder / "Gravity.csv", gravity, "%.6f", ",")
    for file in folder.iterdir():
        file.write_text("seconds_elapsed,z,y,x\n" + file.read_text())
    with zipfile.ZipFile(tmp_path / "logger.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    for source in (folder, tmp_path / "logger.zip"):
        found = analyse(source)
        assert (len(found.steps), found.error) == (expected, "")
        assert "gravity, which the program takes out, was added again" in found.summary["warnings"]
    (folder / "Accelerometer.csv").write_text("some,thing\n1,2\n")
    assert "holds no recording that is known" in analyse(folder).error


def test_a_gyroscope_that_is_written_down_again_and_again_is_left_out(
    tmp_path: Path, runner_columns: Callable[..., np.ndarray]
) -> None:
    """As Physics Toolbox writes it: an empty line first, commas at the ends, each sensor's last value in every line."""
    columns = runner_columns(20.0) * [1, 1, 1, 1, *[np.pi / 180] * 3]

    def written(held: int) -> Result:
        columns[:, 4:] = columns[np.arange(len(columns)) // held * held, 4:]
        columns[:: 4 * held, 4:] += 0.01 * (held == 25)  # some are new sooner
        lines = [",".join(f"{value:.4f}" for value in [*row[:4], 0, 0, 0, *row[4:]]) + ",\n" for row in columns]
        (tmp_path / "run.csv").write_text("\ntime,gFx,gFy,gFz,ax,ay,az,wx,wy,wz,\n" + "".join(lines))
        return analyse(tmp_path / "run.csv")

    rate_hz = 1 / float(np.diff(columns[:, 0]).mean())
    for held in (1, 2, 25):
        found = written(held)
        assert len(found.steps) > 40
        left_out = [text for text in found.summary["warnings"] if "taken as no gyroscope" in text]
        told = f"the gyroscope has a new value only {rate_hz / held:.0f} times a second: taken as no gyroscope"
        assert left_out == ([told] if held == 25 else [])
        assert found.summary["gyroscope"] == (held != 25)


def test_accelerations_without_gravity_of_a_movella_dot_are_told(tmp_path: Path) -> None:
    path = tmp_path / "dot.csv"
    path.write_text(
        "sep=,\nOutputRate:,60Hz\n\nPacketCounter,SampleTimeFine,FreeAcc_X,FreeAcc_Y,FreeAcc_Z\n1,5,0,0,0\n"
    )
    assert "gravity is taken out of FreeAcc: measure in a mode that has Acc and Gyr" in analyse(path).error


HEAD_OF_OUR_OWN = "time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps"


def analyse_columns(path: Path, head: str, columns: np.ndarray) -> Result:
    np.savetxt(path, columns, "%.6f", ",", header=head, comments="")
    return analyse(path)


def test_a_sensor_a_little_below_100_hz_is_taken(runner_columns: Callable[..., np.ndarray]):
    columns = runner_columns(20.0)
    time_s = np.arange(0, columns[-1, 0], 1 / 98.0)
    slow = np.column_stack([np.interp(time_s, columns[:, 0], axis) for axis in columns[:, 1:].T])
    found = replay(Recording.of("slow", time_s, slow[:, :3], slow[:, 3:]))
    usual = replay(Recording.of("usual", columns[:, 0], columns[:, 1:4], columns[:, 4:]))
    assert found.summary["cadence_spm"] == pytest.approx(usual.summary["cadence_spm"], abs=0.3)
    assert found.summary["bounce_mm"] == pytest.approx(usual.summary["bounce_mm"], rel=0.03)
