"""Write a simulation: the recording as CSV (plain or gzip) and the truth beside it; both whole or not at all."""

import gzip
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from recoil.common.errors import OutputError, one_line
from recoil.common.staging import replacing
from recoil.recording.column_names import ACC, GYR, TIME
from recoil.recording.reading import recording_name
from recoil.simulation.runner.session import Simulation

BLOCK_ROWS = 8192
STEP_COLUMNS = (
    ("initial_contact_s", "%.4f"),
    ("toe_off_s", "%.4f"),
    ("side", "%s"),
    ("step_ms", "%.1f"),
    ("contact_ms", "%.1f"),
    ("flight_ms", "%.1f"),
    ("bounce_sacrum_mm", "%.1f"),
    ("bounce_com_mm", "%.1f"),
    ("peak_force_bw", "%.3f"),
)


def steps_path(path: Path) -> Path:
    """Return where the truth of NAME.csv or NAME.csv.gz goes: NAME.steps.csv."""
    return path.with_name(f"{recording_name(path)}.steps.csv")


def write_simulation(simulation: Simulation, path: Path, progress: Callable[[int, int], None] | None = None) -> None:
    """Write the recording and its truth; progress is called with (rows written, all rows)."""
    if not path.name.lower().endswith((".csv", ".csv.gz")):
        raise OutputError(f"{one_line(path)}: name the recording NAME.csv or NAME.csv.gz")
    try:
        with ExitStack() as stack:
            stream = stack.enter_context(replacing(path))
            truth = stack.enter_context(replacing(steps_path(path)))
            if path.name.lower().endswith(".gz"):
                stream = stack.enter_context(gzip.GzipFile("", "wb", 6, stream, mtime=0))
            stream.write((",".join((TIME, *ACC, *GYR)) + "\n").encode())
            rows = len(simulation.time_s)
            for first in range(0, rows, BLOCK_ROWS):
                stream.write(_lines(simulation, slice(first, first + BLOCK_ROWS)))
                if progress:
                    progress(min(first + BLOCK_ROWS, rows), rows)
            truth.write(_step_lines(simulation))
    except OSError as error:
        raise OutputError(f"{one_line(path)}: {(error.strerror or str(error)).lower()}") from None


def _lines(simulation: Simulation, rows: slice) -> bytes:
    """Format a block of rows at once; adding 0 turns -0 into 0."""
    table = np.column_stack(
        (
            simulation.time_s[rows],
            np.round(simulation.acc_g[rows], 4) + 0.0,
            np.round(simulation.gyr_dps[rows], 2) + 0.0,
        )
    )
    return ("%.5f,%.4f,%.4f,%.4f,%.2f,%.2f,%.2f\n" * len(table) % tuple(table.ravel().tolist())).encode()


def _step_lines(simulation: Simulation) -> bytes:
    """Format the truth, columns as in the measured recordings."""
    steps = simulation.steps
    columns = [getattr(steps, name).tolist() for name, _ in STEP_COLUMNS]
    columns[2] = ["L" if side < 0 else "R" for side in columns[2]]
    form = ",".join(form for _, form in STEP_COLUMNS) + "\n"
    head = ",".join(name for name, _ in STEP_COLUMNS) + "\n"
    return (head + "".join(form % row for row in zip(*columns, strict=True))).encode()
