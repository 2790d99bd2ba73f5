"""`recoil bench`: measurements that anyone can repeat."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

import recoil_clip.gait
from recoil.bench.accuracy import MISPLACED, PLAIN, WORN, teaches
from recoil.bench.accuracy import measure as measure_accuracy
from recoil.bench.accuracy_figures import false_steps, figures
from recoil.bench.against_mobgap import measure as measure_mobgap
from recoil.bench.coach import CASES
from recoil.bench.coach import measure as measure_coach
from recoil.bench.coach_figures import figures as coach_figures
from recoil.bench.cohort import measure as measure_cohort
from recoil.bench.dataset import EXCERPTS, find_data, read_index
from recoil.bench.download import measure as measure_download
from recoil.bench.fitting import collect, summed, write_table
from recoil.bench.fitting import fit as fitted
from recoil.bench.library import measure as measure_library
from recoil.bench.library import measure_large
from recoil.bench.pace import measure as measure_pace
from recoil.bench.size import measure_size
from recoil.bench.speed import measure as measure_speed
from recoil.cli.bench_tables import (
    write_accuracy,
    write_against,
    write_coach,
    write_cohort,
    write_costs,
    write_pace,
    write_speeds,
)
from recoil.cli.progress import StageProgress
from recoil.common.errors import RecoilError, one_line
from recoil.common.terminal import clean_console, put, put_json
from recoil.firmware.mpy import LARGEST_FRAME_WORDS
from recoil.runtimes.crosscompile import CLIP_ARCHITECTURE

bench_app = typer.Typer(
    name="bench",
    help="Measure the gait core, the coach, accuracy, speed, size, and how fast sessions come off a clip.",
    no_args_is_help=True,
)

DataArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[DIR]",
        help="Recordings with truth: a folder with an index.csv. Default: RECOIL_DATA, ../shared/data, or excerpts.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the measurements as JSON.")]


@bench_app.command()
def accuracy(
    folder: DataArgument = None,
    worn: Annotated[bool, typer.Option("--worn/--plain", help="Measure also as a worn clip would hear it.")] = True,
    gyroscope: Annotated[bool, typer.Option("--gyroscope/--no-gyroscope", help="Let the core use it.")] = True,
    misplaced: Annotated[
        bool, typer.Option("--misplaced", help="Measure also beside the spine (20, 50, 100 mm) and turned (45, 90°).")
    ] = False,
    laboratory_left_out: Annotated[
        bool, typer.Option("--laboratory-left-out", help="Learn without the whole laboratory, not only the runner.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Measure how accurate the gait core is, on recordings with truth.

    All that is known of each recording is compared with what the core says: steps missed and extra, cadence, contact
    and flight time (bias, error per step), bounce, side, left/right balances; and steps reported where nobody runs.
    Plain, and worn: tilted, turned, upside down, off in gain and offset, noisy, ringing, off in rate, with lost
    samples.

    The contact model is learnt anew for every runner it is measured on, without that runner; or, when asked, without
    anybody of the same laboratory, which tells how it carries over to yet another.

        recoil bench accuracy --laboratory-left-out
    """
    entries = read_index(find_data(folder))
    with StageProgress() as progress:
        wearings = [PLAIN, *([WORN] if worn else []), *(MISPLACED if misplaced else [])]
        results = measure_accuracy(entries, wearings, gyroscope, progress.advance, laboratory_left_out)
    lines, false = figures(results), false_steps(results)
    if as_json:
        document: dict[str, Any] = {
            "gyroscope": gyroscope,
            "laboratory_left_out": laboratory_left_out,
            "running": lines,
            "not_running": false,
        }
        put_json(document)
    else:
        write_accuracy(lines, false, gyroscope, laboratory_left_out)


@bench_app.command()
def fit(
    folder: DataArgument = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write the weights; default: into the gait core.")
    ] = None,
) -> None:
    """Fit the contact model to steps over a force plate, and write its weights into the gait core.

    recoil bench fit
    """
    found = find_data(folder)
    if found == EXCERPTS:
        raise RecoilError("these excerpts are too few to learn from: name a folder, or set RECOIL_DATA")
    entries = [entry for entry in read_index(found) if teaches(entry)]
    if not entries:
        raise RecoilError("none of these recordings has the true contacts of level running to learn from")
    with StageProgress() as progress:
        examples = collect(entries, progress.advance)
    path = out or Path(recoil_clip.gait.__path__[0]) / "weights.py"
    subjects = len(set(examples.subject.tolist()))
    write_table(fitted(summed(examples)), path, subjects, len(examples.subject))
    put(f"{path}: weights from {len(examples.subject)} cycles of {subjects} runners")


