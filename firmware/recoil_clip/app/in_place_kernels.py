"""Kernels of `in_place`: what lies in the flash, and which objects in memory have a copy of it."""

from ..compat import ptr32


def check(words: ptr32, at: int, end: int, number: int) -> int:
    """Return a number for the words from `at` to before `end`, in the block `number` of the file.

    It is another one if any bit is; where more is damaged, nearly always. A polynomial, modulo 2^27.
    """
    while at < end:
        number = (5 * number + (words[at] & 0xFFFF) + 3 * (words[at] >> 16)) & 0x7FFFFFF
        at += 1
    return number


def note(flash: ptr32, at: int, end: int, pieces: ptr32, known: int) -> int:
    """Note the pieces of a block, whose first word is at `at`, each with its own first word.

    Returns how many are known then. Whatever its words are, none is noted that goes over the end of the block.
    """
    most = known + (flash[at] & 0xFFFF)
    at += 2
    while known < most and at < end and flash[at] > 0 and flash[at] < end - at:
        pieces[2 * known] = at + 1
        pieces[2 * known + 1] = flash[at + 1]
        known += 1
        at += flash[at] + 1
    return known


def move(memory: ptr32, words: int, base: int, kinds: ptr32, flash: ptr32, pieces: ptr32, known: int) -> int:
    """Let objects use what lies in the flash instead of their copies of it.

    An object begins with its type, at every fourth word at most; `kinds` are four types whose fourth word is the
    address of such a copy, then the address of the flash. That of the memory is `base`. Returns how many bytes the
    copies had.
    """
    left = 0
    near = 0  # objects have the order of the pieces, more or less
    at = 0
    while at < words:
        copy = memory[at + 3]
        n = 0
        while n < 4 and memory[at] != kinds[n]:
            n += 1
        if n < 4 and copy > base and copy < base + 4 * words:
            copy = (copy - base) >> 2
            first = memory[copy]
            n = 0
            while n < known:
                if pieces[2 * near + 1] == first:
                    piece = pieces[2 * near]
                    size = flash[piece - 1]
                    k = 1
                    while k < size and memory[copy + k] == flash[piece + k]:
                        k += 1
                    if k == size:
                        memory[at + 3] = kinds[4] + 4 * piece
                        left += 4 * size
                        n = known
                near += 1
                if near == known:
                    near = 0
                n += 1
        at += 4
    return left
