"""A clip at the cable is told who wears it when its last session is assigned, and by no earlier one."""

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from clip_at_cable import ID, recoil, standing_still, switched_on
from library_helpers import START_S, entries, put
from recoil.bench.made_library import Made
from recoil.common.errors import RecoilError
from recoil.device import ports, progress, telling, virtual_ports
from recoil.device.holding import still_held
from recoil.device.ports import Port
from recoil.device.protocol import ask_status
from recoil.device.repl import Link
from recoil.device.status import Status
from recoil.firmware.compiled import firmware_files
from recoil.library.entry import UNASSIGNED, Entry
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing
from recoil_clip.cueing.run_walk import DONE, OBEYED, RUN, WALK
from recoil_clip.spec.events import PLAN

RECORDING = {
    "firmware": "0.2.0", "clip": ID, "name": "Blue", "board": "feather", "state": "recording", "battery_pct": 80,
    "battery_mv": 3900, "faults": [], "utc_s": None, "session": 7, "session_s": 9, "steps": 20, "running": True,
    "raw": False, "cadence_cspm": 16_612, "bounce_um": 95_000, "contact_us": 251_900, "flight_us": 109_300,
    "cues": 0, "dropped": 0, "peak_mg": 2400,
}  # fmt: skip


def made_name(number: int) -> str:
    return Made(number=number, start_s=START_S + 90_000 * number).name


def ready(port: str) -> None:
    while ask_status(port) is None:
        pass


def test_a_clip_that_records_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, Made(clip=ID, number=1, start_s=START_S, settings={"wearer_name": "Ann"}))
    monkeypatch.setattr(telling, "find_ports", lambda: [Port("/dev/clip", "clip", ID)])
    monkeypatch.setattr(telling, "ask_status", lambda path, timeout_s: Status.of(RECORDING))
    monkeypatch.setattr(telling, "attached", lambda path: pytest.fail("it would end the session"))
    (found,) = entries(tmp_path)
    (said,) = telling.tell_clip(found, tmp_path / found.path, [found], is_named=True)
    assert said == 'the clip records, and is left alone; afterwards: recoil config set wearer_name="Ann"'


def test_only_what_follows_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        put(tmp_path, Made(clip=ID, number=number, start_s=START_S + 90_000 * number), about={"runner": "Ann"})
    monkeypatch.setattr(telling, "find_ports", list)
    monkeypatch.setattr(telling, "has_plan", lambda folder: True)
    older, newest = found = entries(tmp_path)

    def said(entry: Entry, is_named: bool = False, **words: Any) -> list[str]:
        return telling.tell_clip(replace(entry, **words), tmp_path / entry.path, found, is_named)

    hurt = "the next download tells it of the pain"
    steps = "its step of running and walking stays as it is"
    assert said(newest, pain_after=6) == [f"the clip is not at the cable; {hurt}; {steps}"]
    assert said(newest, is_named=True, pain_after=6) == said(newest, pain_after=6)
    assert said(older, pain_after=6) == [f"the clip is not at the cable; {hurt}"], "its plan went on since"
    assert said(newest, pain_after=1) == [f"the clip is not at the cable; {steps}"]
    assert said(newest) == said(newest, is_named=True) == said(older, is_named=True, pain_after=1) == []
    monkeypatch.setattr(telling, "find_ports", lambda: [Port("/dev/clip", "clip", ID)])
    monkeypatch.setattr(telling, "ask_status", lambda path, timeout_s: None)
    named = 'the clip does not answer yet, and was not told; afterwards: recoil config set wearer_name="Ann"'
    assert said(newest, is_named=True) == [named]
    assert said(newest, is_named=True, runner=UNASSIGNED) == said(newest) == said(older, is_named=True) == []

    def refuse(port: str) -> None:
        raise RecoilError("the clip has no room for ann", "recoil coach forget RUNNER --remove makes room.")

    monkeypatch.setattr(telling, "ask_status", lambda path, timeout_s: Status.of({**RECORDING, "state": "usb"}))
    monkeypatch.setattr(telling, "attached", refuse)
    (full,) = said(newest, is_named=True)
    assert full.startswith("the clip could not be told: the clip has no room for ann; recoil coach forget RUNNER --rem")


