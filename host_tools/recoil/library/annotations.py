"""What people add to a session: `about.json` in its folder, fit to be read and edited by hand.

    {
      "format": 1,
      "runner": "Ann",
      "tags": ["knee", "track"],
      "note": "New shoes",
      "pain_before": 2,
      "pain_after": 3,
      "pain_place": "back",
      "pain_down_leg": false
    }

Every key may be left out. Keys that this Recoil does not know are kept.
"""

import json
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from recoil.common.errors import OutputError, one_line
from recoil.common.staging import write_whole

from .errors import LibraryError
from .scan import ABOUT, mark_changed

FORMAT = 1
LARGEST_BYTES = 1 << 16
LONGEST_NAME, LONGEST_NOTE, LONGEST_TAG, MOST_TAGS = 40, 2000, 30, 50
WORST_PAIN = 10
PAIN_PLACES = ("back", "leg", "other")


class Pain(NamedTuple):
    """How much a run hurt, 0 to 10 before and after it, where (one of `PAIN_PLACES`), whether down the leg; or None."""

    before: int | None = None
    after: int | None = None
    place: str | None = None
    down_leg: bool | None = None


@dataclass
class Annotations:
    """What is known; `problems` says in sentences what in the file was passed over."""

    runner: str | None = None
    tags: list[str] = field(default_factory=list)
    note: str | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    pain_place: str | None = None
    """One of `PAIN_PLACES`."""
    pain_down_leg: bool | None = None
    """Whether it went down the leg."""
    problems: list[str] = field(default_factory=list)
    others: dict[str, Any] = field(default_factory=dict)
    """Keys that are not known here."""
    is_locked: bool = False
    """Whether the file must not be written: it is broken, or newer, or holds what would be lost."""

    def document(self) -> dict[str, Any]:
        """Return what the file says, ready for JSON: keys that are not known here among it."""
        known = {name: getattr(self, name) for name in _NAMES}
        return {"format": FORMAT, **{name: value for name, value in known.items() if value not in (None, [])}} | {
            name: value for name, value in self.others.items() if name not in known and name != "format"
        }


def read_annotations(folder: Path) -> Annotations:
    """Read what is said about a session; never fails.

    Args:
        folder: The session's folder.

    Returns:
        What `about.json` in it says; where it is not understood, `problems` says so and the file counts as locked.
    """
    path = folder / ABOUT
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _broken("it is not a file")
        if status.st_size > LARGEST_BYTES:
            return _broken(f"it is larger than {LARGEST_BYTES >> 10} KB")
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Annotations()
    except (OSError, ValueError, RecursionError) as error:
        return _broken(str(getattr(error, "strerror", None) or error or "it is nested too deep"))
    if not isinstance(document, dict):
        return _broken("it is no JSON object")
    return _understood(document)


def _broken(reason: str) -> Annotations:
    return Annotations(problems=[f"{ABOUT} cannot be read: {one_line(reason, 120)}"], is_locked=True)


def _understood(document: dict[str, Any]) -> Annotations:
    about = Annotations(others=dict(document))
    if document.get("format", FORMAT) != FORMAT:
        about.problems.append(f"{ABOUT} is of format {one_line(document['format'], 20)}, this Recoil knows {FORMAT}")
    for name, take in _TAKES:
        value = document.get(name)
        if value is None:
            continue
        try:
            setattr(about, name, take(value))
            _check_length(name, value)
        except LibraryError as error:
            about.problems.append(f"{ABOUT}: {name}: {error}")
    tags = document.get("tags")
    for tag in tags if isinstance(tags, list) else [] if tags is None else [tags]:
        try:
            about.tags = with_tag(about.tags, tag)
        except LibraryError as error:
            about.problems.append(f"{ABOUT}: tags: {error}")
    about.is_locked = bool(about.problems)
    return about


