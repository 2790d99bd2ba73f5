"""The coach: one call per step, at most one decision back. Rules and evidence: `docs/cueing.md`."""

from ..compat import const
from ..spec.cues import CUE_CONFIRM, CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER, CUE_TICK, NO_CUE
from ..spec.phases import BASELINE, HELD, RETENTION
from .backoff import Backoff
from .band import AGREE_Q12, BOUNCE, CADENCE, CONTACT_SHARE, INSIDE, OUTSIDE, TARGETS, UNJUDGED, WHAT, Band
from .baseline import FormOfRun
from .form import Form, is_running_step
from .metronome import OFF, Metronome
from .patterns import duration_ms, patterns
from .running import Running
from .schedule import Schedule
from .score import LEARNT, PARTLY, own_pct, verdict

UNKNOWN = const(-1)

_CUES = (NO_CUE, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER, CUE_EVEN, CUE_SOFTER)  # by target
_WITHOUT_TICKS = (BASELINE, RETENTION, HELD)
_PAUSE_MS = const(2000)  # so long without a step: not running
_LONGEST_STEP_MS = const(600)
_MOST_SKIPPED = const(8)  # so many steps that do not count end a row
_LONG_INSIDE = const(120)  # so many steps in a row inside are an answer too, if the target is not reached
_KNOWN_STEPS = const(24)  # so many steps at a pace that is known, and the form has arrived there
_FEW_STEPS = const(100)  # fewer give no score
_FEW_FIRST_STEPS = const(60)  # fewer say nothing about the day
_TOWARDS_Q12 = const(59)  # 1 %: form so far on the target's side is practice, and teaches no own values
_BREATH_MS = const(500)  # between a cue's last pulse and the metronome's first tick
_MOST_EXTENSIONS = const(2)


