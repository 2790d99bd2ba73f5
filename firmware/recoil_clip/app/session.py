"""One recording: every sample to the core, every step to the log and the coach, every cue to the motor."""

from ..compat import const
from ..cueing.core_work import earned_cmin
from ..cueing.metronome import OFF
from ..cueing.steadiness import Steadiness
from ..spec import events
from ..spec.cues import CUE_CONFIRM, CUE_TICK, NO_CUE
from ..spec.validity import ACCELEROMETER, GYROSCOPE

_PAUSE_MS = const(8000)  # after a stumble or a gap running is certain again in 4 s: no pause
_BURST_MS = const(2000)  # ticks closer together belong to one burst
_FOREVER_MS = const(1 << 29)


class Tally:
    """Counts of steps and cues, the last of each. Times are the session's."""

    def __init__(self):
        self.steps = 0
        self.contact_us = 0
        self.flight_us = 0
        self.bounce_um = 0
        self.peak_mg = 0
        self.speed_mm_s = 0  # of late, as the average runner's who moves so
        self.cues = 0
        self.cue = NO_CUE
        self.cue_ms = 0

    def step(self, step):
        """A step became known."""
        self.steps += 1
        self.contact_us = step.contact_us
        self.flight_us = step.flight_us
        self.bounce_um = step.bounce_um
        self.peak_mg = step.peak_mg
        speed = step.speed_mm_s
        if speed:
            self.speed_mm_s += (speed - self.speed_mm_s) >> 3 if self.speed_mm_s else speed

    def felt(self, cue, time_ms):
        """A cue was felt, or the coach's word that all is well again."""
        self.cues += 1
        self.cue = cue
        self.cue_ms = time_ms


