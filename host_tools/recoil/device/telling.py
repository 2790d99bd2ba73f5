"""What somebody said of a session, told to its clip: who ran it, that it hurt, which step of a plan comes next.

All of it in one go: a clip that was talked to starts its app anew, and answers nobody for some seconds.
"""

from collections.abc import Sequence
from pathlib import Path

from recoil.common.errors import RecoilError, one_line
from recoil.common.runner_id import id_of
from recoil.library.attention import pain_gate
from recoil.library.entry import Entry

from .holding import hold_for_pain
from .ports import find_ports
from .progress import has_plan, step_back, step_on, taken_for
from .protocol import LATE_S, ask_status
from .repl import attached
from .wearing import wear


def tell_clip(entry: Entry, folder: Path, entries: Sequence[Entry], is_named: bool = False) -> list[str]:
    """Tell the clip of a session what follows from what was said of it, if it is at the cable and records nothing.

    Who ran an earlier session says nothing of who wears the clip now, and how it felt nothing of the next step. What a
    session brought whom the clip took it for is taken back where it was somebody else's.

    Args:
        entry: The session, with what was said.
        folder: Its folder.
        entries: The library's sessions in order of time.
        is_named: Whether it was said just now who ran.

    Returns:
        What is to be said of it; nothing where nothing follows.
    """
    own = [one for one in entries if one.clip == entry.clip]
    is_newest = bool(own) and own[-1].path == entry.path
    wears = is_named and entry.is_assigned and is_newest
    hurts = pain_gate(entry.pain_before, entry.pain_after) is not None
    steps = entry.pain_after is not None and is_newest and has_plan(folder)
    mistaken = taken_for(folder) if is_named and entry.is_assigned else None
    if mistaken and mistaken[0] == id_of(entry.runner):
        mistaken = None
    led = _led(mistaken, entry, own) if mistaken else None
    if not (wears or hurts or steps or led):
        return []
    later = [f'afterwards: recoil config set wearer_name="{one_line(entry.runner)}"'] if wears else []
    later += ["the next download tells it of the pain"] if hurts else []
    later += ["its step of running and walking stays as it is"] if steps else []
    later += [f"a step that it brought {led[0]} stays: say who ran once the clip is there"] if led else []
    for port in find_ports():
        status = ask_status(port.path, LATE_S)
        if status is None and port.id == entry.clip:
            return [f"the clip does not answer yet, and was not told; {'; '.join(later)}"]
        if status is None or status.clip_id != entry.clip:
            continue
        if status.is_recording:
            return [f"the clip records, and is left alone; {'; '.join(later)}"]
        said: list[str] = []
        try:
            with attached(port.path) as link:
                said += wear(link, entry.runner, mistaken[0] if mistaken else None) if wears else []
                said += hold_for_pain(link, entries, entry.clip) if hurts else []
                said += step_on(link, folder) if steps else []
                said += step_back(link, *led) if led else []
        except RecoilError as error:
            advice = [one_line(line).rstrip(".") for line in error.advice[:1]]
            said.append(f"the clip could not be told: {'; '.join([one_line(error), *advice, *later])}")
        return said
    later = later[1:] if wears else later  # whom a clip coaches that is elsewhere is said to it when it is back
    return [f"the clip is not at the cable; {'; '.join(later)}"] if later else []


def _led(mistaken: tuple[str, int | None], entry: Entry, own: Sequence[Entry]) -> tuple[str, int] | None:
    """Return whom a clip led through a session, and the step; None without one, or if they ran with it since.

    Args:
        mistaken: Whom the clip took it for.
        entry: The session.
        own: The clip's sessions in order of time.
    """
    paths = [one.path for one in own]
    since = own[paths.index(entry.path) + 1 :] if entry.path in paths else []
    who, level = mistaken
    return (who, level) if level is not None and all(id_of(one.runner) != who for one in since) else None
