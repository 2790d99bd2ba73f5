"""The runner's settings as they were when a session started."""

import json
from collections.abc import Iterable
from typing import Any

from recoil_clip.settings.schema import field_named
from recoil_clip.spec.log import PAGE_SETTINGS, SEGMENT_BYTES

from .pages import Page

MOST_BYTES = SEGMENT_BYTES  # they are in the first segment only
MOST_BRACKETS = 256  # a text with more is no settings; fewer cannot nest too deep for any program
LARGEST_INTEGER = (1 << 63) - 1


def settings_of(pages: Iterable[Page], missing: list[str]) -> dict[str, Any] | None:
    """Put the settings together; None if there are none, or if `missing` says what is wrong with them."""
    text = bytearray()
    for page in pages:
        if page.kind != PAGE_SETTINGS:
            continue
        if page.base not in (0, len(text)):
            missing.append("part of the settings is missing")
            return None
        del text[page.base :]
        text += page.payload
        if len(text) > MOST_BYTES:
            break
    if not text:
        return None
    settings = parsed(bytes(text))
    if settings is None:
        missing.append("the settings are unreadable")
    return settings


def runner_of(settings: dict[str, Any] | None) -> str | None:
    """Return the id of the runner whom the clip took a session for; None if it was told of none."""
    told = (settings or {}).get("runner_id")
    field = field_named("runner_id")
    return told if isinstance(told, str) and field is not None and not field.wrong(told) else None


def parsed(text: bytes) -> dict[str, Any] | None:
    """Read a JSON object that any program can write again; None if it is none."""
    if len(text) > MOST_BYTES or text.count(b"{") + text.count(b"[") > MOST_BRACKETS:
        return None
    try:
        settings = json.loads(text.decode("utf-8"), parse_int=integer)
        # What has no JSON (infinite, not a number) or no UTF-8 (half a character) would fail later, and elsewhere.
        json.dumps(settings, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except ValueError:
        return None
    return settings if isinstance(settings, dict) else None


def integer(digits: str) -> int:
    """Read a number that a database or a table takes too."""
    value = int(digits)
    if abs(value) > LARGEST_INTEGER:
        raise ValueError("an integer that needs more than 64 bits")
    return value
