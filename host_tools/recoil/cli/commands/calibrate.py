"""`recoil calibrate`: a runner's own numbers, from one run that was measured otherwise too."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.pain import can_ask
from recoil.common.errors import RecoilError, one_line
from recoil.common.folders import library_folder
from recoil.common.runner_id import id_of
from recoil.common.terminal import put
from recoil.device.calibrating import (
    FILM,
    FILMED_S,
    FRAMES_PER_S,
    Reference,
    as_settings,
    estimates,
    keep,
    said,
    tell_at_cable,
)
from recoil.library.annotations import name_of, read_annotations
from recoil.library.finding import session_path
from recoil.library.profiles import read_calibrations, write_calibrations
from recoil.session import open_session
from recoil.session.calibrating import STEPS_A_SIDE
from recoil.session.clock import parse_start
from recoil.session.session import Session


def calibrate(
    session: Annotated[
        Path | None,
        typer.Argument(metavar="[SESSION]", readable=False, help="The clip's session of that run.", show_default=False),
    ] = None,
    runner: Annotated[
        str | None, typer.Option("--runner", metavar="NAME", help="Whose. Default: who ran the session.")
    ] = None,
    watch: Annotated[
        Path | None,
        typer.Option(
            "--with", metavar="WATCH.fit", readable=False, help="A watch's file: contact times, if any, and distance."
        ),
    ] = None,
    video: Annotated[bool, typer.Option("--video", help="Ask for frames counted in a film, step by step.")] = False,
    left: Annotated[
        str | None, typer.Option(metavar="N,N,...", help="Frames of the left foot's contacts.", show_default=False)
    ] = None,
    right: Annotated[
        str | None, typer.Option(metavar="N,N,...", help="Frames of the right foot's contacts.", show_default=False)
    ] = None,
    frames_per_s: Annotated[
        float, typer.Option("--frames-per-s", min=60, max=2000, help="Of the film.")
    ] = FRAMES_PER_S,
    contact_ms: Annotated[
        float | None,
        typer.Option(metavar="MS", help="Mean contact over 50 N by a treadmill with plates.", show_default=False),
    ] = None,
    speed_kmh: Annotated[
        float | None, typer.Option(metavar="KM/H", help="Speed of a treadmill.", show_default=False)
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="M:SS",
            help=f"When of the session it was, for {FILMED_S:g} s; a film's default is its only marker.",
        ),
    ] = None,
    begin: Annotated[
        str | None, typer.Option("--start", metavar="TIME", help="When the session started. Else the clip's clock.")
    ] = None,
    offset: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="With --with: how long after the watch's start the session started."),
    ] = None,
    shows: Annotated[bool, typer.Option("--show", help="Say what is known of a runner.")] = False,
    forgets: Annotated[bool, typer.Option("--forget", help="Forget it, and tell the clip.")] = False,
    sends: Annotated[bool, typer.Option("--send", help="Tell the clip at the cable what is known.")] = False,
    port: options.Port = None,
    library: options.LibraryFolder = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Find a runner's own numbers: what contact times are off by, and true speed.

    The clip measures everybody as the average runner; what is left is mostly a
    runner's own, and the same from run to run. One run that was measured
    otherwise too gives it: by a watch or pod with contact times, by frames
    counted in a film of 240 a second, or by a treadmill with force plates; and
    speed by a watch's distance, or a treadmill's. It is kept for the runner and
    written into later sessions, whose contact, flight and speed are then told
    with it. Nothing that was measured changes, and --forget undoes it.

        recoil calibrate last --with morning.fit
        recoil calibrate last --video
        recoil calibrate last --contact-ms 243 --speed-kmh 12
        recoil calibrate --show --runner ann
        recoil calibrate --forget --runner ann
    """
    printer = Printer(quiet, as_json=as_json)
    folder = library_folder(library)
    path = session_path(session) if session else None
    found = open_session(path) if path else None
    name = _who(runner, path, found)
    is_new = not (forgets or shows or sends)
    had_some = bool(read_calibrations(folder, name))
    if forgets and had_some:
        write_calibrations(folder, name, {})
    elif is_new:
        if found is None:
            raise RecoilError("which session? name the one of the run that was measured otherwise too")
        counted = _counted(video, left, right, as_json)
        given = parse_start(begin) if begin else None
        reference = Reference(watch, counted, frames_per_s, contact_ms, speed_kmh, _begin_s(at), offset, given)
        new, refused = estimates(found, reference)
        for error in refused:
            printer.warn(one_line(error, 300))
        keep(folder, name, found, new)
    known = read_calibrations(folder, name)
    told = tell_at_cable(id_of(name), as_settings(known), port) if forgets or sends or is_new else []
    printer.document({"runner": name, "calibration": known, "clips": told})
    what = "" if known else "forgotten" if forgets and had_some else "nothing is known"
    printer.say(f"{one_line(name)}: {what}".rstrip(": "))
    for number, by in said(known):
        printer.say(f"  {number}")
        printer.say(f"    {by}")
    for line in told:
        printer.say(line)
    if is_new:
        printer.say("Sessions from now on are told with it, once the clip knows it.")


def _who(runner: str | None, path: Path | None, session: Session | None) -> str:
    """Return whose numbers they are: who is named, who is said to have run, else whom the clip was told of."""
    settings = session.settings or {} if session else {}
    about = read_annotations(path if path.is_dir() else path.parent) if path else None
    said = name_of(runner or "") or (about and about.runner) or settings.get("wearer_name") or settings.get("runner_id")
    if (runner is not None and not name_of(runner)) or not isinstance(said, str) or not said:
        raise RecoilError("whose numbers are they?", "--runner NAME says it")
    return said


def _counted(video: bool, left: str | None, right: str | None, as_json: bool) -> tuple[list[float], list[float]] | None:
    """Return the frames of both feet: as they were given, or asked for one by one; None without a film."""
    if left is not None or right is not None:
        return _numbers(left, "left"), _numbers(right, "right")
    if not video:
        return None
    if as_json or not can_ask():
        raise RecoilError("nobody is there to ask for frames", "--left N,N,... and --right N,N,... give them")
    return walk_through(input)


def walk_through(ask: Callable[[str], str]) -> tuple[list[float], list[float]]:
    """Say how to film, and ask for the frames of ten steps of each foot.

    Args:
        ask: Given a question, returns what was typed.

    Returns:
        The frames of the left foot's contacts and of the right one's.
    """
    put(FILM)
    sides: list[list[float]] = []
    for side in ("left", "right"):
        frames: list[float] = []
        while len(frames) < STEPS_A_SIDE:
            answer = ask(f"{side} foot, step {len(frames) + 1} of {STEPS_A_SIDE}: frames on the ground (b: one back): ")
            if answer.strip().lower() == "b":
                frames = frames[:-1]
                continue
            try:
                frames.append(float(answer))
            except ValueError:
                put("a number of frames, such as 58")
        sides.append(frames)
    return sides[0], sides[1]


def _numbers(text: str | None, side: str) -> list[float]:
    try:
        return [float(one) for one in (text or "").replace(" ", ",").split(",") if one]
    except ValueError:
        raise RecoilError(f"--{side} wants numbers of frames: --{side} 58,57,59,...") from None


def _begin_s(at: str | None) -> float | None:
    if at is None:
        return None
    minutes, _, seconds = at.rpartition(":")
    try:
        return 60 * int(minutes or 0) + float(seconds)
    except ValueError:
        raise RecoilError("--at wants minutes and seconds: --at 12:30") from None
