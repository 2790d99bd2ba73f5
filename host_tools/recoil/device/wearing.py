"""Who wears a clip: told to it when its last session turns out to be somebody's."""

from collections.abc import Sequence

from recoil.common.errors import RecoilError, one_line
from recoil.library.entry import Entry

from .configuration import change, read_settings, write_settings
from .ports import find_ports
from .protocol import ask_status
from .repl import attached


def tell_who_wears(entry: Entry, entries: Sequence[Entry]) -> list[str]:
    """Have the clip of a session coach from now on who ran it, with that runner's own values.

    An earlier session says nothing of who wears the clip now, and a clip that was told so already is left alone.

    Args:
        entry: The session, as somebody assigned it.
        entries: The library's sessions in order of time.

    Returns:
        What is to be said of it.
    """
    own = [one for one in entries if one.clip == entry.clip]
    if not entry.is_assigned or not own or own[-1].path != entry.path:
        return []
    for port in find_ports():
        status = ask_status(port.path)
        if status is None and port.id == entry.clip:
            return [f"the clip does not answer yet, and was not told who wears it; {_later(entry.runner)}"]
        if status is None or status.clip_id != entry.clip:
            continue
        if status.is_recording:
            return [f"the clip records, and is left alone; {_later(entry.runner)}"]
        try:
            with attached(port.path) as link:
                settings = read_settings(link)
                if not change(settings, [f"wearer_name={entry.runner}"]):
                    return []
                write_settings(link, settings)
        except RecoilError as error:
            return [f"the clip could not be told who wears it: {one_line(error)}; {_later(entry.runner)}"]
        return [f"the clip coaches {one_line(entry.runner)} from now on"]
    return []


def _later(runner: str) -> str:
    return f'afterwards: recoil config set wearer_name="{one_line(runner)}"'
