"""The sessions on a clip: listed, marked as downloaded, removed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from recoil.common.errors import one_line
from recoil.common.session_files import SESSION_NAME, STAMP
from recoil_clip.log.downloaded import mark, parse
from recoil_clip.spec.files import DOWNLOADED, GONE_ENDING, SEGMENT_ENDING, SESSIONS

from .errors import DeviceError
from .files import crc_of, replace_file
from .repl import Link, sensible
from .schema import FILE_BYTES, many, row, text, whole

SEGMENT_NAME = re.compile(rf"\d{{5}}{re.escape(SEGMENT_ENDING)}")
LISTING_S, LISTING_BYTES, LISTED_S = 12, 1 << 18, 60.0
"""16 MB of flash have room for 4,000 files, 25 bytes of answer each."""
REMOVING_S, REMOVED_BYTES, REMOVING_EACH_S, REMOVED_S = 14, 1 << 13, 1.0, 180.0
_SESSION = row(text(200), many(row(text(200), whole(0, FILE_BYTES)), most=1 << 16), text(200))

_LIST = f"""
import json, os
def list_sessions(root):
    try:
        names = sorted([entry[0] for entry in os.ilistdir(root) if entry[1] & 0x4000])
    except OSError:
        return
    for name in names:
        files = [[entry[0], entry[3]] for entry in os.ilistdir(root + "/" + name)]
        marked = ""
        if "{DOWNLOADED}" in [file[0] for file in files]:
            with open(root + "/" + name + "/{DOWNLOADED}") as file:
                marked = file.read(64)
        print(json.dumps([name, files, marked]))
list_sessions("{SESSIONS}")
"""
_REMOVE = f"""
import os
def remove(folder):
    for name in sorted([entry[0] for entry in os.ilistdir(folder)]):
        os.remove(folder + "/" + name)
        print(end="x")
    os.rmdir(folder)
for entry in list(os.ilistdir("{SESSIONS}")):
    if entry[0].endswith("{GONE_ENDING}"):
        remove("{SESSIONS}/" + entry[0])
"""


@dataclass(frozen=True)
class StoredSession:
    """A session on a clip."""

    name: str
    segments: tuple[tuple[str, int], ...]
    """Name and bytes of each, in order."""
    is_marked: bool
    """Whether a computer has verified a copy of it, and it has not changed since."""

    @property
    def size_bytes(self) -> int:
        """Return how large it is."""
        return sum(size for _, size in self.segments)

    @property
    def number(self) -> int:
        """Return its number on the clip."""
        return int(self.name.partition("-")[0])

    @property
    def start(self) -> datetime | None:
        """Return when it began; None if the clip's clock was not set."""
        stamp = self.name.partition("-")[2]
        try:
            return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC) if stamp else None
        except ValueError:
            return None

    @property
    def paths(self) -> list[str]:
        """Return where its segments are on the clip."""
        return [f"{SESSIONS}/{self.name}/{name}" for name, _ in self.segments]


def stored_sessions(link: Link) -> list[StoredSession]:
    """List the sessions, oldest first; what is being removed, or is none, is left out."""
    found = []
    printed = link.run(_LIST, timeout_s=LISTING_S, most_bytes=LISTING_BYTES, longest_s=LISTED_S)
    for line in printed.splitlines():
        name, files, marked = sensible(line, _SESSION)
        if not SESSION_NAME.fullmatch(name):
            continue
        segments = tuple(sorted((file, size) for file, size in files if SEGMENT_NAME.fullmatch(file)))
        numbers = parse(marked)
        is_marked = numbers is not None and numbers[:2] == [len(segments), sum(size for _, size in segments)]
        found.append(StoredSession(name, segments, is_marked))
    return sorted(found, key=lambda session: session.number)


def pick(stored: list[StoredSession], names: list[str], every: bool) -> list[StoredSession]:
    """Return the sessions of these names or numbers; without any those not downloaded yet, or every one."""
    if not names:
        return [session for session in stored if every or not session.is_marked]
    chosen = []
    for name in names:
        found = [one for one in stored if name == one.name or (name.isdigit() and int(name) == one.number)]
        if not found:
            there = ", ".join(one.name for one in stored[-5:]) or "none"
            raise DeviceError(f"no session {one_line(name)} is on the clip; the newest are: {there}")
        chosen += [one for one in found if one not in chosen]
    return chosen


def mark_downloaded(link: Link, session: StoredSession, crc: int) -> None:
    """Tell the clip that a verified copy exists: it may remove the session when it needs the room."""
    text = mark(len(session.segments), session.size_bytes, crc)
    replace_file(link, f"{SESSIONS}/{session.name}/{DOWNLOADED}", text.encode())


def remove(link: Link, session: StoredSession, crc: int) -> None:
    """Remove a session whose copy has this CRC-32; a `DeviceError` if what is on the clip is not that."""
    if crc_of(link, session.paths) != crc:
        raise DeviceError(f"{session.name} on the clip is not what was copied: it stays there")
    folder = f"{SESSIONS}/{session.name}"
    link.run(f"import os; os.rename({folder!r}, {folder + GONE_ENDING!r})")
    sweep(link)


def sweep(link: Link) -> None:
    """Remove what is left of sessions whose removal was begun."""
    code = f"import os\nif {SESSIONS[1:]!r} in os.listdir('/'):\n    exec({_REMOVE!r})"
    link.run(code, REMOVING_S, REMOVED_BYTES, REMOVING_EACH_S, REMOVED_S)
