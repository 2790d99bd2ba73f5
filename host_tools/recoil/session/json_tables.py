"""A session as one JSON document: what `recoil show` says of it, and its tables as columns."""

import csv
import io
import json
from typing import Any

import numpy as np

from .columns import step_table
from .csv_tables import events_csv, minutes_csv, strides_csv
from .overview import overview_of
from .session import Session


def session_json(session: Session) -> bytes:
    """Return the document; a value that is not known is null.

    `overview` is that of `recoil show --json`; `steps`, `strides`, `minutes` and `events` have a list for each column
    of the CSV tables of these names, units in their names.
    """
    steps = step_table(session)
    document: dict[str, Any] = {
        "format": 1,
        "overview": overview_of(session),
        "steps": {name: _column(steps[name]) for name in steps.dtype.names or ()},
        "strides": _columns(strides_csv(session)),
        "minutes": _columns(minutes_csv(session)),
        "events": _columns(events_csv(session)),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _column(values: np.ndarray) -> list[Any]:
    if values.dtype.kind == "f":
        return [float(f"{value:.6g}") if np.isfinite(value) else None for value in values.tolist()]
    return [value if value != "" else None for value in values.tolist()]


def _columns(table: str) -> dict[str, list[Any]]:
    rows = list(csv.reader(io.StringIO(table)))
    return {name: [_value(row[at]) for row in rows[1:]] for at, name in enumerate(rows[0])}


def _value(text: str) -> Any:
    try:
        return json.loads(text) if text[:1] in "-0123456789" and text else text or None
    except ValueError:
        return text
