"""Tries of a screening, gathered: the best of each trial, left beside right."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recoil.session import Session
from recoil_clip.spec.exercises import LUNGE, UNSTEADY

from .vocabulary import ENDINGS, EXERCISES, EYES, SIDES, word_of

M_S2_PER_MG = 9.80665e-3
CHI_SQUARE_95 = 5.991  # of two degrees of freedom
LEAST_SWAY_S = 2.0  # a shorter try says nothing of sway
SPREAD = 0.36  # of the logarithm of a try's rate, times the root of its seconds: simulated stance, 5 to 43 s, 900 tries
FEWEST_REPEATS = 3  # second tries that have to be there before the wearer's own spread counts
NORMAL_95 = 1.96
VALUE_SAMPLES = 8  # from value to value of sway
NOMINAL_US = 4808  # 208 Hz


@dataclass(frozen=True)
class Sway:
    """How still a position was held; motion that the motor made is left out."""

    seconds: float
    fore_mg: float
    """RMS of acceleration about its mean, below 3.5 Hz, fore and aft."""
    side_mg: float
    roll_dps: float
    """RMS of the rate of tipping sideways."""
    pitch_dps: float
    jerk_mg_per_s: float
    """Path of the horizontal acceleration, per second."""
    rate_path_dps_per_s: float
    """Path of the two rates, per second."""
    sum_mg: float | None = None
    """RMS of fore-aft and sideways acceleration added up, about its mean; None: older firmware did not log it."""
    change_m_s3: float | None = None
    """RMS of the derivative of horizontal acceleration, from values 26 times a second; None as there."""

    @property
    def rate_dps(self) -> float:
        """RMS of both rates together."""
        return float(np.hypot(self.roll_dps, self.pitch_dps))

    @property
    def rms_m_s2(self) -> float:
        """RMS of horizontal acceleration about its mean, in the unit of Mancini 2012."""
        return float(np.hypot(self.fore_mg, self.side_mg)) * M_S2_PER_MG

    @property
    def path_m_s2(self) -> float:
        """Path of the horizontal acceleration over the try; it grows with the try's length."""
        return self.jerk_mg_per_s * self.seconds * M_S2_PER_MG

    @property
    def ellipse_m2_s4(self) -> float:
        """Area of the ellipse of 95 % of horizontal acceleration: pi chi^2 sqrt(var var - cov^2).

        Older firmware did not log how the two go together: its axes are taken as fore-aft and sideways then, and where
        sway was slanted the true area is smaller.
        """
        product = (self.fore_mg * self.side_mg) ** 2
        if self.sum_mg is not None:
            product -= ((self.sum_mg**2 - self.fore_mg**2 - self.side_mg**2) / 2) ** 2
        return float(np.pi) * CHI_SQUARE_95 * max(product, 0.0) ** 0.5 * M_S2_PER_MG**2

    @property
    def jerk_m2_s5(self) -> float | None:
        """JERK of Mancini 2012: half the integral of the squared derivative of horizontal acceleration.

        It grows with the try's length; the derivative is that of what is below 3.5 Hz.
        """
        return None if self.change_m_s3 is None else self.seconds * self.change_m_s3**2 / 2

    def document(self) -> dict[str, float | None]:
        """Return the numbers rounded, for JSON."""
        return {
            "seconds": round(self.seconds, 1),
            "fore_mg": round(self.fore_mg, 2),
            "side_mg": round(self.side_mg, 2),
            "roll_dps": round(self.roll_dps, 3),
            "pitch_dps": round(self.pitch_dps, 3),
            "jerk_mg_per_s": round(self.jerk_mg_per_s, 1),
            "rate_path_dps_per_s": round(self.rate_path_dps_per_s, 2),
            "rms_m_s2": round(self.rms_m_s2, 4),
            "path_m_s2": round(self.path_m_s2, 2),
            "ellipse_m2_s4": round(self.ellipse_m2_s4, 5),
            "jerk_m2_s5": None if self.jerk_m2_s5 is None else round(self.jerk_m2_s5, 4),
        }


