"""Whether the gyroscope's axes are the accelerometer's: what repeats with every step and what alternates goes together.

Each step drives a runner's pelvis ahead in the same way and to the other side. About the axis to the side it turns in
the same way with every step (pitch); about the axis ahead (roll) it turns the other way. Where pitch alternates or roll
repeats, the rates are those of other axes.
"""

from collections.abc import Iterator

import numpy as np

from recoil.recording.mount import Mount
from recoil.recording.reading import Recording

FEWEST_PAIRS = 16
MOST_STEPS = 600
PARTS = 24  # of a step
NEXT_S = 0.02  # a step begins where the one before ends, within this
PITCH_ALTERNATES, ROLL_REPEATS = -0.05, 0.05
"""How like the next step's a step's rate is. Of 72 recorded runs with enough steps, computed from markers or of a real
sensor at the belt, plain, worn, beside the spine and turned, pitch is at 0.25 at least and roll at -0.33 at most."""


def turning_warnings(recording: Recording, mount: Mount, steps: np.ndarray) -> Iterator[str]:
    """Say of a gyroscope that it turns a runner as nobody turns.

    Args:
        recording: With a gyroscope that is believed.
        mount: How the sensor sat.
        steps: Its steps, as `replay` has them.
    """
    pitch, roll = likeness_of(recording, mount, steps)
    if pitch < PITCH_ALTERNATES or roll > ROLL_REPEATS:
        what = "pitch alternates between the feet" if pitch < PITCH_ALTERNATES else "roll is the same for both feet"
        yield (
            f"the gyroscope's axes are not the accelerometer's: {what}, as no runner's does. Is an axis named "
            "differently? Contact, flight, bounce, sides and the pelvis rest on both"
        )


def likeness_of(recording: Recording, mount: Mount, steps: np.ndarray) -> tuple[float, float]:
    """Return how like the next step's a step's pitch rate is, and its roll rate: from -1 to 1, NaN of too few steps."""
    steps = steps[:MOST_STEPS]
    ends_s = steps["initial_contact_s"] + steps["step_ms"] / 1000
    pairs = np.flatnonzero(np.abs(ends_s[:-1] - steps["initial_contact_s"][1:]) < NEXT_S)
    if recording.gyr_dps is None or len(pairs) < FEWEST_PAIRS:
        return float("nan"), float("nan")
    time_s = steps["initial_contact_s"][:, None] + steps["step_ms"][:, None] / 1000 * (np.arange(PARTS) + 0.5) / PARTS
    first, end = np.searchsorted(recording.time_s, (time_s[0, 0] - 1.0, time_s[-1, -1] + 1.0))

    def waves(values: np.ndarray) -> np.ndarray:
        body = mount.to_body(np.asarray(values[first:end], dtype=float))
        found = [np.interp(time_s, recording.time_s[first:end], axis) for axis in body.T]
        return np.stack(found, axis=-1)

    acc, rates = waves(recording.acc_g), waves(recording.gyr_dps)
    recording.let_go()
    up = acc.mean(axis=(0, 1))
    up = up / max(float(np.linalg.norm(up)), 1e-9)
    right = np.cross((1.0, 0.0, 0.0), up)
    right = right / max(float(np.linalg.norm(right)), 1e-9)
    level = np.stack((np.cross(up, right), right), axis=1)

    def products(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return sums of products, ahead and to the right (2 x 2): of one step and the next, and of both themselves."""
        wave = values @ level
        wave = wave - wave.mean(axis=1, keepdims=True)
        one, other = wave[pairs].reshape(-1, 2), wave[pairs + 1].reshape(-1, 2)
        return one.T @ other + other.T @ one, one.T @ one + other.T @ other

    pushed, _ = products(acc)
    yaw = 0.5 * np.arctan2(2 * pushed[0, 1], pushed[0, 0] - pushed[1, 1])
    ahead, aside = np.array([np.cos(yaw), np.sin(yaw)]), np.array([-np.sin(yaw), np.cos(yaw)])
    turned, turning = products(rates)
    pitch, roll = (float(axis @ turned @ axis) / max(float(axis @ turning @ axis), 1e-9) for axis in (aside, ahead))
    return pitch, roll
