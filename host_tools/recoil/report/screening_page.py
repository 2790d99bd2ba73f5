"""A screening as a page that a physiotherapist can use."""

from datetime import datetime

from recoil.common.cautions import STAND_SAFELY
from recoil.common.version import __version__
from recoil.report.markup import Html, joined, more, number, shown, table, tag
from recoil.report.page import Page
from recoil.session import Session
from recoil.session.balance_tests import Difference, Sway, Trial, Try, difference_of, pairs, spread_of, trials_of

from .bars import side_bars
from .explained import EXPLAINED
from .screening_history import history_charts

NONE = "–"
MEANING = (
    (
        "Held",
        "seconds from the long pulse until the trial ended. The clip feels a foot that is put down in haste; one set "
        "down gently it cannot feel, so watch, and end such a try with a press.",
    ),
    (
        "Sideways, fore and aft",
        "RMS of the pelvis's horizontal acceleration about its mean, below 3.4 Hz, in thousandths of g: how much the "
        "trunk is thrown about.",
    ),
    ("Rate", "RMS of how fast the pelvis rolls and pitches, degrees per second: how fast it tips. Less is stiller."),
    ("Jerk", "length of the way of the acceleration, mg per second: how busily balance is corrected."),
)
HONESTY = (
    STAND_SAFELY,
    "There is no pass mark here. What counts is left against right, and this wearer against themselves.",
    "The article that Recoil grew out of asks for 30 s on each leg with open eyes and 10 s with closed ones: its "
    "author's practice. No norm by age is shown: what is quoted of the one study that has them (Springer 2007) "
    "disagrees.",
    "It is measured by one motion sensor at the waistband: movement of the pelvis, not of the centre of pressure that "
    "a force plate measures, and not comparable with its numbers.",
    "One leg that sways alike reads differently from try to try: in simulated stance by up to 21 % for two tries of "
    "28 s and 42 % for two of 8 s, 95 times in 100. Less is not called a difference; where a leg was tried several "
    "times and these differ by more, that counts. People differ more than a simulation: test again before you act.",
    "A try of 10 s says less about sway than one of 30 s; compare sway only between tries of the same kind and a "
    "similar length, with the clip worn at the same place.",
    "What the clip's own motor shook is left out: two thirds of a second at the start, a quarter in the middle.",
    "Of a try that was lost, the last 0.8 s are not in its sway.",
    "Touch-downs were tried out on simulated falls and on recordings of people standing and setting off, not yet on "
    "people who were screened.",
    "Recoil is not a medical device; it does not diagnose. Sudden pain or numbness: stop and see a clinician.",
)
FIELD = (
    "Horizontal acceleration at the back of the waist below 3.4 Hz (Mancini 2012: 3.5). Path and JERK grow with "
    "time: compare tries that are as long. That is about standing on two feet; there are no norms for one."
)
RHYTHM = (
    "How well the bounce repeats itself (its autocorrelation, 100 % is exactly): from one cycle of both legs to the "
    "next, the regularity of the rhythm; from one leg to the other, how alike they skip. Which leg differs it does not "
    "say."
)
LONGEST = (
    "The longest of the tries. A side that was held to the end has no further try; both held to the end are even as "
    "far as time tells: then look at sway."
)


def screening_page(sessions: list[Session]) -> Page:
    """Return the page about the last of these sessions; the others are its history."""
    last = sessions[-1]
    trials = trials_of(last)
    page = Page(_title(last), lead=_lead(trials), kicker=_kicker(last))
    page.section("Tries that were lost", *lost_tries(trials), id_="lost")
    page.section("Best of each trial", *best(trials), id_="best")
    page.section("Left against right: sway", *sway(trials), id_="sway")
    skipping = [trial for trial in trials if trial.name == "skipping"]
    if skipping:
        page.section("Skipping", *rhythm(skipping), id_="skipping")
    if len(sessions) > 1:
        page.section("Own history", *history_charts(sessions), id_="history")
    page.section("Every try", every(trials), id_="tries", folded=True)
    missing = [tag("p", f"Missing from this session: {shown(text, 300)}.") for text in last.missing]
    honesty = tag("ul", *(tag("li", text) for text in HONESTY))
    page.section("How sure, and what this is not", honesty, *missing, id_="sure", folded=True)
    made = f"Session {shown(last.name, 120)}. Made by Recoil {__version__}, with nothing sent anywhere."
    return page.footer(tag("p", made))


