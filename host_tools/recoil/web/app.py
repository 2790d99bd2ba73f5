"""The pages of the desk. The library's files stay the truth: every request looks at them anew."""

import io
import re
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from recoil.common.cautions import CALF, SEE_SOMEONE, STAND_SAFELY
from recoil.common.errors import RecoilError, one_line
from recoil.device.holding import hold_at_cable
from recoil.fit.exporting import LARGEST_WATCH_FILE, Wanted, export_session
from recoil.library.annotations import PAIN_PLACES, Annotations, name_of, note_of, place_of, with_tag
from recoil.library.attention import Urgency, pain_gate
from recoil.library.choosing import began, runner_named
from recoil.library.entry import Entry
from recoil.library.index import Library
from recoil.library.squad import squad_of, without_runner
from recoil.library.trend import trend_of
from recoil.library.trend_page import trend_page
from recoil.report.batch import page_of
from recoil.report.own_values import memory_found
from recoil.session import open_session
from recoil_clip.settings.schema import SCHEMA

from .clips import Clips
from .security import REPORT_POLICY

BIN = ".bin"
RECENT = 8
MOST_UPLOAD = LARGEST_WATCH_FILE
# What a coach sets for the next runs; all else stays with `recoil config`.
COACHED = (
    "target", "cadence_change_pct", "cadence_band_pct", "bounce_change_pct", "bounce_band_pct", "schedule",
    "full_sessions", "fewer_sessions", "metronome", "confirm", "cue_interval_s", "quiet_start_min",
    "runner_id", "wearer_name", "wearer_mass_kg", "wearer_height_cm", "wearer_pace_s_per_km", "auto_start", "raw",
)  # fmt: skip
Handler = Callable[[Request], Any]


