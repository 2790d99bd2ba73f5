"""Who wears a clip: told to it when its last session turns out to be somebody's."""

from recoil.common.errors import one_line

from .configuration import change, read_settings, write_settings
from .repl import Link
from .runners import take_turns


def wear(link: Link, name: str, taught: str | None = None) -> list[str]:
    """Have a clip coach a runner from now on, with their own values and what is set for them.

    Args:
        link: The clip's.
        name: The runner's.
        taught: The id of somebody else whom the clip took the run for, so that they have what it taught.

    Returns:
        What is to be said of it; nothing if the clip was told so already.
    """
    settings = read_settings(link)
    before = dict(settings.values)
    changes = change(settings, [f"wearer_name={name}"])
    if not changes:
        return []
    take_turns(link, settings, before, [name for name, _, _ in changes])
    write_settings(link, settings)
    said = f"the clip coaches {one_line(name)} from now on"
    if taught:
        said += f"; what the run taught it stays with {taught} (recoil coach relearn {taught} forgets own values)"
    return [said]
