"""The axis map between sensor and body."""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoil.common.errors import MountError
from recoil.recording.guess_mount import guess_mount
from recoil.recording.mount import Mount
from recoil.recording.reading import Recording
from recoil.simulation.runner.runner import Runner
from recoil.simulation.runner.session import simulate
from recoil.simulation.runner.worn import Worn


def every_mount() -> list[Mount]:
    found = []
    for axes, signs in product(permutations(range(3)), product((1, -1), repeat=3)):
        try:
            found.append(Mount(axes, signs))
        except MountError:
            continue
    return found


mounts = st.sampled_from(every_mount())
vectors = st.lists(st.floats(-16, 16), min_size=3, max_size=3).map(np.array)


def test_exactly_the_24_rotations_are_mounts():
    assert len(set(every_mount())) == 24


@given(mounts)
def test_text_round_trip(mount: Mount):
    assert Mount.parse(str(mount)) == mount


@given(mounts, vectors)
def test_inverse_undoes(mount: Mount, vector: np.ndarray):
    np.testing.assert_array_equal(mount.inverse.to_body(mount.to_body(vector)), vector)


@given(mounts, vectors, vectors)
def test_cross_products_turn_along(mount: Mount, a: np.ndarray, b: np.ndarray):
    """What makes one map right for accelerations and for rotation rates."""
    turned = np.cross(mount.to_body(a), mount.to_body(b))
    np.testing.assert_allclose(mount.to_body(np.cross(a, b)), turned, atol=1e-9)


def test_body_axis_is_the_named_sensor_axis():
    body = Mount.parse("x=+z,y=-y,z=+x").to_body(np.array([1.0, 2.0, 3.0]))
    assert body.tolist() == [3.0, -2.0, 1.0]


@pytest.mark.parametrize("text", ["x=z,y=-y,z=x", " X = +Z , Y=-Y,z=+x ", "z=+x,x=+z,y=-y"])
def test_spelling_is_forgiven(text: str):
    assert str(Mount.parse(text)) == "x=+z,y=-y,z=+x"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "write all three, e.g. x=+z,y=-y,z=+x"),
        ("x=+z", "body axes y and z are missing"),
        ("x=+z,y=-y,z=+q", "'z=+q' is not an axis"),
        ("x=+z,y=-y,z=+x,", "'' is not an axis"),
        ("x=+z,x=-y,z=+x", "body axis x is given twice"),
        ("x=+z,y=-z,z=+x", "sensor axis z is used twice"),
        ("x=+x,y=+y,z=-z", "left-handed"),
        ("x=+x,y=+y,z=-z", "perhaps x=+x,y=+y,z=+z"),
    ],
)
def test_mistakes_are_explained(text: str, complaint: str):
    with pytest.raises(MountError) as caught:
        Mount.parse(text)
    assert complaint in str(caught.value)


def run_of(seconds: float, tilt_deg: float = 8.0) -> Recording:
    made = simulate(Runner(), Worn(tilt_deg=tilt_deg), f"run {seconds:g}", seed=3)
    return Recording.of("run", made.time_s, made.acc_g, made.gyr_dps)


def test_a_mount_is_guessed_from_running():
    recording = run_of(30)
    for mount in every_mount():
        turned = replace(recording, acc_g=mount.inverse.to_body(recording.acc_g))
        guess = guess_mount(turned)
        assert guess.mount == mount
        assert guess.why.startswith(f"mount guessed: {mount}, since ")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda run: replace(run, acc_g=run.acc_g * 0.2 + [0, 0.8, 0]), "less than 10 s of running"),
        (lambda run: replace(run, acc_g=turned_by(run.acc_g, (0, 1), 40)), r"tilted by \d+ degrees from its \+y axis"),
        (lambda run: replace(run, acc_g=turned_by(run.acc_g, (0, 2), 45)), "neither of its level axes is clearly"),
        (lambda run: replace(run, acc_g=run.acc_g * [0, 1, 1]), "level axes|does not show|no even steps"),
    ],
)
def test_what_cannot_be_told_is_refused(change: Callable[[Recording], Recording], complaint: str):
    with pytest.raises(
        MountError, match=rf"^run: how the sensor sat cannot be told: .*({complaint}).*; say it with --mount$"
    ):
        guess_mount(change(run_of(20, 0.0)))


def turned_by(vectors: np.ndarray, plane: tuple[int, int], degrees: float) -> np.ndarray:
    one, other = plane
    matrix = np.eye(3)
    matrix[[one, other], [one, other]] = np.cos(np.radians(degrees))
    matrix[one, other], matrix[other, one] = -np.sin(np.radians(degrees)), np.sin(np.radians(degrees))
    return vectors @ matrix.T
