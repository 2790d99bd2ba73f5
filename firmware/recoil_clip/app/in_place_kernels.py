"""Kernels of `in_place`: what lies in the flash, and which objects in memory have a copy of it."""

from ..compat import ptr32


def note(flash: ptr32, at: int, end: int, pieces: ptr32, known: int) -> int:
    """Note the pieces of a block, whose first word is at `at`, each with its own first word.

    Returns how many are known then. A damaged block has as many as can be told.
    """
    most = known + (flash[at] & 0xFFFF)
    at += 1
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
