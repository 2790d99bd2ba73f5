"""What is set for a runner goes and comes with them, as where a runner is chosen on the clip."""

from typing import Any, cast
from unittest.mock import Mock

import pytest

from recoil.common.errors import RecoilError
from recoil.device import runners
from recoil.device.repl import Link
from recoil.device.runners import Runner, take_over, take_turns
from recoil_clip.cueing.history import History
from recoil_clip.settings.settings import Settings


class Clip:
    """What a clip has of runners, by the paths of their files."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *known: str, **wearers: dict[str, Any]) -> None:
        self.known = list(enumerate(known, 1))
        self.memories = {Runner(number, name).path: History() for number, name in self.known}
        self.written: list[str] = []
        self.looked = 0
        for name, wearer in wearers.items():
            self.of(None if name == "nobody" else name).wearer = dict(wearer)
        monkeypatch.setattr(runners, "runners_in", lambda _: list(self.known))
        monkeypatch.setattr(runners, "runners_on", lambda _: self.look())
        monkeypatch.setattr(runners, "read_files", lambda _, paths: [b"{}" if paths[0] in self.memories else None])
        monkeypatch.setattr(runners, "read_memory", lambda _, runner: self.memories[runner.path])
        monkeypatch.setattr(runners, "write_memory", lambda _, runner, memory: self.written.append(runner.path))

    def of(self, name: str | None) -> History:
        number = next((number for number, one in self.known if one == name), 0)
        return self.memories.setdefault(Runner(number, name).path, History())

    def look(self) -> None:
        self.looked += 1

    def turn(self, now: dict[str, Any], to: str | None, **given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what changed beside the runner, from what and to what, after another runner was set."""
        settings = Settings()
        for name, value in now.items():
            settings.set(name, value)
        before = dict(settings.values)
        for name, value in {"runner_id": to, **given}.items():
            settings.set(name, value)
        changes = take_turns(cast(Link, Mock()), settings, before, given)
        assert all(settings.values[name] == new for name, _, new in changes)
        return {name: old for name, old, _ in changes}, {name: new for name, _, new in changes}


def test_what_is_set_goes_and_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    wearers = {"ann": {"wearer_mass_kg": 62, "wearer_height_cm": "tall"}, "nobody": {"wearer_mass_kg": 90}}
    clip = Clip(monkeypatch, "ann", "ben", **wearers)
    now = {"wearer_mass_kg": 70, "wearer_contact_ms": 7, "run_walk": "ladder"}
    old, new = clip.turn(now, "ann", wearer_contact_ms=9)
    assert old == {"wearer_mass_kg": 70, "run_walk": "ladder"} and new == {"wearer_mass_kg": 62, "run_walk": "off"}
    assert clip.of(None).wearer["wearer_mass_kg"] == 70 and clip.of(None).wearer["run_walk"] == "ladder"
    assert clip.written == ["/coach.json"]
    old, new = clip.turn({"runner_id": "ann", "wearer_mass_kg": 63}, None)
    assert new == {"wearer_mass_kg": 70, "wearer_contact_ms": 7, "run_walk": "ladder"}
    assert clip.of("ann").wearer["wearer_mass_kg"] == 63
    assert clip.turn({"runner_id": "ann", "wearer_mass_kg": 63}, "ben")[1] == {"wearer_mass_kg": None}
    assert clip.turn({"runner_id": "ben"}, "ben", wearer_mass_kg=80) == ({}, {}), "nobody else comes"
    assert len(clip.written) == 3


def test_the_first_to_get_a_name_keeps_what_was_set_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    clip = Clip(monkeypatch, nobody={})
    assert clip.turn({"wearer_mass_kg": 70}, "ann") == ({}, {}) and clip.written == []


def test_who_finds_no_room_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"r{number}" for number in range(1, 10)]
    clip = Clip(monkeypatch, *names)
    with pytest.raises(RecoilError, match="no room for r10"):
        clip.turn({"runner_id": "r1", "wearer_mass_kg": 70}, "r10")
    assert clip.written == []
    for room, looked in ((1, 0), (2, 1)):  # the last place is for who comes, not for who goes
        clip = Clip(monkeypatch, *names[:-room])
        clip.turn({"runner_id": "told-just-now"}, "r10")
        assert clip.looked == looked


def test_what_is_imported_is_in_force_for_who_runs_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that the file has, and no more, as where a runner is chosen; a name only where it is this runner's."""
    clip = Clip(monkeypatch, "ann", "ben")
    settings = Settings()
    written: list[Settings] = []
    monkeypatch.setattr(runners, "read_settings", lambda _: settings)
    monkeypatch.setattr(runners, "write_settings", lambda _, now: written.append(now))
    ann = {"wearer_name": "Ann", "wearer_mass_kg": 62, "wearer_height_cm": "tall", "run_walk": "ladder"}

    def taken(wearer: dict[str, Any], runner: Runner, **now: Any) -> dict[str, Any]:
        for name, value in {**Settings().values, **now}.items():
            settings.set(name, value)
        changes = take_over(cast(Link, Mock()), runner, History({"runs": [], "wearer": wearer}))
        assert all(settings.values[name] == new for name, _, new in changes)
        return {name: new for name, _, new in changes}

    bens = {"runner_id": "ben", "wearer_name": "Ben", "wearer_contact_ms": 7}
    brought = {"wearer_mass_kg": 62, "wearer_contact_ms": None, "run_walk": "ladder"}
    assert taken(ann, Runner(2, "ben", True), **bens) == brought and settings.wearer_name == "Ben"
    assert taken(ann, Runner(1, "ann", True), runner_id="ann", run_walk="ladder") == {
        "wearer_name": "Ann",
        "wearer_mass_kg": 62,
    }
    assert taken(ann, Runner(0, None, True)) == {"wearer_mass_kg": 62, "run_walk": "ladder"}
    assert len(written) == 3
    assert taken(ann, Runner(1, "ann"), **bens) == {}, "somebody else runs next"
    assert taken({}, Runner(2, "ben", True), **bens) == {}, "a file of before has nothing to set"
    assert len(written) == 3 and len(clip.written) == 5, "what was learnt is taken all the same"
