"""`recoil demo`: a run on a virtual clip."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    recording: Annotated[
        Path | None,
        typer.Option("--from", metavar="RUN", readable=False, help="Run with a recording instead: CSV, plain or gzip."),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", readable=False, help="Leave everything here.")
    ] = Path("recoil-demo"),
    seed: Annotated[int, typer.Option(min=0, help="Another simulated runner.")] = 1,
) -> None:
    """Show a whole run on a virtual clip: the real firmware on real MicroPython, with no hardware.

    The clip is flashed, a runner whose form fades runs with it, its cues
    appear as they are felt, the session is downloaded over a (virtual) cable,
    decoded and summarised. It takes some seconds.

        recoil demo
        recoil demo --from run.csv.gz
    """
    import shutil
    import time

    from rich.console import Console

    from recoil.demo import runner, show
    from recoil.errors import OutputError, one_line
    from recoil.recording import read_recording
    from recoil.virtual.clip import VirtualClip
    from recoil.virtual.life import Cue

    console = Console(highlight=False)
    if out.exists() and any(out.iterdir() if out.is_dir() else [out]) and not (out / "clip").is_dir():
        raise OutputError(f"{one_line(out)} is there already and not from a demo: choose another --out")
    shown = runner.recorded(read_recording(recording)) if recording else runner.simulated(seed)
    shutil.rmtree(out, ignore_errors=True)
    clip = VirtualClip(out / "clip")
    console.print(f"The runner: {shown.story}.", soft_wrap=True)
    if clip.reason:
        console.print(f"No MicroPython here ({clip.reason}): the same firmware files run on Python instead.")
    started = time.monotonic()
    with console.status("flashing a virtual clip"):
        show.prepare(clip, shown)
    knows = (
        "it knows the runner's own values from fresh running" if shown.baseline else "it does not know the runner yet"
    )
    console.print(f"The clip: flashed; {knows}.")
    console.print("On the run:")
    cues: list[Cue] = []

    def felt(cue: Cue) -> None:
        cues.append(cue)
        pattern = " ".join("▬" if length >= show.LONG_MS else "▪" for length in cue.lengths_ms)
        minutes, seconds = divmod(cue.start_us / 1e6, 60)
        console.print(f"  {minutes:3.0f}:{seconds:04.1f}  {pattern:8} {show.meaning_of(cue)}")

    with console.status("running"):
        session = show.run_and_download(clip, shown, out / "sessions", felt)
    console.print(f"The session: downloaded ({session.name}) and decoded.")
    for line in show.summary_lines(show.read(session, out, cues)):
        console.print(f"  {line}", soft_wrap=True)
    console.print(f"{time.monotonic() - started:.0f} s for all of it. Its files are in {one_line(out)}")
