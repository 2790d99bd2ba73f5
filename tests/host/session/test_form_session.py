"""What the clip logs of form, and what the host makes of it: tables, overview, export, thirds of a run."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from app_play import build, play
from form_play import errors, played_simulation
from made_sessions import made_session
from recoil.cli.app import app
from recoil.session import STRIDE_TYPE, Session, open_session
from recoil.session.csv_tables import minutes_csv, strides_csv
from recoil.session.form import braking_of, pelvis_of, steadiness_of
from recoil.session.form_drift import form_drifts, running_thirds
from recoil.session.overview import overview_of
from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.spec.log import UNKNOWN

PLAN = "stand 5, run 250, stand 5"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("clip")
    played = play(build(root, PLAN, {"target": "none", "raw": "off"}), 258_000)
    played.app.shut()
    (path,) = (root / "sessions").glob("0*")
    return path


@pytest.fixture(scope="module")
def session(folder: Path) -> Session:
    return open_session(folder)


def test_every_stride_is_in_the_log_and_every_minute_has_their_means(session: Session) -> None:
    assert session.is_whole and session.header is not None and session.header.version == 3
    strides, minutes = session.strides, session.minutes
    assert 0.9 * len(session.steps) / 2 < len(strides) <= len(session.steps) / 2
    assert set(strides["side"].tolist()) <= {-1, 1}
    begun_ms = session.steps["initial_contact_us"] // 1000
    assert set(strides["time_ms"].tolist()) <= set(begun_ms.tolist())
    assert minutes["strides"].sum() == len(strides)
    assert minutes["regularity_windows"].sum() >= len(session.steps) // 8 - 8
    since = int(minutes["time_ms"][1])
    within = strides[(strides["time_ms"] > since - 600) & (strides["time_ms"] <= minutes["time_ms"][2] - 1200)]
    for name in ("tilt_cdeg", "obliquity_cdeg", "drop_left_cdeg", "braking_right_mg"):
        assert minutes[name][2] == pytest.approx(within[name].mean(), rel=0.05, abs=5), name
    assert ((minutes["step_variability_bp"] == UNKNOWN) | (minutes["step_variability_bp"] < 300)).all()
    assert minutes["step_variability_bp"][2] > 100
    assert (minutes["vertical_step_regularity_bp"][:4] > 9000).all()


def test_it_is_what_the_form_says_elsewhere(session: Session) -> None:
    simulation = simulate(Runner(), Worn(), plan=PLAN, seed=0)
    elsewhere = played_simulation(simulation)
    for name, (mean, off, _) in errors(simulation, elsewhere).items():
        column, unit = (f"{name[:-4]}_cdeg", 100) if name.endswith("_deg") else (f"{name[:-2]}_mg", 1000)
        assert session.strides[column].mean() / unit == pytest.approx(mean + off, rel=0.05, abs=0.15), name


def test_the_overview(session: Session) -> None:
    found = overview_of(session)
    json.dumps(found, allow_nan=False)
    assert found["steadiness"]["vertical_step_regularity"] > 0.95
    assert found["steadiness"]["step_variability_pct"] == pytest.approx(1.9, abs=0.4)
    assert found["pelvis"]["rotation_deg"] == pytest.approx(16.3, abs=1.5)
    share = found["pelvis"]["drop_left_pct"]
    assert abs(share["left_pct"] - 50) < 3 and 0 < share["half_width_pct"] < 2
    assert found["braking"]["is_tilt_removed"]
    assert 250 < found["spring"]["vertical_n_per_m_kg"] < 500


def test_a_session_of_format_1_has_none_of_it(tmp_path: Path) -> None:
    session = made_session(300)
    assert session.strides.dtype == STRIDE_TYPE and not len(session.strides)
    assert steadiness_of(session) is pelvis_of(session) is braking_of(session) is None
    assert overview_of(session)["spring"]["vertical_n_per_m_kg"] is not None
    row = next(csv.DictReader(io.StringIO(minutes_csv(session))))
    assert row["vertical_step_regularity"] == row["step_variability_pct"] == row["strides"] == ""


def test_tables(session: Session) -> None:
    strides = list(csv.DictReader(io.StringIO(strides_csv(session))))
    assert len(strides) == len(session.strides) and {row["side"] for row in strides} <= {"L", "R"}
    assert float(strides[40]["tilt_deg"]) == pytest.approx(session.strides["tilt_cdeg"][40] / 100)
    minutes = list(csv.DictReader(io.StringIO(minutes_csv(session))))
    assert float(minutes[2]["braking_left_g"]) == pytest.approx(session.minutes["braking_left_mg"][2] / 1000)
    assert 0.9 < float(minutes[2]["vertical_stride_regularity"]) <= 1


def test_show(folder: Path) -> None:
    said = CliRunner().invoke(app, ["show", str(folder)]).stdout
    for words in (
        "spring",
        "level ground only",
        "regularity",
        "variability",
        "not of the lumbar spine",
        "drop",
        "braking",
    ):
        assert words in said, said


def test_thirds(session: Session) -> None:
    drifts = {drift.name: drift for drift in form_drifts(session)}
    assert {"vertical_stiffness", "tilt", "drop_left", "braking_right"} <= set(drifts)
    assert not any(drift.is_more_than_spread for drift in drifts.values() if not drift.name.endswith("regularity"))
    first, one, two, last = running_thirds(session)
    assert one - first == pytest.approx(last - two, abs=3) and two - one == pytest.approx(one - first, abs=3)


def test_a_change_that_is_more_than_the_spread(session: Session) -> None:
    strides = session.strides.copy()
    late = strides["time_ms"] > np.quantile(strides["time_ms"], 0.67)
    strides["drop_left_cdeg"][late] += 150
    changed = Session(**{**{name: getattr(session, name) for name in session.__dataclass_fields__}, "strides": strides})
    drifts = {drift.name: drift for drift in form_drifts(changed)}
    assert drifts["drop_left"].is_more_than_spread and drifts["drop_left"].change == pytest.approx(1.5, abs=0.2)
    assert not drifts["drop_right"].is_more_than_spread
    assert form_drifts(made_session(20)) == []
