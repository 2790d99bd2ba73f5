"""Short jumps in the kernels' machine code: the same instructions in the same order, and jumps to the same ones."""

import struct
from pathlib import Path

import pytest

from recoil.firmware.compiled import is_kernel
from recoil.firmware.constants import inlined
from recoil.firmware.files import module_files
from recoil.firmware.jumps import shortened_code, with_other_code
from recoil.firmware.mpy import MpyError, Reader, read_mpy
from recoil.runtimes import RuntimeMissingError
from recoil.runtimes.crosscompile import compile_file, compiler

NOP = 0xBF00
Flow = list[tuple[int, ...]]


def codes(data: bytes) -> list[bytes]:
    reader = Reader(data, 4)
    names, constants = reader.number(), reader.number()
    for _ in range(names):
        reader.name()
    for _ in range(constants):
        reader.constant()
    found: list[bytes] = []

    def block() -> None:
        head = reader.number()
        found.append(reader.take(head >> 3))
        reader.number()
        for _ in range(reader.number() if head & 4 else 0):
            block()

    block()
    return found


def flow(code: bytes) -> Flow:
    """What a processor may do in this code: by instruction reached, itself and the two that may come next.

    NOPs and jumps are followed, not listed; a jump that depends is listed with what comes if so, and if not.
    """
    halves = struct.unpack(f"<{len(code) // 2}H", code)

    def signed(value: int, bits: int) -> int:
        return value - (1 << bits) if value >> (bits - 1) else value

    def settled(at: int) -> int:
        """The first place from here that does something."""
        while at < len(halves):
            word = halves[at]
            if word == NOP:
                at += 1
            elif word >> 11 == 0b11100:
                at += 2 + signed(word & 0x7FF, 11)
            elif word == 0x4900 and halves[at + 1] == 0x448F:
                at += (2 + 4 + struct.unpack_from("<i", code, 2 * at + 4)[0]) // 2
            else:
                return at
        return len(halves)

    numbers: dict[int, int] = {}
    order: list[tuple[int, ...]] = []
    waiting = [settled(0)]
    edges: dict[int, tuple[int, ...]] = {}
    while waiting:
        at = waiting.pop()
        if at in numbers or at == len(halves):
            continue
        numbers[at] = len(numbers)
        word = halves[at]
        if word >> 12 == 0b1101 and (word >> 8 & 15) < 14:
            taken, passed = settled(at + 2 + signed(word & 0xFF, 8)), settled(at + 1)
            condition = word >> 8 & 15
            if condition & 1:  # one of the two ways to say it
                condition, taken, passed = condition ^ 1, passed, taken
            edges[at] = (condition, taken, passed)
            waiting += [passed, taken]
        elif word >> 11 == 0b01001:
            where = ((at + 2) & ~1) * 2 + 4 * (word & 0xFF)
            edges[at] = (word >> 8 & 7, *struct.unpack_from("<i", code, where), settled(at + 1))
            waiting.append(edges[at][2])
        elif word & 0xFF00 == 0xBD00:  # pop with pc: the function's end
            edges[at] = (word,)
        else:
            edges[at] = (word, settled(at + 1))
            waiting.append(edges[at][1])
    for at in numbers:
        word = halves[at]
        told = edges[at]
        if word >> 12 == 0b1101 and (word >> 8 & 15) < 14:
            order.append((1, told[0], *(numbers.get(one, -1) for one in told[1:])))
        elif word >> 11 == 0b01001:
            order.append((2, told[0], told[1], numbers.get(told[2], -1)))
        else:
            order.append((3, told[0], *(numbers.get(one, -1) for one in told[1:])))
    return order


def test_every_kernel_does_the_same_in_less_room(tmp_path: Path) -> None:
    try:
        compiler()
    except RuntimeMissingError as reason:
        pytest.skip(str(reason))
    before = after = jumps = 0
    for path, text in inlined(module_files()).items():
        if not is_kernel(path):
            continue
        source, target = tmp_path / "m.py", tmp_path / "m.mpy"
        source.write_bytes(text)
        compile_file(source, target, "m.py", "viper")
        data = target.read_bytes()
        short = with_other_code(data, shortened_code)
        read_mpy(short)
        assert with_other_code(short, shortened_code) == short, path
        for old, new in zip(codes(data), codes(short), strict=True):
            assert flow(old) == flow(new), path
            before, after = before + len(old), after + len(new)
            jumps += sum(one[0] == 1 for one in flow(new))
    assert jumps > 800
    assert after < before * 9 // 10


def test_what_is_not_foreseen_stays() -> None:
    adr = struct.pack("<3H", 0xA000, NOP, 0xBDFE)  # takes the place where it is
    assert shortened_code(adr) == adr
    into_a_number = struct.pack("<2HiHH", 0x4800, 0xE001, 7, 0xE7FC, 0xBDFE)
    assert shortened_code(into_a_number) == into_a_number
    forward = struct.pack("<6H", 0xE003, NOP, NOP, NOP, 0x1C00, 0xBDFE)
    assert shortened_code(forward) == struct.pack("<3H", 0xE000, 0x1C00, 0xBDFE)
    with pytest.raises(MpyError):
        with_other_code(b"M\x06\x1f\x1f\x00\x00\x00", shortened_code)
