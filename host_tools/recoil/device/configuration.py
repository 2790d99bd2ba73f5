"""The clip's settings, read, checked and written by the very code that the clip uses."""

import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError, one_line
from recoil.common.runner_id import id_of
from recoil_clip.settings.errors import SettingsError
from recoil_clip.settings.field import FLAG, WHOLE, WORD, Field
from recoil_clip.settings.files import LONGEST
from recoil_clip.settings.loading import take
from recoil_clip.settings.schema import SCHEMA, field_named
from recoil_clip.settings.settings import Settings, save
from recoil_clip.spec.files import SETTINGS

from .facts import check_release
from .files import read_files, replace_file
from .repl import Link

WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
NOTHING = ("null", "none", "")


class ConfigurationError(RecoilError):
    """A setting that does not exist, or a value that it cannot have."""


def read_settings(link: Link) -> Settings:
    """Return the settings as the clip takes them; `problems` says what is wrong with its file."""
    settings = Settings()
    (data,) = read_files(link, [SETTINGS])
    if data is not None and len(data) <= LONGEST:
        try:
            take(settings, data)
        except (ValueError, RecursionError, OverflowError):
            settings.problems.append("the file makes no sense; all settings are defaults")
    elif data is not None:
        settings.problems.append(f"the file is longer than {LONGEST} bytes; all settings are defaults")
    return settings


def write_settings(link: Link, settings: Settings) -> None:
    """Replace the clip's settings as a whole; the clip takes them up when it starts.

    Raises:
        DeviceError: The clip's firmware is too old for them.
    """
    check_release(link)
    replace_file(link, SETTINGS, encoded(settings))


def encoded(settings: Settings) -> bytes:
    """Return the file's contents."""
    with tempfile.TemporaryDirectory(prefix="recoil-") as folder:
        path = Path(folder) / SETTINGS.strip("/")
        save(settings, str(path))
        return path.read_bytes()


def change(settings: Settings, assignments: list[str]) -> list[tuple[str, Any, Any]]:
    """Apply KEY=VALUE texts, all or none; return name, old and new value of each.

    Another `wearer_name` is another runner: without a `runner_id` beside it, that follows the name.
    """
    wanted: list[tuple[str, Any]] = []
    problems = []
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        name = name.strip()
        field = field_named(name)
        if not equals or not name:
            problems.append(f"{one_line(assignment)}: write it as KEY=VALUE")
        elif field is None:
            problems.append(f"there is no setting named {one_line(name)}{_meant(name)}")
        else:
            value = value_of(field, text.strip())
            wrong = field.wrong(value)
            if wrong:
                problems.append(f"{name} {wrong}")
            wanted.append((name, value))
    _refuse(problems)
    given = dict(wanted)
    name = given.get("wearer_name")
    if name and name != settings.wearer_name and "runner_id" not in given:
        wanted.append(("runner_id", id_of(name)))
    return _apply(settings, wanted)


def differing(settings: Settings, assignments: list[str]) -> list[str]:
    """Return the KEY=VALUE texts that change something or are wrong: a form sends what nobody touched, too.

    Another name with the id of before beside it would be no other runner.
    """
    found = []
    for assignment in assignments:
        name, _, text = assignment.partition("=")
        field = field_named(name)
        if field is None or value_of(field, text.strip()) != settings.values[name]:
            found.append(assignment)
    return found


def value_of(field: Field, text: str) -> Any:
    """Return what a text means for a setting; the text itself where it means nothing, for the setting to refuse."""
    if field.default is None and text.lower() in NOTHING:
        return None
    if field.kind == WHOLE:
        try:
            return int(text)
        except ValueError:
            return text
    if field.kind == FLAG:
        return WORDS.get(text.lower(), text)
    return text.lower() if field.kind == WORD else text


def editable(settings: Settings) -> str:
    """Return all settings as TOML, each with what it means."""
    lines = ["# The clip's settings. Save and leave the editor to write them; change nothing to leave them.", ""]
    for field in SCHEMA:
        value = settings.values[field.name]
        lines += [f"# {field.meaning}", f"# {field.range()}; default: {said(field.default)}"]
        lines += [f"# {field.name} =" if value is None else f"{field.name} = {_toml(value)}", ""]
    return "\n".join(lines)


def edited(settings: Settings, text: str) -> list[tuple[str, Any, Any]]:
    """Take over an edited text, all or nothing; what is no longer there is at its default.

    Another `wearer_name` in place of one is another runner, as in `change`.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"this cannot be read: {one_line(error)}") from None
    problems = [
        f"there is no setting named {one_line(name)}{_meant(name)}" for name in found if field_named(name) is None
    ]
    wanted = [(field.name, found.get(field.name, field.default)) for field in SCHEMA]
    problems += [
        f"{field.name} {field.wrong(value)}"
        for field, (_, value) in zip(SCHEMA, wanted, strict=True)
        if field.wrong(value)
    ]
    _refuse(problems)
    name, old = dict(wanted)["wearer_name"], settings.wearer_name
    if name and old and name != old and dict(wanted)["runner_id"] == settings.runner_id == id_of(old):
        wanted.append(("runner_id", id_of(name)))
    return _apply(settings, wanted)


def other_meanings(settings: Settings) -> list[str]:
    """Return what settings of Recoil 0.1 mean now, in sentences.

    Args:
        settings: As they were read.

    Returns:
        Nothing if a later Recoil wrote them.
    """
    if not settings.is_old:
        return []
    found = [
        "baseline_from_min: 5, the default of 0.1, counts as 1: short runs add up",
        "cue_ceiling 20: no more cues in an hour; two short presses in a run mute, three ask for cues",
    ]
    if settings.target == "bounce":
        found.insert(
            0, "target bounce means millimetres of pelvis travel now; what followed cadence is target=contact_share"
        )
    if settings.target == "cadence" and settings.cadence_change_pct:
        found.insert(
            0,
            f"cadence_change_pct {settings.cadence_change_pct} asks for {settings.cadence_change_pct} %: the band is at"
            " most two fifths of the change, and the confirming pulse comes at the target",
        )
    return found


def said(value: Any) -> str:
    """Return a value as it is written on the command line."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def local_offset_min() -> int:
    """Return by how much this computer's local time is ahead of UTC now."""
    return time.localtime().tm_gmtoff // 60


def _apply(settings: Settings, wanted: list[tuple[str, Any]]) -> list[tuple[str, Any, Any]]:
    wanted += _local_time(settings, dict(wanted))
    changes = []
    for name, value in wanted:
        old = settings.values[name]
        try:
            settings.set(name, value)
        except SettingsError as error:
            raise ConfigurationError(str(error)) from None
        if old != value:
            changes.append((name, old, value))
    return changes


def _local_time(settings: Settings, given: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what has to be set beside quiet hours: local time, which is this computer's unless it is given."""
    has_hours = given.get("quiet_from_h", settings.quiet_from_h) is not None
    return [("utc_offset_min", local_offset_min())] if has_hours and given.get("utc_offset_min") is None else []


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ConfigurationError(problems[0], *problems[1:], "Nothing was changed.")


def _meant(name: str) -> str:
    """Return a hint at settings with a similar name."""
    from difflib import get_close_matches

    near = get_close_matches(name, [field.name for field in SCHEMA], n=2, cutoff=0.5)
    return f" (did you mean {' or '.join(near)}?)" if near else " (recoil config show lists them)"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
