"""The settings in use, and the doors to their file.

What only reading and writing need is imported where it is used, so that `release` can give its memory back: on the clip
the table with its explanations would otherwise hold on to more than the settings themselves.
"""

import json

from ..spec.files import SETTINGS
from ..unloading import unload
from .errors import SettingsError
from .files import read_bytes, write_bytes

_RELEASED = ("field", "loading", "reader", "schema")


class Settings:
    """Every setting is an attribute; `set` changes one. `problems` are sentences about what was wrong with the file.

    `unknown` holds fields of the file that this firmware does not know; they are kept when the file is saved. `is_old`:
    the file is one that Recoil 0.1 wrote, in which some settings meant something else.
    """

    def __init__(self):
        from .schema import SCHEMA

        self.problems = []
        self.unknown = []
        self.is_old = False
        self.values = {}
        for field in SCHEMA:
            self.values[field.name] = field.default

    def __getattr__(self, name):
        """Return a setting."""
        if name != "values" and name in self.values:
            return self.values[name]
        raise AttributeError("there is no setting named " + name)

    def set(self, name, value):
        """Change a setting; a `SettingsError` says what is wrong with the value or the name."""
        from .schema import field_named

        field = field_named(name)
        if field is None:
            raise SettingsError("there is no setting named " + name)
        wrong = field.wrong(value)
        if wrong:
            raise SettingsError(name + " " + wrong)
        self.values[name] = value


def load(path):
    """Return the `Settings` in a file; never fails. Without a file all are defaults, in a bad one the bad fields."""
    from .loading import take

    settings = Settings()
    data, problem = read_bytes(path)
    if data is not None:
        take(settings, data)
    elif problem:
        settings.problems.append(problem + "; all settings are defaults")
    return settings


def save(settings, path):
    """Write every setting, one on a line, replacing the file as a whole; a `SettingsError` leaves the old one."""
    from .schema import SCHEMA

    pairs = [(field.name, settings.values[field.name]) for field in SCHEMA] + settings.unknown
    lines = ["  " + json.dumps(name) + ": " + json.dumps(value) for name, value in pairs]
    write_bytes(path, ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8"))


def at_start(root=""):
    """Return the clip's own settings, and give back the memory of what loads them.

    Best before the rest of the firmware is imported: it takes the memory that becomes free, and the heap stays whole.
    """
    settings = load(root + SETTINGS)
    release()
    return settings


def release():
    """Give back the memory of what only `load`, `save` and `set` need; each of them still works and takes it again."""
    unload("recoil_clip.settings", _RELEASED)
