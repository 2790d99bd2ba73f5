"""The gait core compiled for this computer by numba: the same source, the same numbers, sooner.

The core's classes and kernels are written out as functions over arrays (`flatten.py`), together with the loop that
feeds them (`stretch.py`), compiled once and kept in the user's cache (`native.py`). The objects stay: before and after
each stretch of samples they hold what they would hold if nothing had been compiled.
"""

import ctypes
import functools
import os
import time
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from recoil.common.errors import RecoilError
from recoil_clip.gait.contact import Contact
from recoil_clip.gait.gait import Gait

from . import flatten, guest, native, stretch
from .driver import BALANCE_FIELDS, BALANCES
from .kernels import compiled_kernels
from .package import core_folder, core_modules, import_core, own_folder, shared_files
from .trace import CoreError, Outcome, Trace

ALWAYS = "1"
ENOUGH_SAMPLES = 10_000
"""Plain Python takes 0.1 s for so many, about what it takes to load machine code, or to start MicroPython."""
ENOUGH_TO_COMPILE = 600_000
"""Compiling takes some 30 s once: it has paid after five times as many, and whoever has so many has more of them."""
ENOUGH_FOR_KERNELS = 300_000
"""The kernels that pay take some 7 s."""
STRETCH_SAMPLES = 1 << 16
_PERIOD_US = 4808
_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_int64


