"""Plays samples to a sequence of tries; one file for CPython and every MicroPython.

Of each trace: a plan in plan_N.json, samples (six of 16 bits each) in samples_N.bin. Between `heap.lock()` and
`heap.unlock()` nothing here may allocate.
"""

import json
from array import array

from recoil_clip.exercise.plan import plan_of
from recoil_clip.exercise.sequence import OVER, Sequence

EVERY = 8  # samples from poll to poll
MOST = 200
FIELDS = (
    "kind", "side", "eyes", "attempt", "ending", "begin_ms", "held_ms", "target_ms", "repetitions", "fore_ug",
    "side_ug", "roll_mdps", "pitch_mdps", "path_mg", "path_mdps", "sway_ms", "cycle_ms", "cycle_bp", "half_bp",
    "sum_ug", "change_ug",
)  # fmt: skip


class Heap:
    """A heap without a lock."""

    def lock(self):
        pass

    def unlock(self):
        pass


def feed(sequence, samples, kept):
    """Play the samples; write what came of them into `kept`, and return how much."""
    used = 0
    count = 0
    end = len(samples) // 6
    while count < end and sequence.phase != OVER:
        before = count
        count = min(count + EVERY, end)
        sequence.feed(samples, before, count)
        if count % EVERY:
            continue
        if count == 4 * EVERY:
            sequence.gap(3)
        signal = sequence.poll()
        if signal:
            kept[used] = signal
            kept[used + 1] = sequence.ms
            used += 2
        if sequence.has_result:
            for name in FIELDS:
                kept[used] = getattr(sequence.result, name)
                used += 1
    sequence.stop()
    return used


def play(plan, samples, heap, period_us=4808):
    """Return every signal with its time, and every result."""
    found, problem = plan_of(plan, plan["kind"])
    assert found is not None, problem
    sequence = Sequence(found, period_us)
    kept = array("i", bytes(4 * MOST * len(FIELDS)))
    heap.lock()
    try:
        used = feed(sequence, samples, kept)
    finally:
        heap.unlock()
    return list(kept[:used])


def main(folder, heap, traces):
    """Play every trace in the folder and print what came of it."""
    for number in range(traces):
        with open(folder + "/plan_" + str(number) + ".json") as file:  # noqa: PTH123 - MicroPython has no pathlib
            plan = json.load(file)
        with open(folder + "/samples_" + str(number) + ".bin", "rb") as file:  # noqa: PTH123
            samples = array("h", file.read())
        print(json.dumps(play(plan, samples, heap)))
