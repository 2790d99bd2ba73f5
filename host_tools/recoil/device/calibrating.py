"""A runner's own numbers: found from what was measured otherwise too, kept, and told to the clip at the cable.

The clip writes them into that runner's sessions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError, one_line
from recoil.library.profiles import read_calibrations, write_calibrations
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
from recoil.session.session import Session
from recoil.session.timeline import Timeline

from .ports import choose, find_ports
from .protocol import ask_status
from .repl import attached
from .runners import set_for

FILMED_S = 30.0
FRAMES_PER_S = 240
FILM = f"""\
Film a runner from the side, the camera still and at knee height, {FRAMES_PER_S} frames a
second, {STEPS_A_SIDE} steps of each foot or more (on a treadmill, or running past more
than once), while the clip records. Press its button once when filming begins.
Then step through the film frame by frame. For each step count from the first
frame in which the shoe is loaded to the first in which it has left the ground."""


@dataclass(frozen=True)
class Reference:
    """What of a run was measured otherwise too; None where it was not."""

    watch: Path | None = None
    """A watch's FIT file: contact times, if it has them, and distance."""
    frames: tuple[list[float], list[float]] | None = None
    """Of a film: how many each contact lasts, of the left foot and of the right one."""
    frames_per_s: float = FRAMES_PER_S
    contact_ms: float | None = None
    """Mean contact by a treadmill with plates."""
    speed_kmh: float | None = None
    """A treadmill's."""
    begin_s: float | None = None
    """When it was, for `FILMED_S`; of a film the only marker says it, else it is all of the session."""
    offset_s: float | None = None
    """How long after the watch's start the session started; else the clocks say it."""
    start: datetime | None = None
    """When the session started; else the clip's clock says it."""


def estimates(session: Session, reference: Reference) -> tuple[dict[str, Estimate], list[RecoilError]]:
    """Find a runner's own numbers.

    Args:
        session: Of the run that was measured otherwise too.
        reference: By what.

    Returns:
        What was found, by the name of its setting, and why something else that a watch's file might tell is not.

    Raises:
        RecoilError: Nothing was found: nothing was given, or it cannot be this runner's.
    """
    frames, contact_ms, speed_kmh, watch = reference.frames, reference.contact_ms, reference.speed_kmh, reference.watch
    if frames is None and contact_ms is None and speed_kmh is None and watch is None:
        raise RecoilError("by what? --with WATCH.fit, --video, --contact-ms or --speed-kmh", "recoil calibrate --help")
    if frames is not None and contact_ms is not None:
        raise RecoilError("contact by a film or by a treadmill: one of them")
    found: dict[str, Estimate] = {}
    span = _span(session, reference)
    if frames is not None:
        found[CONTACT_SETTING] = offset_by_frames(session, *frames, reference.frames_per_s, span)
    elif contact_ms is not None:
        found[CONTACT_SETTING] = offset_by_mean(session, contact_ms, span)
    if speed_kmh is not None:
        found[SPEED_SETTING] = factor_by_speed(session, speed_kmh / 3.6)
    if watch is None:
        return found, []
    from recoil.fit.stance import stance_beside
    from recoil.screening.watch import distance_km

    def by_stance() -> Estimate:
        return offset_by_watch(*stance_beside(watch, session, reference.offset_s, reference.start))

    def by_distance() -> Estimate:
        return factor_by_distance(session, 1000 * distance_km(watch, session, reference.offset_s, reference.start))

    wanted: dict[str, Callable[[], Estimate]] = {CONTACT_SETTING: by_stance, SPEED_SETTING: by_distance}
    refused = []
    for setting, estimate in wanted.items():
        if setting not in found:
            try:
                found[setting] = estimate()
            except RecoilError as error:
                refused.append(error)
    if not found:
        raise refused[0]
    return found, refused


def keep(folder: Path, runner: str, session: Session, found: Mapping[str, Estimate]) -> None:
    """Keep what was found for a runner in a library's folder, beside what else is known of them."""
    known = read_calibrations(folder, runner)
    for setting, one in found.items():
        scale = 1000 if setting == SPEED_SETTING else 1
        known[setting] = {
            "value": round(one.value * scale),
            "half": round(one.half * scale, 1),
            "count": one.count,
            "how": one.how,
            "session": session.name,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    write_calibrations(folder, runner, known)


def said(known: Mapping[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Return what is known of a runner, as `read_calibrations` has it: each number, and where it comes from."""
    lines = []
    for setting, one in known.items():
        value, half = one["value"], one.get("half", 0)
        number = {
            CONTACT_SETTING: f"contact {value:+d} ms (± {half:.1f}, 95 %)",
            SPEED_SETTING: f"speed x {value / 1000:.3f} (± {100 * half / max(value, 1):.0f} %, 95 %)",
        }
        if setting in number:
            by = f"by {one_line(one.get('how'))}, session {one_line(one.get('session'))}, {one.get('at', '')[:10]}"
            lines.append((number[setting], by))
    return lines


def as_settings(known: Mapping[str, dict[str, Any]]) -> dict[str, int | None]:
    """Return what a clip is told of what is known of a runner; None takes away what is not."""
    return {name: known[name]["value"] if name in known else None for name in (CONTACT_SETTING, SPEED_SETTING)}


def _span(session: Session, reference: Reference) -> tuple[float, float] | None:
    """Return the begin and end of what was measured otherwise, in s; None: all of the session."""
    if reference.begin_s is not None:
        return reference.begin_s, reference.begin_s + FILMED_S
    if reference.frames is None:
        return None
    markers = Timeline.of(session).markers_s
    return (markers[0], markers[0] + FILMED_S) if len(markers) == 1 else None


def tell_at_cable(runner_id: str | None, values: Mapping[str, int | None], wanted: str | None = None) -> list[str]:
    """Tell every clip at the cable that records nothing, or only the wanted one; return what is to be said of it."""
    try:
        ports = [choose(wanted)] if wanted else find_ports()
    except RecoilError as error:
        return [f"no clip was told: {one_line(error)}; run it again with --send when it is at the cable"]
    said = []
    for port in ports:
        status = ask_status(port.path)
        if status is not None and status.is_recording:
            said.append(f"{port.path}: it records, and is left alone: not told; tell it when the session is over")
            continue
        try:
            with attached(port.path) as link:
                knows = set_for(link, runner_id, values)
        except RecoilError as error:
            said.append(f"{port.path}: not told: {one_line(error)}")
            continue
        said.append(f"{port.path}: " + ("told" if knows else f"it does not know {runner_id or 'who has no id'}"))
    return said or ["no clip is at the cable: run it again with --send when there is one"]
