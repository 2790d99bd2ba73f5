"""Sessions from a flash without a file system: every page that its check vouches for, through real boots."""

import json
import os
import random
from binascii import crc32
from pathlib import Path

import pytest
from littlefs import LittleFS, LittleFSError

from clip_at_cable import files_in, recoil, recorded_sessions, switched_on
from log_helpers import record
from recoil import open_session
from recoil.firmware.compiled import firmware_files
from recoil.session.pages import scan
from recoil.session.rescue import BLOCK_BYTES, find_pages, sessions_in, write_sessions
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing
from recoil_clip.spec.log import HEADER_BYTES, PAGE_HEAD, RAW_ALL

BLOCKS = 256
FLIPS = int(os.environ.get("RECOIL_FLIPS", "160"))
Pages = set[tuple[int, int]]


def chip(image: bytes = b"") -> LittleFS:
    """Return littlefs on a flash as MicroPython's rp2 port sets it up, not mounted."""
    fs = LittleFS(
        block_size=BLOCK_BYTES, block_count=BLOCKS, prog_size=256, read_size=32, cache_size=1024,
        lookahead_size=128, disk_version=0x00020000, mount=False,
    )  # fmt: skip
    fs.context.buffer[:] = image or b"\xff" * BLOCKS * BLOCK_BYTES
    return fs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five sessions as the clip writes them, three of them with raw samples over many blocks."""
    root = tmp_path_factory.mktemp("rescue") / "sessions"
    for number in range(5):
        record(root, RAW_ALL if number % 2 == 0 else 0, 130)
    return root


@pytest.fixture(scope="module")
def image(folder: Path) -> bytes:
    fs = chip()
    fs.format()
    fs.mount()
    fs.mkdir("/sessions")
    for session in sorted(path for path in folder.iterdir() if path.is_dir()):
        fs.mkdir(f"/sessions/{session.name}")
        for segment in sorted(session.iterdir()):
            with fs.open(f"/sessions/{session.name}/{segment.name}", "wb") as file:
                file.write(segment.read_bytes())
    return bytes(fs.context.buffer)


def written(folder: Path) -> Pages:
    return {(page.session, page.number) for path in folder.rglob("*.seg") for page in scan(path.read_bytes(), "").pages}


def boot(image: bytes) -> tuple[bytes, bool]:
    """Do what the port's own _boot.py does: mount, else format; return the flash and whether it was formatted."""
    fs = chip(image)
    try:
        fs.mount()
    except LittleFSError:
        fs.format()
        return bytes(fs.context.buffer), True
    return image, False


def test_every_page_of_a_whole_flash_is_found(folder: Path, image: bytes) -> None:
    assert {(page.session, page.number) for page in find_pages(image)} == written(folder)


def test_the_sessions_are_as_they_were(folder: Path, image: bytes, tmp_path: Path) -> None:
    sessions = sessions_in(boot(b"\xff" * 2 * BLOCK_BYTES + image[2 * BLOCK_BYTES :])[0])
    paths = write_sessions(sessions, tmp_path)
    assert [path.name for path in paths] == sorted(path.name for path in folder.iterdir() if path.is_dir())
    for path in paths:
        there, here = open_session(folder / path.name), open_session(path)
        assert here.is_whole and here.header == there.header
        assert (here.steps == there.steps).all() and (here.events == there.events).all()
        assert files_in(path) == files_in(folder / path.name), "raw samples too"
    assert write_sessions(sessions, tmp_path) == paths  # again: nothing new


