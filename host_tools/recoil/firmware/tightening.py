"""Machine code of an RP2040's kernels without what is done for nothing.

mpy-cross writes each operation for itself: its operands are fetched into registers, what comes of it goes to the stack,
and the next operation fetches it again; a comparison becomes 0 or 1, and that is compared with 0. The functions of a
module of kernels are read again, and what they need not do falls out: values that are in a register already, small
numbers that fit the instruction, comparisons of a comparison. Values, their order in memory and calls stay the same;
only the registers r0 to r3 and the flags, which mean nothing from one statement to the next, are used in another way.
A function with anything that is not foreseen stays as it is.
"""

from dataclasses import dataclass
from functools import cache

from .jumps import ALWAYS, Item, Unforeseen, after, read_code, shortened_code, written_code

_FLAGS = 8
_EQUAL, _UNEQUAL = 0, 1
_LAST_TEMPORARY = 3
_TEMPORARY = 0b1111
_NOTHING = 0
_EVERYTHING = 0xFF | 1 << _FLAGS
_AND, _EOR, _LSL, _LSR, _ASR, _ADC, _SBC, _ROR, _TST, _NEG, _CMP, _CMN, _ORR, _MUL, _BIC, _MVN = range(16)
_ROUNDS = 12


def tightened_code(code: bytes) -> bytes:
    """Return the code of one function without what is done for nothing, its jumps short.

    With something that is not foreseen it is the same code, or the same with short jumps.
    """
    try:
        return written_code(_tightened(read_code(code)))
    except Unforeseen:
        return shortened_code(code)


@dataclass(frozen=True)
class _Effect:
    """What an instruction reads and changes: a bit for each low register and one for the flags."""

    uses: int = _NOTHING
    sets: int = _NOTHING
    is_pure: bool = False
    """It does nothing else, and need not be done if nobody wants what it sets."""


_BARRIER = _Effect(_EVERYTHING, _EVERYTHING)


def _effect(item: Item) -> _Effect:
    if item.condition is not None:
        return _Effect(_of(_FLAGS) if item.condition != ALWAYS else _NOTHING)
    return _effect_of(int.from_bytes(item.code[:2], "little"), item.is_aligned)


@cache
def _effect_of(word: int, is_aligned: bool) -> _Effect:
    """Return what an instruction does; everything, for one that is not known here."""
    if is_aligned:
        return _Effect(_NOTHING, _of(word >> 8 & 7), True)
    low, middle, high = word & 7, word >> 3 & 7, word >> 6 & 7
    kind = word >> 11
    if kind < 0b00011:  # a shift by a number
        return _Effect(_of(middle), _of(low, _FLAGS), True)
    if kind == 0b00011:  # add or subtract, three operands
        return _Effect(_of(middle) if word >> 10 & 1 else _of(middle, high), _of(low, _FLAGS), True)
    if kind < 0b01000:
        register = word >> 8 & 7
        return (
            _Effect(_NOTHING, _of(register, _FLAGS), True),
            _Effect(_of(register), _of(_FLAGS), True),
            _Effect(_of(register), _of(register, _FLAGS), True),
            _Effect(_of(register), _of(register, _FLAGS), True),
        )[kind & 3]
    if word >> 10 == 0b010000:
        operation = word >> 6 & 15
        uses = _of(middle) if operation in (_NEG, _MVN) else _of(low, middle)
        if operation in (_ADC, _SBC):
            uses |= _of(_FLAGS)
        return _Effect(uses, _of(_FLAGS) if operation in (_TST, _CMP, _CMN) else _of(low, _FLAGS), True)
    if word >> 8 == 0b01000110 and not word & 0xC0:  # a move between low registers
        return _Effect(_of(middle), _of(low), True)
    if kind == 0b01010 or word >> 9 == 0b0101011 or kind in (0b01100, 0b01110, 0b10000):  # stores, but for one load
        uses = _of(low, middle) if kind >> 1 != 0b0101 else _of(low, middle, high)
        if word >> 9 == 0b0101011:
            return _Effect(_of(middle, high), _of(low), True)
        return _Effect(uses)
    if kind == 0b01011:
        return _Effect(_of(middle, high), _of(low), True)
    if kind in (0b01101, 0b01111, 0b10001):
        return _Effect(_of(middle), _of(low), True)
    if kind == 0b10010:
        return _Effect(_of(word >> 8 & 7))
    if kind in (0b10011, 0b10101):
        return _Effect(_NOTHING, _of(word >> 8 & 7), True)
    if word & 0xFF87 == 0x4780:  # a call: its arguments are in r0 to r3, and are gone afterwards
        return _Effect(_TEMPORARY | _of(word >> 3 & 7), _TEMPORARY | _of(_FLAGS))
    if word >> 8 == 0b10111101:  # the end
        return _Effect(_of(0))
    if word >> 8 == 0b10110000 or word >> 9 == 0b1011010:  # room on the stack, push
        return _Effect(_of(*range(_FLAGS)))
    return _BARRIER