def best(trials: list[Trial]) -> list[Html]:
    """Return the table that is read first."""
    rows, pictures = [], []
    for left, right in pairs(trials):
        one = left or right
        assert one is not None
        held = [trial.best.held_s if trial and trial.best else None for trial in (left, right)]
        pictures.append(
            side_bars(f"{label(one)}: held, of {one.target_s:.0f} s", held[0], held[1], "s", 1, one.target_s)
        )
        between = held[0] - held[1] if held[0] is not None and held[1] is not None else None
        rows.append(
            [
                label(one),
                f"{one.target_s:.0f} s",
                *(_held(trial) for trial in (left, right)),
                "even" if between is not None and abs(between) < 0.05 else number(between, 1, "s", missing=NONE),
                ", ".join(f"{trial.side} {len(trial.tries)}" for trial in (left, right) if trial),
            ]
        )
    titles = ["", "asked for", "left, held", "right, held", "left less right", "tries"]
    note = tag("p", LONGEST, class_="note")
    if not rows:
        return [tag("p", "No trial that has sides was done.", class_="missing")]
    return [tag("div", *pictures), table("Best of each trial", titles, rows, note=note, stacks=True)]


def sway(trials: list[Trial]) -> list[Html]:
    """Return the sway of all tries of a leg together: each difference once, in words, with a picture."""
    rows, pictures = [], []
    spread = spread_of(trials)
    for left, right in pairs(trials):
        found = [trial.all_tries() if trial else None for trial in (left, right)]
        one = left or right
        if one is None or not any(found):
            continue
        rates = [each[0] if each else None for each in found]
        pictures.append(side_bars(f"{label(one)}: rate of sway", rates[0], rates[1], "°/s", 2))
        rows.append(
            [
                label(one),
                *(number(rate, 2, "°/s", missing=NONE) for rate in rates),
                _more(difference_of(left, right, spread)),
            ]
        )
    if not rows:
        return [tag("p", "No try was held for long enough to say anything of sway (2 s).", class_="missing")]
    titles = ["", "left", "right", "which sways more"]
    meaning = tag("ul", *(tag("li", tag("b", name), f": {text}") for name, text in MEANING))
    return [
        tag("div", *pictures),
        table("Rate of sway, all tries together", titles, rows, stacks=True),
        more("What is measured", meaning, EXPLAINED["sway_dps"].html()),
        more("In the units of the field", tag("p", FIELD, class_="note"), field_units(trials)),
    ]


def field_units(trials: list[Trial]) -> Html:
    """Return a table of every try's sway as articles give it."""
    rows = [
        [
            f"{label(trial)}{'' if trial.side == 'both' else ', ' + trial.side}",
            str(one.number),
            number(sway.rms_m_s2, 3, "m/s²"),
            number(sway.path_m_s2, 1, "m/s²"),
            number(sway.jerk_m2_s5, 3, "m²/s⁵", missing=NONE),
            number(sway.ellipse_m2_s4, 4, "m²/s⁴"),
            number(sway.seconds, 0, "s"),
        ]
        for trial in trials
        for one in trial.tries
        if (sway := one.sway)
    ]
    return table("Sway of every try", ["", "try", "RMS", "path", "JERK", "95 % ellipse", "over"], rows)


def rhythm(trials: list[Trial]) -> list[Html]:
    """Return what is known of skipping."""
    rows = [
        [
            f"{one.held_s:.0f} s",
            number(one.cycle_s, 2, "s"),
            number(one.cycle_pct, 0, "%"),
            number(one.half_pct, 0, "%"),
        ]
        for trial in trials
        for one in trial.tries
    ]
    titles = ["skipped", "cycle of both legs", "cycle to cycle", "leg to leg"]
    return [tag("p", RHYTHM), table("Relaxed skipping", titles, rows)]


