"""The file from which a clip runs its code where it lies in the flash; `recoil_clip.in_place` says how and why.

littlefs writes a file in blocks of the flash. Block n, counted from 0, begins with the numbers of as many other blocks
as n can be halved, and one more; the first block with none ("DESIGN.md" of littlefs, "CTZ skip-lists"). Between these
lies what is in the file, so a piece of code that does not go over the end of a block is in the flash as it is here.
"""

from recoil_clip.spec.code import BLOCK_BYTES, FIRST_WORD

from .files import Files
from .linking import KERNELS, PACKAGE, module_name
from .mpy import read_mpy

LEFT_OUT = (KERNELS, f"{PACKAGE}.in_place", f"{PACKAGE}.settings.loading", f"{PACKAGE}.settings.schema")
"""Modules whose code stays in memory: busy kernels are quicker there, what moves functions is being called just then,
and what loads settings is given back by then."""
SHORT_BYTES = 16
"""Texts up to this length stay in memory too: they are many, and take as little there as anything can."""
_WORD_BYTES = 4


def code_file(files: Files) -> bytes:
    """Lay the code of functions out.

    Args:
        files: Compiled modules, as linked for a clip, by their path on it.

    Returns:
        Whole blocks, without what littlefs puts before each. A block's first word is `spec.code.FIRST_WORD` and how
        many pieces of code it has, each of which is how many words it has, then these. Words are little-endian.

    Raises:
        MpyError: A file is no compiled module.
    """
    blocks: list[list[bytes]] = []
    free_words: list[int] = []
    for piece in _pieces(files):
        words = 1 + len(piece) // _WORD_BYTES
        if words > _free_words(0) - 1:
            continue  # larger than a block: the copy in memory does as well
        block = next((n for n, free in enumerate(free_words) if free >= words), len(blocks))
        if block == len(blocks):
            blocks.append([])
            free_words.append(_free_words(block))
        free_words[block] -= words
        blocks[block].append(_word(words - 1) + piece)
    return b"".join(
        (_word(FIRST_WORD + len(block)) + b"".join(block)).ljust(_WORD_BYTES * (_free_words(number) + 1), b"\0")
        for number, block in enumerate(blocks)
    )


def _pieces(files: Files) -> list[bytes]:
    """Return the code of functions and the longer texts, each once and in whole words."""
    found: dict[bytes, None] = {}
    for path, data in files.items():
        if module_name(path) not in LEFT_OUT:
            module = read_mpy(data)
            pieces = [function.code for function in module.functions[1:]]  # the first is the module itself
            pieces += [text for text in module.texts if len(text) > SHORT_BYTES]
            for piece in pieces:
                found[piece + bytes(-len(piece) % _WORD_BYTES)] = None
    return list(found)


def _free_words(block: int) -> int:
    """Return how many words of a block there are for pieces: without its first one and littlefs's own."""
    return BLOCK_BYTES // _WORD_BYTES - (block & -block).bit_length() - 1


def _word(value: int) -> bytes:
    return value.to_bytes(_WORD_BYTES, "little")
