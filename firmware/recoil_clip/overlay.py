"""Kernels in memory where the firmware is frozen into the image: they run there without waiting for the flash."""

import os
import sys


def load(folder):
    """Import the modules in a folder, laid out as the firmware is, in the place of the frozen ones of the same name.

    Has to come before whatever imports those. A package is looked for in one place only, so the places are changed for
    the moment; of those packages the modules may import each other and nothing else.
    """
    folder += "/recoil_clip"
    places = {}
    for package in os.listdir(folder):
        name = "recoil_clip." + package
        __import__(name)
        places[name] = sys.modules[name].__path__
        sys.modules[name].__path__ = folder + "/" + package
    try:
        for name in places:
            for file in os.listdir(folder + "/" + name.split(".")[1]):
                __import__(name + "." + file.split(".")[0])
    finally:
        for name, place in places.items():
            sys.modules[name].__path__ = place
