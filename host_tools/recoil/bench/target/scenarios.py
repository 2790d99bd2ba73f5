"""What the emulated board is put through: the real installer, a run, the cable with live view, a screening.

Every scenario returns a `Figures`; what could not be measured is None.
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from recoil.bench.target.desktop import compare
from recoil.bench.target.emulator import Emulator, Record
from recoil.bench.target.storage import put_files, read_sessions
from recoil.device.doctor.examination import examine
from recoil.device.doctor.finding import Outcome
from recoil.device.doctor.haptics import Feel
from recoil.device.errors import DeviceError
from recoil.device.flash.flashing import Options, flash
from recoil.device.messages import StepMessage
from recoil.device.protocol import listen
from recoil.device.repl import attached
from recoil.device.schema import whole
from recoil.device.status import Status
from recoil.session import open_session
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.motion import Motion
from recoil.simulation.runner.runner import Runner
from recoil.simulation.runner.session import simulate
from recoil.simulation.runner.worn import Worn
from recoil.simulation.scenarios.runner import taught
from recoil.simulation.scenarios.screening import NEXT_PRESS_MS, PRESSES, SHORT_PRESS_MS, screened
from recoil_clip.spec.files import HISTORY
from recoil_clip.spec.files import SETTINGS as SETTINGS_PATH

BOARD = "feather_rp2040"
SETTINGS = {"target": "cadence", "raw": "all", "quiet_start_min": 0, "clip_name": "target"}
TAUGHT = taught(own=(330_000, 232_000, 80_000), heard=(357_000, 249_000, 2_900))
"""A baseline at the pace of the simulated runner, so quick that they are always told to step faster: there are cues."""
STARTS_S = 150.0  # of real time: the emulated board is slower than a real one
MOVES_AT_S = 14.0  # the app is ready by then
SETTLES_S = 20.0  # of running, before the processor's load is measured
MISSED_READY_MS = 30_000
NOT_OF_THE_BOARD = ("recoil", "mpremote", "mpy-cross", "virtual", "port", "clock")
"""Findings about this computer, and about a clock that goes slower than this computer's because the emulator does."""
LONG_PRESS_S = 1.5
FIFO_WORDS = 512
Say = Callable[[str], None]


@dataclass
class Figures:
    """What was measured in one scenario."""

    name: str
    outcome: str = ""
    """In a few words: what became of it."""
    is_good: bool = False
    ready_ms: float | None = None
    """From power-on to the first samples that the app reads."""
    mhz: float | None = None
    work_cycles: float | None = None
    """For a second of running, waits for the bus and for the flash not counted."""
    busy_pct: float | None = None
    """Of the processor, waits counted, erasing and writing the flash not."""
    bus_ms: float | None = None
    misses: float | None = None
    """Words a second that were not in the flash cache."""
    allocations: float | None = None
    """A second."""
    quiet_allocations: int | None = None
    """In all seconds in which neither the flash was written nor a cue was felt."""
    heap_used_bytes: int | None = None
    heap_largest_free_bytes: int | None = None
    deepest_words: int | None = None
    """Of the sensor's FIFO, of 512."""
    lost_words: int | None = None
    steps: int | None = None
    equal_steps: int | None = None
    desktop_steps: int | None = None
    cue_latency_ms: list[float] = field(default_factory=list)
    free_bytes: dict[str, int] = field(default_factory=dict)
    """Of the heap, by `gc.mem_free()`."""
    restarts: int = 0
    profile: list[list[Any]] = field(default_factory=list)
    """Functions and how often the processor was found in them, the most frequent first."""

    def as_json(self) -> dict[str, Any]:
        """Return it for another program."""
        return asdict(self)


IMPORT = """
import recoil_clip.app.launch
from recoil_clip.app.in_place import use_flash
use_flash("/app/a")
"""
"""As main.py does it, which may have been interrupted before."""


