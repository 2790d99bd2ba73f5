"""What is noted of a runner: the history that the article asks for, what they want, notes. It stays in the library."""

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from recoil.common.errors import OutputError, one_line

FOLDER = ".runners"
LONGEST = 1000
LARGEST_BYTES = 64 << 10


@dataclass(frozen=True)
class Profile:
    """Text, as people wrote it; empty where nothing was said."""

    goal: str = ""
    """What the runner wants."""
    back_pain: str = ""
    """When, where, what helped."""
    surgery: str = ""
    falls: str = ""
    stress: str = ""
    """At work, at home; sleep."""
    notes: str = ""
    """The coach's."""


FIELDS = {
    "goal": "What does the runner want?",
    "back_pain": "Back pain: when, where, what helped?",
    "surgery": "Surgery, and when?",
    "falls": "Falls and injuries?",
    "stress": "Stress and sleep?",
    "notes": "Coach's notes",
}


def profile_file(folder: Path, runner: str) -> Path:
    """Return where it is kept: a name may hold what no file's name may."""
    key = hashlib.sha256(runner.casefold().encode("utf-8", "replace")).hexdigest()[:16]
    return folder / FOLDER / f"{key}.json"


def read_profile(folder: Path, runner: str) -> Profile:
    """Return what is noted; empty where nothing is, or where it cannot be read."""
    with contextlib.suppress(OSError, ValueError, RecursionError):
        file = profile_file(folder, runner)
        if file.stat().st_size <= LARGEST_BYTES:
            found = json.loads(file.read_text(encoding="utf-8"))
            known = {one.name: found.get(one.name) for one in fields(Profile)}
            return Profile(**{name: text[:LONGEST] for name, text in known.items() if isinstance(text, str)})
    return Profile()


def write_profile(folder: Path, runner: str, profile: Profile) -> None:
    """Keep it, whole or not at all."""
    file = profile_file(folder, runner)
    document = {"format": 1, "runner": runner, **{name: text[:LONGEST] for name, text in asdict(profile).items()}}
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"cannot write {one_line(file)}: {one_line(reason)}") from None


def erase_profile(folder: Path, runner: str) -> None:
    """Remove it."""
    with contextlib.suppress(FileNotFoundError):
        profile_file(folder, runner).unlink()
