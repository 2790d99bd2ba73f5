"""Sessions that are not cued, for pain: what the library knows of a runner's last session, told to the clip."""

from collections.abc import Sequence
from pathlib import Path

from recoil.common.runner_id import id_of
from recoil.library.attention import pain_gate
from recoil.library.entry import Entry
from recoil.library.index import Library

from .repl import Link
from .runners import Runner, hold, read_memory, runners_on


def last_of(entries: Sequence[Entry], runner: Runner, clip: str | None) -> Entry | None:
    """Return a runner's last session in the library.

    Args:
        entries: The library's sessions in order of time.
        runner: A runner on the clip; one without an id is whoever wore it.
        clip: The clip's id.

    Returns:
        The session; None without one.
    """
    own = [
        entry
        for entry in entries
        if (entry.is_assigned and id_of(entry.runner) == runner.id if runner.id else entry.clip == clip)
    ]
    return own[-1] if own else None


def is_any_held(entries: Sequence[Entry], clip: str | None) -> bool:
    """Tell whether somebody who ran with a clip is not to be cued next; only then need the clip be asked."""
    own = [entry for entry in entries if entry.clip == clip]
    lasts = {entry.runner: entry for entry in entries if entry.is_assigned}  # with whichever clip
    last_ones = [lasts[name] for name in {entry.runner for entry in own if entry.is_assigned}] + own[-1:]
    return any(pain_gate(entry.pain_before, entry.pain_after) for entry in last_ones)


def sessions_to_hold_by(library: Path, clip: str | None) -> list[Entry]:
    """Return a library's sessions, looked through anew, if the clip is to hold somebody back for pain; else none."""
    with Library(library) as opened:
        opened.refresh()
        entries = opened.entries()
    return entries if is_any_held(entries, clip) else []


def still_held(before: Entry, now: Entry, entries: Sequence[Entry]) -> list[str]:
    """Return what is to be said where the pain of a runner's last session, or who it hurt, is put right.

    Args:
        before: The session as it was known before.
        now: As it is known now.
        entries: The library's sessions in order of time.

    Returns:
        That the clip was told of what is no longer true, and what takes it back; nothing where nothing is.
    """
    own = [one for one in entries if one.runner == before.runner or one.path == now.path]
    stays = pain_gate(now.pain_before, now.pain_after) and now.runner == before.runner
    if not pain_gate(before.pain_before, before.pain_after) or stays or not own or own[-1].path != now.path:
        return []
    who = id_of(before.runner) if before.is_assigned else None
    takes_back = f"recoil coach hold{f' {who}' if who else ''} --sessions 0"
    return [f"if the clip was told of that pain, it still gives no cues next time; to cue again: {takes_back}"]


def hold_for_pain(link: Link, entries: Sequence[Entry], clip: str | None) -> list[str]:
    """Have a clip not cue the next session of each runner whose last one hurt; return what is to be said of it."""
    said = []
    for runner in runners_on(link):
        last = last_of(entries, runner, clip)
        why = pain_gate(last.pain_before, last.pain_after) if last else None
        if why:
            if not read_memory(link, runner).held:
                hold(link, runner)
            who = "whoever wears the clip" if runner.id is None else runner.id
            said.append(f"{who}: the next session is not cued, {why}")
    return said
