"""The pictures: every one that the texts show is one that is drawn. Skips without the CAD packages."""

import numpy as np
import pytest

from hardware_folder import FOLDER, cad

album = cad("hardware.pictures.album")
render = cad("hardware.pictures.render")
pytestmark = pytest.mark.xdist_group("cad")

SHOWN = {
    part.split(")")[0]
    for page in ("README.md", "ASSEMBLY.md")
    for part in (FOLDER / page).read_text().split("](pictures/")[1:]
}


def test_every_picture_shown_is_drawn() -> None:
    assert {name for name in SHOWN if name.endswith(".png")} <= {f"{name}.png" for name in album.PICTURES}


def test_every_picture_is_there() -> None:
    assert {path.stem for path in (FOLDER / "pictures").glob("*.png")} == set(album.PICTURES)


def square(z: float, colour: tuple[int, int, int], glass: bool = False):
    corners = np.array([[-1, -1, z], [1, -1, z], [1, 1, z], [-1, 1, z]], dtype=float)
    return render.Body(corners, np.array([[0, 1, 2], [0, 2, 3]]), [], colour, glass)


@pytest.mark.parametrize("order", [1, -1])
def test_the_nearer_body_hides_the_other(order: int) -> None:
    bodies = [square(0, (200, 0, 0)), square(1, (0, 200, 0))][::order]
    view = render.View((0, 0, 1), size_px=(60, 60)).fit(bodies, 10)
    middle = render.draw(bodies, view).getpixel((30, 30))
    assert middle[1] > 100 > middle[0]


def test_glass_lets_the_other_through() -> None:
    bodies = [square(0, (200, 0, 0)), square(1, (0, 200, 0), glass=True)]
    view = render.View((0, 0, 1), size_px=(60, 60)).fit(bodies, 10)
    red, green, _ = render.draw(bodies, view).getpixel((30, 30))
    assert red > 60
    assert green > 10


def test_up_is_up_and_right_is_right() -> None:
    view = render.View((0, 0, 1), size_px=(100, 100), zoom=10)
    right, up = view.project(np.array([[1.0, 0, 0], [0, 1.0, 0]]))
    assert right[0] > 50
    assert up[1] < 50
