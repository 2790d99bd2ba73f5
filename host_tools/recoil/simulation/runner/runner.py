"""The runner asked for: what a person sets, checked, and what a spring-mass then allows."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

GRAVITY = 9.80665
CONTACT_N = 50.0  # the force that counts as contact
PULSE_SHAPE = -0.04  # third sine of the force pulse over the first: the sine-wave model (0), a little more peaked
PELVIS_PER_MASS = 1.24  # bounce of the sacrum over bounce of the centre of mass, mean of 26 runners
PELVIS_RANGE = (1.0, 1.5)
LONGEST_DUTY = 1.1  # contact over step; above 1 both feet are down for a moment
SHORTEST_DUTY = 0.4
Times = TypeVar("Times", float, np.ndarray)


def depth_share(shape: float = PULSE_SHAPE) -> float:
    """Return k, where a stance under the pulse sin(pi u) + shape sin(3 pi u) sinks the mass by g (k T D - D^2 / 8)."""
    return (1 - shape / 9) / (1 + shape / 3) / (2 * np.pi)


def spring_bounce_mm(step_ms: Times, contact_ms: Times, shape: float = PULSE_SHAPE) -> Times:
    """Return the centre of mass's travel: g T (T / 8 - D (1/4 - k)), sink during contact D plus rise during flight."""
    step_s, contact_s = step_ms / 1e3, contact_ms / 1e3
    return 1e3 * GRAVITY * step_s * (step_s / 8 - contact_s * (0.25 - depth_share(shape)))


@dataclass(frozen=True)
class Runner:
    """How the runner runs; every field left out follows from the others."""

    cadence_spm: float = 168.0
    """Steps per minute."""
    contact_ms: float | None = None
    """Mean contact of both feet (vertical force above 50 N)."""
    bounce_mm: float | None = None
    """Mean peak-to-trough travel of the pelvis."""
    speed_mps: float | None = None
    """Sets how large braking, sway and rotation are, and the contact if that is left out."""
    left_contact_pct: float = 50.0
    """Left share of contact time, 100 L / (L + R)."""
    left_step_pct: float = 50.0
    """Left share of step time."""
    left_bounce_pct: float | None = None
    """Left share of bounce; left out, what the contact and step times give."""
    mass_kg: float = 70.0
    """Places the 50 N threshold on the force pulse."""
    impact_bw: float = 0.0
    """Heel strike: a force peak 25 ms after touch-down, body weights (0.8 is a hard one)."""
    variability: float = 1.0
    """Step-to-step variation: 1 as measured on a treadmill, 0 a metronome."""
    rotation: float = 1.0
    """Pelvis rotation: 1 typical, 0 none (the sensor's y axis then stays vertical)."""
    style: float = 0.0
    """0 moves the pelvis like the average runner; 1 strays from it as runners do (drawn from the seed)."""
    fade_pct: float = 0.0
    """Form lost by the end of the run: cadence falls and bounce grows by this much, linearly."""
    fades_at_one_speed: bool = False
    """Contact follows step time to the power of 0.7, as at one speed, and bounce what the spring makes of both.

    Bounce that grows by no more than cadence falls takes a contact as long as that of a runner who slows down.
    """

    def __post_init__(self) -> None:
        """Refuse what no runner does."""
        for name, low, high in RANGES:
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(f"{_said(name)} must be {low:g} to {high:g}, not {value:g}")
        step_ms = 60e3 / self.cadence_spm
        low, high = (round(duty * step_ms) for duty in (SHORTEST_DUTY, LONGEST_DUTY))
        if self.contact_ms is not None and not low <= self.contact_ms <= high:
            raise ValueError(
                f"at {self.cadence_spm:g} steps per minute contact can be {low} to {high} ms, not {self.contact_ms:g}"
            )

    @property
    def step_ms(self) -> float:
        """Mean step time."""
        return 60e3 / self.cadence_spm

    @property
    def mean_contact_ms(self) -> float:
        """Contact as asked; else from the speed (0.92 m / contact - 0.63 m/s, 16 runners); else 69 % of the step."""
        if self.contact_ms is not None:
            return self.contact_ms
        contact_ms = 0.69 * self.step_ms if self.speed_mps is None else 921.0 / (self.speed_mps + 0.635)
        return float(np.clip(contact_ms, 0.45 * self.step_ms, 0.95 * self.step_ms))

    @property
    def mean_speed_mps(self) -> float:
        """Speed as asked, else typical of the contact time."""
        if self.speed_mps is not None:
            return self.speed_mps
        return float(np.clip(921.0 / self.mean_contact_ms - 0.635, 1.5, 6.0))

    @property
    def threshold_bw(self) -> float:
        """The contact force in body weights."""
        return CONTACT_N / (self.mass_kg * GRAVITY)


RANGES = (
    ("cadence_spm", 120, 240),
    ("contact_ms", 100, 450),
    ("bounce_mm", 10, 250),
    ("speed_mps", 1, 9),
    ("left_contact_pct", 44, 56),
    ("left_step_pct", 46, 54),
    ("left_bounce_pct", 44, 56),
    ("mass_kg", 30, 160),
    ("impact_bw", 0, 2),
    ("variability", 0, 3),
    ("rotation", 0, 2),
    ("style", 0, 1.5),
    ("fade_pct", 0, 15),
)


def _said(name: str) -> str:
    """Turn a field's name into words: left_contact_pct is left contact (%)."""
    units = {
        "spm": "steps per minute",
        "ms": "ms",
        "mm": "mm",
        "mps": "m/s",
        "pct": "%",
        "kg": "kg",
        "bw": "body weights",
    }
    words = name.split("_")
    unit = units.get(words[-1])
    return f"{' '.join(words[:-1])} ({unit})" if unit else name