def _of(*registers: int) -> int:
    return sum(1 << register for register in set(registers))


def _tightened(items: list[Item]) -> list[Item]:
    for _ in range(_ROUNDS):
        before = [(item.at, item.code, item.condition, item.target) for item in items]
        items = _without_second_comparisons(items)
        _reuse(items)
        items = [item for item in items if item.code or item.condition is not None]
        items = _without_moves(items)
        items = _without_unused(items)
        if before == [(item.at, item.code, item.condition, item.target) for item in items]:
            break
    return items


def _targets(items: list[Item]) -> list[int]:
    """Return for each instruction where it jumps to, as a number in the list; -1 for none."""
    return [after(items, item.target) if item.condition is not None else -1 for item in items]


def _live(items: list[Item]) -> list[int]:
    """Return for each instruction what is wanted after it by others; one more, for the end."""
    effects = [_effect(item) for item in items]
    targets = _targets(items)
    ends = [int.from_bytes(item.code[:2], "little") >> 8 == 0b10111101 for item in items]
    wanted = [_NOTHING] * (len(items) + 1)  # before it
    found = [_NOTHING] * (len(items) + 1)
    while True:
        changed = False
        for number in reversed(range(len(items))):
            item = items[number]
            out = _NOTHING if ends[number] or item.condition == ALWAYS else wanted[number + 1]
            if targets[number] >= 0:
                out |= wanted[targets[number]]
            found[number] = out
            into = effects[number].uses | (out & ~effects[number].sets)
            if into != wanted[number]:
                wanted[number] = into
                changed = True
        if not changed:
            return found


def _word(item: Item) -> int:
    """Return an instruction of two bytes as a number, -1 if it is none."""
    return int.from_bytes(item.code, "little") if len(item.code) == 2 else -1


def _is_number(item: Item, register: int, value: int) -> bool:
    return _word(item) == 0x2000 | register << 8 | value


def _without_second_comparisons(items: list[Item]) -> list[Item]:
    """Where a comparison becomes 1 or 0, and that is compared with 0 for a jump, jump at once."""
    live = _live(items)
    targets = _targets(items)
    into = set(targets)
    found: list[Item] = []
    number = 0
    while number < len(items):
        item = items[number]
        found.append(item)
        number += 1
        if item.condition in (None, ALWAYS) or number + 5 > len(items):
            continue
        zero, skip, one, compare, jump = items[number : number + 5]
        register = _word(zero) >> 8 & 7
        if (
            _word(zero) & 0xF8FF == 0x2000
            and skip.condition == ALWAYS
            and _is_number(one, register, 1)
            and _word(compare) == 0x2800 | register << 8
            and jump.condition in (_EQUAL, _UNEQUAL)
            and targets[number - 1] == number + 2
            and targets[number + 1] == number + 3
            and not into & {number, number + 1, number + 4}
            and targets.count(number + 2) == targets.count(number + 3) == 1
            and not live[number + 4] & _of(register, _FLAGS)
        ):
            assert item.condition is not None
            item.condition ^= 1 if jump.condition == _EQUAL else 0
            item.target = jump.target
            number += 5
    return found


