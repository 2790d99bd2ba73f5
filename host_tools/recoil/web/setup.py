"""Guided set-up of a new board, and the update of a clip in use: MicroPython, firmware, a look at all, a name."""

import shutil
import tempfile
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from recoil.common.errors import RecoilError
from recoil.device.flash.bootsel import check_uf2
from recoil.device.flash.flashing import host_version
from recoil.device.flash.micropython import BOARDS

from .desk import Desk

MOST_UF2 = 16 << 20


class Setup:
    """The pages of the set-up."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._clips = desk.clips

    def routes(self) -> list[Route]:
        """Return what answers which address."""
        told = self._desk.told
        return [
            Route("/setup", told(self.setup)),
            Route("/setup/steps", told(self.steps)),
            Route("/setup/micropython", self._putting, methods=["POST"]),
            Route("/setup/doctor", told(self.doctor), methods=["POST"]),
        ]

    def setup(self, request: Request) -> Response:
        """From a board to a clip, step by step."""
        return self._desk.page(request, "setup.html", title="Set up a clip", boards=BOARDS, version=host_version())

    def steps(self, request: Request) -> Response:
        """What is at the cable now, and the next step: a part of a page."""
        return self._desk.page(
            request, "steps.html", ports=self._clips.found(), drives=self._clips.drives(), version=host_version()
        )

    def doctor(self, request: Request) -> Response:
        """Begin to look at everything that a clip needs."""
        job = self._clips.examine(request.query_params.get("port", ""))
        return self._desk.page(request, "job.html", job=job, came=[], places=())

    async def _putting(self, request: Request) -> Response:
        form = await request.form(max_part_size=MOST_UF2)
        upload = form.get("uf2")
        data = await upload.read(MOST_UF2 + 1) if isinstance(upload, UploadFile) else b""
        return await self._desk.threaded(request, lambda: self._put(request, data))

    def _put(self, request: Request, data: bytes) -> Response:
        if not data or len(data) > MOST_UF2:
            raise RecoilError("no file came", "Choose the .uf2 file for your board, then press the button.")
        folder = Path(tempfile.mkdtemp(prefix="recoil-uf2-"))
        file = folder / "micropython.uf2"
        file.write_bytes(data)
        try:
            check_uf2(file)
        except RecoilError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return self._desk.page(request, "job.html", job=self._clips.put_micropython(file), came=[])
