"""What a Recoil 0.1 on a computer asks a clip for: told a newer version, it says that it has to be updated itself."""

from recoil_clip.app.version import VERSION as VERSION
