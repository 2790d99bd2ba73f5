"""A partitioned dataset of Parquet files: one file per table and recording, whole or not there.

`DATASET/TABLE/runner=NAME/RECORDING.parquet`. A file's name follows from its recording, so doing a recording again
replaces its rows and never doubles them. Its summary is written last: where it is, all the rest is.
"""

import hashlib
import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from recoil.cohort.sessions import segments_of, state_of
from recoil.cohort.tables import minutes_of, strides_of, summary_row
from recoil.common.errors import RecoilError
from recoil.common.staging import Staging
from recoil.common.version import __version__
from recoil.recording.analysis import Result
from recoil.recording.manifest import GUESS, Item
from recoil.recording.parquet import parquet_bytes
from recoil.recording.reading import recording_name
from recoil_clip.gait.gait import GAIT_REVISION

TABLES = ("steps", "strides", "minutes", "summaries")
NOBODY = "__HIVE_DEFAULT_PARTITION__"
"""The name of the folder for recordings of which no runner is known, as other programs have it."""


def provenance(item: Item) -> dict[str, Any]:
    """Return what the rows of a recording follow from: the file as it is now, what was said of it, and the version."""
    found: dict[str, Any] = {"source": item.source, "recoil": __version__, "core": _core_revision()}
    found |= {"gait_revision": GAIT_REVISION}
    if segments := segments_of(item):
        found |= state_of(segments)
    elif "://" not in item.source:
        try:
            state = Path(item.source).stat()
        except OSError:
            return found
        found |= {"size": state.st_size, "changed_ns": state.st_mtime_ns}
    units = item.units
    return found | {
        "mount": GUESS if item.guesses_mount else str(item.mount or ""),
        "rate_hz": item.rate_hz,
        "units": [units.per_g, units.per_dps] if units else None,
    }


def rows_path(dataset: Path, table: str, item: Item) -> Path:
    """Return where a recording's rows of a table are."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", recording_name(Path(item.source)))[:80]
    digest = hashlib.sha256(item.source.encode()).hexdigest()[:12]
    return dataset / table / f"runner={quote(item.runner, safe='') or NOBODY}" / f"{name}-{digest}.parquet"


def is_done(dataset: Path, item: Item) -> bool:
    """Return whether a recording's rows are all there, made by this version from the file as it is."""
    from pyarrow import ArrowException, parquet

    try:
        known = parquet.read_schema(rows_path(dataset, "summaries", item)).metadata
        about = json.loads(known[b"about"])
        about.pop("measured_by", None)
        return about == json.loads(json.dumps(provenance(item)))
    except (OSError, ArrowException, KeyError, TypeError, ValueError):
        return False


def write(dataset: Path, item: Item, result: Result) -> int:
    """Write a recording's rows.

    Args:
        dataset: The dataset's folder.
        item: The recording.
        result: What it gave, without an error.

    Returns:
        How many rows of steps there are.
    """
    measured_by = result.summary.get("gait_revision", GAIT_REVISION)  # of a session it may be the clip's
    about = provenance(item) | {"measured_by": measured_by}
    tables = {
        "steps": result.steps,
        "strides": strides_of(result.steps),
        "minutes": minutes_of(result.steps),
        "summaries": summary_row({"gait_revision": measured_by, "recorded_revision": None} | result.summary),
    }
    digest = rows_path(dataset, "steps", item).stem
    for name in TABLES:
        target = rows_path(dataset, name, item)
        target.parent.mkdir(parents=True, exist_ok=True)
        with Staging() as staging:
            staging.write(target, parquet_bytes(tables[name], about, {"recording_id": digest}))
    return len(result.steps)


def check_pyarrow() -> None:
    """Raise a `RecoilError` that says what to install if there is no pyarrow."""
    if not find_spec("pyarrow"):
        raise RecoilError("a cohort needs pyarrow and dask: pip install 'recoil-clip[cohort]'")


def _core_revision() -> str:
    from recoil.runtimes.package import core_folder, core_modules

    parts = b"".join(hashlib.sha256(path.read_bytes()).digest() for path in core_modules(core_folder()))
    return hashlib.sha256(parts).hexdigest()[:12]
