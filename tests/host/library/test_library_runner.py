"""One runner's sessions out of a large library: seen as they are now, without going through everybody's."""

import json
import shutil
from pathlib import Path

import pytest

from library_helpers import DAY_S, START_S, put, weeks_of
from recoil.bench.made_library import Made
from recoil.library import scan
from recoil.library.index import Library


def test_a_runners_sessions_are_seen_as_they_are_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    library = tmp_path / "library"
    weeks_of(library, "Ann", 3)
    weeks_of(library, "Ben", 3, clip="e660000000000002")
    with Library(library) as opened:
        assert len(opened.entries_of("ann")) == 3  # nothing is known yet: all of it is looked at
        looked: list[str] = []
        under = scan._under
        monkeypatch.setattr(scan, "_under", lambda folder, *rest: looked.append(folder) or under(folder, *rest))
        own = opened.entries_of("ANN")
        assert looked and not any("e660000000000002" in folder for folder in looked)
        assert [entry.runner for entry in own] == ["Ann"] * 3 and own == sorted(own, key=lambda one: one.start_s or 0)
        (library / own[0].path / "about.json").write_text(json.dumps({"format": 1, "runner": "Ann", "note": "new"}))
        shutil.rmtree(library / own[1].path)
        clip = own[0].path.split("/")[0]
        put(library, Made(clip=clip, number=9, start_s=START_S + 90 * DAY_S, seed=77), about={"runner": "Ann"})
        now = opened.entries_of("Ann")
        assert [entry.number for entry in now] == [1, 3, 9] and now[0].note == "new"
        assert len(opened.entries()) == 6  # Ben's are as they were
        shutil.rmtree(library / clip)
        assert opened.entries_of("Ann") == [] and len(opened.entries_of("Ben")) == 3
        assert opened.entries_of("Nobody") == []