@dataclass(frozen=True)
class Try:
    """One try of a balance test: how long it was held, how it ended, how still it was."""

    number: int
    held_s: float
    target_s: float
    ending: str
    sway: Sway | None
    cycle_s: float | None
    """Of skipping: both legs' time."""
    cycle_pct: float | None
    half_pct: float | None

    @property
    def began(self) -> bool:
        """Whether it was one at all: the wearer stood still at the start."""
        return self.ending != ENDINGS[UNSTEADY]

    def document(self) -> dict[str, Any]:
        """Return the try as plain values for JSON."""
        rhythm = {"cycle_s": self.cycle_s, "cycle_pct": self.cycle_pct, "other_leg_pct": self.half_pct}
        return {
            "try": self.number,
            "held_s": round(self.held_s, 2),
            "ended": self.ending,
            "sway": self.sway.document() if self.sway else None,
            "rhythm": rhythm if self.cycle_pct is not None else None,
        }


@dataclass
class Trial:
    """All tries of one trial on one side."""

    name: str
    side: str
    eyes: str
    target_s: float
    tries: list[Try] = field(default_factory=list)
    practice: list[Try] = field(default_factory=list)
    """What came before and does not count."""

    @property
    def best(self) -> Try | None:
        """The one held longest; of equals the stillest."""
        begun = [one for one in self.tries if one.began]
        return max(begun, key=lambda one: (one.held_s, -(one.sway.rate_dps if one.sway else 1e9)), default=None)

    def all_tries(self) -> tuple[float, float] | None:
        """Return the rate of sway of all tries together (their mean by seconds, of logarithms) and their seconds."""
        known = [one.sway for one in self.tries if one.began and one.sway and one.sway.rate_dps > 0]
        seconds = sum(sway.seconds for sway in known)
        if not known:
            return None
        return float(np.exp(sum(sway.seconds * np.log(sway.rate_dps) for sway in known) / seconds)), seconds

    @property
    def key(self) -> tuple[str, str, float]:
        """What is compared with what."""
        return self.name, self.eyes, self.target_s

    def document(self) -> dict[str, Any]:
        """Return the trial with its tries as plain values for JSON."""
        best = self.best
        return {
            "trial": self.name,
            "side": self.side,
            "eyes": self.eyes or None,
            "target_s": self.target_s,
            "best_s": round(best.held_s, 2) if best else None,
            "best_sway": best.sway.document() if best and best.sway else None,
            "tries": [one.document() for one in self.tries],
            "practice": [one.document() for one in self.practice],
        }


@dataclass(frozen=True)
class Difference:
    """Which side sways more in one trial, by all tries, and what could have been told."""

    side: str
    more_pct: int
    """Rate of sway above that of the stiller side."""
    smallest_pct: int
    """What as much standing on one leg, measured twice, differs by at most, 95 times in 100."""

    @property
    def is_told(self) -> bool:
        """Whether it is more than chance."""
        return self.more_pct > self.smallest_pct

    def document(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "sways_more": self.side if self.is_told else None,
            "more_pct": self.more_pct,
            "smallest_change_pct": self.smallest_pct,
        }


def spread_of(trials: list[Trial]) -> float:
    """Return how the logarithm of a try's rate of sway spreads, times the root of its seconds.

    It is the screening's own, from legs that were tried more than once, where there are enough of these and it is
    larger than what a sway that stays the same is measured with (`SPREAD`).

    Args:
        trials: Those of one screening.
    """
    squares, freedom = 0.0, 0
    for trial in trials:
        known = [one.sway for one in trial.tries if one.began and one.sway and one.sway.rate_dps > 0]
        if len(known) < 2:
            continue
        seconds = np.array([sway.seconds for sway in known])
        logs = np.log([sway.rate_dps for sway in known])
        squares += float(np.sum(seconds * (logs - np.average(logs, weights=seconds)) ** 2))
        freedom += len(known) - 1
    return max(SPREAD, (squares / freedom) ** 0.5) if freedom >= FEWEST_REPEATS else SPREAD


