"""`recoil bench speed`."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recoil.bench import speed
from recoil.cli.commands.bench import bench_app
from recoil.common.errors import RecoilError
from recoil.runtimes import RUNTIMES, RuntimeMissingError

NAMES = [runtime.name for runtime in RUNTIMES]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "COUNTED_S", 2.0)
    monkeypatch.setattr(speed, "LONGEST_GUEST_S", 10.0)
    monkeypatch.setattr(speed, "REPEATS", 1)


def test_json_has_every_runtime(short: None) -> None:
    result = CliRunner().invoke(bench_app, ["speed", "--minutes", "0.5", "--no-count", "--json"])
    assert result.exit_code == 0, result.output
    speeds = json.loads(result.stdout)
    assert [one["runtime"] for one in speeds] == NAMES
    for one in speeds:
        assert one["note"] or one["samples_per_s"] > 100
        assert one["instructions_per_sample"] is None
    assert speeds[0]["measured_s"] == pytest.approx(36, abs=0.1)
    assert speeds[0]["hour_s"] * speeds[0]["samples_per_s"] == pytest.approx(3600 * 208)


def test_the_table_says_what_was_measured(short: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_valgrind(*_: object) -> int:
        raise RuntimeMissingError("valgrind is not installed: apt install valgrind (Linux)")

    monkeypatch.setattr(speed, "instructions_per_sample", no_valgrind)
    result = CliRunner().invoke(bench_app, ["speed", "--minutes", "0.5"], env={"COLUMNS": "120"})
    assert result.exit_code == 0, result.output
    for text in (*NAMES, "extrapolated from 36 s", "apt install valgrind"):
        assert text in result.stdout


def test_instructions_come_from_two_lengths(short: None) -> None:
    runtime = next(iter(runtime for runtime in RUNTIMES if runtime.name == "micropython32"))
    if runtime.missing():
        pytest.skip(runtime.missing())
    one = speed.measure_runtime(runtime, speed.running(0.5), True, None, lambda _: None)
    assert one.instructions_per_sample and 1000 < one.instructions_per_sample < 1_000_000


def test_a_wrong_core_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(bench_app, ["speed", "--core", str(tmp_path)])
    assert isinstance(result.exception, RecoilError)
    assert "no gait.py there" in str(result.exception)
