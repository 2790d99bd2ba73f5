"""The spring: the ground's force under each stance and the exact rise and fall of the mass above it.

Force in body weights, u = time since touch-down over the stance's length D:
    F(u) = A (sin(pi u) + c sin(3 pi u)) + B sin(2 pi u) + impact + standing
A sum of sines has exact integrals, so height and speed need no numerical integration. A and B of every stance follow
from two conditions: the mass starts the next stance at the same height, with the landing speed that belongs to the step
before. Between stances it flies (or, if the next one starts early, rests on both feet).
"""

from dataclasses import dataclass

import numpy as np

from recoil.simulation.runner.runner import GRAVITY

SKEW = 0.1  # B over A of steady running: the force peaks a little before mid-stance
IMPACT_S = 0.05  # length of the heel-strike pulse
PASSES = 8  # for stances that overlap: each pass corrects the force carried over from the stance before
BLOCK = 1 << 14  # times worked on at once: stays in the processor's cache
Array = np.ndarray


def forces(x_s: Array, length_s: Array, shape: Array) -> Array:
    """Return the forces of the five unit pulses x_s after touch-down, as `kernels` does, without their integrals."""
    force = np.empty((5, len(x_s)))
    _, sin1, cos1, sin2, _, sin3, _ = _stance_waves(x_s, length_s)
    _, _, cos_w = _impact_waves(x_s)
    _fill_forces(force, shape, sin1, cos1, sin2, sin3, cos_w)
    return force


def kernels(x_s: Array, length_s: Array, shape: Array) -> tuple[Array, Array, Array]:
    """Return (force, its integral, its double integral) of the five unit pulses x_s after touch-down: each (5, n).

    The pulses: main, skew, impact, standing that ends (launch), standing that begins (landing).
    """
    pi = np.pi
    force, speed, height = np.empty((3, 5, len(x_s)))
    u, sin1, cos1, sin2, cos2, sin3, cos3 = _stance_waves(x_s, length_s)
    w, sin_w, cos_w = _impact_waves(x_s)
    _fill_forces(force, shape, sin1, cos1, sin2, sin3, cos_w)
    speed[0] = (1 - cos1) / pi + shape * (1 - cos3) / (3 * pi)
    height[0] = u / pi - sin1 / pi**2 + shape * (u / (3 * pi) - sin3 / (3 * pi) ** 2)
    speed[1] = (1 - cos2) / (2 * pi)
    height[1] = u / (2 * pi) - sin2 / (2 * pi) ** 2
    speed[3] = u / 2 + sin1 / (2 * pi)
    height[3] = u * u / 4 + (1 - cos1) / (2 * pi**2)
    speed[4] = u / 2 - sin1 / (2 * pi)
    height[4] = u * u / 4 - (1 - cos1) / (2 * pi**2)
    speed[2] = w / 2 - sin_w / (4 * pi)
    height[2] = w * w / 4 - (1 - cos_w) / (8 * pi**2)
    of_stance = [0, 1, 3, 4]
    after = np.maximum(x_s - length_s, 0.0)  # after the pulse the speed stays and the height goes on with it
    speed[of_stance] *= length_s
    height[of_stance] = height[of_stance] * length_s**2 + speed[of_stance] * after
    speed[2] *= IMPACT_S
    height[2] = height[2] * IMPACT_S**2 + speed[2] * np.maximum(x_s - IMPACT_S, 0.0)
    height[4] += after * after / 2  # but standing goes on
    speed[4] += after
    return force, speed, height


def _stance_waves(x_s: Array, length_s: Array) -> tuple[Array, ...]:
    """Return the share of the stance, and sine and cosine of one, two and three halves of a turn over it."""
    u = np.clip(x_s / length_s, 0.0, 1.0)
    sin1, cos1 = np.sin(np.pi * u), np.cos(np.pi * u)
    sin2, cos2 = 2 * sin1 * cos1, 2 * cos1 * cos1 - 1
    return u, sin1, cos1, sin2, cos2, sin2 * cos1 + cos2 * sin1, cos2 * cos1 - sin2 * sin1


def _impact_waves(x_s: Array) -> tuple[Array, Array, Array]:
    """Return the share of the heel-strike pulse, and sine and cosine of a turn over it."""
    w = np.clip(x_s / IMPACT_S, 0.0, 1.0)
    return w, np.sin(2 * np.pi * w), np.cos(2 * np.pi * w)


def _fill_forces(force: Array, shape: Array, sin1: Array, cos1: Array, sin2: Array, sin3: Array, cos_w: Array) -> None:
    """Write the forces of the five pulses, (5, n)."""
    force[0] = sin1 + shape * sin3
    force[1] = sin2
    force[2] = (1 - cos_w) / 2
    force[3] = (1 + cos1) / 2
    force[4] = (1 - cos1) / 2


