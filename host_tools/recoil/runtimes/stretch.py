"""Feeds a core many samples at once and keeps what it says of every step: the loop that is compiled with the core."""

from .driver import BALANCE_FIELDS, BALANCES, STEP_FIELDS

COLUMNS = ("known", *STEP_FIELDS, *(f"{balance}.{field}" for balance in BALANCES for field in BALANCE_FIELDS))
"""Of the rows: samples fed until the step was known, the step, and the balances as they were then."""
MOST_WAITING = 32
FIRST_BALANCE = 1 + len(STEP_FIELDS)


def feed_stretch(gait, samples, first, end, index, rows):
    """Feed samples first .. end - 1 while there is room for their steps.

    Args:
        gait: A `Gait`.
        samples: Six counts for each sample.
        first: The first sample to take.
        end: The one after the last.
        index: How many samples went before those in `samples`.
        rows: A matrix of integers, a row per step, its columns as in `COLUMNS`.

    Returns:
        The index after the last sample that was taken, and how many rows were written.
    """
    used = 0
    while first < end and used + MOST_WAITING <= len(rows):
        first = gait.feed(samples, first, end)
        used = collect(gait, index + first, rows, used)
    return first, used


def collect(gait, known, rows, used):
    """Write every waiting step into `rows`, from row `used` on; return the next free row."""
    step = gait.take()
    while step is not None:
        row = rows[used]
        row[0] = known
        row[1] = step.initial_contact_s
        row[2] = step.initial_contact_us
        row[3] = step.step_us
        row[4] = step.contact_us
        row[5] = step.flight_us
        row[6] = step.bounce_um
        row[7] = step.peak_mg
        row[8] = step.side
        row[9] = step.flags
        row[10] = step.speed_mm_s
        write_balance(gait.totals.contact_balance, row, 11)
        write_balance(gait.totals.step_time_balance, row, 14)
        write_balance(gait.totals.bounce_balance, row, 17)
        used += 1
        step = gait.take()
    return used


def write_balance(balance, row, at):
    """Write one balance into three places of a row."""
    row[at] = balance.left_bp
    row[at + 1] = balance.half_width_bp
    row[at + 2] = balance.pairs
