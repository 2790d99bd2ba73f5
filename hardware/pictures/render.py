"""A small renderer: flat shading with a depth buffer, and the edges of the solids as lines."""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image

Array = np.ndarray
_BACK = 255
_EDGE = np.array([38, 42, 48], dtype=np.float64)
_SUN = np.array([-0.35, 0.55, 0.76])


@dataclass
class Body:
    """A mesh (vertices in mm, triangles), lines along its edges, a colour, and how much of what is behind shows."""

    vertices: Array
    triangles: Array
    edges: list[Array]
    colour: tuple[int, int, int]
    glass: bool = False


@dataclass
class View:
    """From where: `towards` the eye, `up` on the paper; `zoom` in pixels per mm, filled by `fit`."""

    towards: tuple[float, float, float]
    up: tuple[float, float, float] = (0.0, 1.0, 0.0)
    size_px: tuple[int, int] = (1100, 800)
    zoom: float = 0.0
    shift: Array = field(default_factory=lambda: np.zeros(2))

    def axes(self) -> Array:
        """Rows: right, up and towards the eye."""
        towards = np.array(self.towards, dtype=float)
        towards /= np.linalg.norm(towards)
        right = np.cross(np.array(self.up, dtype=float), towards)
        right /= np.linalg.norm(right)
        return np.array([right, np.cross(towards, right), towards])

    def fit(self, bodies: list[Body], margin_px: int = 110) -> "View":
        """Choose zoom and shift so that everything is in the picture."""
        points = np.concatenate([body.vertices for body in bodies]) @ self.axes().T
        low, high = points[:, :2].min(0), points[:, :2].max(0)
        room = np.array(self.size_px) - 2 * margin_px
        self.zoom = float(np.min(room / np.maximum(high - low, 1e-6)))
        self.shift = (low + high) / 2
        return self

    def project(self, points: Array) -> Array:
        """Points in pixels, with depth (larger is nearer) as the third column."""
        turned = np.atleast_2d(points) @ self.axes().T
        flat = (turned[:, :2] - self.shift) * self.zoom
        middle = np.array(self.size_px) / 2
        return np.column_stack([middle[0] + flat[:, 0], middle[1] - flat[:, 1], turned[:, 2]])


def draw(bodies: list[Body], view: View, finer: int = 2) -> Image.Image:
    """Return the picture; `finer` pixels are averaged to one."""
    fine = View(
        view.towards, view.up, (view.size_px[0] * finer, view.size_px[1] * finer), view.zoom * finer, view.shift
    )
    width, height = fine.size_px
    colour = np.full((height, width, 3), _BACK, dtype=np.float64)
    depth = np.full((height, width), -1e9)
    sun = _SUN / np.linalg.norm(_SUN)
    for glass in (False, True):
        for body in (body for body in bodies if body.glass == glass):
            _fill(body, fine, colour, depth, sun)
    for body in bodies:
        _lines(body, fine, colour, depth, finer)
    shown = colour.reshape(height // finer, finer, width // finer, finer, 3).mean((1, 3))
    return Image.fromarray(shown.round().astype(np.uint8))


def _fill(body: Body, view: View, colour: Array, depth: Array, sun: Array) -> None:
    corners = view.project(body.vertices)[body.triangles]
    turned = (body.vertices @ view.axes().T)[body.triangles]
    normals = np.cross(turned[:, 1] - turned[:, 0], turned[:, 2] - turned[:, 0])
    lengths = np.linalg.norm(normals, axis=1)
    height, width = depth.shape
    for triangle, normal, length in zip(corners, normals, lengths, strict=True):
        if length == 0 or normal[2] <= 0:
            continue
        shade = 0.5 + 0.5 * max(float(normal @ sun) / length, 0.0)
        x0, y0 = np.maximum(np.floor(triangle[:, :2].min(0)).astype(int), 0)
        x1, y1 = np.ceil(triangle[:, :2].max(0)).astype(int) + 1
        x1, y1 = min(x1, width), min(y1, height)
        if x0 >= x1 or y0 >= y1:
            continue
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = triangle
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if abs(area) < 1e-9:
            continue
        ys, xs = np.mgrid[y0:y1, x0:x1]
        xs, ys = xs + 0.5, ys + 0.5
        u = ((bx - xs) * (cy - ys) - (cx - xs) * (by - ys)) / area
        v = ((cx - xs) * (ay - ys) - (ax - xs) * (cy - ys)) / area
        w = 1 - u - v
        z = u * az + v * bz + w * cz
        window = depth[y0:y1, x0:x1]
        hit = (u >= -1e-9) & (v >= -1e-9) & (w >= -1e-9) & (z > window)
        if body.glass:
            paint = colour[y0:y1, x0:x1]
            paint[hit] = 0.72 * paint[hit] + 0.28 * shade * np.array(body.colour)
        else:
            window[hit] = z[hit]
            colour[y0:y1, x0:x1][hit] = shade * np.array(body.colour)


def _lines(body: Body, view: View, colour: Array, depth: Array, finer: int) -> None:
    height, width = depth.shape
    strength = 0.35 if body.glass else 0.8
    for edge in body.edges:
        line = view.project(edge)
        steps = np.maximum(np.abs(np.diff(line[:, :2], axis=0)).max(1).astype(int) + 1, 1)
        points = [
            start + (end - start) * np.linspace(0, 1, n + 1)[:, None]
            for start, end, n in zip(line[:-1], line[1:], steps, strict=True)
        ]
        for x, y, z in np.concatenate(points) if points else ():
            column, row = int(x), int(y)
            if 1 <= column < width - 1 and 1 <= row < height - 1:
                if z + 0.25 < depth[row, column]:
                    continue
                half = finer // 2
                patch = (
                    colour[row - half + 1 : row + half, column - half + 1 : column + half]
                    if half > 1
                    else colour[row : row + 1, column : column + 1]
                )
                patch[:] = (1 - strength) * patch + strength * _EDGE
