"""`recoil bench`: measurements that anyone can repeat."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from recoil.bench.speed import Speed

bench_app = typer.Typer(
    name="bench", help="Measure the gait core: how fast it is, how accurate it is.", no_args_is_help=True
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
    as_json: Annotated[bool, typer.Option("--json", help="Print the measurements as JSON.")] = False,
) -> None:
    """Measure how fast the gait core runs on this computer, in Python and in each MicroPython.

    A quick look, the hour extrapolated from a minute:

        recoil bench speed

    An hour of running, measured in full:

        recoil bench speed --minutes 60

    Seconds depend on the computer; instructions per sample do not (the 64-bit
    ports' are counted with valgrind, the 32-bit port's by WebAssembly).
    """
    from dataclasses import asdict

    from rich.console import Console

    from recoil.bench.speed import measure
    from recoil.errors import RecoilError, one_line

    if core and not (core / "gait.py").is_file():
        raise RecoilError(f"{one_line(core)}: no gait.py there")
    console = Console(stderr=True)
    with console.status("starting") as status:
        speeds = measure(minutes, count, core, say=status.update)
    if as_json:
        sys.stdout.write(json.dumps([asdict(one) for one in speeds], indent=2) + "\n")
    else:
        write_table(speeds)


def write_table(speeds: "list[Speed]") -> None:
    """Print the measurements for people."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from recoil.bench.speed import RATE_HZ

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("runtime", no_wrap=True)
    for title in ("samples\nper s", f"faster than\nlife ({RATE_HZ} Hz)", "one hour\ns", "instructions\nper sample"):
        table.add_column(title, justify="right", no_wrap=True)
    for one in speeds:
        per_second, hour_s, count = one.samples_per_s, one.hour_s, one.instructions_per_sample
        table.add_row(
            one.runtime,
            f"{per_second:,.0f}" if per_second else "—",
            f"{per_second / RATE_HZ:,.0f} x" if per_second else "—",
            f"{hour_s:.1f}" if hour_s else "—",
            f"{count:,}" if count else "—",
        )
    Console().print(table)
    python = speeds[0]
    how = "measured" if python.measured_s >= 3600 else f"extrapolated from {python.measured_s:.0f} s"
    typer.echo(f"{python.runtime}: one hour in CPU seconds, {how}; the others in elapsed seconds.")
    typer.echo("Instructions: of this processor; on micropython32 those of WebAssembly.")
    for one in speeds:
        if one.note:
            typer.echo(f"{one.runtime}: {one.note}")
