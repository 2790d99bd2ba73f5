"""The compiled core: chosen where it pays, the same to the last digit, and nobody needs it."""

from pathlib import Path

import pytest

import recoil_clip.gait
from patched_core import plant
from recoil.recording.reading import Recording
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
