"""Bytes in a page."""

from ..compat import ptr8


def put(buffer: ptr8, at: int, value: int, size: int) -> int:
    """Write a number of so many bytes at `at`, little end first; return the place after it."""
    while size:
        buffer[at] = value & 255
        value >>= 8
        at += 1
        size -= 1
    return at


def clear(buffer: ptr8, at: int, end: int) -> int:
    """Write zeros from `at` to before `end`; return `end`."""
    while at < end:
        buffer[at] = 0
        at += 1
    return at
