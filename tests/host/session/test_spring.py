"""Stiffness by the sine-wave model: the formula, its limits, and runners on a force-plate treadmill."""

import csv
from dataclasses import replace
from math import pi
from pathlib import Path
from statistics import fmean, stdev

import numpy as np
import pytest

from made_sessions import made_session
from recoil.session.means import Means
from recoil.session.spring import (
    LEVEL_ONLY,
    PUBLISHED,
    SET_PACE,
    leg_stiffness,
    spring_of,
    spring_of_means,
    spring_view,
    stiffness_of,
)

G = 9.80665


def means(contact_ms: float, flight_ms: float, clean: int = 500, steps: int = 500) -> Means:
    return Means(steps, clean, 200.0, 60_000 / (contact_ms + flight_ms), contact_ms, flight_ms, 35.0, 90.0, 2.5)


def test_the_formula_by_hand() -> None:
    """Contact 0.25 s, flight 0.10 s, 70 kg: F = 70 g pi/2 1.4 = 1509.6 N, dy = F tc^2 / (m pi^2) - g tc^2 / 8."""
    found = stiffness_of(250, 100)
    assert found is not None
    assert 70 * G * found.peak_force_bw == pytest.approx(1509.6, abs=0.1)
    sink_m = 1509.615 * 0.0625 / (70 * pi**2) - G * 0.0625 / 8
    assert found.compression_mm == pytest.approx(1000 * sink_m, abs=0.01)
    assert found.vertical_n_per_m_kg == pytest.approx(1509.615 / sink_m / 70, rel=1e-4)
    assert found.duty_factor_pct == pytest.approx(100 * 250 / 700)


def test_the_model_is_a_mass_on_a_force_of_half_a_sine() -> None:
    """Integrating the force twice gives the same depth."""
    found = stiffness_of(240, 120)
    assert found is not None
    time_s = np.linspace(0, 0.24, 100_001)
    acceleration = found.peak_force_bw * G * np.sin(pi * time_s / 0.24) - G
    velocity = -G * 0.12 / 2 + np.cumsum(acceleration) * (time_s[1] - time_s[0])
    depth_mm = -1000 * np.cumsum(velocity).min() * (time_s[1] - time_s[0])
    assert found.compression_mm == pytest.approx(depth_mm, rel=1e-3)


def test_leg_stiffness_needs_speed_and_height() -> None:
    found = stiffness_of(250, 100)
    assert found is not None
    leg = leg_stiffness(found, 250, 3.5, 175)
    assert leg is not None and leg < found.vertical_n_per_m_kg
    assert leg * 70 / 1000 == pytest.approx(1.5096 / (0.9275 - (0.9275**2 - 0.4375**2) ** 0.5 + 0.05992), rel=1e-3)
    assert leg_stiffness(found, 250, 9.0, 150) is None
    spring = spring_of_means(means(250, 100), mass_kg=70, height_cm=175)
    assert spring.leg_kn_per_m is None and spring.vertical_kn_per_m == pytest.approx(70e-3 * found.vertical_n_per_m_kg)
    assert spring_of_means(means(250, 100), 70, 175, speed_mps=3.5).leg_kn_per_m == pytest.approx(leg * 70 / 1000)


@pytest.mark.parametrize(
    ("given", "slope_deg", "why"),
    [
        (means(330, -5), None, "no flight"),
        (means(320, 10), None, "contact is unsure: flight is shorter"),
        (means(250, 100, 59, 59), None, "contact is unsure: 59 clean steps of 59"),
        (means(250, 100, 400, 900), None, "contact is unsure: 400 clean steps of 900"),
        (means(250, 100), 3.0, "a slope of 3.0 degrees"),
        (means(250, 100), -5.0, "level ground"),
        (Means(0, 0, 0.0), None, "no clean step"),
    ],
)
def test_where_it_does_not_hold_there_is_no_number(given: Means, slope_deg: float | None, why: str) -> None:
    spring = spring_of_means(given, 70, 175, 3.0, slope_deg)
    assert why in spring.invalid[0]
    assert spring.vertical_n_per_m_kg is spring.leg_kn_per_m is spring.compression_mm is None
    if given.contact_ms:
        assert spring.duty_factor_pct is not None, "duty factor needs no model"


