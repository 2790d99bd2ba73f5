"""Which Recoil this is."""

from importlib import metadata

try:
    __version__ = metadata.version("recoil-clip")
except metadata.PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0+source"
