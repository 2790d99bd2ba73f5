"""Sessions that earlier firmware wrote are read as ever: the files of all formats, by their own writers.

`data/sessions/format-1` was written by the last firmware with format 1, `format-2` by that of Recoil 0.1 (`run` by its
app on a virtual clip); beside each is what the reader of 0.1 found in it. `format-3` is 0.2.0's, with its own reader;
`eventful` has all that the format knows.
"""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from recoil.session import open_session
from recoil_clip.spec import validity

SESSIONS = Path(__file__).resolve().parents[2] / "data" / "sessions"
FOUND = sorted(SESSIONS.glob("*/*.json"))


def test_there_are_all_formats() -> None:
    assert [f"{path.parent.name}/{path.stem}" for path in FOUND] == [
        "format-1/bare",
        "format-1/eventful",
        "format-1/plain",
        "format-1/raw",
        "format-2/bare",
        "format-2/eventful",
        "format-2/plain",
        "format-2/raw",
        "format-2/run",
        "format-3/bare",
        "format-3/eventful",
        "format-3/plain",
        "format-3/raw",
        "format-3/run",
    ]


@pytest.mark.parametrize("path", FOUND, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_session_is_read_as_when_it_was_written(path: Path) -> None:
    """More columns may have come since; those that were there are the same."""
    known = json.loads(path.read_text())
    session = open_session(path.with_suffix(""))
    assert session.header is not None and session.header.version == int(path.parent.name[-1])
    assert {name: getattr(session.header, name) for name in known["header"]} == known["header"]
    assert session.settings == known["settings"]
    assert (len(session.missing), session.ended) == (known["things_missing"], known["ended"])
    for table in ("steps", "events", "minutes", "strides"):
        found = getattr(session, table)
        assert {name: found[name].tolist() for name in known[table]} == known[table], table
    raw = [
        (run.first, len(run.counts), sha256(np.asarray(run.counts).astype("<i2").tobytes()).hexdigest())
        for run in session.raw.runs
    ]
    assert raw == [(run["first"], run["samples"], run["sha256"]) for run in known["raw"]]


def test_they_say_something() -> None:
    """The files themselves are not empty: a few numbers, written out."""
    old, run = open_session(SESSIONS / "format-1" / "eventful"), open_session(SESSIONS / "format-2" / "run")
    assert old.header is not None and old.header.clip_id == "another" and len(old.events) == 28
    assert len(run.steps) == 123 and len(run.strides) == 58 and len(run.minutes) == 1
    assert run.steps["side"].tolist()[-1] in (-1, 1)
    new = open_session(SESSIONS / "format-3" / "eventful")
    assert new.header is not None and new.header.runner_id == "Änne 7"
    assert (new.header.gait_revision, new.header.dead_axes) == (2, 8)
    assert new.steps["speed_mm_s"].tolist() == [0, 3100, 0] and new.minutes["speed_mm_s"].tolist() == [0, 3100, 0]
    assert set(new.withheld) == {validity.TILT, validity.SIDE, validity.OBLIQUITY, validity.ROTATION}, "axes are dead"
    assert new.minutes["withheld"].tolist() == [0x10_0000_0000, 0x10_0002_0000, 0x10_0000_0000]
    assert new.events.tolist()[-5:-2] == [(122900, 18, 0x0109), (122900, 18, 4), (132300, 8, 1800)]
