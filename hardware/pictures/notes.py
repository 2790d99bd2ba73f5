"""What is drawn over a picture: labels with leaders, cables, arrows."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .render import View

Point = tuple[float, float, float]
Label = tuple[str, Point, tuple[float, float]]
"""Text, the spot it means (mm), where the text stands (parts of width and height, from the top left)."""

_INK = (30, 34, 40)
_SIZE = 21


def label(picture: Image.Image, view: View, labels: Sequence[Label]) -> None:
    """Write labels, each with a line to its spot."""
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(_SIZE)
    for text, spot, (across, down) in labels:
        x, y = across * picture.width, down * picture.height
        to = view.project(np.array(spot))[0]
        box = pen.multiline_textbbox((x, y), text, font=font, anchor="lm")
        start = (
            box[2] + 5 if to[0] > box[2] else box[0] - 5 if to[0] < box[0] else (box[0] + box[2]) / 2,
            (box[1] + box[3]) / 2,
        )
        if box[0] <= to[0] <= box[2]:
            start = (start[0], box[3] + 4 if to[1] > box[3] else box[1] - 4)
        pen.line([start, (to[0], to[1])], fill=_INK, width=2)
        pen.ellipse([to[0] - 5, to[1] - 5, to[0] + 5, to[1] + 5], fill=(255, 255, 255), outline=_INK, width=2)
        pen.multiline_text((x, y), text, font=font, fill=_INK, anchor="lm")


def cable(picture: Image.Image, view: View, points: Sequence[Point], colours: Sequence[str], width: int = 4) -> None:
    """Draw wires side by side along a smooth line through points."""
    pen = ImageDraw.Draw(picture)
    line = view.project(_smooth(np.array(points, dtype=float)))[:, :2]
    along = np.gradient(line, axis=0)
    across = np.column_stack([-along[:, 1], along[:, 0]]) / np.maximum(
        np.linalg.norm(along, axis=1, keepdims=True), 1e-9
    )
    for number, colour in enumerate(colours):
        moved = line + across * (number - (len(colours) - 1) / 2) * width
        pen.line([tuple(point) for point in moved], fill=colour, width=width, joint="curve")


def arrow(picture: Image.Image, view: View, start: Point, end: Point, text: str, colour: str) -> None:
    """An arrow in space, with a word at its head."""
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(_SIZE + 2)
    a, b = view.project(np.array([start, end], dtype=float))[:, :2]
    pen.line([tuple(a), tuple(b)], fill=colour, width=5)
    way = (b - a) / max(float(np.linalg.norm(b - a)), 1e-9)
    side = np.array([-way[1], way[0]])
    pen.polygon([tuple(b + way * 14), tuple(b + side * 9), tuple(b - side * 9)], fill=colour)
    at = b + way * 24
    anchor = "lm" if way[0] > 0.5 else "rm" if way[0] < -0.5 else ("mb" if way[1] < 0 else "mt")
    pen.text(tuple(at), text, font=font, fill=colour, anchor=anchor)


def _smooth(points: np.ndarray, steps: int = 16) -> np.ndarray:
    """Catmull and Rom's spline."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate([*pieces, points[-1:]])
