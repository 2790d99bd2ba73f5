"""Made-up people who bounce and do not run: they jump, hop, or skip (step and hop, each foot twice).

Every contact is a half-sine of force whose impulse carries the body over it and over half of the flights beside it,
with braking and push fore-aft, a push toward the other foot, and a pelvis that rolls and turns with the leg.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recoil.recording.reading import Recording

RATE_HZ = 208.0
REST_S = 4.0
LEFT, BOTH, RIGHT = -1, 0, 1


@dataclass(frozen=True)
class Contact:
    """A foot on the ground, and the flight after it."""

    contact_s: float
    flight_s: float
    foot: int


def skipping(hop_s: float, step_s: float) -> list[Contact]:
    """Return two contacts of each foot: a short flight from foot to foot, a long one onto the same foot."""
    return [part for foot in (LEFT, RIGHT) for part in (Contact(0.22, hop_s, foot), Contact(0.22, step_s, foot))]


BOUNCES: dict[str, tuple[list[Contact], float, float]] = {
    # what repeats, fore-aft force, force to the side; in body weights
    "skipping": (skipping(0.15, 0.05), 0.25, 0.2),
    "skipping, flights alike": (skipping(0.12, 0.12), 0.25, 0.2),
    "skipping, slowly": (skipping(0.2, 0.06), 0.25, 0.2),
    "jumping": ([Contact(0.28, 0.22, BOTH)], 0.1, 0.0),
    "jumping, quickly": ([Contact(0.22, 0.18, BOTH)], 0.1, 0.0),
    "jumping ahead": ([Contact(0.25, 0.22, BOTH)], 0.3, 0.0),
    "hopping on one leg": ([Contact(0.25, 0.15, RIGHT)], 0.1, 0.1),
}
RUN = ([Contact(0.25, 0.11, LEFT), Contact(0.25, 0.11, RIGHT)], 0.25, 0.2)
"""What the same is like where somebody runs."""


def bounce(contacts: Sequence[Contact], forward: float, side: float, seconds: float = 40.0, seed: int = 0) -> Recording:
    """Return what a clip hears of contacts that repeat, between two rests; `forward` and `side` in body weights."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    acc, gyr = np.zeros((len(time_s), 3)), np.zeros((len(time_s), 3))
    at_s, before_s, number = REST_S, contacts[-1].flight_s, 0
    while at_s < seconds - REST_S:
        part = contacts[number % len(contacts)]
        number += 1
        lasts_s = part.contact_s * (1 + 0.02 * rng.standard_normal())
        flies_s = part.flight_s * (1 + 0.03 * rng.standard_normal())
        on = (time_s >= at_s) & (time_s < at_s + lasts_s)
        phase = np.pi * (time_s[on] - at_s) / lasts_s
        peak = np.pi / 2 * (lasts_s + (flies_s + before_s) / 2) / lasts_s
        sizes = [-forward, peak, -part.foot * side] * (1 + np.array([0.08, 0.024, 0.08]) * rng.standard_normal(3))
        acc[on] += np.stack([np.sin(2 * phase), np.sin(phase), np.sin(phase)], axis=1) * sizes
        gyr[on, 0] += 30 * part.foot * np.sin(2 * phase)
        gyr[on, 1] += 30 * part.foot * np.sin(phase)
        before_s = flies_s
        at_s += lasts_s + flies_s
    acc[(time_s < REST_S) | (time_s >= at_s), 1] = 1.0
    window = np.hanning(9) / np.hanning(9).sum()
    acc += 0.09 * rng.standard_normal(acc.shape)
    acc, gyr = (np.stack([np.convolve(axis, window, "same") for axis in values.T], axis=1) for values in (acc, gyr))
    return Recording.of("bounce", time_s, acc, gyr + 3 * rng.standard_normal(gyr.shape))