def deployment(emulator: Emulator, say: Say) -> Figures:
    """Bring a blank board to a clip that runs, with `recoil flash` and `recoil doctor` over emulated USB.

    `deployed.img` in the emulator's folder is its file system afterwards.
    """
    figures = Figures("start and deployment")
    with emulator.at_cable("deployed", None) as (port, _):
        time.sleep(1)
        figures.free_bytes["prompt"] = _free(port, "")
        say("recoil flash over emulated USB")
        try:
            done = flash(port, Options(start_s=STARTS_S), _Silent(), lambda *_: None)
        except DeviceError as error:
            figures.outcome = str(error)
            return figures
        if not done.runs:
            figures.outcome = f"{done.modules} modules arrived, but the app does not answer{_reason(port)}"
            return figures
        say("recoil doctor")
        findings = [one for one in examine(port, Feel(why_not="nobody is there")) if one.name not in NOT_OF_THE_BOARD]
        wrong = [f"{one.name}: {one.seen}" for one in findings if one.outcome != Outcome.OK]
        figures.is_good = not wrong
        figures.outcome = "works, and the doctor says all is well" if not wrong else "; ".join(wrong)
        figures.free_bytes["app imported"] = _free(port, IMPORT)
    return figures


def _reason(port: str) -> str:
    """Return why the app on a board does not start, as MicroPython says it; empty if it does not say."""
    try:
        with attached(port, interrupts=True) as link:
            link.run("exec(open('/main.py').read())", timeout_s=120)
    except DeviceError as error:
        return f": {error}"
    return ""


class _Silent:
    """A reporter to whom nobody listens."""

    def say(self, line: str = "") -> None:
        """Say nothing."""

    def detail(self, line: str) -> None:
        """Say nothing."""


def _free(port: str, code: str) -> int:
    """Return what is free of the heap at the prompt, after some code."""
    with attached(port, interrupts=True) as link:
        link.run("import machine\nmachine.freq()")
        return link.ask(f"import gc\n{code}\ngc.collect()\nprint(gc.mem_free())", whole(), timeout_s=60)


def run(emulator: Emulator, minutes: float, say: Say) -> Figures:
    """Run with auto start, cues, minutes, changes of segments and all raw samples; compare every step."""
    figures = Figures(f"(i) a run of {minutes:g} min: auto start, cues, all raw samples")
    start = _prepared(emulator, "run")
    plan = f"stand 4, run {minutes * 60:g}, stand 16"
    motion = Motion.of_simulation(simulate(Runner(), Worn(), plan=plan, seed=1), VirtualClip.mount_of(BOARD))
    ends_s = MOVES_AT_S + motion.seconds - 6
    say(f"{figures.name}; this takes a while")
    record = emulator.run(
        "run", start, ends_s + 12, motion, MOVES_AT_S, [(ends_s, LONG_PRESS_S)], MOVES_AT_S + 4 + SETTLES_S
    )
    from_s = MOVES_AT_S + 4 + SETTLES_S
    _load(figures, record, from_s, MOVES_AT_S + 4 + minutes * 60)
    figures.outcome = _compare(figures, emulator, "run", record)
    return figures


def cable(emulator: Emulator, seconds: float, say: Say) -> Figures:
    """Begin by button at the cable and run while a live view listens."""
    figures = Figures(f"(ii) by button at the cable, {seconds:g} s with live view")
    start = _prepared(emulator, "cable_start")
    plan = f"stand 4, run {seconds:g}, stand 10"
    motion = Motion.of_simulation(simulate(Runner(), Worn(), plan=plan, seed=2), VirtualClip.mount_of(BOARD))
    end_s = MOVES_AT_S + 6 + seconds
    press = [(MOVES_AT_S, LONG_PRESS_S), (end_s + 6, LONG_PRESS_S)]
    told: Counter[type] = Counter()
    say(figures.name)
    with emulator.at_cable("cable", start, motion, MOVES_AT_S + 2, press) as (port, record):
        deadline = time.monotonic() + STARTS_S + 20 * seconds
        with listen(port) as stream:
            for messages in stream:
                told.update(map(type, messages))
                at_s = record.rows[-1]["t_s"] if record.rows else 0
                if at_s > end_s + 12 or time.monotonic() > deadline:
                    break
    _load(figures, record, MOVES_AT_S + 6 + min(SETTLES_S, seconds / 3), end_s)
    whole = _compare(figures, emulator, "cable", record)
    live = f"{told[StepMessage]} steps and {told[Status]} answers in the live view"
    figures.is_good = figures.is_good and told[StepMessage] > 0
    figures.outcome = f"{live}; {whole}"
    return figures


