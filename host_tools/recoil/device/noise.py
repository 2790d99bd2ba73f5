"""Whether a change of form that is asked for can be told from how a runner's own form differs by itself."""

from collections.abc import Sequence

from recoil.common.cautions import ASYMMETRY, CALF
from recoil_clip.cueing.band import ASYMMETRY as LEFT_LIKE_RIGHT
from recoil_clip.cueing.band import BOUNCE, CADENCE, CONTACT_SHARE, STEADINESS, TARGETS, WHAT, Band, percent_q12
from recoil_clip.cueing.baseline import Baseline
from recoil_clip.cueing.history import History
from recoil_clip.cueing.score import own_pct
from recoil_clip.settings.settings import Settings

from .configuration import ConfigurationError, said
from .repl import Link
from .runners import read_memory, runners_on

MOST_BY_CHANCE_PCT = 4
CHANGES = {
    CADENCE: ("cadence_change_pct", 10),
    BOUNCE: ("bounce_change_pct", -20),
    CONTACT_SHARE: ("contact_share_change_pct", 15),
}
_ASKED = ("target", "steadiness_change_pct", "steadiness_band_pct", *(name for name, _ in CHANGES.values()))


def check_noise(link: Link, settings: Settings, changed: Sequence[str]) -> None:
    """Refuse a change that is smaller than the noise of the runner whose session is next.

    Args:
        link: The clip's.
        settings: As they are to be.
        changed: The names of those that were changed; the clip is asked only if one of them counts.

    Raises:
        ConfigurationError: It is too small; the error says so in figures.
    """
    if not set(_ASKED) & set(changed):
        return
    wrong = _too_small_for_next(link, settings)
    if wrong:
        raise ConfigurationError(wrong, "Nothing was changed.")


def cautions(link: Link, settings: Settings, changed: Sequence[str]) -> list[str]:
    """Return what is to be known of a change of settings that is not refused.

    Args:
        link: The clip's, asked only where another runner comes.
        settings: As they are now.
        changed: The names of those that were changed.

    Returns:
        Sentences: what softer or quicker running asks of the calf; what speaks against cues about asymmetry, with from
        where on they come; that what is set is too small for the runner who was chosen.
    """
    said = []
    target = TARGETS.index(settings.target)
    if set(_ASKED) & set(changed) and target in CHANGES and settings.values[CHANGES[target][0]]:
        said.append(CALF)
    if {"target", "asymmetry_band_bp"} & set(changed) and target == LEFT_LIKE_RIGHT:
        limit = Band(LEFT_LIKE_RIGHT, settings, Baseline()).limit / 100  # from half, in points
        said.append(
            f"{ASYMMETRY} They come beyond {50 - limit:.1f} and {50 + limit:.1f} % of contact on the left: 64 pairs of "
            "steps tell it to 1.2 points."
        )
    if "runner_id" in changed:
        wrong = _too_small_for_next(link, settings)
        said += [wrong] if wrong else []
    return said


def _too_small_for_next(link: Link, settings: Settings) -> str:
    runners = runners_on(link)
    own = [runner for runner in runners if runner.id == settings.runner_id]
    if not own and not any(runner.number for runner in runners):
        own = runners  # the first runner takes over what was learnt before
    return too_small(settings, read_memory(link, own[0])) if own else ""


def too_small(settings: Settings, history: History) -> str:
    """Return why the change that is asked for cannot be told from chance; empty if it can, or nothing is known.

    The noise is that of smoothed form within a run and from day to day (0.8 %), as the score of a retention run takes
    it; a change is too small if own form alone is at the target in more than 4 of 100 steps.

    Args:
        settings: As they are to be.
        history: What is known of the runner.
    """
    target = TARGETS.index(settings.target)
    own = history.baseline(settings.baseline_runs, settings.target, settings.baseline_min)
    if not own.is_ready:
        return ""
    if target == STEADINESS:
        band = Band(target, settings, own)
        differ, wide = own.unsteadiness_range_bp / 100, (band.limit - band.target_value) / 100
        figures = f"own runs differ by {differ:.2f} % of step time, and the band is {wide:.2f} % wide"
        return f"target steadiness cannot be told: {band.refusal}: {figures}" if band.refusal else ""
    if target not in CHANGES:
        return ""
    name, limit = CHANGES[target]
    value = settings.values[name]
    spread = own.spread_q12[WHAT[target]]

    def by_chance(percent: int) -> int:
        return own_pct(abs(percent_q12(percent)), spread)

    if not value or by_chance(value) <= MOST_BY_CHANCE_PCT:
        return ""
    step = 1 if limit > 0 else -1
    least = next((one for one in range(value, limit + step, step) if by_chance(one) <= MOST_BY_CHANCE_PCT), None)
    advice = f"the smallest that can is {said(least)}" if least is not None else "no change that can be set can"
    return (
        f"{name} {said(value)} is too small to tell: this runner's own form is there in {by_chance(value)} of 100 "
        f"steps by chance; {advice} (or 0: to hold it)"
    )
