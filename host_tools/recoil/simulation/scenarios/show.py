"""The demonstration: flash a virtual clip, run with it, feel its cues, download and read the session."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError
from recoil.common.runner_id import memory_name
from recoil.device.download import Downloads
from recoil.device.facts import facts_of
from recoil.device.repl import attached
from recoil.device.store import stored_sessions
from recoil.recording.outputs import steps_text, summary_text, write_together
from recoil.report.session_page import write_report
from recoil.session import EVENT_NAMES, Session, open_session
from recoil.session.columns import step_table
from recoil.session.vocabulary import CUE_WORDS
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.observed import Cue, cues_of
from recoil.simulation.scenarios.form import form_lines
from recoil.simulation.scenarios.runner import Demonstration
from recoil_clip.spec.files import HISTORY
from recoil_clip.spec.files import SETTINGS as PATH

MOTION_AT_S = 3.0
SAVING_S = 4.0
START_UTC_S = 1_790_000_000
SETTINGS = {"target": "cadence", "cadence_change_pct": 0, "cadence_band_pct": 3, "session_min": 1}
LONG_MS = 300
TOLD_LATE_US = 5_000_000
MEANINGS = {
    # count, whether long: the coach's cues, and the clip's own signals
    (1, False): CUE_WORDS["confirm"],
    (1, True): CUE_WORDS["softer"],
    (2, False): CUE_WORDS["quicker"],
    (2, True): "the session is over",
    (3, False): CUE_WORDS["steadier"],
    (3, True): "the battery is low",
    (4, False): CUE_WORDS["even"],
}
Say = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Shown:
    """What the demonstration left."""

    session: Session
    cues: list[Cue]
    files: list[Path]


def prepare(clip: VirtualClip, shown: Demonstration) -> None:
    """Flash the clip as a new one, for a runner whose baseline it knows already."""
    clip.flash()
    files: dict[str, str | bytes | Path] = {PATH: json.dumps(SETTINGS, indent=1)}
    if shown.baseline:
        files[HISTORY] = json.dumps(shown.memory())
    clip.put(files)


def run_and_download(clip: VirtualClip, shown: Demonstration, folder: Path, felt: Callable[[Cue], None]) -> Path:
    """Run with the clip, then get the session off it; where there is no MicroPython, without a cable."""
    motion = shown.motion(clip.mount)
    length_s = MOTION_AT_S + motion.seconds
    clock: dict[str, Any] = {"do": "set_clock", "at_ms": 1, "utc_s": START_UTC_S}
    if clip.reason:
        events = [clock, {"do": "ctrl_c", "at_ms": 1000 * length_s}]
        observed = clip.run(length_s + SAVING_S, motion, events, motion_at_s=MOTION_AT_S)
        for cue in observed.cues:
            felt(cue)
        return _read_off(clip, folder)
    with clip.plugged_in([clock], trim=motion.trim) as cable:
        cable.wait("in step")
        cable.send("usb", plugged=False)
        event = clip.motion_event(motion, in_ms=1000 * MOTION_AT_S)
        cable.send(event.pop("do"), **event)
        cable.hurry(length_s)
        for cue in _live_cues(cable.watch("in step")):
            felt(cue)
        cable.send("usb", plugged=True)
        with attached(cable.port, stop_session=True) as link:
            stored = stored_sessions(link)
            if not stored:
                raise RecoilError("the clip felt no running: there is no session to download")
            downloads = Downloads(folder, facts_of(link).clip_id)
            downloads.prepare(stored[-1].size_bytes)
            return downloads.fetch(link, stored[-1], False, lambda name, more: None).path


def read(session_folder: Path, folder: Path, cues: list[Cue], memory: dict[str, Any]) -> Shown:
    """Decode the downloaded session, write its tables and its report."""
    session = open_session(session_folder)
    events = [
        f"{time_ms / 1000:.2f},{EVENT_NAMES.get(kind, kind)},{value}"
        for time_ms, kind, value in session.events.tolist()
    ]
    pulses = [f"{start_us / 1e6:.3f},{end_us / 1e6:.3f}" for cue in cues for start_us, end_us in cue.pulses_us]
    files = {
        folder / "session.steps.csv": steps_text(step_table(session)),
        folder / "session.events.csv": "\n".join(["time_s,event,value", *events]) + "\n",
        folder / memory_name(None): summary_text(memory),
        folder / "felt.csv": "\n".join(["pulse_start_s,pulse_end_s", *pulses]) + "\n",
    }
    write_together(files)
    report = folder / "report.html"
    write_report(session, report, memory)
    return Shown(session, cues, [*files, report])


def meaning_of(cue: Cue) -> str:
    """Return what a felt cue says, told by its count and length alone, as a runner tells it."""
    return MEANINGS.get((cue.count, max(cue.lengths_ms) >= LONG_MS), "?")


def summary_lines(shown: Shown) -> list[str]:
    """Return the session in a few lines."""
    steps = step_table(shown.session)
    whole = steps[steps["flags"] == 0]
    if not len(whole):
        return ["no step was measured"]
    names = [EVENT_NAMES.get(kind, "?") for kind in shown.session.events["kind"].tolist()]
    lines = [
        f"{len(steps)} steps, {steps['step_ms'].sum() / 60_000:.1f} min of running; "
        f"cadence {60_000 / whole['step_ms'].mean():.1f} steps/min",
        f"contact {whole['contact_ms'].mean():.0f} ms, "
        f"flight {whole['flight_ms'].mean():.0f} ms, bounce {whole['bounce_mm'].mean():.0f} mm",
        f"{names.count('cue')} cues, {names.count('confirm')} confirmed; "
        f"{int((steps['flags'] != 0).sum())} steps marked (motor on, or not whole)",
    ]
    minutes = shown.session.minutes
    resolved = minutes[minutes["contact_half_width_bp"] >= 0] if len(minutes) else minutes
    if len(resolved):
        last = resolved[-1]
        left, half = last["contact_left_bp"] / 100, last["contact_half_width_bp"] / 100
        lines.append(f"contact balance {left:.2f} ± {half:.2f} % left")
    return [*lines, *form_lines(shown.session), *shown.session.missing]


def _live_cues(notes: Iterator[dict[str, Any]]) -> Iterator[Cue]:
    """Yield each cue soon after it is over; pulses may be told later than other notes."""
    waiting: list[dict[str, Any]] = []
    for note in notes:
        if waiting and note["us"] - waiting[-1]["end_us"] >= TOLD_LATE_US:
            yield from cues_of(waiting)
            waiting = []
        if note["kind"] == "pulse":
            waiting.append(note)
    yield from cues_of(waiting)


def _read_off(clip: VirtualClip, folder: Path) -> Path:
    files = {path: data for path, data in clip.read().items() if path.startswith("/sessions/") and path.count("/") == 3}
    names = sorted({path.split("/")[2] for path in files})
    if not names:
        raise RecoilError("the clip felt no running: there is no session to read")
    target = Downloads(folder, "virtual").folder / names[-1]
    target.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        if path.split("/")[2] == names[-1]:
            (target / path.split("/")[3]).write_bytes(data)
    return target