def screening(emulator: Emulator, say: Say) -> Figures:
    """Do the whole standard screening, begun with three presses."""
    figures = Figures("(iii) the whole standard screening")
    start = _prepared(emulator, "screening_start")
    motion = screened(VirtualClip.mount_of(BOARD))
    press = [(MOVES_AT_S - 1 + NEXT_PRESS_MS * number / 1000, SHORT_PRESS_MS / 1000) for number in range(PRESSES)]
    say(figures.name)
    # Some 20 s after its end the clip dozes, and lets the sensor's FIFO run over.
    record = emulator.run("screening", start, MOVES_AT_S + motion.seconds + 10, motion, MOVES_AT_S, press)
    _load(figures, record, MOVES_AT_S + 10, MOVES_AT_S + motion.seconds)
    with tempfile.TemporaryDirectory(prefix="recoil-") as folder:
        found = read_sessions(emulator.folder / "screening.img", Path(folder))
        if found:
            session = open_session(found[-1])
            figures.outcome = f"{len(session.trials)} tries, session {'whole' if session.is_whole else 'not whole'}"
            figures.is_good = session.is_whole and len(session.trials) > 0 and not figures.lost_words
        else:
            figures.outcome = "it recorded nothing"
    return figures


def _compare(figures: Figures, emulator: Emulator, name: str, record: Record) -> str:
    """Hold the newest session against the desktop; fill in the figures and return in words what came of it."""
    with tempfile.TemporaryDirectory(prefix="recoil-") as folder:
        found = read_sessions(emulator.folder / f"{name}.img", Path(folder))
        if not found:
            said = [line for line in record.text if "Error" in line]
            return "it recorded nothing" + (f": {said[-1]}" if said else "")
        session = open_session(found[-1])
        plays_us = [us for row in record.rows for us in row["plays"]]
        words = emulator.folder / f"{name}.words"
        compared = compare(session, words, record.end, plays_us, VirtualClip.mount_of(BOARD))
    figures.steps, figures.equal_steps = compared.steps, compared.equal_steps
    figures.desktop_steps, figures.cue_latency_ms = compared.desktop_steps, list(compared.cue_latency_ms)
    figures.is_good = compared.is_equal and session.is_whole and not figures.lost_words
    whole = "whole" if session.is_whole else "not whole"
    return f"session {whole}, {compared.equal_steps} of {compared.steps} steps equal to the desktop's"


def _prepared(emulator: Emulator, name: str) -> Path:
    """Return the deployed file system with settings and a taught coach."""
    out = emulator.folder / f"{name}_begin.img"
    files = {SETTINGS_PATH: SETTINGS, HISTORY: TAUGHT}
    put_files(emulator.folder / "deployed.img", {path: json.dumps(data).encode() for path, data in files.items()}, out)
    return out


def _load(figures: Figures, record: Record, from_s: float, to_s: float) -> None:
    """Fill in what the rows between two emulated seconds say, and the worst of all rows."""
    rows = [row for row in record.rows if from_s <= row["t_s"] <= to_s]
    figures.restarts = len(record.restarts)
    first_ms = record.end.get("first_read_ms")
    figures.ready_ms = first_ms if first_ms is not None and first_ms < MISSED_READY_MS else None
    figures.deepest_words = max((row["deepest"] for row in record.rows), default=None)
    figures.lost_words = sum(row["lost_words"] for row in record.rows)
    figures.profile = record.end.get("profile", [])
    if not rows:
        return
    seconds = sum(row["ms"] for row in rows) / 1000
    figures.mhz = rows[-1]["mhz"]
    misses = sum(row["misses"] for row in rows)
    bus_cycles = sum(row["bus_ms"] * row["mhz"] * 1000 for row in rows)
    cycles = sum(row["cycles"] for row in rows)
    figures.busy_pct = 100 * sum(row["busy_ms"] for row in rows) / 1000 / seconds
    miss_cycles = sum(row["misses"] * row["miss_cycles"] for row in rows)
    figures.work_cycles = (cycles - bus_cycles - miss_cycles) / seconds
    figures.bus_ms = sum(row["bus_ms"] for row in rows) / seconds
    figures.misses = misses / seconds
    if "heap_used" in rows[0]:
        figures.allocations = sum(row["allocations"] for row in rows) / seconds
        figures.quiet_allocations = sum(row["allocations"] for row in rows if not row["programs"] and not row["plays"])
        figures.heap_used_bytes = max(row["heap_used"] for row in rows)
        figures.heap_largest_free_bytes = min(row["heap_largest_free"] for row in rows)
