"""`recoil bench target`: what can be told without an image, and with one (RECOIL_IMAGE) that a board becomes a clip."""

import json
import os
import struct
from array import array
from pathlib import Path
from types import SimpleNamespace
from typing import Any

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
from recoil.session import EVENT_TYPE, STEP_TYPE
from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.gait.gait import Gait
from recoil_clip.spec.events import CUE, STOP

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


PERIOD_US = 4807
LOOKED_AROUND = 777  # samples that the app took before the session's core began


def recorded(counts: np.ndarray) -> SimpleNamespace:
    """Return a session as a clip would have recorded it whose core began after a while: steps and a cue."""
    gait = Gait(PERIOD_US)
    steps = []
    block = array("i", counts[LOOKED_AROUND:].astype(np.int32).tobytes())
    taken, end = 0, len(block) // 6
    while taken < end:
        taken = gait.feed(block, taken, end)
        while step := gait.take():
            time_us = step.initial_contact_s * 1_000_000 + step.initial_contact_us
            numbers = (step.step_us, step.contact_us, step.flight_us, step.bounce_um, step.peak_mg, step.side)
            steps.append((time_us, *numbers, step.flags, step.speed_mm_s))
    table = np.array(steps, dtype=STEP_TYPE)
    last_ms = (end - 1) * PERIOD_US // 1000
    events = np.array([(10_000, CUE, 1), (last_ms, STOP, 1)], dtype=EVENT_TYPE)
    return SimpleNamespace(header=SimpleNamespace(period_us=PERIOD_US), steps=table, events=events)


def words_of(counts: np.ndarray) -> np.ndarray:
    """Return the sensor's words: rotation, then acceleration, of each sample."""
    words = np.zeros((2 * len(counts), 4), dtype="<i2")
    words[0::2, 0], words[0::2, 1:] = 1, counts[:, 3:]
    words[1::2, 0], words[1::2, 1:] = 2, counts[:, :3]
    return words


def test_a_session_is_compared_with_the_desktop(tmp_path: Path) -> None:
    """Where its core began is found; a number that differs, or a sample that was lost, shows."""
    counts = simulate(Runner(), Worn(), plan="stand 8, run 30, stand 6", seed=3).counts
    session: Any = recorded(counts)
    (tmp_path / "words").write_bytes(np.zeros((5, 4), dtype="<i2").tobytes() + words_of(counts).tobytes())
    first_ns, period_ns = 2_000_000_000, 4_806_970
    end = {"batches": [{"words": 5, "number": 0, "first_ns": first_ns, "period_ns": period_ns}]}
    decided_us = (first_ns + (LOOKED_AROUND + 10_000_000 // PERIOD_US) * period_ns) / 1000
    found = compare(session, tmp_path / "words", end, [decided_us - 5e6, decided_us + 31_000], Mount())
    assert found.is_equal and found.steps == len(session.steps) > 70
    assert [round(ms) for ms in found.cue_latency_ms] == [31]
    session.steps["bounce_um"][20] += 1
    found = compare(session, tmp_path / "words", end, [], Mount())
    assert not found.is_equal and found.equal_steps == found.steps - 1
    (tmp_path / "words").write_bytes(words_of(np.delete(counts, 4000, axis=0)).tobytes())
    end["batches"][0]["words"] = 0
    assert not compare(session, tmp_path / "words", end, [], Mount()).is_equal


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