class Session:
    """Feed every burst with `feed`, then call `beat` once per poll.

    Times are the core's: ms since its first sample, which for a session that started by itself lies before the START
    event, mostly by less than a minute. Its first steps do too: running has to be certain first. `talk` is told of
    steps and events while a computer listens.
    """

    def __init__(self, motion, recorder, coach, haptics, mask, settings, talk, form):
        self.is_paused = False
        self.is_close = False  # the next step may earn a cue
        self.gait = motion.gait
        self.tally = Tally()
        self.writer = recorder.writer
        self._motion = motion
        self._recorder = recorder
        self._coach = coach
        self._metronome = coach.metronome
        self._haptics = haptics
        self._mask = mask
        self._talk = talk
        self._steadiness = Steadiness()
        self._phase = -1
        self._form = form
        recorder.totals = motion.gait.totals
        recorder.steadiness = self._steadiness
        recorder.form = self._form
        self._row = 0  # steps in a row without a flag
        self._running_ms = self.now_ms()  # when there was running last
        self._idle_ms = settings.idle_end_min * 60000 if settings.auto_stop else _FOREVER_MS
        self._pace_s_per_km = settings.wearer_pace_s_per_km
        self._tick_ms = -_BURST_MS
        self._ended = 0
        self._is_coached = not motion.sensor.dead & ACCELEROMETER
        self.quiet = None  # hours of the day without cues
        self._plan = None
        if settings.run_walk != "off":
            from ..cueing.run_walk import PATTERNS, RunWalk  # they take memory only where such a plan is set

            self._plan = RunWalk(settings)
            self._plan_patterns = PATTERNS
        haptics.mask = mask

    def start(self, how):
        """Log the start."""
        now_ms = self.now_ms()
        self._event(events.START, now_ms, how)
        self._tell_phase(now_ms)

    def now_ms(self):
        """Return the time of the newest sample."""
        return self._motion.elapsed.ms

    def feed(self, n):
        """Push the `n` samples of a burst and act on every step that they complete."""
        motion = self._motion
        if motion.lost:
            self.writer.gap(motion.lost, self.now_ms())
            if self._talk.is_live:
                self._talk.event(events.GAP, self.now_ms(), motion.lost)
        if n:
            self.writer.raw(motion.samples, n)
        at = 0
        while at < n:
            at = motion.feed(at)
            self._take(self._is_coached)

    def beat(self, clock_ms):
        """After every poll: look after the metronome and the log; `clock_ms` is the processor's clock."""
        now_ms = self._motion.elapsed.ms
        if self._metronome.next_ms != OFF:
            self.tick(0)
        self._form.work()
        if now_ms >= self._recorder.due_ms:
            self._recorder.keep(now_ms)

    def look(self):
        """Now and then: look for pauses."""
        now_ms = self._motion.elapsed.ms
        if self.gait.is_running():
            self._running_ms = now_ms
            if self.is_paused:
                self.is_paused = False
                self._event(events.RESUME, now_ms)
        elif not self.is_paused and now_ms - self._running_ms >= _PAUSE_MS:
            self.is_paused = True
            self._event(events.PAUSE, self._running_ms)
        if self.quiet is not None and self.quiet.look(self._coach, now_ms):
            self._event(events.MUTE, now_ms, 2 if self._coach.is_muted else 0)
        if self._plan is not None:
            self._follow_plan(now_ms)
        self.tick(0)

    def _follow_plan(self, now_ms):
        """Say by touch when to run and when to walk, once what is felt now is over."""
        if self._haptics.is_quiet():
            told = self._plan.look(now_ms, self.gait.is_running())  # pyright: ignore[reportOptionalMemberAccess]
            if told:
                self._haptics.feel(self._plan_patterns[told & 7], now_ms + self._motion.behind_ms())
                self._event(events.PLAN, now_ms, told + 256 * self._plan.runs)  # pyright: ignore[reportOptionalMemberAccess]

    def tick(self, passed_ms):
        """Let the metronome tick if it is due, so long after the last beat."""
        now_ms = self.now_ms() + passed_ms
        cue = self._coach.tick(now_ms)
        if cue and self._feel(cue, now_ms):
            self._felt(cue, now_ms)

    def tick_due_ms(self):
        """Return when the metronome is due, in ms after the last beat; a long time if it is off."""
        next_ms = self._metronome.next_ms
        return _FOREVER_MS if next_ms == OFF else next_ms - self.now_ms()

    def is_idle(self):
        """Return True if there has been no running for so long that the session ends by itself."""
        return self.now_ms() - self._running_ms >= self._idle_ms

    def mark(self, ago_ms):
        """Log a marker: the button was pressed so long ago."""
        self._event(events.MARKER, max(self.now_ms() - ago_ms, 0))

    def mute(self):
        """Mute cues, or unmute them. Returns True if they are muted now."""
        is_muted = self._coach.mute()
        self._event(events.MUTE, self.now_ms(), 1 if is_muted else 0)
        return is_muted

    def request(self):
        """The runner asks for cues. Returns False if there are none to be had."""
        was_muted = self._coach.is_muted
        is_granted = self._coach.request()
        if was_muted and is_granted:
            self._event(events.MUTE, self.now_ms(), 0)
        return is_granted

    def axes(self, dead):
        """Log which axes of the sensor are not to be believed from now on, and do without them."""
        self._event(events.VALIDITY, self.now_ms(), dead)
        if dead & GYROSCOPE:
            self.gait.lose_gyroscope()
        self._is_coached = not dead & ACCELEROMETER

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
        return self._recorder.trouble

    def end(self, reason):
        """Let the last steps come out, then log the end and close. An interrupted call can be made again."""
        if self._ended == 0:
            self._ended = 1
            if not self._motion.is_feeding:
                self.gait.finish()
            self._take(False)
        if self._ended == 1:
            self._ended = 2
            now_ms = self.now_ms()
            score = self._coach.inside_pct()
            if score >= 0:
                self._event(events.SCORE, now_ms, score)
            earned = earned_cmin(self._coach.running.total_ms // 1000, self._pace_s_per_km)
            if earned:
                self._event(events.CORE, now_ms, earned)
            self._coach.finish()
            self._event(events.STOP, now_ms, reason)
        if self._ended == 2:
            self._recorder.close(self.now_ms())
            self._ended = 3
        self._haptics.mask = None

    def _take(self, is_coached):
        """Take the steps that wait."""
        step = self.gait.take()
        while step is not None:
            flags = step.flags | self._masked(step)
            # What is to be felt comes first: to log a step takes several times as long as to decide.
            cue = self._coached(step, flags) if is_coached else NO_CUE
            self._log(step, flags)
            if is_coached:
                self._tell(cue)
            step = self.gait.take()

    def _masked(self, step):
        """Return the flag of a step in which the motor shook, else 0."""
        begin_ms = step.initial_contact_s * 1000 + step.initial_contact_us // 1000
        return self._mask.flag(begin_ms, begin_ms + step.step_us // 1000)

    def _log(self, step, flags):
        """Log a step with its flags and those of the app."""
        self._recorder.step(step, flags, self._motion.elapsed.ms)
        if self._form.add(step, flags):
            self.writer.stride(self._form.stride)
        self.tally.step(step)
        if self._talk.is_live:
            self._talk.step(step, flags)
        self._row = 0 if flags else self._row + 1
        if self._row:
            self._steadiness.add(step.step_us, self._row)

    def _coached(self, step, flags):
        """Let the coach decide. Returns the cue that is felt, or 0."""
        now_ms = self._motion.elapsed.ms
        cue = self._coach.step(step, flags, now_ms, step.speed_mm_s)
        self.is_close = self._coach.is_close(now_ms)
        return cue if cue != NO_CUE and self._feel(cue, now_ms) else NO_CUE

    def _tell(self, cue):
        """Log what the coach has decided, after the step that it decided on."""
        now_ms = self._motion.elapsed.ms
        if cue != NO_CUE:
            self._felt(cue, now_ms)
        if self._coach.schedule.phase != self._phase:
            self._tell_phase(now_ms)

    def _tell_phase(self, now_ms):
        """Log the schedule's phase; it changes when form turns out not to be what was known, and teaches."""
        self._phase = self._coach.schedule.phase
        self._event(events.PHASE, now_ms, self._phase)

    def _feel(self, cue, now_ms):
        # The mask has to know when the motor shakes, not when the deciding step was known.
        return self._haptics.feel(self._coach.patterns[cue], now_ms + self._motion.behind_ms())

    def _felt(self, cue, now_ms):
        """Log a cue that was felt."""
        if cue == CUE_TICK:
            # Of a burst, only the first tick is logged.
            is_first = now_ms - self._tick_ms >= _BURST_MS
            self._tick_ms = now_ms
            if not is_first:
                return
        self.tally.felt(cue, now_ms)
        self._event(events.CONFIRM if cue == CUE_CONFIRM else events.CUE, now_ms, cue)

    def _event(self, kind, time_ms, value=0):
        self.writer.event(kind, time_ms, value)
        if self._talk.is_live:
            self._talk.event(kind, time_ms, value)
