"""Killed in mid-write, at any moment, and two at work at once: no session and no word about one is lost."""

import contextlib
import json
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from library_helpers import entries, weeks_of
from recoil.library.annotations import read_annotations
from recoil.library.bin import BIN, binned, put_session, put_words, restore
from recoil.library.index import Library
from recoil.library.keeping import read_backup, write_backup
from recoil.library.scan import UNFINISHED

KILLS = 12
SEED = 5


def at_work(library: Path, backup: Path, seed: int) -> None:
    """Say things about sessions, bin them, put them back, bring a backup in, for ever."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        with Library(library) as opened:
            opened.refresh()
            found = opened.entries()
            if found:
                entry = chance.choice(found)
                put_words(opened, entry)
                opened.edit(entry, lambda about, number=number: setattr(about, "note", f"note {number} " + "x" * 500))
                put_session(opened, entry)
            sessions = [one for one in binned(library) if not one.is_words]
            if sessions:
                restore(opened, sessions[0].key)
            if number % 5 == 0:
                read_backup(opened, backup)


def segments(folder: Path) -> dict[str, bytes]:
    """Return them by where they are; a copy that was not finished is none, and is never listed."""
    found = (path for path in folder.rglob("*.seg") if not path.parent.name.endswith(UNFINISHED))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    library, backup = tmp_path / "library", tmp_path / "backup.zip"
    weeks_of(library, sessions=4)
    before = segments(library)
    with Library(library) as opened:
        write_backup(opened, backup)
    chance = random.Random(SEED)
    for kill in range(KILLS):
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                at_work(library, backup, kill)
            os._exit(0)
        time.sleep(chance.uniform(0.02, 0.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        now = segments(library)
        for name, data in before.items():
            places = [data for path, data in now.items() if path == name or path.endswith(f"/{name}")]
            assert data in places, f"{name} is neither in its place nor in the bin"
        for path in library.rglob("about.json"):
            assert json.loads(path.read_text())["format"] == 1
    with Library(library) as opened:
        opened.refresh()
        for one in binned(library):
            if not one.is_words and not (library / one.path).exists():
                restore(opened, one.key)
    assert {name: data for name, data in segments(library).items() if not name.startswith(BIN)} == before
    assert all(not read_annotations(library / entry.path).problems for entry in entries(library))


def test_two_at_once_both_have_their_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As two coaches, or the page and the command line: one tags, the other says who ran."""
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    weeks_of(tmp_path / "library", sessions=5)
    paths = [entry.path for entry in entries(tmp_path / "library")]
    failed: list[BaseException] = []

    def say(name: str, value: object) -> None:
        try:
            with Library(tmp_path / "library") as opened:
                opened.refresh()
                by_path = {entry.path: entry for entry in opened.entries()}
                for path in paths:
                    opened.edit(by_path[path], lambda about: setattr(about, name, value))
        except BaseException as error:
            failed.append(error)

    both = [threading.Thread(target=say, args=one) for one in (("note", "new shoes"), ("pain_after", 3))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)
    assert not failed
    said = [read_annotations(tmp_path / "library" / path) for path in paths]
    assert [(about.note, about.pain_after) for about in said] == [("new shoes", 3)] * 5