@dataclass(frozen=True, eq=False)
class Spring:
    """One run from standing to standing: stance 0 launches, stances 1 .. n are steps, stance n + 1 lands."""

    start_s: Array
    """When each stance's force begins; one more: the end of the landing."""
    length_s: Array
    shape: Array
    weight: Array
    """Of the five pulses, (5, stances)."""
    landing: Array
    """Vertical speed over g at each start, s."""
    overlaps: bool

    @classmethod
    def of(cls, start_s: Array, length_s: Array, shape: Array, impact_bw: Array) -> "Spring":
        """Solve the force of every stance."""
        interval = np.diff(start_s)
        stances = len(interval)
        weight = np.zeros((5, stances))
        weight[2] = impact_bw
        weight[3, 0] = weight[4, -1] = 1.0
        own = _steady_landing(interval[1:-1], length_s[1:-1], shape[1:-1], weight[2, 1:-1])
        landing = np.concatenate(([0.0, own[0]], own, [0.0]))
        _, speed, height = kernels(interval, length_s, shape)
        _, speed_end, height_end = kernels(np.append(interval[1:], 1.0) + interval, length_s, shape)
        overlaps = bool((length_s[:-1] > interval[:-1]).any())
        det = speed[0] * height[1] - speed[1] * height[0]
        fixed = slice(2, 5)
        dv = np.diff(landing) + interval - (weight[fixed] * speed[fixed]).sum(0)
        dz = interval * interval / 2 - landing[:-1] * interval - (weight[fixed] * height[fixed]).sum(0)
        carried_v, carried_z = np.zeros(stances), np.zeros(stances)
        for _ in range(PASSES if overlaps else 1):
            need_v, need_z = dv - carried_v, dz - carried_z
            weight[0] = (need_v * height[1] - need_z * speed[1]) / det
            weight[1] = (need_z * speed[0] - need_v * height[0]) / det
            if overlaps:
                v, z = (weight * speed).sum(0), (weight * height).sum(0)
                v_end, z_end = (weight * speed_end).sum(0), (weight * height_end).sum(0)
                carried_v[1:] = (v_end - v)[:-1]
                carried_z[1:] = (z_end - z)[:-1] - v[:-1] * interval[1:]
        return cls(start_s, length_s, shape, weight, landing, overlaps)

    def stance(self, time_s: Array) -> tuple[Array, Array]:
        """Return (the last stance begun, time since then)."""
        stance = np.clip(np.searchsorted(self.start_s, time_s, side="right") - 1, 0, len(self.length_s) - 1)
        return stance, time_s - self.start_s[stance]

    def own(self, stance: Array, x_s: Array) -> tuple[Array, Array, Array]:
        """Return one stance's own (force, integral, double integral) x_s after its start, body weights and seconds."""
        weight = self.weight[:, stance]
        pulses = kernels(x_s, self.length_s[stance], self.shape[stance])
        force, speed, height = (np.einsum("kn,kn->n", weight, pulse) for pulse in pulses)
        return force, speed, height

    def at(self, time_s: Array) -> tuple[Array, Array]:
        """Return (total force in body weights, height of the mass in mm) at times within the run."""
        blocks = [self._block(time_s[first : first + BLOCK]) for first in range(0, max(len(time_s), 1), BLOCK)]
        return np.concatenate([force for force, _ in blocks]), np.concatenate([height for _, height in blocks])

    def _block(self, time_s: Array) -> tuple[Array, Array]:
        stance, x_s = self.stance(time_s)
        force, _, height = self.own(stance, x_s)
        z = self.landing[stance] * x_s - x_s * x_s / 2 + height
        if self.overlaps:
            before = np.maximum(stance - 1, 0)
            gap_s = self.start_s[stance] - self.start_s[before]
            force_1, _, height_1 = self.own(before, gap_s + x_s)
            _, speed_0, height_0 = self.own(before, gap_s)
            force += np.where(stance > 0, force_1, 0.0)
            z += np.where(stance > 0, height_1 - height_0 - speed_0 * x_s, 0.0)
        return force, 1e3 * GRAVITY * z

    def crossings(self, threshold_bw: float) -> tuple[Array, Array]:
        """Return when each stance's own force rises above the threshold (steps, landing) and falls below it (steps)."""
        stance = np.arange(1, len(self.length_s))
        rise = self._crossing(stance, 0.0, 0.35, threshold_bw)
        return rise, self._crossing(stance[:-1], 1.0, 0.65, threshold_bw)

    def _crossing(self, stance: Array, out: float, into: float, threshold_bw: float) -> Array:
        """Bisect between shares of the stance without and with contact, to below 1 us."""
        below, above = np.full(len(stance), out), np.full(len(stance), into)
        weight, length_s, shape = self.weight[:, stance], self.length_s[stance], self.shape[stance]
        for _ in range(20):
            middle = (below + above) / 2
            force = np.einsum("kn,kn->n", weight, forces(middle * length_s, length_s, shape))
            high = force > threshold_bw
            above, below = np.where(high, middle, above), np.where(high, below, middle)
        return self.start_s[stance] + above * length_s


def _steady_landing(step_s: Array, length_s: Array, shape: Array, impact_bw: Array) -> Array:
    """Return the landing speed over g of a run that repeats this step for ever with B = SKEW A."""
    weight = np.zeros((5, len(step_s)))
    _, end_v, end_z = kernels(np.full(len(step_s), 10.0), length_s, shape)
    impulse = end_v[0] + SKEW * end_v[1]
    weight[2] = impact_bw
    weight[0] = (step_s - impact_bw * end_v[2]) / impulse
    weight[1] = SKEW * weight[0]
    _, at_v, _ = kernels(step_s, length_s, shape)
    total_v, total_z = (weight * end_v).sum(0), (weight * end_z).sum(0)
    lever = total_z - (10.0 - step_s) * total_v  # integral of (T - t) F dt over the whole pulse
    lever += step_s * (total_v - (weight * at_v).sum(0))  # what comes after T counts at the start of the next step
    return (step_s * step_s / 2 - lever) / step_s
