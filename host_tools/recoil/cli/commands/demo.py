"""`recoil demo`: a run on a virtual clip."""

import os
import sys
import textwrap
import time
from pathlib import Path
from typing import Annotated

import typer

from recoil.common.errors import one_line
from recoil.common.terminal import clean_console
from recoil.recording.reading import read_recording
from recoil.report.run import Run
from recoil.report.verdict import verdict
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.observed import Cue
from recoil.simulation.scenarios import runner, show
from recoil.simulation.scenarios.folder import DemoFolder


def _has_display() -> bool:
    """Whether a page can be shown: on Linux a browser needs a display, and says a lot where there is none."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo(
    recording: Annotated[
        Path | None,
        typer.Option("--from", metavar="RUN", readable=False, help="Run with a recording instead: CSV, plain or gzip."),
    ] = None,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            readable=False,
            help="Leave the session and its tables here; a demo's are replaced.",
        ),
    ] = Path("recoil-demo"),
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Show the page in the browser.")] = True,
    seed: Annotated[int, typer.Option(min=0, help="Another simulated runner.")] = 1,
) -> None:
    """Show a whole run on a virtual clip: the real firmware on real MicroPython, with no hardware.

    The clip is flashed, a runner whose form fades runs with it, its cues
    appear as they are felt, the session is downloaded over a (virtual) cable,
    decoded, summarised and written as a page. It takes some seconds.

        recoil demo
        recoil demo --from run.csv.gz
    """
    started = time.monotonic()
    console = clean_console(highlight=False)

    def tell(line: str) -> None:
        console.print(line, soft_wrap=not console.is_terminal)

    with DemoFolder(out) as folder:
        shown = runner.recorded(read_recording(recording)) if recording else runner.simulated(seed)
        tell(f"The runner: {shown.story}.")
        for warning in shown.warnings:
            tell(f"  {warning}")
        clip = VirtualClip(folder.scratch / "clip")
        if clip.reason:
            tell(f"No MicroPython here ({clip.reason}): the same firmware files run on Python instead.")
        with console.status("flashing a virtual clip"):
            show.prepare(clip, shown)
        knows = "knows the runner's own values from fresh running" if shown.baseline else "does not know the runner yet"
        tell(f"The clip: flashed; it {knows}.")
        cues: list[Cue] = []

        def felt(cue: Cue) -> None:
            cues.append(cue)
            pattern = " ".join("▬" if length >= show.LONG_MS else "▪" for length in cue.lengths_ms)
            minutes, seconds = divmod(cue.start_us / 1e6, 60)
            tell(f"  {minutes:3.0f}:{seconds:04.1f}  {pattern:8} {show.meaning_of(cue)}")

        tell("On the run, min:s since the clip was switched on:")
        with console.status("running"):
            session = show.run_and_download(clip, shown, folder.results / "sessions", felt)
        if not cues:
            tell("  no cue: none comes in the first 3 minutes of running, nor inside the band")
        tell(f"The session: downloaded ({session.name}) and decoded.")
        found = show.read(session, folder.results, cues, shown.memory())
        for line in show.summary_lines(found):
            tell(f"  {line}")
        said = verdict(Run(found.session, shown.memory()))
        folder.keep()
    report = out / "report.html"
    for line in textwrap.wrap(said, 80):
        tell(line)
    if opens and console.is_terminal and _has_display():
        typer.launch(str(report.resolve()))
    tell(f"{time.monotonic() - started:.0f} s for all of it. The report, with all files beside it: {one_line(report)}")