def test_pain_that_is_put_right_says_what_the_clip_still_does(tmp_path: Path) -> None:
    for number, name in ((1, "Ann"), (2, "Ben"), (3, "Ann")):
        made = Made(clip=ID, number=number, start_s=START_S + 90_000 * number)
        put(tmp_path, made, about={"runner": name, "pain_after": 6})
    older, bens, last = found = entries(tmp_path)
    for before in (bens, last):
        (said,) = still_held(before, replace(before, pain_after=2), found)
        assert said.endswith(f"to cue again: recoil coach hold {before.runner.lower()} --sessions 0")
    cy = replace(last, runner="Cy")
    assert "hold ann" in still_held(last, cy, [older, bens, cy])[0], "it hurt somebody else"
    for now in (last, replace(last, pain_after=5), replace(last, note="hot")):
        assert still_held(last, now, found) == [], "it hurt all the same"
    assert still_held(older, replace(older, pain_after=2), found) == [], "the next one was run since"
    assert still_held(replace(last, pain_after=2), last, found) == []


DONE_AS_ASKED = [(PLAN, WALK), *[(PLAN, RUN + OBEYED), (PLAN, WALK + OBEYED)] * 4, (PLAN, RUN + OBEYED)]
LADDER_3 = {"run_walk": "ladder", "run_walk_level": 3}


