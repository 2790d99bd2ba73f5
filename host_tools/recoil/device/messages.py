"""The lines that a running clip sends, turned into objects. The protocol is `docs/usb-protocol.md`."""

import binascii
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recoil.recording.steps import CoreStep

from .schema import answer, decoded, label, table, whole
from .status import Status

LONGEST_LINE = 4096


@dataclass(frozen=True)
class StepMessage:
    """A completed step, in the core's integers."""

    step: CoreStep


@dataclass(frozen=True)
class EventMessage:
    """Something happened at `time_ms` of the session; for a cue, `value` is 0 and `name` is what it said."""

    time_ms: int
    name: str
    value: int = 0
    is_cue: bool = False


@dataclass(frozen=True, eq=False)
class RawMessage:
    """A burst of samples in body axes, as the chip counts: accelerometer and gyroscope, n x 6."""

    first: int
    """Number of its first sample since the clip started, lost ones counted."""
    period_ns: int
    counts: np.ndarray


Message = Status | StepMessage | EventMessage | RawMessage


def parse(line: bytes) -> Message | None:
    """Return what a line says, None if it is no message or was cut."""
    word, _, rest = line.strip().partition(b" ")
    read = _READERS.get(word)
    if read is None:
        return None
    try:
        return read(rest)
    except ValueError:
        return None


_STEP = table({name: whole(-(1 << 40), 1 << 40) for name in CoreStep._fields})
_EVENT = table({"time_ms": whole(), "event": label(40), "value": whole(-(1 << 40), 1 << 40)})
_CUE = table({"time_ms": whole(), "cue": label(20)})


def _step(text: bytes) -> StepMessage:
    return StepMessage(CoreStep(**answer(text, _STEP)))


def _event(text: bytes) -> EventMessage:
    told = answer(text, _EVENT)
    return EventMessage(told["time_ms"], told["event"], told["value"])


def _cue(text: bytes) -> EventMessage:
    told = answer(text, _CUE)
    return EventMessage(told["time_ms"], told["cue"], is_cue=True)


def _raw(text: bytes) -> RawMessage:
    first, period_ns, samples = text.split(b" ")
    counts = np.frombuffer(binascii.a2b_base64(samples, strict_mode=True), dtype="<i2").reshape(-1, 6)
    if not len(counts):
        raise ValueError("no samples")
    return RawMessage(answer(first, whole()), answer(period_ns, whole(1, 10**9)), counts)


_READERS: dict[bytes, Callable[[bytes], Message]] = {
    b"recoil": lambda text: Status.of(decoded(text)),
    b"step": _step,
    b"event": _event,
    b"cue": _cue,
    b"raw": _raw,
}