def check_writable(folder: Path, about: Annotations) -> None:
    """Raise a `LibraryError` if the file must be left as it is."""
    if about.is_locked:
        raise LibraryError(
            f"{one_line(folder / ABOUT)} is left as it is: {'; '.join(about.problems)}",
            "put it right in an editor, or move it away, and try again",
        )


def write_annotations(folder: Path, about: Annotations) -> None:
    """Write what is said about a session, whole or not at all.

    Args:
        folder: The session's folder.
        about: What its `about.json` is to say; returns nothing.

    Raises:
        LibraryError: The file there is broken or newer, and would lose what it holds.
        OutputError: The folder cannot be written.
    """
    path = folder / ABOUT
    check_writable(folder, about)
    text = json.dumps(about.document(), indent=2, ensure_ascii=False) + "\n"
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half a character in a key that we keep
        data = (json.dumps(about.document(), indent=2) + "\n").encode()
    try:
        write_whole(path, data)
        mark_changed(folder)
    except OSError as error:
        raise OutputError(f"cannot write {one_line(path)}: {(error.strerror or str(error)).lower()}") from None


def name_of(value: Any) -> str | None:
    """Return a runner's name as it is kept; None if there is nothing in it."""
    return _text(value, LONGEST_NAME) or None


def note_of(value: Any) -> str | None:
    """Return a note as it is kept."""
    return _text(value, LONGEST_NOTE) or None


def pain_of(value: Any) -> int:
    """Return a pain score; a `LibraryError` if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in range(WORST_PAIN + 1):
        raise LibraryError(f"{one_line(value, 20)} is not a whole number from 0 to {WORST_PAIN}")
    return int(value)


def place_of(value: Any) -> str:
    """Return where it hurts; a `LibraryError` if it is no such place."""
    if value not in PAIN_PLACES:
        raise LibraryError(f"{one_line(value, 20)} is not one of {', '.join(PAIN_PLACES)}")
    return value


def down_leg_of(value: Any) -> bool:
    """Return whether pain goes down the leg; a `LibraryError` if that is not said."""
    if not isinstance(value, bool):
        raise LibraryError(f"{one_line(value, 20)} is neither true nor false")
    return value


def with_tag(tags: list[str], value: Any) -> list[str]:
    """Return the tags with one more; the same word in other letters is the same tag."""
    tag = _text(value, LONGEST_TAG + 1)
    if not tag or len(tag) > LONGEST_TAG or " " in tag or tag[0] in "+-":
        raise LibraryError(f"{one_line(value, 40)!r} is no tag: one word of at most {LONGEST_TAG} characters")
    if len(tags) >= MOST_TAGS:
        raise LibraryError(f"there are {MOST_TAGS} tags already")
    return tags if tag.casefold() in {other.casefold() for other in tags} else [*tags, tag]


def without_tag(tags: list[str], tag: str) -> list[str]:
    """Return the tags without one; a `LibraryError` if it is not there."""
    left = [other for other in tags if other.casefold() != tag.casefold()]
    if len(left) == len(tags):
        raise LibraryError(f"it has no tag {one_line(tag, 40)!r}", f"its tags are: {', '.join(tags) or 'none'}")
    return left


def _check_length(name: str, value: Any) -> None:
    limit = {"runner": LONGEST_NAME, "note": LONGEST_NOTE}.get(name)
    if limit and len(" ".join(value.split())) > limit:
        raise LibraryError(f"it is longer than {limit} characters")


def _text(value: Any, limit: int) -> str:
    if not isinstance(value, str):
        raise LibraryError(f"{one_line(value, 20)} is not text")
    # Half a character, as file names and JSON may hold, has no UTF-8.
    return one_line(value.encode("utf-8", "replace").decode(), limit)


_TAKES = (
    ("runner", name_of),
    ("note", note_of),
    ("pain_before", pain_of),
    ("pain_after", pain_of),
    ("pain_place", place_of),
    ("pain_down_leg", down_leg_of),
)
_NAMES = ("runner", "tags", *(name for name, _ in _TAKES[1:]))
