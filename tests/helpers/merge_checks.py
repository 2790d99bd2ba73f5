"""What of a merged FIT file is the watch's and as it was, and what is ours and right."""

import math
from typing import Any

import pytest

from recoil.session import Session
from recoil.session.dynamics import dynamics_of
from reference_decoders import decoded, other_messages

OURS = {
    *("vertical_oscillation", "stance_time_percent", "stance_time", "stance_time_balance"),
    *("avg_vertical_oscillation", "avg_stance_time_percent", "avg_stance_time", "avg_stance_time_balance"),
    *("vertical_ratio", "avg_vertical_ratio"),
    *("flight_time", "peak_acceleration", "cue"),
}
CADENCE = {"avg_running_cadence", "cadence", "fractional_cadence", "avg_cadence", "avg_fractional_cadence"}


def watch_own(data: bytes, ours: set[str]) -> list[tuple[str, dict[str, Any]]]:
    """Return what of a file is the watch's: our fields, and the messages that declare them, left out."""
    kept = []
    for name, values in other_messages(data):
        if name == "developer_data_id" and values.get("application_version") == 20:
            continue
        if name == "field_description" and values.get("field_name") in ours:
            continue
        kept.append((name, {key: value for key, value in values.items() if key not in ours}))
    return kept


def check_dynamics(data: bytes, session: Session, zero: int, watch: bytes, compressed: bool = False) -> int:
    """Check every record against the session's seconds, and against the watch's file beside them.

    Return how many have our values.
    """
    rows = {zero + int(row["time_s"]): row for row in dynamics_of(session)}
    if not compressed:  # Garmin's Python decoder does not know compressed time stamps
        decoded(data)
    filled = 0
    before = [record for name, record in other_messages(watch) if name == "record"]
    after = [record for name, record in other_messages(data) if name == "record"]
    for was, record in zip(before, after, strict=True):
        row = rows.get(record.get("timestamp") or 0)
        if row is None:
            assert record == was
            continue
        for field, column, scale in (
            ("vertical_oscillation", "bounce_mm", 10),
            ("stance_time", "contact_ms", 10),
            ("stance_time_percent", "contact_of_stride_pct", 100),
            ("stance_time_balance", "contact_left_pct", 100),
        ):
            value = float(row[column])
            assert record[field] == (None if math.isnan(value) else round(value * scale)), (field, record)
        if row["clean_steps"]:
            filled += 1
            assert record["flight_time"] == pytest.approx(row["flight_ms"], rel=1e-6)
    return filled
