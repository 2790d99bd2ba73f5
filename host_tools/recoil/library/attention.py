"""Who needs a look today, and why: pain first, then what was too much, then what has changed.

Each reason is one sentence in lay words with one thing to try. Sources: pain monitoring after exercise (0 to 10; 2 and
less is taken as safe, 5 as the limit: Thomeé 1997); a run longer than the longest of the 30 days before (by 10 to 30 %,
by more than 30 %, by more than double: injury hazard rose with each step, 5,205 runners, Frandsen 2025). Both are
rules of thumb about load, not a diagnosis.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from statistics import fmean

from recoil.common.cautions import SEE_SOMEONE

from .entry import Entry
from .metrics import Metric
from .spread import SPAN_S, Verdict
from .words import count

DAY_S = 86_400
SEVERE_PAIN = 5
PAIN_RISE = 2
RECENT_PAINS = 3
SPIKE_SPAN_S = 30 * DAY_S
SPIKES = ((2.0, "more than twice as long as"), (1.3, "over 30 % longer than"), (1.1, "over 10 % longer than"))
LEAST_RUN_S = 600.0
LAY_UNITS = ("steps/min", "mm", "ms", "%", "°")


def pain_gate(before: int | None, after: int | None) -> str | None:
    """Return why the session after one with such pain is not to be cued; None if it may be.

    Args:
        before: Pain before it, 0 to 10; None: not said.
        after: And after it.

    Returns:
        The end of a sentence.
    """
    if after is not None and after >= SEVERE_PAIN:
        return f"pain after the last session was {after} of 10"
    if before is not None and after is not None and after - before >= PAIN_RISE:
        return f"pain rose during the last session, from {before} to {after} of 10"
    if before is not None and after is None and before >= SEVERE_PAIN:
        return f"pain before the last session was {before} of 10"
    return None


class Urgency(IntEnum):
    """What is said first; a larger number comes first."""

    FINE = 0
    CHANGED = 1
    LOAD = 2
    PAIN = 3


@dataclass(frozen=True)
class Reason:
    """Why a runner needs a look, in a sentence, and one thing to try."""

    urgency: Urgency
    text: str
    advice: str

    def as_json(self) -> dict[str, str]:
        """Return it for another program."""
        return {"urgency": self.urgency.name.lower(), "text": self.text, "advice": self.advice}


def attention_of(entries: Sequence[Entry], changed: Sequence[Verdict] = ()) -> list[Reason]:
    """Return why a runner needs a look, what matters most first; empty if nothing does.

    Args:
        entries: The runner's sessions.
        changed: What the last session has beyond the runner's own day-to-day spread.
    """
    once = {entry.fingerprint or entry.path: entry for entry in entries if entry.start_s}
    timed = sorted(once.values(), key=lambda entry: (entry.start_s or 0, entry.path))
    reasons = [*_pain(timed), *_load(timed), *(_changed(verdict) for verdict in changed)]
    return sorted(reasons, key=lambda reason: -reason.urgency)


def _pain(entries: Sequence[Entry]) -> Iterator[Reason]:
    said = [entry for entry in entries if entry.pain_after is not None]
    if not said:
        return
    last = said[-1]
    after = last.pain_after or 0
    is_newest = not any(entry.kind == "run" and (entry.start_s or 0) > (last.start_s or 0) for entry in entries)
    which = "the last run" if is_newest else f"the run of {last.start:%Y-%m-%d}"
    since = "" if is_newest else "; of later runs nothing was said"
    recent = [entry for entry in said if (last.start_s or 0) - (entry.start_s or 0) <= SPAN_S]
    if last.pain_down_leg and not (last.pain_before == 0 and after == 0):
        text = "Pain goes down the leg."
        yield Reason(Urgency.PAIN, text, f"Do not run on it; see a doctor or physiotherapist this week. {SEE_SOMEONE}")
    lately, earlier = recent[-RECENT_PAINS:], recent[:-RECENT_PAINS]
    # Half of the run-up stands against the other: one bad day is no rise.
    climbs = len(earlier) >= RECENT_PAINS and (
        fmean(entry.pain_after or 0 for entry in lately)
        >= fmean(entry.pain_after or 0 for entry in earlier[:RECENT_PAINS]) + PAIN_RISE
    )
    if climbs:
        text = f"Pain after runs climbed from {recent[0].pain_after} to {after} over {count(len(recent), 'session')}."
        yield Reason(Urgency.PAIN, text, f"Run less and easier until it is back to 2 or less. {SEE_SOMEONE}")
    elif after >= SEVERE_PAIN:
        text = f"Pain after {which} was {after} of 10{since}."
        uncued = "; the next session is not cued" if is_newest else ""
        yield Reason(Urgency.PAIN, text, f"Rest until it is 2 or less, then begin with half{uncued}. {SEE_SOMEONE}")
    elif last.pain_before is not None and after - last.pain_before >= PAIN_RISE:
        text = f"Pain rose during {which}, from {last.pain_before} to {after} of 10{since}."
        uncued = "; it is not cued" if is_newest else ""
        yield Reason(Urgency.PAIN, text, f"Make the next run shorter{uncued}. {SEE_SOMEONE}")


def _load(entries: Sequence[Entry]) -> Iterator[Reason]:
    runs = [entry for entry in entries if (entry.running_s or 0.0) >= LEAST_RUN_S]
    if not runs:
        return
    last = runs[-1]
    before = [
        entry.running_s or 0.0 for entry in runs[:-1] if 0 < (last.start_s or 0) - (entry.start_s or 0) <= SPIKE_SPAN_S
    ]
    if not before:
        return
    longest_s, now_s = max(before), last.running_s or 0.0
    for factor, words in SPIKES:
        if now_s > factor * longest_s:
            text = (
                f"The last run ({now_s / 60:.0f} min) was {words} the longest of the 30 days before "
                f"({longest_s / 60:.0f} min)."
            )
            yield Reason(Urgency.LOAD, text, f"Keep the next runs under {longest_s / 60:.0f} minutes.")
            return


def _changed(verdict: Verdict) -> Reason:
    metric = verdict.metric
    way = "up" if (verdict.change or 0.0) > 0 else "down"
    by = metric.said(abs(verdict.change or 0.0))
    unit = f" {metric.unit}" if metric.unit in LAY_UNITS else ""
    text = f"{_title(metric)} went {way} by {by}{unit}, more than this runner's own day-to-day changes."
    return Reason(Urgency.CHANGED, text, "Compare with the next two runs: one in twenty values is off by chance.")


def _title(metric: Metric) -> str:
    return metric.title[:1].upper() + metric.title[1:]
