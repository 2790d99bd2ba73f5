"""Finds and reads the files of a session, whatever else is in the folder."""

from pathlib import Path

from recoil.common.errors import one_line
from recoil_clip.spec.files import SEGMENT_ENDING
from recoil_clip.spec.log import SEGMENT_BYTES

from .errors import SessionError
from .sentences import count

LARGEST_FILE = 16 * SEGMENT_BYTES  # a segment with anything beyond this is none
MOST_BYTES = 64 << 20  # of one session: four times the largest flash that a clip can have


def segments_in(path: Path, missing: list[str]) -> list[Path]:
    """Return the session's files in order; `missing` says which of them are no files.

    A `SessionError` if there is none; OSError and ValueError if it cannot be found out.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise SessionError("neither a folder nor a file" if path.exists() else "no such session")
    # A name that begins with a dot is another system's: macOS leaves such twins of files on other disks.
    named = sorted(at for at in path.iterdir() if at.name.endswith(SEGMENT_ENDING) and not at.name.startswith("."))
    files = []
    for at in named:
        if at.is_file():
            files.append(at)
        else:
            missing.append(f"{one_line(at.name, 80)}: not a file")
    if not files:
        reason = f" ({missing[0]})" if missing else ""
        raise SessionError(f"no session: there is no file *{SEGMENT_ENDING} in it{reason}")
    return files


def contents(files: list[Path], missing: list[str]) -> list[tuple[str, bytes]]:
    """Return name and bytes of each file that can be read, up to more than any session has."""
    found: list[tuple[str, bytes]] = []
    left = MOST_BYTES
    for number, file in enumerate(files):
        name = one_line(file.name, 80)
        try:
            with file.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            missing.append(f"{name}: {one_line(error.strerror)}")
            continue
        if len(data) > LARGEST_FILE:
            missing.append(f"{name}: too large for a segment")
            continue
        left -= len(data)
        if left < 0:
            missing.append(f"{name}: more than {MOST_BYTES >> 20} MB: {count(len(files) - number, 'file')} not read")
            break
        found.append((name, data))
    return found
