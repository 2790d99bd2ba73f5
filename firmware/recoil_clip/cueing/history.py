"""What the coach remembers of a runner from run to run: own values, sessions done, the plan, scores.

`History(plain)` takes what a JSON file held, `plain()` gives it back. Whatever is wrong in it is left out and said in
`problems`. A file of version 1 (Recoil 0.1) is taken over whole. Not for the polling path.
"""

from ..compat import const
from .band import AGREE_Q12, TARGETS, WHAT
from .baseline import BINS, QUANTITIES, agreed

_MOST_RUNS = 10
_MOST_SCORES = 50
_MOST_SESSIONS = 100000
_MOST_HELD = 100
_MOST_NUMBER = 65535
_MOST_S = 36000
_BREAK_DAYS = const(42)
VERDICTS = ("not yet", "partly", "learnt", "kept")
_NUMBERS = ("revision", "relearnt", "day", "old")
_COUNTS = (
    # By target: name, most, what it is for people.
    ("sessions", _MOST_SESSIONS, "the count of sessions"),
    ("plan", _MOST_SESSIONS, "the place in the plan"),
    ("extended", _MOST_SESSIONS, "the count of extensions of the plan"),
    ("cues", _MOST_SESSIONS, "the count of cued sessions"),
    ("unanswered", 8, "the count of unanswered cues"),
    ("credit_s", _MOST_S, "the running time"),
)


