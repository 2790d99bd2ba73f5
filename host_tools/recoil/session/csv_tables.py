"""A session's tables as plain CSV: the first line names the columns and units; what is not known is an empty cell."""

import csv
import io
from collections.abc import Iterable

import numpy as np

from recoil.recording.outputs import steps_text
from recoil_clip.spec.log import UNKNOWN

from .calibration import is_speed_true
from .columns import step_table
from .session import Session
from .tables import STRIDE_VALUES
from .timeline import event_time_s
from .validity import withheld_in, withheld_words
from .vocabulary import event_name, meaning_of

MINUTE_COLUMNS = (
    # column, of the minute, what one of its units is, digits; no value where it is 0
    ("step_ms", "step_us", 1e-3, 1),
    ("contact_ms", "contact_us", 1e-3, 1),
    ("bounce_mm", "bounce_um", 1e-3, 1),
    ("peak_g", "peak_mg", 1e-3, 3),
    ("last_cadence_spm", "cadence_cspm", 1e-2, 1),
)
BALANCES = ("contact", "step_time", "bounce")
REGULARITIES = tuple(
    f"{axis}_{lag}_regularity" for axis in ("vertical", "forward", "side") for lag in ("step", "stride")
)
FORM_COLUMNS = tuple(
    (name.replace("_cdeg", "_deg").replace("_mg", "_g"), name, 1e-2 if name.endswith("_cdeg") else 1e-3)
    for name, _ in STRIDE_VALUES
)
FORM_COUNTS = ("strides", "regularity_windows")


def steps_csv(session: Session) -> str:
    """Return the steps, with the columns of a replay; times are true seconds since the session's first sample."""
    return steps_text(step_table(session))


def events_csv(session: Session) -> str:
    """Return the events: when, which, its number as the clip wrote it, and what that means."""
    kinds, values = session.events["kind"].tolist(), session.events["value"].tolist()
    rows = [
        (f"{time_s:.3f}", event_name(kind), value, meaning_of(kind, value))
        for time_s, kind, value in zip(event_time_s(session).tolist(), kinds, values, strict=True)
    ]
    return _text(("time_s", "event", "value", "meaning"), rows)


def minutes_csv(session: Session) -> str:
    """Return the minutes: means over the clean steps of each, and the balances of the session up to its end."""
    scale = session.header.true_time if session.header else 1.0
    names = ["end_s", "steps", "unclean_steps", "cues", *(column[0] for column in MINUTE_COLUMNS), "unsteadiness_pct"]
    for name in BALANCES:
        names += [f"{name}_left_pct", f"{name}_half_width_pct", f"{name}_pairs"]
    names += [*REGULARITIES, "step_variability_pct", *(column[0] for column in FORM_COLUMNS), *FORM_COUNTS]
    names += [_speed_name(session), "withheld"]
    rows = []
    for minute in session.minutes:
        row = [f"{minute['time_ms'] * 1e-3 * scale:.3f}", *(int(minute[name]) for name in names[1:4])]
        for name, source, unit, digits in MINUTE_COLUMNS:
            stretch = scale if name in ("step_ms", "contact_ms") else 1 / scale if name.endswith("_spm") else 1.0
            row.append(f"{minute[source] * unit * stretch:.{digits}f}" if minute[source] > 0 else "")
        row.append(f"{minute['unsteadiness_bp'] / 100:.2f}" if minute["unsteadiness_bp"] >= 0 else "")
        for name in BALANCES:
            is_resolved = minute[f"{name}_half_width_bp"] >= 0
            row += [
                f"{minute[f'{name}_{part}_bp'] / 100:.2f}" if is_resolved else "" for part in ("left", "half_width")
            ]
            row.append(int(minute[f"{name}_pairs"]))
        row += [_known(minute[f"{name}_bp"], 1e-4, 4) for name in REGULARITIES]
        row.append(_known(minute["step_variability_bp"], 1e-2, 2))
        row += [_known(minute[source], unit, 3) for _, source, unit in FORM_COLUMNS]
        row += [_known(minute[name], 1, 0) for name in FORM_COUNTS]
        row += [_speed(minute), "; ".join(withheld_words(withheld_in(minute.reshape(1))))]
        rows.append(row)
    return _text(names, rows)


def strides_csv(session: Session) -> str:
    """Return the strides: pelvis motion in degrees and braking in g; times are true seconds."""
    scale = session.header.true_time if session.header else 1.0
    rows = []
    for stride in session.strides:
        row = [f"{stride['time_ms'] * 1e-3 * scale:.3f}", "L" if stride["side"] < 0 else "R" if stride["side"] else ""]
        row += [_known(stride[source], unit, 3) for _, source, unit in FORM_COLUMNS]
        rows.append([*row, _speed(stride)])
    return _text(("initial_contact_s", "side", *(column[0] for column in FORM_COLUMNS), _speed_name(session)), rows)


def _speed_name(session: Session) -> str:
    """Return the name of the column of speed: what is not calibrated for the runner is called so."""
    return "speed_m_s" if is_speed_true(session) else "speed_uncalibrated_m_s"


def _speed(row: np.void) -> str:
    return f"{row['speed_mm_s'] / 1000:.3f}" if row["speed_mm_s"] else ""


def _known(value: np.integer, unit: float, digits: int) -> str:
    return "" if value == UNKNOWN else f"{value * unit:.{digits}f}"


def _text(names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    stream = io.StringIO()
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(names)
    table.writerows(rows)
    return stream.getvalue()
