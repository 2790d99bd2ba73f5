"""The runner as a spring: duty factor and stiffness from contact and flight time, by the sine-wave model.

Morin et al., J Appl Biomech 2005; 21: 167 (0.7 to 6.9 % below force plates there). Force is taken for half a sine
over contact t_c, with flight t_f, gravity g, speed v and leg length L:
    F_max = m g pi / 2 (t_f / t_c + 1)
    dy    = F_max t_c^2 / (m pi^2) - g t_c^2 / 8
    k_vert = F_max / dy,  k_leg = F_max / (L - sqrt(L^2 - (v t_c / 2)^2) + dy),  L = 0.53 x height.
All of it is estimated from times: no force is measured. Over 48 treadmill trials of 16 runners the clip's times give
the stiffness of the force plate's times within 1.9 % (standard deviation, bias -0.3 %; the contact model had learnt
from these runners); F_max is 5 % below the plate's. Since step time is sure, a contact that is 6 % too long takes 4 %
off stiffness, not the 9 % that it would with flight as it was. Stiffness from times is not valid on slopes (Meyer et
al., Int J Sports Med 2023; 44: 673), which the clip cannot feel, nor without a flight.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from math import pi, sqrt
from statistics import fmean, stdev
from typing import Any

from .means import Means, means_of
from .session import Session

GRAVITY = 9.80665
LEG_PER_HEIGHT = 0.53  # as in Morin 2005 (after Winter)
CONTACT_BIAS_MS = 15.0  # by which one runner's contact may be off (`docs/gait.md`)
STEEPEST_DEG = 1.0  # a design choice: more than this is no level ground
FEWEST_STEPS = 60
LEAST_CLEAN = 0.5  # of all steps
FEWEST_EARLIER = 4
SET_PACE = "leg stiffness is at the pace that was set, which nobody measured"
LEVEL_ONLY = "level ground is taken for granted: the clip cannot feel a slope"


@dataclass(frozen=True)
class Stiffness:
    """What the model says of one pair of times; lengths in mm, force in body weights, stiffness per kg of body mass."""

    duty_factor_pct: float
    """Contact over the time of a stride."""
    peak_force_bw: float
    compression_mm: float
    """How far the centre of mass sinks while loaded (dy)."""
    vertical_n_per_m_kg: float


def stiffness_of(contact_ms: float, flight_ms: float) -> Stiffness | None:
    """Apply the model; None where it does not hold: no flight, or no contact."""
    if contact_ms <= 0 or flight_ms <= 0:
        return None
    contact_s, flight_s = contact_ms / 1000, flight_ms / 1000
    peak_bw = pi / 2 * (flight_s / contact_s + 1)
    compression_m = GRAVITY * contact_s**2 * (peak_bw / pi**2 - 1 / 8)
    return Stiffness(
        duty_factor_pct=50 * contact_ms / (contact_ms + flight_ms),
        peak_force_bw=peak_bw,
        compression_mm=1000 * compression_m,
        vertical_n_per_m_kg=peak_bw * GRAVITY / compression_m,
    )


def leg_stiffness(found: Stiffness, contact_ms: float, speed_mps: float, height_cm: float) -> float | None:
    """Return stiffness of the leg in N/m per kg; None for a speed at which no leg reaches the ground."""
    leg_m = LEG_PER_HEIGHT * height_cm / 100
    half_m = speed_mps * contact_ms / 2000
    if not 0 < half_m < leg_m:
        return None
    return found.peak_force_bw * GRAVITY / (leg_m - sqrt(leg_m**2 - half_m**2) + found.compression_mm / 1000)


@dataclass(frozen=True)
class Spring:
    """A span's spring. Numbers are None where `invalid` says why; `notes` say what is taken for granted."""

    duty_factor_pct: float | None = None
    peak_force_bw: float | None = None
    compression_mm: float | None = None
    vertical_n_per_m_kg: float | None = None
    vertical_low: float | None = None
    """With contact as much shorter or longer as one runner's may be off."""
    vertical_high: float | None = None
    vertical_kn_per_m: float | None = None
    """Where the mass is set."""
    leg_kn_per_m: float | None = None
    """Where mass, height and speed are known."""
    invalid: tuple[str, ...] = ()
    notes: tuple[str, ...] = (LEVEL_ONLY,)

    def document(self) -> dict[str, Any]:
        """Return it for JSON."""
        found = {name: round(value, 2) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return found | {"invalid": list(self.invalid), "notes": list(self.notes)}


def spring_of(
    session: Session,
    begin_s: float = float("-inf"),
    end_s: float = float("inf"),
    speed_mps: float | None = None,
    slope_deg: float | None = None,
) -> Spring:
    """Return the spring of a span of a session; speed and slope are known from elsewhere, a watch, or not at all.

    Without a speed the pace in the settings stands in for it, and a note says so.
    """
    settings = session.settings or {}
    mass_kg, height_cm, pace_s = (
        _number(settings.get(f"wearer_{name}")) for name in ("mass_kg", "height_cm", "pace_s_per_km")
    )
    means = means_of(session, begin_s, end_s)
    if speed_mps is not None or pace_s is None:
        return spring_of_means(means, mass_kg, height_cm, speed_mps, slope_deg)
    found = spring_of_means(means, mass_kg, height_cm, 1000 / pace_s, slope_deg)
    return found if found.leg_kn_per_m is None else replace(found, notes=(*found.notes, SET_PACE))


def spring_of_means(
    means: Means,
    mass_kg: float | None = None,
    height_cm: float | None = None,
    speed_mps: float | None = None,
    slope_deg: float | None = None,
) -> Spring:
    """Return the spring of mean contact and flight."""
    contact_ms, flight_ms = means.contact_ms, means.flight_ms
    if contact_ms is None or flight_ms is None or contact_ms + flight_ms <= 0:
        return Spring(invalid=("no clean step",), notes=())
    duty_pct = 50 * contact_ms / (contact_ms + flight_ms)
    invalid = tuple(_reasons(means, flight_ms, slope_deg))
    notes = () if slope_deg is not None else (LEVEL_ONLY,)
    found = stiffness_of(contact_ms, flight_ms)
    if invalid or found is None:
        return Spring(duty_factor_pct=duty_pct, invalid=invalid, notes=notes)
    # The step stays as long as it is: a longer contact is a shorter flight.
    ends = [stiffness_of(contact_ms + off, flight_ms - off) for off in (CONTACT_BIAS_MS, -CONTACT_BIAS_MS)]
    low, high = (end.vertical_n_per_m_kg if end else None for end in ends)
    leg = leg_stiffness(found, contact_ms, speed_mps, height_cm) if speed_mps and height_cm else None
    return Spring(
        **asdict(found),
        vertical_low=low,
        vertical_high=high,
        vertical_kn_per_m=found.vertical_n_per_m_kg * mass_kg / 1000 if mass_kg else None,
        leg_kn_per_m=leg * mass_kg / 1000 if leg and mass_kg else None,
        notes=notes,
    )


def _reasons(means: Means, flight_ms: float, slope_deg: float | None) -> Iterable[str]:
    if means.clean_steps < FEWEST_STEPS or means.clean_steps < LEAST_CLEAN * means.steps:
        yield f"contact is unsure: {means.clean_steps} clean steps of {means.steps}"
    if flight_ms <= 0:
        yield "no flight: both feet are down at a time, which the model does not know"
    elif flight_ms <= CONTACT_BIAS_MS:
        yield "contact is unsure: flight is shorter than contact may be off"
    if slope_deg is not None and abs(slope_deg) > STEEPEST_DEG:
        yield f"a slope of {slope_deg:.1f} degrees: the model is for level ground"


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None


@dataclass(frozen=True)
class Published:
    """Mean, standard deviation and extremes of vertical stiffness per kg and duty factor, at one speed."""

    speed_mps: float
    runners: int
    vertical: tuple[float, float, float, float]
    duty_pct: tuple[float, float, float, float]


PUBLISHED = (
    Published(2.5, 16, (321.5, 47.1, 256.9, 412.7), (36.0, 3.1, 30.4, 40.1)),
    Published(3.5, 16, (404.1, 58.9, 310.5, 502.7), (31.8, 2.4, 26.4, 36.0)),
    Published(4.5, 16, (503.8, 81.9, 387.0, 659.6), (29.9, 2.1, 24.8, 32.6)),
)
PUBLISHED_SOURCE = (
    "16 runners on a force-plate treadmill (Fukuchi et al., PeerJ 2017; 5: e3298), contact and flight at 50 N, "
    "through the same formula; stiffness grows with speed, so compare at your speed"
)


@dataclass(frozen=True)
class SpringView:
    """A session's spring against the runner's own earlier ones and, with its source, against published runners."""

    spring: Spring
    own_mean: float | None
    """Of earlier vertical stiffnesses per kg; None with too few."""
    own_spread: float | None
    earlier: int
    published: tuple[Published, ...] = field(default=PUBLISHED)
    source: str = PUBLISHED_SOURCE

    @property
    def is_unusual(self) -> bool | None:
        """Whether it is farther from the own mean than two standard deviations; None where that is not known."""
        value = self.spring.vertical_n_per_m_kg
        if value is None or self.own_mean is None or self.own_spread is None:
            return None
        return abs(value - self.own_mean) > 2 * self.own_spread


def spring_view(spring: Spring, earlier: Iterable[tuple[float | None, float | None]]) -> SpringView:
    """Compare with earlier sessions' mean (contact, flight) in ms; those where the model does not hold are left out."""
    found = [
        stiffness_of(contact_ms, flight_ms)
        for contact_ms, flight_ms in earlier
        if contact_ms is not None and flight_ms is not None
    ]
    values = [one.vertical_n_per_m_kg for one in found if one]
    if len(values) < FEWEST_EARLIER:
        return SpringView(spring, None, None, len(values))
    return SpringView(spring, fmean(values), stdev(values), len(values))
