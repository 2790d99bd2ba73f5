"""Writes FIT: header, definitions as they are needed, messages, checksum."""

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .crc import crc16
from .profile import (
    DEVELOPER_DATA_ID,
    FIELD_DESCRIPTION,
    PROFILE_VERSION,
    PROTOCOL_VERSION,
    BaseType,
    Field,
    Message,
)
from .values import Value, encoded

LOCAL_TYPES = 16
HEADER = struct.Struct("<BBHI4s")
DEFINITION, DEVELOPER = 0x40, 0x20  # bits of a message's first byte
Layout = tuple[int, Sequence[tuple[int, int, int]], Sequence[tuple[int, int, int]]]


class DeveloperField(NamedTuple):
    """A field that FIT does not have: declared in the file itself, by number within one developer's fields."""

    name: str
    number: int
    base: BaseType
    unit: str


class FitWriter:
    """`write` messages in order, then take the `file`; a message's layout is defined when it is new.

    `local_types` are those it may use, all by default.
    """

    def __init__(self, local_types: Sequence[int] = range(LOCAL_TYPES)) -> None:
        self._body = bytearray()
        self._local_types = local_types
        self._layouts: list[Layout | None] = [None] * len(local_types)
        self._next = 0

    def declare(self, fields: Sequence[DeveloperField], application: bytes, version: int, index: int = 0) -> None:
        """Say what developer fields there will be, and whose they are."""
        whose = {"application_id": application, "developer_data_index": index, "application_version": version}
        self.write(DEVELOPER_DATA_ID, whose)
        for field in fields:
            described = {
                "developer_data_index": index,
                "field_definition_number": field.number,
                "fit_base_type_id": field.base.code,
                "field_name": field.name,
                "units": field.unit,
            }
            self.write(FIELD_DESCRIPTION, described)

    def write(
        self,
        message: Message,
        values: Mapping[str, Value],
        developer: Mapping[DeveloperField, Value] | None = None,
        index: int = 0,
    ) -> None:
        """Append a message with those of its fields that are named in `values`; None or NaN: missing."""
        unknown = values.keys() - message.fields.keys()
        if unknown:
            raise ValueError(f"message {message.number} has no field {', '.join(sorted(unknown))}")
        fields = [(field, encoded(field, values[name])) for name, field in message.fields.items() if name in values]
        own = [(field, encoded(Field(field.number, field.base), value)) for field, value in (developer or {}).items()]
        layout = (
            message.number,
            tuple((field.number, len(data), field.base.code) for field, data in fields),
            tuple((field.number, len(data), index) for field, data in own),
        )
        local = self._local(layout)
        self._body.append(local)
        for _, data in (*fields, *own):
            self._body += data

    def _local(self, layout: Layout) -> int:
        """Return the layout's local type, defining it first if need be."""
        if layout in self._layouts:
            return self._local_types[self._layouts.index(layout)]
        at, self._next = self._next, (self._next + 1) % len(self._layouts)
        self._layouts[at] = layout
        self._body += definition(self._local_types[at], layout)
        return self._local_types[at]

    def body(self) -> bytes:
        """Return the messages alone."""
        return bytes(self._body)

    def file(self) -> bytes:
        """Return the whole file."""
        return sealed(self.body())


def definition(local: int, layout: Layout, order: str = "<") -> bytes:
    """Return a definition message: its number, (number, bytes, base type) of fields, (number, bytes, developer)."""
    number, fields, own = layout
    head = struct.pack(
        order + "BBBHB", DEFINITION | (DEVELOPER if own else 0) | local, 0, order == ">", number, len(fields)
    )
    parts = [head, *(bytes(field) for field in fields)]
    if own:
        parts += [bytes((len(own),)), *(bytes(field) for field in own)]
    return b"".join(parts)


def sealed(body: bytes, protocol: int = PROTOCOL_VERSION, profile: int = PROFILE_VERSION, short: bool = False) -> bytes:
    """Return messages as a file, with header (the old one of 12 bytes if `short`) and checksums."""
    header = HEADER.pack(HEADER.size + (0 if short else 2), protocol, profile, len(body), b".FIT")
    if not short:
        header += crc16(header).to_bytes(2, "little")
    data = header + body
    return data + crc16(data).to_bytes(2, "little")
