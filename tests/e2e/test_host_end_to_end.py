"""From an empty clip to a FIT file: flash, a run, download, show, export; the file says what the steps say."""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from clip_at_cable import recoil, switched_on
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing
from recoil.simulation.clip.events import hurried
from recoil.simulation.scenarios.runner import simulated
from reference_decoders import decoded

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
MOTION_AT_MS = 3000
Row = dict[str, str]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip that is flashed, ran 9 minutes with a marker in the middle, was emptied, and its session exported."""
    folder = tmp_path_factory.mktemp("host")
    clip = VirtualClip(folder / "clip")
    clip.flash({})
    motion = simulated().motion(clip.mount)
    with switched_on(folder / "clip", trim=motion.trim) as cable:
        port = ("--port", cable.port)
        assert json.loads(recoil("flash", "--json", *port).stdout)["runs"]
        assert recoil("config", "set", "raw=all", *port).exit_code == 0
        cable.wait("boot")
        cable.send_together(
            {"do": "usb", "plugged": False},
            clip.motion_event(motion, in_ms=MOTION_AT_MS),
            {"do": "press", "ms": 200, "in_ms": MOTION_AT_MS + 250_000},
            hurried(motion.seconds + 10),
        )
        cable.wait("in step")
        cable.send("usb", plugged=True)
        done = json.loads(recoil("download", "--stop", "--clear", "--json", "--to", folder / "out", *port).stdout)
        assert [one["removed"] for one in done["sessions"]] == [True]
        assert json.loads(recoil("sessions", "--json", *port).stdout)["sessions"] == []
        (session,) = (Path(one["path"]) for one in done["sessions"])
    result = recoil("export", session, "--csv", "--fit", "--out", folder / "exported")
    assert result.exit_code == 0, result.output
    session.rename(folder / "session")
    return folder


def steps_of(exported: Path) -> list[Row]:
    (path,) = (exported / "exported").glob("*.steps.csv")
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def mean(rows: list[Row], name: str) -> float:
    return sum(float(row[name]) for row in rows) / len(rows)


def test_show_tells_what_the_steps_tell(exported: Path):
    shown = json.loads(recoil("show", exported / "session", "--json").stdout)
    steps = steps_of(exported)
    clean = [row for row in steps if row["flags"] == "0"]
    assert shown["steps"] == len(steps) > 1400
    assert shown["cadence_spm"] == pytest.approx(60_000 / mean(clean, "step_ms"), abs=0.051)
    assert shown["contact_ms"] == pytest.approx(mean(clean, "contact_ms"), abs=0.051)
    assert not shown["missing"]


def test_garmins_decoder_finds_the_steps_values_in_the_file(exported: Path):
    (path,) = (exported / "exported").glob("*.fit")
    messages = decoded(path.read_bytes())
    steps = steps_of(exported)
    clean = [row for row in steps if row["flags"] == "0"]
    (session,) = messages["session"]
    cadence_spm = 2 * (session["avg_cadence"] + session["avg_fractional_cadence"])
    assert cadence_spm == pytest.approx(60_000 / mean(clean, "step_ms"), abs=2 / 128)
    assert session["avg_vertical_oscillation"] == pytest.approx(mean(clean, "bounce_mm"), abs=0.1)
    assert session["avg_stance_time"] == pytest.approx(mean(clean, "contact_ms"), abs=0.1)
    shown = json.loads(recoil("show", exported / "session", "--json").stdout)
    assert session["avg_stance_time_balance"] == pytest.approx(shown["balances"]["contact"]["left_pct"], abs=0.01)
    assert len(messages["lap"]) == 2
    marker_s = messages["lap"][0]["timestamp"] - messages["record"][0]["timestamp"]
    assert abs(marker_s - 250) < 6


def test_every_second_of_the_file_is_the_mean_of_its_steps(exported: Path):
    (path,) = (exported / "exported").glob("*.fit")
    messages = decoded(path.read_bytes())
    steps = steps_of(exported)
    start = json.loads(recoil("show", exported / "session", "--json").stdout)["start"]
    start_s = datetime.fromisoformat(start).timestamp()
    epoch_s = 631_065_600  # 1989-12-31, where FIT's time begins
    compared = 0
    for record in messages["record"]:
        now_s = record["timestamp"] + epoch_s - start_s
        ended = [row for row in steps if now_s - 5 < end_s(row) <= now_s]
        clean = [row for row in ended if row["flags"] == "0"]
        near = [row for row in steps if now_s - 7 < end_s(row) <= now_s + 2]
        if len(near) < 15 or any(abs(end_s(row) - edge) < 0.001 for row in near for edge in (now_s - 5, now_s)):
            continue  # at the edge of running, or of rounding
        if not clean:
            assert "vertical_oscillation" not in record
            continue
        compared += 1
        cadence_spm = 2 * (record["cadence"] + record["fractional_cadence"])
        assert cadence_spm == pytest.approx(
            60_000 / mean(clean, "step_ms"), abs=2 / 128 + 0.02
        )  # the table is rounded to 0.1 ms
        assert record["vertical_oscillation"] == pytest.approx(mean(clean, "bounce_mm"), abs=0.1)
        assert record["stance_time"] == pytest.approx(mean(clean, "contact_ms"), abs=0.1)
    assert compared > 400


def end_s(row: Row) -> float:
    return float(row["initial_contact_s"]) + float(row["step_ms"]) / 1000


def test_the_raw_samples_replay_to_the_clips_steps(exported: Path):
    (path,) = (exported / "exported").glob("*.raw.csv.gz")
    summary = json.loads(recoil("replay", path, "--json").stdout)["recordings"][0]
    assert abs(summary["steps"] - len(steps_of(exported))) <= 15  # raw samples begin with the session, steps before it
    assert summary["cadence_spm"] == pytest.approx(
        json.loads(recoil("show", exported / "session", "--json").stdout)["cadence_spm"], abs=0.3
    )
