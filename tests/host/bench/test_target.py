"""`recoil bench target`: what can be told without an image, and with one (RECOIL_IMAGE) that a board becomes a clip."""

import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from recoil.bench.target import image, storage, table, tools
from recoil.bench.target.desktop import compare
from recoil.bench.target.image import open_image
from recoil.bench.target.scenarios import Figures
from recoil.bench.target.tools import TargetError
from recoil.cli.app import app
from recoil.recording.mount import Mount
from recoil.session import open_session

DATA = Path(__file__).resolve().parents[2] / "data"
BLOCK = struct.Struct("<8I476sI")


def uf2(*blocks: tuple[int, bytes], family: int = 0xE48BFF56) -> bytes:
    """Make a UF2 file of blocks (address, 256 bytes)."""
    return b"".join(
        BLOCK.pack(0x0A324655, 0x9E5D5157, 0x2000, at, len(data), number, len(blocks), family, data, 0x0AB16F30)
        for number, (at, data) in enumerate(blocks)
    )


def test_a_uf2_becomes_the_flash_it_would_write(tmp_path: Path) -> None:
    data = uf2((0x10000000, b"a" * 256), (0x10000200, b"c" * 256))
    assert image.of_uf2(data, tmp_path) == b"a" * 256 + b"\xff" * 256 + b"c" * 256


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is not a UF2 file"),
        (b"x" * 512, "is not a UF2 file"),
        (uf2((0x10000000, b"a" * 256), family=0xE48BFF59), "is not for the RP2040"),
        (uf2((0x20000000 - 0x10000001, b"a" * 256)), "is not for the RP2040"),
    ],
)
def test_what_is_no_image_for_the_board(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "firmware.uf2"
    path.write_bytes(data)
    with pytest.raises(TargetError, match=why):
        open_image(path)


def test_a_folder_of_a_build(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"neither firmware\.uf2 nor firmware\.bin"):
        open_image(tmp_path)
    (tmp_path / "firmware.bin").write_bytes(b"code")
    (tmp_path / "bootrom.bin").write_bytes(b"rom")
    opened = open_image(tmp_path)
    assert (opened.firmware, opened.bootrom, opened.has_symbols) == (b"code", b"rom", False)


def test_what_is_missing_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECOIL_RP2040JS", raising=False)
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path))
    with pytest.raises(TargetError) as caught:
        tools.rp2040js()
    assert caught.value.advice[0] == f"Install it: npm install --prefix {tmp_path}/emulator rp2040js@1.4.1"
    monkeypatch.setattr(tools.shutil, "which", lambda name: None)
    with pytest.raises(TargetError, match=r"needs Node\.js 18"):
        tools.node()


def test_a_scenario_that_does_not_exist(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["bench", "target", "--image", str(tmp_path), "--only", "jump"])
    assert result.exit_code == 1 and "there is no scenario jump: it knows start, run, cable, screening" in result.stderr


def test_what_was_not_measured_says_so() -> None:
    lines = list(table.lines([Figures("(i) a run", "session whole", steps=10, equal_steps=9, desktop_steps=10)]))
    said = {line[2:54].strip(): line[54:] for line in lines if line.startswith("  ")}
    assert said["allocations"] == said["busy (with waits for bus and flash reads)"] == "not measured"
    assert said["steps equal to the desktop"] == "9 of 10 (desktop: 10)"
    measured = Figures("x", work_cycles=9_123_456.0, busy_pct=28.04, allocations=0.0, deepest_words=64, lost_words=0)
    said = {line[2:54].strip(): line[54:] for line in table.lines([measured]) if line.startswith("  ")}
    assert said["work for a second (without waits)"] == "9.12 M cycles"
    assert said["allocations"] == "0.0 a second" and said["deepest FIFO"] == "64 of 512 words"
    assert said["samples lost"] == "0 words"


def test_files_go_into_a_file_system_and_sessions_come_out(tmp_path: Path) -> None:
    littlefs = pytest.importorskip("littlefs", reason="pip install littlefs-python")
    disk = littlefs.LittleFS(block_size=4096, block_count=storage.STORAGE_BYTES // 4096, **storage._LAYOUT)
    disk.makedirs("/sessions/00001")
    for name in ("00000.seg", "00001.seg", "other"):
        with disk.open(f"/sessions/00001/{name}", "wb") as file:
            file.write(name.encode())
    disk.unmount()
    begin, out = tmp_path / "begin.img", tmp_path / "out.img"
    begin.write_bytes(bytes(disk.context.buffer))
    storage.put_files(begin, {"/settings.json": b"{}"}, out)
    (found,) = storage.read_sessions(out, tmp_path / "sessions")
    assert {path.name: path.read_bytes() for path in found.iterdir()} == {
        "00000.seg": b"00000.seg",
        "00001.seg": b"00001.seg",
    }


def test_a_session_is_compared_with_the_desktop(tmp_path: Path) -> None:
    """That of other samples has no step in common; without a step nothing is equal."""
    session = open_session(DATA / "sessions" / "format-2" / "run")
    words = np.zeros((2 * 4000, 4), dtype="<i2")
    words[0::2, 0], words[1::2, 0] = 1, 2
    words[1::2, 2] = 2049
    (tmp_path / "words").write_bytes(words.tobytes())
    end = {"batches": [{"words": 0, "number": 0, "first_ns": 0, "period_ns": 4_806_970}]}
    found = compare(session, tmp_path / "words", end, [], Mount())
    assert (found.steps, found.equal_steps, found.is_equal) == (123, 0, False)


@pytest.mark.target
@pytest.mark.timeout(1800)
def test_a_blank_board_becomes_a_clip_that_runs(tmp_path: Path) -> None:
    given = os.environ.get("RECOIL_IMAGE")
    if not given:
        pytest.skip("RECOIL_IMAGE names no MicroPython image for the Feather RP2040 (see docs/developers/target.md)")
    arguments = ["bench", "target", "--image", given, "--minutes", "0.5", "--only", "start", "--only", "run", "--json"]
    result = CliRunner().invoke(app, [*arguments, "--keep", str(tmp_path)])
    start, run = json.loads(result.stdout)
    assert start["is_good"], start["outcome"]
    assert run["is_good"] and run["lost_words"] == 0, run["outcome"]
    assert run["equal_steps"] == run["steps"] == run["desktop_steps"] > 50
