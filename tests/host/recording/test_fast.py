"""The compiled core: chosen where it pays, the same to the last digit, and nobody needs it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import recoil_clip.gait
from patched_core import plant
from recoil.common.errors import RecordingError
from recoil.recording import csv_table
from recoil.recording.reading import Recording, read_recording
from recoil.recording.replay import replay
from recoil.runtimes import fast
from recoil.simulation.runner import Worn, simulate
from recoil_clip.gait import gait

CORE = Path(next(iter(recoil_clip.gait.__path__)))
HOUR_SAMPLES = 750_000


@pytest.fixture
def numba() -> None:
    pytest.importorskip("numba")


def is_compiled(gait_class: type) -> bool:
    return gait_class is not gait.Gait


@pytest.mark.timeout(900)
def test_a_replay_says_the_same_to_the_last_digit(numba: None, monkeypatch: pytest.MonkeyPatch) -> None:
    worn = Worn(tilt_deg=15, yaw_deg=10, upside_down=True, gain_pct=2, ringing_g=1.0, rate_error_pct=3, lost_pct=0.5)
    heard = simulate(worn=worn, plan="stand 3, walk 5, run 60, stand 3", seed=4)
    recording = Recording.of("run", heard.time_s, heard.acc_g, heard.gyr_dps)
    found = []
    for wish in ("0", "1"):
        monkeypatch.setenv("RECOIL_FAST", wish)
        assert is_compiled(fast.Choice().gait_class(1)) == (wish == "1")
        found.append(replay(recording))
    plain, compiled = found
    assert len(plain.steps) > 120
    assert plain.steps.tobytes() == compiled.steps.tobytes()
    assert plain.summary == compiled.summary


def test_compiling_pays_for_many_samples_only(numba: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RECOIL_FAST", raising=False)
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path))
    assert not is_compiled(fast.Choice().gait_class(100_000)), "nothing is compiled yet"
    assert is_compiled(fast.Choice().gait_class(HOUR_SAMPLES))
    many = fast.Choice()
    assert [is_compiled(many.gait_class(120_000)) for _ in range(3)] == [False, False, True]


def test_without_numba_all_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_numba_version", lambda: "")
    assert "recoil-clip[fast]" in fast.Numba().missing()
    for wish in ("", "0", "1"):
        monkeypatch.setenv("RECOIL_FAST", wish)
        assert not is_compiled(fast.Choice().gait_class(HOUR_SAMPLES))


def test_where_nothing_can_be_kept_all_is_plain(numba: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "file"))
    monkeypatch.delenv("RECOIL_FAST", raising=False)
    fast.compiled_core.cache_clear()
    assert not is_compiled(fast.Choice().gait_class(HOUR_SAMPLES))


def test_what_was_compiled_from_another_core_is_not_used(
    numba: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    changed = plant(tmp_path, "pass")
    assert fast.compiled_core(changed).Gait is not fast.compiled_core(CORE).Gait
    fast.compiled_core.cache_clear()
    fast.compiled_core(CORE)
    assert len(list((tmp_path / "cache" / "kernels").iterdir())) == 2


def test_the_plain_core_stays_as_it_is(numba: None) -> None:
    before = gait.feed
    compiled = fast.compiled_core(CORE)
    assert gait.feed is before and not hasattr(gait.feed, "py_func")
    assert hasattr(compiled.feed, "py_func")
    assert compiled.feed.py_func.__code__.co_code == before.__code__.co_code


def test_a_file_read_by_columns_is_the_same_and_its_errors_too(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    write_csv: Callable[..., Path],
    runner_columns: Callable[..., np.ndarray],
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(csv_table, "ENOUGH_TEXT", 1)
    good = write_csv(tmp_path / "good.csv", runner_columns(10.0))
    lines = good.read_text().splitlines(keepends=True)
    (tmp_path / "bad.csv").write_text("".join([*lines[:500], lines[500].replace(".", ",", 1), *lines[501:]]))
    (tmp_path / "nan.csv").write_text(
        "".join([*lines[:700], "nan" + lines[700][lines[700].index(",") :], *lines[701:]])
    )
    (tmp_path / "quoted.csv").write_text("".join([*lines[:5], '"' + lines[5].replace(",", '",', 1), "\n", *lines[6:]]))
    columns = csv_table._columns("1e0,-2.50,x,3\n4,5,y,6\n", csv_table.Layout(["a", "b", "c"], [1, 0, 3], 4))
    assert columns is not None and columns.tolist() == [[-2.5, 1.0, 3.0], [5.0, 4.0, 6.0]]
    said = []
    for wish in ("0", ""):
        monkeypatch.setenv("RECOIL_FAST", wish)
        one, other = read_recording(good), read_recording(tmp_path / "quoted.csv")
        words: list[bytes | str] = [one.acc_g.tobytes(), one.time_s.tobytes(), other.acc_g.tobytes()]
        for name, place in (("bad", "line 501: 8 columns"), ("nan", "line 701: time_s is nan")):
            with pytest.raises(RecordingError, match=place) as error:
                read_recording(tmp_path / f"{name}.csv")
            words.append(str(error.value))
        said.append(words)
    assert said[0] == said[1]
