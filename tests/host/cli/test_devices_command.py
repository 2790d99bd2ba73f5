"""`recoil devices` and the choice of a port, with virtual clips switched on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clip_at_cable import SPEED, random_sessions, recoil, switched_on
from recoil.device import ports, survey
from recoil.device import virtual_ports as registry
from recoil.device.flash import bootsel
from recoil.firmware.compiled import firmware_files
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.engine import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No boards but those of the test."""
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "ports"))
    monkeypatch.delenv("RECOIL_PORT", raising=False)
    monkeypatch.setattr(ports, "comports", list)
    monkeypatch.setattr(bootsel, "drive_roots", list)


@contextmanager
def announced(folder: Path, files: dict, unique_id: str = "e660000000000001", speed: int = SPEED) -> Iterator[Cable]:
    with (
        switched_on(folder, files, unique_id=unique_id, speed=speed) as cable,
        registry.announced(cable.port, folder, unique_id),
    ):
        yield cable


def listed() -> list[dict]:
    return json.loads(recoil("devices", "--json").stdout)["devices"]


def test_no_clip_says_what_to_check_in_three_lines():
    result = recoil("devices")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0] == "error: no clip was found" and len(lines) == 4
    assert recoil("download").stderr == result.stderr


def test_a_clip_tells_of_itself_without_being_restarted(tmp_path: Path):
    files = (
        firmware_files(compiled=True)
        | random_sessions(1, {"00001": [64], "00002": [64]})
        | {"/settings.json": '{"clip_name": "Ann"}'}
    )
    files["/sessions/00001/downloaded"] = b"segments=1 bytes=64 crc32=00000000\n"
    with announced(tmp_path / "clip", files) as cable:
        wait_for_app(cable)
        list(cable.notes())
        (found,) = listed()
        assert not [note for note in cable.notes() if note["kind"] in ("boot", "reset", "prompt")]
        assert found["port"] == cable.port and found["virtual"] and found["state"] == "usb"
        assert (found["clip_id"], found["name"], found["battery_pct"]) == ("e660000000000001", "Ann", 80)
        assert (found["sessions"], found["waiting"]) == (2, 1)
        assert 0 < found["free_bytes"] < found["flash_bytes"] == 4096 * 1024
        shown = recoil("devices").stdout
        assert "Ann" in shown and "2, 1 waiting" in shown and "80 %" in shown


def wait_for_app(cable: Cable) -> None:
    while survey.ask_status(cable.port) is None:
        pass


def test_two_clips_at_once(tmp_path: Path):
    with (
        announced(tmp_path / "a", firmware_files(compiled=True) | random_sessions(1, {"00001": [64]})) as first,
        announced(
            tmp_path / "b", firmware_files(compiled=True) | random_sessions(2, {"00001": [99]}), "e661000000000002"
        ) as second,
    ):
        wait_for_app(first)
        wait_for_app(second)
        assert {found["port"]: found["clip_id"] for found in listed()} == {
            first.port: "e660000000000001",
            second.port: "e661000000000002",
        }
        result = recoil("download", "--to", tmp_path / "out")
        assert result.exit_code == 1 and "say which one is meant" in result.stderr
        assert f"--port {first.port}" in result.stderr and f"--port {second.port}" in result.stderr
        for wanted in (first.port, "e661"):
            assert recoil("download", "--to", tmp_path / "out", "--port", wanted).exit_code == 0
        assert "clips begin with e66" in recoil("sessions", "--port", "e66").stderr
        assert "there is no port or clip e9" in recoil("sessions", "--port", "e9").stderr
    assert {path.parent.parent.name: path.stat().st_size for path in (tmp_path / "out").rglob("*.seg")} == {
        "e660000000000001": 64,
        "e661000000000002": 99,
    }


def test_a_clip_that_records_is_asked_and_not_interrupted(tmp_path: Path):
    with announced(tmp_path / "clip", firmware_files(compiled=True), speed=1) as cable:  # it ends after five minutes
        wait_for_app(cable)
        cable.send("press", ms=1200)
        while (found := listed()[0])["state"] != "recording":
            pass
        assert found["free_bytes"] is None
        for command in (("sessions",), ("download",), ("flash",), ("config", "show"), ("config", "set", "confirm=no")):
            result = recoil(*command)
            assert result.exit_code == 1 and "is recording" in result.stderr and "--stop" in result.stderr, command
        assert listed()[0]["state"] == "recording"
        result = recoil("download", "--stop", "--to", tmp_path / "out")
        assert result.exit_code == 0 and "1 of 1 session" in result.stdout
    assert recoil("show", next((tmp_path / "out").rglob("*.seg")).parent).exit_code == 0


def test_boards_that_are_no_clips(tmp_path: Path):
    program = "import time\nwhile True:\n    time.sleep_ms(10)\n"
    with announced(tmp_path / "busy", {"/main.py": program}) as cable:
        list(cable.notes())
        (found,) = listed()
        assert found["state"] == "other" and "--interrupt" in found["note"]
        assert not [note for note in cable.notes() if note["kind"] == "prompt"]
        (found,) = json.loads(recoil("devices", "--json", "--interrupt").stdout)["devices"]
        assert found["state"] == "no firmware" and "not Recoil's" in found["note"]
    with announced(tmp_path / "empty", {"/main.py": ""}):
        (found,) = listed()
        assert found["state"] == "no firmware" and "recoil flash" in found["note"]


def test_a_port_that_cannot_be_opened(tmp_path: Path):
    (tmp_path / "file").write_text("no port")
    result = recoil("sessions", "--port", tmp_path / "file")
    assert result.exit_code == 1 and "cannot open" in result.stderr and "Traceback" not in result.output
