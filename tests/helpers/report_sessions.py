"""Sessions for the tests of the report, and what a page says."""

import base64
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np

from made_sessions import made_session
from recoil.report.run import Run
from recoil.report.session_page import session_page
from recoil.session import STRIDE_TYPE, Session

STEP_US = 357_000
MEMORY = {
    "version": 1,
    "runs": [{"step_us": STEP_US, "contact_us": 240_000, "bounce_um": 80_000, "unsteadiness_bp": 180}] * 2,
    "sessions": {},
    "retentions": [],
}
FORM = {
    "tilt_cdeg": 850,
    "obliquity_cdeg": 700,
    "rotation_cdeg": 1590,
    "tilt_left_cdeg": 700,
    "tilt_right_cdeg": 700,
    "drop_left_cdeg": 270,
    "drop_right_cdeg": 310,
    "rotation_left_cdeg": 1200,
    "rotation_right_cdeg": 1200,
    "braking_left_mg": 90,
    "braking_right_mg": 120,
}
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"alert(1)\">\u2028\u2029\u202e'\"&<!--"


class Text(HTMLParser):
    """What a page says: `words` of its body, `data` of its charts, `tags` by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.data: list[dict[str, Any]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._within = ""
        self._kind: str | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._within, self._kind = tag, dict(attrs).get("type")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.words.append(data)
        elif self._kind == "application/json":
            self.data.append(json.loads(data))

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def values_of(packed: dict[str, Any]) -> np.ndarray:
    """Read a column as `columns.js` does."""
    kind = {16: "<i2", 32: "<i4", 64: "<f8"}[packed["bits"]]
    values = np.cumsum(np.frombuffer(base64.b64decode(packed["data"]), kind).astype(float)) / packed["scale"]
    for first, count in packed["gaps"]:
        values[first : first + count] = np.nan
    return values


def page_of(session: Session, memory: dict[str, Any] | None = None) -> str:
    return session_page(Run(session, memory)).html()


def full_run() -> Session:
    """Forty minutes with all there is: pauses, markers, a cue, lost samples, steps of an unknown foot."""
    session = made_session(
        2400, pauses=((600, 700), (1500, 1530)), markers=(400.0, 1000.0, 2000.0), masked=(900, 903), left_more_ms=2
    )
    events = np.append(session.events, np.array([(1_200_000, 8, 200)], dtype=session.events.dtype))
    steps = session.steps.copy()
    steps["side"][3000:3030] = 0
    return replace(session, steps=steps, events=np.sort(events, order="time_ms"))


def formed_run() -> Session:
    """The same by firmware that writes form too; the left drop grows in the last third."""
    session = full_run()
    assert session.header
    strides = np.zeros(len(session.steps) // 2, dtype=STRIDE_TYPE)
    strides["time_ms"] = session.steps["initial_contact_us"][: 2 * len(strides) : 2] // 1000
    strides["side"] = -1
    wave = (np.arange(len(strides)) * 7919 % 41) - 20  # spreads without a trend
    for name, value in FORM.items():
        strides[name] = value + wave * value // 200
    strides["drop_left_cdeg"][len(strides) * 2 // 3 :] += 150
    minutes = np.repeat(session.minutes[:1], 40)
    minutes["time_ms"] = 60_000 * np.arange(1, 41)
    for number, name in enumerate(name for name in minutes.dtype.names or () if name.endswith("_regularity_bp")):
        minutes[name] = 9900 - 300 * number
    minutes["step_variability_bp"], minutes["regularity_windows"], minutes["strides"] = 167, 20, 80
    return replace(session, header=replace(session.header, version=2), strides=strides, minutes=minutes)


def hostile_run() -> Session:
    """A run whose every text was written by somebody who means ill."""
    session = made_session(300, markers=(100.0,), masked=(200, 201))
    assert session.header
    return replace(
        session,
        name=HOSTILE,
        header=replace(session.header, clip_id=HOSTILE, firmware_version=HOSTILE),
        settings={"target": "bounce", "wearer_name": HOSTILE[:40], HOSTILE: [HOSTILE], "pulse_ms": {"a": []}},
        missing=(HOSTILE, "x" * 5000),
    )


def written(folder: Path, name: str, session: Session, memory: dict[str, Any] | None = None) -> Path:
    path = folder / f"{name}.html"
    path.write_text(page_of(session, memory), encoding="utf-8")
    return path