def every(trials: list[Trial]) -> Html:
    """Return a table of every try."""
    rows = [
        [
            f"{label(trial)}{'' if trial.side == 'both' else ', ' + trial.side}",
            str(one.number) if one.number else "practice",
            number(one.held_s, 1, "s"),
            one.ending,
            *(_sway(one.sway) if one.sway else [NONE] * 5),
        ]
        for trial in trials
        for one in (*trial.practice, *trial.tries)
    ]
    titles = ["", "try", "held", "ended by", "sideways", "fore and aft", "rate", "jerk", "over"]
    return table("Every try", titles, rows)


def label(trial: Trial) -> str:
    """Return what was done."""
    eyes = f", eyes {trial.eyes}" if trial.eyes else ""
    return f"{trial.name[:1].upper()}{trial.name[1:]}{eyes}"


def _held(trial: Trial | None) -> Html | str:
    if trial is None:
        return "not done"
    found = trial.best
    if found is None:
        return "not still at the start"
    held = tag("b", number(found.held_s, 1, "s"))
    return held if found.ending == "time" else joined([held, tag("span", f", {found.ending}")])


def _sway(sway: Sway) -> list[str]:
    return [
        number(sway.side_mg, 1, "mg"),
        number(sway.fore_mg, 1, "mg"),
        number(sway.rate_dps, 2, "°/s"),
        number(sway.jerk_mg_per_s, 0, "mg/s"),
        number(sway.seconds, 0, "s"),
    ]


def _more(found: Difference | None) -> str:
    """Say which side sways more, and by how much of the stiller one; or what could have been told."""
    if found is None:
        return "not known"
    if not found.is_told:
        return f"too coarse to tell: under {found.smallest_pct} % is not seen"
    return f"{found.side}, by {found.more_pct} %; under {found.smallest_pct} % is not seen"


def _title(session: Session) -> str:
    start = session.header.start if session.header else None
    if start is None:
        return "A screening, when is not known"
    local: datetime = start.astimezone()
    return f"Screening of {local.day} {local:%B %Y}, {local:%H:%M}"


def _kicker(session: Session) -> str:
    wearer = (session.settings or {}).get("wearer_name")
    clip = session.header.clip_id if session.header else ""
    parts = [shown(wearer, 60) if isinstance(wearer, str) else "", f"clip {shown(clip, 40)}" if clip else ""]
    return " · ".join(part for part in (*parts, "Recoil balance screening") if part)


def _lead(trials: list[Trial]) -> str:
    """Say what was lost first, then how long the hardest was held."""
    if not trials:
        return "Nothing was done."
    tries = sum(len(trial.tries) for trial in trials)
    gone = len(lost(trials))
    first = (
        f"{gone} of {tries} {'try' if tries == 1 else 'tries'} {'was' if gone == 1 else 'were'} lost." if gone else ""
    )
    kept = "" if gone else "No try was lost."
    held = [
        f"{trial.side} {trial.best.held_s:.1f} s"
        for trial in trials
        if trial.name == "stance" and trial.eyes == "closed" and trial.best
    ]
    closed = f"On one leg with closed eyes: {', '.join(held)}." if held else ""
    return " ".join(filter(None, (first, kept, closed)))


def lost(trials: list[Trial]) -> list[tuple[Trial, Try]]:
    """Return the tries that did not last until time was up; skipping cannot be lost."""
    return [(trial, one) for trial in trials if trial.name != "skipping" for one in trial.tries if one.ending != "time"]


def lost_tries(trials: list[Trial]) -> list[Html]:
    """Return each lost try in a sentence, and what to try."""
    lines = [
        tag("li", f"{label(trial)}, {trial.side}: {_how_lost(one)}; try {one.number} of {len(trial.tries)}.")
        for trial, one in lost(trials)
    ]
    advice = EXPLAINED["held_s" if lines else "sway_dps"].todo
    return [
        tag("ul", *lines) if lines else tag("p", "None: every try was held until time was up."),
        tag("p", advice, class_="try"),
    ]


def _how_lost(one: Try) -> str:
    return "not still at the start" if not one.began else f"{one.ending} after {number(one.held_s, 1, 's')}"
