"""What may happen to a virtual clip from outside: the methods of `hardware/script.py`, checked before they are sent."""

import inspect
from collections.abc import Mapping
from typing import Any

from recoil.simulation.clip.engine import VirtualClipError
from recoil.simulation.clip.hardware.script import Script

Event = Mapping[str, Any]
"""`do` names what happens, `at_ms` or `in_ms` says when, the rest are its arguments."""

_PREFIX = "do_"
_WHEN = ("do", "at_ms", "in_ms")


def hurried(seconds: float) -> Event:
    """Return the event that lets so much virtual time pass as fast as it can."""
    return {"do": "hurry", "for_ms": seconds * 1000}


def checked(event: Event) -> Event:
    """Return an event; a VirtualClipError if there is none such."""
    method = getattr(Script, _PREFIX + str(event.get("do")), None)
    if method is None:
        known = ", ".join(name.removeprefix(_PREFIX) for name in dir(Script) if name.startswith(_PREFIX))
        raise VirtualClipError(f"a virtual clip does not know the event {event.get('do')!r} (there are {known})")
    try:
        inspect.signature(method).bind(None, **{name: event[name] for name in event if name not in _WHEN})
    except TypeError as error:
        raise VirtualClipError(f"the event {event['do']!r}: {error}") from None
    return event
