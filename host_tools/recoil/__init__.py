"""Recoil's desktop tools: replay recorded runs through the clip's own code, simulate runs, measure accuracy."""

from importlib import metadata

try:
    __version__ = metadata.version("recoil-clip")
except metadata.PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0+source"
