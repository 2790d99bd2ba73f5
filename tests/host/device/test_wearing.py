"""A clip at the cable is told who wears it when its last session is assigned, and by no earlier one."""

import json
from pathlib import Path

import pytest

from clip_at_cable import ID, recoil, switched_on
from library_helpers import START_S, entries, put
from recoil.bench.made_library import Made
from recoil.device import ports, virtual_ports, wearing
from recoil.device.ports import Port
from recoil.device.protocol import ask_status
from recoil.device.status import Status
from recoil.firmware.compiled import firmware_files
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing


def ready(port: str) -> None:
    while ask_status(port) is None:
        pass


def test_a_clip_that_records_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, Made(clip=ID, number=1, start_s=START_S, settings={"wearer_name": "Ann"}))
    told = {
        "firmware": "0.2.0", "clip": ID, "name": "Blue", "board": "feather", "state": "recording", "battery_pct": 80,
        "battery_mv": 3900, "faults": [], "utc_s": None, "session": 7, "session_s": 9, "steps": 20, "running": True,
        "raw": False, "cadence_cspm": 16_612, "bounce_um": 95_000, "contact_us": 251_900, "flight_us": 109_300,
        "cues": 0, "dropped": 0, "peak_mg": 2400,
    }  # fmt: skip
    monkeypatch.setattr(wearing, "find_ports", lambda: [Port("/dev/clip", "clip", ID)])
    monkeypatch.setattr(wearing, "ask_status", lambda path: Status.of(told))
    monkeypatch.setattr(wearing, "attached", lambda path: pytest.fail("it would end the session"))
    (found,) = entries(tmp_path)
    (said,) = wearing.tell_who_wears(found, [found])
    assert said == 'the clip records, and is left alone; afterwards: recoil config set wearer_name="Ann"'


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_who_is_said_to_have_run_last_is_coached_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    monkeypatch.setenv("RECOIL_LIBRARY", str(library))
    for number in (1, 2):
        made = Made(clip=ID, number=number, start_s=START_S + 90_000 * number, settings={"wearer_name": "Ann"})
        put(library, made)
    files = firmware_files() | {"/settings.json": '{"wearer_name": "Ann", "runner_id": "ann"}'}
    monkeypatch.setenv(virtual_ports.VARIABLE, str(tmp_path / "ports"))
    monkeypatch.setattr(ports, "comports", list)
    with (
        switched_on(tmp_path / "clip", files) as cable,
        virtual_ports.announced(cable.port, tmp_path / "clip", ID),
    ):
        ready(cable.port)
        assert "coaches" not in recoil("library", "runner", 1, "Ben").stdout, "an earlier run"
        assert "coaches" not in recoil("library", "runner", 2, "Ann").stdout, "as it was told already"
        assert "does not answer yet" in recoil("library", "runner", "last", "Ben").stdout, "it starts anew"
        ready(cable.port)
        assert "the clip coaches Ben from now on" in recoil("library", "runner", "last", "Ben").stdout
        assert "coaches" not in recoil("library", "runner", "last", "").stdout, "as the clip says"
    settings = json.loads(VirtualClip(tmp_path / "clip").read()["/settings.json"])
    assert (settings["wearer_name"], settings["runner_id"]) == ("Ben", "ben")
