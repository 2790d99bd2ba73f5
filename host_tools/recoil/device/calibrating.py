"""A runner's own numbers, told to the clip at the cable: it writes them into that runner's sessions."""

from collections.abc import Mapping

from recoil.common.errors import RecoilError, one_line

from .configuration import change, read_settings, write_settings
from .ports import choose, find_ports
from .protocol import ask_status
from .repl import Link, attached
from .runners import read_memory, runners_on, write_memory


def tell(link: Link, runner_id: str | None, values: Mapping[str, int | None]) -> bool:
    """Have a clip write these settings into a runner's sessions from now on.

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
    for runner in runners_on(link):
        if runner.id == runner_id and runner_id is not None:
            history = read_memory(link, runner)
            for name, value in values.items():
                history.wearer.pop(name, None)
                if value is not None:
                    history.wearer[name] = value
            write_memory(link, runner, history)
            return True
    return False


def tell_at_cable(runner_id: str | None, values: Mapping[str, int | None], wanted: str | None = None) -> list[str]:
    """Tell every clip at the cable that records nothing, or only the wanted one; return what is to be said of it."""
    said = []
    for port in [choose(wanted)] if wanted else find_ports():
        status = ask_status(port.path)
        if status is not None and status.is_recording:
            said.append(f"{port.path}: it records: not told")
            continue
        try:
            with attached(port.path) as link:
                knows = tell(link, runner_id, values)
        except RecoilError as error:
            said.append(f"{port.path}: not told: {one_line(error)}")
            continue
        said.append(f"{port.path}: " + ("told" if knows else f"it does not know {runner_id or 'who has no id'}"))
    return said or ["no clip is at the cable: run it again with --send when there is one"]
