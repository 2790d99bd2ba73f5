"""`recoil calibrate`: a runner's own numbers, from one run that was measured otherwise too."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.pain import can_ask
from recoil.common.errors import RecoilError, one_line
from recoil.common.folders import library_folder
from recoil.common.runner_id import id_of
from recoil.common.terminal import put
from recoil.library.finding import session_path
from recoil.library.profiles import read_calibrations, write_calibrations
from recoil.session import open_session
from recoil.session.calibrating import (
    STEPS_A_SIDE,
    Estimate,
    factor_by_distance,
    factor_by_speed,
    offset_by_frames,
    offset_by_mean,
    offset_by_watch,
)
from recoil.session.calibration import CONTACT_SETTING, SPEED_SETTING
from recoil.session.clock import parse_start
from recoil.session.session import Session
from recoil.session.timeline import Timeline

FILMED_S = 30.0
FILM = f"""\
Film a runner from the side, the camera still and at knee height, 240 frames a
second, {STEPS_A_SIDE} steps of each foot or more (on a treadmill, or running past more
than once), while the clip records. Press its button once when filming begins.
Then step through the film frame by frame. For each step count from the first
frame in which the shoe is loaded to the first in which it has left the ground."""


def calibrate(
    session: Annotated[
        Path | None,
        typer.Argument(metavar="[SESSION]", readable=False, help="The clip's session of that run.", show_default=False),
    ] = None,
    runner: Annotated[
        str | None, typer.Option("--runner", metavar="NAME", help="Whose. Default: who the session says.")
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
    frames_per_s: Annotated[float, typer.Option("--frames-per-s", min=60, max=2000, help="Of the film.")] = 240,
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
    found = open_session(session_path(session)) if session else None
    name = _who(runner, found)
    known = read_calibrations(folder, name)
    new: dict[str, Estimate] = {}
    if forgets:
        write_calibrations(folder, name, {})
        known = {}
    elif not (shows or sends):
        if found is None:
            raise RecoilError("which session? name the one of the run that was measured otherwise too")
        counted = _counted(video, left, right, as_json)
        span = _span(found, at, counted is not None)
        given = parse_start(begin) if begin else None
        new = _estimates(found, watch, counted, frames_per_s, contact_ms, speed_kmh, span, offset, given, printer)
        known |= {setting: _kept(setting, one, found.name) for setting, one in new.items()}
        write_calibrations(folder, name, known)
    told = []
    if forgets or sends or new:
        from recoil.device.calibrating import tell_at_cable

        values = {setting: known[setting]["value"] if setting in known else None for setting in SETTINGS}
        told = tell_at_cable(id_of(name), values, port)
    printer.document({"runner": name, "calibration": known, "clips": told})
    printer.say(f"{one_line(name)}: {'forgotten' if forgets else 'nothing is known' if not known else ''}".rstrip(": "))
    for setting, one in known.items():
        printer.say(f"  {SETTINGS[setting](one)}")
        printer.say(
            f"    by {one_line(one.get('how'))}, session {one_line(one.get('session'))}, {one.get('at', '')[:10]}"
        )
    for line in told:
        printer.say(line)
    if new:
        printer.say("Sessions from now on are told with it, once the clip knows it.")


def _said_contact(one: dict[str, Any]) -> str:
    return f"contact {one['value']:+d} ms (± {one.get('half', 0):.1f}, 95 %)"


def _said_speed(one: dict[str, Any]) -> str:
    return f"speed x {one['value'] / 1000:.3f} (± {100 * one.get('half', 0) / max(one['value'], 1):.0f} %, 95 %)"


SETTINGS: dict[str, Callable[[dict[str, Any]], str]] = {CONTACT_SETTING: _said_contact, SPEED_SETTING: _said_speed}


def _kept(setting: str, one: Estimate, session: str) -> dict[str, Any]:
    scale = 1000 if setting == SPEED_SETTING else 1
    return {
        "value": round(one.value * scale),
        "half": round(one.half * scale, 1),
        "count": one.count,
        "how": one.how,
        "session": session,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _who(runner: str | None, session: Session | None) -> str:
    if runner:
        return runner
    settings = session.settings or {} if session else {}
    said = settings.get("wearer_name") or settings.get("runner_id")
    if not isinstance(said, str) or not said:
        raise RecoilError("whose numbers are they?", "--runner NAME says it")
    return said


def _estimates(
    session: Session,
    watch: Path | None,
    counted: tuple[list[float], list[float]] | None,
    frames_per_s: float,
    contact_ms: float | None,
    speed_kmh: float | None,
    span: tuple[float, float] | None,
    offset_s: float | None,
    start: datetime | None,
    printer: Printer,
) -> dict[str, Estimate]:
    ways = [counted is not None, contact_ms is not None]
    if not any(ways) and watch is None and speed_kmh is None:
        raise RecoilError("by what? --with WATCH.fit, --video, --contact-ms or --speed-kmh", "recoil calibrate --help")
    if all(ways):
        raise RecoilError("contact by a film or by a treadmill: one of them")
    found: dict[str, Estimate] = {}
    if counted is not None:
        found[CONTACT_SETTING] = offset_by_frames(session, *counted, frames_per_s, span)
    elif contact_ms is not None:
        found[CONTACT_SETTING] = offset_by_mean(session, contact_ms, span)
    if speed_kmh is not None:
        found[SPEED_SETTING] = factor_by_speed(session, speed_kmh / 3.6)
    if watch is None:
        return found
    from recoil.fit.stance import stance_beside
    from recoil.screening.watch import distance_km

    wanted: list[tuple[str, Callable[[], Estimate]]] = []
    if not any(ways):
        wanted.append((CONTACT_SETTING, lambda: offset_by_watch(*stance_beside(watch, session, offset_s, start))))
    if speed_kmh is None:

        def by_distance() -> Estimate:
            return factor_by_distance(session, 1000 * distance_km(watch, session, offset_s, start))

        wanted.append((SPEED_SETTING, by_distance))
    refused = []
    for setting, estimate in wanted:
        try:
            found[setting] = estimate()
        except RecoilError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    for error in refused:
        printer.warn(one_line(error, 300))
    return found


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


def _span(session: Session, at: str | None, is_filmed: bool) -> tuple[float, float] | None:
    """Return the begin and end of what was measured otherwise, in s; None: all of the session."""
    if at is not None:
        minutes, _, seconds = at.rpartition(":")
        try:
            begin_s = 60 * int(minutes or 0) + float(seconds)
        except ValueError:
            raise RecoilError("--at wants minutes and seconds: --at 12:30") from None
        return begin_s, begin_s + FILMED_S
    if not is_filmed:
        return None
    markers = Timeline.of(session).markers_s
    return (markers[0], markers[0] + FILMED_S) if len(markers) == 1 else None
