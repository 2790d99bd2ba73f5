"""The kernels' machine code without what is done for nothing does the same: run, on made-up memory, beside the other.

A processor that knows the instructions of kernels runs both with the same registers and memory, whose every word is
made up when it is first read. What each stores, in which order, what it calls with which arguments and what it returns
has to be equal.
"""

import struct
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import pytest

from recoil.firmware.compiled import is_kernel
from recoil.firmware.constants import inlined
from recoil.firmware.files import module_files
from recoil.firmware.jumps import with_other_code
from recoil.firmware.tightening import tightened_code
from recoil.runtimes import RuntimeMissingError
from recoil.runtimes.crosscompile import compile_file, compiler

MASK = 0xFFFFFFFF
STACK_AT = 0x20040000
MOST_STEPS = 4_000
SEEDS = range(6)
Event = tuple[int | str, ...]


def signed(value: int, bits: int) -> int:
    return (value & (1 << bits) - 1) - (value >> bits - 1 & 1) * (1 << bits)


class Processor:
    """Runs code; a word of memory that nobody has written is made up, the same one for the same place and seed."""

    def __init__(self, code: bytes, seed: int) -> None:
        self.code = code
        self.seed = seed
        self.words: dict[int, int] = {}
        self.registers = [self.made_up(f"r{number}") for number in range(13)] + [STACK_AT, 0, 0]
        self.flags = (False, False, False, False)  # N Z C V
        self.calls = 0

    def made_up(self, what: object) -> int:
        drawn = int.from_bytes(blake2b(f"{self.seed} {what}".encode(), digest_size=8).digest())
        return (0, 1, 2, 5, MASK, drawn >> 8 & 0xFFF, drawn >> 20 & MASK)[drawn % 7]

    def load(self, at: int, size: int) -> int:
        place = at & MASK & ~3
        if place not in self.words:
            self.words[place] = self.made_up(place)
        return self.words[place] >> 8 * (at & 4 - size) & (1 << 8 * size) - 1

    def store(self, at: int, size: int, value: int) -> Event:
        self.load(at, 4)
        place, by, mask = at & MASK & ~3, 8 * (at & 4 - size), (1 << 8 * size) - 1
        self.words[place] = self.words[place] & ~(mask << by) | (value & mask) << by
        return ("store", at & MASK, size, value & mask)

    def add(self, one: int, other: int, carry: int) -> int:
        whole = one + other + carry
        true = signed(one, 32) + signed(other, 32) + carry
        result = whole & MASK
        self.flags = (result >> 31 == 1, result == 0, whole >> 32 == 1, true != signed(result, 32))
        return result

    def tell(self, result: int) -> int:
        result &= MASK
        self.flags = (result >> 31 == 1, result == 0, *self.flags[2:])
        return result

    def is_met(self, condition: int) -> bool:
        n, z, c, v = self.flags
        met = (z, c, n, v, c and not z, n == v, n == v and not z)[condition >> 1]
        return met != bool(condition & 1)

    def shifted(self, kind: int, value: int, by: int) -> int:
        by = min(by & 0xFF, 40)
        return self.tell((value << by, value >> by, signed(value, 32) >> by)[kind])

    def run(self) -> Iterator[Event]:
        """Yield what others notice, until the end."""
        r, at = self.registers, 0
        for _ in range(MOST_STEPS):
            word = struct.unpack_from("<H", self.code, at)[0]
            here, at = at, at + 2
            low, middle, high, kind, number = word & 7, word >> 3 & 7, word >> 6 & 7, word >> 11, word & 0xFF
            if word == 0xBF00:
                continue
            if kind < 3:
                by = word >> 6 & 31
                r[low] = self.shifted(kind, r[middle], by if by or not kind else 32)
            elif kind == 3:
                other = high if word >> 10 & 1 else r[high]
                r[low] = self.add(r[middle], other ^ MASK, 1) if word >> 9 & 1 else self.add(r[middle], other, 0)
            elif kind < 8:
                one = word >> 8 & 7
                if kind == 4:
                    r[one] = self.tell(number)
                else:
                    result = self.add(r[one], number, 0) if kind == 6 else self.add(r[one], number ^ MASK, 1)
                    r[one] = r[one] if kind == 5 else result
            elif word >> 10 == 0b010000:
                self.operate(word >> 6 & 15, low, middle)
            elif word >> 8 == 0x46:
                r[word & 7 | word >> 4 & 8] = r[word >> 3 & 15]
            elif word >> 8 == 0x44:
                one = word & 7 | word >> 4 & 8
                other = r[word >> 3 & 15]
                if one == 15:
                    at = here + 4 + signed(other, 32)
                else:
                    r[one] = r[one] + other & MASK
            elif word & 0xFF87 == 0x4780:
                yield ("call", r[word >> 3 & 15], *r[:4])
                self.calls += 1
                r[:4] = [self.made_up(f"call {self.calls} {number}") for number in range(4)]
                for place in range(4):  # what was called may have been given a place on the stack
                    self.words[r[13] + 4 * place & MASK] = self.made_up(f"stack {self.calls} {place}")
            elif kind == 9:
                r[word >> 8 & 7] = struct.unpack_from("<I", self.code, (here + 4 & ~3) + 4 * number)[0]
            elif kind in (10, 11):
                place = r[middle] + r[high]
                size = (4, 2, 1, 1, 4, 2, 1, 2)[word >> 9 & 7]
                if word >> 9 & 7 < 3:
                    yield self.store(place, size, r[low])
                else:
                    value = self.load(place, size)
                    r[low] = signed(value, 8 * size) & MASK if word >> 9 & 3 == 3 else value
            elif kind in (12, 13, 14, 15, 16, 17):
                size = (4, 1, 2)[(kind - 12) // 2]
                place = r[middle] + size * (word >> 6 & 31)
                if kind & 1:
                    r[low] = self.load(place, size)
                else:
                    yield self.store(place, size, r[low])
            elif kind == 18:
                yield self.store(r[13] + 4 * number, 4, r[word >> 8 & 7])
            elif kind == 19:
                r[word >> 8 & 7] = self.load(r[13] + 4 * number, 4)
            elif kind == 21:
                r[word >> 8 & 7] = r[13] + 4 * number
            elif word >> 8 == 0xB0:
                r[13] += 4 * (word & 0x7F) * (-1 if word >> 7 & 1 else 1)
            elif word >> 9 == 0b1011010:
                r[13] -= 4 * (word & 0x1FF).bit_count()
                pushed = [one for one in (*range(8), 14) if word >> min(one, 8) & 1]
                for place, one in enumerate(pushed):
                    self.store(r[13] + 4 * place, 4, r[one])
            elif word >> 9 == 0b1011110:
                popped = [one for one in range(8) if word >> one & 1]
                for place, one in enumerate(popped):
                    r[one] = self.load(r[13] + 4 * place, 4)
                r[13] += 4 * (word & 0x1FF).bit_count()
                if word >> 8 & 1:
                    yield ("end", r[0], *r[4:8], r[13])
                    return
            elif kind == 28:
                at = here + 4 + 2 * signed(word, 11)
            elif word >> 12 == 13:
                if self.is_met(word >> 8 & 15):
                    at = here + 4 + 2 * signed(word, 8)
            else:
                raise AssertionError(f"{word:#06x} is no instruction of kernels")

    def operate(self, operation: int, low: int, middle: int) -> None:
        r = self.registers
        one, other = r[low], r[middle]
        if operation in (2, 3, 4):
            r[low] = self.shifted(operation - 2, one, other)
        elif operation == 9:
            r[low] = self.add(0, other ^ MASK, 1)
        elif operation == 10:
            self.add(one, other ^ MASK, 1)
        else:
            results = {0: one & other, 1: one ^ other, 12: one | other, 13: one * other, 14: one & ~other, 15: ~other}
            r[low] = self.tell(results[operation])


def codes_of(tmp_path: Path) -> Iterator[bytes]:
    """The code of every kernel, as mpy-cross writes it."""
    found: list[bytes] = []
    for path, text in inlined(module_files()).items():
        if is_kernel(path):
            source, target = tmp_path / "m.py", tmp_path / "m.mpy"
            source.write_bytes(text)
            compile_file(source, target, "m.py", "viper")

            def keep(code: bytes) -> bytes:
                found.append(code)
                return code

            with_other_code(target.read_bytes(), keep)
    yield from found


def test_every_kernel_does_the_same(tmp_path: Path) -> None:
    try:
        compiler()
    except RuntimeMissingError as reason:
        pytest.skip(str(reason))
    before = after = events = 0
    for code in codes_of(tmp_path):
        tight = tightened_code(code)
        assert tightened_code(tight) == tight
        before, after = before + len(code), after + len(tight)
        for seed in SEEDS:
            old, new = Processor(code, seed).run(), Processor(tight, seed).run()
            for one in old:
                assert one == next(new, None), code.hex()
                events += 1
    assert events > 20_000
    assert after < before * 3 // 4


def halves(*words: int) -> bytes:
    return struct.pack(f"<{len(words)}H", *words)


def test_what_falls_out() -> None:
    """Each as a disassembler says it; `pop {pc}` at the end wants r0."""
    twice = halves(0x9001, 0x9801, 0x9901, 0x1840, 0xBD00)  # str r0, [sp, #4]; ldr r0; ldr r1; adds r0, r0, r1
    assert tightened_code(twice) == halves(0x9001, 0x1800, 0xBD00)
    small = halves(0x2207, 0x4601, 0x1889, 0x4608, 0xBD00)  # movs r2, #7; mov r1, r0; adds r1, r1, r2; mov r0, r1
    assert tightened_code(small) == halves(0x1DC0, 0xBD00)
    compared = halves(0x4281, 0xDB01, 0x2000, 0xE000, 0x2001, 0x2800, 0xD100, 0x9400, 0x2005, 0xBD00)
    assert tightened_code(compared) == halves(0x4281, 0xDB00, 0x9400, 0x2005, 0xBD00)


def test_what_has_to_stay() -> None:
    called = halves(0x9401, 0x4798, 0x9801, 0xBD00)  # a call may have changed what is on the stack
    assert tightened_code(called) == called
    large = halves(0x22C8, 0x1881, 0x9101, 0xBD00)  # r1 = r0 + 200: no instruction has room for such a number
    assert tightened_code(large) == large
    wanted = halves(0x4281, 0xDB01, 0x2000, 0xE000, 0x2001, 0x2800, 0xD100, 0x9400, 0xBD00)  # returns the 1 or 0
    assert tightened_code(wanted) == wanted
    joined = halves(0x2000, 0xD000, 0x2001, 0x2800, 0xD000, 0x9400, 0x2000, 0xBD00)  # what r0 is depends
    assert tightened_code(joined) == joined
    unknown = halves(0xA000, 0x4601, 0x4608, 0xBD00)  # takes the place where it is
    assert tightened_code(unknown) == unknown


def test_a_jump_that_is_too_far_goes_by_another() -> None:
    load = halves(*[0x6024] * 800)  # str r4, [r4]
    room = halves(0xE002, 0xBF00, 0xBF00, 0xBF00)  # a jump to what comes next, and the room that mpy-cross leaves
    end = halves(0x2005, 0xBD00)
    length = len(load + room + load)
    jump = halves(0x4900, 0x448F) + struct.pack("<i", length + 2)  # by a number in the code, over all of it
    code = jump + load + room + load + end
    assert length > 2_048
    tight = tightened_code(code)
    assert list(Processor(tight, 1).run()) == list(Processor(code, 1).run())
    assert len(tight) < len(code)