@bench_app.command()
def size(as_json: JsonOption = False) -> None:
    """Compile the firmware as for a clip and print what it takes of the clip's memory.

    Every module with its bytes, as machine code (kernels) or bytecode; the
    functions whose frame is too large for the stack, so that every call takes
    memory; and in all: bytes, modules, names.

        recoil bench size
    """
    found = measure_size()
    bytes_by_module = {name: module.size_bytes for name, module in found.modules.items()}
    if as_json:
        document = {
            "architecture": CLIP_ARCHITECTURE,
            "bytes": bytes_by_module,
            "kernels": list(found.kernels),
            "large_frames_words": found.large_frames,
            "total_bytes": found.total_bytes,
            "modules": len(found.modules),
            "names": len(found.names),
        }
        put_json(document)
        return
    for name, size_bytes in bytes_by_module.items():
        kind = f"  {CLIP_ARCHITECTURE} machine code" if name in found.kernels else ""
        put(f"{name:36}{size_bytes:7,} bytes{kind}")
    if found.large_frames:
        put(f"\nframes over {LARGEST_FRAME_WORDS} words, taken from the heap at every call")
        for name, words in found.large_frames.items():
            put(f"{name:54}{words:3} words")
    put(
        f"\n{found.total_bytes:,} bytes, {len(found.modules)} modules ({len(found.kernels)} of kernels), "
        f"{len(found.names):,} names, {len(found.large_frames)} functions with large frames"
    )


