"""The report's sections about form: numbers as in the tables, and what is missing is said to be missing."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from made_sessions import made_session
from recoil.report.run import Run
from recoil.session import Session
from recoil.session.overview import overview_of
from recoil.session.spring import PUBLISHED_SOURCE
from recoil_clip.spec.log import UNKNOWN
from report_sessions import MEMORY, Text, formed_run, full_run, page_of, values_of


@pytest.fixture(scope="module")
def session() -> Session:
    return formed_run()


@pytest.fixture(scope="module")
def found(session: Session) -> Text:
    return Text(page_of(session, MEMORY))


def test_spring_is_that_of_the_tables(session: Session, found: Text) -> None:
    spring = overview_of(session)["spring"]
    low, value, high = (spring[f"vertical_{name}"] for name in ("low", "n_per_m_kg", "high"))
    assert low < value < high
    assert f"Vertical stiffness, N/m per kg {value:.0f} – if contact is 15 ms off {low:.0f} to {high:.0f}" in found.text
    assert f"Share of contact, % of a stride {spring['duty_factor_pct']:.1f}" in found.text
    for words in ("level ground is taken for granted", "Leg stiffness, kN/m not known", "Morin 2005", PUBLISHED_SOURCE):
        assert words in found.text, words
    assert "the runner's own" in found.text and "from the clip's baseline runs" in found.text
    line = next(data for data in found.data if data["title"].startswith("Vertical stiffness"))
    values = values_of(line["series"][0])
    assert np.nanmean(values) == pytest.approx(value, rel=0.03)


def test_a_spring_that_the_model_does_not_know(session: Session) -> None:
    steps = session.steps.copy()
    steps["contact_us"], steps["flight_us"] = steps["step_us"] + 10_000, -10_000
    text = Text(page_of(replace(session, steps=steps))).text
    assert "Stiffness is not valid here: no flight" in text and "Vertical stiffness, N/m per kg not valid" in text
    assert PUBLISHED_SOURCE not in text


def test_steadiness_pelvis_and_braking_are_those_of_the_tables(session: Session, found: Text) -> None:
    overview = overview_of(session)
    steadiness, pelvis, braking = (overview[name] for name in ("steadiness", "pelvis", "braking"))
    for axis, label in (("vertical", "Up and down"), ("forward", "Forward and back"), ("side", "Side to side")):
        values = [steadiness[f"{axis}_{lag}_regularity"] for lag in ("step", "stride")]
        assert f"{label} {values[0]:.2f} {values[1]:.2f}" in found.text
    assert f"Variability of step time: {steadiness['step_variability_pct']:.2f} %" in found.text
    for name, label in (("tilt", "Tilt"), ("rotation", "Rotation"), ("drop_left", "Drop, left stance")):
        assert f"{label}, ° {pelvis[f'{name}_deg']:.1f} {pelvis[f'{name}_spread_deg']:.1f}" in found.text
    assert "not of the lumbar spine" in found.text
    assert f"Left {braking['left_g']:.2f} g, right {braking['right_g']:.2f} g" in found.text
    line = next(data for data in found.data if data["title"] == "Pelvis motion, °")
    rotation = values_of(line["series"][0])
    assert np.nanmean(rotation) == pytest.approx(pelvis["rotation_deg"], abs=0.1)
    times = values_of(line["x"])
    assert np.isnan(rotation[(times > 620) & (times < 690)]).all()  # a pause


def test_start_against_end(session: Session, found: Text) -> None:
    drift = Run(session).form_drifts["drop_left"]
    values = " ".join(f"{value:.1f}" for value in (drift.first, drift.middle, drift.last))
    assert f"Drop, left stance, ° {values} +1.5" in found.text
    assert "Form changed by more than its own spread: drop, left stance rose by 1.5 °." in found.text
    assert "Regularity vertical, step 0.990" in found.text


def test_a_session_of_older_firmware() -> None:
    text = Text(page_of(full_run())).text
    assert text.count("Not measured by this firmware") == 3
    assert "Form changed" not in text and "Tilt, °" not in text and "Vertical stiffness, N/m per kg" in text


def test_no_gyroscope(session: Session) -> None:
    strides = session.strides.copy()
    for name in strides.dtype.names or ():
        if name.endswith("_cdeg"):
            strides[name] = UNKNOWN
    assert session.header
    text = Text(page_of(replace(session, strides=strides, header=replace(session.header, gyroscope=False)))).text
    assert "it needs a gyroscope" in text and "holds what tilt of the pelvis adds" in text
    assert "327.68" not in text and "Tilt, °" not in text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "What the run earned is not known"),
        ({"wearer_pace_s_per_km": 360}, "from the time and the pace that was set"),
    ],
)
def test_core_minutes(settings: dict[str, Any], words: str) -> None:
    text = Text(page_of(replace(made_session(300), settings=settings))).text
    assert words in text


def test_nothing_and_next_to_nothing(session: Session) -> None:
    for few in (session.strides[:0], session.strides[:5]):
        text = Text(page_of(replace(session, strides=few, minutes=session.minutes[:0]))).text
        assert text.count("Not measured: too little running") == 3
    assert page_of(replace(session, steps=session.steps[:0])).endswith("</html>\n")
    assert page_of(replace(session, header=None)).endswith("</html>\n")