class Desk:
    """Everything that the pages need: the library's folder and the clips."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self.clips = Clips(library)
        self._pages = Environment(
            loader=PackageLoader("recoil.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._pages.globals.update(
            began=began, url=_url, see_someone=SEE_SOMEONE, calf=CALF, wall=STAND_SAFELY, Urgency=Urgency
        )
        self._pages.filters["plain"] = one_line

    def routes(self) -> list[Route | Mount]:
        """Return what answers which address."""
        static = StaticFiles(directory=str(resources.files("recoil.web") / "static"))
        return [
            Route("/", self._told(self.home)),
            Route("/clips", self._told(self.clip_list)),
            Route("/clips/download", self._told(self.download), methods=["POST"]),
            Route("/clips/flash", self._told(self.flash), methods=["POST"]),
            Route("/jobs/{name}", self._told(self.job)),
            Route("/squad", self._told(self.squad)),
            Route("/runner/{name:path}/trends", self._told(self.trends)),
            Route("/runner/{name:path}", self._told(self.runner)),
            Route("/run/{path:path}/report", self._told(self.report)),
            Route("/run/{path:path}/export", self._told(self.export)),
            Route("/run/{path:path}/merge", self._merging, methods=["POST"]),
            Route("/run/{path:path}/about", self._editing, methods=["POST"]),
            Route("/run/{path:path}/delete", self._told(self.delete), methods=["POST"]),
            Route("/run/{path:path}", self._told(self.run)),
            Route("/bin", self._told(self.bin)),
            Route("/bin/restore", self._restoring, methods=["POST"]),
            Route("/settings", self._told(self.settings)),
            Route("/settings", self._setting, methods=["POST"]),
            Route("/live", self._told(self.live)),
            Route("/live/figures", self._told(self.figures)),
            Mount("/static", static),
        ]

    # What is seen.

    def home(self, request: Request) -> Response:
        """The start: the clips, who needs a look, the last runs, those that nobody's name is on."""
        with Library(self.library) as library:
            library.refresh()
            entries = library.entries()
        lines = squad_of(entries)
        recent = [entry for entry in reversed(entries) if not entry.reason][:RECENT]
        return self._page(
            "home.html",
            title="Start",
            pressing=[line for line in lines if line.urgency > Urgency.FINE],
            runners=len(lines),
            recent=recent,
            unassigned=without_runner(entries),
        )

    def clip_list(self, request: Request) -> Response:
        """The clips at the cable, looked at anew: a part of a page."""
        return self._page("clips.html", ports=self.clips.found())

    def squad(self, request: Request) -> Response:
        """Every runner in a line, who needs a look first."""
        with Library(self.library) as library:
            library.refresh()
            entries = library.entries()
        lines = squad_of(entries)
        wanted = request.query_params.get("tag", "").casefold()
        tags = sorted({tag for entry in entries for tag in entry.tags}, key=str.casefold)
        if wanted:
            tagged = {entry.runner.casefold() for entry in entries if wanted in map(str.casefold, entry.tags)}
            lines = [line for line in lines if line.runner.casefold() in tagged]
        return self._page(
            "squad.html", title="Squad", lines=lines, tags=tags, wanted=wanted, unassigned=without_runner(entries)
        )

    def runner(self, request: Request) -> Response:
        """One runner: what to look at, the weeks, every session."""
        own = self._own(request.path_params["name"])
        trend = trend_of(own[-1].runner, own)
        (line,) = squad_of(own)
        return self._page("runner.html", title=own[-1].runner, line=line, trend=trend, sessions=list(reversed(own)))

    def trends(self, request: Request) -> Response:
        """The page of trends, as `recoil library trends -o` writes it."""
        own = self._own(request.path_params["name"])
        return _report(trend_page(trend_of(own[-1].runner, own)).html())

    def run(self, request: Request) -> Response:
        """One session: its report, what people say about it, where it can go."""
        entry, entries = self._entry(request.path_params["path"])
        names = sorted({one.runner for one in entries if one.is_assigned}, key=str.casefold)
        why = pain_gate(entry.pain_before, entry.pain_after)
        return self._page(
            "run.html", title=f"Run of {began(entry)}", entry=entry, names=names, why=why, places=PAIN_PLACES
        )

    def report(self, request: Request) -> Response:
        """The page of a run or a screening, as the command line writes it."""
        entry, _ = self._entry(request.path_params["path"])
        folder = self.library / entry.path
        session = open_session(folder)
        page, _ = page_of(session, memory_found(session, folder, folder))
        return _report(page.html())

    def bin(self, request: Request) -> Response:
        """What was deleted, to be put back."""
        return self._page("bin.html", title="Bin", deleted=sorted(self._deleted(), reverse=True))

    def settings(self, request: Request) -> Response:
        """What the clip at a port should do next."""
        port = request.query_params.get("port", "")
        settings = self.clips.settings(port)
        fields = [(field, settings.values[field.name]) for field in SCHEMA if field.name in COACHED]
        return self._page("settings.html", title="Clip settings", port=port, fields=fields, changed=None, problems=[])

    def live(self, request: Request) -> Response:
        """The clip at a port, big enough to read from a treadmill."""
        return self._page("live.html", title="Live", port=request.query_params.get("port", ""))

    def figures(self, request: Request) -> Response:
        """The live page's figures: a part of a page."""
        port = request.query_params.get("port", "")
        return self._page("figures.html", status=self.clips.status(port), port=port)

    # What is done.

    def download(self, request: Request) -> Response:
        """Begin to get the sessions of a clip."""
        return self._page("job.html", job=self.clips.download(request.query_params.get("port", "")), came=[])

    def flash(self, request: Request) -> Response:
        """Begin to put the firmware on a board."""
        return self._page("job.html", job=self.clips.flash(request.query_params.get("port", "")), came=[])

    def job(self, request: Request) -> Response:
        """How far a job is: a part of a page, which asks for itself again until the job is over."""
        job = self.clips.job(request.path_params["name"])
        if job is None:
            return HTMLResponse("<p>That work is not known any more.</p>", 404)
        came: list[Entry] = []
        if job.is_over and isinstance(job.result, list):
            paths = {path.relative_to(self.library).as_posix() for path in job.result}
            with Library(self.library) as library:
                library.refresh()
                came = [entry for entry in library.entries() if entry.path in paths]
        return self._page("job.html", job=job, came=came)

    def export(self, request: Request) -> Response:
        """A session as a FIT activity or as tables, to keep or to upload."""
        entry, _ = self._entry(request.path_params["path"])
        kind = request.query_params.get("as", "fit")
        if kind not in ("fit", "csv"):
            raise RecoilError(f"{one_line(kind, 20)} is no format to export to")
        with tempfile.TemporaryDirectory(prefix="recoil-") as name:
            done = export_session(
                self.library / entry.path, Wanted(kind == "csv", kind == "fit"), Path(name), lambda *_: None
            )
            return _sent(done.files, entry.name)

    def delete(self, request: Request) -> Response:
        """Put a session into the bin."""
        entry, _ = self._entry(request.path_params["path"])
        place = self.library / BIN / f"{time.time_ns():x}" / entry.path
        with Library(self.library) as library, library.writing():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(self.library / entry.path, place)
        return RedirectResponse("/bin", 303)

    async def _restoring(self, request: Request) -> Response:
        form = await request.form()
        return await self._threaded(request, lambda: self._restore(str(form.get("path", ""))))

    def _restore(self, wanted: str) -> Response:
        for when, path in self._deleted():
            if wanted == f"{when}/{path}":
                target = self.library / path
                if target.exists():
                    raise RecoilError("something else lies in its place now", "Move that first, then try again.")
                with Library(self.library) as library, library.writing():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(self.library / BIN / when / path, target)
                return RedirectResponse(_url("run", path), 303)
        raise RecoilError("that session is not in the bin any more")

    async def _editing(self, request: Request) -> Response:
        form = await request.form()
        return await self._threaded(request, lambda: self._edit(request.path_params["path"], form))

    def _edit(self, path: str, form: FormData) -> Response:
        entry, _ = self._entry(path)

        def change(about: Annotations) -> None:
            if "runner" in form:
                about.runner = name_of(str(form["runner"]))
            if "note" in form:
                about.note = note_of(str(form["note"]))
            for name in ("pain_before", "pain_after"):
                if name in form:
                    setattr(about, name, int(str(form[name])) if str(form[name]) else None)
            if "pain_place" in form:
                about.pain_place = place_of(form["pain_place"]) if form["pain_place"] else None
            if "pain_down_leg" in form:
                about.pain_down_leg = {"yes": True, "no": False}.get(str(form["pain_down_leg"]))
            if "tags" in form:
                about.tags = []
                for word in str(form["tags"]).replace(",", " ").split():
                    about.tags = with_tag(about.tags, word)

        for name in ("pain_before", "pain_after"):
            if not re.fullmatch(r"|\d|10", str(form.get(name, ""))):
                raise RecoilError("a pain score is a whole number from 0 to 10")
        with Library(self.library) as library:
            about = library.edit(entry, change)
            entries = library.entries()
        if pain_gate(about.pain_before, about.pain_after):
            hold_at_cable(entry.clip, entries)
        return RedirectResponse(_url("run", path), 303)

    async def _merging(self, request: Request) -> Response:
        form = await request.form(max_part_size=MOST_UPLOAD)
        upload = form.get("watch")
        data = await upload.read(MOST_UPLOAD + 1) if isinstance(upload, UploadFile) else b""
        return await self._threaded(request, lambda: self._merge(request.path_params["path"], data))

    def _merge(self, path: str, data: bytes) -> Response:
        entry, _ = self._entry(path)
        if not data or len(data) > MOST_UPLOAD:
            raise RecoilError("no file came", "Choose the FIT file that your watch wrote, then press the button.")
        with tempfile.TemporaryDirectory(prefix="recoil-") as name:
            watch = Path(name) / "your watch's file"
            watch.write_bytes(data)
            out = Path(name) / "out"
            out.mkdir()
            done = export_session(self.library / entry.path, Wanted(False, True, watch), out, lambda *_: None)
            return _sent(done.files, f"{entry.name}-with-watch")

    async def _setting(self, request: Request) -> Response:
        form = await request.form()
        return await self._threaded(request, lambda: self._set(form))

    def _set(self, form: FormData) -> Response:
        port = str(form.get("port", ""))
        given = [f"{name}={form[name]}" for name in COACHED if name in form]
        problems: list[str] = []
        changed: list[tuple[str, Any, Any]] = []
        try:
            changed = self.clips.set(port, given)
        except RecoilError as error:
            problems = [one_line(error)]
        settings = self.clips.settings(port)
        fields = [
            (field, str(form[field.name]) if problems and field.name in form else settings.values[field.name])
            for field in SCHEMA
            if field.name in COACHED
        ]
        return self._page(
            "settings.html", title="Clip settings", port=port, fields=fields, changed=changed, problems=problems
        )

    # What they share.

    def _own(self, name: str) -> list[Entry]:
        with Library(self.library) as library:
            library.refresh()
            return runner_named(library.entries(), name)

    def _entry(self, path: str) -> tuple[Entry, list[Entry]]:
        """Return the session of that path: only what the index knows is ever opened."""
        with Library(self.library) as library:
            library.refresh()
            entries = library.entries()
        for entry in entries:
            if entry.path == path:
                return entry, entries
        raise RecoilError("there is no such session in the library", "It may have been moved or deleted: see the bin.")

    def _deleted(self) -> list[tuple[str, str]]:
        """Return when each deleted session was, as its folder's name says, and its path in the library."""
        found = []
        for segment in (self.library / BIN).glob("*/**/*.seg"):
            when, *parts = segment.parent.relative_to(self.library / BIN).parts
            found.append((when, "/".join(parts)))
        return list(dict.fromkeys(found))

    def _page(self, name: str, status_code: int = 200, **content: Any) -> Response:
        return HTMLResponse(self._pages.get_template(name).render(**content), status_code)

    def _told(self, handler: Handler) -> Handler:
        """Turn a user's mistake into a page that says what to do."""

        def told(request: Request) -> Response:
            try:
                return handler(request)
            except RecoilError as error:
                return self._wrong(error)

        return told

    async def _threaded(self, request: Request, work: Callable[[], Response]) -> Response:
        from starlette.concurrency import run_in_threadpool

        return await run_in_threadpool(self._told(lambda _: work()), request)

    def _wrong(self, error: RecoilError) -> Response:
        advice = [one_line(line) for line in error.advice]
        return self._page("wrong.html", 400, title="That did not work", text=one_line(error), advice=advice)


def create_app(library: Path) -> Starlette:
    """Return the desk as an ASGI application, without a guard: `server.run` puts one before it.

    Args:
        library: The folder of sessions that is worked in.
    """
    return Starlette(routes=Desk(library).routes())


def _url(kind: str, name: str, more: str = "") -> str:
    return f"/{kind}/{quote(name)}{more}"


def _report(html: str) -> Response:
    return HTMLResponse(html, headers={"content-security-policy": REPORT_POLICY})


def _sent(files: list[Path], name: str) -> Response:
    """Send one file as it is, several in an archive."""
    if not files:
        raise RecoilError("there is nothing to export in this session")
    if len(files) == 1:
        content, ending = files[0].read_bytes(), "".join(files[0].suffixes[-1:])
    else:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.writestr(file.name, file.read_bytes())
        content, ending = stream.getvalue(), ".zip"
    disposition = f"attachment; filename*=UTF-8''{quote(name + ending)}"
    return Response(content, media_type="application/octet-stream", headers={"content-disposition": disposition})
