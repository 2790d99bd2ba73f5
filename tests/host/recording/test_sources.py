"""Where a recording may come from: a path, an open file, a URL; and one call that does not raise."""

import gzip
import io
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import recoil
from recoil.common.errors import RecordingError
from recoil.recording.reading import read_recording

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
