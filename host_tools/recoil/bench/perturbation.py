"""Recordings as a worn clip would have made them, drawn from `Worn`.

The perturbations that accuracy is promised under.
"""

from dataclasses import replace

import numpy as np

from recoil.bench.dataset import Truth
from recoil.recording.reading import Recording
from recoil.simulation.runner import Worn

ONE_G = 9.80665  # m/s^2
RATES_HZ = (104.0, 500.0)  # of a clip: what was recorded at another rate is worn by one at the nearest of these


def draw_worn(rate_hz: float, rng: np.random.Generator, lost_pct: float = 0.0) -> Worn:
    """Draw how the clip is worn: tilt up to 15 degrees any way, yaw to 10, half of them upside down, gain +-2 %, offset
    +-40 mg, chip noise, ringing at 15 to 20 Hz after each impact, a rate up to 3 % off a clip's.
    """
    return Worn(
        tilt_deg=rng.uniform(0, 15),
        tilt_towards_deg=rng.uniform(0, 360),
        yaw_deg=rng.uniform(-10, 10),
        upside_down=bool(rng.integers(2)),
        gain_pct=_three(rng, 2.0),
        offset_mg=_three(rng, 40.0),
        gyr_offset_dps=_three(rng, 2.0),
        ringing_g=rng.uniform(0.2, 0.8),
        ringing_hz=rng.uniform(15, 20),
        ringing_decay_ms=rng.uniform(40, 90),
        rate_hz=_of_a_clip(rate_hz),
        rate_error_pct=rng.uniform(-3, 3),
        lost_pct=lost_pct,
    )


def wear(recording: Recording, truth: Truth | None, worn: Worn, seed: int) -> Recording:
    """Return the recording as the worn clip would have made it, its impacts at the true contacts."""
    clean = replace(worn, rate_hz=_of_a_clip(recording.rate_hz))
    time_s = np.arange(recording.time_s[0], recording.time_s[-1], 1 / clean.true_rate_hz)
    gyr = np.zeros_like(recording.acc_g) if recording.gyr_dps is None else recording.gyr_dps
    impact_s = truth.initial_contact_s if truth else np.empty(0)
    acc_g, gyr_dps = clean.feel(
        _resampled(recording.acc_g, recording, time_s),
        _resampled(gyr, recording, time_s),
        time_s,
        impact_s,
        np.ones(len(impact_s)),
        seed,
    )
    kept = clean.not_lost(len(time_s), seed)
    return Recording.of(recording.name, time_s[kept], acc_g[kept], None if recording.gyr_dps is None else gyr_dps[kept])


def displaced(recording: Recording, place_m: tuple[float, float, float]) -> Recording:
    """Return the recording of a clip so far forward, up and right of where it was made: a + w' x r + w x (w x r).

    Without a gyroscope there is no telling: then it is the same recording.
    """
    if recording.gyr_dps is None:
        return recording
    turning = np.deg2rad(recording.gyr_dps)
    place = np.array(place_m)
    quickening = np.gradient(turning, recording.time_s, axis=0)
    more = np.cross(quickening, place) + np.cross(turning, np.cross(turning, place))
    return Recording.of(recording.name, recording.time_s, recording.acc_g + more / ONE_G, recording.gyr_dps)


def turned(recording: Recording, yaw_deg: float) -> Recording:
    """Return the recording of a clip turned to the left about the vertical, as on the hip (90 degrees)."""
    axes = Worn(yaw_deg=yaw_deg).axes
    gyr_dps = None if recording.gyr_dps is None else recording.gyr_dps @ axes
    return Recording.of(recording.name, recording.time_s, recording.acc_g @ axes, gyr_dps)


def _of_a_clip(rate_hz: float) -> float:
    return min(max(rate_hz, RATES_HZ[0]), RATES_HZ[1])


def _resampled(values: np.ndarray, recording: Recording, time_s: np.ndarray) -> np.ndarray:
    return np.stack([np.interp(time_s, recording.time_s, column) for column in values.T], axis=1)


def _three(rng: np.random.Generator, limit: float) -> tuple[float, float, float]:
    x, y, z = rng.uniform(-limit, limit, 3).tolist()
    return x, y, z
