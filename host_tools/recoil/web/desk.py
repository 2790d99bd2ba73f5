"""What every page of the desk shares: the library's folder, the clips, templates, and mistakes told as pages."""

import io
import zipfile
from collections.abc import Callable, Iterable
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from recoil.common.cautions import CALF, SEE_SOMEONE, STAND_SAFELY
from recoil.common.errors import RecoilError, one_line
from recoil.library.attention import Urgency
from recoil.library.choosing import began, runner_named
from recoil.library.entry import UNASSIGNED, Entry
from recoil.library.index import Library
from recoil.library.squad import Line, squad_of, squad_since_s
from recoil.report.markup import Html
from recoil.session.sentences import count

from .clips import Clips
from .plain import advice_for_page, phase_words, sentence, state_words

ENOUGH = 200  # of the newest sessions: so many in a row that cannot be read are no list to begin with

Handler = Callable[[Request], Any]


class Desk:
    """Everything that the pages need."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self._was_there = library.is_dir()
        self.clips = Clips(library)
        self._pages = Environment(
            loader=PackageLoader("recoil.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._pages.globals.update(
            began=began,
            url=address_of,
            see_someone=SEE_SOMEONE,
            calf=CALF,
            wall=STAND_SAFELY,
            Urgency=Urgency,
            counted=count,
        )
        self._pages.filters["plain"] = one_line
        self._pages.filters["phase"] = phase_words
        self._pages.filters["state"] = state_words
        self._pages.filters["markup"] = _markup
        self._pages.filters["sentence"] = sentence
        self._pages.filters["advice"] = advice_for_page

    def page(self, request: Request, name: str, status_code: int = 200, **content: Any) -> Response:
        """Return a page, or a part of one."""
        content.setdefault("is_read_only", bool(request.scope.get("recoil.read_only")))
        content.setdefault("has_charts", False)
        return HTMLResponse(self._pages.get_template(name).render(**content), status_code)

    def told(self, handler: Handler) -> Handler:
        """Turn a user's mistake into a page that says what to do."""

        def told(request: Request) -> Response:
            try:
                self._look_for_library()
                return handler(request)
            except RecoilError as error:
                return self.wrong(request, 400, one_line(error), map(one_line, error.advice))

        return told

    def _look_for_library(self) -> None:
        """Refuse to take a folder that is gone for an empty library, or to begin a new one in its place."""
        is_there = self.library.is_dir()
        if self._was_there and not is_there:
            raise RecoilError(
                f"the library's folder {one_line(self.library)} is not there any more",
                "Is its disk plugged in? Was it moved, or given another name? Put it back, and load this page again.",
            )
        self._was_there = is_there

    def wrong(self, request: Request, status_code: int, text: str, advice: Iterable[str] = ()) -> Response:
        """Return the page that says what went wrong; only its words where a part of a page was asked for."""
        what = {"title": "That did not work", "text": sentence(text), "advice": advice_for_page(advice)}
        if "hx-request" in request.headers:  # a part with an error's status would be thrown away
            return self.page(request, "wrong_part.html", **what)
        return self.page(request, "wrong.html", status_code, **what)

    def refused(self, request: Request, error: Exception) -> Response:
        """Return what is said of an address that is none, or of a form that no page of ours has sent."""
        status_code = error.status_code if isinstance(error, HTTPException) else 500
        texts = {404: "there is no such page", 405: "that is nothing to look at"}
        return self.wrong(request, status_code, texts.get(status_code, "what was sent cannot be read"))

    def failed(self, request: Request, error: Exception) -> Response:
        """Return what is said where the desk itself, or the disk, is at fault."""
        if isinstance(error, OSError):
            reason = (error.strerror or str(error)).lower()
            place = f"{one_line(error.filename)}: " if error.filename else ""
            return self.wrong(request, 500, f"{place}{one_line(reason)}", ["Is the disk with the library there?"])
        text = f"this is a fault of Recoil's: {type(error).__name__}: {one_line(error, 200)}"
        return self.wrong(request, 500, text, ["Nothing of yours is lost: look at the start page."])

    async def threaded(self, request: Request, work: Callable[[], Response]) -> Response:
        """Do what may take a while where it holds nobody up."""
        return await run_in_threadpool(self.told(lambda _: work()), request)

    def entries(self) -> list[Entry]:
        """Return every session as the files are now."""
        with Library(self.library) as library:
            library.refresh()
            return library.entries()

    def start(self, most: int) -> tuple[list[Line], list[Entry], int]:
        """Return a line for each runner, the last sessions that can be read, and how many sessions have no runner."""
        with Library(self.library) as library:
            library.refresh()
            entries, counts = library.of_squad(squad_since_s())
            last = [entry for entry in reversed(library.newest(ENOUGH)) if not entry.reason][:most]
        return squad_of(entries, counts=counts), last, counts.get(UNASSIGNED, 0)

    def squad(self) -> tuple[list[Line], dict[str, set[str]], int]:
        """Return a line for each runner, each one's tags by name in small letters, and how many sessions have none."""
        with Library(self.library) as library:
            library.refresh()
            entries, counts = library.of_squad(squad_since_s())
            tags = library.tags()
        return squad_of(entries, counts=counts), tags, counts.get(UNASSIGNED, 0)

    def own(self, name: str) -> list[Entry]:
        """Return a runner's sessions."""
        with Library(self.library) as library:
            own = library.entries_of(name)
            return own if own and own[0].is_assigned else runner_named(library.entries(), name)

    def entry(self, path: str) -> tuple[Entry, list[Entry]]:
        """Return the session of that path, and all: only what the index knows is ever opened."""
        entries = self.entries()
        for entry in entries:
            if entry.path == path:
                return entry, entries
        raise RecoilError("there is no such session in the library", "It may have been moved or deleted: see the bin.")


def static_files() -> list[tuple[str, StaticFiles]]:
    """Return what is served as it is: the desk's own, and what reports are drawn with."""
    places = (("/static/report", "recoil.report", "assets"), ("/static", "recoil.web", "static"))
    return [(path, StaticFiles(directory=str(resources.files(package) / folder))) for path, package, folder in places]


def address_of(kind: str, name: str, more: str = "") -> str:
    """Return the address of a runner or a run."""
    return f"/{kind}/{quote(name)}{more}"


def sent(files: list[Path], name: str) -> Response:
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
    return Response(content, media_type="application/octet-stream", headers=disposition(name + ending))


def disposition(name: str) -> dict[str, str]:
    """Return the header that makes a browser keep an answer as a file."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


def _markup(part: object) -> Markup:
    """Let markup of the reports pass as it is; all else is escaped."""
    return Markup(part) if isinstance(part, Html) else Markup.escape(str(part))
