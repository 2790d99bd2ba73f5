"""The report of one session."""

from pathlib import Path
from typing import Any

from recoil.common.version import __version__
from recoil.session import Session
from recoil.session.facts import clock

from .certainty import certainty
from .drift import drift
from .highlights import matters
from .markup import number, shown, tag
from .over_time import over_time
from .page import Page
from .pelvis import braking, pelvis
from .run import Run
from .sections import minutes, sections
from .sides import sides
from .spring import spring
from .steady import steady
from .verdict import verdict


def session_page(run: Run) -> Page:
    """Return the report of a run as a page.

    Args:
        run: The session and what the clip remembers of its runner.

    Returns:
        The page; its `write` puts it into a file of its own.
    """
    page = Page(_title(run), lead=_lead(run), kicker=_kicker(run))
    page.section("What matters", *matters(run), id_="matters")
    page.section("Over time", *over_time(run), id_="time")
    page.section("Left against right", *sides(run), id_="sides")
    page.section("Spring", *spring(run), id_="spring")
    page.section("Steadiness", *steady(run), id_="steadiness")
    page.section("Pelvis motion", *pelvis(run), id_="pelvis")
    page.section("Braking", *braking(run), id_="braking")
    page.section("Start against end", *drift(run), id_="drift")
    page.section("Sections", *sections(run), id_="sections")
    page.section("Minutes", *minutes(run), id_="minutes")
    page.section("What is missing, how sure", *certainty(run), id_="certainty")
    return page.footer(
        tag("p", f"Session {shown(run.session.name, 120)}. Made by Recoil {__version__}, with nothing sent anywhere."),
    )


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


def _title(run: Run) -> str:
    header = run.session.header
    start = header.start if header else None
    if start is None:
        return "A run, when is not known"
    local = start.astimezone()
    return f"Run of {local.day} {local:%B %Y}, {local:%H:%M}"


def _kicker(run: Run) -> str:
    wearer = run.knowledge.settings.wearer_name
    clip = run.overview["clip"]
    parts = [shown(wearer, 60) if wearer else "", f"clip {shown(clip, 40)}" if clip else ""]
    return " · ".join(part for part in (*parts, "Recoil running report") if part)


def _lead(run: Run) -> str:
    if run.means.cadence_spm is None:
        return f"{clock(run.overview['length_s'])} long; no running was measured."
    return (
        f"{verdict(run)} {clock(run.means.running_s)} of running, {run.means.steps} steps at "
        f"{number(run.means.cadence_spm, 1, 'steps/min')}, {number(run.means.bounce_mm, 0, 'mm')} of bounce at the "
        "pelvis."
    )
