"""`recoil record --desk`: Adafruit's own driver on the chip's model, and what a replay makes of the recording."""

import json
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from typer.testing import Result

from recoil.device.usb_i2c import sampling
from recoil.device.usb_i2c.grid import Grid
from recoil.device.usb_i2c.sensor import DeskSensor
from recoil.recording.reading import Recording, read_recording
from recoil.recording.replay import replay
from recoil.simulation.clip.motion import NOMINAL_HZ
from recoil.simulation.runner import Runner, Worn, simulate
from sensor_on_desk import ACCELEROMETER_END, Chip, Desk, desk_of, recorded

G_MS2 = 9.80665


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A sensor on the desk."""
    return desk_of(monkeypatch)


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Result]:
    """The command; its file is tmp_path/run.csv.gz unless the arguments begin with another name."""
    return partial(recorded, tmp_path)


def test_a_run_gives_the_same_steps_as_its_samples(desk: Desk, record: Callable[..., Result], tmp_path: Path) -> None:
    run = simulate(Runner(), Worn(tilt_deg=8, rate_hz=NOMINAL_HZ), "stand 3, run 25, stand 4", seed=3)
    desk.feel(run)
    result = record("--for", 30)
    assert result.exit_code == 0, result.output
    assert "none missed" in result.output and "Next: recoil replay" in result.output.replace("\n", " ")
    recording = read_recording(tmp_path / "run.csv.gz")
    assert recording.rate_hz == pytest.approx(208.34, abs=0.1) and not recording.clock.lost.any()
    assert recording.time_s[0] == 0
    counts = recording.counts()
    assert (counts[: len(counts)] == run.counts[: len(counts)]).all()
    steps = replay(recording).steps
    same = slice(0, len(counts))
    played = replay(Recording.of("played", run.time_s[same], run.acc_g[same], run.gyr_dps[same])).steps
    assert len(steps) == len(played) > 60
    assert (steps["side"] == played["side"]).all()
    for name in ("initial_contact_s", "toe_off_s"):
        assert np.abs(steps[name] - played[name]).max() < 0.002
    for name in ("step_ms", "contact_ms", "bounce_mm"):
        assert np.abs(steps[name] - played[name]).max() < 1.0


@pytest.mark.parametrize("trim", [-20, 13])
@pytest.mark.parametrize("byte_us", [30, 150, 400])
def test_stamps_keep_the_sensor_s_pace_however_polls_fall(byte_us: int, trim: int, desk: Desk) -> None:
    desk.sensor.trim = trim
    desk.bus.byte_us = byte_us
    sensor = DeskSensor(desk.busio, rate_hz=104)
    grid, stamps, numbers = Grid(sensor.period_s * 1.004), [], []  # as if the chip's word on its rate were off
    while len(stamps) < 3000:
        begun_s = sampling.now_s()
        if sensor.read() is None:
            grid.idle(begun_s)
        else:
            stamps.append(grid.take(sampling.now_s()))
            numbers.append(desk.sensor.fetched[ACCELEROMETER_END])
    assert grid.lost == 0 and np.diff(numbers).max() == 1
    steps = np.diff(stamps)[300:]
    assert steps.mean() == pytest.approx(sensor.period_s, rel=2e-4)
    assert np.abs(steps - sensor.period_s).max() < 0.1 * sensor.period_s
    # A pause of the adapter is counted to the sample.
    before, lost = numbers[-1], grid.lost
    desk.clock.advance_us(500_000)
    while sensor.read() is None:
        pass
    grid.take(sampling.now_s())
    assert abs(grid.lost - lost - (desk.sensor.fetched[ACCELEROMETER_END] - before - 1)) <= 1


def test_units_are_those_of_adafruit_s_properties(desk: Desk) -> None:
    desk.feel(simulate(Runner(), Worn(), "run 8"))
    desk.bus.byte_us = 5
    sensor = DeskSensor(desk.busio)
    for _ in range(20):
        sensor.read()
        while (sample := sensor.read()) is None:  # until one is just ready: time for it to be read three times
            pass
        assert sample.acc_g == pytest.approx([value / G_MS2 for value in sensor.driver.acceleration], rel=1e-6)
        assert sample.gyr_dps == pytest.approx(np.degrees(sensor.driver.gyro).tolist(), rel=1e-6, abs=1e-9)
        desk.clock.advance_us(40_000)


@pytest.mark.parametrize(("rate", "hz"), [(104, 104.17), (416, 416.7)])
def test_other_rates(desk: Desk, record: Callable[..., Result], tmp_path: Path, rate: int, hz: float) -> None:
    desk.bus.byte_us = 40
    result = record("run.csv", "--for", 3, "--rate", rate, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["rate_hz"] == pytest.approx(hz, rel=5e-3) and told["sensor_rate_hz"] == rate
    assert told["gaps"] == told["lost_samples"] == 0 and told["trouble"] is None
    assert len((tmp_path / "run.csv").read_text().splitlines()) == told["samples"] + 1


def test_an_adapter_too_slow_is_refused_with_advice(desk: Desk, record: Callable[..., Result], tmp_path: Path) -> None:
    desk.bus.byte_us = 700
    result = record("--for", 10)
    assert result.exit_code == 1 and "a replay needs 104: nothing was kept" in result.output
    assert "--rate 104" in result.output and "FT232H" in result.output
    assert list(tmp_path.iterdir()) == []
    result = record("--for", 5, "--anyway")
    assert result.exit_code == 0 and "too few for recoil replay" in result.stderr
    assert (tmp_path / "run.csv.gz").exists()


def test_an_adapter_that_misses_samples_is_warned_of(desk: Desk, record: Callable[..., Result]) -> None:
    desk.bus.byte_us = 400  # a reading takes 7.6 ms, as with an MCP2221
    result = record("--for", 10)
    assert result.exit_code == 0, result.output
    assert "of the samples were missed" in result.stderr and "Use --rate 104" in result.stderr
    result = record("--for", 10, "--rate", 104, "--overwrite")
    assert result.exit_code == 0 and not result.stderr and "none missed" in result.stdout


def test_a_loose_cable_keeps_what_was_recorded(desk: Desk, record: Callable[..., Result], tmp_path: Path) -> None:
    desk.sensor.unplugged_at = 1000
    result = record("--for", 60)
    assert result.exit_code == 1
    assert "the sensor stopped answering" in result.stderr and "are in " in result.stderr
    assert 3 < read_recording(tmp_path / "run.csv.gz").duration_s < 5
    desk.sensor.unplugged_at = 0
    result = record("other.csv")
    assert (
        result.exit_code == 1 and "no LSM6DSOX at address 0x6a" in result.output and "--address 0x6b" in result.output
    )
    assert [path.name for path in tmp_path.iterdir()] == ["run.csv.gz"]


def test_a_refused_transfer_is_tried_again(desk: Desk, record: Callable[..., Result]) -> None:
    sensor = DeskSensor(desk.busio)
    desk.clock.advance_us(20_000)
    desk.sensor.nacks = 2
    assert sensor.read() is not None
    desk.sensor.silent = True
    desk.sensor.nacks = 3
    with pytest.raises(sampling.SensorSilentError):
        sensor.read()


def test_a_sensor_without_samples(desk: Desk, record: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Chip, "running", lambda self: False)
    result = record()
    assert result.exit_code == 1 and "answers but gives no samples: nothing was kept" in result.output


def test_ctrl_c_ends_it_and_keeps_it(
    desk: Desk, record: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def now_s() -> float:
        if desk.sensor.number == 1500:
            signal.raise_signal(signal.SIGINT)
            desk.clock.advance_us(5000)
        return desk.clock.now_us() / 1e6

    monkeypatch.setattr(sampling, "now_s", now_s)
    before = signal.getsignal(signal.SIGINT)
    result = record()
    assert result.exit_code == 0, result.output
    assert 5 < read_recording(tmp_path / "run.csv.gz").duration_s < 8
    assert signal.getsignal(signal.SIGINT) is before


def test_files_that_are_there_and_names_that_are_none(
    desk: Desk, record: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "run.csv.gz").write_text("precious")
    assert "exists; --overwrite" in record("--for", 2).output.replace("\n", " ")
    assert (tmp_path / "run.csv.gz").read_text() == "precious"
    assert record("--for", 2, "--overwrite", "--quiet").output == ""
    assert read_recording(tmp_path / "run.csv.gz").duration_s == pytest.approx(2, abs=0.1)
    for arguments, said in (
        (("run.txt.gz",), "NAME.csv or NAME.csv.gz"),
        (("nowhere/run.csv",), "no such file or directory"),
        (("a.csv", "--rate", "100"), "choose 104, 208 or 416"),
        (("a.csv", "--address", "0x42"), "choose 0x6A or 0x6B"),
    ):
        result = record(*arguments)
        assert result.exit_code == 1 and said in result.output.replace("\n", " "), result.output
    assert record("a.csv", "--rate", "fast").exit_code == 2
