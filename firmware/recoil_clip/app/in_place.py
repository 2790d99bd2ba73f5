"""Runs code where it lies in the flash, and leaves the copies of it that an import has made to the garbage collector.

MicroPython takes a compiled module into memory byte by byte, as it is in its file. But the RP2040 reads its flash as it
reads its memory, and all that a function knows of its code is where it begins: it may as well begin in the flash. So
`recoil flash` sends the code of all functions once more, in one file, of which no piece goes over the end of a block of
the flash (`recoil.firmware.in_place`). Here the blocks of that file are found, and then, in memory, the functions whose
code is the same, byte by byte. A MicroPython that keeps its functions in another way has none, and nothing changes.

The file must not change while functions use it: who writes it anew, or removes it, resets the clip. The one of the
other copy of the app may be written. A function that is being called must not be moved: its code is not in the file.
"""

from array import array

from ..compat import const
from ..spec.code import BLOCK_BYTES, FIRST_WORD
from ..spec.files import CODE
from .in_place_kernels import check, move, note

_FLASH = const(0x10000000)
_FLASH_WORDS = const(0x400000)
_MEMORY = const(0x20000000)
_WORDS = const(0x10000)  # of memory
_FILE_WORDS = const(64)
_MOST_BLOCKS = const(0xFFF)  # 16 MB have no more; what is damaged must not lead to where nothing can be read

_blocks = []  # of the file, once functions use it


def find(size, opened, base, words):
    """Return where the blocks of a file begin that has only whole ones, the last one first; damaged ones are left out.

    littlefs keeps the number of a file's last block in the file that is open, before its size (`lfs2_file_t`). To see
    it read that block would need a second littlefs, which would look through all folders first.

    Args:
        size: Of the file, in bytes.
        opened: The words of the file that is open, from its address on.
        base: Where the device begins that it is on, in bytes after the first of `words`.
        words: What can be read like memory, as words of 32 bits.

    Returns:
        For each block the index of the first word behind those that littlefs has there.

    Raises:
        OSError: It is another file.
        IndexError: As `OSError`.
    """
    number = size // (BLOCK_BYTES - 8)  # littlefs has two words in a block, on the average
    at = 1
    while opened[at] != size:
        at += 1
    block = opened[at - 1] & _MOST_BLOCKS
    blocks = []
    while number:
        number -= 1
        own = 0  # it begins with the numbers of other blocks: first of the one before it
        while number and not number & ((1 << own) - 1):
            own += 1
        at = (base + BLOCK_BYTES * block) >> 2
        if words[at + own] & ~0xFFFF != FIRST_WORD:
            raise OSError
        if check(words, at + own + 2, at + BLOCK_BYTES // 4, number) == words[at + own + 1]:
            blocks.append(at + own)
        block = words[at] & _MOST_BLOCKS
    return blocks


def share(flash, blocks, flash_at, memory, memory_at, size):
    """Let functions in memory use their code in the flash.

    Args:
        flash: Its words.
        blocks: As `find` returns them.
        flash_at: The address of `flash`.
        memory: Words, four of which are 16 bytes of the heap.
        memory_at: The address of `memory`.
        size: How many words `memory` has.

    Returns:
        How many bytes of memory are free for that once they are collected.
    """
    pieces = array("i", bytes(8 * sum([flash[at] & 0xFFFF for at in blocks])))
    known = 0
    for at in reversed(blocks):
        known = note(flash, at, (at | (BLOCK_BYTES // 4 - 1)) + 1, pieces, known)
    kinds = array("i", (id(type(share)), id(type(note)), id(str), id(bytes), flash_at))
    return move(memory, size, memory_at, kinds, flash, pieces, known)


def use_flash(folder=""):
    """Let functions that were loaded since the last call use their code in the flash, if there is any.

    Args:
        folder: Of the copy of the app that runs; told at the first call. If that does nothing a later one must not do
            anything either, for by then functions are being called.

    Returns:
        How many bytes of memory are free for that once they are collected; 0 where it cannot be done.
    """
    global _blocks
    try:
        from machine import mem32
        from rp2 import Flash
        from uctypes import ARRAY, INT32, struct

        flash = struct(_FLASH, (ARRAY, _FLASH_WORDS | INT32))
        blocks = _blocks
        if not blocks:
            with open(folder + CODE, "rb") as file:
                opened = struct(id(file), (ARRAY, _FILE_WORDS | INT32))
                blocks = find(file.seek(0, 2), opened, mem32[id(Flash()) + 4], flash)
        left = share(flash, blocks, _FLASH, struct(_MEMORY, (ARRAY, _WORDS | INT32)), _MEMORY, _WORDS)
        _blocks = blocks
        return left
    except Exception:  # whatever is missing: the copies do as well
        return 0
