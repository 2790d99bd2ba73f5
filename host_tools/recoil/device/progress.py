"""The next step of a plan of running and walking, put on the clip once it is known how the last one felt."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError, one_line
from recoil.common.runner_id import id_of
from recoil.library.annotations import read_annotations
from recoil.session import open_session
from recoil.session.run_walk import followed, next_step

from .calibrating import tell
from .configuration import read_settings
from .repl import Link
from .runners import read_memory, runners_on


def has_plan(folder: Path) -> bool:
    """Tell whether a session had a plan of running and walking; only then need the clip be asked."""
    try:
        return followed(open_session(folder)) is not None
    except RecoilError:
        return False


def step_on(link: Link, folder: Path) -> list[str]:
    """Set the clip to the step that follows from a session, and return what is to be said of it.

    The step is that of the runner who ran: in the settings if their session is next, else in their memory. A pain score
    that is put right later leads back to a lower step, never to a higher one.

    Args:
        link: The clip's.
        folder: The session's, with its pain score beside it.

    Returns:
        Nothing where the session had no ladder, somebody else ran it, or the runner is at another step by now.
    """
    try:
        session = open_session(folder)
        told = session.settings or {}
        plan = followed(session)
        level = told.get("run_walk_level")
        if plan is None or told.get("run_walk") != "ladder" or not isinstance(level, int):
            return []
        about = read_annotations(folder)
        runner_id = id_of(about.runner) if about.runner else told.get("runner_id")
        if told.get("runner_id") not in (None, runner_id):
            return []
        now = _settings_of(link, runner_id)
        following, why = next_step(level, plan, about.pain_before, about.pain_after)
        is_put_right = now.get("run_walk_level") == level + 1 and following <= level
        if now.get("run_walk") != "ladder" or not (is_put_right or now.get("run_walk_level") == level):
            return []
        if following != now["run_walk_level"]:
            tell(link, runner_id, {"run_walk_level": following})
        return [f"run and walk, step {following}: {why}"]
    except RecoilError as error:
        return [f"the plan of running and walking stays as it is: {one_line(error)}"]


def _settings_of(link: Link, runner_id: str | None) -> Mapping[str, Any]:
    """Return what is set for a runner of a clip; nothing if the clip does not know them."""
    settings = read_settings(link)
    if settings.runner_id == runner_id:
        return settings.values
    for runner in runners_on(link):
        if runner.id == runner_id:
            return read_memory(link, runner).wearer
    return {}
