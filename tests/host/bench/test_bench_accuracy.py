"""`recoil bench accuracy` on the recorded runs: what the core must show, and what is said of bad folders."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from recoil.bench.accuracy import measure
from recoil.bench.dataset import EXCERPTS, find_data, read_index
from recoil.bench.fitting import CHANNELS, WAVES, WIDTH, Witness
from recoil.bench.matching import match
from recoil.bench.perturbation import displaced, draw_worn, wear
from recoil.cli.app import app
from recoil.recording import replay as replaying
from recoil.recording.reading import Recording
from recoil.recording.replay import replay
from recoil.runtimes import fast
from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.gait.contact import Contact


@pytest.fixture(scope="module")
def figures(data_dir: Path) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        # Where nothing is compiled yet it would take longer to compile the core than to do without.
        patch.setattr(replaying, "CHOICE", fast.Choice())
        patch.setattr(fast, "ENOUGH_TO_COMPILE", 1 << 40)
        result = CliRunner().invoke(app, ["bench", "accuracy", str(data_dir), "--plain", "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def line(figures: dict[str, Any], source: str) -> dict[str, Any]:
    (found,) = [line for line in figures["running"] if line["source"] == source]
    return found


def test_on_runners_it_never_saw(figures: dict[str, Any]) -> None:
    rbds = line(figures, "rbds")
    assert rbds["missed_or_extra_pct"] <= 0.2
    assert rbds["cadence_max_error_spm"] <= 0.2
    assert rbds["contact_rmse_ms"] <= 10
    assert rbds["flight_rmse_ms"] <= 10
    assert abs(rbds["bounce_mean_error_mm"]) <= 0.5
    assert rbds["bounce_rmse_mm"] <= 2
    assert rbds["side_right_pct"] >= 99


def test_on_real_waist_signals(figures: dict[str, Any]) -> None:
    assert line(figures, "sisfall")["cadence_max_error_spm"] <= 0.5
    assert line(figures, "sisfall")["missed_or_extra_pct"] <= 0.5
    assert line(figures, "alcantara")["missed_or_extra_pct"] <= 1.0


def test_nobody_runs_where_nobody_runs(figures: dict[str, Any]) -> None:
    quiet = [one for one in figures["not_running"] if one["kind"] == "not running"]
    assert len(quiet) >= 50
    assert [one for one in quiet if one["steps"]] == []
    hard = [one["steps"] for one in figures["not_running"] if one["kind"] == "not running, hard"]
    assert hard == [0, 0, 0, 0]


def test_models_are_learnt_from_the_waves_that_the_clip_reads() -> None:
    class Both(Witness):
        def __init__(self) -> None:
            super().__init__()
            self.read_by_the_clip: list[list[int]] = []
            self.clips = Contact()

        def measure(self, bins, mount, period_q8, paired) -> None:
            super().measure(bins, mount, period_q8, paired)
            self.clips.side = self.side
            self.clips.measure(bins, mount, period_q8, paired)
            memory = vars(self.clips)["_memory"]
            self.read_by_the_clip.append([*memory[WAVES : WAVES + CHANNELS * WIDTH]])

    made = simulate(Runner(left_contact_pct=52), Worn(yaw_deg=10), "stand 3, run 25, stand 2", 1)
    both = Both()
    replay(displaced(Recording.of("", made.time_s, made.acc_g, made.gyr_dps), (0.0, 0.0, 0.05)), contact=both)
    assert len(both.rows) > 40 and {row[0] for row in both.rows} == {-1, 1}
    assert [row[2:] for row in both.rows] == both.read_by_the_clip


@pytest.mark.parametrize(("recorded_hz", "worn_hz"), [(100.0, 104.0), (208.0, 208.0), (512.0, 500.0)])
def test_what_no_clip_samples_is_worn_by_the_nearest_that_does(recorded_hz: float, worn_hz: float) -> None:
    time_s = np.arange(0, 4, 1 / recorded_hz)
    recording = Recording.of("other", time_s, np.tile((0.0, 1.0, 0.0), (len(time_s), 1)))
    worn = draw_worn(recorded_hz, np.random.default_rng(1))
    assert worn.rate_hz == worn_hz
    assert wear(recording, None, worn, seed=1).rate_hz == pytest.approx(worn_hz, rel=0.031)


def test_each_recording_is_measured_anew(tmp_path: Path) -> None:
    """What was learnt of one, as of a clip far beside the spine, is not known of the next."""
    folder = tmp_path / "twice"
    folder.mkdir()
    rows = (EXCERPTS / "index.csv").read_text("utf-8").splitlines()
    for path in EXCERPTS.glob("rbds*"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "index.csv").write_text("\n".join([*rows[:3], rows[1]]), "utf-8")
    entries = read_index(folder)
    first, _, again = measure(entries, ["100 mm aside"], True, lambda *_: None)
    assert first.replay.summary == again.replay.summary


def test_matching_counts_missed_and_extra() -> None:
    true_s = np.arange(1, 9, 0.35)
    reported_s = np.delete(true_s, 5) + 0.02
    reported_s = np.sort(np.append(reported_s, true_s[9] + 0.17))
    found = match(true_s, reported_s, 0.0, 10.0)
    assert (found.missed, found.extra) == (1, 1)
    assert np.allclose(reported_s[found.reported] - true_s[found.true], 0.02)


@pytest.mark.parametrize("index", [None, "name,kind\na,run\n"])
def test_a_folder_without_truth_is_one_line(tmp_path: Path, index: str | None) -> None:
    if index:
        (tmp_path / "index.csv").write_text(index)
    result = CliRunner().invoke(app, ["bench", "accuracy", str(tmp_path)])
    assert result.exit_code == 1


def test_excerpts_come_with_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RECOIL_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    folder = find_data(None)
    entries = read_index(folder)
    assert len({entry.subject for entry in entries}) == 6 and "CC BY 4.0" in (folder / "README.md").read_text("utf-8")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 1_000_000
    truth = entries[0].truth()
    found = replay(entries[0].recording())
    assert match(truth.initial_contact_s, found.steps["initial_contact_s"], 5.0, 17.0).missed <= 1