def test_a_step_is_theirs_who_were_led(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Ben did of the plan that the clip had led Ann through says nothing of his own."""
    told: list[tuple[str | None, dict[str, Any]]] = []
    monkeypatch.setattr(progress, "set_for", lambda _, who, values: told.append((who, values)))
    events = (*DONE_AS_ASKED, (PLAN, DONE + OBEYED))
    for name, steps in (("Ben", 0), ("Ann", 1)):
        monkeypatch.setattr(progress, "set_of", lambda _, __: LADDER_3)
        made = Made(clip=ID, settings={"runner_id": "ann", **LADDER_3}, events=events)
        folder = put(tmp_path / name, made, about={"runner": name, "pain_before": 1, "pain_after": 1})
        assert len(progress.step_on(cast(Link, None), folder)) == steps
        monkeypatch.setattr(progress, "set_of", lambda _, __: {**LADDER_3, "run_walk_level": 2})
        said = progress.step_on(cast(Link, None), folder)
        assert ("stays at step 2, though step 4 follows" in " ".join(said)) == bool(steps), "a step back is not undone"
    monkeypatch.setattr(progress, "set_of", lambda _, __: {**LADDER_3, "run_walk_level": 4})
    folder = put(tmp_path / "again", Made(clip=ID, settings={"runner_id": "ann", **LADDER_3}, events=events))
    assert progress.step_on(cast(Link, None), folder) == [], "another computer knows how it felt"
    assert told == [("ann", {"run_walk_level": 4})]


def test_a_step_that_a_run_brought_somebody_else_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clip led Ann; Ben ran. As long as she has no run since, she is where she was, up or down."""
    anns = {"runner_id": "ann", "wearer_name": "Ann", **LADDER_3}
    events = (*DONE_AS_ASKED, (PLAN, DONE + OBEYED))
    for number, settings in ((1, anns), (2, {"wearer_name": "Ben"}), (3, anns)):
        made = Made(clip=ID, number=number, start_s=START_S + 90_000 * number, settings=settings, events=events)
        put(tmp_path, made, about={"runner": "Ben"})
    first, _, last = found = entries(tmp_path)
    on_clip: dict[str, Any] = {}
    taught_whom: list[str | None] = []
    monkeypatch.setattr(progress, "set_of", lambda _, who: on_clip[who])
    monkeypatch.setattr(progress, "set_for", lambda _, who, values: on_clip[who].update(values))
    monkeypatch.setattr(telling, "attached", lambda _: nullcontext())
    monkeypatch.setattr(telling, "wear", lambda _, name, taught: taught_whom.append(taught) or [])
    monkeypatch.setattr(telling, "ask_status", lambda path, timeout_s: Status.of({**RECORDING, "state": "usb"}))
    monkeypatch.setattr(telling, "find_ports", lambda: [Port("/dev/clip", "clip", ID)])

    def said(entry: Entry, level: int, run_walk: str = "ladder", is_named: bool = True) -> tuple[list[str], int]:
        on_clip["ann"] = {"run_walk": run_walk, "run_walk_level": level}
        now = [entry if one.path == entry.path else one for one in found]
        told = telling.tell_clip(entry, tmp_path / entry.path, now, is_named)
        return told, on_clip["ann"]["run_walk_level"]

    for level in (2, 4):
        assert said(last, level) == ([f"run and walk: ann is at step 3 again, not {level}: somebody else ran it"], 3)
    assert taught_whom == ["ann", "ann"], "not whom the clip coaches by now"
    for told in (said(last, 3), said(last, 6), said(last, 4, "own"), said(last, 4, is_named=False)):
        assert told[0] == [], "it brought nothing, she is elsewhere by now, has no ladder, or nobody said who ran"
    assert said(replace(last, runner="Ann"), 4) == ([], 4)
    assert taught_whom[-1] is None
    assert said(replace(last, runner=UNASSIGNED), 4) == ([], 4)
    assert said(found[1], 4) == ([], 4), "no plan led it"
    assert said(first, 4)[1] == 3, "an earlier run, but she had none since"
    found[2] = replace(last, runner="Ann")
    assert said(first, 4) == ([], 4), "she had one"
    monkeypatch.setattr(telling, "find_ports", list)
    assert said(last, 4)[0] == [
        "the clip is not at the cable; a step that it brought ann stays: say who ran once the clip is there"
    ]


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_who_is_said_to_have_run_last_is_coached_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    monkeypatch.setenv("RECOIL_LIBRARY", str(library))
    for number in (1, 2):
        settings = {"wearer_name": "Ann", **LADDER_3}
        events = (*DONE_AS_ASKED, (PLAN, DONE + OBEYED))
        put(library, Made(clip=ID, number=number, start_s=START_S + 90_000 * number, settings=settings, events=events))
    bens = {"wearer": {"wearer_mass_kg": 80, "wearer_height_cm": "tall", **LADDER_3}}
    files = firmware_files(compiled=True) | {
        "/settings.json": json.dumps(
            {"wearer_name": "Ann", "runner_id": "ann", "wearer_mass_kg": 62, "wearer_contact_ms": 7}
        ),
        "/runners/1-ann.json": "{}",
        "/runners/2-ben.json": json.dumps(bens),
    }
    monkeypatch.setenv(virtual_ports.VARIABLE, str(tmp_path / "ports"))
    monkeypatch.setattr(ports, "comports", list)
    with (
        switched_on(tmp_path / "clip", files, speed=1) as cable,
        virtual_ports.announced(cable.port, tmp_path / "clip", ID),
    ):
        ready(cable.port)
        assert "coaches" not in recoil("library", "runner", 1, "Ben").stdout, "an earlier run"
        assert "coaches" not in recoil("library", "runner", 2, "Ann").stdout, "as it was told already"
        with standing_still(cable):  # as one that starts anew, but for as long as it takes
            assert "does not answer yet" in recoil("library", "runner", "last", "Ben").stdout
        ready(cable.port)
        assert "the clip coaches Ben from now on" in recoil("library", "runner", "last", "Ben").stdout
        ready(cable.port)
        hurt = recoil("library", "pain", "last", "--before", 1, "--after", 2).stdout
        assert "run and walk, step 4: the next step: the plan was followed and pain allows it" in hurt
        ready(cable.port)
        assert "run and walk" not in recoil("library", "pain", "last", "--after", 1).stdout, "it was told already"
        ready(cable.port)
        put_right = recoil("library", "pain", "last", "--after", 6).stdout
        assert "ben: the next session is not cued, pain after the last session was 6 of 10" in put_right
        assert "run and walk, step 2: a step back: it hurt" in put_right, "and all in one go"
        ready(cable.port)
        assert "run and walk" not in recoil("library", "pain", 1, "--before", 1, "--after", 2).stdout, "an earlier run"
        assert "coaches" not in recoil("library", "runner", "last", "").stdout, "as the clip says"
    kept = VirtualClip(tmp_path / "clip").read()
    settings = json.loads(kept["/settings.json"])
    names = ("wearer_name", "runner_id", "wearer_mass_kg", "wearer_height_cm", "wearer_contact_ms", "run_walk_level")
    assert [settings[name] for name in names] == ["Ben", "ben", 80, None, None, 2]
    ann = json.loads(kept["/runners/1-ann.json"])["wearer"]
    assert {
        "wearer_name": "Ann",
        "wearer_mass_kg": 62,
        "wearer_contact_ms": 7,
        "run_walk": "off",
    }.items() <= ann.items()
    assert "walks as asked" in recoil("show", library / ID / made_name(2)).stdout
