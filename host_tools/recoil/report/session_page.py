"""The report of one session: what matters and one thing to try, three figures, and the rest folded."""

from pathlib import Path
from typing import Any

from recoil.common.cautions import SEE_SOMEONE
from recoil.common.version import __version__
from recoil.session import Session
from recoil.session.facts import clock

from .advice import advice_of
from .certainty import certainty
from .drift import drift
from .figures import all_cards, first_cards
from .highlights import core_work, cues, nothing, safety, what_happened
from .markup import Html, joined, number, shown, tag
from .over_time import over_time
from .page import Page
from .pelvis import braking, pelvis
from .run import Run
from .sections import minutes, sections
from .sides import sides
from .spring import spring
from .steady import steady
from .verdict import verdict_and_try


def session_page(run: Run) -> Page:
    """Return the report of a run as a page.

    Args:
        run: The session and what the clip remembers of its runner.

    Returns:
        The page; its `write` puts it into a file of its own.
    """
    page = Page(title_of(run), lead=lead_of(run), kicker=kicker_of(run))
    is_empty = nothing(run)
    if is_empty:
        page.section("What matters", *is_empty, id_="matters")
    else:
        page.section("One thing to try", to_try(run), id_="matters")
        page.section("Three figures", first_cards(run), facts_line(run), safety(), id_="figures")
        page.section("What happened", *what_happened(run), id_="happened", folded=True)
        page.section("Cues and core work", *cues(run), *core_work(run), id_="cues", folded=True)
        page.section("More to try", *advice_of(run), id_="advice", folded=True)
        page.section("All figures, and what they mean", all_cards(run), id_="all-figures", folded=True)
    page.section("Over time", *over_time(run), id_="time", folded=True)
    page.section("Left against right", *sides(run), id_="sides", folded=True)
    page.section("Spring", *spring(run), id_="spring", folded=True)
    page.section("Steadiness", *steady(run), id_="steadiness", folded=True)
    page.section("Pelvis motion", *pelvis(run), id_="pelvis", folded=True)
    page.section("Braking", *braking(run), id_="braking", folded=True)
    page.section("Start against end", *drift(run), id_="drift", folded=True)
    page.section("Sections", *sections(run), id_="sections", folded=True)
    page.section("Minutes", *minutes(run), id_="minutes", folded=True)
    page.section("What is missing, how sure", *certainty(run), id_="certainty", folded=True)
    return page.footer(made_by(run))


def write_report(session: Session, path: Path, memory: dict[str, Any] | None = None) -> int:
    """Write a session's report: one HTML file that holds all it needs.

    Args:
        session: A run.
        path: The file.
        memory: What the clip's `coach.json` holds, for the runner's own values; None: they are not shown.

    Returns:
        The size of the file in bytes.

    Raises:
        OutputError: The file cannot be written.
    """
    return session_page(Run(session, memory)).write(path)


def to_try(run: Run) -> Html:
    """Return the one thing: what pain asks for, else what the run does."""
    pressing = run.beside.pressing
    text = pressing[0].advice if pressing else verdict_and_try(run)[1] or "Run a little longer, to have more to tell."
    return tag("p", text, class_="warning" if pressing and pressing[0].is_urgent else "try")


def lead_of(run: Run) -> str:
    """Return the sentence that comes first: pain that rises before all else."""
    if run.means.cadence_spm is None:
        return f"{clock(run.overview['length_s'])} long; no running was measured."
    return " ".join([*(one.text for one in run.beside.pressing[:1]), verdict_and_try(run)[0]])


def facts_line(run: Run) -> Html:
    """Return how long and how far in figures; with a pain score the signs that need a doctor."""
    facts = tag(
        "p",
        f"{clock(run.means.running_s)} of running, {run.means.steps} steps at "
        f"{number(run.means.cadence_spm, 1, 'steps/min')}, {number(run.means.bounce_mm, 0, 'mm')} of bounce at the "
        f"pelvis.{_pain(run)}",
        class_="facts note",
    )
    is_told = any(SEE_SOMEONE in one.advice for one in run.beside.pressing[:1])
    return joined([facts, tag("p", SEE_SOMEONE, class_="note")]) if _pain(run) and not is_told else facts


def made_by(run: Run) -> Html:
    """Return the line that every page ends in."""
    return tag(
        "p", f"Session {shown(run.session.name, 120)}. Made by Recoil {__version__}, with nothing sent anywhere."
    )


def title_of(run: Run) -> str:
    """Return the page's heading."""
    header = run.session.header
    start = header.start if header else None
    if start is None:
        return "A run, when is not known"
    local = start.astimezone()
    return f"Run of {local.day} {local:%B %Y}, {local:%H:%M}"


def kicker_of(run: Run) -> str:
    """Return whose run it is, and which clip's."""
    wearer = run.beside.runner or run.own_values.settings.wearer_name
    clip = run.overview["clip"]
    parts = [shown(wearer, 60) if wearer else "", f"clip {shown(clip, 40)}" if clip else ""]
    return " · ".join(part for part in (*parts, "Recoil running report") if part)


def _pain(run: Run) -> str:
    before, after = run.beside.pain
    if before is None and after is None:
        return ""
    said = [f"{pain} {when}" for pain, when in ((before, "before"), (after, "after")) if pain is not None]
    return f" Pain, 0 to 10: {', '.join(said)}."