class History:
    """What the coach remembers. `runs` is what runs taught, oldest first; `retentions` the scores in order.

    By target: `sessions` done, `plan` (sessions done of the plan, which is set back when it is extended), `extended`
    (how often), `cues` (sessions in which a cue was felt), `unanswered` (cues at the end of the last session),
    `credit_s` (running that was too short for a session). `held`: so many sessions are not to be cued. `wearer`: this
    runner's settings of that name, which come back when the runner is chosen on the clip; it is not judged here.
    `revision` is that of the gait core which measured `runs`, 0: not known; `relearnt` that of one whose values were
    given up, None: none were. `day` is the last one on which it was certain that the runner runs, in days since 1970,
    0: not known. So many of `runs`, the oldest, are `old`: from before a long break.

    Args:
        plain: What a JSON file held; None: nothing. What is wrong in it is left out and said in `problems`.
    """

    def __init__(self, plain=None):
        self.problems = []
        self.runs = []
        self.retentions = []
        self.held = 0
        self.wearer = {}
        self._agreed = None  # the newest baseline, what was asked for, and the runs that it is made of
        self.revision = 0
        self.relearnt = None
        self.day = 0
        self.old = 0
        self._begin_counts()
        if plain is None:
            return
        if not isinstance(plain, dict):
            self.problems.append("the coach's history is no group of fields; a new one is begun")
            return
        for run in self._list(plain, "runs"):
            self._add_if_good(run)
        for name, most, meaning in _COUNTS:
            self._take_counts(plain, name, most, meaning)
        if plain.get("version", 1) == 1:
            self.plan = dict(self.sessions)
            for target in self.sessions:
                self.cues[target] = min(self.sessions[target], 1)
        for score in self._list(plain, "retentions"):
            if _is_score(score):
                self.retentions.append(score)
            else:
                self.problems.append("a retention score in the coach's history makes no sense; it is left out")
        held = plain.get("held", 0)
        if _is_whole(held, 0, _MOST_HELD):
            self.held = held
        else:
            self.problems.append("the count of held sessions makes no sense; none is held back")
        for name in _NUMBERS:
            if _is_whole(plain.get(name), 0, _MOST_NUMBER):
                setattr(self, name, plain[name])
        wearer = plain.get("wearer")
        if isinstance(wearer, dict):
            self.wearer = wearer

    def plain(self):
        """Return everything as plain groups, lists and numbers, for a JSON file."""
        plain = {"version": 2, "runs": self.runs, "retentions": self.retentions, "held": self.held}
        for name in _NUMBERS:
            if getattr(self, name) is not None:
                plain[name] = getattr(self, name)
        for name, _, _ in _COUNTS:
            plain[name] = getattr(self, name)
        if self.wearer:
            plain["wearer"] = self.wearer
        return plain

    def measured_by(self, revision):
        """Begin with a gait core of a revision: own values that another one measured are learnt anew.

        Args:
            revision: The core's.

        Returns:
            True if there were some.
        """
        is_other = self.revision != revision and len(self.runs) > 0
        if is_other:
            self.relearnt = self.revision
            self.relearn()
        self.revision = revision
        return is_other

    def begin(self, day):
        """Look at the day before a session: after a break of more than six weeks what runs taught is old.

        A run whose day is not known was on the first one that is, at the latest.

        Args:
            day: In days since 1970; 0 if it is not known.

        Returns:
            True if something is new, and to be kept.
        """
        if not self.runs or day - self.day <= _BREAK_DAYS:
            return False
        if self.day:
            self.old = len(self.runs)
        self.day = day
        return True

    def has_pace(self):
        """Return True if the newest run was sorted by relative speed, False if by contact time, as in older files."""
        return len(self.runs) > 0 and self.runs[-1].get("pace") == "speed"

    def baseline(self, runs, target="cadence", minutes=5, has_pace=None):
        """Return own values, as far as runs agree on them; those since a long break by themselves, if there are enough.

        Args:
            runs: How many have to agree.
            target: What they are for, one of `band.TARGETS`.
            minutes: Of how long each, half of which count.
            has_pace: Whether runs with a relative speed are wanted, rather than those paced by contact; None: such as
                the newest.

        Returns:
            A `Baseline`; the same one as long as the runs are the same. It takes 0.2 s on the clip.
        """
        if has_pace is None:
            has_pace = self.has_pace()
        asked = (runs, target, minutes, has_pace, self.old, list(self.runs))
        if self._agreed is None or self._agreed[1] != asked:
            number = TARGETS.index(target)
            by_step = target == "contact_share"
            least_ms = runs * minutes * 30000
            for since in (self.old, 0):
                of = self.runs[since:]
                found = agreed(of, WHAT[number], AGREE_Q12[number], runs, least_ms, has_pace, by_step)
                if found.is_ready:
                    break
            found.is_old = since < self.old
            self._agreed = (found, asked)
        return self._agreed[0]

    def count(self, name, target):
        """Return one of the counts.

        Args:
            name: "sessions", "plan", "extended", "cues", "unanswered" or "credit_s".
            target: For which target.

        Returns:
            The count, 0 for none.
        """
        return getattr(self, name).get(target, 0)

    def session(self, target):
        """Return the number of the session that is about to begin, 1 for the first.

        Args:
            target: What it is for.
        """
        return self.count("sessions", target) + 1

    def place(self, target):
        """Return which session of the plan is about to begin, 1 for the first.

        Args:
            target: What it is for.
        """
        return self.count("plan", target) + 1

    def add_run(self, run):
        """Remember what a run taught; the oldest goes. Returns nothing.

        Args:
            run: A group of numbers, as `FormOfRun.result` gives it.
        """
        self.runs.append(run)
        if len(self.runs) > _MOST_RUNS:
            self.runs = self.runs[1:]
            self.old = max(self.old - 1, 0)

    def add_running(self, target, seconds, session_s):
        """Count running time of a target.

        Args:
            target: The target.
            seconds: How long it was.
            session_s: How much makes a session.

        Returns:
            True if that completes one.
        """
        credit = self.credit_s.get(target, 0) + seconds
        self.credit_s[target] = 0 if credit >= session_s else credit
        return credit >= session_s

    def add_session(self, target):
        """Count a session.

        Args:
            target: What it was for.

        Returns:
            Its number.
        """
        number = self.session(target)
        self.sessions[target] = number
        self.plan[target] = self.plan.get(target, 0) + 1
        return number

    def add_retention(self, target, session, inside_pct, own_pct, verdict):
        """Remember the score of a retention run; returns nothing.

        Args:
            target: What it was for.
            session: Its number.
            inside_pct: Share of steps in the band.
            own_pct: What share own form would have there.
            verdict: What follows: an index of `VERDICTS`.
        """
        score = {"target": target, "session": session, "inside_pct": inside_pct}
        score["own_pct"] = own_pct
        score["verdict"] = VERDICTS[verdict]
        self.retentions.append(score)
        self.retentions = self.retentions[-_MOST_SCORES:]

    def extend(self, target, place):
        """Set the plan back; returns nothing.

        Args:
            target: Of which target.
            place: So many sessions of it are done.
        """
        self.plan[target] = place
        self.extended[target] = self.extended.get(target, 0) + 1

    def forget(self):
        """Forget all that was learnt and counted; scores stay. Returns nothing."""
        self.relearn()
        self._begin_counts()

    def relearn(self):
        """Forget own values: other shoes, another place for the clip, a long break. Returns nothing."""
        self.runs = []
        self.old = 0

    def _begin_counts(self):
        self.sessions = {}
        self.plan = {}
        self.extended = {}
        self.cues = {}
        self.unanswered = {}
        self.credit_s = {}

    def _take_counts(self, plain, name, most, meaning):
        found = plain.get(name, {})
        if not isinstance(found, dict):
            found = {}
            self.problems.append(name + " in the coach's history is no group of counts; counting begins anew")
        mine = getattr(self, name)
        for target in TARGETS:
            count = found.get(target, 0)
            if not _is_whole(count, 0, most):
                self.problems.append(meaning + " for " + target + " makes no sense; it begins anew")
            elif target in found:
                mine[target] = count

    def _add_if_good(self, run):
        if isinstance(run, dict):
            for name, low, high in QUANTITIES:
                if not _is_whole(run.get(name), low, high):
                    self.problems.append(name + " of a baseline run makes no sense; the run is learnt anew")
                    return
            if not _is_whole(run.get("steps", 800), 1, 6000) or not _are_bins(run):
                self.problems.append("the steps of a baseline run make no sense; the run is learnt anew")
                return
            if "steps" not in run:
                run["steps"] = 800  # some five minutes
            self.add_run(run)
        else:
            self.problems.append("a baseline run is no group of numbers; it is learnt anew")

    def _list(self, plain, name):
        found = plain.get(name, [])
        if isinstance(found, list):
            return found
        self.problems.append(name + " in the coach's history is no list; it is left out")
        return []


def _is_whole(value, low, high):
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _are_bins(run):
    if "bins" not in run:
        return True
    bins = run["bins"]
    spread = run.get("spread_q12")
    if run.get("pace") not in ("contact", "speed") or not isinstance(bins, list) or not bins or len(bins) > BINS:
        return False
    if not isinstance(spread, list) or len(spread) != 3 or False in [_is_whole(one, 0, 1000) for one in spread]:
        return False
    for one in bins:
        if not isinstance(one, list) or len(one) != 5 or not _is_whole(one[0], 0, BINS - 1):
            return False
        if not _is_whole(one[1], 1, 8000) or False in [_is_whole(value, 40000, 90000) for value in one[2:]]:
            return False
    return True


def _is_score(score):
    if not isinstance(score, dict) or score.get("target") not in TARGETS:
        return False
    return _is_whole(score.get("session"), 1, _MOST_SESSIONS) and _is_whole(score.get("inside_pct"), 0, 100)
