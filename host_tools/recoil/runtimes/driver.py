"""Feeds recorded traces through the gait core; one file for CPython and every MicroPython.

The folder holds `jobs.txt` and the traces (see `staging.py`). Answers go out through `emit`, one line of text each,
whole numbers only. Between `heap.lock()` and `heap.unlock()` nothing here may allocate: no slices, tuples, strings,
bound methods taken as values.
"""

from array import array

CHUNK_SAMPLES = 240
STEP_FIELDS = (
    "initial_contact_s",
    "initial_contact_us",
    "step_us",
    "contact_us",
    "flight_us",
    "bounce_um",
    "peak_mg",
    "side",
    "flags",
    "speed_mm_s",
)
BALANCES = ("contact_balance", "step_time_balance", "bounce_balance")
BALANCE_FIELDS = ("left_bp", "half_width_bp", "pairs")


class Heap:
    """The runtime's heap lock; a plain `Heap()` does nothing."""

    def __init__(self, lock=lambda: None, unlock=lambda: None):
        self._lock = lock
        self._unlock = unlock
        self._held = False

    def lock(self):
        """Forbid allocation from here on."""
        self._lock()
        self._held = True

    def unlock(self):
        """Allow allocation again."""
        if self._held:
            self._unlock()
            self._held = False


def write_balances(gait, row, at):
    """Write the three balances into `row` from `at` on; return the next free place."""
    for balance in BALANCES:
        source = getattr(gait.totals, balance)
        for field in BALANCE_FIELDS:
            row[at] = getattr(source, field)
            at += 1
    return at


def drain(gait, rows, at, known):
    """Write every waiting step (how many samples it took, the step, the balances); return the next free place."""
    while True:
        step = gait.take()
        if step is None:
            return at
        rows[at] = known
        at += 1
        for name in STEP_FIELDS:
            rows[at] = getattr(step, name)
            at += 1
        at = write_balances(gait, rows, at)


def feed(gait, samples, count, index, rows):
    """Feed `count` samples, `index` went before; return how many numbers were written into `rows`."""
    at = 0
    i = 0
    while i < count:
        i = gait.feed(samples, i, count)
        at = drain(gait, rows, at, index + i)
    return at


def emit_rows(emit, rows, used, width):
    """Send out the steps that were written."""
    for start in range(0, used, width):
        emit("row " + " ".join([str(value) for value in rows[start : start + width]]))


def run_trace(gait, trace, gaps, emit, heap, clock_us):
    """Feed one open trace through `gait`; `gaps` is a list of (sample index, lost samples) in order."""
    width = 1 + len(STEP_FIELDS) + len(BALANCES) * len(BALANCE_FIELDS)
    rows = array("i", bytes(4 * width * (CHUNK_SAMPLES + 8)))
    samples = array("i", bytes(24 * CHUNK_SAMPLES))
    emit("names known " + " ".join(list(STEP_FIELDS) + [b + "." + f for b in BALANCES for f in BALANCE_FIELDS]))
    gaps.append((1 << 29, 0))
    index = 0
    spent_us = 0
    while True:
        while gaps[0][0] <= index:
            lost = gaps.pop(0)[1]
            heap.lock()
            gait.gap(lost)
            heap.unlock()
        room = min(CHUNK_SAMPLES, gaps[0][0] - index)
        count = trace.readinto(memoryview(samples)[: 6 * room]) // 24
        if count == 0:
            break
        heap.lock()
        start_us = clock_us()
        used = feed(gait, samples, count, index, rows)
        spent_us += (clock_us() - start_us) & 0x3FFFFFFF  # MicroPython's ticks wrap at 30 bits
        heap.unlock()
        emit_rows(emit, rows, used, width)
        index += count
    heap.lock()
    gait.finish()
    used = drain(gait, rows, 0, index)
    heap.unlock()
    emit_rows(emit, rows, used, width)
    write_balances(gait, rows, 0)
    emit("balances " + " ".join([str(value) for value in rows[:9]]))
    emit(f"done {index} {spent_us}")


def run_job(folder, line, gait_class, emit, heap, clock_us):
    """Run one line of `jobs.txt`: file, period in us, gyroscope, gaps as index:lost,... or a dash."""
    name, period_us, gyroscope, gaps_text = line.split()
    gaps = []
    if gaps_text != "-":
        for pair in gaps_text.split(","):
            at, lost = pair.split(":")
            gaps.append((int(at), int(lost)))
    try:
        gait = gait_class(int(period_us), gyroscope == "1")
        with open(folder + "/" + name, "rb") as trace:
            run_trace(gait, trace, gaps, emit, heap, clock_us)
    except Exception as error:  # any fault of the core: the host names the runtime and the trace
        heap.unlock()
        emit(f"error {type(error).__name__}: {error}")


def main(folder, gait_class, emit, heap, clock_us):
    """Run every job in the folder."""
    with open(folder + "/jobs.txt") as jobs:
        lines = jobs.read().split("\n")
    for line in lines:
        if line:
            run_job(folder, line, gait_class, emit, heap, clock_us)
    emit("end")
