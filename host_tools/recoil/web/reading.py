"""The pages that are read: start, squad, a runner, a run, and reports as the command line writes them."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from recoil.device.calibrating import FILM, said
from recoil.library.annotations import PAIN_PLACES
from recoil.library.attention import Urgency, pain_gate
from recoil.library.beside import beside_of
from recoil.library.entry import Entry
from recoil.library.profiles import FIELDS, read_calibrations, read_profile
from recoil.library.squad import Line, squad_of
from recoil.library.trend import trend_of
from recoil.library.trend_page import trend_page
from recoil.report.batch import page_of
from recoil.report.own_values import memory_found
from recoil.report.page import Page
from recoil.report.screening_page import screening_page
from recoil.report.sparkline import sparkline
from recoil.session import open_session
from recoil.session.run_walk import ladder_step, next_step

from .desk import Desk
from .security import REPORT_POLICY

RECENT = 8
MOST_SCREENINGS = 6  # beside each other
Key = Callable[[Line], tuple]
SORTS: dict[str, Key] = {
    "need": lambda line: (-line.urgency,),
    "runner": lambda line: (line.runner.casefold(),),
    "last": lambda line: (-(line.last.start_s or 0) if line.last else 1,),
    "week": lambda line: (-line.minutes[-1] if line.minutes else 0,),
    "pain": lambda line: (-(line.last.pain_after if line.last and line.last.pain_after is not None else -1),),
}


class Reading:
    """Pages that change nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return what answers which address."""
        told = self._desk.told
        return [
            Route("/", told(self.home)),
            Route("/squad", told(self.squad)),
            Route("/runner/{name:path}/trends", told(self.trends)),
            Route("/runner/{name:path}", told(self.runner)),
            Route("/run/{path:path}/report", told(self.report)),
            Route("/run/{path:path}/summary", told(self.summary)),
            Route("/run/{path:path}", told(self.run)),
        ]

    def home(self, request: Request) -> Response:
        """The start: the clips, who needs a look, the last sessions, those that nobody's name is on."""
        lines, recent, unassigned = self._desk.start(RECENT)
        return self._desk.page(
            request,
            "home.html",
            title="Start",
            pressing=[line for line in lines if line.urgency > Urgency.FINE],
            runners=len(lines),
            recent=recent,
            unassigned=unassigned,
        )

    def squad(self, request: Request) -> Response:
        """Every runner in a line, who needs a look first unless another order is asked for."""
        lines, tags_of, unassigned = self._desk.squad()
        wanted = request.query_params.get("tag", "").casefold()
        tags = sorted({tag for own in tags_of.values() for tag in own}, key=str.casefold)
        if wanted:
            tagged = {who for who, own in tags_of.items() if wanted in map(str.casefold, own)}
            lines = [line for line in lines if line.runner.casefold() in tagged]
        sort = request.query_params.get("sort", "need")
        lines = sorted(lines, key=SORTS.get(sort, SORTS["need"]))
        weeks = {line.runner: sparkline(line.minutes, 0, "min", what="weeks") for line in lines}
        return self._desk.page(
            request, "squad.html", title="Squad", lines=lines, tags=tags, wanted=wanted, sort=sort, weeks=weeks,
            unassigned=unassigned,
        )  # fmt: skip

    def runner(self, request: Request) -> Response:
        """One runner: what to look at, three figures, pain, the weeks, every session, what is known of them."""
        own = self._desk.own(request.path_params["name"])
        name = own[-1].runner
        trend = trend_page(trend_of(name, own))
        (line,) = squad_of(own)
        return self._desk.page(
            request, "runner.html", title=name, line=line, lead=trend.lead, body=trend.body(("sessions",)),
            sessions=list(reversed(own)), screenings=[one for one in own if one.kind == "screening"],
            profile=read_profile(self._desk.library, name), fields=FIELDS, has_charts=True,
        )  # fmt: skip

    def trends(self, request: Request) -> Response:
        """The page of trends, as `recoil library trends -o` writes it."""
        own = self._desk.own(request.path_params["name"])
        return _report(trend_page(trend_of(own[-1].runner, own)))

    def run(self, request: Request) -> Response:
        """One session: what matters, its figures and charts, what people say about it, where it can go."""
        entry, entries = self._desk.entry(request.path_params["path"])
        names = sorted({one.runner for one in entries if one.is_assigned}, key=str.casefold)
        what = "Screening" if entry.kind == "screening" else "Core work" if entry.kind == "core" else "Run"
        page = None if entry.reason or entry.kind == "core" else self._page(entry, entries)
        when = f"{entry.start.day} {entry.start:%B %Y, %H:%M}" if entry.start else "a day that is not known"
        title = f"{what} of {when}"
        return self._desk.page(
            request, "run.html", title=title, entry=entry, names=names,
            why=pain_gate(entry.pain_before, entry.pain_after) if _is_newest(entry, entries) else None,
            step=self._step(entry) if page is not None and _is_newest(entry, entries) else "",
            own=said(read_calibrations(self._desk.library, entry.runner)) if entry.is_assigned else [], film=FILM,
            places=PAIN_PLACES, report=page, has_charts=page is not None, changed=request.query_params.get("undo", ""),
            told=self._desk.clips.told_of(entry.path) if "undo" in request.query_params else [],
        )  # fmt: skip

    def _step(self, entry: Entry) -> str:
        """Say which step of the ladder of running and walking follows; nothing where there was none."""
        step = ladder_step(open_session(self._desk.library / entry.path))
        if step is None:
            return ""
        following, why = next_step(*step, entry.pain_before, entry.pain_after)
        return f"Running and walking: next is step {following} of the ladder, {why}."

    def report(self, request: Request) -> Response:
        """The page of a run or a screening, as the command line writes it."""
        return _report(self._page(*self._desk.entry(request.path_params["path"])))

    def summary(self, request: Request) -> Response:
        """The run on one sheet."""
        return _report(self._page(*self._desk.entry(request.path_params["path"]), is_summary=True))

    def _page(self, entry: Entry, entries: list[Entry], is_summary: bool = False) -> Page:
        folder = self._desk.library / entry.path
        if entry.kind == "screening":
            return screening_page([open_session(self._desk.library / one.path) for one in _earlier(entry, entries)])
        beside = beside_of(entry, entries)
        session = open_session(folder)
        page, _ = page_of(session, memory_found(session, folder, folder), beside, is_summary)
        return page


def _earlier(entry: Entry, entries: list[Entry]) -> list[Entry]:
    """Return a runner's last screenings up to one, that one last; it alone where nobody's name is on it."""
    if not entry.is_assigned:
        return [entry]
    own = [
        one
        for one in entries
        if one.kind == "screening" and one.runner == entry.runner and not one.reason and one.start_s and one != entry
    ]
    before = sorted((one for one in own if (one.start_s or 0) < (entry.start_s or 0)), key=lambda one: one.start_s or 0)
    return [*before[1 - MOST_SCREENINGS :], entry]


def _is_newest(entry: Entry, entries: list[Entry]) -> bool:
    """Tell whether nothing came after a session of this runner, as far as times are known."""
    own = [one for one in entries if one.runner == entry.runner] if entry.is_assigned else [entry]
    return all((one.start_s or 0) <= (entry.start_s or 0) for one in own)


def _report(page: Page) -> Response:
    return HTMLResponse(page.html(), headers={"content-security-policy": REPORT_POLICY})
