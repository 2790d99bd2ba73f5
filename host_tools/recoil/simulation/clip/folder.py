"""A folder of the computer as the clip's file system, for CPython, which has no littlefs."""

import builtins
import os
import posixpath
import sys
from pathlib import Path

_BLOCK = 4096


class Folder:
    """Stands in for `storage.LittleFs`, the `os` module and `open`: all paths are below `root`.

    `size` limits what `statvfs` says, not what can be written. What a program wrote is there whatever ends it.
    """

    def __init__(self, root, size):
        self._root = root
        self._size = size
        self._cwd = "/"
        self._modules = None  # those that were there before the program
        self._path = list(sys.path)
        self._open = builtins.open

    def unlock_heap(self):
        """Do nothing: there is no lock."""

    def mount(self):
        """Let the program see its files and import them."""
        self._modules = set(sys.modules)
        sys.path[:] = [str(self._root), *self._path]
        builtins.open = self.open

    def unmount(self, hard):
        """Forget the program that ran."""
        if self._modules is not None:
            for name in set(sys.modules) - self._modules:
                del sys.modules[name]
        self._cwd = "/"

    def open(self, path, *arguments, **named):
        """Open a file of the clip; what Python itself opens by its full path stays what it is."""
        if isinstance(path, str) and not path.startswith(str(self._root)):
            path = self.host_path(path)
        return self._open(path, *arguments, **named)

    def host_path(self, path):
        """Return where a path of the clip is on the computer."""
        return self._root / posixpath.normpath(posixpath.join(self._cwd, path)).lstrip("/")

    def ilistdir(self, path="."):
        """Yield names, kinds, numbers and sizes."""
        for entry in self.host_path(path).iterdir():
            yield (entry.name, 0x4000 if entry.is_dir() else 0x8000, 0, entry.stat().st_size)

    def listdir(self, path="."):
        """Return the names in a folder."""
        return [entry.name for entry in self.host_path(path).iterdir()]

    def stat(self, path):
        """Return what `os.stat` of MicroPython does, ten numbers, of which kind and size are true."""
        found = self.host_path(path).stat()
        return (0x4000 if self.host_path(path).is_dir() else 0x8000, 0, 0, 0, 0, 0, found.st_size, 0, 0, 0)

    def statvfs(self, path):
        """Return how large the flash is and how much is free."""
        files = [found.stat().st_size for found in self._root.rglob("*") if found.is_file()]
        free = self._size // _BLOCK - sum(-(-size // _BLOCK) for size in files)
        return (_BLOCK, _BLOCK, self._size // _BLOCK, max(free, 0), max(free, 0), 0, 0, 0, 0, 255)

    def mkdir(self, path):
        """Make a folder."""
        self.host_path(path).mkdir()

    def rmdir(self, path):
        """Remove an empty folder."""
        self.host_path(path).rmdir()

    def remove(self, path):
        """Remove a file."""
        self.host_path(path).unlink()

    def rename(self, old, new):
        """Rename a file or folder, in the place of another file if need be."""
        self.host_path(old).replace(self.host_path(new))

    unlink = remove
    replace = rename

    def getcwd(self):
        """Return the current folder."""
        return self._cwd

    def chdir(self, path):
        """Change the current folder."""
        self._cwd = posixpath.normpath(posixpath.join(self._cwd, path))

    def __getattr__(self, name):
        """Return what the real module has."""
        return getattr(os, name)


def root_of(path):
    """Return a folder, made if need be."""
    Path(path).mkdir(parents=True, exist_ok=True)
    return Path(path)