class _Values:
    """What is known of the registers within a stretch of code that nothing jumps into."""

    def __init__(self) -> None:
        self.source: dict[int, int] = {}
        """Of a register, another one with the same value."""
        self.number: dict[int, int] = {}
        self.place: dict[int, int] = {}
        """Of a place on the stack, a register with the same value."""

    def forget(self, registers: int) -> None:
        for register in range(_FLAGS):
            if not registers >> register & 1:
                continue
            self.source.pop(register, None)
            self.number.pop(register, None)
            self.source = {one: other for one, other in self.source.items() if other != register}
            self.place = {one: other for one, other in self.place.items() if other != register}

    def join(self, low: int, source: int) -> None:
        """`low` has the value of `source` now. Of a variable's register and another, the variable's is to be read."""
        if source <= _LAST_TEMPORARY < low:
            self.source |= {one: low for one, other in self.source.items() if other == source}
            self.source[source] = low
        else:
            self.source[low] = source

    def of(self, register: int) -> int:
        return self.source.get(register, register)


def _reuse(items: list[Item]) -> None:
    """Take values from where they are already, small numbers from the instruction; what is no use has no code then."""
    live = _live(items)
    targets = set(_targets(items))
    known = _Values()
    for number, item in enumerate(items):
        if number in targets:
            known = _Values()
        if item.condition is not None:
            continue
        if not item.is_aligned:
            _rewrite(item, known, bool(live[number] >> _FLAGS & 1))
        if not item.code:
            continue
        effect = _effect(item)
        word = _word(item)
        if effect is _BARRIER or word & 0xFF87 == 0x4780 or word >> 8 in (0b10110000, 0b10111101):
            known = _Values()
            continue
        if word >> 11 == 0b10010:  # into the stack
            known.place[word & 0xFF] = word >> 8 & 7
            continue
        if word >> 8 == 0b01000110 and not word & 0xC0:
            low, source = word & 7, word >> 3 & 7
            value = known.number.get(source)
            known.forget(effect.sets)
            known.join(low, source)
            if value is not None:
                known.number[low] = value
            continue
        known.forget(effect.sets)
        if word >> 11 == 0b00100:
            known.number[word >> 8 & 7] = word & 0xFF
        elif word >> 11 == 0b10011:
            known.place[word & 0xFF] = word >> 8 & 7


