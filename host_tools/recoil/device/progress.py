"""The next step of a plan of running and walking, put on the clip once it is known how the last one felt."""

from pathlib import Path

from recoil.common.errors import RecoilError, one_line
from recoil.library.annotations import read_annotations
from recoil.session import open_session
from recoil.session.run_walk import followed, next_step

from .configuration import read_settings, write_settings
from .repl import Link


def has_plan(folder: Path) -> bool:
    """Tell whether a session had a plan of running and walking; only then need the clip be asked."""
    try:
        return followed(open_session(folder)) is not None
    except RecoilError:
        return False


def step_on(link: Link, folder: Path) -> list[str]:
    """Set the clip to the step that follows from a session, and return what is to be said of it.

    Args:
        link: The clip's.
        folder: The session's, with its pain score beside it.

    Returns:
        Nothing where the session had no ladder, or the clip is set to another step than the session's.
    """
    try:
        session = open_session(folder)
        told = session.settings or {}
        plan = followed(session)
        level = told.get("run_walk_level")
        if plan is None or told.get("run_walk") != "ladder" or not isinstance(level, int):
            return []
        settings = read_settings(link)
        if settings.run_walk != "ladder" or settings.run_walk_level != level:
            return []
        if settings.runner_id != told.get("runner_id"):
            return []
        about = read_annotations(folder)
        following, why = next_step(level, plan, about.pain_before, about.pain_after)
        if following != level:
            settings.set("run_walk_level", following)
            write_settings(link, settings)
        return [f"run and walk, step {following}: {why}"]
    except RecoilError as error:
        return [f"the plan of running and walking stays as it is: {one_line(error)}"]
