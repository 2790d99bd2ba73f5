"""Reads tables of plain decimal numbers in machine code, three times as fast as a general reader of CSV.

A number is read exactly where it has so few digits that its digits are a whole number below 2^53 and its power of ten
at most 10^22: both are then doubles, and one division rounds once. Anything else is for a more patient reader.
"""

import ctypes
import functools
from pathlib import Path

import numpy as np

from recoil.common.errors import RecoilError

from . import native

ODD = -1
_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_int64


def read_table(text, size, width, places, powers, rows, room):
    """Read lines of `width` cells each.

    Args:
        text: Bytes of whole lines.
        size: How many.
        width: Cells in a line.
        places: For each cell, which column of `rows` it goes to; -1: none.
        powers: 10^0 to 10^22.
        rows: Where the numbers go, one row per line that is not empty, as many columns as are wanted.
        room: Rows in `rows`.

    Returns:
        How many rows were read; -1 if anything is not as plain as that.
    """
    at = 0
    row = 0
    wanted = 0
    cell = 0
    while cell < width:
        if places[cell] >= 0:
            wanted += 1
        cell += 1
    while at < size:
        if text[at] == 10 or text[at] == 13:
            if text[at] == 13 and (at + 1 >= size or text[at + 1] != 10):
                return -1
            at += 1
            continue
        if row >= room:
            return -1
        cell = 0
        while cell < width:
            if places[cell] >= 0:
                negative = False
                if text[at] == 45:
                    negative = True
                    at += 1
                digits = 0
                mantissa = 0
                after = -1
                while at < size:
                    one = text[at] - 48
                    if 0 <= one <= 9:
                        mantissa = mantissa * 10 + one
                        if mantissa >= 9007199254740992:
                            return -1
                        digits += 1
                        if after >= 0:
                            after += 1
                    elif one == -2 and after < 0:
                        after = 0
                    else:
                        break
                    at += 1
                if digits == 0 or after > 22:
                    return -1
                value = float(mantissa)
                if after > 0:
                    value = value / powers[after]
                rows[row * wanted + places[cell]] = -value if negative else value
            else:
                while at < size and text[at] != 44 and text[at] != 10 and text[at] != 13:
                    if text[at] == 34 or text[at] >= 127 or text[at] < 32:
                        return -1
                    at += 1
            cell += 1
            if cell < width:
                if at >= size or text[at] != 44:
                    return -1
                at += 1
                if at >= size:
                    return -1
        if at < size and text[at] == 13:
            at += 1
        if at < size:
            if text[at] != 10:
                return -1
            at += 1
        row += 1
    return row


def lines_in(text: bytes) -> int:
    """Return how many line ends there are: where there are many, ten times as fast as `bytes.count`."""
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == ord("\n")))


class Table:
    """Reads blocks of one table."""

    def __init__(self, call: native.Function, width: int, positions: list[int]) -> None:
        """`positions` says which cell of the `width` in each line each wanted column is."""
        self._call = call
        self._width = width
        self._columns = len(positions)
        self._places = np.full(width, -1, np.int64)
        self._places[positions] = np.arange(len(positions))
        self._powers = np.array([float(10**power) for power in range(23)])

    def read(self, block: bytes) -> np.ndarray | None:
        """Return the numbers of a block of whole lines, a row per line; None if it is not plain."""
        rows = np.empty((lines_in(block) + 1, self._columns))
        result = (ctypes.c_int64 * 1)()
        # The bytes are the caller's for as long as this takes.
        address = ctypes.cast(ctypes.c_char_p(block), ctypes.c_void_p).value
        self._call(
            result, address, len(block), self._width, self._places.ctypes.data, self._powers.ctypes.data,
            rows.ctypes.data, len(rows),
        )  # fmt: skip
        return None if result[0] == ODD else rows[: result[0]]


@functools.cache
def compiled() -> native.Function | None:
    """Return the compiled function, or None if there is no numba or nowhere to keep what it compiles."""
    path = native.kept_path("numerals", [Path(__file__).read_bytes(), Path(str(native.__file__)).read_bytes()])
    kept = native.find(path)
    if kept is None:
        if not native.version():
            return None
        try:
            kept = _compile()
            native.keep(path, kept)
        except (ImportError, OSError, RecoilError):
            return None
    return native.Function(kept, [_POINTER, _NUMBER, _NUMBER, _POINTER, _POINTER, _POINTER, _NUMBER])


def _compile() -> native.Kept:
    from numba import types

    whole, doubles = types.int64, types.CPointer(types.float64)
    takes = [types.CPointer(types.uint8), whole, whole, types.CPointer(types.int64), doubles, doubles, whole]
    return native.Kept(*native.compile_function(read_table, whole, takes), None)
