"""The file system on the flash, as the RP2040 port sets it up; nothing of the computer's can be seen beside it."""

import gc
import sys

import micropython  # pyright: ignore
import vfs  # pyright: ignore

from . import current
from .flash import Device

_PROGRAM_BYTES = 256


class LittleFs:
    """littlefs at the root. `formatted` counts how often there was none to be found; `limbo` as in `Device`."""

    def __init__(self, flash, limbo):
        self.formatted = 0
        self._flash = flash
        self._limbo = limbo
        self._device = None
        self._modules = set(sys.modules)

    def hide_computer(self):
        """Take the computer's file system away, for good."""
        vfs.umount("/")

    def unlock_heap(self):
        """Undo the locks that a program left behind, as MicroPython's prompt does."""
        micropython.heap_lock()
        while micropython.heap_unlock():
            pass

    def mount(self):
        """Mount it; a flash without a file system is formatted."""
        self._device = Device(self._flash, self._limbo)
        current.flash = self._device
        found, formatted = open_littlefs(self._device)
        self.formatted += formatted
        vfs.mount(found, "/")
        sys.path[:] = ["", ".frozen", "/lib"]

    def unmount(self, hard):
        """Forget the program that ran; files it left open are closed by a soft reset and lost by a hard one."""
        device, self._device = self._device, None
        if device is None:
            return
        if hard:
            device.let_go()
        for name in list(sys.modules):
            if name not in self._modules:
                del sys.modules[name]
        gc.collect()
        vfs.umount("/")
        device.let_go()


def open_littlefs(device, anew=False):
    """Return the file system on a block device, and whether it had to be made.

    Unlike on the RP2040, files have no times: they would be the computer's, and no two runs the same.
    """
    if not anew:
        try:
            return vfs.VfsLfs2(device, progsize=_PROGRAM_BYTES, mtime=False), False
        except OSError:
            pass  # the port's own _boot.py does the same
    vfs.VfsLfs2.mkfs(device, progsize=_PROGRAM_BYTES)
    return vfs.VfsLfs2(device, progsize=_PROGRAM_BYTES, mtime=False), True
