"""What an answer of a clip must look like: whatever comes over the cable is checked here, and nowhere else.

A check takes a decoded value and returns it, or raises `Wrong`. A clip's flash may be damaged, its firmware another
one, the board somebody else's: no type, size or depth is taken for granted, and no text is left with a character that
could steer a terminal.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from recoil.common.errors import one_line

Check = Callable[[Any], Any]
LONGEST_NUMBER = 32  # digits and signs: 10^400 is no number of a clip
COUNT = 1 << 40
CRC = (1 << 32) - 1
FILE_BYTES = 1 << 28


class Wrong(ValueError):
    """An answer that is none."""


def decoded(data: bytes | str) -> Any:
    """Return a JSON document's value; `Wrong` for what is none, too deep, or has numbers that nothing counts."""
    try:
        return json.loads(data, parse_int=_whole, parse_float=_fraction, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise Wrong("it is no JSON") from None


def answer(data: bytes | str, check: Check) -> Any:
    """Return what a check makes of a JSON document."""
    return check(decoded(data))


def whole(low: int = 0, high: int = COUNT) -> Check:
    """Take a whole number within limits, both included."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Wrong(f"{_shown(value)} is no number from {low} to {high}")
        return value

    return check


def number(low: float, high: float) -> Check:
    """Take a number within limits."""

    def check(value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            raise Wrong(f"{_shown(value)} is no number from {low:g} to {high:g}")
        return value

    return check


def flag(value: Any) -> bool:
    """Take true or false."""
    if not isinstance(value, bool):
        raise Wrong(f"{_shown(value)} is neither true nor false")
    return value


def text(longest: int) -> Check:
    """Take text as it is, for comparison with other text; it is not to be shown."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest:
            raise Wrong(f"{_shown(value)} is no text of at most {longest} characters")
        return value

    return check


def label(longest: int) -> Check:
    """Take text to be shown: one line of printable characters."""
    raw = text(4 * longest)

    def check(value: Any) -> str:
        return one_line(raw(value), longest)

    return check


def maybe(inner: Check) -> Check:
    """Take null as well."""
    return lambda value: None if value is None else inner(value)


def many(inner: Check, most: int, least: int = 0) -> Check:
    """Take a list of one kind."""

    def check(value: Any) -> list[Any]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Wrong(f"{_shown(value)} is no list of {least} to {most}")
        return [inner(one) for one in value]

    return check


def row(*inner: Check) -> Check:
    """Take a list of so many different things."""

    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) != len(inner):
            raise Wrong(f"{_shown(value)} is no list of {len(inner)}")
        return tuple(one(part) for one, part in zip(inner, value, strict=True))

    return check


def table(needed: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Take an object with these keys; others are left out."""
    optional = optional or {}

    def check(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Wrong(f"{_shown(value)} is no object")
        missing = [name for name in needed if name not in value]
        if missing:
            raise Wrong(f"{missing[0]} is missing")
        found = {}
        for name, one in {**needed, **optional}.items():
            if name in value:
                try:
                    found[name] = one(value[name])
                except Wrong as error:
                    raise Wrong(f"{name}: {error}") from None
        return found

    return check


def either(*inner: Check) -> Check:
    """Take the first kind that fits."""

    def check(value: Any) -> Any:
        for one in inner[:-1]:
            try:
                return one(value)
            except Wrong:
                continue
        return inner[-1](value)

    return check


def anything(value: Any) -> Any:
    """Take any value: the caller looks at it."""
    return value


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise Wrong("a number is too long")
    return int(digits)


def _fraction(digits: str) -> float:
    if len(digits) > LONGEST_NUMBER:
        raise Wrong("a number is too long")
    return float(digits)


def _refused(name: str) -> NoReturn:
    raise Wrong(f"{name} is no number")


def _shown(value: Any) -> str:
    return one_line(json.dumps(value, default=str), 40) if not isinstance(value, list | dict) else type(value).__name__
