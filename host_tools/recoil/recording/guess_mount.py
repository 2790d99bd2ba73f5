"""How a sensor sat, told from running: what points up, what is the same on both feet, and what lifts with the push.

A sensor feels 1 g upward on average. Level, the fore-aft acceleration of both feet's steps is the same, the sideways
one is the other way round on the other foot: held against itself one step later the first repeats itself, the second
turns about. The foot that drives the pelvis ahead lifts it too, so forward is where acceleration goes with height.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from recoil.common.errors import MountError, one_line
from recoil.recording.mount import AXES, Mount
from recoil.recording.reading import Recording
from recoil.recording.replay import Progress, Replay, replay
from recoil.recording.spool import blocks, let_go

GUESSED = "mount guessed"
CANNOT = "how the sensor sat cannot be told"
WINDOW_S = 5.0
ENOUGH_S, MOST_S = 10.0, 300.0
LIVELY_G = 0.5
"""Of the length of the acceleration, its standard deviation: less, and nobody runs; a brisk walk has 0.3 to 0.45."""
STEP_S = (0.25, 0.5)
REPEATS = 0.5
"""So much of the vertical is the same one step later, or it is no running."""
LARGEST_TILT_DEG = 35.0
LARGEST_TURN_DEG = 30.0
LEAST_CONTRAST = 0.15
"""Between the shares of the two level axes that are the same on both feet."""
GOES_WITH_HEIGHT = 0.08
"""Correlation of forward acceleration and height."""


@dataclass(frozen=True)
class Guess:
    """How the sensor sat, and why, in a sentence."""

    mount: Mount
    why: str


def guess_mount(recording: Recording) -> Guess:
    """Find how the sensor sat.

    Args:
        recording: At least 10 s of running in it, in the sensor's own axes.

    Returns:
        The axis map, and one sentence that says what it is and what it was told from.

    Raises:
        MountError: It cannot be told: nobody runs, or the sensor was tilted or turned by too much between two axes.
    """
    try:
        return _guess(recording)
    except MountError as error:
        raise MountError(f"{one_line(recording.name)}: {CANNOT}: {error}; say it with --mount") from None


def replay_guessed(recording: Recording, progress: Progress | None = None) -> Replay:
    """Find how the sensor sat and replay the recording so; its first note says what was guessed and why.

    Args:
        recording: As for `guess_mount`.
        progress: Told how many samples are done, and of how many.

    Returns:
        What `replay` returns.

    Raises:
        MountError: It cannot be told, or the gait core finds nobody running: brisk walkers swing like runners.
    """
    guess = guess_mount(recording)
    found = replay(replace(recording, notes=(guess.why, *recording.notes)), guess.mount, progress)
    if not len(found.steps):
        raise MountError(f"{one_line(recording.name)}: {CANNOT}: nobody runs in it; say it with --mount")
    return found


def _guess(recording: Recording) -> Guess:
    windows = list(_running(recording))
    if len(windows) * WINDOW_S < ENOUGH_S:
        raise MountError(f"there are less than {ENOUGH_S:g} s of running in it")
    up = np.mean([window.mean(axis=0) for window in windows], axis=0)
    up /= np.sqrt(np.square(up).sum())
    main = int(np.argmax(np.abs(up)))
    tilt_deg = float(np.degrees(np.arccos(abs(up[main]))))
    if tilt_deg > LARGEST_TILT_DEG:
        raise MountError(f"it was tilted by {tilt_deg:.0f} degrees from its {_signed(up, main)} axis")
    first, second = (axis for axis in range(3) if axis != main)
    level = np.zeros((2, 3))
    level[[0, 1], [first, second]] = 1.0
    level -= np.outer(level @ up, up)
    same, turned = np.zeros((2, 2)), np.zeros((2, 2))
    with_height, powers, height = np.zeros(2), np.zeros(2), 0.0
    for window in windows:
        vertical = window @ up
        across = (window - window.mean(axis=0)) @ level.T
        step = _step(vertical - vertical.mean(), recording.rate_hz)
        if step is None:
            continue
        now, later = across[:-step], across[step:]
        same += np.cov((now + later).T)
        turned += np.cov((now - later).T)
        rise = _rise(vertical, recording.rate_hz)
        inner = slice(step, -step)
        with_height += (across[inner] * rise[inner, None]).sum(axis=0)
        powers += np.square(across[inner]).sum(axis=0)
        height += float(np.square(rise[inner]).sum())
    if not height or not powers.all():
        raise MountError("there are no even steps in it")
    angle_deg, contrast = _fore_aft(same, turned)
    chosen = 0 if abs(angle_deg) < 45 else 1
    off_deg = abs(angle_deg) if chosen == 0 else 90 - abs(angle_deg)
    if contrast < LEAST_CONTRAST or off_deg > LARGEST_TURN_DEG:
        raise MountError("neither of its level axes is clearly the one along which both feet do the same")
    ahead = float(with_height[chosen] / np.sqrt(powers[chosen] * height))
    if abs(ahead) < GOES_WITH_HEIGHT:
        raise MountError("which way along it is ahead does not show: acceleration does not go with height")
    forward = (first, second)[chosen]
    mount = _mount(forward, 1 if ahead > 0 else -1, main, 1 if up[main] > 0 else -1)
    why = (
        f"{GUESSED}: {mount}, since {_signed(up, main)} points up within {tilt_deg:.0f} degrees, both feet do the "
        f"same along {AXES[forward]}, and what goes with height ({abs(ahead):.2f}) is ahead (--mount {mount} says it)"
    )
    return Guess(mount, why)


def _signed(vector: np.ndarray, axis: int) -> str:
    return f"{'-' if vector[axis] < 0 else '+'}{AXES[axis]}"


def _running(recording: Recording) -> Iterator[np.ndarray]:
    """Yield lively windows, in g, until there are enough."""
    size, left = round(WINDOW_S * recording.rate_hz), int(MOST_S / WINDOW_S)
    for part in blocks(len(recording.time_s) // size * size, size):
        for window in np.array(recording.acc_g[part]).reshape(-1, size, 3):
            if left and np.sqrt(np.square(window).sum(axis=1)).std() > LIVELY_G:
                left -= 1
                yield window
        let_go(recording.acc_g)
        if not left:
            return


def _step(vertical: np.ndarray, rate_hz: float) -> int | None:
    """Return after how many samples the vertical repeats itself; None if it does not."""
    shortest, longest = (round(limit * rate_hz) for limit in STEP_S)
    power = float(np.square(vertical).sum())
    count = len(vertical)
    like = [float((vertical[lag:] * vertical[:-lag]).sum()) / (count - lag) for lag in range(shortest, longest + 1)]
    best = int(np.argmax(like))
    is_peak = 0 < best < len(like) - 1
    return shortest + best if is_peak and like[best] * count > REPEATS * power else None


def _rise(vertical: np.ndarray, rate_hz: float) -> np.ndarray:
    """Return the vertical's integral without its drift over 1 s: it goes as the pelvis' upward speed does."""
    summed = np.cumsum(vertical - vertical.mean())
    window = max(round(rate_hz), 3)
    return summed - np.convolve(summed, np.ones(window) / window, mode="same")


def _fore_aft(same: np.ndarray, turned: np.ndarray) -> tuple[float, float]:
    """Return the angle from the first level axis, -90 to 90 degrees, at which most is the same on both feet.

    And by how much the share that is the same is larger there than across.
    """
    angles = np.radians(np.arange(-90, 90, 1.0))
    ways = np.stack((np.cos(angles), np.sin(angles)))
    alike, other = (np.einsum("ia,ij,ja->a", ways, one, ways) for one in (same, turned))
    share = alike / (alike + other)
    best = int(np.argmax(share))
    return float(np.degrees(angles[best])), float(share[best] - share[(best + 90) % 180])


def _mount(forward: int, ahead: int, main: int, up: int) -> Mount:
    """Return the right-handed map with these two axes; the third is to the right."""
    right = 3 - forward - main
    axes = (forward, main, right)
    signs = (ahead, up, 1)
    turned = np.zeros((3, 3))
    turned[range(3), axes] = signs
    return Mount(axes, (ahead, up, 1 if np.linalg.det(turned) > 0 else -1))
