"""The doctor at a virtual clip's port: sound, broken, empty, somebody else's, recording."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clip_at_cable import SPEED
from recoil.cli.app import app
from recoil.device.doctor import board
from recoil.device.errors import LinkLostError
from recoil.device.repl import Link
from recoil.simulation.clip import engine
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.clip import VirtualClip

if engine.missing():
    pytest.skip(engine.missing(), allow_module_level=True)

A_LONG_TIME_S = 1_000_000
CHIPS = ("sensor", "motor", "gauge")
FOREIGN = """
import time
while True:
    time.sleep_ms(50)
"""


@dataclass
class Patient:
    """A clip at its cable. Its time goes faster than ours, so that nobody waits for its chips."""

    clip: VirtualClip
    cable: Cable

    def examined(self, *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
        """Return the doctor's exit code and findings by name."""
        result = CliRunner().invoke(app, ["doctor", "--json", "--port", self.cable.port, *arguments])
        assert result.stdout, result.output
        told = json.loads(result.stdout)
        assert told["passed"] == (result.exit_code == 0)
        return result.exit_code, {check["name"]: check for check in told["checks"]}


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Patient]:
    """A flashed clip."""
    clip = VirtualClip(tmp_path_factory.mktemp("doctor") / "clip", flash_kb=2048)
    clip.flash(compiled=True)
    with clip.plugged_in(speed=SPEED) as cable:
        cable.wait("light")
        yield Patient(clip, cable)


@pytest.mark.parametrize(
    ("board", "machine", "gauge"),
    [
        ("thingplus_rp2350", "Thing Plus RP2350", "MAX17048: 80 %"),
        ("feather_rp2350", "Feather RP2350", "MAX17048: 80 %"),
        ("picolipo", "Pico LiPo", "by the cell's voltage: 64 %"),
    ],
)
def test_other_boards_are_known(tmp_path: Path, board: str, machine: str, gauge: str) -> None:
    clip = VirtualClip(tmp_path / "clip", board=board, flash_kb=2048)
    clip.flash(compiled=True)
    clip.put({"/settings.json": '{"bluetooth": true, "clip_name": "Lena"}'})
    with clip.plugged_in(speed=SPEED) as cable:
        cable.wait("light" if board != "picolipo" else "pin")
        code, found = Patient(clip, cable).examined()
    assert code == 0, found
    assert machine in found["board"]["seen"]
    assert gauge in found["gauge"]["seen"]
    radio = ("ok", "a foot pod named Lena") if board == "thingplus_rp2350" else ("warn", "this board has no radio")
    assert found["settings"]["outcome"] == radio[0] and radio[1] in found["settings"]["seen"]


def outcomes(found: dict[str, dict[str, Any]], *names: str) -> list[str]:
    """Return the outcomes of these."""
    return [found[name]["outcome"] for name in names]


def test_a_sound_clip_goes_on_afterwards(patient: Patient) -> None:
    list(patient.cable.notes())
    code, found = patient.examined()
    assert code == 0, found
    assert outcomes(found, "port", "board", "firmware", "flash", "settings", *CHIPS) == ["ok"] * 8
    assert "Feather RP2040" in found["board"]["seen"] and "1.000 g" in found["sensor"]["seen"]
    assert "no terminal" in found["motor"]["seen"]
    assert "80 %" in found["gauge"]["seen"]
    assert found["clock"]["outcome"] == "warn"
    notes = list(patient.cable.watch("boot"))
    assert notes[-1]["cause"] == "soft reset", "the app was started again"
    patient.cable.wait("light")
    assert not any(path.endswith(".tmp") for path in patient.clip.read())


@pytest.mark.parametrize(
    ("chip", "values", "said"),
    [
        ("sensor", {"present": False}, "LSM6DSOX: no answer at address 0x6a"),
        ("sensor", {"frozen": True}, "same sample"),
        ("sensor", {"silent": True}, "gives no samples"),
        ("motor", {"present": False}, "DRV2605L: no answer"),
        ("gauge", {"present": False}, "MAX17048: no answer"),
        ("gauge", {"version": 0x33}, "the chip says version"),
    ],
)
def test_a_broken_chip_is_named(patient: Patient, chip: str, values: dict[str, Any], said: str) -> None:
    sound = {"present": True, "frozen": False, "silent": False, "version": 0x12}
    patient.cable.send("fault", chip=chip, set=values)
    try:
        code, found = patient.examined("--no-feel")
    finally:
        patient.cable.send("fault", chip=chip, set={name: sound[name] for name in values})
    assert code == 1
    assert [name for name in CHIPS if found[name]["outcome"] == "fail"] == [chip]
    assert said in found[chip]["seen"] and found[chip]["advice"]


