"""MicroPython for a board in BOOTSEL state: a drive that takes a UF2 file, then a port that comes up."""

import os
import struct
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from clip_at_cable import recoil
from recoil.cli.commands import flash as command
from recoil.device import ports
from recoil.device import virtual_ports as registry
from recoil.device.flash import bootsel, micropython


def uf2(family: int = bootsel.RP2040_FAMILY, blocks: int = 3) -> bytes:
    """Return a file of the format that https://github.com/microsoft/uf2 describes."""
    data = b""
    for number in range(blocks):
        head = (0x0A324655, 0x9E5D5157, 0x2000, 0x10000000 + 256 * number, 256, number, blocks, family)
        data += struct.pack("<8I", *head) + bytes(476) + struct.pack("<I", 0x0AB16F30)
    return data


@pytest.fixture
def drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A board in BOOTSEL state; it comes up at /dev/board when a file is on it."""
    drive = tmp_path / "media" / "RPI-RP2"
    drive.mkdir(parents=True)
    (drive / "INFO_UF2.TXT").write_text("UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n")
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "ports"))
    monkeypatch.delenv("RECOIL_PORT", raising=False)
    monkeypatch.setattr(bootsel, "drive_roots", lambda: [drive])
    board = SimpleNamespace(device="/dev/board", vid=0x2E8A, serial_number=None)
    monkeypatch.setattr(ports, "comports", lambda: [board] if (drive / "recoil.uf2").exists() else [])
    return drive


@pytest.fixture
def flashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ports that were flashed afterwards; that is another test's."""
    seen: list[str] = []

    def flash(path: str, *others: object) -> None:
        seen.append(path)
        raise bootsel.DeviceError("that is all")

    monkeypatch.setattr(command, "put", flash)
    return seen


def test_a_given_file_goes_on_the_board_then_the_firmware(tmp_path: Path, drive: Path, flashed: list[str]):
    file = tmp_path / "micropython.uf2"
    file.write_bytes(uf2())
    assert "boards in BOOTSEL state" not in recoil("devices").output
    assert "in BOOTSEL state, without MicroPython" in recoil("devices").stdout
    result = recoil("flash", "--uf2", file)
    assert "MicroPython is on the board at /dev/board" in result.stdout
    assert (drive / "recoil.uf2").read_bytes() == uf2() and flashed == ["/dev/board"]


@pytest.mark.parametrize("data", [b"", b"no uf2 at all" * 100, uf2(family=0xE48BFF59), uf2()[:-1]])
def test_what_is_no_file_for_the_rp2040_is_refused(tmp_path: Path, drive: Path, data: bytes):
    file = tmp_path / "wrong.uf2"
    file.write_bytes(data)
    result = recoil("flash", "--uf2", file)
    assert result.exit_code == 1 and "wrong.uf2 is" in result.stderr
    assert not (drive / "recoil.uf2").exists()
    assert "cannot read" in recoil("flash", "--uf2", tmp_path / "nowhere").stderr


def test_a_board_with_the_newer_processor_takes_its_own_files_only(tmp_path: Path, drive: Path, flashed: list[str]):
    """Its official files begin with a block of another family, which is for the processor's erratum E10."""
    (drive / "INFO_UF2.TXT").write_text("UF2 Bootloader v1.0\nModel: Raspberry Pi RP2350\nBoard-ID: RP2350\n")
    file = tmp_path / "micropython.uf2"
    file.write_bytes(uf2())
    result = recoil("flash", "--uf2", file)
    assert result.exit_code == 1
    assert "micropython.uf2 is for the RP2040, and this board has an RP2350" in result.stderr
    assert not (drive / "recoil.uf2").exists()
    file.write_bytes(uf2(0xE48BFF57, 1) + uf2(0xE48BFF59))
    assert "MicroPython is on the board" in recoil("flash", "--uf2", file).stdout
    assert flashed == ["/dev/board"]


def test_without_a_board_in_that_state(tmp_path: Path, drive: Path):
    (drive / "INFO_UF2.TXT").unlink()
    file = tmp_path / "micropython.uf2"
    file.write_bytes(uf2())
    result = recoil("flash", "--uf2", file)
    assert result.exit_code == 1 and "Hold the BOOTSEL" in result.stderr


def mpflash(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Put a stand-in for mpflash on the path."""
    folder.mkdir()
    tool = folder / "mpflash"
    tool.write_text(f"#!{sys.executable}\nimport os, pathlib, sys\n{program}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")
def test_mpflash_fetches_the_file(tmp_path: Path, drive: Path, flashed: list[str], monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "official.uf2").write_bytes(uf2(blocks=5))
    program = (
        "assert sys.argv[1:] == ['download', '--board', 'ARDUINO_NANO_RP2040_CONNECT', '--version', 'stable']\n"
        "folder = pathlib.Path(os.environ['MPFLASH_FIRMWARE']) / 'rp2'\nfolder.mkdir()\n"
        f"(folder / 'nano.uf2').write_bytes(pathlib.Path({str(tmp_path / 'official.uf2')!r}).read_bytes())"
    )
    mpflash(tmp_path / "bin", monkeypatch, program)
    recoil("flash", "--board", "nano")
    assert (drive / "recoil.uf2").read_bytes() == uf2(blocks=5) and flashed == ["/dev/board"]


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")
def test_offline_or_without_mpflash_it_says_what_to_do(tmp_path: Path, drive: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(micropython.shutil, "which", lambda name: None)
    result = recoil("flash")
    assert result.exit_code == 1 and "--uf2 ADAFRUIT_FEATHER_RP2040" in result.stderr and "mpflash" in result.stderr
    monkeypatch.undo()


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")
def test_mpflash_that_fails_is_quoted(tmp_path: Path, drive: Path, monkeypatch: pytest.MonkeyPatch):
    mpflash(tmp_path / "bin", monkeypatch, "sys.exit('no network is there')")
    result = recoil("flash")
    assert result.exit_code == 1 and "mpflash fetched nothing: no network is there" in result.stderr
    assert not (drive / "recoil.uf2").exists()
