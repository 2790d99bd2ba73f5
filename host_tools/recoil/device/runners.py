"""The runners that a clip knows, and what its coach has learnt of each: one small file a runner."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recoil.common.errors import RecoilError, one_line
from recoil.common.runner_id import id_of
from recoil_clip.app.runners import MOST, about, is_theirs, path_of, runners_in
from recoil_clip.cueing.history import History
from recoil_clip.gait.gait import GAIT_REVISION
from recoil_clip.settings.files import LONGEST
from recoil_clip.settings.schema import SCHEMA
from recoil_clip.settings.settings import Settings
from recoil_clip.spec.files import HISTORY, RUNNERS

from .configuration import change, read_settings, write_settings
from .errors import DeviceError
from .files import make_folders, read_files, remove_file, replace_file
from .repl import Link
from .schema import many, text

_NAMES = many(text(64), most=200)
_LIST = f"""
import json, os
try:
    print(json.dumps(os.listdir({RUNNERS!r})))
except OSError:
    print("[]")
"""


_BEGIN = """
import os
try:
    os.mkdir({folder!r})
except OSError:
    pass
try:
    os.rename({old!r} or "?", {new!r})
except OSError:
    with open({new!r}, "w") as file:
        file.write("{{}}")
"""
"""As `recoil_clip.app.runners` does when it starts: the first runner takes over what was learnt before."""


class MemoryFileError(RecoilError):
    """What should be a runner's memory and is none."""


@dataclass(frozen=True)
class Runner:
    """A runner on a clip. `number` is felt when runners are chosen by presses; nobody's memory has 0 and no id."""

    number: int
    id: str | None
    is_next: bool = False
    """Whether the next session is this runner's."""

    @property
    def path(self) -> str:
        """The file on the clip."""
        return HISTORY if self.id is None else path_of(self.number, self.id)

    def said(self) -> str:
        """Return who it is, in words."""
        return "who has no id" if self.id is None else self.id


def runners_on(link: Link) -> list[Runner]:
    """Return the runners of a clip by number, first the one without an id if the clip knows something of them.

    A runner in the settings for whom there is no room any more is none: the clip learns nothing of them.
    """
    wanted = read_settings(link).runner_id
    known = runners_in(link.ask(_LIST, _NAMES))
    if wanted is not None and wanted not in [one for _, one in known] and _free(known):
        path = path_of(_free(known)[0], wanted)
        link.run(_BEGIN.format(folder=RUNNERS, old=HISTORY if not known else "", new=path))
        known = runners_in(link.ask(_LIST, _NAMES))
    found = [Runner(number, one, one == wanted) for number, one in known]
    (nobodys,) = read_files(link, [HISTORY])
    if nobodys is not None or (wanted is None and not found):
        found.insert(0, Runner(0, None, wanted is None))
    return found


def runner_on(link: Link, wanted: str | None) -> Runner:
    """Return a runner by id, name or number, or, for None, whose session comes next; a `RecoilError` if unknown."""
    found = runners_on(link)
    meant = {wanted.lower(), id_of(wanted)} - {None} if wanted is not None else set()
    for runner in found:
        if runner.is_next if wanted is None else meant & {runner.id, str(runner.number)}:
            return runner
    if wanted is None:
        runner_id = read_settings(link).runner_id
        return Runner(0, None, True) if runner_id is None else _new(found, runner_id)
    names = ", ".join(f"{runner.number} {runner.said()}" for runner in found)
    raise RecoilError(f"the clip knows no runner {one_line(wanted, 20)}", f"It knows: {names or 'nobody yet'}.")


def new_runner(link: Link, runner_id: str) -> Runner:
    """Return a runner by id, with a free number if the clip does not know them yet."""
    found = runners_on(link)
    for runner in found:
        if runner.id == runner_id:
            return runner
    return _new(found, runner_id)


def memories(link: Link) -> Iterator[tuple[Runner, bytes]]:
    """Yield each runner with what their file holds, as it is."""
    runners = runners_on(link)
    contents = list(read_files(link, [runner.path for runner in runners], most_bytes=LONGEST))
    for runner, data in zip(runners, contents, strict=True):
        if data is not None:
            yield runner, data


