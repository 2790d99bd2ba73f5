"""A screening or core work on the clip: samples to the sequence of tries, signals to the motor, tries to the log."""

import sys

from ..compat import const
from ..exercise.plan import CORE, SCREEN, plan_of, standard
from ..exercise.sequence import OVER, Sequence
from ..exercise.signals import PATTERNS
from ..log import trial
from ..settings.files import load_json
from ..spec import events
from ..spec import faults as named
from ..spec.files import CORE_PLAN, SCREEN_PLAN
from ..unloading import unload
from . import cueing
from .button import DOUBLE, SHORT
from .recorder import new_writer, trouble_of
from .session import Tally

PATHS = {SCREEN: SCREEN_PLAN, CORE: CORE_PLAN}
_KINDS = ("", SCREEN, CORE)  # by the kind of session
_FOREVER_MS = const(1 << 29)


def load_plan(root, kind, faults, utc_s):
    """Return the plan that a computer left on the clip; the clip's own if there is none, or if it is broken."""
    value, problem = load_json(root + PATHS[kind])
    plan = None
    if value is not None:
        plan, problem = plan_of(value, kind)
    if problem:
        faults.note(named.PLAN_BROKEN, PATHS[kind] + ": " + problem, utc_s)
    else:
        faults.clear(named.PLAN_BROKEN)
    if plan is None:
        plan, _ = plan_of(standard(kind), kind)
    return plan


def new_exercise(board, root, equipment, faults, motion, kind, talk):
    """Return what the plan for this kind of session (1 screen, 2 core work) is done with."""
    plan = load_plan(root, _KINDS[kind], faults, board.utc_s())
    writer = new_writer(root, equipment.settings, board, motion, kind)
    return Exercise(motion, writer, plan, equipment.haptics, talk)


class Exercise:
    """To the app it is a `Session`: `feed` every burst, then `beat`. `is_idle` when nothing is left to do."""

    def __init__(self, motion, writer, plan, haptics, talk):
        self.is_paused = False
        self.is_close = False  # no step earns anything
        self.gait = motion.gait  # at rest
        self.tally = Tally()
        self.writer = writer
        self.sequence = Sequence(plan, motion.elapsed.period_us)
        self._put = trial.put_exercise if plan.kind == CORE else trial.put_trial
        self._motion = motion
        self._haptics = haptics
        self._talk = talk
        self._trouble = trouble_of(writer)
        self._ended = 0

    def start(self, how):
        """Log the start."""
        self._event(events.START, self.now_ms(), how)

    def now_ms(self):
        """Return the time of the newest sample."""
        return self._motion.elapsed.ms

    def feed(self, n):
        """Give the `n` samples of a burst to the sequence of tries."""
        motion = self._motion
        sequence = self.sequence
        if motion.lost:
            self.writer.gap(motion.lost, self.now_ms())
            sequence.gap(motion.lost)
        if n:
            self.writer.raw(motion.samples, n)
            motion.elapsed.add(n)
            sequence.feed(motion.samples, 0, n)

    def beat(self, clock_ms):
        """Let the sequence go on, and write what is due."""
        sequence = self.sequence
        signal = sequence.poll()
        if signal:
            self._haptics.feel(PATTERNS[signal], self.now_ms())
        if sequence.has_result:
            self.writer.put(self._put, sequence.result)
        if self.writer.flush_due(self.now_ms()):
            self._trouble = trouble_of(self.writer)

    def look(self):
        """Do nothing: a screening has no pauses."""

    def tick(self, passed_ms):
        """There is no metronome."""

    def tick_due_ms(self):
        """Return when the metronome is due: never."""
        return _FOREVER_MS

    def is_idle(self):
        """Return True when nothing is left to do."""
        return self.sequence.phase == OVER

    def pressed(self, pressed):
        """A short press: the next, please. Two: leave this out."""
        if pressed == SHORT:
            self.sequence.step()
        elif pressed == DOUBLE:
            self._haptics.feel(cueing.GRANTED if self.sequence.skip() else cueing.REFUSED, self.now_ms())

    def axes(self, dead):
        """Log which axes of the sensor are not to be believed from now on."""
        self._event(events.VALIDITY, self.now_ms(), dead)

    def rate(self, period_ns):
        """Log the true sample period."""
        self._event(events.RATE, self.now_ms(), period_ns)

    def fault(self, number):
        """Log a fault."""
        self._event(events.FAULT, self.now_ms(), number)

    def battery(self, packed):
        """Log the battery."""
        self._event(events.BATTERY, self.now_ms(), packed)

    def trouble(self):
        """Return the fault's number while the log cannot be written, else 0."""
        return self._trouble

    def end(self, reason):
        """Log a try that goes on, and the end; close. An interrupted call can be made again."""
        if self._ended == 0:
            self._ended = 1
            self.sequence.stop()
        if self._ended == 1:
            self._ended = 2
            if self.sequence.has_result:
                self.writer.put(self._put, self.sequence.result)
            self._event(events.STOP, self.now_ms(), reason)
        if self._ended == 2:
            self.writer.close()
            self._trouble = trouble_of(self.writer)
            self._ended = 3

    def _event(self, kind, time_ms, value=0):
        self.writer.event(kind, time_ms, value)
        if self._talk.is_live:
            self._talk.event(kind, time_ms, value)


def release():
    """Give back the memory of all this: the next run wants it."""
    unload("recoil_clip.log", ("trial",))
    unload("recoil_clip.app", ("exercise",))
    for name in list(sys.modules):
        if name.startswith("recoil_clip.exercise."):
            sys.modules.pop(name)
    unload("recoil_clip", ("exercise",))
