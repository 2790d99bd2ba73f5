"""Bytes by which a computer asks the running app for something: control characters that a prompt ignores."""

from ..compat import const

ASK_CORE = const(0x07)  # Ctrl-G: begin core work
ASK_SCREEN = const(0x0F)  # Ctrl-O: begin a screening
ASK_RAW = const(0x12)  # Ctrl-R: tell the samples, for a few seconds
ASK_LIVE = const(0x14)  # Ctrl-T: tell steps and events, for a few seconds
ASK_STATUS = const(0x16)  # Ctrl-V
INTERRUPT = const(0x03)  # Ctrl-C: end the app, as in every MicroPython
