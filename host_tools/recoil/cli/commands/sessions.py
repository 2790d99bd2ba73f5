"""`recoil sessions`: what is on a clip."""

from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.tables import write_table
from recoil.device.facts import facts_of
from recoil.device.ports import choose
from recoil.device.repl import attached
from recoil.device.store import stored_sessions
from recoil.session.sentences import count


def sessions(
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """List the sessions on a clip: when, how large, and whether a computer has them.

        recoil sessions
        recoil sessions --json

    Times are this computer's. A session is marked as downloaded once a copy
    was verified; only such sessions give way when the clip's flash is full.
    """
    printer = Printer(quiet, verbose, as_json)
    path = choose(port).path
    with attached(path, stop) as link:
        facts = facts_of(link)
        found = stored_sessions(link)
    printer.document(
        {
            "port": path,
            "clip": facts.clip_id,
            "free_bytes": facts.free_bytes,
            "sessions": [
                {
                    "session": one.name,
                    "start": one.start.isoformat() if one.start else None,
                    "segments": len(one.segments),
                    "bytes": one.size_bytes,
                    "downloaded": one.is_marked,
                }
                for one in found
            ],
        }
    )
    rows = [
        (
            one.name,
            f"{one.start.astimezone():%a %d %b %Y %H:%M}" if one.start else "clock not set",
            f"{one.size_bytes / 1000:,.0f} KB",
            "yes" if one.is_marked else "waiting",
        )
        for one in found
    ]
    if not printer.shows_progress:
        return
    write_table(("session", "began", "size", "downloaded"), rows, right=(2,))
    waiting = sum(not one.is_marked for one in found)
    printer.say(
        f"{count(len(found), 'session')}, {waiting} waiting to be downloaded; {facts.free_bytes / 1e6:.1f} MB free"
        if found
        else f"no session is on the clip; {facts.free_bytes / 1e6:.1f} MB free"
    )
