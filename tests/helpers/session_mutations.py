"""What can happen to a session's files: one source for the fuzzer's tests and its long run.

Every mutator changes the files in place. Chance is a `random.Random`, or hypothesis in the shape of one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from session_pages import KINDS, any_record, changed, page, places
from session_seeds import Segments, seeds

MARKS = (b"RC", b"RC\x48\x02", b"RC\x4c\xff", b"RC\x57\x01", b"\0", b"\xff")


@dataclass(frozen=True)
class Mutated:
    """Files of a session; `is_damage` if nothing was made up, so that whatever is read must be true."""

    segments: Segments
    seed: int
    """Which of the seeds it was."""
    is_damage: bool
    is_folder: bool


def mutated(chance: Random) -> Mutated:
    """Return a session to which a few things happened."""
    seed = chance.randrange(len(seeds()))
    segments = list(seeds()[seed])
    is_damage = chance.random() < 0.4
    mutators = DAMAGE if is_damage else DAMAGE + FORGERY
    for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        chance.choice(mutators)(segments, chance)
    return Mutated(segments, seed, is_damage, chance.random() < 0.9)


def in_bytes(change: Callable[[bytearray, Random], None]) -> "Mutator":
    """Turn a change of bytes into one of a session: it happens to one of its files."""

    def mutate(segments: Segments, chance: Random) -> None:
        if segments:
            number = chance.randrange(len(segments))
            name, data = segments[number]
            broken = bytearray(data)
            change(broken, chance)
            segments[number] = name, bytes(broken)

    return mutate


def span(data: bytearray, chance: Random) -> slice:
    """Return some of the data; often little, often whole units."""
    unit = chance.choice((1, 1, 64))
    start = chance.randint(0, len(data) // unit) * unit
    length = chance.choice((1, 4, 64, len(data) or 1))
    return slice(start, start + chance.randint(0, -(-length // unit)) * unit)


def flip(data: bytearray, chance: Random) -> None:
    for _ in range(chance.randint(1, 4) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: Random) -> None:
    del data[chance.randint(0, len(data)) :]


def remove(data: bytearray, chance: Random) -> None:
    del data[span(data, chance)]


def repeat(data: bytearray, chance: Random) -> None:
    some = span(data, chance)
    data[some.start : some.start] = bytes(data[some])


def zero(data: bytearray, chance: Random) -> None:
    some = span(data, chance)
    data[some] = bytes(len(data[some]))


def insert(data: bytearray, chance: Random) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.choice((*MARKS, chance.randbytes(8))) * chance.randint(1, 40)


def drop_file(segments: Segments, chance: Random) -> None:
    if segments:
        del segments[chance.randrange(len(segments))]


def swap_files(segments: Segments, chance: Random) -> None:
    if segments:
        segments.insert(chance.randint(0, len(segments) - 1), segments.pop())


def double_file(segments: Segments, chance: Random) -> None:
    if segments:
        segments.append(chance.choice(segments))


def splice(segments: Segments, chance: Random) -> None:
    """Put part of another session into a file, or all of one of its files beside it."""
    name, other = chance.choice(chance.choice(seeds()))
    if not segments or chance.random() < 0.5:
        segments.append((name, other))
        return
    number = chance.randrange(len(segments))
    where, data = segments[number]
    at, start, end = (chance.randint(0, len(part) // 64) * 64 for part in (data, other, other))
    segments[number] = where, data[:at] + other[min(start, end) : max(start, end)] + data[at:]


def change_page(data: bytearray, chance: Random) -> None:
    found = places(data)
    if found:
        start, end = chance.choice(found)
        data[start:end] = changed(bytes(data[start:end]), chance)


def move_page(data: bytearray, chance: Random) -> None:
    found = places(data)
    if found:
        start, end = chance.choice(found)
        moved = bytes(data[start:end])
        del data[start:end]
        at, _ = chance.choice(places(data) or [(0, 0)])
        data[at:at] = moved


def add_page(data: bytearray, chance: Random) -> None:
    kind = chance.choice(KINDS)
    payload = chance.choice((chance.randbytes(chance.randint(0, 200)), b"".join(any_record(chance) for _ in range(9))))
    at, _ = chance.choice(places(data) or [(0, 0)])
    number = chance.choice((0, 1, 2, 3, 9, chance.getrandbits(32)))
    data[at:at] = page(kind, payload, number, chance.choice((0, 1, -1, chance.getrandbits(31))))


Mutator = Callable[[Segments, Random], None]
DAMAGE: tuple[Mutator, ...] = (
    *map(in_bytes, (flip, cut, remove, repeat, zero, insert)),
    drop_file,
    double_file,
    swap_files,
)
FORGERY: tuple[Mutator, ...] = (*map(in_bytes, (change_page, change_page, change_page, move_page, add_page)), splice)