@bench_app.command()
def speed(
    minutes: Annotated[
        float, typer.Option(min=0.5, max=360, help="Length of the run; with 60 the hour is measured in full.")
    ] = 1.0,
    count: Annotated[bool, typer.Option("--count/--no-count", help="Count instructions too.")] = True,
    core: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Another gait core: a folder with its gait.py.", show_default=False),
    ] = None,
    mobgap: Annotated[
        Path | None,
        typer.Option(
            metavar="PYTHON", help="Instead, an hour against mobgap's initial contacts: a Python that has mobgap."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how fast the gait core runs on this computer, in Python and in each MicroPython.

    A quick look, the hour extrapolated from a minute:

        recoil bench speed

    An hour of running, measured in full:

        recoil bench speed --minutes 60

    `recoil replay` and mobgap as whole processes, in turns:

        recoil bench speed --mobgap ~/mobgap/bin/python

    Seconds depend on the computer; instructions per sample do not (the 64-bit
    ports' are counted with valgrind, the 32-bit port's by WebAssembly).
    """
    if core and not (core / "gait.py").is_file():
        raise RecoilError(f"{one_line(core)}: no gait.py there")
    console = clean_console(stderr=True)
    if mobgap:
        with console.status("starting") as status:
            against = measure_mobgap(mobgap, status.update)
        if as_json:
            put_json(asdict(against))
        else:
            write_against(against)
        return
    with console.status("starting") as status:
        speeds = measure_speed(minutes, count, core, say=status.update)
    if as_json:
        put_json([asdict(one) for one in speeds])
    else:
        write_speeds(speeds)


@bench_app.command()
def target(
    image: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER_OR_UF2",
            envvar="RECOIL_IMAGE",
            help="MicroPython for the Feather RP2040: an official UF2, or a folder with firmware.bin and firmware.elf.",
        ),
    ],
    only: Annotated[
        list[str] | None,
        typer.Option(help="Of start, run, cable, screening; default: all. Without start, on what --keep has."),
    ] = None,
    minutes: Annotated[float, typer.Option(min=0.5, max=120, help="Length of the run.")] = 1.0,
    miss_cycles: Annotated[
        int,
        typer.Option(
            min=0,
            help="Cycles at 125 MHz for a word that is not in the flash cache: 260 on a Feather, 50 with quad flash; "
            "half of it up to 62.5 MHz.",
        ),
    ] = 260,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep what the emulator writes here.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the firmware on an emulated board: does it start, fit and keep up.

    A blank board with MicroPython is flashed and examined over emulated USB by
    the real installer and doctor; then it runs, runs at the cable with a live
    view, and does a screening. With the image's ELF also allocations, heap and
    where the time goes. What was not measured says so.

        recoil bench target --image ADAFRUIT_FEATHER_RP2040-v1.28.0.uf2
        recoil bench target --image ~/micropython/ports/rp2/build --minutes 10
    """
    import tempfile

    from recoil.bench.target.table import SCENARIOS, lines, measure
    from recoil.common.errors import RecoilError, one_line

    unknown = [one_line(name) for name in only or () if name not in SCENARIOS]
    if unknown:
        raise RecoilError(f"there is no scenario {', '.join(unknown)}: it knows {', '.join(SCENARIOS)}")
    with tempfile.TemporaryDirectory(prefix="recoil-target-") as folder:
        say = (lambda line: None) if as_json else (lambda line: put(f"... {line}", err=True))
        found = measure(image, keep or Path(folder), only or SCENARIOS, minutes, miss_cycles, say)
    if as_json:
        put_json([figures.as_json() for figures in found])
    else:
        for line in lines(found):
            put(line)
    if not all(figures.is_good for figures in found):
        raise typer.Exit(1)


@bench_app.command()
def download(
    segments: Annotated[int, typer.Option(min=1, max=40, help="Segments of 64 KB in the session.")] = 4,
    as_json: JsonOption = False,
) -> None:
    """Measure how fast a session comes off a virtual clip, against plain mpremote.

    Recoil's way counts with all its checks (CRC of each file, of the whole on
    both sides, the mark on the clip), `mpremote fs cp` without its start.

        recoil bench download
    """
    speed = measure_download(segments)
    if as_json:
        document = {**asdict(speed), "times_faster": speed.times_faster}
        put_json(document)
        return
    put(f"recoil download, verified  {speed.recoil_bytes_per_s / 1000:10,.0f} KB/s")
    put(f"mpremote fs cp             {speed.mpremote_bytes_per_s / 1000:10,.0f} KB/s")
    put(f"{speed.times_faster:.0f} times faster, over a pseudo-terminal")
    put("A real cable sets a limit of its own: full-speed USB carries about 1,000 KB/s at most.")


@bench_app.command()
def library(
    sizes: Annotated[
        list[int] | None,
        typer.Argument(
            min=1, max=100_000, metavar="[SESSIONS]...", help="How many; default: 10 1000.", show_default=False
        ),
    ] = None,
    rows: Annotated[
        int, typer.Option(min=0, max=1_000_000, metavar="N", help="Also with N rows put into the index, of 2,000 more.")
    ] = 0,
    as_json: JsonOption = False,
) -> None:
    """Measure how a library's index, lists and pages grow with its sessions.

    The sessions are made up, small and valid; all is removed again.

        recoil bench library
        recoil bench library 10 1000 10000
        recoil bench library 10 --rows 100000
    """
    with clean_console(stderr=True).status("starting") as status:
        costs = measure_library(sorted(sizes or [10, 1000]), status.update)
        if rows:
            costs.append(measure_large(rows, 2000, status.update))
    if as_json:
        put_json([asdict(cost) for cost in costs])
    else:
        write_costs(costs)


@bench_app.command()
def cohort(
    recordings: Annotated[int, typer.Option(min=6, max=10_000, metavar="N", help="Simulated, of 8 s each.")] = 200,
    workers: Annotated[int, typer.Option(min=1, max=64, metavar="N", help="Processes that work.")] = 2,
    as_json: JsonOption = False,
) -> None:
    """Measure what a cohort costs besides the work, and count rows after a worker was killed.

    Needs pip install 'recoil-clip\\[cohort]'.
    """
    with clean_console(stderr=True).status("starting") as status:
        cost = measure_cohort(recordings, workers, status.update)
    if as_json:
        put_json(asdict(cost))
    else:
        write_cohort(cost)


@bench_app.command()
def coach(
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="Simulated runners for each row.")] = 50,
    only: Annotated[str, typer.Option(metavar="TEXT", help="Only rows whose name holds this.")] = "",
    felt: Annotated[
        bool, typer.Option("--felt", help="Through the gait core: a minute or two for each row and runner.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the coach in a closed loop with simulated runners who feel its cues, or do not.

    Each row is a kind of runner with sessions in a row; what the rules of 0.1 did
    with the same runners stands beside it. Steps are drawn as the gait core
    would measure them (15 s of one core for a runner in all rows) or, with
    --felt, are motion that it measures.

        recoil bench coach
        recoil bench coach --seeds 5 --only deaf
        recoil bench coach --seeds 2 --only hills --felt
    """
    cases = [case for case in CASES if only in case.name]
    if not cases:
        raise RecoilError(f"no row's name holds {only!r}")
    say = (lambda name: None) if as_json else (lambda name: put(f"... {name}", err=True))
    lines = coach_figures(cases, measure_coach(cases, seeds, say, felt))
    if as_json:
        put_json(lines)
    else:
        write_coach(lines, seeds)


@bench_app.command()
def pace(as_json: JsonOption = False) -> None:
    """Measure what changes of cadence or duty factor alone do to pace, with simulated runners at one speed.

    The gait core's estimate of speed, what the coach makes of it, and contact
    time alone, which stood for pace before; mean (SD) in % over nine runners.

        recoil bench pace
    """
    say = (lambda name: None) if as_json else (lambda name: put(f"... {name}", err=True))
    lines = measure_pace(say)
    if as_json:
        put_json(lines)
        return
    write_pace(lines)
