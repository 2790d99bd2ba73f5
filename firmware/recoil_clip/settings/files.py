"""Files that are either old or new, never half: written beside, then renamed."""

import errno
import json
import os

from .errors import SettingsError

LONGEST = 16384
_BESIDE = ".new"


def read_bytes(path):
    """Return what a file holds and a problem: (None, "") without a file, (None, problem) if it cannot be read."""
    try:
        # MicroPython takes memory for as much as is asked for, in one piece: that has to be no more than there is.
        size = os.stat(path)[6]
        if size > LONGEST:
            return None, "it is longer than " + str(LONGEST) + " bytes"
        with open(path, "rb") as file:
            return file.read(size), ""
    except OSError as error:
        return None, "" if error.errno == errno.ENOENT else "it cannot be read; is it a folder?"


def write_bytes(path, data):
    """Replace a file: after a power cut it is the old one or the new one. A `SettingsError` leaves the old."""
    failure = _replace(path, path + _BESIDE, data)
    if failure:
        _remove(path + _BESIDE)
        raise SettingsError(path + " could not be written: " + failure)


def load_json(path):
    """Return the plain value in a JSON file and a problem, as `read_bytes` does."""
    data, problem = read_bytes(path)
    if data is None:
        return None, problem
    try:
        return json.loads(data.decode("utf-8")), ""
    except (ValueError, RuntimeError):  # not JSON, not UTF-8, or nested beyond reason
        return None, "it is not JSON"


def save_json(path, value):
    """Replace a JSON file as a whole."""
    write_bytes(path, json.dumps(value).encode("utf-8"))


def _replace(path, beside, data):
    """Write beside the file, then take its place; return what went wrong."""
    try:
        with open(beside, "wb") as file:
            file.write(data)
            file.flush()
            if hasattr(os, "fsync"):
                os.fsync(file.fileno())
        getattr(os, "replace", os.rename)(beside, path)
    except OSError as error:
        return str(error)
    return ""


def _remove(path):
    try:
        os.remove(path)
    except OSError:
        return False  # never written, or the file system is beyond that too
    return True