def read_memory(link: Link, runner: Runner) -> History:
    """Return what the clip knows of a runner, as the clip would take it; its `problems` say what is wrong with it."""
    (data,) = read_files(link, [runner.path], most_bytes=LONGEST)
    if data is None and runner.id is not None:  # it is listed: what is written now would take its place
        raise DeviceError(f"what the clip knows of {runner.id} could not be read; try again")
    if data is None:
        return History()
    try:
        return History(json.loads(data))
    except (ValueError, RecursionError):
        history = History()
        history.problems.append("it is not JSON")
        return history


def write_memory(link: Link, runner: Runner, history: History) -> None:
    """Replace a runner's file as a whole; it is taken up when the clip starts."""
    if runner.id is not None:
        make_folders(link, [runner.path])
    replace_file(link, runner.path, json.dumps(history.plain()).encode())


def remove_memory(link: Link, runner: Runner) -> None:
    """Remove a runner's file: their number is free again."""
    remove_file(link, runner.path)


def hold(link: Link, runner: Runner, sessions: int = 1) -> int:
    """Have the next sessions of a runner not cued; return how many: what is held back already stays so."""
    history = read_memory(link, runner)
    history.held = max(history.held, sessions)
    write_memory(link, runner, history)
    return history.held


def take_turns(
    link: Link, settings: Settings, before: Mapping[str, Any], given: Collection[str]
) -> list[tuple[str, Any, Any]]:
    """Have what is set for a runner go and come with them, as where a runner is chosen on the clip.

    What is known about the wearer and their plan of running and walking is kept in the memory of the runner of before,
    and that of the one who comes is set; the first runner a clip is told of keeps what was set without a name.

    Args:
        link: The clip's, which still has the settings of before.
        settings: As they are to be; changed where another runner comes.
        before: The settings' values by name, as they are on the clip.
        given: Settings that were given by hand, and stay.

    Returns:
        Name, old and new value of each further change.

    Raises:
        RecoilError: The clip has no room for another runner.
    """
    if settings.runner_id == before["runner_id"]:
        return []
    if len(_free(runners_in(link.ask(_LIST, _NAMES)))) > 1:
        runners_on(link)  # whom the clip was told of just now has a file from here on
    known = [Runner(number, one) for number, one in runners_in(link.ask(_LIST, _NAMES))]
    (nobodys,) = read_files(link, [HISTORY])
    if before["runner_id"] is None and not known:
        return []
    if settings.runner_id is not None and settings.runner_id not in [runner.id for runner in known]:
        _new(known, settings.runner_id)  # says so where there is no room
    wearer: dict[str, Any] = {}
    for runner in [*known, *([] if nobodys is None else [Runner(0, None)])]:
        if runner.id == before["runner_id"]:
            memory = read_memory(link, runner)
            memory.wearer = about(before)
            write_memory(link, runner, memory)
        elif runner.id == settings.runner_id:
            wearer = read_memory(link, runner).wearer
    return _recall(settings, wearer, given)


def take_over(link: Link, runner: Runner, history: History) -> list[tuple[str, Any, Any]]:
    """Put an imported memory on a clip, in place of what it knows of a runner.

    What is set for the runner whose session is next is in force at once; a name that is somebody else's is left out.

    Args:
        link: The clip's.
        runner: Whose memory it becomes.
        history: What was imported.

    Returns:
        Name, old and new value of each setting that changed.
    """
    write_memory(link, runner, history)
    if not runner.is_next or not history.wearer:
        return []
    settings = read_settings(link)
    name = history.wearer.get("wearer_name")
    is_own_name = isinstance(name, str) and id_of(name) == runner.id
    changes = _recall(settings, history.wearer, () if is_own_name else ("wearer_name",))
    if changes:
        write_settings(link, settings)
    return changes


