"""Bytes copied from one buffer into another.

A slice takes memory on MicroPython, where tests forbid that; on CPython a loop over bytes takes ten times as long.
"""

import sys

if sys.implementation.name == "micropython":

    def copy(source, start, to, at, count):
        """Copy source[start] and on, `count` bytes, to to[at] and on."""
        end = start + count
        while start < end:
            to[at] = source[start]
            start += 1
            at += 1
else:

    def copy(source, start, to, at, count):
        """Copy source[start] and on, `count` bytes, to to[at] and on."""
        to[at : at + count] = source[start : start + count]
