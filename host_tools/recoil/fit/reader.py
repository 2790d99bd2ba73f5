"""Walks through the bytes of a FIT file: definitions, and messages with their raw fields. Keeps every byte.

As the FIT protocol describes it: both byte orders, developer fields, compressed time stamps, local types that are
defined again and again.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from .crc import crc16
from .errors import FitError

HEADER_BYTES = (12, 14)
COMPRESSED, DEFINITION, DEVELOPER, LOCAL = 0x80, 0x40, 0x20, 0x0F
TIMESTAMP = 253
COPY_AGAIN = "copy it off the watch again, or export it again from the platform that has it"


class FieldDefinition(NamedTuple):
    """As it stands in the file; for a developer field, `base` is the developer's index."""

    number: int
    size: int
    base: int


@dataclass(frozen=True)
class Definition:
    """How messages of a local type are laid out from here on."""

    local: int
    order: str
    """`struct`'s sign for the byte order."""
    number: int
    fields: tuple[FieldDefinition, ...]
    own: tuple[FieldDefinition, ...]
    """Developer fields."""
    raw: bytes

    @cached_property
    def size(self) -> int:
        """Bytes of a message, its first byte left out."""
        return sum(field.size for field in (*self.fields, *self.own))

    @cached_property
    def places(self) -> dict[int, tuple[int, FieldDefinition]]:
        """Where in a message each field begins."""
        places, at = {}, 0
        for field in self.fields:
            places[field.number] = (at, field)
            at += field.size
        return places


@dataclass(frozen=True)
class Data:
    """One message; `time_s` is FIT's time of it, None if it has none."""

    definition: Definition
    head: int
    payload: bytes
    time_s: int | None

    def field(self, number: int) -> bytes | None:
        """Return a field's bytes; None if it is not there."""
        place = self.definition.places.get(number)
        return None if place is None else self.payload[place[0] : place[0] + place[1].size]

    def unsigned(self, number: int, size: int) -> int | None:
        """Return a field as an unsigned number of so many bytes; None if it is missing, invalid or of another size."""
        data = self.field(number)
        if data is None or len(data) != size or data == b"\xff" * size:
            return None
        return int.from_bytes(data, "little" if self.definition.order == "<" else "big")


@dataclass(frozen=True)
class FitFile:
    """A whole file; `rest` is what follows it (other FIT files, chained)."""

    header: bytes
    messages: tuple[Definition | Data, ...]
    rest: bytes

    def data(self, number: int) -> Iterator[Data]:
        """Yield the messages of a kind."""
        for message in self.messages:
            if isinstance(message, Data) and message.definition.number == number:
                yield message


def parse(data: bytes) -> FitFile:
    """Take a file apart; a `FitError` if it is none, or damaged."""
    if len(data) < HEADER_BYTES[0] or data[8:12] != b".FIT" or data[0] not in HEADER_BYTES:
        raise FitError(
            "this is no FIT file", "export the activity as FIT: the original file, not GPX, TCX or a zip of it"
        )
    begin = data[0]
    size = int.from_bytes(data[4:8], "little")
    end = begin + size
    if not size:
        raise FitError(
            "the watch did not finish writing this file", "end the activity on the watch, then " + COPY_AGAIN
        )
    if end + 2 > len(data):
        raise FitError(f"the file is cut off: {len(data):,} of {end + 2:,} bytes", COPY_AGAIN)
    if crc16(memoryview(data)[: end + 2]):
        raise FitError("the file is damaged: its checksum is wrong", COPY_AGAIN)
    return FitFile(data[:begin], tuple(_messages(data, begin, end)), data[end + 2 :])


def _messages(data: bytes, at: int, end: int) -> Iterator[Definition | Data]:
    definitions: dict[int, Definition] = {}
    clock_s: int | None = None
    while at < end:
        head = data[at]
        if not head & COMPRESSED and head & DEFINITION:
            definition = _definition(data, at, end)
            definitions[definition.local] = definition
            at += len(definition.raw)
            yield definition
            continue
        definition = definitions.get(head >> 5 & 3 if head & COMPRESSED else head & LOCAL)
        if definition is None or at + 1 + definition.size > end:
            raise FitError(f"the file is damaged: what is at byte {at:,} makes no sense", COPY_AGAIN)
        message = Data(definition, head, data[at + 1 : at + 1 + definition.size], None)
        at += 1 + definition.size
        time_s = message.unsigned(TIMESTAMP, 4)
        if time_s is not None:
            clock_s = time_s
        elif head & COMPRESSED and clock_s is not None:
            # Five bits of the time: it is the next second that ends in them.
            time_s = clock_s = clock_s + ((head - clock_s) & 0x1F)
        yield Data(definition, head, message.payload, time_s)


def _definition(data: bytes, at: int, end: int) -> Definition:
    def fields(at: int) -> tuple[int, tuple[FieldDefinition, ...]]:
        after = at + 1 + 3 * data[at] if at < end else end + 1
        if after > end:
            raise FitError(f"the file is damaged: the definition at byte {begin:,} does not end", COPY_AGAIN)
        return after, tuple(FieldDefinition(*data[place : place + 3]) for place in range(at + 1, after, 3))

    begin, head = at, data[at]
    order = ">" if at + 2 < end and data[at + 2] == 1 else "<"
    after, normal = fields(at + 5)
    own: tuple[FieldDefinition, ...] = ()
    if head & DEVELOPER:
        after, own = fields(after)
    (number,) = struct.unpack_from(order + "H", data, at + 3)
    return Definition(head & LOCAL, order, number, normal, own, data[at:after])
