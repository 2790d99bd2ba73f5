"""A gyroscope whose axes are not the accelerometer's turns a runner as nobody turns."""

import numpy as np
import pytest

from recoil.recording.reading import Recording
from recoil.recording.replay import replay
from recoil.simulation.runner import Runner, Simulation, Worn, simulate

SAID = "the gyroscope's axes are not the accelerometer's"


@pytest.fixture(scope="module")
def run() -> Simulation:
    return simulate(Runner(), Worn(), "stand 2, run 12, stand 2", 1)


def said_of(run: Simulation, axes: tuple[int, int, int] = (0, 1, 2), end_s: float = np.inf) -> tuple[list[str], int]:
    """Return what is said of the run if the gyroscope had those axes for its own, and how many steps there are."""
    kept = run.time_s < end_s
    found = replay(Recording.of("run", run.time_s[kept], run.acc_g[kept], run.gyr_dps[kept][:, axes]))
    return [warning for warning in found.summary["warnings"] if warning.startswith(SAID)], len(found.steps)


@pytest.mark.parametrize("worn", [Worn(), Worn(tilt_deg=10, yaw_deg=60), Worn(upside_down=True)])
def test_its_own_axes_are_right_however_it_is_worn(worn: Worn) -> None:
    said, steps = said_of(simulate(Runner(style=1.0, cadence_spm=185), worn, "stand 2, run 12", 2))
    assert said == [] and steps > 20


@pytest.mark.parametrize("axes", [(2, 1, 0), (0, 2, 1), (1, 2, 0), (2, 0, 1)])
def test_pitch_taken_for_another_axis(run: Simulation, axes: tuple[int, int, int]) -> None:
    said, _ = said_of(run, axes)
    assert len(said) == 1 and "pitch alternates between the feet" in said[0]


def test_a_few_steps_say_nothing(run: Simulation) -> None:
    said, steps = said_of(run, (2, 1, 0), end_s=7.0)
    assert said == [] and 8 < steps < 17


def test_roll_that_repeats(run: Simulation) -> None:
    said, _ = said_of(run, (2, 1, 2))
    assert len(said) == 1 and "roll is the same for both feet" in said[0]
