"""A runner's profile; one runner taken along or erased; the whole library kept in a file and brought back."""

import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from recoil.common.errors import RecoilError
from recoil.library.index import Library
from recoil.library.keeping import erase_runner, read_backup, write_backup
from recoil.library.profiles import FIELDS, Profile, write_profile

from .desk import Desk, address_of

MOST_UPLOAD = 2 << 30
PIECE = 1 << 20


class Keeping:
    """Pages about all of a runner, or all of the library."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return what answers which address."""
        told = self._desk.told
        return [
            Route("/runner/{name:path}/profile", self._noting, methods=["POST"]),
            Route("/runner/{name:path}/export", told(self.export)),
            Route("/runner/{name:path}/erase", self._erasing, methods=["POST"]),
            Route("/library", told(self.library)),
            Route("/library/backup", told(self.backup)),
            Route("/library/restore", self._restoring, methods=["POST"]),
        ]

    def library(self, request: Request) -> Response:
        """What can be done with the whole library."""
        entries = self._desk.entries()
        return self._desk.page(
            request, "library.html", title="Library", folder=str(self._desk.library), sessions=len(entries), came=None
        )

    def backup(self, request: Request) -> Response:
        """The library as one file."""
        return self._archive(None, "recoil-library.zip")

    def export(self, request: Request) -> Response:
        """One runner's sessions as one file."""
        name = request.path_params["name"]
        return self._archive(name, f"recoil-{name}.zip")

    def _archive(self, runner: str | None, name: str) -> Response:
        folder = tempfile.TemporaryDirectory(prefix="recoil-")
        try:
            file = Path(folder.name) / "archive.zip"
            with Library(self._desk.library) as library:
                write_backup(library, file, runner)
        except BaseException:
            folder.cleanup()
            raise
        return FileResponse(
            file, media_type="application/zip", filename=name, background=BackgroundTask(folder.cleanup)
        )

    async def _erasing(self, request: Request) -> Response:
        form = await request.form()
        return await self._desk.threaded(request, lambda: self._erase(request.path_params["name"], form))

    def _erase(self, name: str, form: FormData) -> Response:
        own = self._desk.own(name)
        if str(form.get("name", "")).strip().casefold() != own[-1].runner.casefold():
            raise RecoilError("nothing was erased: the name was not typed as it stands above", "There is no way back.")
        with Library(self._desk.library) as library:
            erase_runner(library, own[-1].runner)
        return RedirectResponse("/squad", 303)

    async def _noting(self, request: Request) -> Response:
        form = await request.form()
        return await self._desk.threaded(request, lambda: self._note(request.path_params["name"], form))

    def _note(self, name: str, form: FormData) -> Response:
        runner = self._desk.own(name)[-1].runner
        write_profile(self._desk.library, runner, Profile(**{one: str(form.get(one, "")).strip() for one in FIELDS}))
        return RedirectResponse(address_of("runner", runner), 303)

    async def _restoring(self, request: Request) -> Response:
        form = await request.form(max_part_size=MOST_UPLOAD)
        upload = form.get("backup")
        with tempfile.TemporaryDirectory(prefix="recoil-") as name:
            file = Path(name) / "backup.zip"
            with file.open("wb") as stream:
                while isinstance(upload, UploadFile) and (piece := await upload.read(PIECE)):
                    stream.write(piece)
            return await self._desk.threaded(request, lambda: self._restore(request, file))

    def _restore(self, request: Request, file: Path) -> Response:
        if not file.stat().st_size:
            raise RecoilError("no file came", "Choose the file that “Back up” gave you, then press the button.")
        with Library(self._desk.library) as library:
            came = read_backup(library, file)
            sessions = len(library.entries())
        content = {"title": "Library", "folder": str(self._desk.library), "sessions": sessions, "came": came}
        return self._desk.page(request, "library.html", **content)
