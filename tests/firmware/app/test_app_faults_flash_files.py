"""A full flash, broken files, and several faults at once: the clip goes on with what it has."""

import json
from pathlib import Path

import pytest

import recoil_clip.log.store
from app_fault_helpers import ORANGE, PLAN, blinks, chip, cues_come, logged
from app_play import TAUGHT, build, events, play, push
from app_world import World
from recoil_clip.app.cueing import NOT_KEPT, STOPPED
from recoil_clip.spec.events import FULL_LOG, STOP_BUTTON


def test_a_full_flash_is_told_and_cues_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = [1 << 29]
    monkeypatch.setattr(recoil_clip.log.store.Store, "free", lambda self: room[0])
    played = build(tmp_path, "stand 5, run 200", {"quiet_start_min": 0, "raw": "all"}, TAUGHT)

    def fill(world: World) -> None:
        room[0] = 0

    play(played, 200_000, (60_000, fill))
    assert played.names == ["boot", "ready", "recording"]
    played.app.shut()
    assert "flash full" in played.faults
    assert ("full", FULL_LOG) in [(name, value) for name, _, value in events(played.session, "full")]
    assert [ms for ms, count, _ in played.pulses if count == 2 and ms > 130_000], "cues go on"
    assert blinks(played, 140_000, 200_000, ORANGE) == {5}
    (told,) = [ms for ms, *felt in played.pulses if tuple(felt) == NOT_KEPT[:2]]
    assert 60_000 < told < 121_000, "within the minute in which nothing more was kept"
    assert "pages of the last session were not kept" in played.faults["flash full"][2]


def test_a_flash_without_room_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoil_clip.log.store.Store, "free", lambda self: 0)
    played = build(tmp_path, PLAN, {"quiet_start_min": 0}, TAUGHT)
    play(played, 60_000, (55_000, push(1_200)))
    assert played.names == ["boot", "ready", "recording", "saving", "ready"]
    assert not played.sessions
    assert "flash full" in played.faults
    assert cues_come(played)
    not_kept = [ms for ms, *felt in played.pulses if tuple(felt) == NOT_KEPT[:2]]
    begun_ms = played.when("recording")
    assert len(not_kept) == 2 and begun_ms < not_kept[0] < begun_ms + 1_000 and not_kept[1] > 55_000
    assert STOPPED[:2] not in [tuple(felt) for _, *felt in played.pulses], "at the end it is said again"


def test_a_broken_folder_of_sessions(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("not a folder")
    played = build(tmp_path, PLAN, {"quiet_start_min": 0}, TAUGHT)
    play(played, 60_000, (55_000, push(1_200)))
    assert played.names == ["boot", "ready", "recording", "saving", "ready"]
    assert "flash fault" in played.faults
    assert cues_come(played)


@pytest.mark.parametrize("text", ["", "{", '{"auto_start": 3, "raw": "all"}', "\x00\xff", "[1, 2]", '{"raw": "all",}'])
def test_broken_settings_are_told_and_defaults_are_used(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_bytes(text.encode("latin-1"))
    played = play(build(tmp_path, PLAN), 40_000)
    assert played.names == ["boot", "ready", "recording"]
    played.app.shut()
    assert logged(played) == ["settings broken"]
    assert played.faults["settings broken"][2]
    assert blinks(played, 20_000, 40_000, ORANGE) == {6}
    assert played.session.settings is not None


def test_a_broken_history_and_a_broken_file_of_faults(tmp_path: Path) -> None:
    (tmp_path / "coach.json").write_text('{"runs": 3}')
    (tmp_path / "faults.json").write_text('{"motor fault": 3, "gauge fault": [1, 2, "x"]}')
    played = play(build(tmp_path, PLAN), 40_000)
    played.app.shut()
    assert logged(played) == ["history broken"]
    assert set(played.faults) == {"history broken", "gauge fault"}
    assert json.loads((tmp_path / "coach.json").read_text())["runs"] == []


def test_several_faults_at_once(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN, utc_s=0)
    (tmp_path / "settings.json").write_text("{")
    for name in ("haptic", "gauge"):
        chip(name, present=False)(played.world)
    play(played, 60_000, (50_000, push(1_200)))
    assert set(logged(played)) == {"motor missing", "gauge missing", "settings broken", "clock unset"}
    assert events(played.session)[-1][2] == STOP_BUTTON
    assert blinks(played, 20_000, 40_000, ORANGE) == {3}, "the one that matters most"
