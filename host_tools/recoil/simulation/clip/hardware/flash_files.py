"""Puts files on a flash and takes them off while the clip is off; the host's `flash_files.py` calls it."""

import json
import os

import vfs  # pyright: ignore

from .clock import ClipClock
from .flash import Device, Flash
from .storage import open_littlefs

_ROOT = "/flash"
_CHUNK = 4096
_FOLDER = 0x4000


def main(path):
    """Do what a JSON file says: `format`, `remove`, `put`, `fill`, `get`, in this order; print what is there."""
    with open(path) as file:
        job = json.load(file)
    with open(job["image"], "r+b") as image:
        flash = Flash(image, ClipClock())
        vfs.mount(open_littlefs(Device(flash, image), job["format"])[0], _ROOT)
        for name in job["remove"]:
            os.remove(_ROOT + name)
        for name, source in job["put"]:
            make_folders(name)
            copy(source, _ROOT + name)
        if job["leave_bytes"] is not None:
            fill(job["leave_bytes"])
        found = [name for name, kind in walk(_ROOT) if not kind & _FOLDER and name.startswith(_ROOT + job["under"])]
        for number, name in enumerate(found):
            if job["under"]:
                copy(name, job["get"] + "/" + str(number))
        vfs.umount(_ROOT)
    print(json.dumps([name[len(_ROOT) :] for name in found]))


def make_folders(name):
    """Make the folders a file lies in."""
    folder = _ROOT
    for part in name.split("/")[1:-1]:
        folder += "/" + part
        try:
            os.mkdir(folder)
        except OSError:
            pass  # there already; if it is a file, copying says so


def copy(source, target):
    """Copy a file."""
    with open(source, "rb") as old, open(target, "wb") as new:
        while True:
            data = old.read(_CHUNK)
            if not data:
                return
            new.write(data)


def walk(folder):
    """Return the paths and kinds of all that is in a folder."""
    found = []
    for entry in sorted(os.ilistdir(folder)):  # pyright: ignore[reportAttributeAccessIssue]
        path = folder + "/" + entry[0]
        found.append((path, entry[1]))
        if entry[1] & _FOLDER:
            found += walk(path)
    return found


def fill(leave_bytes):
    """Write a file that leaves so many bytes, and at most a block more."""
    block = bytes(_CHUNK)
    with open(_ROOT + "/filler.bin", "wb") as file:
        while free() - _CHUNK >= leave_bytes:
            # Half of what is still too much at a time: the size of a file system is slow to find out.
            for _ in range(max((free() - leave_bytes) // _CHUNK // 2, 1)):
                file.write(block)
            file.flush()


def free():
    """Return the bytes that are free."""
    found = os.statvfs(_ROOT)  # pyright: ignore[reportAttributeAccessIssue]
    return found[0] * found[3]
