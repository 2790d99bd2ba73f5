"""What is noted of a runner: the history that the article asks for, what they want, notes. It stays in the library."""

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from recoil.common.errors import OutputError, one_line

FOLDER = ".runners"
LONGEST = 1000
LARGEST_BYTES = 64 << 10
CALIBRATION = "calibration"


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
    found = _document(folder, runner)
    known = {one.name: found.get(one.name) for one in fields(Profile)}
    return Profile(**{name: text[:LONGEST] for name, text in known.items() if isinstance(text, str)})


def write_profile(folder: Path, runner: str, profile: Profile) -> None:
    """Keep it, whole or not at all; calibrations stay."""
    kept = {CALIBRATION: found} if (found := read_calibrations(folder, runner)) else {}
    noted = {name: text[:LONGEST] for name, text in asdict(profile).items()}
    _write(folder, runner, {"format": 1, "runner": runner, **noted, **kept})


def read_calibrations(folder: Path, runner: str) -> dict[str, dict[str, Any]]:
    """Return the runner's own numbers by the name of their setting, each with `value`, `half`, `how` and `at`."""
    found = _document(folder, runner).get(CALIBRATION)
    if not isinstance(found, dict):
        return {}
    return {name: one for name, one in found.items() if isinstance(one, dict) and isinstance(one.get("value"), int)}


def write_calibrations(folder: Path, runner: str, found: dict[str, dict[str, Any]]) -> None:
    """Keep the runner's own numbers, whole or not at all; nothing else of the profile changes."""
    kept = {name: one for name, one in _document(folder, runner).items() if name != CALIBRATION}
    _write(folder, runner, {"format": 1, "runner": runner, **kept, **({CALIBRATION: found} if found else {})})


def _document(folder: Path, runner: str) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        file = profile_file(folder, runner)
        if file.stat().st_size <= LARGEST_BYTES:
            found = json.loads(file.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else {}
    return {}


def _write(folder: Path, runner: str, document: dict[str, Any]) -> None:
    file = profile_file(folder, runner)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        part.replace(file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"cannot write {one_line(file)}: {one_line(reason)}") from None


def erase_profile(folder: Path, runner: str) -> None:
    """Remove a runner's profile from a library's folder, if there is one."""
    with contextlib.suppress(FileNotFoundError):
        profile_file(folder, runner).unlink()
