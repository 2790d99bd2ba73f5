"""Which Recoil this is."""

from recoil_clip.app.version import VERSION  # the project's only one; asking the installation takes a tenth of a second

__version__ = VERSION
