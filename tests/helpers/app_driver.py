"""Runs the app on MicroPython with the heap locked in its loop; started by `test_app_heap.py` in a staged folder."""

import gc
import json

from micropython import heap_lock, heap_unlock  # pyright: ignore[reportMissingImports]

from app_world import World
from recoil_clip.app.app import App
from recoil_clip.app.state import RECORDING, SCREEN

LONGEST_BOOT_POLLS = 1500


class UnlockedWriting:
    """Stands in for a session's writer where it may allocate: when the log is written."""

    def __init__(self, writer):
        self._flush_due = writer.flush_due
        self.writes = 0

    def flush_due(self, now_ms):
        heap_unlock()
        wrote = self._flush_due(now_ms)
        if wrote:
            self.writes += 1
        heap_lock()
        return wrote


def begin(folder, data):
    """Boot a clip whose wearer runs, and wait until it records."""
    world = World(data)
    world.is_lit = False
    app = App(world, folder + "/clip")
    polls = 0
    while not has_begun(app, RECORDING):
        app.poll()
        app.rest()
        polls += 1
        assert polls < LONGEST_BOOT_POLLS, "it does not start"
    return world, app


def has_begun(app, state):
    """Return True when the log is open too, or could not be opened and that was noted: it may allocate until then."""
    session = app.sessions.current
    if app.state != state or session is None or session.writer.has_pieces:
        return False
    trouble = session.trouble()
    return not trouble or trouble in app.faults.standing


def locked(folder, data, polls):
    """Poll under a locked heap; return what was felt, how often the log was written, and how many steps there were."""
    world, app = begin(folder, data)
    world.usb = True  # a computer that asks nothing
    session = app.sessions.current
    assert session is not None
    writer = session.writer
    unlocked = UnlockedWriting(writer)
    writer.flush_due = unlocked.flush_due
    gc.collect()
    while polls:
        heap_lock()
        app.poll()
        app.rest()
        heap_unlock()
        polls -= 1
    steps = session.gait.totals._steps
    return [len(world.haptic.sequences()), unlocked.writes, steps]


def screened(folder, data, polls, presses):
    """Press so often, and poll under a locked heap until all is done; return what `locked` does, and the trials."""
    world = World(data)
    world.is_lit = False
    app = App(world, folder + "/clip")
    for number in range(presses):
        world.press(world.now_ms() + 1000 + 350 * number, 150)
    while not has_begun(app, SCREEN):
        app.poll()
        app.rest()
        polls -= 1
        assert polls, "it does not start"
    session = app.sessions.current
    assert session is not None
    unlocked = UnlockedWriting(session.writer)
    session.writer.flush_due = unlocked.flush_due
    gc.collect()
    while not session.is_idle():
        # As `App.poll` does, but for saving, which may allocate.
        heap_lock()
        now_ms = world.clock.ticks_ms()
        app._began_ms = now_ms
        app._look_at_button(world.is_pressed(), now_ms)
        app._sense(now_ms)
        session.beat(now_ms)
        app._look_after(session, now_ms)
        app._show(now_ms)
        app.rest()
        heap_unlock()
        polls -= 1
        assert polls, "it does not end"
    return [len(world.haptic.sequences()), unlocked.writes, session.sequence.index]


def used(folder, data, polls, every):
    """Poll; return the bytes in use every so many polls."""
    _, app = begin(folder, data)
    found = []
    while polls:
        app.poll()
        app.rest()
        polls -= 1
        if polls % every == 0:
            gc.collect()
            found.append(gc.mem_alloc())  # pyright: ignore[reportAttributeAccessIssue]
    return found


def main(folder, job, polls, every):
    """Do a job and print what came of it as JSON."""
    with open(folder + "/motion.bin", "rb") as file:  # noqa: PTH123 (MicroPython has no pathlib)
        data = file.read()
    if job == "locked":
        found = locked(folder, data, polls)
    elif job == "screened":
        found = screened(folder, data, polls, every)
    else:
        found = used(folder, data, polls, every)
    print("found " + json.dumps(found))
