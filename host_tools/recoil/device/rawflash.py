"""The flash of a board as it is, without its file system: what `recoil rescue` reads, and what warns before writing."""

import json
from binascii import crc32
from collections.abc import Callable

from recoil.session.rescue import BLOCK_BYTES

from .errors import DeviceError, LinkLostError
from .files import STREAM_TIMEOUTS, exactly, replace_file
from .repl import SILENCE_S, ClipError, Link, sensible
from .schema import CRC, anything, many, row, whole

RESCUED = "/rescued.json"
HEAD_BYTES = 64  # of a head page's first unit: enough to tell one from all others
AT_ONCE = 64  # blocks asked for in one go
TRIES = 3
DATA, BLANK = 1, 0
HEADS_S, HEADS_BYTES = 13, 1 << 20
BLOCKS_S, BLOCKS_LONGEST_S = 12, 60.0
MOST_BLOCKS = 1 << 16  # 256 MB
_ANSWER = row(whole(0, MOST_BLOCKS), many(whole(0, CRC), most=MOST_BLOCKS), anything)
Progress = Callable[[int], None]  # bytes more

_FLASH = """
import json, rp2, sys
from binascii import crc32
flash = rp2.Flash()
"""
_HEADS = (
    _FLASH
    + """
page = bytearray({size})
found = []
for block in range(flash.ioctl(4, 0)):
    flash.readblocks(block, page, 0)
    if page[0] == 82 and page[1] == 67 and page[2] == 72:
        found.append(crc32(page))
try:
    with open({rescued!r}) as file:
        rescued = json.load(file)
except (OSError, ValueError):
    rescued = []
print(json.dumps([flash.ioctl(4, 0), found, rescued]))
"""
)
# A block is one byte that says whether anything is in it, then its bytes and their CRC-32.
_SEND = (
    _FLASH
    + """
block, blank = bytearray({size}), b"\\xff" * {size}
def send(numbers):
    write = sys.stdout.buffer.write
    for number in numbers:
        flash.readblocks(number, block, 0)
        if block == blank:
            write(b"\\x00")
        else:
            write(b"\\x01")
            write(block)
            write(crc32(block).to_bytes(4, "little"))
"""
)


class Heads:
    """What the flash says of sessions without its file system.

    `waiting` counts segments whose first page is there and which no computer has rescued; `blocks` are all there are.
    """

    def __init__(self, blocks: int, found: list[int], rescued: list[int]) -> None:
        self.blocks = blocks
        self.found = found
        self.waiting = len(set(found) - set(rescued))


def heads_of(link: Link) -> Heads | None:
    """Look at the begin of every block; None if the board has no flash that can be read so."""
    try:
        blocks, found, rescued = sensible(
            link.run(_HEADS.format(size=HEAD_BYTES, rescued=RESCUED), HEADS_S, HEADS_BYTES), _ANSWER
        )
    except ClipError:
        return None
    if not isinstance(rescued, list):
        rescued = []
    return Heads(blocks, found, [one for one in rescued if isinstance(one, int)])


def read_flash(link: Link, blocks: int, progress: Progress = lambda more: None) -> bytes:
    """Return the bytes of all blocks of the file system's region.

    Args:
        link: The board's prompt.
        blocks: How many blocks of 4096 bytes there are (`Heads.blocks`).
        progress: Told of bytes more.

    Raises:
        LinkLostError: nothing comes any more.
        DeviceError: a block came wrong three times.
    """
    flash = bytearray(b"\xff" * blocks * BLOCK_BYTES)
    link.run(_SEND.format(size=BLOCK_BYTES))
    left = list(range(blocks))
    for _ in range(TRIES):
        wrong = []
        for at in range(0, len(left), AT_ONCE):
            wrong += _some(link, flash, left[at : at + AT_ONCE], progress)
        left = wrong
        if not left:
            return bytes(flash)
    raise DeviceError(f"block {left[0]} of the flash came wrong {TRIES} times", "Try another cable, then run it again.")


def mark_rescued(link: Link, heads: Heads) -> None:
    """Tell the board that a computer has what its flash held: `recoil flash` may then write."""
    replace_file(link, RESCUED, json.dumps(heads.found).encode())


def _some(link: Link, flash: bytearray, numbers: list[int], progress: Progress) -> list[int]:
    """Read some blocks; return those that came wrong."""
    wrong = []
    with link.guarded():
        link.allow(BLOCKS_S, len(numbers) * (BLOCK_BYTES + 5) + 4096, longest_s=BLOCKS_LONGEST_S)
        link.transport.exec_raw_no_follow(f"send({numbers})")
    for number in numbers:
        kind = exactly(link, 1)[0]
        if kind == DATA:
            data = exactly(link, BLOCK_BYTES)
            if int.from_bytes(exactly(link, 4), "little") == crc32(data):
                flash[number * BLOCK_BYTES : (number + 1) * BLOCK_BYTES] = data
            else:
                wrong.append(number)
        elif kind != BLANK:
            raise LinkLostError("the board's answer makes no sense; try again")
        progress(BLOCK_BYTES)
    with link.guarded():
        _, failed = link.transport.follow(timeout=STREAM_TIMEOUTS * SILENCE_S)
    if failed:
        raise ClipError(failed.decode("utf-8", "replace"))
    return wrong
