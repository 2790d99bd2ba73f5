"""What a shell completes: runners, sessions, settings, ports. It never fails, and never asks a clip."""

from collections.abc import Callable, Iterator

MOST = 200


def _quietly(found: Callable[[], Iterator[str]]) -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        try:
            wanted = incomplete.casefold()
            return [one for one in found() if one.casefold().startswith(wanted)][:MOST]
        except Exception:  # a shell that waits for a completion has no use for an error
            return []

    return complete


def _runners() -> Iterator[str]:
    yield from sorted({entry.runner for entry in _entries() if entry.is_assigned}, key=str.casefold)


def _sessions() -> Iterator[str]:
    from recoil.library.choosing import LAST, references

    entries = _entries()
    yield LAST
    for path, name in reversed(list(references(entries).items())):
        yield name
        if path.rpartition("/")[2] != name:
            yield path.rpartition("/")[2]


def _settings() -> Iterator[str]:
    from recoil_clip.settings.schema import SCHEMA

    for field in SCHEMA:
        yield field.name


def _assignments() -> Iterator[str]:
    from recoil_clip.settings.schema import SCHEMA

    for field in SCHEMA:
        if field.choices:
            for choice in field.choices:
                yield f"{field.name}={choice}"
        else:
            yield f"{field.name}="


def _ports() -> Iterator[str]:
    from recoil.device.ports import find_ports

    for port in find_ports():
        yield port.path


def _entries() -> list:
    from recoil.common.folders import library_folder
    from recoil.library.index import Library

    with Library(library_folder()) as library:
        return library.entries()  # as the index has them: a shell does not wait for files


completed_runners = _quietly(_runners)
completed_sessions = _quietly(_sessions)
completed_settings = _quietly(_settings)
completed_assignments = _quietly(_assignments)
completed_ports = _quietly(_ports)
