"""Result files: written beside their place first, then renamed, so that none is ever half there."""

import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from recoil.common.errors import OutputError, one_line
from recoil.common.staging import Staging
from recoil.common.version import __version__
from recoil.recording.guess_mount import GUESSED
from recoil.recording.manifest import Item
from recoil.recording.parquet import parquet_bytes
from recoil.recording.steps import COLUMNS


class OutputDirectory:
    """A directory for results; made when it is not there."""

    def __init__(self, path: Path, inputs: Iterable[Path] = (), form: str = "csv") -> None:
        self.path = path
        self._form = form
        self._inputs = {os.path.realpath(given) for given in inputs}  # resolve() raises where links go round in a ring
        try:
            path.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise OutputError(f"cannot write into {one_line(path)}: it is a file, not a directory") from None
        except OSError as error:
            raise OutputError(f"cannot make {one_line(path)}: {_reason(error)}") from None
        if not os.access(path, os.W_OK | os.X_OK):
            raise OutputError(f"cannot write into {one_line(path)}: no permission")

    def write_replay(self, name: str, steps: np.ndarray, summary: dict[str, Any]) -> None:
        """Write NAME.steps.csv (or .parquet) and NAME.summary.json, both or none."""
        steps_path, summary_path = self._places(name)
        for target in (steps_path, summary_path):
            if os.path.realpath(target) in self._inputs:
                raise OutputError(f"{one_line(target)} is an input of this call: choose another --out")
            if target.is_dir():
                raise OutputError(f"cannot write {one_line(target)}: it is a directory")
        if steps_path.exists() and not summary_path.exists():
            raise OutputError(
                f"{one_line(steps_path)} is there already and not from a replay (it has no summary beside it): "
                "choose another --out"
            )
        table = parquet_bytes(steps, summary) if self._form == "parquet" else steps_text(steps)
        write_together({summary_path: summary_text(summary), steps_path: table})

    def done(self, name: str, item: Item) -> dict[str, Any] | None:
        """Return the summary of results that are there, made by this version from the file as it is, else None."""
        steps_path, summary_path = self._places(name)
        try:
            summary = json.loads(summary_path.read_text(encoding="utf-8"))
            made_s = min(steps_path.stat().st_mtime, summary_path.stat().st_mtime)
            changed_s = 0.0 if "://" in item.source else Path(item.source).stat().st_mtime
            same_tool = summary["tool"] == f"recoil {__version__}"
            guessed = any(str(text).startswith(GUESSED) for text in summary["warnings"])
            same_mount = summary["mount"] == str(item.mount) if item.mount else guessed == item.guesses_mount
        except (OSError, ValueError, KeyError, TypeError):
            return None
        is_done = same_tool and same_mount and changed_s <= made_s and summary.get("runner", "") == item.runner
        return summary if is_done else None

    def _places(self, name: str) -> tuple[Path, Path]:
        return self.path / f"{name}.steps.{self._form}", self.path / f"{name}.summary.json"


def steps_text(steps: np.ndarray) -> str:
    """Return the table of steps as CSV."""
    text = io.StringIO()
    text.write(",".join(name for name, _, _ in COLUMNS) + "\n")
    row = ",".join(f"{{:{form}}}" for _, _, form in COLUMNS) + "\n"
    for step in steps.tolist():
        text.write(row.format(*step))
    return text.getvalue()


def summary_text(summary: Any) -> str:
    """Return a summary (or several) as JSON."""
    return json.dumps(summary, indent=2, allow_nan=False) + "\n"


def write_together(files: Mapping[Path, str | bytes]) -> None:
    """Write several files, all or none; an `OutputError` says which could not be written and why."""
    with Staging() as staging:
        for target, text in files.items():
            staging.write(target, text)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
