"""`recoil cohort`: many recordings into one dataset, on many processors or computers."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Quiet
from recoil.cli.progress import FileProgress
from recoil.cohort.running import connected, run
from recoil.common.errors import one_line
from recoil.common.terminal import put
from recoil.recording.manifest import read_manifest


def cohort(
    manifest: Annotated[
        Path, typer.Argument(metavar="MANIFEST", readable=False, help="A CSV list of recordings and sessions.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DATASET", readable=False, help="The dataset's folder.", show_default=False
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="DATASET", readable=False, hidden=True)] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A dask scheduler that runs, as tcp://host:8786.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, metavar="N", help="Else so many processes here.", show_default="all cores")
    ] = os.cpu_count() or 1,
    quiet: Quiet = False,
) -> None:
    """Replay a season of many runners into one Parquet dataset.

    The list is that of `recoil replay --manifest`; a file may be a folder of
    a clip's session, too, which the gait core of now measures again where it
    has raw samples. On this computer:

        recoil cohort files.csv --out season --workers 8

    On a cluster whose workers see the files and the dataset by the same paths:

        recoil cohort files.csv --out /data/season --scheduler tcp://head:8786

    Whatever ends it (a worker, the scheduler, this command): start it again.
    What is there, made by this version from the file as it is, stays; the
    rest is done, and no row is lost or doubled.
    """
    folder = out or to
    if folder is None:
        raise typer.BadParameter("say with --out where the dataset is")
    items = read_manifest(manifest)
    folder.mkdir(parents=True, exist_ok=True)
    with connected(scheduler, workers) as client:
        with FileProgress(len(items), shown=not quiet) as progress:
            progress.begin(0, "recordings")
            outcome = run(items, folder.resolve(), client, progress.advance)
        if not scheduler:
            client.cluster.close()
    for source, error in outcome.errors:
        text = one_line(error)
        put(f"error: {text if text.startswith(one_line(source)) else f'{one_line(source)}: {text}'}", err=True)
    if not quiet:
        told = f"{outcome.written} written ({outcome.steps} steps), {outcome.kept} there before"
        put(f"{told}, {len(outcome.errors)} failed")
    sys.stdout.flush()
    if outcome.errors:
        raise typer.Exit(1)
