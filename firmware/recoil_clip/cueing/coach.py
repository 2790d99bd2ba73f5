"""The coach: one call per step, at most one decision back. Rules and evidence: `docs/cueing.md`."""

from ..compat import const
from .band import INSIDE, OUTSIDE, TARGETS, UNJUDGED, Band
from .baseline import Lesson
from .cues import CUE_CONFIRM, CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER, CUE_TICK, NO_CUE
from .form import Form, is_running_step
from .metronome import OFF, Metronome
from .patterns import duration_ms, patterns
from .running import Running
from .schedule import BASELINE, RETENTION, Schedule

UNKNOWN = const(-1)

_CUES = (NO_CUE, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER, CUE_EVEN)  # by target
_PAUSE_MS = const(2000)  # so long without a step: not running
_MOST_SKIPPED = const(8)  # so many steps that do not count end a row
_FEW_STEPS = const(100)  # fewer give no score
_BREATH_MS = const(500)  # between a cue's last pulse and the metronome's first tick


class Coach:
    """Feed every step with `step` and call `tick` at every poll; both return a cue or 0 and allocate nothing.

    `settings` has the cueing fields of the settings as attributes, `history` is a `History`. Times are in ms on a
    clock that begins near 0 with the session. `patterns[cue]` is how a cue feels; `band.value` and `band.limit` are
    what the last decision compared.
    """

    def __init__(self, settings, history):
        self.history = history
        self.patterns = patterns(settings.pulse_ms, settings.long_pulse_ms)
        self.target = settings.target
        target = TARGETS.index(settings.target)
        baseline = history.baseline(settings.baseline_runs)
        self.has_baseline = baseline.is_ready
        self.band = Band(target, settings, baseline)
        self.schedule = Schedule(settings, history.session(settings.target), target > 0, baseline.is_ready)
        self.metronome = Metronome(settings.metronome_burst_s * 1000)
        self.running = Running()
        self._form = Form()
        self._lesson = Lesson(settings.baseline_from_min * 60000, settings.baseline_min * 60000)
        self._is_judging = target > 0 and baseline.is_ready
        self._cue = _CUES[target]
        self._follows = settings.metronome == "after_cue" and self._cue == CUE_QUICKER
        self._follow_ms = duration_ms(self.patterns[self._cue]) + _BREATH_MS if self._cue else 0
        self._clear_ms = 0  # no regular burst before this: a cue is still felt
        is_late = settings.metronome == "last_third"
        self._regular_ms = settings.metronome_every_min * 60000 if is_late or settings.metronome == "regular" else 0
        self._burst_due_ms = settings.quiet_start_min * 60000  # running time
        if is_late:
            self._burst_due_ms = max(self._burst_due_ms, settings.run_min * 40000)
        self._quiet_ms = settings.quiet_start_min * 60000
        self._settle_ms = settings.settle_s * 1000
        self._interval_ms = settings.cue_interval_s * 1000
        self._outside_steps = settings.outside_steps
        self._inside_steps = settings.inside_steps
        self._confirms = settings.confirm
        self._session_ms = settings.session_min * 60000
        self._outside = 0  # steps in a row
        self._inside = 0
        self._waits = False  # a cue was given, and the runner is not yet known to be back
        self._free_ms = 0  # no cue before this
        self._step_ms = 0
        self._judged = 0
        self._judged_inside = 0
        self._finished = False

    def step(self, step_us, contact_us, bounce_um, flags, time_ms, side=0):
        """Count a step that became known at `time_ms`; any flag means that it is no evidence. Returns a cue or 0."""
        if time_ms - self._step_ms > _PAUSE_MS:
            self.rest()
        self._step_ms = time_ms
        running = self.running
        running.add(step_us)
        form = self._form
        if flags or running.stretch_ms <= self._settle_ms or not is_running_step(step_us, contact_us, bounce_um):
            form.skip()
            if form.skipped >= _MOST_SKIPPED:
                self._outside = self._inside = 0
            return NO_CUE
        form.add(step_us, contact_us, bounce_um, side)
        self._lesson.add(running.total_ms, step_us, contact_us, bounce_um, form.steadiness.unsteadiness_bp)
        if self._regular_ms:
            self._begin_regular(time_ms)
        if not self._is_judging:
            return NO_CUE
        verdict = self.band.judge(form)
        if verdict == UNJUDGED:
            return NO_CUE
        return self._decide(verdict, time_ms)

    def tick(self, time_ms):
        """Let time go on between steps. Returns CUE_TICK when the metronome ticks, else 0."""
        if time_ms - self._step_ms > _PAUSE_MS and self.running.stretch_ms:
            self.rest()
        return CUE_TICK if self.metronome.tick(time_ms) else NO_CUE

    def rest(self):
        """Running ended, or samples were lost: rows of steps begin anew, and nobody is told of having come back."""
        self.running.stop()
        self.metronome.stop()
        self._form.clear()
        self._outside = self._inside = 0
        self._waits = False

    def request(self):
        """The runner asks for cues. Returns False if this session has none: baseline, retention, switched off."""
        return self.schedule.request()

    def start_metronome(self, time_ms):
        """Begin a burst. Returns False without a baseline, in a retention run, in the quiet start, or below running."""
        running = self.running
        if not self.has_baseline or self.schedule.phase == RETENTION:
            return False
        if running.total_ms < self._quiet_ms or running.stretch_ms <= self._settle_ms:
            return False
        self.metronome.start(time_ms, self.band.target_step_us)
        self._free_ms = max(self._free_ms, time_ms + self.metronome.burst_ms + self._interval_ms)
        return True

    def inside_pct(self):
        """Return the share of judged steps after the quiet start inside the band, UNKNOWN while they are few."""
        if self._judged < _FEW_STEPS:
            return UNKNOWN
        return self._judged_inside * 100 // self._judged

    def finish(self):
        """The session is over: enter it in the history and return that; not in the polling path."""
        if self._finished:
            return self.history
        self._finished = True
        phase = self.schedule.phase
        if not self.has_baseline:
            if self._lesson.is_learnt():
                self.history.add_run(self._lesson.result())
        elif phase > BASELINE and self.running.total_ms >= self._session_ms:
            score = self.inside_pct()
            if phase != RETENTION:
                self.history.add_session(self.target)
            elif score != UNKNOWN:
                self.history.add_retention(self.target, self.history.add_session(self.target), score)
        return self.history

    def _begin_regular(self, time_ms):
        """Begin the regular burst if it is due, by running time alone: whether or not anything is judged or cued."""
        running_ms = self.running.total_ms
        if running_ms < self._burst_due_ms or time_ms < self._clear_ms or self.metronome.next_ms != OFF:
            return
        if self.start_metronome(time_ms):
            self._burst_due_ms = running_ms + self._regular_ms

    def _decide(self, verdict, time_ms):
        if verdict == OUTSIDE:
            self._outside = min(self._outside + 1, self._outside_steps)
            self._inside = 0
        else:
            self._inside = min(self._inside + 1, self._inside_steps)
            self._outside = 0
        running_ms = self.running.total_ms
        if running_ms >= self._quiet_ms:
            self._judged += 1
            if verdict == INSIDE:
                self._judged_inside += 1
        if self.metronome.next_ms != OFF:
            return NO_CUE
        if self._waits and self._inside >= self._inside_steps:
            self._waits = False
            if not self._confirms:
                return NO_CUE
            self._clear_ms = time_ms + self._follow_ms
            return CUE_CONFIRM
        if time_ms < self._free_ms or not self.schedule.allows(running_ms):
            return NO_CUE
        if self._outside >= self._outside_steps:
            self._waits = True
            self._free_ms = time_ms + self._interval_ms
            self._clear_ms = time_ms + self._follow_ms
            if self._follows:
                self.start_metronome(self._clear_ms)
            return self._cue
        return NO_CUE
