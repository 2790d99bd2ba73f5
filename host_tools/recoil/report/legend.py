"""Keys of a chart's legend: small drawings that look like what they stand for, also without colour."""

from collections.abc import Sequence

from .markup import Html, tag

MARKS = {
    "cue": ("cue", "M2 3h12l-6 9z"),
    "confirm": ("back in the band", "M2 8l4 4 8-9"),
    "marker": ("marker", "M4 14V2l9 3.5L4 9"),
    "event": ("event", "M8 2l6 6-6 6-6-6z"),
}
SPANS = {"pause": "pause", "gap": "samples lost", "stretch": "section"}
SHAPES = {"left": "M8 3l5.5 9h-11z", "right": "M8 3.5a4.5 4.5 0 1 0 .01 0z", "main": "M8 5a3 3 0 1 0 .01 0z"}


def drawing(*shapes: Html, wide: bool = False) -> Html:
    """Return a key's picture."""
    width = 28 if wide else 16
    return tag("svg", *shapes, viewBox=f"0 0 {width} 16", width=width, height=16, aria_hidden="true", class_="key")


def series_key(label: str, unit: str, role: str, style: str) -> Html:
    """Return a line, dots, or both, in the role's dash and shape."""
    shapes = []
    if style != "dots":
        shapes.append(tag("path", d="M1 8h26", class_=f"key-line role-{role}"))
    if style in ("dots", "both"):
        shape = SHAPES.get(role, SHAPES["main"])
        shapes.append(tag("path", d=shape, class_=f"key-dot role-{role}", transform="translate(6 0)"))
    return tag("li", drawing(*shapes, wide=True), f"{label} ({unit})" if unit else label)


def step_keys(steps: Sequence[tuple[str, str]]) -> list[Html]:
    """Return the keys of single steps."""
    return [
        tag(
            "li",
            drawing(tag("path", d=SHAPES.get(role, SHAPES["main"]), class_=f"key-dot role-{role}")),
            label,
            class_="screen-only",
        )
        for label, role in steps
    ]


def band_key(label: str, kind: str) -> Html:
    """Return an area with its edge."""
    area = tag("rect", x="1", y="3", width="26", height="10", class_=f"key-band band-{kind}")
    return tag("li", drawing(area, wide=True), label)


def mark_keys(marks: Sequence[str], spans: Sequence[str]) -> list[Html]:
    """Return a key for each kind that there is."""
    keys = [
        tag("li", drawing(tag("path", d=path, class_=f"key-mark mark-{kind}")), name)
        for kind, (name, path) in MARKS.items()
        if kind in marks
    ]
    return keys + [
        tag("li", drawing(tag("rect", x="1", y="1", width="14", height="14", class_=f"key-span span-{kind}")), name)
        for kind, name in SPANS.items()
        if kind in spans and kind != "stretch"
    ]
