"""Kernels in memory where the firmware is frozen into the image: they run there without waiting for the flash."""

import os
import sys


def load(folder):
    """Import the modules in a folder, laid out as the firmware is, in the place of the frozen ones of the same name.

    Has to come before whatever imports those. A package is looked for in one place only, so that place is changed for
    the moment; of their own package the modules may import each other and nothing else.
    """
    for package in os.listdir(folder + "/recoil_clip"):
        name = "recoil_clip." + package
        __import__(name)
        frozen = sys.modules[name]
        place = frozen.__path__
        here = folder + "/recoil_clip/" + package
        frozen.__path__ = here
        try:
            for file in os.listdir(here):
                __import__(name + "." + file.split(".")[0])
        finally:
            frozen.__path__ = place
