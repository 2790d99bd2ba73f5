"""What can be wrong with the clip: named, counted out by the light, logged, and kept in a small file."""

from ..compat import const
from ..settings.errors import SettingsError
from ..settings.files import load_json, save_json

NAMES = (
    "",
    "sensor missing",
    "sensor wrong",
    "sensor fault",
    "motor missing",
    "motor wrong",
    "motor fault",
    "gauge missing",
    "gauge wrong",
    "gauge fault",
    "battery low",
    "flash full",
    "flash fault",
    "settings broken",
    "history broken",
    "clock unset",
    "restarted by the watchdog",
    "app error",
    "plan broken",
    "sensor axis dead",
    "clock wrong",
    "button stuck",
)
# By part: button, sensor, motor, power, flash, files.
BLINKS = bytes((0, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 0, 0, 7, 6, 2, 2, 1))

_LONGEST_WHAT = const(120)


class Faults:
    """`note` a fault, `clear` it when it is over. `standing` ones are those not over; `news` are to be logged.

    The file holds {name: [how often, last time in UTC seconds (0: not known), what was said]}.
    """

    def __init__(self, path):
        self.standing = []
        self.news = []
        self._path = path
        kept, _ = load_json(path)
        self._kept = {}
        if isinstance(kept, dict):
            for name in NAMES:
                if _is_entry(kept.get(name)):
                    self._kept[name] = kept[name]
        self._is_changed = False

    def note(self, number, what, utc_s=0):
        """Note that a fault happened, what was said of it, and when (UTC in s; 0 if nobody knows)."""
        if number not in self.standing:
            self.standing.append(number)
        if number not in self.news:
            self.news.append(number)
        name = NAMES[number]
        count = self._kept[name][0] if name in self._kept else 0
        self._kept[name] = [count + 1, utc_s, what[:_LONGEST_WHAT]]
        self._is_changed = True
        print("Recoil: " + name + ": " + what)

    def clear(self, number):
        """A fault is over."""
        if number in self.standing:
            self.standing.remove(number)

    def blinks(self):
        """Return what the light counts out: the standing fault that matters most, 0 for none."""
        least = 0
        for number in self.standing:
            blinks = BLINKS[number]
            if blinks and (not least or blinks < least):
                least = blinks
        return least

    def kept(self):
        """Return what the file holds, by name."""
        return self._kept

    def save(self):
        """Write the file if there is anything new."""
        if not self._is_changed:
            return
        self._is_changed = False
        try:
            save_json(self._path, self._kept)
        except SettingsError as error:
            print("Recoil: faults are not kept: " + str(error))


def chip_fault(error, missing):
    """Return the number for a `ChipError`: `missing` and the two that follow are a part's faults."""
    kind = type(error).__name__
    return missing + (0 if kind == "ChipMissing" else 1 if kind == "ChipWrong" else 2)


def _is_entry(entry):
    return (
        isinstance(entry, list)
        and len(entry) == 3
        and isinstance(entry[0], int)
        and isinstance(entry[1], int)
        and isinstance(entry[2], str)
    )
