"""Someone who does what a screening asks for: stands and sways, puts a foot down, skips, squats.

    wearer = Wearer(seed=1).stands(13).stands(12, sway=2).puts_foot_down().stands(5)
    wearer.counts()   # int16 (n, 6), the clip's own, upright

Sway is an inverted pendulum's: angles with most of their power below 1 Hz, the waist accelerating as it turns about the
ankles. Made to test the clip with, not to say how people stand.
"""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from recoil.simulation.runner.worn import Worn, chip_counts

Array = np.ndarray
G_MPS2 = 9.81
ANKLE_TO_WAIST_M = 0.95
SWAY_DEG = 0.35  # RMS of either angle on one leg, eyes open
SWAY_HZ = 0.55  # where its two poles lie
FALL_S, FALL_DPS = 0.35, 45.0  # before a foot is put down in haste
JOLT_S, JOLT_G = 0.05, 0.30
SKIP_HARMONICS = ((1, 0.25), (2, 0.8), (4, 0.35))  # of the cycle of both legs: (number, g)


@dataclass
class Wearer:
    """What the clip feels, put together piece by piece; the same calls always give the same numbers."""

    seed: int = 0
    worn: Worn = field(default_factory=Worn)
    _pieces: list[tuple[Array, Array]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin."""
        self._rng = np.random.default_rng([self.seed, 5])

    @property
    def seconds(self) -> float:
        """How long it lasts so far."""
        return sum(len(acc) for acc, _ in self._pieces) / self.worn.true_rate_hz

    def stands(self, seconds: float, sway: float = 1.0) -> Self:
        """Stand, swaying so many times as much as on one leg with open eyes."""
        roll, pitch = (self._sway_deg(seconds, sway * SWAY_DEG) for _ in range(2))
        return self._add(*self._pendulum(roll, pitch))

    def puts_foot_down(self, size: float = 1.0) -> Self:
        """Lose balance: the trunk turns ever faster, then a foot meets the ground and stops it. Ends with the jolt."""
        time_s = self._times(FALL_S + 3 * JOLT_S)
        falling = np.clip(time_s / FALL_S, 0, 1)
        rate_dps = size * FALL_DPS * np.where(time_s < FALL_S, falling**2, np.exp(-(time_s - FALL_S) / JOLT_S))
        jolt_g = size * JOLT_G * np.exp(-(((time_s - FALL_S - JOLT_S) / JOLT_S) ** 2) * 2)
        acc, gyr = self._upright(time_s)
        gyr[:, 0] += rate_dps
        acc[:, 1] += jolt_g
        acc[:, 2] += 0.4 * jolt_g
        return self._add(acc, gyr)

    def skips(self, seconds: float, cycle_s: float = 1.1, uneven: float = 0.0, unsteady: float = 0.02) -> Self:
        """Skip; `uneven`: how much one leg's part differs from the other's, `unsteady`: from cycle to cycle."""
        time_s = self._times(seconds)
        cycles = int(seconds / cycle_s) + 2
        lengths = cycle_s * (1 + unsteady * self._rng.standard_normal(cycles))
        phase = np.interp(time_s, np.concatenate(([0.0], np.cumsum(lengths))), np.arange(cycles + 1))
        acc, gyr = self._upright(time_s)
        for harmonic, size_g in SKIP_HARMONICS:
            share = uneven if harmonic % 2 else 1.0
            acc[:, 1] += share * size_g * np.sin(2 * np.pi * harmonic * phase)
        gyr[:, 0] += 40 * np.sin(2 * np.pi * phase)
        return self._add(acc, gyr)

    def repeats(self, count: int, each_s: float = 3.0, lean_deg: float = 25.0) -> Self:
        """Do squats or bridges: the pelvis tips forward and comes back, so many times."""
        time_s = self._times(count * each_s)
        cycle = 2 * np.pi * time_s / each_s
        angle_deg = 0.5 * lean_deg * (1 - np.cos(cycle))
        acc, gyr = self._upright(time_s)
        angle = np.deg2rad(angle_deg)
        acc[:, 0], acc[:, 1] = np.sin(angle), np.cos(angle) + 0.08 * np.cos(cycle)
        gyr[:, 2] += np.gradient(angle_deg, time_s)
        return self._add(acc, gyr)

    def walks(self, seconds: float, steps_s: float = 0.55, size_g: float = 0.25) -> Self:
        """Step about, as between two tries."""
        time_s = self._times(seconds)
        acc, gyr = self._upright(time_s)
        acc[:, 1] += size_g * np.sin(2 * np.pi * time_s / steps_s)
        gyr[:, 0] += 25 * np.sin(np.pi * time_s / steps_s)
        gyr[:, 1] += 30 * np.sin(np.pi * time_s / steps_s)
        return self._add(acc, gyr)

    def counts(self) -> Array:
        """Return the chip's integers."""
        acc, gyr = (np.concatenate(parts) for parts in zip(*self._pieces, strict=True))
        nothing = np.zeros(0)
        felt = self.worn.feel(acc, gyr, np.arange(len(acc)) / self.worn.true_rate_hz, nothing, nothing, self.seed)
        return chip_counts(*felt)

    def _times(self, seconds: float) -> Array:
        return np.arange(round(seconds * self.worn.true_rate_hz)) / self.worn.true_rate_hz

    def _add(self, acc: Array, gyr: Array) -> Self:
        self._pieces.append((acc, gyr))
        return self

    def _upright(self, time_s: Array) -> tuple[Array, Array]:
        acc, gyr = np.zeros((len(time_s), 3)), np.zeros((len(time_s), 3))
        acc[:, 1] = 1.0
        return acc, gyr

    def _sway_deg(self, seconds: float, rms_deg: float) -> Array:
        """Return noise through two poles at `SWAY_HZ`."""
        rate_hz = self.worn.true_rate_hz
        warm_up = round(4 * rate_hz)
        count = round(seconds * rate_hz)
        noise = np.fft.rfft(self._rng.standard_normal(count + warm_up))
        hz = np.fft.rfftfreq(count + warm_up, 1 / rate_hz)
        passed = 1 / (1 + 1j * hz / SWAY_HZ) ** 2 / (1 + (hz / 4) ** 4)
        angle = np.fft.irfft(noise * passed, count + warm_up)[:count]
        return (angle - angle.mean()) * (rms_deg / max(float(angle.std()), 1e-9))

    def _pendulum(self, roll_deg: Array, pitch_deg: Array) -> tuple[Array, Array]:
        """Return what a clip feels on a pendulum that stands on its ankles."""
        rate_hz = self.worn.true_rate_hz
        acc, gyr = self._upright(roll_deg)
        for axis, turn, angle_deg, sign in ((2, 0, roll_deg, 1.0), (0, 2, pitch_deg, -1.0)):
            rate_dps = np.gradient(angle_deg) * rate_hz
            turning = np.deg2rad(np.gradient(rate_dps) * rate_hz)
            gyr[:, turn] = rate_dps
            acc[:, axis] = sign * (turning * ANKLE_TO_WAIST_M / G_MPS2 - np.sin(np.deg2rad(angle_deg)))
        return acc, gyr
