"""The simulated clip, and `recoil simulate`, which writes what it says."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from recoil.cli.app import app
from recoil.recording.reading import read_recording
from recoil.simulation.runner import Runner, Simulation, Steps, Worn, simulate, write_simulation

SHORT = ("--plan", "stand 1, run 12, stand 1")
STEPS = "initial_contact_s,toe_off_s,side,step_ms,contact_ms,flight_ms,bounce_sacrum_mm,bounce_com_mm,peak_force_bw"
CLIP_PLAN = "stand 2, run 10, stand 1"
STANDING = slice(0, 300)
angles = st.floats(-20, 20)


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["simulate", *map(str, arguments)])


def truth(path: Path) -> np.ndarray:
    return np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")


@pytest.mark.parametrize("name", ["run.csv", "run.csv.gz"])
def test_writes_a_recording_and_its_truth(tmp_path: Path, name: str):
    asked = ("--cadence", 168, "--contact", 245, "--bounce", 90, "--left-contact", 51, "--tilt", 12, "--seed", 1)
    result = recoil(tmp_path / name, *asked, "--minutes", 0.5)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "168.0 steps per minute, contact 245 ms (51.0 % left), flight 112 ms, bounce 90 mm" in result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == [name, "run.steps.csv"]
    recording = read_recording(tmp_path / name)
    assert recording.rate_hz == pytest.approx(208, abs=0.01)
    assert recording.duration_s == pytest.approx(36, abs=0.02)
    assert (tmp_path / "run.steps.csv").read_text().splitlines()[0] == STEPS
    steps = truth(tmp_path / "run.steps.csv")
    assert np.allclose(steps["step_ms"], steps["contact_ms"] + steps["flight_ms"], atol=0.11)
    assert set(steps["side"]) == {"L", "R"}
    assert steps["bounce_sacrum_mm"].mean() == pytest.approx(90, abs=1.5)
    assert 60e3 / steps["step_ms"].mean() == pytest.approx(168, abs=0.2)


def test_the_file_holds_the_chips_counts(tmp_path: Path):
    found = simulate(plan=SHORT[1], seed=4)
    write_simulation(found, tmp_path / "run.csv")
    assert np.array_equal(read_recording(tmp_path / "run.csv").counts(), found.counts)


def test_same_seed_same_bytes(tmp_path: Path):
    for name in ("a", "b"):
        assert recoil(tmp_path / f"{name}.csv.gz", *SHORT, "--seed", 3).exit_code == 0
    assert recoil(tmp_path / "c.csv.gz", *SHORT, "--seed", 4).exit_code == 0
    for ending in (".csv.gz", ".steps.csv"):
        a, b, c = ((tmp_path / f"{name}{ending}").read_bytes() for name in "abc")
        assert a == b != c


def test_every_option_of_the_clip(tmp_path: Path):
    options = "--tilt 10 --tilt-towards 45 --yaw 10 --upside-down --gain 2,-1,0.5 --offset 40 --noise 2 --ringing 0.5"
    result = recoil(tmp_path / "a.csv", *SHORT, *options.split(), "--rate", 104, "--rate-error", "-3", "--lost", 1)
    assert (result.exit_code, result.stderr) == (0, "")
    recording = read_recording(tmp_path / "a.csv")
    assert recording.rate_hz == pytest.approx(104 * 0.97, abs=0.01)
    assert recording.clock.lost.sum() > 0
    assert recording.acc_g[:50, 1].mean() < -0.9


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--bounce", "40"], "bounces 80 to 119 mm"),
        (["--cadence", "20"], "120 to 240"),
        (["--minutes", "0"], "minutes must be 0.13 to 359.9, not 0\n"),
        (["--minutes", "-3"], "minutes must be 0.13 to 359.9, not -3\n"),
        (["--minutes", "nan"], "minutes must be 0.13 to 359.9, not nan\n"),
        (["--minutes", "360"], "minutes must be 0.13 to 359.9, not 360\n"),
        (["--plan", "run 0"], "run 0: "),
        (["--plan", "stand 5, hop 3"], "'hop'"),
        (["--plan", "run 20", "--minutes", "1"], "not both"),
        (["--gain", "1,2"], "one number or three"),
        (["--offset", "x"], "one number or three"),
        (["--tilt", "nan"], "tilt must be"),
        (["--seed", "-1"], "seed"),
    ],
)
def test_mistakes_are_one_line_and_leave_nothing(tmp_path: Path, options: list[str], said: str):
    result = recoil(tmp_path / "a.csv", *options)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_recordings_are_not_overwritten_unasked(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("precious")
    result = recoil(path, *SHORT)
    assert result.exit_code == 1
    assert "--overwrite" in result.stderr
    assert path.read_text() == "precious"
    assert recoil(path, *SHORT, "--overwrite", "--quiet").stdout == ""
    assert len(read_recording(path).time_s) > 1000


def test_help_fits_a_terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = [line.strip() for line in recoil("--help").stdout.splitlines()]
    examples = [line for line in lines if line.startswith("recoil simulate ")]
    assert len(examples) == 3
    for example in examples:
        assert lines[lines.index(example) + 1] == "", "the example is broken over two lines"
    assert sum("(follows)" in line for line in lines) == 4


@pytest.mark.parametrize("name", ["no/such/run.csv", "run.txt"])
def test_places_that_cannot_be_written(tmp_path: Path, name: str):
    result = recoil(tmp_path / name, *SHORT)
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_an_interrupted_write_leaves_what_was_there(tmp_path: Path):
    path = tmp_path / "a.csv.gz"
    path.write_text("precious")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_simulation(simulate(plan="run 10"), path, stop)
    assert [found.name for found in tmp_path.iterdir()] == ["a.csv.gz"]
    assert path.read_text() == "precious"


def worn(rotation: float = 1.0, seed: int = 0, **how: Any) -> Simulation:
    """An ideal chip, worn in some way."""
    how = {"noise": 0.0, "quantise": False, **how}
    return simulate(Runner(rotation=rotation), Worn(**how), CLIP_PLAN, seed)


def of_steps(steps: Steps) -> np.ndarray:
    return np.array([steps.initial_contact_s, steps.contact_ms, steps.bounce_sacrum_mm])


@settings(max_examples=15)
@given(angles, st.floats(0, 359), angles, st.booleans())
def test_a_turned_clip_feels_the_same_size(tilt: float, towards: float, yaw: float, upside_down: bool):
    level = worn()
    turned = worn(tilt_deg=tilt, tilt_towards_deg=towards, yaw_deg=yaw, upside_down=upside_down)
    for name in ("acc_g", "gyr_dps"):
        a, b = (np.linalg.norm(getattr(found, name), axis=1) for found in (level, turned))
        assert np.allclose(a, b)
    assert np.array_equal(of_steps(level.steps), of_steps(turned.steps))


@pytest.mark.parametrize(
    ("how", "up"),
    [
        ({}, (0, 1, 0)),
        ({"tilt_deg": 12}, (-0.2079, 0.9781, 0)),
        ({"tilt_deg": 12, "tilt_towards_deg": 90}, (0, 0.9781, -0.2079)),
        ({"yaw_deg": 30}, (0, 1, 0)),
        ({"upside_down": True}, (0, -1, 0)),
        ({"offset_mg": 40}, (0.04, 1.04, 0.04)),
        ({"gain_pct": (0, 2, 0), "offset_mg": (0, 0, -30)}, (0, 1.02, -0.03)),
    ],
)
def test_where_up_is_felt(how: dict[str, Any], up: tuple[float, float, float]):
    assert np.allclose(worn(rotation=0, **how).acc_g[STANDING], up, atol=1e-4)


def test_turned_left_feels_forward_to_its_right():
    level, left = worn(), worn(yaw_deg=90)
    assert np.allclose(left.acc_g[:, 2], level.acc_g[:, 0])
    assert np.allclose(left.acc_g[:, 0], -level.acc_g[:, 2])


def test_the_chip_rounds_to_counts():
    found = simulate(Runner(), Worn(), CLIP_PLAN)
    assert found.counts.dtype == np.int16
    assert np.allclose(found.counts[:, :3] * 0.000488, found.acc_g)
    assert np.allclose(found.counts[:, 3:] * 0.070, found.gyr_dps)


def test_the_chip_saturates():
    found = worn()
    loud = replace(found, acc_g=20 * found.acc_g, gyr_dps=-90 * found.gyr_dps)
    assert loud.counts.max() == 32767
    assert loud.counts.min() == -32768


def test_noise_is_the_data_sheets():
    quiet, noisy = worn(), worn(noise=1.0)
    assert np.std(noisy.acc_g - quiet.acc_g) == pytest.approx(1.12e-3, rel=0.05)
    assert np.std(noisy.gyr_dps - quiet.gyr_dps) == pytest.approx(0.0388, rel=0.05)


@pytest.mark.parametrize("hz", [15, 20])
def test_ringing_follows_each_impact(hz: float):
    still, ringing = worn(), worn(ringing_g=0.5, ringing_hz=hz)
    ring = ringing.acc_g[:, 1] - still.acc_g[:, 1]
    first = still.steps.initial_contact_s[0]
    assert not ring[still.time_s < first].any()
    assert 0.3 < ring.max() < 0.6
    one = (still.time_s > first + 0.02) & (still.time_s < still.steps.initial_contact_s[1])
    spectrum = np.abs(np.fft.rfft(ring[one], 4096))
    assert spectrum.argmax() * 208 / 4096 == pytest.approx(hz, abs=1.5)


@settings(max_examples=10)
@given(st.sampled_from([104, 208, 416]), st.floats(-3, 3))
def test_time_stamps_are_true_time(rate_hz: float, error_pct: float):
    found = worn(rate_hz=rate_hz, rate_error_pct=error_pct)
    assert np.allclose(np.diff(found.time_s), 1 / (rate_hz * (1 + error_pct / 100)))
    assert found.period_us == round(1e6 / found.rate_hz)
    assert np.array_equal(of_steps(found.steps), of_steps(worn().steps))
    assert found.time_s[-1] == pytest.approx(13, abs=0.02)


def test_lost_samples_leave_gaps():
    whole, holed = worn(), worn(lost_pct=5.0)
    count = len(whole.time_s)
    assert holed.lost.sum() == count - len(holed.time_s)
    assert 0.02 * count < holed.lost.sum() < 0.08 * count
    where = np.cumsum(holed.lost + 1) - 1
    assert np.array_equal(holed.time_s, whole.time_s[where])
    assert np.array_equal(holed.acc_g, whole.acc_g[where])


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"tilt_deg": 90}, "tilt must be -60 to 60 degrees"),
        ({"gain_pct": (0, 0, 50)}, "gain must be -20 to 20 %"),
        ({"rate_hz": 50}, "rate must be 104 to 500 Hz"),
        ({"lost_pct": float("nan")}, "lost must be 0 to 50 %"),
    ],
)
def test_impossible_clips(how: dict[str, Any], said: str):
    with pytest.raises(ValueError, match=said):
        worn(**how)
