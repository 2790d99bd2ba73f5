"""A recording in another unit is converted and said, or refused; never taken for what it is not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from made_cases import CASES
from recoil.cli.app import app
from recoil.common.errors import RecordingError
from recoil.recording.reading import Recording, read_recording
from recoil.recording.units import Units, in_our_units
from recoil.simulation.runner import Runner, Worn, simulate

Columns = Callable[..., np.ndarray]
Write = Callable[..., Path]
DEG_PER_RAD = 57.29578


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["replay", *map(str, arguments)])


def summary(*arguments: object) -> dict[str, Any]:
    result = recoil(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)["recordings"][0]


@pytest.mark.parametrize(
    ("factor", "whole", "unit"),
    [
        (9.80665, False, "m/s^2"),
        (-9.81, False, "m/s^2"),
        (1000, False, "mg"),
        (2048, True, "counts of 2048 to 1 g"),
        (4096, True, "counts of 4096 to 1 g"),
        (8192, True, "counts of 8192 to 1 g"),
        (16384, True, "counts of 16384 to 1 g"),
        (256, True, "counts of 256 to 1 g"),
    ],
)
def test_accelerations_in_another_unit(
    tmp_path: Path, runner_columns: Columns, write_csv: Write, factor: float, whole: bool, unit: str
):
    columns = runner_columns()
    right = summary(write_csv(tmp_path / "right.csv", columns))
    columns[:, 1:4] *= factor
    if whole:
        columns[:, 1:4] = np.rint(columns[:, 1:4])
    found = summary(write_csv(tmp_path / "run.csv", columns))
    assert any(f"the accelerations were in {unit}: converted to g" in text for text in found["warnings"])
    if factor > 0:
        assert abs(found["steps"] - right["steps"]) <= 2
        assert found["bounce_mm"] == pytest.approx(right["bounce_mm"], rel=0.03)


@pytest.mark.parametrize("factor", [0.2, 0.35, 2.9, 4.0, 40.0])
def test_a_scale_that_is_no_unit(tmp_path: Path, runner_columns: Columns, write_csv: Write, factor: float):
    columns = runner_columns()
    columns[:, 1:4] *= factor
    path = write_csv(tmp_path / "run.csv", columns)
    result = recoil(path, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "in no unit that can be told" in result.stderr and "--acc-unit" in result.stderr
    assert not list((tmp_path / "out").iterdir())
    assert summary(path, "--acc-unit", factor)["steps"] > 20


@pytest.mark.parametrize(
    ("axis", "factor"), [(0, 9.80665), (1, 9.80665), (2, 9.80665), (0, 1000), (1, 1000), (2, 1000)]
)
def test_one_axis_in_another_unit(runner_columns: Columns, axis: int, factor: float):
    columns = runner_columns()
    columns[:, 1 + axis] *= factor
    with pytest.raises(RecordingError, match=f"acc_{'xyz'[axis]} varies|in no unit that can be told"):
        in_our_units(columns[:, 1:4], columns[:, 4:7], 200.0)


def test_gravity_that_was_taken_out(tmp_path: Path, runner_columns: Columns, write_csv: Write):
    columns = runner_columns()
    columns[:, 2] -= 1.0
    running = columns[np.linalg.norm(columns[:, 1:4], axis=1) > 0.05]
    running[:, 0] = columns[0, 0] + np.arange(len(running)) * 0.005
    result = recoil(write_csv(tmp_path / "run.csv", running))
    assert result.exit_code == 1 and "gravity seems to be taken out" in result.stderr


@pytest.mark.parametrize(("factor", "unit"), [(1 / DEG_PER_RAD, "rad/s"), (1000, "mdps")])
def test_rotation_in_another_unit(runner_columns: Columns, factor: float, unit: str):
    columns = runner_columns()
    acc_g, gyr_dps, notes = in_our_units(columns[:, 1:4], columns[:, 4:7] * factor, 200.0)
    assert [f"the rotation rates were in {unit}: converted to dps" in note for note in notes] == [True]
    assert gyr_dps == pytest.approx(columns[:, 4:7], abs=1e-4)
    assert acc_g is not None and np.array_equal(acc_g, columns[:, 1:4])


def test_tilting_tells_where_nobody_runs():
    """Someone who sits down and bends: little is felt, but both sensors see it."""
    time_s = np.arange(0, 30, 0.01)
    angle = 0.6 * np.sin(time_s / 2)
    acc = np.stack([np.sin(angle), np.cos(angle), 0 * angle], axis=1)
    turning = np.stack([0 * angle, 0 * angle, np.degrees(np.gradient(angle, 0.01))], axis=1)
    for factor, told in ((1.0, 0), (1 / DEG_PER_RAD, 1), (1000.0, 1)):
        _, gyr_dps, notes = in_our_units(acc, turning * factor, 100.0)
        assert len(notes) == told
        assert gyr_dps == pytest.approx(turning, abs=1e-3)
    with pytest.raises(RecordingError, match="rotation rates are in no unit"):
        in_our_units(acc, 16.4 * turning, 100.0)
    for units in (Units(), Units(per_g=1.0, per_dps=1.0)):
        _, _, notes = in_our_units(acc, -turning, 100.0, units)  # a sign that is another maker's
        assert [note.partition(":")[0] for note in notes] == [
            "the gyroscope turns otherwise than the accelerometer tilts"
        ]


def test_one_axis_of_a_gyroscope_that_is_not_the_accelerometers():
    """Judged for itself where it has a share in the tilting; where it has hardly one, nothing can be told."""
    time_s = np.arange(0, 30, 0.01)
    for share, sign, told in ((0.6, 1, False), (0.6, -1, True), (0.2, -1, False)):
        roll, pitch = 0.4 * np.sin(time_s / 2), share * 0.4 * np.sin(time_s / 2 + 1)
        acc = np.stack([np.sin(roll), np.sqrt(1 - np.sin(roll) ** 2 - np.sin(pitch) ** 2), np.sin(pitch)], axis=1)
        rates = np.gradient(np.stack([-pitch, 0 * roll, roll], axis=1), 0.01, axis=0)
        _, _, notes = in_our_units(acc, np.degrees(rates) * [sign, 1, 1], 100.0)
        assert [note.startswith("the gyroscope turns otherwise") for note in notes] == [True] * told, (share, sign)


def test_signs_of_a_gyroscope_that_are_not_the_accelerometers(runner_columns: Columns):
    columns = runner_columns()
    for signs, told in (((1, 1, 1), 0), ((-1, -1, -1), 1)):
        _, _, notes = in_our_units(columns[:, 1:4], columns[:, 4:7] * signs, 200.0)
        assert len(notes) == told, signs


@pytest.mark.parametrize(("scale", "said"), [(1.05, None), (1.1, "1.09"), (0.9, "0.89")])
def test_a_sensor_whose_1_g_is_another(runner_columns: Columns, scale: float, said: str | None):
    columns = runner_columns()
    for unit in (1.0, 9.80665):
        acc_g, _, notes = in_our_units(columns[:, 1:4] * scale * unit, None, 200.0)
        assert np.allclose(acc_g, columns[:, 1:4] * scale)
        found = [note for note in notes if note.startswith("1 g is")]
        assert [note.split()[3] for note in found] == ([said] if said else [])
        if said:  # what it says to take into account does so
            per_g = float(found[0].partition("--acc-unit ")[2].split()[0])
            again, _, notes = in_our_units(columns[:, 1:4] * scale * unit, None, 200.0, Units(per_g=per_g))
            assert per_g / unit == pytest.approx(float(said), abs=0.006) and notes == ()
            assert np.allclose(again * per_g, columns[:, 1:4] * scale * unit)


def test_samples_that_were_cut_off_say_nothing_of_1_g():
    acc = simulate(plan="run 20", seed=2).acc_g
    for limit_g in (1.8, 2.0, 8.0):
        _, _, notes = in_our_units(np.clip(acc, -limit_g, limit_g), None, 208.0)
        assert notes == ()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--acc-unit", "stone"), "--acc-unit 'stone' is no unit: say g, mg, m/s2, or how many of it are 1 g"),
        (("--acc-unit", "-3"), "is no unit"),
        (("--acc-unit", "nan"), "is no unit"),
        (("--gyr-unit", "0"), "--gyr-unit '0' is no unit: say dps, mdps, rad/s, or how many"),
        (("--gyr-unit", "inf"), "is no unit"),
    ],
)
def test_a_unit_that_is_none(
    tmp_path: Path, runner_columns: Columns, write_csv: Write, options: tuple[str, str], complaint: str
):
    result = recoil(write_csv(tmp_path / "run.csv", runner_columns(8)), *options)
    assert result.exit_code == 1 and complaint in result.stderr


@pytest.mark.parametrize(("acc", "gyr"), [("m/s2", "rad/s"), ("M/S^2", "RAD/S"), ("9.80665", "0.0174533")])
def test_units_that_are_said(tmp_path: Path, runner_columns: Columns, write_csv: Write, acc: str, gyr: str):
    columns = runner_columns()
    right = summary(write_csv(tmp_path / "right.csv", columns))
    columns[:, 1:4] *= 9.80665
    columns[:, 4:7] /= DEG_PER_RAD
    found = summary(write_csv(tmp_path / "run.csv", columns), "--acc-unit", acc, "--gyr-unit", gyr)
    assert found["steps"] == right["steps"]
    assert not any("converted" in text for text in found["warnings"])


@pytest.mark.parametrize("rate_hz", [97.5, 99.98, 100.0, 100.02])
def test_a_nominal_100_hz_is_taken_however_it_is_rounded(rate_hz: float):
    time_s = np.arange(500) / rate_hz
    assert Recording.of("run", time_s, np.ones((500, 3))).rate_hz == pytest.approx(rate_hz)


def test_less_than_100_hz_is_refused():
    with pytest.raises(RecordingError, match="sampled at 96 Hz; Recoil needs 100 to 500 Hz"):
        Recording.of("run", np.arange(500) / 96, np.ones((500, 3)))


@pytest.mark.parametrize("seed", range(6))
def test_simulated_runners_are_taken_as_they_are(seed: int):
    found = simulate(
        Runner(speed_mps=2.2 + 0.4 * seed), Worn(rate_hz=104, tilt_deg=4.0 * seed), "stand 2, run 20", seed
    )
    acc_g, gyr_dps, notes = in_our_units(found.acc_g, found.gyr_dps, 104.0)
    assert notes == () and acc_g is found.acc_g and gyr_dps is found.gyr_dps


def test_recorded_data_is_taken_as_it_is(data_dir: Path):
    for path in sorted(data_dir.glob("*.csv.gz"))[::12]:
        assert not any("converted" in note for note in read_recording(path).notes), path.name


@pytest.mark.parametrize("case", ["rope-skipping-has-left-and-right/rope", "one-leg-hopping-has-left-and-right/hop1"])
def test_going_up_and_down_only_is_no_other_unit(case: str):
    assert not any("converted" in note for note in read_recording(CASES / f"{case}.csv.gz").notes)
