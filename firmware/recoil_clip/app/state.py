"""The states of the clip."""

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