def test_level_ground_is_said_to_be_taken_for_granted() -> None:
    assert spring_of_means(means(250, 100)).notes == (LEVEL_ONLY,)
    assert spring_of_means(means(250, 100), slope_deg=0.2).notes == ()


def test_what_an_unsure_contact_makes_of_it() -> None:
    spring = spring_of_means(means(250, 100))
    low, value, high = spring.vertical_low, spring.vertical_n_per_m_kg, spring.vertical_high
    assert low is not None and value is not None and high is not None and low < value < high
    # Step time is sure, so a contact that is 6 % too long makes flight too short: stiffness changes by 4 % only.
    assert (high - low) / value == pytest.approx(0.087, abs=0.005)


def test_of_a_session() -> None:
    spring = spring_of(made_session(300))
    assert spring.vertical_n_per_m_kg is not None and not spring.invalid
    assert spring.document()["notes"] == [LEVEL_ONLY]


def test_against_own_history() -> None:
    now = spring_of_means(means(250, 100))
    assert spring_view(now, [(250, 100), (None, None), (340, -5)]).own_mean is None
    view = spring_view(now, [(251, 99), (249, 101), (250, 100), (252, 98)])
    assert view.earlier == 4 and view.is_unusual is False
    assert spring_view(spring_of_means(means(220, 130)), [(251, 99), (249, 101), (250, 100), (252, 98)]).is_unusual
    assert "Fukuchi" in view.source and len(view.published) == 3


def test_published_ranges_are_those_of_the_recordings(data_dir: Path) -> None:
    with (data_dir / "index.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["source"] == "rbds"]
    for published in PUBLISHED:
        at_speed = [row for row in rows if float(row["speed_mps"]) == published.speed_mps]
        found = [stiffness_of(float(row["contact_ms"]), float(row["flight_ms"])) for row in at_speed]
        springs = [spring for spring in found if spring]
        assert len(springs) == published.runners
        for values, said in (
            ([spring.vertical_n_per_m_kg for spring in springs], published.vertical),
            ([spring.duty_factor_pct for spring in springs], published.duty_pct),
        ):
            assert (fmean(values), stdev(values), min(values), max(values)) == pytest.approx(said, abs=0.051)


def test_peak_force_beside_the_force_plate(data_dir: Path) -> None:
    """The model's peak force is within a tenth of the plate's on average: heel strikers' waves are no half sines."""
    with (data_dir / "index.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["source"] == "rbds"]
    ratios = []
    for row in rows:
        with (data_dir / f"{row['name']}.steps.csv").open() as stream:
            measured = fmean(float(step["peak_force_bw"]) for step in csv.DictReader(stream))
        found = stiffness_of(float(row["contact_ms"]), float(row["flight_ms"]))
        assert found is not None
        ratios.append(found.peak_force_bw / measured)
    print(f"peak force, model over plate: {fmean(ratios):.3f} +- {stdev(ratios):.3f}")
    assert fmean(ratios) == pytest.approx(0.95, abs=0.1)


def test_the_pace_that_was_set_stands_in_for_the_speed_and_is_named():
    session = made_session(300)
    known = {"wearer_mass_kg": 70, "wearer_height_cm": 175}
    assert spring_of(replace(session, settings=known)).leg_kn_per_m is None
    found = spring_of(replace(session, settings={**known, "wearer_pace_s_per_km": 300}))
    measured = spring_of(replace(session, settings=known), speed_mps=1000 / 300)
    assert found.leg_kn_per_m == measured.leg_kn_per_m and found.leg_kn_per_m is not None
    assert SET_PACE in found.notes and SET_PACE not in measured.notes
    assert 3 < found.leg_kn_per_m < 30
