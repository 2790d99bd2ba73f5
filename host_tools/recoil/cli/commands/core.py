"""`recoil core`: core work led by the clip, and how much of it a run earned."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands import exercises as common
from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.tables import write_table
from recoil.common.folders import library_folder
from recoil.library.choosing import chosen, runner_named
from recoil.library.core_week import core_weeks
from recoil.library.index import Library
from recoil.screening.plans import ABOUT, names, plan_from
from recoil.screening.watch import distance_km
from recoil.session.clock import parse_start
from recoil.session.core_minutes import core_minutes_of
from recoil.session.core_work import amount, done_minutes, sets_of

core_app = typer.Typer(
    name="core", help="Core work: planks, squats, bridges, and what a run earned.", no_args_is_help=True
)


@core_app.command()
def plan(
    what: common.Items = None, rest: common.Rest = None, as_json: options.Json = False, quiet: options.Quiet = False
) -> None:
    """Say what the protocol would be; nothing is sent.

    There are front_plank, side_plank, squat and bridge.

        recoil core plan
        recoil core plan front_plank:45 side_plank:20 squat:x12 bridge
    """
    printer = Printer(quiet, as_json=as_json)
    common.show_plan(plan_from("core", what or [], None, rest), printer)
    for name in names("core"):
        printer.say(f"  {name:12} {ABOUT[name]}")


@core_app.command()
def start(
    what: common.Items = None,
    rest: common.Rest = None,
    now: common.Now = False,
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Put a protocol on the clip; four short presses begin it, as often as wanted.

    recoil core start
    recoil core start front_plank:45 squat:x12 --rest 20
    """
    common.send(plan_from("core", what or [], None, rest), port, stop, now, Printer(quiet, as_json=as_json))


@core_app.command()
def show(
    session: options.Session,
    watch: Annotated[
        Path | None,
        typer.Option("--with", metavar="WATCH.fit", readable=False, help="The watch's file: how far the run was."),
    ] = None,
    begin: options.Start = None,
    offset: options.Offset = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show what core work was done; of a run, how much it earned.

    A minute for each mile. The distance comes from the watch's file, else from
    the time and the pace that was set (recoil config set
    wearer_pace_s_per_km=330), and it says which. Where in that file the session
    lies is found as by recoil export, or refused.

        recoil core show sessions/00014-20251122T170000Z
        recoil core show sessions/00012-20251122T152320Z --with morning.fit
    """

    printer = Printer(quiet, as_json=as_json)
    options.check_offset(offset, watch)
    found = common.session_of(session)
    km = None
    if watch is not None:
        km = distance_km(watch, found, offset, parse_start(begin) if begin else None)
    earned = core_minutes_of(found, km) if len(found.steps) or km is not None else None
    sets = sets_of(found)
    printer.document(
        {
            "session": found.name,
            "sets": sets,
            "done_min": done_minutes(found) if sets else None,
            "earned": earned.document() if earned else None,
        }
    )
    if earned:
        printer.say(earned.words())
    if sets and not (quiet or as_json):
        rows = [[one["exercise"], one["side"].replace("both", ""), *amount(one), one["ended"]] for one in sets]
        write_table(["exercise", "side", "done", "asked for", "ended by"], rows)
        printer.say(f"{done_minutes(found):.1f} min in all, without rests")
    if not sets and not earned:
        printer.say("neither core work nor running in it")


@core_app.command()
def week(
    runner: Annotated[str | None, typer.Argument(metavar="[RUNNER]", help="Default: everybody.")] = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=52, help="How many, this one included.")] = 4,
    library: options.LibraryFolder = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show core work done in a week against what the week's runs have earned, and strength days.

    A run earns a minute a mile (wearer_pace_s_per_km). Two or three strength
    days a week; hip and core work before a run is a good habit.

        recoil core week
        recoil core week Ann --weeks 8
    """
    printer = Printer(quiet, as_json=as_json)
    with Library(library_folder(library)) as opened:
        opened.refresh()
        entries = opened.entries()
    own = runner_named(entries, runner) if runner else [one for one in entries if one.is_assigned]
    names = list(dict.fromkeys(one.runner.casefold() for one in own))
    found = {name: core_weeks(chosen(own, runner=name), weeks) for name in names}
    said = {name: next(one.runner for one in own if one.runner.casefold() == name) for name in names}
    printer.document(
        {"runners": [{"runner": said[name], "weeks": [one.as_json() for one in found[name]]} for name in names]}
    )
    for name in names:
        printer.say(said[name])
        for one in found[name]:
            printer.say(f"  {one.monday.isoformat()}  {one.words()}")
    if not names:
        printer.say("nobody's sessions are in the library yet")
