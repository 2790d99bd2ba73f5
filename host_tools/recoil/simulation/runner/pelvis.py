"""How the pelvis moves about the centre of mass: waves locked to the stride, like the mean of 16 runners.

Each wave is a sum of harmonics of the stride, Re(sum c exp(i pi h phase)), where phase counts steps: even h repeat
every step, odd h change sign from foot to foot. Fitted to the treadmill recordings of Fukuchi 2017 (CC BY 4.0).
"""

from dataclasses import dataclass, fields

import numpy as np

Array = np.ndarray

# Relative to the centre of mass, mm per mm of half travel: the pelvis sinks late in stance and rises in flight.
VERTICAL = {2: 0.417 + 0.909j, 4: -0.031 + 0.192j, 6: 0.036 - 0.030j}
FORWARD = {2: -0.019 - 0.574j, 4: -0.103 + 0.199j, 6: 0.069 + 0.033j, 8: 0.047 - 0.065j}  # g at 3.5 m/s
BRAKE_G = 0.81  # at 3.5 m/s: -sin(2 pi u) over the stance, braking, then propulsion
# Runners differ in phase, so their mean is smaller than each of them: the next four are 1.2 to 1.3 times the mean.
SIDE = {1: -0.108 + 0.060j, 3: 0.238 + 0.114j, 5: 0.094 + 0.003j, 7: -0.151 + 0.035j}  # g to the right, left stance
ROLL = {1: 2.648 - 0.128j, 3: -1.895 - 0.444j}  # degrees, right side down, left stance
YAW = {1: 6.178 - 4.100j, 3: -1.251 - 0.452j, 5: -0.420 - 0.169j}  # degrees, turned left, left stance
PITCH = {2: -0.151 - 3.712j, 4: 0.893 - 0.528j}  # degrees, tilted back

WALK_VERTICAL = {2: 0.05 + 0.30j, 4: 0.07 - 0.04j, 6: 0.03 + 0.03j}  # g, amplitude about 0.3
WALK_FORWARD = {2: -0.10 - 0.10j, 4: -0.04 + 0.04j}
WALK_SIDE = {1: -0.05 + 0.07j, 3: 0.05 + 0.03j}
WALK_ROLL = {1: 0.4 - 2.2j, 3: 0.9 + 0.2j}
WALK_YAW = {1: 3.0 - 1.5j, 3: 0.3j}
WALK_PITCH = {2: 0.5 - 1.2j, 4: 0.3j}

STYLE_SIZE, STYLE_TURN = 0.30, 0.35  # spread between runners: relative size, radians
WOBBLE = {"vertical": 0.2, "forward": 0.17, "side": 0.45, "roll": 0.22, "yaw": 0.27, "pitch": 0.2}  # from step to step


@dataclass(frozen=True, eq=False)
class Gait:
    """The waves of one runner."""

    vertical: dict[int, complex]
    forward: dict[int, complex]
    side: dict[int, complex]
    roll: dict[int, complex]
    yaw: dict[int, complex]
    pitch: dict[int, complex]

    @property
    def waves(self) -> dict[str, dict[int, complex]]:
        """All waves by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def styled(self, rng: np.random.Generator, style: float) -> "Gait":
        """Return the waves of somebody else: sizes and phases off the average."""
        waves = []
        for wave in self.waves.values():
            size = 1 + style * STYLE_SIZE * rng.uniform(-1.5, 1.5)
            turn = style * STYLE_TURN * rng.standard_normal()
            own = style * STYLE_TURN * rng.standard_normal(len(wave))
            turns = {h: turn * h / 2 + own_h for h, own_h in zip(wave, own, strict=True)}
            waves.append({h: c * size * np.exp(1j * turns[h]) for h, c in wave.items()})
        return Gait(*waves)


RUNNING = Gait(VERTICAL, FORWARD, SIDE, ROLL, YAW, PITCH)
WALKING = Gait(WALK_VERTICAL, WALK_FORWARD, WALK_SIDE, WALK_ROLL, WALK_YAW, WALK_PITCH)


@dataclass(frozen=True, eq=False)
class Curve:
    """A smooth function of time through given points (cubic Hermite): value, rate and second derivative."""

    time_s: Array
    value: Array
    slope: Array

    @classmethod
    def phase(cls, time_s: Array, value: Array) -> "Curve":
        """Phase through the touch-downs: its rate at each is that of the two steps around it together."""
        return cls(time_s, value, np.gradient(value) / np.gradient(time_s))

    @classmethod
    def size(cls, time_s: Array, value: Array) -> "Curve":
        """Size, level at each point: never outside the values given."""
        return cls(time_s, value, np.zeros(len(value)))

    def at(self, time_s: Array) -> tuple[Array, Array, Array]:
        """Return (value, first, second derivative)."""
        k = np.clip(np.searchsorted(self.time_s, time_s, side="right") - 1, 0, len(self.time_s) - 2)
        span = self.time_s[k + 1] - self.time_s[k]
        u = np.clip((time_s - self.time_s[k]) / span, 0.0, 1.0)
        rise = self.value[k + 1] - self.value[k]
        first, last = self.slope[k] * span, self.slope[k + 1] * span
        a, b = 3 * rise - 2 * first - last, first + last - 2 * rise
        value = self.value[k] + u * (first + u * (a + u * b))
        return value, (first + u * (2 * a + 3 * u * b)) / span, (2 * a + 6 * u * b) / span**2


@dataclass(frozen=True, eq=False)
class Motion:
    """The phase over a span of samples, shared by all waves of a gait there."""

    time_s: Array
    phase: tuple[Array, Array, Array]
    turn: Array
    """exp(i pi phase)"""

    @classmethod
    def at(cls, phase: Curve, time_s: Array) -> "Motion":
        """Return the motion at these times (n, in s) of a phase that grows by one a step."""
        at = phase.at(time_s)
        return cls(time_s, at, np.exp(1j * np.pi * at[0]))

    def wave(self, harmonics: dict[int, complex], size: Curve, foot: int = 1) -> Array:
        """Return size times wave; a complex size also turns it; foot = -1 swaps the feet (odd harmonics)."""
        return np.real(size.at(self.time_s)[0] * self._sums(harmonics, foot)[0])

    def wave_and_rate(self, harmonics: dict[int, complex], size: Curve, foot: int = 1) -> tuple[Array, Array]:
        """Return the wave and its derivative in time."""
        f, f1, _ = self._sums(harmonics, foot)
        s, s1, _ = size.at(self.time_s)
        return np.real(s * f), np.real(s1 * f + s * self.phase[1] * f1)

    def acceleration(self, harmonics: dict[int, complex], size: Curve) -> Array:
        """Return the wave's second derivative in time."""
        f, f1, f2 = self._sums(harmonics, 1)
        s, s1, s2 = size.at(self.time_s)
        _, p1, p2 = self.phase
        return np.real(s2 * f + 2 * s1 * p1 * f1 + s * (p1 * p1 * f2 + p2 * f1))

    def _sums(self, harmonics: dict[int, complex], foot: int) -> tuple[Array, Array, Array]:
        """Return the complex sum and its first two derivatives in phase."""
        sums = np.zeros((3, len(self.turn)), complex)
        twice = self.turn * self.turn
        for h, c in harmonics.items():
            term = (self.turn if h % 2 else twice) * (c * foot if h % 2 else c)
            for _ in range((h - 1) // 2):
                term = term * twice
            by = 1j * np.pi * h
            sums[0] += term
            sums[1] += by * term
            sums[2] += by * by * term
        return sums[0], sums[1], sums[2]
