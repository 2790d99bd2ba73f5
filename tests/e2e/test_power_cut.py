"""The power goes in the middle of any write to the flash: what was saved stays, and the clip starts again."""

import json
from pathlib import Path

import numpy as np
import pytest

from cut_flash import extract, spoil
from recoil.session import SessionError, open_session
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.runner import Runner, Worn, simulate

pytestmark = pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")
MOST_LOST_S = 10.0
SAVER = """
from recoil_clip.settings.settings import load, save
settings = load("/settings.json")
settings.set("clip_name", "after")
save(settings, "/settings.json")
"""
LOADER = """
from recoil_clip.settings.settings import load
settings = load("/settings.json")
print(settings.clip_name, settings.cue_interval_s, len(settings.problems))
"""


def test_settings_are_the_old_ones_or_the_new_ones(tmp_path: Path) -> None:
    clip = VirtualClip(tmp_path / "clip", flash_kb=1024)
    clip.flash()
    clip.put({"/main.py": SAVER, "/settings.json": json.dumps({"clip_name": "before", "cue_interval_s": 45})})
    clip.run(3, journal=True)
    journal = clip.journal()
    seen = []
    for done in range(len(journal) + 1):
        for torn_bytes in (0, 100):
            after = spoil(tmp_path / "after", journal.image(done, torn_bytes))
            after.put({"/main.py": LOADER})
            (line,) = after.run(3).console.splitlines()
            seen.append(line)
    assert set(seen) == {"before 45 0", "after 45 0"}
    assert seen[0] == "before 45 0" and seen[-1] == "after 45 0"


CHOOSER = """
from recoil_clip.app.runners import file_of, recall
from recoil_clip.settings.files import load_json, save_json
from recoil_clip.settings.settings import load
path = file_of("", "ann")
memory, _ = load_json(path)
memory["sessions"]["cadence"] = 4
save_json(path, memory)
settings = load("/settings.json")
file_of("", "ben")
settings.values["runner_id"] = "ben"
recall(settings, {"wearer_name": "Ben"}, "")
"""
KNOWN = """
from recoil_clip.app.runners import file_of, known
from recoil_clip.cueing.history import History
from recoil_clip.settings.files import load_json
from recoil_clip.settings.settings import load
settings = load("/settings.json")
plain, problem = load_json(file_of("", "ann"))
history = History(plain)
file_of("", "ben")
print(settings.runner_id, settings.wearer_name, history.sessions, problem, len(history.problems), known(""), end=" ")
print(len(settings.problems))
"""


def test_a_runners_memory_survives_while_it_is_taken_over_kept_and_another_is_chosen(tmp_path: Path) -> None:
    """The old or the new of each; what was learnt before there were runners is in one place or in the other."""
    clip = VirtualClip(tmp_path / "clip", flash_kb=1024)
    clip.flash()
    memory = {"version": 2, "sessions": {"cadence": 3}}
    settings = {"runner_id": "ann", "wearer_name": "Ann"}
    clip.put({"/main.py": CHOOSER, "/settings.json": json.dumps(settings), "/coach.json": json.dumps(memory)})
    clip.run(3, journal=True)
    journal = clip.journal()
    seen = []
    for done in range(len(journal) + 1):
        after = spoil(tmp_path / "after", journal.image(done, 100 * (done % 2)))
        after.put({"/main.py": KNOWN})
        (line,) = after.run(3).console.splitlines()
        seen.append(line)
    rest = " 0 [(1, 'ann'), (2, 'ben')] 0"
    whole = ["ann Ann {'cadence': 3} " + rest, "ann Ann {'cadence': 4} " + rest, "ben Ben {'cadence': 4} " + rest]
    assert list(dict.fromkeys(seen)) == whole, "in this order, and nothing between"


def test_a_session_loses_at_most_ten_seconds(tmp_path: Path) -> None:
    clip = VirtualClip(tmp_path / "clip", flash_kb=2048)
    clip.flash(compiled=True)
    clip.put({"/settings.json": '{"target": "none", "raw": "all"}'})
    motion = Motion.of_simulation(simulate(Runner(), Worn(), "run 45"), clip.mount)
    script = [{"do": "press", "at_ms": at_ms, "ms": 1500} for at_ms in (2000, 60_000)]
    clip.run(70, motion, script, journal=True)
    journal = clip.journal()
    (whole_folder,) = extract(clip, tmp_path / "whole")
    whole = open_session(whole_folder)
    assert whole.is_whole and len(whole.steps) > 110

    known, mounted = 0, 0
    for done in range(len(journal) + 1):
        folder = tmp_path / f"cut{done}"
        after = spoil(tmp_path / "after", journal.image(done, 130 * (done % 2)))  # every other write is torn
        steps = whole.steps[:0]
        for session in extract(after, folder):
            try:
                steps = open_session(session).steps
            except SessionError as error:  # its folder was made, nothing written yet
                assert not known, error
        mounted += 1
        # What is there is right, and nothing that was there is gone.
        assert (steps == whole.steps[: len(steps)]).all()
        assert len(steps) >= known
        # Between two writes that add steps lie less than ten seconds of steps.
        if len(steps) > known:
            added_us = whole.steps["initial_contact_us"][known : len(steps)]
            assert np.ptp(added_us) / 1e6 <= MOST_LOST_S
        known = len(steps)
    print(f"{mounted} points")
    assert known == len(whole.steps) and mounted > 100
