"""What `recoil replay` says of doubtful recordings, and what it refuses: clipping, jitter, units, mounts."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from made_cases import CASES
from recoil.bench.perturbation import displaced
from recoil.cli.app import app
from recoil.recording import spool
from recoil.recording.mount import Mount
from recoil.recording.quality import spread_of, warnings_of
from recoil.recording.reading import Recording, read_recording
from recoil.recording.replay import replay
from recoil.simulation.runner import Runner, Worn, simulate

Columns = Callable[..., np.ndarray]
Write = Callable[..., Path]


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["replay", *map(str, arguments)])


def damage(columns: np.ndarray, what: str) -> np.ndarray:
    columns = columns.copy()
    if what == "saturated":
        columns[500:502, 2] = 16.2
    elif what == "plateau":
        columns[:, 2] = np.minimum(columns[:, 2], 2.0)
    elif what == "upside down":
        columns[:, [2, 3, 5, 6]] *= -1
    elif what == "on its side":
        columns = columns[:, [0, 2, 1, 3, 5, 4, 6]] * [1, 1, -1, 1, 1, -1, 1]
    elif what == "jitter":
        columns[::2, 0] += 0.002
    elif what == "dead axis":
        columns[:, 3] = 0.0
    elif what == "noise only":
        columns[:, 5] = 0.4 * np.sin(7 * columns[:, 0])
    elif what == "only noise":
        columns[:, 4:] = np.random.default_rng(1).normal(0, 0.2, columns[:, 4:].shape)
    elif what == "no gyroscope":
        columns = columns[:, :4]
    return columns


@pytest.mark.parametrize(
    ("what", "arguments", "warning"),
    [
        ("saturated", (), "acc_y_g: 2 samples at the sensor's limit of 16 g"),
        ("plateau", (), "acc_y_g: cut off flat at 2.00 g"),
        ("upside down", (), "upside down"),
        ("on its side", (), "on its side"),
        ("on its side", (), "y=+x"),
        ("jitter", (), "time stamps jitter by 2.0 ms"),
        ("dead axis", (), "acc_z_g never changes: nothing was measured on this axis, and what is told is less sure"),
        ("noise only", (), "gyr_y_dps gives noise at most while others move"),
        ("only noise", (), "gyr_x_dps gives noise at most while others move"),
        ("no gyroscope", (), "no gyroscope: pelvis rotation is not available"),
        ("nothing", ("--rate", 220), "the given rate of 220 Hz does not fit the time stamps (208 Hz)"),
        ("nothing", ("--rate", 210), ""),
        ("nothing", (), ""),
    ],
)
def test_warnings(
    tmp_path: Path, runner_columns: Columns, write_csv: Write, what: str, arguments: tuple[object, ...], warning: str
):
    path = write_csv(tmp_path / "run.csv", damage(runner_columns(), what))
    result = recoil(path, "--json", *arguments)
    assert result.exit_code == 0
    warnings = json.loads(result.stdout)["recordings"][0]["warnings"]
    assert any(warning in text for text in warnings) if warning else not warnings
    shown = recoil(path, *arguments).stdout
    assert all(f"run: {text}" in shown for text in warnings)


def test_odd_accelerations_are_warned_of_where_the_unit_was_said(
    tmp_path: Path, runner_columns: Columns, write_csv: Write
):
    columns = runner_columns()
    columns[:, 1:4] *= 0.2
    result = recoil(write_csv(tmp_path / "run.csv", columns), "--acc-unit", "g")
    assert result.exit_code == 0 and "it should be near 1 g" in result.stdout


def test_a_sensor_that_looks_back_is_told() -> None:
    simulation = simulate(Runner(), Worn(), "run 20", seed=1)
    for turned, told in ((1.0, False), (-1.0, True)):
        signs = np.array([turned, 1.0, turned])
        recording = Recording.of("facing", simulation.time_s, simulation.acc_g * signs, simulation.gyr_dps * signs)
        warnings = replay(recording).summary["warnings"]
        assert any("look back" in warning and "x=-x,y=+y,z=-z" in warning for warning in warnings) is told


@pytest.mark.parametrize(("cadence_spm", "told"), [(120, True), (128, True), (150, False), (175, False)])
def test_steps_as_slow_as_walking_are_told(cadence_spm: int, told: bool) -> None:
    simulation = simulate(Runner(cadence_spm=cadence_spm), Worn(), "run 30", seed=1)
    done = replay(Recording.of("slow", simulation.time_s, simulation.acc_g, simulation.gyr_dps))
    said = [warning for warning in done.summary["warnings"] if "too slow to tell from walking" in warning]
    assert len(said) == (told and len(done.steps) > 0)


def test_rope_skipping_is_not_listed() -> None:
    case = CASES / "rope-skipping-has-left-and-right" / "rope.csv.gz"
    assert not len(replay(read_recording(case)).steps)


def test_a_sensor_beside_the_spine_is_told_its_intervals_are_wider_and_bounce_has_no_balance() -> None:
    simulation = simulate(Runner(), Worn(), "run 40", seed=1)
    plain = Recording.of("place", simulation.time_s, simulation.acc_g, simulation.gyr_dps)
    near, aside = (replay(one).summary for one in (plain, displaced(plain, (0.0, 0.0, 0.08))))
    assert not any("of the spine" in warning for warning in near["warnings"])
    assert any("mm to the right of the spine" in warning for warning in aside["warnings"])
    assert any("balance of bounce is not told" in warning for warning in aside["warnings"])
    assert (aside["bounce_balance_left_pct"], aside["bounce_balance_half_width_pct"]) == (None, None)
    assert aside["bounce_balance_pairs"] < 2 and aside["contact_balance_pairs"] > 40
    assert aside["contact_balance_left_pct"] == pytest.approx(near["contact_balance_left_pct"], abs=1.5)
    assert aside["contact_balance_half_width_pct"] > 0.99 and near["bounce_balance_half_width_pct"] < 1.9


def test_a_clock_that_was_set_in_between_lost_an_hour_or_more(runner_columns: Columns):
    columns = runner_columns()
    columns[1500:, 0] += 400 * 86_400
    recording = Recording.of("set", columns[:, 0], columns[:, 1:4], None)
    assert "1 gap in the recording, 3600.00 s or more lost" in replay(recording).summary["warnings"]


def test_a_gyroscope_that_gives_noise_is_none(tmp_path: Path, runner_columns: Columns, write_csv: Write) -> None:
    """Its shapes would be read as those of a pelvis: contact was 50 ms too long."""

    def replayed(what: str) -> dict[str, Any]:
        path = write_csv(tmp_path / "run.csv", damage(runner_columns(), what))
        return json.loads(recoil(path, "--json").stdout)["recordings"][0]

    noise, none = replayed("only noise"), replayed("no gyroscope")
    assert noise["contact_ms"] == none["contact_ms"] and noise["steps"] == none["steps"]


def test_numbers_that_stand_still_in_the_midst_of_running(runner_columns: Columns):
    columns = runner_columns()
    told = "the same numbers came on and on for 1.9 s in the midst of movement"
    for value in (columns[1500, 1:4], np.zeros(3)):
        stuck = columns.copy()
        stuck[1500:1900, 1:4] = value
        said = replay(Recording.of("stuck", stuck[:, 0], stuck[:, 1:4], stuck[:, 4:7])).summary["warnings"]
        assert [one for one in said if one.startswith(told)], said
    stuck = columns.copy()
    for start, samples in ((1300, 100), (1500, 100), (1700, 50)):  # the last is too short to tell from chance
        stuck[start : start + samples, 1:4] = stuck[start, 1:4]
    said = replay(Recording.of("stuck", stuck[:, 0], stuck[:, 1:4], stuck[:, 4:7])).summary["warnings"]
    assert [one for one in said if one.startswith("the same numbers came on and on for 1.0 s in 2 places in the midst")]
    still = columns.copy()
    still[:600, 1:4] = still[0, 1:4]
    still[300, 1:4] += 0.02  # a coarse sensor at rest
    held = np.repeat(columns, 2, axis=0)[: len(columns)]  # each twice, as loggers do that are faster than the sensor
    held[:, 0] = columns[:, 0]
    for fine in (columns, held, still):
        said = replay(Recording.of("fine", fine[:, 0], fine[:, 1:4], fine[:, 4:7])).summary["warnings"]
        assert not [one for one in said if "came on and on" in one]


def test_how_far_values_spread_is_seen_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "BLOCK_ROWS", 10)
    values = np.zeros((40, 3))
    values[15], values[25], values[35] = (0, 1, 0), (0, 0, -2), (5, 0, 0)
    assert spread_of(values).tolist() == [5, 1, 2]
    assert spread_of(values, 0.5).tolist() == [0, 1, 0], "that is enough"


def test_what_is_judged_of_a_long_recording_takes_little_memory(tmp_path: Path) -> None:
    """Four hours take 138 MB, of which 24 are its times: nothing else may grow with it, by 8 bytes a sample."""
    count = 400_000
    values = np.memmap(tmp_path / "values", np.float64, "w+", shape=(count, 6))
    values[:] = np.random.default_rng(1).normal([0, 1, 0, 0, 0, 0], 1, (count, 6))
    recording = Recording.of("long", np.arange(count) / 208, values[:, :3], values[:, 3:])
    tracemalloc.start()
    try:
        assert warnings_of(recording, Mount(), np.ones(count, bool)) == []
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most_bytes < 7_500_000
