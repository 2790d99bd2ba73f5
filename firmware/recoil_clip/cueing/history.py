"""What the coach remembers from run to run: baselines, sessions done, scores of retention runs.

`History(plain)` takes what a JSON file held, `plain()` gives it back. Whatever is wrong in it is left out and said in
`problems`. Not for the polling path.
"""

from .band import TARGETS
from .baseline import QUANTITIES, Baseline

_MOST_RUNS = 10
_MOST_SCORES = 50
_MOST_SESSIONS = 100000


class History:
    """Baselines by run, sessions by target, retention scores in order."""

    def __init__(self, plain=None):
        self.problems = []
        self.runs = []
        self.sessions = {}
        self.retentions = []
        if plain is None:
            return
        if not isinstance(plain, dict):
            self.problems.append("the coach's history is no group of fields; a new one is begun")
            return
        for run in self._list(plain, "runs"):
            self._add_if_good(run)
        sessions = plain.get("sessions", {})
        if not isinstance(sessions, dict):
            sessions = {}
            self.problems.append("sessions in the coach's history is no group of counts; counting begins anew")
        for target in TARGETS:
            count = sessions.get(target, 0)
            if _is_whole(count, 0, _MOST_SESSIONS):
                self.sessions[target] = count
            else:
                self.problems.append("the count of sessions for " + target + " makes no sense; it begins anew")
        for score in self._list(plain, "retentions"):
            if _is_score(score):
                self.retentions.append(score)
            else:
                self.problems.append("a retention score in the coach's history makes no sense; it is left out")

    def plain(self):
        """Return everything as plain groups, lists and numbers."""
        return {"version": 1, "runs": self.runs, "sessions": self.sessions, "retentions": self.retentions}

    def baseline(self, runs):
        """Return the `Baseline`: the mean of the first `runs` runs."""
        baseline = Baseline()
        first = self.runs[:runs]
        if len(first) == runs:
            for name, _, _ in QUANTITIES:
                setattr(baseline, name, sum([run[name] for run in first]) // runs)
            baseline.is_ready = True
        return baseline

    def session(self, target):
        """Return the number of the session that is about to begin, 1 for the first."""
        return self.sessions.get(target, 0) + 1

    def add_run(self, run):
        """Remember what a run taught."""
        if len(self.runs) < _MOST_RUNS:
            self.runs.append(run)

    def add_session(self, target):
        """Count a session; return its number."""
        number = self.session(target)
        self.sessions[target] = number
        return number

    def add_retention(self, target, session, inside_pct):
        """Remember the score of a retention run."""
        score = {"target": target, "session": session, "inside_pct": inside_pct}
        self.retentions.append(score)
        self.retentions = self.retentions[-_MOST_SCORES:]

    def _add_if_good(self, run):
        if isinstance(run, dict):
            for name, low, high in QUANTITIES:
                if not _is_whole(run.get(name), low, high):
                    self.problems.append(name + " of a baseline run makes no sense; the run is learnt anew")
                    return
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


def _is_score(score):
    if not isinstance(score, dict) or score.get("target") not in TARGETS:
        return False
    return _is_whole(score.get("session"), 1, _MOST_SESSIONS) and _is_whole(score.get("inside_pct"), 0, 100)