def _rewrite(item: Item, known: _Values, keeps_flags: bool) -> None:
    """Put an instruction with the same outcome in the place of one."""
    word = _word(item)
    low, middle, high = word & 7, word >> 3 & 7, word >> 6 & 7
    kind = word >> 11
    new = word
    if kind < 0b00011:
        new = word & ~0x38 | known.of(middle) << 3
    elif kind == 0b00011:
        new = word & ~0x38 | known.of(middle) << 3
        if not word >> 10 & 1:
            new = new & ~0x1C0 | known.of(high) << 6
            is_sum = not word >> 9 & 1
            value = known.number.get(high)
            other = known.of(middle)
            if is_sum and (value is None or value > 7) and known.number.get(middle, 8) <= 7:
                value, other = known.number[middle], known.of(high)
            if value is not None and value <= 7:
                new = (0x1C00 if is_sum else 0x1E00) | value << 6 | other << 3 | low
            elif value is not None and other == low:
                new = (0x3000 if is_sum else 0x3800) | low << 8 | value
    elif kind == 0b00100:
        if known.number.get(word >> 8 & 7) == word & 0xFF and not keeps_flags:
            item.code = b""
            return
    elif kind == 0b00101:
        new = word & ~0x700 | known.of(word >> 8 & 7) << 8
    elif word >> 10 == 0b010000:
        operation = word >> 6 & 15
        value = known.number.get(middle)
        new = word & ~0x38 | known.of(middle) << 3
        if operation == _CMP:
            new = new & ~7 | known.of(low)
            if value is not None:
                new = 0x2800 | known.of(low) << 8 | value
        elif operation in (_LSL, _LSR, _ASR) and value is not None and 1 <= value <= 31:
            new = (operation - _LSL) << 11 | value << 6 | known.of(low) << 3 | low
    elif word >> 8 == 0b01000110 and not word & 0xC0:
        source = known.of(middle)
        if source == low or known.of(low) == source:
            item.code = b""
            return
        new = word & ~0x38 | source << 3
    elif kind == 0b01010 and word >> 9 != 0b0101011:
        new = word & ~0x1FF | known.of(high) << 6 | known.of(middle) << 3 | known.of(low)
    elif kind == 0b01011 or word >> 9 == 0b0101011:
        new = word & ~0x1F8 | known.of(high) << 6 | known.of(middle) << 3
    elif kind in (0b01100, 0b01110, 0b10000):
        new = word & ~0x3F | known.of(middle) << 3 | known.of(low)
    elif kind in (0b01101, 0b01111, 0b10001):
        new = word & ~0x38 | known.of(middle) << 3
    elif kind == 0b10010:
        new = word & ~0x700 | known.of(word >> 8 & 7) << 8
    elif kind == 0b10011:
        holder = known.place.get(word & 0xFF)
        if holder is not None:
            if known.of(holder) == known.of(word >> 8 & 7):
                item.code = b""
                return
            new = 0x4600 | known.of(holder) << 3 | word >> 8 & 7
    item.code = new.to_bytes(2, "little")


def _without_moves(items: list[Item]) -> list[Item]:
    """Where a value is moved and wanted only there, have it put there at once."""
    live = _live(items)
    targets = set(_targets(items))
    gone: set[int] = set()
    for number, item in enumerate(items):
        word = _word(item)
        if word >> 8 != 0b01000110 or word & 0xC0:
            continue
        low, source = word & 7, word >> 3 & 7
        if low == source or source > _LAST_TEMPORARY or live[number] >> source & 1:
            continue
        at = number
        while at not in targets and at > 0:
            at -= 1
            if at in gone:
                continue
            one = items[at]
            effect = _effect(one)
            if one.condition is not None or effect is _BARRIER:
                break
            if effect.sets >> source & 1:
                new = _with_other_target(one, low)
                if new and effect.is_pure:
                    one.code = new
                    gone.add(number)
                break
            if _of(low, source) & (effect.uses | effect.sets):
                break
    return [one for place, one in enumerate(items) if place not in gone]


def _with_other_target(item: Item, register: int) -> bytes:
    """Return an instruction that puts what it does into another register; nothing if there is none."""
    word = int.from_bytes(item.code[:2], "little")
    kind = word >> 11
    if item.is_aligned or kind in (0b00100, 0b10011, 0b10101):
        word = word & ~0x700 | register << 8
    elif (
        kind < 0b00100
        or kind in (0b01101, 0b01111, 0b10001, 0b01011)
        or word >> 9 == 0b0101011
        or (word >> 10 == 0b010000 and word >> 6 & 15 in (_NEG, _MVN))
        or (word >> 8 == 0b01000110 and not word & 0xC0)
    ):
        word = word & ~7 | register
    else:
        return b""
    return word.to_bytes(2, "little") + item.code[2:]


def _without_unused(items: list[Item]) -> list[Item]:
    """Leave out what nobody wants."""
    live = _live(items)
    found: list[Item] = []
    for item, wanted in zip(items, live, strict=False):
        effect = _effect(item)
        is_needed = not effect.is_pure or effect.sets & wanted or effect.sets & ~(_TEMPORARY | _of(_FLAGS))
        if is_needed:
            found.append(item)
    return found
