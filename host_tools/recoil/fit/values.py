"""One value of a FIT message as bytes; what is missing or does not fit becomes FIT's invalid value."""

import math
import struct

from .profile import BYTE, FLOAT32, STRING, Field

Value = float | int | str | bytes | None
LONGEST_TEXT = 63  # bytes, without the zero that ends it


def encoded(field: Field, value: Value, order: str = "<") -> bytes:
    """Return a value as it is stored in a field; `order` is `struct`'s sign for the byte order.

    A number is rounded to the field's resolution. One that the field cannot hold is written as missing: it would turn
    into another number otherwise.
    """
    base = field.base
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) or base is STRING:
        return _text(str(value or ""))
    if base is BYTE:
        return bytes((base.invalid,))
    if value is None or not math.isfinite(value):
        return _invalid(field, order)
    if base is FLOAT32:
        try:
            return struct.pack(order + "f", value)
        except OverflowError:
            return _invalid(field, order)
    stored = round(value * field.scale)
    try:
        data = struct.pack(order + base.format, stored)
    except struct.error:
        return _invalid(field, order)
    return data


def _invalid(field: Field, order: str) -> bytes:
    """Return what stands for a missing value."""
    form = "I" if field.base is FLOAT32 else field.base.format
    return struct.pack(order + form, field.base.invalid)


def _text(value: str) -> bytes:
    """Return text as UTF-8 with a zero at its end, cut at a whole character."""
    return value.replace("\0", "").encode("utf-8", "replace")[:LONGEST_TEXT].decode("utf-8", "ignore").encode() + b"\0"


def strides(steps_per_minute: float | None) -> tuple[int | None, float | None]:
    """Return cadence as FIT has it: whole strides (left and right) a minute, and the fraction in 1/128."""
    if steps_per_minute is None or not math.isfinite(steps_per_minute):
        return None, None
    whole, fraction = divmod(round(steps_per_minute / 2 * 128), 128)
    return whole, fraction / 128
