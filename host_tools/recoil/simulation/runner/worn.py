"""The worn clip: how it sits, rings, counts and samples."""

from dataclasses import dataclass

import numpy as np

from recoil.recording.reading import ACC_G_PER_COUNT, GYR_DPS_PER_COUNT

Array = np.ndarray
ACC_NOISE_G_PER_RTHZ = 110e-6  # LSM6DSOX data sheet, +-16 g
GYR_NOISE_DPS_PER_RTHZ = 3.8e-3
RING_AXES = np.array([0.4, 1.0, 0.25])
RING_GYR_DPS_PER_G = 60.0  # a clip that rings also nods, about z
RING_DELAY_S = 0.015  # from touch-down to the shock at the waist
Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Worn:
    """How the clip is worn and how good its chip is; the default is upright, exact, with the chip's noise."""

    tilt_deg: float = 0.0
    """How far the clip leans."""
    tilt_towards_deg: float = 0.0
    """Where its top leans to: 0 forward, 90 to the runner's right, 180 back."""
    yaw_deg: float = 0.0
    """Turned to the left about the vertical."""
    upside_down: bool = False
    """Turned over about the forward axis."""
    gain_pct: float | Triple = 0.0
    """Accelerometer gain error, of all axes or of x, y, z."""
    offset_mg: float | Triple = 0.0
    """Accelerometer offset, of all axes or of x, y, z."""
    gyr_offset_dps: float | Triple = 0.0
    """Gyroscope offset, of all axes or of x, y, z."""
    noise: float = 1.0
    """Chip noise: 1 as the LSM6DSOX data sheet says, 0 none."""
    quantise: bool = True
    """Round to the chip's counts (488 ug, 70 mdps) and clip at +-16 g and +-2000 degrees per second."""
    ringing_g: float = 0.0
    """Height of the ringing after each impact."""
    ringing_hz: float = 17.0
    """Its frequency."""
    ringing_decay_ms: float = 70.0
    """Time in which it falls to 37 %."""
    rate_hz: float = 208.0
    """Nominal sample rate."""
    rate_error_pct: float = 0.0
    """How far the true rate is off; time stamps are true time."""
    lost_pct: float = 0.0
    """Samples lost."""
    lost_burst: int = 8
    """Mean number of samples lost at a time."""

    def __post_init__(self) -> None:
        """Refuse what no clip does."""
        for name, low, high, unit in (
            ("tilt_deg", -60, 60, "degrees"),
            ("tilt_towards_deg", -360, 360, "degrees"),
            ("yaw_deg", -90, 90, "degrees"),
            ("gain_pct", -20, 20, "%"),
            ("offset_mg", -500, 500, "mg"),
            ("gyr_offset_dps", -50, 50, "degrees per second"),
            ("noise", 0, 100, "times the data sheet's"),
            ("ringing_g", 0, 5, "g"),
            ("ringing_hz", 5, 50, "Hz"),
            ("ringing_decay_ms", 5, 500, "ms"),
            ("rate_hz", 104, 500, "Hz"),
            ("rate_error_pct", -10, 10, "%"),
            ("lost_pct", 0, 50, "%"),
            ("lost_burst", 1, 1000, "samples"),
        ):
            values = np.atleast_1d(getattr(self, name))
            if not np.all((values >= low) & (values <= high)):
                raise ValueError(f"{name.rsplit('_', 1)[0].replace('_', ' ')} must be {low:g} to {high:g} {unit}")

    @classmethod
    def ideal(cls, rate_hz: float = 208.0) -> "Worn":
        """A sensor without noise or rounding."""
        return cls(noise=0.0, quantise=False, rate_hz=rate_hz)

    @property
    def true_rate_hz(self) -> float:
        """Samples per second."""
        return self.rate_hz * (1 + self.rate_error_pct / 100)

    @property
    def axes(self) -> Array:
        """The clip's x, y and z axes in body axes (columns)."""
        to = np.deg2rad(self.tilt_towards_deg)
        lean = turning(np.array([np.sin(to), 0.0, -np.cos(to)]), self.tilt_deg)
        flip = np.diag([1.0, -1.0, -1.0]) if self.upside_down else np.eye(3)
        return lean @ turning(np.array([0.0, 1.0, 0.0]), self.yaw_deg) @ flip

    def feel(
        self, acc_g: Array, gyr_dps: Array, time_s: Array, impact_s: Array, impact: Array, seed: int
    ) -> tuple[Array, Array]:
        """Return what the chip says, given what the pelvis feels."""
        rng = np.random.default_rng([seed, 3])
        acc, gyr = acc_g @ self.axes, gyr_dps @ self.axes
        if self.ringing_g and len(impact_s):
            hit = impact * rng.uniform(0.8, 1.2, len(impact))
            ring_g = self.ringing_g * self._ringing(time_s, impact_s + RING_DELAY_S, hit)
            acc += ring_g[:, None] * RING_AXES
            gyr[:, 2] += RING_GYR_DPS_PER_G * ring_g
        acc = acc * (1 + np.asarray(self.gain_pct) / 100) + np.asarray(self.offset_mg) / 1e3
        gyr = gyr + np.asarray(self.gyr_offset_dps)
        if self.noise:
            root = self.noise * np.sqrt(self.rate_hz / 2)
            acc = acc + ACC_NOISE_G_PER_RTHZ * root * rng.standard_normal(acc.shape)
            gyr = gyr + GYR_NOISE_DPS_PER_RTHZ * root * rng.standard_normal(gyr.shape)
        if self.quantise:
            counts = chip_counts(acc, gyr)
            acc, gyr = counts[:, :3] * ACC_G_PER_COUNT, counts[:, 3:] * GYR_DPS_PER_COUNT
        return acc, gyr

    def _ringing(self, time_s: Array, shock_s: Array, hit: Array) -> Array:
        """Return the decaying wave since the last shock, sized by how hard it hit."""
        last = np.searchsorted(shock_s, time_s, side="right") - 1
        since = np.maximum(time_s - shock_s[last], 0.0)
        wave = hit[last] * np.exp(-since / (self.ringing_decay_ms / 1e3)) * np.sin(2 * np.pi * self.ringing_hz * since)
        return np.where(last < 0, 0.0, wave)

    def not_lost(self, count: int, seed: int) -> Array:
        """Return the numbers of the samples that are not lost; the first and last are always kept."""
        keep = np.ones(count, bool)
        bursts = int(np.ceil(count * self.lost_pct / 100 / self.lost_burst)) if self.lost_pct else 0
        rng = np.random.default_rng([seed, 4])
        for start, length in zip(
            rng.integers(1, max(count - 1, 2), bursts), rng.integers(1, 2 * self.lost_burst, bursts), strict=True
        ):
            keep[start : start + length] = False
        keep[[0, -1]] = True
        return np.flatnonzero(keep)


def chip_counts(acc_g: Array, gyr_dps: Array) -> Array:
    """Return the chip's six 16-bit numbers per sample, saturated."""
    counts = np.concatenate((acc_g / ACC_G_PER_COUNT, gyr_dps / GYR_DPS_PER_COUNT), axis=1)
    return np.clip(np.rint(counts), -32768, 32767).astype(np.int16)


def turning(axis: Array, angle_deg: float) -> Array:
    """Return the matrix that turns vectors about a unit axis (Rodrigues)."""
    x, y, z = axis
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.deg2rad(angle_deg)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
