"""The states of the clip, and from which one it gets into which."""

from ..compat import const

BOOT = const(0)  # looks at its chips and settings
READY = const(1)  # waits for the button or for running
RECORDING = const(2)  # a session
PAUSED = const(3)  # a session, no running: a traffic light, a gate
SAVING = const(4)  # ends a session
USB = const(5)  # at a computer: only the button starts a session
FAULT = const(6)  # no motion sensor: nothing to do but to look for it
SCREEN = const(7)  # a screening or core work: the clip leads through a plan

NAMES = ("boot", "ready", "recording", "paused", "saving", "usb", "fault", "screen")

MOVES = (
    (READY, FAULT),
    (RECORDING, USB, FAULT, SCREEN),
    (PAUSED, SAVING),
    (RECORDING, SAVING),
    (READY, FAULT),
    (READY, RECORDING, FAULT, SCREEN),
    (READY,),
    (SAVING,),
)
"""By state, where it may go from there."""
