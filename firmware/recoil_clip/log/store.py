"""The folder of sessions: what a new one is called, how much room there is, and which old one may go."""

import os
import time

from ..compat import const
from ..spec.files import DOWNLOADED, GONE_ENDING, LAST_SESSION, SEGMENT_ENDING, SESSIONS
from .downloaded import is_marked

_PLENTY = const(1 << 29)


def number_in(name):
    """Return the number that a session's folder begins with: five digits, and more from 100,000 on; 0 for none."""
    digits = name.split("-")[0]
    return int(digits) if digits.isdigit() else 0


def stamp(start_s):
    """Return UTC seconds as 20251122T153000Z."""
    now = time.gmtime(start_s)
    return f"{now[0]:04d}{now[1]:02d}{now[2]:02d}T{now[3]:02d}{now[4]:02d}{now[5]:02d}Z"


def entries(folder):
    """Return the names in a folder with their sizes, in order of name."""
    if not hasattr(os, "ilistdir"):
        return sorted([(name, os.stat(folder + "/" + name)[6]) for name in os.listdir(folder)])
    found = []
    for entry in os.ilistdir(folder):  # pyright: ignore[reportAttributeAccessIssue]
        size = entry[3] if len(entry) > 3 else os.stat(folder + "/" + entry[0])[6]
        found.append((entry[0], size))
    return sorted(found)


class Store:
    """The folder of sessions. `folder` is the current session's, `number` its number.

    Args:
        root: Its path; it is made for the first session.
        raw_reserve: With fewer bytes free no raw samples are written.
        log_reserve: With fewer bytes free downloaded sessions go.
        least: With fewer bytes free nothing is written.
    """

    def __init__(self, root=SESSIONS, raw_reserve=524288, log_reserve=65536, least=16384):
        self.root = root
        self.raw_reserve = raw_reserve
        self.log_reserve = log_reserve
        self.least = least
        self.folder = ""
        self.number = 0
        self._doomed = ""
        self._nothing_to_remove = False

    def begin(self, start_s):
        """Make the folder of a new session, named by its number and its start; returns nothing.

        Args:
            start_s: UTC in seconds since 1970; 0: not known, and left out of the name.

        Raises:
            OSError: The flash cannot be written.
        """
        self._nothing_to_remove = False
        try:
            number = self._last_number() + 1
        except OSError:  # no session was ever begun
            os.mkdir(self.root)
            number = 1
        name = f"{number:05d}"
        if start_s:
            name += "-" + stamp(start_s)
        os.mkdir(self.root + "/" + name)
        self.folder = self.root + "/" + name
        self.number = number
        try:
            with open(self.root + "/" + LAST_SESSION, "w") as file:
                file.write(str(number))
        except OSError:
            pass  # only needed once all sessions are gone

    def free(self):
        """Return how many bytes are free; none if the file system cannot say.

        To be asked while no file is open: littlefs counts the blocks of one that is being written twice, and what it
        then calls free can even be less than nothing.
        """
        if not hasattr(os, "statvfs"):
            return _PLENTY
        try:
            try:
                found = os.statvfs(self.root)
            except OSError:  # it is not made yet, which littlefs does not mind
                os.mkdir(self.root)
                found = os.statvfs(self.root)
        except OSError:
            return 0
        return min(found[1] * found[3], _PLENTY) if found[3] <= found[2] else 0

    def remove_one(self):
        """Remove one file of the oldest downloaded session; one call takes 0.1 s.

        Returns:
            False if there is none.
        """
        if self._nothing_to_remove:
            return False
        try:
            if not self._doomed:
                self._doomed = self._oldest_downloaded()
            if not self._doomed:
                self._nothing_to_remove = True
                return False
            files = entries(self._doomed)
            if files:
                os.remove(self._doomed + "/" + files[-1][0])
            else:
                os.rmdir(self._doomed)
                self._doomed = ""
        except OSError:
            self._nothing_to_remove = True
            return False
        return True

    def _last_number(self):
        last = 0
        for name, _ in entries(self.root):
            last = max(last, number_in(name.split(".")[0]))
        try:
            with open(self.root + "/" + LAST_SESSION) as file:
                return max(last, int(file.read(12)))
        except (OSError, ValueError):
            return last

    def _oldest_downloaded(self):
        """Return the folder to remove, renamed so that nobody takes it for a session any more; empty if none."""
        names = [name for name, _ in entries(self.root)]
        for name in names:
            if name.endswith(GONE_ENDING):
                return self.root + "/" + name
        for name in sorted(names, key=number_in):
            folder = self.root + "/" + name
            if folder != self.folder and number_in(name) and self._is_downloaded(folder):
                os.rename(folder, folder + GONE_ENDING)
                return folder + GONE_ENDING
        return ""

    def _is_downloaded(self, folder):
        found = entries(folder)
        if not [name for name, _ in found if name == DOWNLOADED]:
            return False
        segments = [size for name, size in found if name.endswith(SEGMENT_ENDING)]
        return is_marked(folder, len(segments), sum(segments))