class Stretch:
    """Feeds samples to a `Gait` and keeps what it says of every step; plain, or compiled by `compiled`."""

    is_compiled = False
    is_guest = False

    def __init__(self, gait_class: type[Gait] = Gait) -> None:
        """`gait_class` is that of the core that it feeds."""
        self.gait_class = gait_class

    def feed(self, gait: Gait, samples: np.ndarray, index: int) -> np.ndarray:
        """Feed all of the samples.

        Args:
            gait: The core.
            samples: n x 6 counts, int32.
            index: How many went before.

        Returns:
            A row per step that was finished meanwhile, its columns as in `stretch.COLUMNS`.
        """
        found = [np.empty((0, len(stretch.COLUMNS)), np.int64)]
        for start in range(0, len(samples), STRETCH_SAMPLES):
            block = samples[start : start + STRETCH_SAMPLES]
            rows = np.empty((len(block) // 4 + 2 * stretch.MOST_WAITING, len(stretch.COLUMNS)), np.int64)
            first = 0
            while first < len(block):
                first, used = self._feed(gait, block, first, index + start, rows)
                found.append(rows[:used].copy())
        return np.concatenate(found)

    def finish(self, gait: Gait, index: int) -> np.ndarray:
        """End the recording; return the last steps, as `feed` does."""
        gait.finish()
        rows = np.empty((stretch.MOST_WAITING, len(stretch.COLUMNS)), np.int64)
        return rows[: stretch.collect(gait, index, rows, 0)]

    def _feed(self, gait: Gait, samples: np.ndarray, first: int, index: int, rows: np.ndarray) -> tuple[int, int]:
        plain = array("i", np.ascontiguousarray(samples, np.int32).tobytes())
        return stretch.feed_stretch(gait, plain, first, len(samples), index, rows)


class CompiledStretch(Stretch):
    """The same in machine code."""

    is_compiled = True

    def __init__(self, kept: native.Kept, gait_class: type[Gait] = Gait) -> None:
        """Load machine code."""
        super().__init__(gait_class)
        self._layout: flatten.Layout = kept.note["layout"]
        self._call = native.Function(kept, [*[_POINTER] * kept.note["arrays"], *_TAKES])

    def _feed(self, gait: Gait, samples: np.ndarray, first: int, index: int, rows: np.ndarray) -> tuple[int, int]:
        packed = flatten.Packed(gait, self._layout)
        given = np.ascontiguousarray(samples, np.int32)
        result = (ctypes.c_int64 * 2)()
        self._call(
            result, *(held.ctypes.data for held in packed.arrays), given.ctypes.data, first, len(given), index,
            rows.ctypes.data, len(rows),
        )  # fmt: skip
        packed.give_back()
        return result[0], result[1]


_TAKES = (_POINTER, _NUMBER, _NUMBER, _NUMBER, _POINTER, _NUMBER)


class GuestStretch(Stretch):
    """The same in a MicroPython beside this program."""

    is_guest = True

    def __init__(self) -> None:
        """Nothing is started before there is something to feed."""
        super().__init__(guest.GuestGait)  # pyright: ignore[reportArgumentType], it does what is asked of a `Gait` here

    def feed(self, gait: Any, samples: np.ndarray, index: int) -> np.ndarray:
        """Feed all of the samples."""
        return gait.feed(samples, index)

    def finish(self, gait: Any, index: int) -> np.ndarray:
        """End the recording; return the last steps."""
        return gait.finish(index)


PLAIN = Stretch()
GUEST = GuestStretch()


class Numba:
    """Runs the core in this process, compiled."""

    name = "numba"

    def missing(self) -> str:
        """Say why this runtime cannot be used; empty if it can."""
        return "" if native.version() else "numba is not installed: pip install 'recoil-clip[fast]'"

    def run(self, traces: Sequence[Trace], core: Path | None = None, heap_locked: bool = False) -> list[Outcome]:
        """Feed each trace through a fresh core; `heap_locked` means nothing here."""
        folder = core or core_folder()
        try:
            fast = compiled(folder)
        except flatten.NotFlatError as error:
            raise CoreError(f"{self.name}, {traces[0].name}: {error}") from None
        return [outcome(fast, trace) for trace in traces]


def outcome(fast: Stretch, trace: Trace) -> Outcome:
    """Feed one trace through a fresh core."""
    gait = fast.gait_class(trace.period_us, trace.gyroscope)
    samples = trace.samples.astype(np.int32)
    began_ns = time.process_time_ns()
    found, start = [], 0
    for at, lost in trace.gaps:
        found.append(fast.feed(gait, samples[start:at], start))
        gait.gap(lost)
        start = at
    found.append(fast.feed(gait, samples[start:], start))
    found.append(fast.finish(gait, len(samples)))
    spent_us = (time.process_time_ns() - began_ns) // 1000
    balances = np.zeros(len(stretch.COLUMNS), np.int64)
    for number, balance in enumerate(BALANCES):
        at = stretch.FIRST_BALANCE + number * len(BALANCE_FIELDS)
        stretch.write_balance(getattr(gait.totals, balance), balances, at)
    rows = tuple(tuple(row) for row in np.concatenate(found).tolist())
    return Outcome(stretch.COLUMNS, rows, tuple(balances[stretch.FIRST_BALANCE :].tolist()), len(samples), spent_us)


class Choice:
    """Chooses how the core is run, by how many samples this process has had to replay."""

    def __init__(self) -> None:
        self._samples = 0
        self._is_guest_lost = False

    def stretch(self, samples: int, contact: Any = None) -> Stretch:
        """Return what is the soonest through so many more samples: machine code by numba, MicroPython, plain Python.

        RECOIL_FAST=0 asks for what needs no numba, RECOIL_FAST=plain for plain Python alone, RECOIL_FAST=1 for machine
        code by numba wherever there is numba. Of a core with a contact model of another class than the clip's only
        some kernels are compiled.
        """
        self._samples += samples
        if os.environ.get(native.VARIABLE) == native.PLAIN:
            return PLAIN
        compiled_one = self._compiled(contact)
        if compiled_one is not None:
            return compiled_one
        is_guest = contact is None and self._samples >= ENOUGH_SAMPLES and not self._is_guest_lost
        return GUEST if is_guest and guest.is_there() else PLAIN

    def _compiled(self, contact: Any) -> Stretch | None:
        """Return the core compiled by numba, or None where that does not pay or is not to be had."""
        folder = own_folder()
        if not native.wanted() or not native.version():
            return None
        is_other = contact is not None and type(contact) is not Contact
        path = _kept_path(folder).with_suffix("") if is_other else _kept_path(folder)
        if os.environ.get(native.VARIABLE) != ALWAYS:
            if self._samples < ENOUGH_SAMPLES:
                return None
            if self._samples < (ENOUGH_FOR_KERNELS if is_other else ENOUGH_TO_COMPILE) and not path.exists():
                return None
        try:
            return Stretch(compiled_kernels(folder, path).Gait) if is_other else compiled(folder)
        except (OSError, RecoilError):  # nowhere to keep it: everybody would wait for the compiler every time
            return None

    def without_guest(self) -> Stretch:
        """Take it that MicroPython does not work here, and return what always does."""
        self._is_guest_lost = True
        return PLAIN


CHOICE = Choice()


@functools.cache
def compiled(folder: Path) -> Stretch:
    """Compile the core in a folder with the loop that feeds it, or load it where it was compiled before.

    Args:
        folder: The core's, with its `gait.py`.

    Raises:
        NotFlatError: The core does what cannot be compiled.
        ImportError: There is no numba that works here.
        OSError, OutputError: The cache cannot be written.
    """
    path = _kept_path(folder)
    gait_class = Gait if folder == own_folder() else import_core(folder).Gait
    kept = native.find(path)
    if kept is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with native.alone(path):
            kept = native.find(path)
            if kept is None:
                kept = _compile(gait_class)
                native.keep(path, kept)
    return CompiledStretch(kept, gait_class)


def _compile(gait_class: type[Gait]) -> native.Kept:
    from numba import types

    gait = gait_class(_PERIOD_US)
    program = flatten.Program(stretch.feed_stretch, gait)
    arrays = flatten.Packed(gait, program.layout).arrays
    given = ", ".join(f"p{at}" for at in range(len(arrays)))
    entry = f"""

def enter_stretch({given}, samples, first, end, index, rows, room):
    block = numba.carray(samples, (6 * end,))
    matrix = numba.carray(rows, (room, {len(stretch.COLUMNS)}))
    return enter({given}, block, first, end, index, matrix)
"""
    space: dict[str, Any] = {"__name__": "_recoil_flat"}
    exec(program.text(f"@numba.njit({native.OPTIONS})") + entry, space)
    addresses = [types.CPointer(getattr(types, held.dtype.name)) for held in arrays]
    number, counts, steps = types.int64, types.CPointer(types.int32), types.CPointer(types.int64)
    takes = [*addresses, counts, number, number, number, steps, number]
    code, symbol = native.compile_function(space["enter_stretch"], types.UniTuple(number, 2), takes)
    return native.Kept(code, symbol, {"layout": program.layout, "arrays": len(arrays)})


def _kept_path(folder: Path) -> Path:
    parts = [path.read_bytes() for path in [*shared_files(folder).values(), *core_modules(folder)]]
    parts += [Path(str(module.__file__)).read_bytes() for module in (flatten, stretch, native)]
    return native.kept_path("gait", parts)
