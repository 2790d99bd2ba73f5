"""Pain in the library is told to the clip: the next session of that runner, and of nobody else, is not cued."""

import json
import time
from pathlib import Path

import pytest

from app_play import TAUGHT
from clip_at_cable import ID, recoil, switched_on
from library_helpers import START_S, entries, put
from recoil.bench.made_library import Made
from recoil.device import ports, virtual_ports
from recoil.device.holding import hold_for_pain, is_any_held
from recoil.device.repl import attached
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing
from recoil.web.clips import Clips

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")


def test_the_runner_whose_last_session_hurt_is_held_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    monkeypatch.setenv("RECOIL_LIBRARY", str(library))
    for number, name in ((1, "Ann"), (2, "Ben"), (3, "Ann")):
        made = Made(clip=ID, number=number, start_s=START_S + 90_000 * number, settings={"wearer_name": name})
        put(library, made, about={"pain_before": 1, "pain_after": 4} if number == 2 else None)
    put(library, Made(clip="e660000000000099", number=9, start_s=START_S, settings={"wearer_name": "Ben"}))
    memory = json.dumps(TAUGHT)
    settings = '{"runner_id": "ann", "wearer_name": "Ann", "wearer_mass_kg": 62}'
    files = {"/settings.json": settings, "/runners/1-ann.json": memory, "/runners/2-ben.json": memory}
    with switched_on(tmp_path / "clip", files) as cable:
        found = entries(library)
        assert is_any_held(found, ID) and not is_any_held(found, "another")
        assert is_any_held(found, "e660000000000099"), "it hurt with another clip, but the runner is the same"
        with attached(cable.port) as link:
            said = hold_for_pain(link, found, ID)
        assert said == ["ben: the next session is not cued, pain rose during the last session, from 1 to 4 of 10"]
        shown = recoil("coach", "show", "ben", "--port", cable.port).stdout
        assert "next: no cues, for pain: 1 session held back" in shown
        recoil("coach", "hold", "ben", "--sessions", 0, "--port", cable.port)
        monkeypatch.setenv(virtual_ports.VARIABLE, str(tmp_path / "ports"))
        monkeypatch.setattr(ports, "comports", list)
        with virtual_ports.announced(cable.port, tmp_path / "clip", ID):
            job = Clips(library).download(cable.port)
            while not job.is_over:
                time.sleep(0.05)
            form = ["wearer_name=Ben", "wearer_mass_kg=62", "runner_id=ann"]  # all of it is sent, one is another
            changed = Clips(library).set(cable.port, form)
        assert job.said.startswith("ben: the next session is not cued") and not job.error, "so does the desk"
        assert changed == [("wearer_name", "Ann", "Ben"), ("runner_id", "ann", "ben"), ("wearer_mass_kg", 62, None)]
        last = recoil("library", "pain", "last", "--before", 2, "--after", 6, "--place", "leg", "--down-leg")
        assert last.exit_code == 0 and "down the leg" in last.stdout and "saddle" in last.stdout
        assert "the next session is not cued: pain after the last session was 6 of 10" in last.stdout
    kept = VirtualClip(tmp_path / "clip").read()
    held = {name: json.loads(kept[f"/runners/{name}.json"]).get("held", 0) for name in ("1-ann", "2-ben")}
    assert held["2-ben"] == 1
    assert json.loads(kept["/runners/1-ann.json"])["wearer"]["wearer_mass_kg"] == 62
    assert entries(library)[-1].pain_down_leg is True and entries(library)[-1].pain_place == "leg"
