"""Flips single bits in a clip's flash with sessions on it: `python tests/helpers/fuzz_flash.py --count 500 --boots 10`.

Half of the bits lie where the file system keeps its directories. Case N is always the same one: `--first N --count 1`
tries it again. Every page that a check still vouches for has to be found, also where the port's own start-up formats
the flash. Of the cases that are drawn for a real boot, the light has to come on wherever main.py can be read, and the
host has to say so where the flash was formatted, or main.py is gone.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from littlefs import LittleFS, LittleFSError

from clip_at_cable import recoil, recorded_sessions, switched_on
from recoil.firmware.compiled import firmware_files
from recoil.session.rescue import BLOCK_BYTES, FoundPage, find_pages
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing

SESSIONS, SESSION_S = 5, 70
FLASH_KB = 1024
BOOT_S = 8.0
Pages = set[tuple[int, int]]


def clip_with_sessions(folder: Path) -> VirtualClip:
    """Return a clip with the firmware and sessions on it."""
    clip = VirtualClip(folder / "clip", flash_kb=FLASH_KB)
    clip.flash(firmware_files() | recorded_sessions(folder, SESSIONS, SESSION_S))
    return clip


def named(pages: list[FoundPage]) -> Pages:
    """Return the pages by session and number."""
    return {(page.session, page.number) for page in pages}


class Flash:
    """A flash with what is known of it."""

    def __init__(self, image: bytes) -> None:
        self.image = image
        self.pages = find_pages(image)
        blocks = range(0, len(image), BLOCK_BYTES)
        self.used = [at for at in blocks if image[at : at + BLOCK_BYTES].strip(b"\xff")]
        self.directories = [at for at in self.used if self._is_directory(at)]

    def _is_directory(self, at: int) -> bool:
        """Whether a block begins as a metadata block does: a revision count, then a tag that belongs to it."""
        return b"littlefs" in self.image[at : at + 32] or b"\xf0\x0f\xff\xf7" in self.image[at : at + 8]

    def flipped(self, number: int) -> tuple[bytes, int]:
        """Return the flash of a case, and the byte in which a bit is flipped."""
        chance = random.Random(number)
        block = chance.choice(self.directories if number % 2 and self.directories else self.used)
        written = [n for n in range(BLOCK_BYTES) if self.image[block + n] != 0xFF]
        at = block + chance.choice(written or range(BLOCK_BYTES))
        image = bytearray(self.image)
        image[at] ^= 1 << chance.randrange(8)
        return bytes(image), at

    def lost(self, after: bytes, at: int) -> Pages:
        """Return the pages that are not found any more, but for those that the bit has hit."""
        hit = {
            (page.session, page.number) for page in self.pages if any(start <= at < end for start, end in page.spans)
        }
        return named(self.pages) - named(find_pages(after)) - hit


def started(image: bytes) -> tuple[bytes, bool]:
    """Do what the port's _boot.py does: mount, else format. Returns the flash, and whether it was formatted."""
    fs = LittleFS(
        block_size=BLOCK_BYTES, block_count=len(image) // BLOCK_BYTES, prog_size=256, read_size=32, cache_size=1024,
        lookahead_size=128, mount=False,
    )  # fmt: skip
    fs.context.buffer[:] = image
    try:
        fs.mount()
    except LittleFSError:
        fs.format()
        return bytes(fs.context.buffer), True
    return image, False


def booted(clip: VirtualClip, flash: Flash, image: bytes, at: int) -> tuple[str, str]:
    """Switch a clip with this flash on; return what became of it, and what is wrong with that."""
    clip.image.write_bytes(image)
    observed = clip.run(BOOT_S, timeout_s=120)
    after = clip.image.read_bytes()
    lost = flash.lost(after, at)
    if lost:
        return "lost", f"{len(lost)} pages are lost"
    if not clip.read().get("/main.py"):  # it is gone, or empty
        clip.image.write_bytes(after)
        with switched_on(clip.folder, flash_kb=FLASH_KB) as cable:
            told = recoil("doctor", "--no-feel", "--port", cable.port, "--json").stdout
        return "nothing starts", "" if "recoil rescue" in told else "the host does not say that sessions can be rescued"
    is_lit = any(any(map(any, event["colours"])) for event in observed.of_kind("light"))
    is_lit = is_lit or any(event["pin"] == "LED" and event["level"] for event in observed.of_kind("pin"))
    if not is_lit and "OSError" not in observed.console and "SyntaxError" not in observed.console:
        return "dark", f"no light: {observed.console[-300:]}"
    if not is_lit:
        return "main.py unreadable", ""
    return "failed, lit" if "the app" in observed.console or "starting anew" in observed.console else "works", ""


def main() -> int:
    """Try the cases; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--boots", type=int, default=10, help="how many of the cases go through a real boot")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so long")
    given = parser.parse_args()
    boots = 0 if missing() else given.boots
    every = max(given.count // max(boots, 1), 1)
    begun_s = time.monotonic()
    ends: Counter[str] = Counter()
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        clip = clip_with_sessions(Path(folder))
        flash = Flash(clip.image.read_bytes())
        done = 0
        for number in range(given.first, given.first + given.count):
            if time.monotonic() - begun_s > given.seconds:
                break
            image, at = flash.flipped(number)
            after, was_formatted = started(image)
            ends["formatted" if was_formatted else "mounted"] += 1
            lost = flash.lost(after, at)
            if lost:
                problems.append(f"case {number}, byte {at}: {len(lost)} pages are lost")
            done += 1
            if boots and done % every == 0:
                boots -= 1
                what, wrong = booted(clip, flash, image, at)
                ends[f"boot: {what}"] += 1
                if wrong:
                    problems.append(f"case {number}, byte {at}, boot: {wrong}")
    print(f"{done} flipped bits, {len(flash.pages)} pages in {len(flash.used)} blocks: {dict(ends)}")
    print("\n".join(problems[:20]) or "no page was lost, no format unsaid, no clip dark")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
