"""A plan of running and walking, led by touch; imported only where the settings ask for one.

Every session begins with a walk of one interval. `look` says what to do, and sees from running itself whether it was
done: of a run a third, of a walk half of the time has to be what was asked, without the first seconds of each, in which
running is not yet known, or not yet known to be over.
"""

from ..compat import const

RUN = const(1)
WALK = const(2)
HALF = const(3)
DONE = const(4)
OBEYED = const(64)  # beside a phase: the interval before was as asked
IGNORED = const(128)  # it was not

PATTERNS = (
    (0, 0, 0),
    (4, 90, 90),  # run: four quick
    (2, 400, 200),  # walk: two long
    (3, 90, 90),  # half of the plan is over: three quick
    (2, 600, 1000),  # done: two long, a second apart; four long ones say that the run is not kept
)

# The built-in ladder: seconds of running, of walking, how often; some half an hour each. The first step is where
# adults with low-back pain began in a trial (ASTEROID 2024); the steps from there are ours.
LADDER = (
    (15, 120, 13),
    (30, 120, 12),
    (45, 120, 11),
    (60, 120, 10),
    (60, 90, 12),
    (90, 90, 10),
    (120, 60, 10),
    (180, 60, 7),
    (300, 60, 5),
    (600, 60, 3),
)
_BLIND_MS = const(6000)


class RunWalk:
    """Call `look` a few times a second; it returns what is to be felt and logged, mostly 0."""

    def __init__(self, settings):
        run_s, walk_s, times = LADDER[settings.run_walk_level - 1]
        if settings.run_walk == "own":
            run_s = settings.run_walk_run_s
            walk_s = settings.run_walk_walk_s
            times = settings.run_walk_times
        self._run_ms = run_s * 1000
        self._walk_ms = walk_s * 1000
        self._times = times
        self.runs = 0  # begun
        self._phase = 0
        self._begin_ms = 0
        self._looks = 0
        self._running = 0  # looks at which there was running
        self._has_halved = False

    def look(self, now_ms, is_running):
        """Return the phase that begins now, with OBEYED or IGNORED for the one before, HALF in mid-phase, or 0."""
        if self._phase == DONE:
            return 0
        if not self._phase:
            return self._begin(WALK, now_ms)
        passed_ms = now_ms - self._begin_ms
        if passed_ms >= _BLIND_MS:
            self._looks += 1
            if is_running:
                self._running += 1
        if self._phase == RUN:
            if passed_ms < self._run_ms:
                return 0
            if self.runs >= self._times:
                return self._begin(DONE, now_ms)
            return self._begin(WALK, now_ms)
        if passed_ms >= self._walk_ms:
            self.runs += 1
            return self._begin(RUN, now_ms)
        if not self._has_halved and 2 * self.runs >= self._times and passed_ms >= _BLIND_MS:
            self._has_halved = True
            return HALF
        return 0

    def _begin(self, phase, now_ms):
        told = phase
        if self._phase and self._looks:
            running = self._running
            is_obeyed = 3 * running >= self._looks if self._phase == RUN else 2 * running <= self._looks
            told += OBEYED if is_obeyed else IGNORED
        self._phase = phase
        self._begin_ms = now_ms
        self._looks = self._running = 0
        return told
