"""The next step of a plan of running and walking, put on the clip once it is known how the last one felt."""

from pathlib import Path

from recoil.common.errors import RecoilError, one_line
from recoil.common.runner_id import id_of
from recoil.library.annotations import read_annotations
from recoil.session import open_session
from recoil.session.run_walk import followed, ladder_step, next_step
from recoil.session.settings import runner_of

from .repl import Link
from .runners import set_for, set_of


def has_plan(folder: Path) -> bool:
    """Tell whether a session had a plan of running and walking; only then need the clip be asked."""
    try:
        return followed(open_session(folder)) is not None
    except RecoilError:
        return False


def taken_for(folder: Path) -> tuple[str, int | None] | None:
    """Return the id of the runner whom a clip took a session for, and the step of the ladder that it led them through.

    Args:
        folder: The session's.

    Returns:
        None where the clip was told of nobody; no step where it was none.
    """
    try:
        session = open_session(folder)
        runner_id, step = runner_of(session.settings), ladder_step(session)
    except RecoilError:
        return None
    return (runner_id, step[0] if step else None) if runner_id else None


def step_back(link: Link, runner_id: str, level: int) -> list[str]:
    """Take back the step that a session brought a runner where it turns out that somebody else ran it.

    Args:
        link: The clip's.
        runner_id: Whom the clip led, who has not run with it since.
        level: The session's step.

    Returns:
        What is to be said of it; nothing where the runner is at that step.
    """
    now = set_of(link, runner_id)
    brought = now.get("run_walk_level")
    if now.get("run_walk") != "ladder" or brought not in (level - 1, level + 1):
        return []
    set_for(link, runner_id, {"run_walk_level": level})
    return [f"run and walk: {runner_id} is at step {level} again, not {brought}: somebody else ran it"]


def step_on(link: Link, folder: Path) -> list[str]:
    """Set the clip to the step that follows from a session, and return what is to be said of it.

    The step is that of the runner who ran: in the settings if their session is next, else in their memory. A pain score
    that is put right later leads back to a lower step, never to a higher one.

    Args:
        link: The clip's.
        folder: The session's, with its pain score beside it.

    Returns:
        Nothing where the session had no ladder, or somebody else ran it; that the runner is at another step by now.
    """
    try:
        session = open_session(folder)
        step = ladder_step(session)
        if step is None:
            return []
        level, plan = step
        about, led = read_annotations(folder), runner_of(session.settings)
        runner_id = id_of(about.runner) if about.runner else led
        if led not in (None, runner_id):
            return []
        now = set_of(link, runner_id)
        following, why = next_step(level, plan, about.pain_before, about.pain_after)
        is_put_right = now.get("run_walk_level") == level + 1 and following <= level
        if now.get("run_walk") != "ladder" or now.get("run_walk_level") == following != level:
            return []
        if about.pain_after is None and now.get("run_walk_level") != level:
            return []  # somebody else was told how it felt: another computer, say
        if not (is_put_right or now.get("run_walk_level") == level):
            stays = f"the clip stays at step {now.get('run_walk_level')}, though step {following} follows from this run"
            return [f"run and walk: {stays}; its setting run_walk_level changes that"]
        if following != now["run_walk_level"]:
            set_for(link, runner_id, {"run_walk_level": following})
        return [f"run and walk, step {following}: {why}"]
    except RecoilError as error:
        return [f"the plan of running and walking stays as it is: {one_line(error)}"]
