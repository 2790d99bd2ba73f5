"""Machine code of an RP2040 with jumps as short as they can be.

mpy-cross does not know yet how far a jump goes forward when it writes it, and for a processor of this kind leaves room
for the longest one: ten bytes for each `if`, of which two to four are needed. The functions of a module of kernels are
read again, every jump is given the shortest form that reaches, and what was room falls out. What is done, in which
order, stays the same. A function with anything that is not foreseen stays as it is.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from .mpy import ASSEMBLER, BYTECODE, NATIVE, VIPER, MpyError, Reader

NOP = 0xBF00
ALWAYS = 14  # in the place of a condition
FARTHEST = 2040
"""Bytes that a jump reaches at least."""
_LITERAL = 4  # bytes of a number in the code


@dataclass
class Item:
    """An instruction, or some that belong together."""

    at: int
    """Where it was."""
    end: int
    """Where it ended."""
    code: bytes = b""
    """As it was, if it is no jump."""
    condition: int | None = None
    """Of a jump; `ALWAYS` for one without."""
    target: int = 0
    """Where a jump went."""
    is_aligned: bool = False
    """A number follows within, which has to lie at a multiple of four."""


class Unforeseen(Exception):
    """Code of a kind that mpy-cross does not write for kernels."""


def with_other_code(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return a compiled module of kernels with other machine code.

    Args:
        data: The content of a `.mpy` file, all of whose functions are machine code.
        change: Returns what comes in the place of a function's code.

    Raises:
        MpyError: It is no such file.
    """
    reader = Reader(data, 4)
    names, constants = reader.number(), reader.number()
    for _ in range(names):
        reader.name()
    for _ in range(constants):
        reader.constant()
    found = bytearray(data[: reader.at])
    found += _block(reader, change)
    if reader.at != len(data):
        raise MpyError(f"{len(data) - reader.at} bytes are left over")
    return bytes(found)


def _block(reader: Reader, change: Callable[[bytes], bytes]) -> bytes:
    """Return a block of code and those in it."""
    head = reader.number()
    kind, has_children, code = head & 3, head & 4, reader.take(head >> 3)
    if kind in (BYTECODE, NATIVE, ASSEMBLER):
        raise MpyError("it is not a module of kernels")
    assert kind == VIPER
    code = change(code)
    flags = reader.number()
    found = bytearray(_number(len(code) << 3 | has_children | kind) + code + _number(flags))
    if has_children:
        count = reader.number()
        found += _number(count)
        for _ in range(count):
            found += _block(reader, change)
    return bytes(found)


def _number(value: int) -> bytes:
    found = [value & 0x7F]
    while value := value >> 7:
        found.insert(0, value & 0x7F | 0x80)
    return bytes(found)


def shortened_code(code: bytes) -> bytes:
    """Return the code of one function with short jumps; the same code if it has something that is not foreseen."""
    try:
        items = read_code(code)
        return written_code(items)
    except Unforeseen:
        return code


def _half(code: bytes, at: int) -> int:
    if at + 2 > len(code):
        raise Unforeseen
    return int.from_bytes(code[at : at + 2], "little")


def _signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value


def read_code(code: bytes) -> list[Item]:
    """Return the instructions of a function."""
    items: list[Item] = []
    at = 0
    while at < len(code):
        word = _half(code, at)
        start = at
        if word >> 11 == 0b11100 or _is_long_jump(code, at):
            target, at = _jump(code, at)
            items.append(Item(start, at, condition=ALWAYS, target=target))
        elif word >> 12 == 0b1101 and (word >> 8 & 15) < ALWAYS:
            condition, over = word >> 8 & 15, at + 4 + 2 * _signed(word & 0xFF, 8)
            inner = _half(code, at + 2)
            if over > at + 4 and (inner >> 11 == 0b11100 or _is_long_jump(code, at + 2)):
                target, end = _jump(code, at + 2)
                if end == over:  # a jump over a jump: the other condition
                    items.append(Item(start, end, condition=condition ^ 1, target=target))
                    at = end
                    continue
            at += 2
            items.append(Item(start, at, condition=condition, target=over))
        elif _loads_number(code, at) or (word == NOP and _loads_number(code, at + 2)):
            first = at + (2 if word == NOP else 0)
            if first % 4:
                raise Unforeseen
            at = first + 4 + _LITERAL
            items.append(Item(start, at, code[first:at], is_aligned=True))
        elif word >> 11 in (0b01001, 0b11101, 0b11110, 0b11111) or word >> 11 == 0b10100 or word >> 8 == 0xDF:
            raise Unforeseen  # something else that depends on where it is, or takes four bytes
        elif word & 0xFD78 == 0x4478 or word & 0xFF87 == 0x4487 or word & 0xFF87 == 0x4687:
            raise Unforeseen  # reads or writes where the processor is
        else:
            if word != NOP:
                items.append(Item(start, at + 2, code[at : at + 2]))
            at += 2
    return items