def test_what_files_tell(tmp_path: Path) -> None:
    clip = VirtualClip(tmp_path / "clip", flash_kb=2048)
    clip.flash()
    faults = {
        "sensor fault": [3, 1_790_000_000, "LSM6DSOX: stopped answering"],
        "settings broken": [1, 0, "line 2: wearer_mass_kg is 300, but must be less"],
    }
    settings = '{"cadence_band_pct": 99,\n"wearer_mass_kg": 300,\n"wearer_name": "Alice"}'
    clip.put({"/faults.json": json.dumps(faults), "/settings.json": settings})
    clip.put({"/" + name: data for name, data in older(clip).items()})
    with clip.plugged_in(speed=SPEED) as cable:
        cable.wait("light")
        result = CliRunner().invoke(app, ["doctor", "--port", cable.port])
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert "sensor fault, 3 times, last 2026-09-21: LSM6DSOX: stopped answering" in said
    assert "cadence_band_pct is 99" in said and "wearer_mass_kg has a value that it cannot have" in said
    assert "0.0.9 on the clip" in said
    assert "Alice" not in said and "is 300" not in said
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_faults_and_an_error_that_ended_the_app_are_told_until_they_are_cleared(tmp_path: Path) -> None:
    clip = VirtualClip(tmp_path / "clip", flash_kb=2048)
    clip.flash(compiled=True)
    faults = {"sensor fault": [3, 1_790_000_000, "LSM6DSOX: stopped answering"]}
    clip.put({"/failed": "1\nValueError('no such thing')\n", "/faults.json": json.dumps(faults)})
    with clip.plugged_in(speed=SPEED) as cable:
        cable.wait("light")
        patient = Patient(clip, cable)
        code, found = patient.examined()
        assert code == 1 and found["faults"]["outcome"] == "fail"
        assert found["faults"]["seen"] == "the app ended by an error: ValueError('no such thing')"
        clear = ["doctor", "--clear-fault", "--port", cable.port]
        assert "is empty now" in CliRunner().invoke(app, clear).stdout
        code, found = patient.examined()
        assert code == 0 and found["faults"]["seen"] == "none were ever noted"
        assert "has noted no fault" in CliRunner().invoke(app, clear).stdout
    assert not {"/failed", "/faults.json"} & set(clip.read())


def older(clip: VirtualClip) -> dict[str, str]:
    """Return the file that makes the firmware an older one."""
    (path,) = [path for path in clip.read() if path.endswith("recoil_clip/app/version.py")]
    return {path.lstrip("/"): 'VERSION = "0.0.9"\n'}


def test_an_empty_board_and_somebody_else_s(tmp_path: Path) -> None:
    for name, files in (("empty", {}), ("foreign", {"/main.py": FOREIGN})):
        clip = VirtualClip(tmp_path / name, flash_kb=512)
        clip.flash(files)
        with clip.plugged_in(speed=SPEED) as cable:
            cable.wait("boot")
            patient = Patient(clip, cable)
            code, found = patient.examined()
            assert code == 1
            assert outcomes(found, "board", "firmware", "flash") == ["ok", "fail", "ok"]
            assert outcomes(found, "settings", "faults", *CHIPS) == ["skipped"] * 5
            assert "flash it first" in found["sensor"]["seen"]
            assert ("not Recoil's" in found["firmware"]["seen"]) == (name == "foreign")
            assert "recoil flash" in found["firmware"]["advice"][0]
        assert clip.read() == {path: text.encode() for path, text in files.items()}


def test_a_full_flash(tmp_path: Path) -> None:
    clip = VirtualClip(tmp_path / "clip", flash_kb=512)
    clip.flash({})
    clip.fill(4096)
    with clip.plugged_in() as cable:
        cable.wait("boot")
        _, found = Patient(clip, cable).examined()
    assert found["flash"]["outcome"] == "fail" and "full" in found["flash"]["seen"]


def test_a_clip_that_is_unplugged_meanwhile(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(link: Link) -> None:
        raise LinkLostError("the clip stopped answering", "Check the cable.", "recoil doctor tells.")

    monkeypatch.setattr(board, "faults", gone)
    code, found = patient.examined()
    assert code == 1 and outcomes(found, "flash", "faults", "settings", *CHIPS) == ["ok", "fail", *["skipped"] * 4]
    assert found["faults"]["advice"] == ["Check the cable."]


def test_a_clip_that_records_is_left_alone(tmp_path: Path) -> None:
    clip = VirtualClip(tmp_path / "clip", flash_kb=2048)
    clip.flash(compiled=True)
    with clip.plugged_in() as cable:
        cable.wait("in step")
        cable.send("press", ms=1500, at_ms=6_000)
        cable.hurry(10)
        assert "pulse" in [note["kind"] for note in cable.watch("in step")], "it records"
        # From here in step with real time: a session in which nobody runs ends after five minutes.
        result = CliRunner().invoke(app, ["doctor", "--port", cable.port])
        assert result.exit_code == 1 and "is recording" in result.stdout and "--stop" in result.stdout
        assert "the clip records: it was left alone" in result.stdout, "a whole report all the same"
        assert not any(note["kind"] in ("prompt", "boot") for note in cable.notes())
        cable.hurry(A_LONG_TIME_S)
        code, found = Patient(clip, cable).examined("--stop", "--no-feel")
        assert code == 0 and found["firmware"]["outcome"] == "ok"


def test_the_question_is_asked_on_a_terminal(patient: Patient) -> None:
    import pty
    import sys

    child, terminal = pty.fork()
    if not child:
        os.environ["COLUMNS"] = "80"
        os.execv(sys.executable, [sys.executable, "-m", "recoil", "doctor", "--port", patient.cable.port])
    shown = b""
    answered = False
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:
            break
        if not more:
            break
        shown += more
        if not answered and b"one long pulse?" in shown:
            os.write(terminal, b"y\n")
            answered = True
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, shown.decode()
    assert b"one long pulse was felt" in shown