class Coach:
    """The cueing rules of `docs/cueing.md`: `step` takes every step, `tick` comes at every poll; neither allocates.

    Times are in ms on a clock that begins near 0 with the session. `patterns[cue]` is how a cue feels; `band` says what
    the last decision compared, `judged` what came of it: INSIDE, OUTSIDE or UNJUDGED.

    Args:
        settings: The cueing fields of the settings, as attributes.
        history: A `History`.
        has_pace: Whether steps come with a relative speed.
    """

    def __init__(self, settings, history, has_pace=False):
        self.history = history
        self.patterns = patterns(settings.pulse_ms, settings.long_pulse_ms)
        self.target = settings.target
        self.is_muted = False
        self.is_odd = False  # form is not what was known of this runner: the session teaches
        self.judged = UNJUDGED
        target = TARGETS.index(settings.target)
        self._settings = settings
        self._baseline = baseline = history.baseline(
            settings.baseline_runs, settings.target, settings.baseline_min, has_pace
        )
        self.has_baseline = baseline.is_ready
        self.band = Band(target, settings, baseline)
        self.schedule = Schedule(
            settings, history.place(settings.target), target > 0, baseline.is_ready, history.held > 0
        )
        self.metronome = Metronome(settings.metronome_burst_s * 1000)
        self.running = Running()
        self.backoff = Backoff(
            settings.cue_interval_s * 1000, settings.cue_ceiling, history.count("unanswered", self.target)
        )
        self._form = Form(has_pace)
        self._form_of_run = FormOfRun(settings.baseline_from_min * 60000, has_pace)
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
        self._outside_steps = settings.outside_steps
        self._inside_steps = settings.inside_steps
        self._confirms = settings.confirm
        self._outside = 0  # steps in a row
        self._inside = 0
        self._known = 0  # steps in a row at paces at which own values are known
        self._waits = False  # a cue was given, and the runner is not yet known to be back
        self._cued = False  # in this session
        self._step_ms = 0
        self._seen = 0  # steps after the quiet start that could have been judged
        self._judged = 0
        self._judged_inside = 0
        self._first = 0  # steps judged before any cue, and the sum of their values
        self._first_sum = 0
        self._is_looked_at = False  # whether the first minutes fit what is known
        self._compares_own = target in (CADENCE, BOUNCE, CONTACT_SHARE)
        self._is_new = not history.count("cues", self.target)
        self._known_steps = _KNOWN_STEPS if self._compares_own else 0
        self._agree_q12 = AGREE_Q12[target]
        # Bounce differs by 1.5 % from day to day, step time by 0.8 %: one first day in twenty or fewer is called odd.
        self._odd_q12 = self._agree_q12 * (4 if target == BOUNCE else 3) // 5
        self._finished = False

    def step(self, step, flags, time_ms, pace=UNKNOWN):
        """Count a step that became known at `time_ms`.

        Args:
            step: With step_us, contact_us, bounce_um and side.
            flags: Any means that it is no evidence.
            time_ms: When it became known.
            pace: Relative speed, as the gait core's in mm/s; below 1 if it is not known.

        Returns:
            A cue or 0.
        """
        if time_ms - self._step_ms > _PAUSE_MS:
            self.rest()
        self._step_ms = time_ms
        self.running.add(step.step_us)
        self.judged = UNJUDGED
        form = self._form
        if flags or self.running.stretch_ms <= self._settle_ms or not is_running_step(step):
            form.skip()
            if form.skipped >= _MOST_SKIPPED:
                self._outside = self._inside = 0
            return NO_CUE
        form.add(step, pace)
        if form.is_known and not self._cued:
            self._form_of_run.add(self.running.total_ms, step, form)
        if self._regular_ms:
            self._begin_regular(time_ms)
        if self._is_judging:
            if self.running.total_ms >= self._quiet_ms:
                self._seen += 1
            self.judged = self.band.judge(form)
            if self.judged == UNJUDGED:
                self._outside = self._inside = self._known = 0
            elif self._known < self._known_steps:
                self._known += 1  # still on the way from a pace at which nothing is known
                self.judged = UNJUDGED
            else:
                return self._decide(time_ms)
        return NO_CUE

    def tick(self, time_ms):
        """Let time go on between steps.

        Args:
            time_ms: The time.

        Returns:
            CUE_TICK when the metronome ticks, else 0.
        """
        if time_ms - self._step_ms > _PAUSE_MS and self.running.stretch_ms:
            self.rest()
        return CUE_TICK if self.metronome.tick(time_ms) and not self.is_muted else NO_CUE

    def rest(self):
        """End a stretch of running: rows of steps begin anew, nobody is told of having come back. Returns nothing."""
        self.running.stop()
        self.metronome.stop()
        self._form.clear()
        self._outside = self._inside = 0
        self._waits = False

    def is_close(self, time_ms):
        """Tell whether the next step may earn a cue: it is worth being quick then.

        Args:
            time_ms: The time.

        Returns:
            True if it may.
        """
        return (
            self._outside >= self._outside_steps - 1
            and not self.is_muted
            and self.backoff.is_free(time_ms + _LONGEST_STEP_MS)
        )

    def mute(self):
        """Mute, or unmute. Returns True if it is muted now."""
        self.is_muted = not self.is_muted
        self._waits = False
        return self.is_muted

    def request(self):
        """The runner asks for cues, which ends muting and silence. Returns False if this session has none.

        It has none while own values are learnt, in retention runs, while it is held back, and switched off.
        """
        if not self.schedule.request():
            return False
        self.is_muted = False
        self.backoff.asked()
        return True

    def start_metronome(self, time_ms):
        """Begin a burst.

        Args:
            time_ms: Of its first tick.

        Returns:
            False without own values, where they are learnt, in a retention run, one that is held back, when muted, in
            the quiet start, or below running.
        """
        if not self.has_baseline or self.is_muted or self.schedule.phase in _WITHOUT_TICKS:
            return False
        if self.running.total_ms < self._quiet_ms or self.running.stretch_ms <= self._settle_ms:
            return False
        self.metronome.start(time_ms, self.band.step_us(self._form))
        self.backoff.wait(time_ms + self.metronome.burst_ms)
        return True

    def inside_pct(self):
        """Return the share in % of judged steps after the quiet start inside the band, UNKNOWN while they are few."""
        if self._judged < _FEW_STEPS or 3 * self._judged < self._seen:  # a few at the edge of what is known say nothing
            return UNKNOWN
        return self._judged_inside * 100 // self._judged

    def own_pct(self):
        """Return what share of steps in % own form would have inside the band; not in the polling path."""
        if not self._compares_own:  # steadiness has a limit beside own, asymmetry one of its own
            return 1 if self.band.limit < self._baseline.unsteadiness_bp and self._cue == CUE_STEADIER else 99
        return own_pct(self.band.limit, self._baseline.spread_q12[WHAT[TARGETS.index(self.target)]])

    def finish(self):
        """The session is over: enter it in the history and return that; not in the polling path."""
        if self._finished:
            return self.history
        self._finished = True
        history = self.history
        phase = self.schedule.phase
        if self._teaches() and self._form_of_run.is_learnt():
            history.add_run(self._form_of_run.result())
        if history.held:
            history.held -= 1
        if phase <= BASELINE:
            return history
        if self._cued:
            history.cues[self.target] = history.count("cues", self.target) + 1
            history.unanswered[self.target] = self.backoff.ending()
        score = self.inside_pct()
        if phase == RETENTION and score == UNKNOWN:
            return history
        if history.add_running(self.target, self.running.total_ms // 1000, self._settings.session_min * 60):
            number = history.add_session(self.target)
            if phase == RETENTION:
                self._conclude(number, score)
        return history

    def _conclude(self, number, score):
        """Enter a retention run; what was not learnt extends the plan."""
        own = self.own_pct()
        found = verdict(score, own)
        history = self.history
        history.add_retention(self.target, number, score, own, found)
        settings = self._settings
        if (
            found >= LEARNT
            or settings.schedule != "faded"
            or history.count("extended", self.target) >= _MOST_EXTENSIONS
        ):
            return
        done = settings.full_sessions + settings.fewer_sessions - 2
        if found != PARTLY:
            done = settings.full_sessions - 2
        history.extend(self.target, max(done, 0))

    def _teaches(self):
        """Return True if form in this session, before any cue, says something about own form.

        It does while nothing is known. Later, form on the target's side is practice; on the other side, or before there
        was any cue, it is how this runner is now: other shoes, another place of the clip, a first day that was odd.
        """
        if not self._is_judging or self.is_odd or not self._compares_own or self._is_new:
            return True
        return self._first >= _FEW_FIRST_STEPS and self._first_sum // self._first < _TOWARDS_Q12

    def _begin_regular(self, time_ms):
        """Begin the regular burst if it is due, by running time alone: whether or not anything is judged or cued."""
        running_ms = self.running.total_ms
        if running_ms < self._burst_due_ms or time_ms < self._clear_ms or self.metronome.next_ms != OFF:
            return
        if self.start_metronome(time_ms):
            self._burst_due_ms = running_ms + self._regular_ms

    def _look_at_day(self):
        """At the end of the quiet start: is form, for its pace, what was known of this runner?

        Form on the other side of own than the target cannot have been learnt from cues. Far off, the session teaches;
        else today's own is where it began. After a long break every form teaches that is no practice which was kept.
        """
        self._is_looked_at = True
        if self._first < _FEW_FIRST_STEPS or not self._compares_own:
            return
        off = self._first_sum // self._first
        agree = self._agree_q12
        if (
            off < -agree
            or (self._is_new and abs(off) > self._odd_q12)
            or (self._baseline.is_old and (self._is_new or off < _TOWARDS_Q12))
        ):
            self.is_odd = True
            self.schedule.learn()
        elif off < 0:
            self.band.day_q12 = off

    def _decide(self, time_ms):
        if self.judged == OUTSIDE:
            self._outside = min(self._outside + 1, self._outside_steps)
            self._inside = 0
        else:
            self._inside += 1
            if self._inside == _LONG_INSIDE:
                self.backoff.answered()
            self._outside = 0
        if not self._cued and self._first < 6000:
            self._first += 1
            self._first_sum += self.band.value
        running_ms = self.running.total_ms
        if running_ms >= self._quiet_ms:
            if not self._is_looked_at:
                self._look_at_day()
            self._judged += 1
            if self.judged == INSIDE:
                self._judged_inside += 1
        if self.metronome.next_ms != OFF:
            return NO_CUE
        if self._inside >= self._inside_steps and self.band.is_at_target:
            self.backoff.answered()
            if self._waits:
                self._waits = False
                if not self._confirms or self.is_muted:
                    return NO_CUE
                self._clear_ms = time_ms + self._follow_ms
                return CUE_CONFIRM
        if self._outside < self._outside_steps or self.is_muted or not self.schedule.allows(running_ms):
            return NO_CUE
        return self._give(time_ms) if self.backoff.is_free(time_ms) else NO_CUE

    def _give(self, time_ms):
        """Give the cue."""
        self._waits = True
        self._cued = True
        self.schedule.cued()
        self.backoff.cued(time_ms)
        self._clear_ms = time_ms + self._follow_ms
        if self._follows:
            self.start_metronome(self._clear_ms)
        return self._cue