def _is_long_jump(code: bytes, at: int) -> bool:
    """Return whether a jump by a number in the code begins here, after a NOP or at once."""
    if _half(code, at) == NOP:
        at += 2
    return at + 8 <= len(code) and _half(code, at) == 0x4900 and _half(code, at + 2) == 0x448F


def _jump(code: bytes, at: int) -> tuple[int, int]:
    """Return where a jump goes, and where its room ends."""
    start = at
    if _is_long_jump(code, at):
        if _half(code, at) == NOP:
            at += 2
        return at + 2 + 4 + int.from_bytes(code[at + 4 : at + 8], "little", signed=True), at + 8
    target = at + 4 + 2 * _signed(_half(code, at) & 0x7FF, 11)
    at += 2
    most = start + (10 if start % 4 else 8)
    while at < most and at + 2 <= len(code) and _half(code, at) == NOP:
        at += 2
    return target, at if at == most else start + 2


def _loads_number(code: bytes, at: int) -> bool:
    """Return whether a number that stands in the code is loaded here."""
    if at + 4 + _LITERAL > len(code):
        return False
    return _half(code, at) & 0xF8FF == 0x4800 and _half(code, at + 2) == 0xE001


def written_code(items: list[Item]) -> bytes:
    """Return the code of instructions, jumps as short as they can be."""
    targets = [after(items, item.target) if item.condition is not None else 0 for item in items]
    sizes = [len(item.code) or 2 for item in items]
    while True:
        places, at = [], 0
        for item, size in zip(items, sizes, strict=True):
            at += at % 4 if item.is_aligned else 0
            places.append(at)
            at += size
        places.append(at)
        far = [places[target] - place - 4 for target, place in zip(targets, places, strict=False)]
        for number, item in enumerate(items):
            if item.condition is not None and not -FARTHEST <= far[number] < FARTHEST:
                return written_code(_by_another(items, number, targets[number], places))
        wanted = [size if item.code else _size(item, to) for item, size, to in zip(items, sizes, far, strict=True)]
        if all(map(int.__le__, wanted, sizes)):
            break
        sizes = list(map(max, wanted, sizes))
    found = bytearray()
    for item, size, place, to in zip(items, sizes, places, far, strict=False):
        if len(found) < place:
            found += NOP.to_bytes(2, "little")
        if item.condition is None:
            found += item.code
        elif item.condition == ALWAYS:
            found += (0xE000 | to >> 1 & 0x7FF).to_bytes(2, "little")
        elif size == 2:
            found += (0xD000 | item.condition << 8 | to >> 1 & 0xFF).to_bytes(2, "little")
        else:  # a jump over a jump
            found += (0xD000 | (item.condition ^ 1) << 8).to_bytes(2, "little")
            found += (0xE000 | to - 2 >> 1 & 0x7FF).to_bytes(2, "little")
    return bytes(found)


def after(items: list[Item], target: int) -> int:
    """Return the number of the instruction that a jump goes to; one more than there are for the end."""
    number = bisect_left(items, target, key=lambda item: item.at)
    if number and items[number - 1].end > target:
        raise Unforeseen  # into the middle of something
    return number


def _size(item: Item, to: int) -> int:
    """Return the bytes that a jump so far takes."""
    return 2 if item.condition == ALWAYS or -256 <= to < 256 else 4


def _by_another(items: list[Item], number: int, target: int, places: list[int]) -> list[Item]:
    """Return the instructions with a jump on the way of one that goes too far, where nothing else comes by."""
    first, last = sorted((number, target))
    for stop in range(first, min(last, len(items) - 1)):
        before = items[stop]
        from_here = abs(places[stop] - places[number])
        if (
            before.condition == ALWAYS
            and before.end - before.at > 2
            and max(from_here, abs(places[target] - places[stop])) < FARTHEST - 64
        ):
            at = before.at + 2  # within the room that the other jump had
            island = Item(at, before.end, condition=ALWAYS, target=items[number].target)
            before.end = at
            items[number].target = at
            return [*items[: stop + 1], island, *items[stop + 1 :]]
    raise Unforeseen  # that takes a number in the code
