"""Feeds traces through the gait core and the form; one file for CPython and every MicroPython.

The folder holds `jobs.txt` and the traces, as `recoil.runtimes.staging` writes them. Every number that the form gives
goes out as text. Between `heap.lock()` and `heap.unlock()` nothing here may allocate.
"""

from array import array

CHUNK_SAMPLES = 240
WORK_SAMPLES = 8  # as in the app, which polls every 40 ms
MINUTE_SAMPLES = 4000
STRIDE = 14
REGULARITY = 6


class Heap:
    """A heap without a lock."""

    def lock(self):
        pass

    def unlock(self):
        pass


class Kept:
    """What came of a chunk: a kind, then its numbers."""

    def __init__(self):
        self.numbers = array("i", bytes(4 * 8192))
        self.used = 0

    def put(self, value):
        self.numbers[self.used] = value
        self.used += 1

    def put_all(self, kind, values):
        self.put(kind)
        self.put(len(values))
        i = 0
        while i < len(values):
            self.put(values[i])
            i += 1


def take(gait, form, kept):
    """Give every step that waits to the form."""
    step = gait.take()
    while step is not None:
        if form.add(step, step.flags):
            stride = form.stride
            kept.put(1)
            kept.put(stride.initial_contact_s)
            kept.put(stride.initial_contact_us)
            kept.put(stride.side)
            kept.put_all(2, stride.values)
        kept.put(form.variability.bp)
        step = gait.take()


def feed(gait, form, samples, count, number, kept):
    """Feed `count` samples, the first of which is that number of the trace."""
    i = 0
    while i < count:
        i = gait.feed(samples, i, min(count, i + WORK_SAMPLES - (number + i) % WORK_SAMPLES))
        take(gait, form, kept)
        if (number + i) % WORK_SAMPLES == 0:
            windows = form.regularity.windows
            form.work()
            if form.regularity.windows != windows:
                kept.put_all(3, form.regularity.values)
        if (number + i) % MINUTE_SAMPLES == 0:
            kept.put_all(4, form.minute())


def run_trace(gait, form, trace, gaps, emit, heap):
    """Feed one open trace; `gaps` is a list of (sample index, lost samples) in order."""
    samples = array("i", bytes(24 * CHUNK_SAMPLES))
    kept = Kept()
    gaps.append((1 << 29, 0))
    index = 0
    while True:
        while gaps[0][0] <= index:
            lost = gaps.pop(0)[1]
            gait.gap(lost)
        room = min(CHUNK_SAMPLES, gaps[0][0] - index)
        count = trace.readinto(memoryview(samples)[: 6 * room]) // 24
        if count == 0:
            break
        heap.lock()
        feed(gait, form, samples, count, index, kept)
        heap.unlock()
        index += count
        emit_kept(emit, kept)
    heap.lock()
    gait.finish()
    take(gait, form, kept)
    kept.put_all(4, form.minute())
    heap.unlock()
    emit_kept(emit, kept)


def emit_kept(emit, kept):
    if kept.used:
        emit(" ".join([str(kept.numbers[i]) for i in range(kept.used)]))
    kept.used = 0


def main(folder, gait_class, form_class, emit, heap):
    """Run every job in the folder."""
    with open(folder + "/jobs.txt") as jobs:  # noqa: PTH123 (MicroPython has no pathlib)
        lines = jobs.read().split("\n")
    for line in lines:
        if not line:
            continue
        name, period_us, gyroscope, gaps_text = line.split()
        gaps = []
        if gaps_text != "-":
            for pair in gaps_text.split(","):
                at, lost = pair.split(":")
                gaps.append((int(at), int(lost)))
        gait = gait_class(int(period_us), gyroscope == "1")
        form = form_class(gait, gyroscope == "1")
        emit("trace")
        with open(folder + "/" + name, "rb") as trace:  # noqa: PTH123
            run_trace(gait, form, trace, gaps, emit, heap)
    emit("end")
