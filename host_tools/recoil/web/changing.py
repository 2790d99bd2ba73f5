"""What is done to sessions: who ran, pain, notes; export and merge; into the bin and back."""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from recoil.common.errors import RecoilError, one_line
from recoil.device.calibrating import FRAMES_PER_S, Reference, estimates, keep, said
from recoil.fit.exporting import LARGEST_WATCH_FILE, Wanted, export_session
from recoil.library.annotations import Annotations, name_of, note_of, place_of, with_tag
from recoil.library.bin import binned, put_session, put_words, restore, what_was
from recoil.library.index import Library
from recoil.library.profiles import read_calibrations, write_calibrations
from recoil.session import open_session
from recoil.session.clock import parse_start

from .desk import Desk, address_of, sent

MOST_UPLOAD = LARGEST_WATCH_FILE
FORMATS = ("fit", "tcx", "csv", "json")


class Changing:
    """Pages that write into the library, or out of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return what answers which address."""
        told = self._desk.told
        return [
            Route("/run/{path:path}/export", told(self.export)),
            Route("/run/{path:path}/merge", self._merging, methods=["POST"]),
            Route("/run/{path:path}/own", self._owning, methods=["POST"]),
            Route("/run/{path:path}/about", self._editing, methods=["POST"]),
            Route("/run/{path:path}/delete", told(self.delete), methods=["POST"]),
            Route("/bin", told(self.bin)),
            Route("/bin/restore", self._restoring, methods=["POST"]),
        ]

    def export(self, request: Request) -> Response:
        """A session as an activity or as tables, to keep or to upload."""
        entry, _ = self._desk.entry(request.path_params["path"])
        kind = request.query_params.get("as", "fit")
        if kind not in FORMATS:
            raise RecoilError(f"{one_line(kind, 20)} is no format to export to")
        start = _beginning(request.query_params.get("start", ""))
        wanted = Wanted(kind == "csv", kind == "fit", start=start, tcx=kind == "tcx", json=kind == "json")
        with tempfile.TemporaryDirectory(prefix="recoil-") as name:
            done = export_session(self._desk.library / entry.path, wanted, Path(name), lambda *_: None)
            return sent(done.files, entry.name)

    def bin(self, request: Request) -> Response:
        """What was deleted or said otherwise, to be put back."""
        deleted = [(one, *what_was(self._desk.library, one)) for one in binned(self._desk.library)]
        return self._desk.page(request, "bin.html", title="Bin", deleted=deleted, moment=datetime.fromtimestamp)

    def delete(self, request: Request) -> Response:
        """Put a session into the bin."""
        entry, _ = self._desk.entry(request.path_params["path"])
        with Library(self._desk.library) as library:
            put_session(library, entry)
        return RedirectResponse("/bin", 303)

    async def _restoring(self, request: Request) -> Response:
        form = await request.form()
        return await self._desk.threaded(request, lambda: self._restore(str(form.get("path", ""))))

    def _restore(self, wanted: str) -> Response:
        with Library(self._desk.library) as library:
            return RedirectResponse(address_of("run", restore(library, wanted)), 303)

    async def _editing(self, request: Request) -> Response:
        form = await request.form()
        return await self._desk.threaded(request, lambda: self._edit(request.path_params["path"], form))

    def _edit(self, path: str, form: FormData) -> Response:
        entry, _ = self._desk.entry(path)

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
        with Library(self._desk.library) as library:
            kept = put_words(library, entry)
            library.edit(entry, change)
            entries = library.entries()
        again = next((one for one in entries if one.path == entry.path), entry)
        # All that is known of a run is sent with its note: who ran was said now only if it is somebody else.
        is_named = bool(form.get("runner")) and ("note" not in form or again.runner != entry.runner)
        self._desk.clips.tell(entry, again, self._desk.library / path, entries, is_named)
        return RedirectResponse(address_of("run", path, f"?undo={kept.when}"), 303)

    async def _merging(self, request: Request) -> Response:
        form, data = await _with_watch(request)
        return await self._desk.threaded(request, lambda: self._merge(request.path_params["path"], data, form))

    async def _owning(self, request: Request) -> Response:
        form, data = await _with_watch(request)
        return await self._desk.threaded(request, lambda: self._own(request, data, form))

    def _own(self, request: Request, data: bytes, form: FormData) -> Response:
        """Find a runner's own numbers by what of a run was measured otherwise too; or forget them, or tell a clip."""
        entry, _ = self._desk.entry(request.path_params["path"])
        if not entry.is_assigned:
            raise RecoilError("whose numbers would they be?", "Say who ran first: “Who ran, pain, tags, note”.")
        library, runner, what = self._desk.library, entry.runner, str(form.get("what", ""))
        refused: list[RecoilError] = []
        if what == "forget":
            write_calibrations(library, runner, {})
        elif what != "tell":
            session = open_session(library / entry.path)
            with _watch_file(data) as watch:
                found, refused = estimates(session, _reference(watch if data else None, form))
            keep(library, runner, session, found)
        known = read_calibrations(library, runner)
        told = self._desk.clips.tell_own(runner, known)
        return self._desk.page(
            request, "own.html", title=f"{runner}: own numbers", entry=entry, known=said(known), told=told,
            refused=[one_line(error, 300) for error in refused], is_forgotten=what == "forget",
        )  # fmt: skip

    def _merge(self, path: str, data: bytes, form: FormData) -> Response:
        entry, _ = self._desk.entry(path)
        if not data:
            raise RecoilError("no file came", "Choose the FIT file that your watch wrote, then press the button.")
        with _watch_file(data) as watch:
            out = watch.parent / "out"
            out.mkdir()
            start = _beginning(str(form.get("start", "")))
            wanted = Wanted(False, True, watch, _seconds(str(form.get("offset", ""))), start)
            done = export_session(self._desk.library / entry.path, wanted, out, lambda *_: None)
            return sent(done.files, f"{entry.name}-with-watch")


