"""Kernels in memory where the firmware is frozen into the image: they run there without waiting for the flash.

Those of exercises take memory only while an exercise is on: `load_late` has to come before each.
"""

import os
import sys

_LATE = "exercise"
_root = ""


def load(folder):
    """Import the modules in a folder, laid out as the firmware is, in the place of the frozen ones of the same name.

    Has to come before whatever imports those. A package is looked for in one place only, so the places are changed for
    the moment; of those packages the modules may import each other and nothing else.
    """
    global _root
    _root = folder + "/recoil_clip/"
    _load([package for package in os.listdir(_root) if package != _LATE])


def load_late():
    """Import the kernels of exercises from that folder, as `load` does the others."""
    _load([_LATE])


def _load(packages):
    places = {}
    for package in packages:
        name = "recoil_clip." + package
        __import__(name)
        places[name] = sys.modules[name].__path__
        sys.modules[name].__path__ = _root + package
    try:
        for name in places:
            for file in os.listdir(_root + name.split(".")[1]):
                __import__(name + "." + file.split(".")[0])
    finally:
        for name, place in places.items():
            sys.modules[name].__path__ = place
