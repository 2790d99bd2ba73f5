"""The only shim: names that mean something to MicroPython's compilers, and on CPython nothing or next to it.

`const` marks names that `mpy-cross` folds into the code. `ptr32` is how a kernel, see `docs/gait.md`, announces an
`array("i")`: as machine code it then gets the address of the first number.
"""

from array import array as ptr32

try:
    from micropython import const
except ImportError:
    const = int

__all__ = ("const", "ptr32")