async def _with_watch(request: Request) -> tuple[FormData, bytes]:
    """Return what a form says, and the watch's file that came with it; nothing where none did."""
    form = await request.form(max_part_size=MOST_UPLOAD)
    upload = form.get("watch")
    return form, await upload.read(MOST_UPLOAD + 1) if isinstance(upload, UploadFile) else b""


@contextlib.contextmanager
def _watch_file(data: bytes) -> Iterator[Path]:
    """Keep a watch's file for a moment; where it lies is nobody's business, and no error names it."""
    if len(data) > MOST_UPLOAD:
        raise RecoilError("no watch writes so large a file", "Choose the FIT file of this run.")
    with tempfile.TemporaryDirectory(prefix="recoil-") as name:
        watch = Path(name) / "your watch's file"
        watch.write_bytes(data)
        try:
            yield watch
        except RecoilError as error:
            raise RecoilError(str(error).replace(one_line(watch), watch.name), *error.advice) from None


def _reference(watch: Path | None, form: FormData) -> Reference:
    """Return by what a form says a run was measured otherwise."""
    given = {name: str(form.get(name, "")).strip() for name in ("left", "right", "contact_ms", "speed_kmh")}
    left, right = (
        [_number(one, "frames") for one in re.split(r"[\s,;]+", given[foot]) if one] for foot in ("left", "right")
    )
    frames = (left, right) if left or right else None
    contact_ms, speed_kmh = (
        _number(given[name], unit) if given[name] else None
        for name, unit in (("contact_ms", "milliseconds"), ("speed_kmh", "km/h"))
    )
    if watch is None and frames is None and contact_ms is None and speed_kmh is None:
        raise RecoilError("nothing was given", "Fill in one of the boxes, or choose the watch's file.")
    begun, offset_s = _beginning(str(form.get("start", ""))), _seconds(str(form.get("offset", "")))
    return Reference(watch, frames, FRAMES_PER_S, contact_ms, speed_kmh, None, offset_s, begun)


def _number(text: str, unit: str) -> float:
    if not re.fullmatch(r"\d{1,5}([.,]\d{1,3})?", text):
        raise RecoilError(f"“{one_line(text, 40)}” is no number of {unit}")
    return float(text.replace(",", "."))


def _beginning(text: str) -> datetime | None:
    """Return when a person says that a session began; None where nothing is said."""
    if not text.strip():
        return None
    try:
        return parse_start(text)
    except RecoilError:
        raise RecoilError(
            f"it cannot have begun at {one_line(text, 40)}", "Write day and time as the clock on the wall showed them."
        ) from None


def _seconds(text: str) -> float | None:
    if not text.strip():
        return None
    if not re.fullmatch(r"\s*-?\d{1,7}(\.\d+)?\s*", text):
        raise RecoilError(
            f"“{one_line(text, 40)}” is no number of seconds", "Below zero: the clip began before the watch."
        )
    return float(text)