def test_two_sessions_of_one_number_are_told_apart(folder: Path, image: bytes) -> None:
    """After a format the clip counts from 1 again; the head page at the begin of a file's blocks tells them apart."""
    flash = bytearray(image)
    for page in find_pages(image):
        if page.session == 3:
            changed = bytearray(page.data)
            changed[14:16] = (1).to_bytes(2, "little")
            if page.kind == PAGE_HEAD:
                changed[HEADER_BYTES + 8 : HEADER_BYTES + 12] = (1_800_000_000).to_bytes(4, "little")
            changed[-4:] = crc32(changed[:-4]).to_bytes(4, "little")
            if len(page.spans) == 1:  # it lies in one block; the others keep their name
                ((start, end),) = page.spans
                flash[start:end] = changed
    named = {session.name: session for session in sessions_in(bytes(flash))}
    first, second = named["00001-20251122T152320Z"], named["00001-20270115T080000Z"]
    assert first.segments() == {path.name: path.read_bytes() for path in (folder / first.name).glob("*.seg")}
    assert len(second.pages) > 5 and not set(second.pages.values()) & set(first.pages.values())


def test_flipped_bits_cost_no_page_that_its_check_vouches_for(folder: Path, image: bytes) -> None:
    """One bit anywhere, half of them where the file system keeps its directories; then what the boot makes of it."""
    chance = random.Random(18)
    pages, every = find_pages(image), written(folder)
    used = [at for at in range(0, len(image), BLOCK_BYTES) if image[at : at + BLOCK_BYTES] != b"\xff" * BLOCK_BYTES]
    data = {page.block * BLOCK_BYTES for page in pages}
    directories = [at for at in used if at not in data and image[at : at + 4] != b"RCH\x02"]
    formatted = 0
    for number in range(FLIPS):
        block = chance.choice(directories if number % 2 else used)
        at = block + chance.choice([n for n in range(BLOCK_BYTES) if image[block + n] != 0xFF])
        flipped = bytearray(image)
        flipped[at] ^= 1 << chance.randrange(8)
        after, was_formatted = boot(bytes(flipped))
        formatted += was_formatted
        found = {(page.session, page.number) for page in find_pages(after)}
        hit = {(page.session, page.number) for page in pages if any(start <= at < end for start, end in page.spans)}
        assert every - found <= hit, f"bit at {at}"
    assert formatted or FLIPS < 100


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_a_real_boot_that_formats_is_reported_and_rescued(tmp_path: Path) -> None:
    files = firmware_files(compiled=True) | recorded_sessions(tmp_path, 2, 70)
    clip = VirtualClip(tmp_path / "clip")
    clip.flash(files)
    (flash,) = [path for path in (tmp_path / "clip").rglob("*") if path.is_file() and path.stat().st_size >= 1 << 18]
    damaged = bytearray(flash.read_bytes())
    damaged[8] ^= 1
    damaged[BLOCK_BYTES + 8] ^= 1  # both copies of the superblock
    flash.write_bytes(damaged)
    with switched_on(tmp_path / "clip") as cable:
        refused = recoil("flash", "--port", cable.port)
        assert refused.exit_code == 1 and "recoil rescue" in refused.stderr and "--discard-sessions" in refused.stderr
        told = recoil("doctor", "--port", cable.port, "--json")
        assert "recoil rescue" in told.stdout
        said = recoil("rescue", "--port", cable.port, "--to", tmp_path / "out", "--json")
        assert said.exit_code == 0, said.output
        sessions = json.loads(said.stdout)["sessions"]
        assert len(sessions) == 2
        for one in sessions:
            assert open_session(Path(one["folder"])).is_whole
        flashed = recoil("flash", "--port", cable.port)
        assert flashed.exit_code == 0, flashed.output


def test_from_a_kept_image(image: bytes, tmp_path: Path) -> None:
    (tmp_path / "flash.bin").write_bytes(image)
    said = recoil("rescue", "--from", tmp_path / "flash.bin", "--to", tmp_path / "out")
    assert said.exit_code == 0 and "5 sessions in" in said.stdout
    assert recoil("rescue", "--from", tmp_path / "none.bin").exit_code == 1
    (tmp_path / "empty.bin").write_bytes(b"\xff" * BLOCK_BYTES)
    assert "no page of a session was found" in recoil("rescue", "--from", tmp_path / "empty.bin").stdout
