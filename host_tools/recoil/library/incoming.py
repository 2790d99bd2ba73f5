"""Sessions that have just come off a clip: indexed, with the pain score that was given."""

from collections.abc import Sequence
from pathlib import Path

from recoil.common.errors import RecoilError, one_line
from recoil.common.folders import library_folder

from .annotations import Pain, read_annotations, write_annotations
from .choosing import references
from .index import Library


def arrived(folder: Path, sessions: Sequence[Path], pain: Pain) -> list[str]:
    """Note the pain and index what came; return what the runner should know. The sessions are safe, whatever fails."""
    said: list[str] = []
    try:
        is_noted = _note(sessions, pain, said)
        if sessions and folder.resolve() == library_folder().resolve():
            with Library(folder) as library:
                library.refresh()
                names = references(library.names())
            newest = names.get(sessions[-1].resolve().relative_to(folder.resolve()).as_posix())
            if newest and not is_noted:
                said.append(f"did it hurt? recoil library pain {one_line(newest)} --before 0-10 --after 0-10")
    except (RecoilError, OSError, ValueError) as error:
        said.append(f"they are not in the library's index yet: {one_line(error)}")
    return said


def _note(sessions: Sequence[Path], pain: Pain, said: list[str]) -> bool:
    if pain.before is pain.after is None:
        return False
    if len(sessions) != 1:
        said.append(f"the pain score was not noted: it is for one session, and {len(sessions)} came; give it to each")
        return False
    about = read_annotations(sessions[0])
    about.pain_before = about.pain_before if pain.before is None else pain.before
    about.pain_after = about.pain_after if pain.after is None else pain.after
    about.pain_place = about.pain_place if pain.place is None else pain.place
    about.pain_down_leg = about.pain_down_leg if pain.down_leg is None else pain.down_leg
    write_annotations(sessions[0], about)
    return True