def difference_of(left: Trial | None, right: Trial | None, spread: float) -> Difference | None:
    """Return how the sides differ in sway, None where a side has none.

    The smallest change that can be told follows from the spread of tries as in a test and a retest (Weir 2005): 1.96
    times the spread of a difference, here of logarithms, as the spread of a rate grows with the rate.

    Args:
        left: The trial on the left side.
        right: The same on the right.
        spread: What `spread_of` says.
    """
    found = [trial.all_tries() if trial else None for trial in (left, right)]
    if found[0] is None or found[1] is None:
        return None
    (left_dps, left_s), (right_dps, right_s) = found[0], found[1]
    ratio = left_dps / right_dps
    limit = np.exp(NORMAL_95 * spread * (1 / left_s + 1 / right_s) ** 0.5)
    more_pct = round(100 * (max(ratio, 1 / ratio) - 1))
    return Difference("left" if ratio > 1 else "right", more_pct, round(100 * (float(limit) - 1)))


def trials_of(session: Session) -> list[Trial]:
    """Return the trials in the order in which they were done; what was only practised is none."""
    found: dict[tuple[int, int, int, int], Trial] = {}
    value_s = VALUE_SAMPLES * (session.header.period_us if session.header else NOMINAL_US) / 1e6
    for row in session.trials:
        number, side = int(row["kind"]), int(row["side"])
        key = number, side, int(row["eyes"]), int(row["target_ms"])
        if key not in found:
            eyes = word_of(EYES, key[2]) if number <= LUNGE else ""
            found[key] = Trial(word_of(EXERCISES, number), SIDES.get(side, "both"), eyes, key[3] / 1000)
        one = try_of(row, value_s)
        (found[key].tries if one.number else found[key].practice).append(one)
    return [trial for trial in found.values() if trial.tries]


def try_of(row: np.void, value_s: float) -> Try:
    """Return the try that one row of `session.trials` tells of.

    Args:
        row: The row.
        value_s: Time from value to value of sway.
    """
    sway_s = int(row["sway_ms"]) / 1000
    sway = None
    if sway_s >= LEAST_SWAY_S:
        sway = Sway(
            sway_s,
            int(row["fore_ug"]) / 1000,
            int(row["side_ug"]) / 1000,
            int(row["roll_mdps"]) / 1000,
            int(row["pitch_mdps"]) / 1000,
            int(row["path_mg"]) / sway_s,
            int(row["path_mdps"]) / 1000 / sway_s,
            int(row["sum_ug"]) / 1000 or None,
            2**0.5 * int(row["change_ug"]) / 1000 * M_S2_PER_MG / value_s or None,
        )
    has_rhythm = int(row["cycle_ms"]) > 0
    return Try(
        int(row["attempt"]),
        int(row["held_ms"]) / 1000,
        int(row["target_ms"]) / 1000,
        word_of(ENDINGS, int(row["ending"])),
        sway,
        int(row["cycle_ms"]) / 1000 if has_rhythm else None,
        int(row["cycle_bp"]) / 100 if has_rhythm else None,
        int(row["half_bp"]) / 100 if has_rhythm else None,
    )


def pairs(trials: list[Trial]) -> list[tuple[Trial | None, Trial | None]]:
    """Return left and right of each trial that has sides, beside each other."""
    keys = list(dict.fromkeys(trial.key for trial in trials if trial.side != "both"))
    return [(_of(trials, key, "left"), _of(trials, key, "right")) for key in keys]


def _of(trials: list[Trial], key: tuple[str, str, float], side: str) -> Trial | None:
    return next((trial for trial in trials if trial.key == key and trial.side == side), None)


def document_of(session: Session) -> dict[str, Any]:
    """Return a screening for JSON."""
    header = session.header
    trials = trials_of(session)
    spread = spread_of(trials)
    differences = [
        {"trial": one.name, "eyes": one.eyes or None, "target_s": one.target_s, **found.document()}
        for left, right in pairs(trials)
        if (one := left) and (found := difference_of(left, right, spread))
    ]
    return {
        "session": session.name,
        "clip": header.clip_id if header else None,
        "start": header.start.isoformat() if header and header.start else None,
        "trials": [trial.document() for trial in trials],
        "left_right": differences,
        "missing": list(session.missing),
    }
