"""`recoil download` into the library."""

import json
from pathlib import Path

import pytest

from clip_at_cable import recoil, recorded_sessions, switched_on
from library_helpers import entries
from recoil.simulation.clip.engine import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")


def test_sessions_come_into_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    library = tmp_path / "library"
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(library))
    monkeypatch.delenv("RECOIL_SESSIONS", raising=False)
    files = recorded_sessions(tmp_path, 2)
    with switched_on(tmp_path / "clip", files) as cable:
        first = recoil("download", "1", "--pain-before", 1, "--pain-after", 2, "--port", cable.port)
        assert first.exit_code == 0, first.output
        second = recoil("download", "--port", cable.port)
    assert "did it hurt? recoil library pain 2 --before" in second.stdout
    assert "did it hurt?" not in first.stdout
    found = entries(library)
    assert [(entry.number, entry.pain_before, entry.pain_after) for entry in found] == [(1, 1, 2), (2, None, None)]
    assert all(entry.steps for entry in found)
    shown = json.loads(recoil("show", "last", "--json").stdout)
    assert shown["session"] == found[-1].name
