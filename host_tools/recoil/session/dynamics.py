"""Running dynamics second by second, as sports watches know them."""

import numpy as np

from .pairs import FEWEST_PAIRS, contact_pairs
from .session import Session
from .timeline import Timeline, step_end_s

WINDOW_S = 5.0
BALANCE_WINDOW_S = 60.0
BREAK_S = 1.0  # longer than any running step: between steps so far apart nothing is known
STANDING_S = 1.0
DYNAMICS_TYPE = np.dtype(
    [
        ("time_s", "f8"),
        ("is_running", "?"),
        ("is_paused", "?"),
        ("clean_steps", "i4"),
        ("cadence_spm", "f8"),
        ("bounce_mm", "f8"),
        ("contact_ms", "f8"),
        ("flight_ms", "f8"),
        ("contact_of_stride_pct", "f8"),
        ("contact_left_pct", "f8"),
        ("peak_g", "f8"),
    ]
)
MEASURED = ("cadence_spm", "bounce_mm", "contact_ms", "flight_ms", "contact_of_stride_pct", "peak_g")


def dynamics_of(session: Session) -> np.ndarray:
    """Return a row for each whole true second since the session's first sample, from its begin to its end.

    A value is the mean over the clean steps (no flag) that ended in the 5 s before, of the same stretch of running: it
    never reaches across a pause or lost steps. `contact_left_pct` is the left share of contact over the pairs of the
    last 60 s, from 30 pairs on. What is not known is NaN: nothing is carried on or interpolated.

    `contact_of_stride_pct` is contact time over the time of a stride, two steps: what FIT calls stance_time_percent.
    (Its profile does not define it; watches write 40.0 % with 291 ms at 83 strides/min: GoldenCheetah issue 2061.)
    """
    timeline = Timeline.of(session)
    first, last = int(np.floor(timeline.begin_s)), int(np.ceil(timeline.end_s))
    table = np.zeros(last - first + 1, dtype=DYNAMICS_TYPE)
    time_s = table["time_s"] = np.arange(first, last + 1, dtype=float)
    table["is_paused"] = timeline.is_paused(time_s)
    for name in (*MEASURED, "contact_left_pct"):
        table[name] = np.nan
    if len(session.steps):
        _fill(table, session)
        _fill_balance(table, contact_pairs(session))
    still = ~table["is_running"] | table["is_paused"]
    table["clean_steps"][still] = 0
    for name in (*MEASURED, "contact_left_pct"):
        table[name][still] = np.nan
    return table


def _fill(table: np.ndarray, session: Session) -> None:
    begin_s, end_s = session.step_time_s(), step_end_s(session)
    order = np.argsort(begin_s, kind="stable")
    begin_s, steps = begin_s[order], session.steps[order]
    end_s = np.maximum.accumulate(end_s[order])
    time_s = table["time_s"]
    # The newest step at each second, and the first step of the stretch that it belongs to.
    newest = np.searchsorted(begin_s, time_s, side="right") - 1
    has_begun = np.append(True, begin_s[1:] - end_s[:-1] > BREAK_S)
    stretch_begin = np.maximum.accumulate(np.where(has_begun, np.arange(len(steps)), 0))
    table["is_running"] = (newest >= 0) & (end_s[newest] > time_s - STANDING_S)
    low = np.maximum(np.searchsorted(end_s, time_s - WINDOW_S, side="right"), stretch_begin[newest])
    high = np.maximum(np.searchsorted(end_s, time_s, side="right"), low)
    clean = steps["flags"] == 0
    count = _sums(clean, low, high)
    table["clean_steps"] = count
    some = count > 0
    scale = session.header.true_time if session.header else 1.0

    def mean(name: str) -> np.ndarray:
        return _sums(np.where(clean, steps[name], 0), low, high)[some] / count[some]

    step_us, contact_us, flight_us = (mean(f"{name}_us") * scale for name in ("step", "contact", "flight"))
    positive = np.where(step_us > 0, step_us, np.nan)
    table["cadence_spm"][some] = 60e6 / positive
    table["contact_ms"][some] = contact_us / 1000
    table["flight_ms"][some] = flight_us / 1000
    table["contact_of_stride_pct"][some] = 100 * contact_us / (2 * positive)
    table["bounce_mm"][some] = mean("bounce_um") / 1000
    table["peak_g"][some] = mean("peak_mg") / 1000


def _fill_balance(table: np.ndarray, pairs: np.ndarray) -> None:
    low = np.searchsorted(pairs["end_s"], table["time_s"] - BALANCE_WINDOW_S, side="right")
    high = np.searchsorted(pairs["end_s"], table["time_s"], side="right")
    enough = high - low >= FEWEST_PAIRS
    sums = _sums(pairs["contact_left_pct"], low, high)
    table["contact_left_pct"][enough] = sums[enough] / (high - low)[enough]


def _sums(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the sum of values[low:high] for each pair of limits."""
    total = np.concatenate(([0], np.cumsum(values)))
    return total[high] - total[low]
