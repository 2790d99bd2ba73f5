"""The only shim: names that mean something to MicroPython's compilers, and on CPython nothing or next to it.

`const` marks names that `mpy-cross` folds into the code. `ptr32` is how a kernel, see `docs/gait.md`, announces an
`array("i")`, `ptr16` an `array("H")`, `ptr8` how it announces bytes: as machine code it then gets the address of the
first of them. Machine code reads 16 bits without a sign, so a number that may be negative is kept there plus 32768.
"""

from array import array as ptr16
from array import array as ptr32

try:
    from micropython import const
except ImportError:
    const = int

ptr8 = bytearray

__all__ = ("const", "ptr8", "ptr16", "ptr32")