def set_of(link: Link, runner_id: str | None) -> Mapping[str, Any]:
    """Return what is set for a runner of a clip, by the settings' names: in force if their session is next.

    Args:
        link: The clip's.
        runner_id: Whose; None: whoever the clip was not told of.

    Returns:
        All settings, those in the runner's memory, or nothing if the clip does not know the runner.
    """
    settings = read_settings(link)
    if settings.runner_id == runner_id:
        return settings.values
    runner = _in_memory(link, runner_id)
    return read_memory(link, runner).wearer if runner else {}


def set_for(link: Link, runner_id: str | None, values: Mapping[str, int | None]) -> bool:
    """Set something for a runner of a clip: in the settings if their session is next, else in their memory.

    Args:
        link: The clip's.
        runner_id: Whose they are; None: whoever the clip was not told of.
        values: Settings by name; None takes one away.

    Returns:
        False if the clip does not know the runner.
    """
    settings = read_settings(link)
    if settings.runner_id == runner_id:
        change(settings, [f"{name}={'null' if value is None else value}" for name, value in values.items()])
        write_settings(link, settings)
        return True
    runner = _in_memory(link, runner_id)
    if runner is None:
        return False
    history = read_memory(link, runner)
    for name, value in values.items():
        history.wearer.pop(name, None)
        if value is not None:
            history.wearer[name] = value
    write_memory(link, runner, history)
    return True


def exported(link: Link, runner: Runner) -> History:
    """Return all that a clip knows of a runner: what is set for who runs next is in the settings, not in the memory."""
    history = read_memory(link, runner)
    if runner.is_next:
        history.wearer = about(read_settings(link).values)
    return history


def imported(data: bytes) -> History:
    """Return the memory in an exported file; a `MemoryFileError` that says what is wrong with it."""
    try:
        plain: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise MemoryFileError("it is no memory of a runner: it is no JSON") from None
    if not isinstance(plain, dict) or "runs" not in plain:
        raise MemoryFileError("it is no memory of a runner: it has no runs", "recoil coach export writes one.")
    history = History(plain)
    if history.problems:
        raise MemoryFileError(one_line(history.problems[0]), "Nothing was changed.")
    return history


def relearning(found: Iterable[tuple[Runner, bytes]]) -> str:
    """Say whose own values are learnt anew, as another revision of the gait core measured them; empty if nobody's.

    Args:
        found: Runners with what their files hold, as `memories` yields them.
    """
    names = []
    for runner, data in found:
        try:
            history = History(json.loads(data))
        except (ValueError, RecursionError):
            continue
        is_measured_anew = history.relearnt is not None and not history.baseline(2).is_ready
        if is_measured_anew or (history.runs and history.revision != GAIT_REVISION):
            names.append(runner.said())
    if not names:
        return ""
    return (
        f"own values are learnt anew, for the gait core measures differently now (revision {GAIT_REVISION}): "
        f"{', '.join(names)}; no cues until the next runs have taught them"
    )


def _recall(settings: Settings, wearer: Mapping[str, Any], given: Collection[str]) -> list[tuple[str, Any, Any]]:
    """Set what a memory has of a runner, but not what was given; what it has not, or cannot be, is at its default."""
    changes = []
    for field in SCHEMA:
        if is_theirs(field.name) and field.name not in given:
            old, new = settings.values[field.name], wearer.get(field.name, field.default)
            settings.values[field.name] = new = field.default if field.wrong(new) else new
            changes += [(field.name, old, new)] if old != new else []
    return changes


def _in_memory(link: Link, runner_id: str | None) -> Runner | None:
    """Return a runner whom the clip knows by id; who has none is known by the settings alone."""
    return next((one for one in runners_on(link) if one.id == runner_id), None) if runner_id is not None else None


def _new(found: list[Runner], runner_id: str) -> Runner:
    free = _free((runner.number, runner.id) for runner in found)
    if not free:
        raise RecoilError(
            f"the clip has no room for {runner_id}: it knows {MOST} runners",
            "recoil coach forget RUNNER --remove makes room.",
        )
    return Runner(free[0], runner_id)


def _free(known: Iterable[tuple[int, str | None]]) -> list[int]:
    """Return the numbers that no runner has, in order."""
    return sorted(set(range(1, MOST + 1)) - {number for number, _ in known})
