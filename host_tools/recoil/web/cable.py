"""The clips at the cable: what is there, sessions off them, their settings, and what they measure right now."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from recoil.common.errors import RecoilError, one_line
from recoil.device.flash.flashing import host_version
from recoil.device.status import AT_WORK
from recoil.library.annotations import PAIN_PLACES
from recoil.library.entry import Entry
from recoil.library.index import Library
from recoil_clip.settings.schema import SCHEMA

from .desk import Desk
from .effects import COACHED, GROUPS, effects_of, label_of, meaning_of, problem_of, range_of


class Cable:
    """Pages about a clip at a port."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._clips = desk.clips

    def routes(self) -> list[Route]:
        """Return what answers which address."""
        told = self._desk.told
        return [
            Route("/clips", told(self.clip_list)),
            Route("/clips/download", told(self.download), methods=["POST"]),
            Route("/clips/flash", told(self.flash), methods=["POST"]),
            Route("/jobs/{name}", told(self.job)),
            Route("/settings", told(self.settings)),
            Route("/settings", self._setting, methods=["POST"]),
            Route("/settings/words", self._wording, methods=["POST"]),
            Route("/live", told(self.live)),
            Route("/live/figures", told(self.figures)),
            Route("/live/data", told(self.data)),
        ]

    def clip_list(self, request: Request) -> Response:
        """The clips at the cable, looked at anew: a part of a page."""
        return self._desk.page(
            request, "clips.html", ports=self._clips.found(), drives=self._clips.drives(), version=host_version(),
            at_work=AT_WORK,
        )  # fmt: skip

    def download(self, request: Request) -> Response:
        """Begin to get the sessions of a clip."""
        return self._job(request, self._clips.download(request.query_params.get("port", "")))

    def flash(self, request: Request) -> Response:
        """Begin to put the firmware on a board, or to bring a clip up to date."""
        return self._job(request, self._clips.flash(request.query_params.get("port", "")))

    def job(self, request: Request) -> Response:
        """How far a job is: a part of a page, which asks for itself again until the job is over."""
        job = self._clips.job(request.path_params["name"])
        if job is None:
            return HTMLResponse("<p>That work is not known any more.</p>", 404)
        return self._job(request, job)

    def _job(self, request: Request, job: Any) -> Response:
        came: list[Entry] = []
        if job.is_over and job.kind == "download" and job.result:
            paths = {path.relative_to(self._desk.library).as_posix() for path in job.result}
            with Library(self._desk.library) as library:
                library.refresh()
                came = [entry for entry in library.entries() if entry.path in paths]
        return self._desk.page(request, "job.html", job=job, came=came, places=PAIN_PLACES)

    def settings(self, request: Request) -> Response:
        """What the clip at a port should do next."""
        port = request.query_params.get("port", "")
        values = self._clips.settings(port).values
        return self._settings_page(request, port, values, None, [])

    async def _setting(self, request: Request) -> Response:
        form = await request.form()
        return await self._desk.threaded(request, lambda: self._set(request, form))

    def _set(self, request: Request, form: FormData) -> Response:
        port = str(form.get("port", ""))
        given = [f"{name}={form[name]}" for name in COACHED if name in form]
        problems: list[str] = []
        changed: list[tuple[str, Any, Any]] = []
        try:
            changed = self._clips.set(port, given)
        except RecoilError as error:
            problems = [problem_of(one_line(line)) for line in (error, *error.advice)]
        values: dict[str, Any] = dict(self._clips.settings(port).values)
        if problems:
            values |= {name: str(form[name]) for name in COACHED if name in form}
        return self._settings_page(request, port, values, changed, problems)

    def _settings_page(
        self, request: Request, port: str, values: dict[str, Any], changed: Any, problems: list[str]
    ) -> Response:
        fields = {field.name: (field, values[field.name]) for field in SCHEMA if field.name in COACHED}
        return self._desk.page(
            request, "settings.html", title="What the clip should do next", port=port, fields=fields, groups=GROUPS,
            label=label_of, meaning=meaning_of, allowed=range_of, effects=effects_of(values), changed=changed,
            problems=problems,
        )  # fmt: skip

    async def _wording(self, request: Request) -> Response:
        form = await request.form()
        values = {name: str(form[name]) for name in COACHED if name in form}
        return self._desk.page(request, "effects.html", effects=effects_of(values))

    def live(self, request: Request) -> Response:
        """The clip at a port, big enough to read from a treadmill."""
        return self._desk.page(
            request, "live.html", title="Live", port=request.query_params.get("port", ""), has_charts=False
        )

    def figures(self, request: Request) -> Response:
        """The live page's figures: a part of a page."""
        port = request.query_params.get("port", "")
        return self._desk.page(request, "figures.html", status=self._clips.live(port), port=port)

    def data(self, request: Request) -> Response:
        """The live page's numbers, for its charts."""
        status = self._clips.live(request.query_params.get("port", ""))
        if status is None:
            return JSONResponse({})
        names = ("session_s", "cadence_spm", "bounce_mm", "contact_ms", "is_running", "cues", "last_cue", "cue_age_s")
        return JSONResponse({name: getattr(status, name) for name in names} | {"state": status.state})
