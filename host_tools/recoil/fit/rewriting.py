"""One definition of a watch's file, and its messages, with our fields in place of the watch's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .profile import Field
from .reader import Data, Definition
from .values import Value, encoded
from .writer import DeveloperField, definition

MOST_FIELDS = 255


@dataclass(frozen=True)
class Rewriting:
    """Fields with our numbers are cut out, whatever their type and size; ours come behind the rest."""

    definition: bytes
    kept: tuple[slice, ...]
    """Of the normal fields."""
    cut: Mapping[str, int]
    """Names and numbers of the watch's own fields that are left out."""
    fields: Mapping[str, Field]
    own: Sequence[DeveloperField]
    order: str

    @classmethod
    def of(
        cls, found: Definition, fields: Mapping[str, Field], own: Sequence[DeveloperField], index: int
    ) -> "Rewriting | None":
        """Return how to rewrite messages of a definition; None if there is no room for more fields in it."""
        ours = {field.number for field in fields.values()}
        rest = [field for field in found.fields if field.number not in ours]
        if len(rest) + len(fields) > MOST_FIELDS or len(found.own) + len(own) > MOST_FIELDS:
            return None
        layout = (
            found.number,
            [*rest, *((field.number, field.base.size, field.base.code) for field in fields.values())],
            [*found.own, *((field.number, field.base.size, index) for field in own)],
        )
        kept, at = [], 0
        for field in found.fields:
            if field.number not in ours:
                kept.append(slice(at, at + field.size))
            at += field.size
        cut = {name: field.number for name, field in fields.items() if field.number in found.places}
        return cls(definition(found.local, layout, found.order), tuple(kept), cut, fields, own, found.order)

    def payload(self, message: Data, values: Mapping[str, Value], own: Mapping[DeveloperField, Value]) -> bytes:
        """Return a message's bytes: the watch's fields, ours, the watch's developer fields, ours."""
        data = message.payload
        normal = sum(field.size for field in message.definition.fields)
        parts = [data[part] for part in self.kept]
        parts += [encoded(field, values.get(name), self.order) for name, field in self.fields.items()]
        parts.append(data[normal:])
        parts += [encoded(Field(field.number, field.base), own.get(field), self.order) for field in self.own]
        return b"".join(parts)

    def replaced_values(self, message: Data) -> Iterator[str]:
        """Yield the names of the watch's own values that a message loses."""
        for name, number in self.cut.items():
            data = message.field(number)
            if data and data.strip(b"\xff"):
                yield name
