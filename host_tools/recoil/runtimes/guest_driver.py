"""Feeds a core what comes through a pipe and answers with every step; runs on MicroPython, see `guest.py`.

A request is three whole numbers of 32 bits: what is asked for and two that belong to it. An answer is how many numbers
there are, then the numbers.
"""

from array import array

from . import driver

FEED = 0  # how many samples follow, how many went before
GAP = 1  # how many samples were lost; no answer
FINISH = 2  # 0, how many samples there were
CHUNK_SAMPLES = 4096
ENDING = len(driver.BALANCES) * len(driver.BALANCE_FIELDS) + 1
"""Numbers at the end: the balances and the place beside the spine."""
WIDTH = len(driver.STEP_FIELDS) + ENDING
"""Numbers of a step: when it was known, its fields, the balances."""
_STEPS = CHUNK_SAMPLES // 4 + 64


def serve(gait, source, sink):
    """Answer until the recording is finished, or whoever asks is no more.

    Args:
        gait: A `Gait`.
        source: Where requests come from, each followed by its samples: six counts each.
        sink: Where answers go: of each step the samples that were fed until it was known, its fields and the balances
            as they were then; at the end the balances and the place beside the spine after them.
    """
    request = array("i", bytes(12))
    samples = array("i", bytes(24 * CHUNK_SAMPLES))
    rows = memoryview(array("i", bytes(4 * (1 + WIDTH * _STEPS))))
    while source.readinto(request) == 12:
        kind, count, index = request
        if kind == GAP:
            gait.gap(count)
            continue
        if kind == FEED:
            if source.readinto(memoryview(samples)[: 6 * count]) != 24 * count:
                return
            used = driver.feed(gait, samples, count, index, rows[1:])
        else:
            gait.finish()
            used = driver.drain(gait, rows[1:], 0, index)
            used = driver.write_balances(gait, rows[1:], used)
            rows[1 + used] = gait.totals.place_mm
            used += 1
        rows[0] = used
        sink.write(rows[: 1 + used])
        if kind == FINISH:
            return
