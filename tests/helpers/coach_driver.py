"""Plays scripts to the coach; one file for CPython and every MicroPython.

A script is {"settings": {...}, "history": {...} or null, "has_pace": ...}, its rows are whole numbers: kind, step_us,
contact_us, bounce_um, flags, side, time_ms, speed_mm_s. Between `heap.lock()` and `heap.unlock()` nothing here may
allocate.
"""

import json
from array import array

from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.cueing.mask import Mask
from recoil_clip.cueing.patterns import duration_ms
from recoil_clip.cueing.run_walk import RunWalk
from recoil_clip.settings.settings import Settings

STEP, TICK, REST, REQUEST, BURST, MASKED_STEP, MUTE, LOOK = range(8)
WIDTH = 8
KEPT = 4  # of each row: the cue, value, verdict, and the flags the step had in the end


class OneStep:
    """A step as the gait core says it."""

    def __init__(self):
        self.step_us = 0
        self.contact_us = 0
        self.bounce_um = 0
        self.side = 0


class Heap:
    """A heap without a lock."""

    def lock(self):
        pass

    def unlock(self):
        pass


def feed(coach, plan, mask, rows, kept, step):
    """Play the rows; write what came of each into `kept`; `step` is used again and again; `plan` of runs and walks."""
    i = 0
    while i * WIDTH < len(rows):
        at = i * WIDTH
        kind = rows[at]
        time_ms = rows[at + 6]
        flags = rows[at + 4]
        cue = 0
        if kind == MASKED_STEP:
            flags |= mask.flag(time_ms - rows[at + 1] // 1000, time_ms)
            kind = STEP
        if kind == STEP:
            step.step_us = rows[at + 1]
            step.contact_us = rows[at + 2]
            step.bounce_um = rows[at + 3]
            step.side = rows[at + 5]
            cue = coach.step(step, flags, time_ms, rows[at + 7])
        elif kind == TICK:
            cue = coach.tick(time_ms)
        elif kind == REST:
            coach.rest()
        elif kind == REQUEST:
            coach.request()
        elif kind == MUTE:
            coach.mute()
        elif kind == BURST:
            coach.start_metronome(time_ms)
        else:
            flags = plan.look(time_ms, rows[at + 4] > 0)
        if cue:
            mask.pulse(time_ms, duration_ms(coach.patterns[cue]))
        kept[i * KEPT] = cue
        kept[i * KEPT + 1] = coach.band.value
        kept[i * KEPT + 2] = coach.judged
        kept[i * KEPT + 3] = flags
        i += 1


def play(script, rows, heap):
    """Return what came of one script: what was kept of each row, the score, the history, the patterns."""
    settings = Settings()
    for name in script["settings"]:
        settings.set(name, script["settings"][name])
    coach = Coach(settings, History(script["history"]), script["has_pace"])
    plan = RunWalk(settings)
    mask = Mask(settings.mask_after_ms)
    kept = array("i", bytes(4 * KEPT * (len(rows) // WIDTH)))
    step = OneStep()
    heap.lock()
    try:
        feed(coach, plan, mask, rows, kept, step)
        score = coach.inside_pct()
    finally:
        heap.unlock()
    return [kept, score, coach.finish().plain(), list(coach.patterns)]


def main(folder, heap):
    """Play every script in the folder's scripts.json; the rows of the first are in rows_0.bin.

    Prints what came of each but what was kept of its rows: that goes to kept_0.bin. Numbers are long to write out.
    """
    with open(folder + "/scripts.json") as file:  # noqa: PTH123 - MicroPython has no pathlib
        scripts = json.load(file)
    for number in range(len(scripts)):
        with open(folder + "/rows_" + str(number) + ".bin", "rb") as file:  # noqa: PTH123
            rows = array("i", file.read())
        found = play(scripts[number], rows, heap)
        with open(folder + "/kept_" + str(number) + ".bin", "wb") as file:  # noqa: PTH123
            file.write(found[0])
        print(json.dumps(found[1:]))
