"""Gives back the memory of modules that are needed now and then only."""

import sys

_PACKAGE = "recoil_clip"
# What linked firmware has aside: functions that are not needed in a session; first those that one begins with.
_ASIDE = ("ready", "start", "end")
_modules = 0  # how many there were when it was looked last


def unload(package, names):
    """Forget modules of a package; imported again they are read anew. Who holds something of them keeps that."""
    owner = sys.modules.get(package)
    for name in names:
        if hasattr(owner, name):
            delattr(owner, name)
        sys.modules.pop(package + "." + name, None)


def unload_aside(is_before=False):
    """Give back the memory of what is not needed while a session is on, if it was loaded since the last call.

    `is_before` it has begun, what it begins with stays.
    """
    global _modules
    if len(sys.modules) != _modules:
        unload(_PACKAGE, _ASIDE[is_before:])
        _modules = len(sys.modules)
