"""A screening or core work, put on the clip at the cable, begun there, and watched live."""

from math import ceil
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from recoil.common.errors import RecoilError
from recoil.screening.plans import ABOUT, PRESSES, minutes, names, plan_from, rows

from .desk import Desk

HEADS = ("what", "side", "eyes", "how long", "tries")
TITLES = {"screen": "Balance screening", "core": "Core work"}


class Exercise:
    """The pages of what the clip leads through."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return what answers which address."""
        return [
            Route("/exercise", self._desk.told(self.exercise)),
            Route("/exercise", self._starting, methods=["POST"]),
        ]

    def exercise(self, request: Request) -> Response:
        """What will be done, in which order; it can be changed before it begins."""
        kind = _kind(request.query_params.get("kind", "screen"))
        words = request.query_params.getlist("what")
        plan = plan_from(kind, words, practice=True)
        table = rows(plan)
        heads = [(at, head) for at, head in enumerate(HEADS) if any(row[at] for row in table)]
        return self._desk.page(
            request, "exercise.html", title=TITLES[kind], kind=kind, port=request.query_params.get("port", ""),
            heads=heads, plan=table, minutes=ceil(minutes(plan)), choices={name: ABOUT[name] for name in names(kind)},
            chosen=words, presses=PRESSES[kind],
        )  # fmt: skip

    async def _starting(self, request: Request) -> Response:
        form = await request.form()
        return await self._desk.threaded(request, lambda: self._start(form))

    def _start(self, form: FormData) -> Response:
        port = str(form.get("port", ""))
        kind = _kind(str(form.get("kind", "")))
        plan = plan_from(kind, [str(word) for word in form.getlist("what")], practice=True)
        self._desk.clips.begin_exercise(port, plan, begins=form.get("now") == "yes")
        return RedirectResponse(f"/live?port={quote(port, safe='')}", 303)


def _kind(text: str) -> str:
    if text not in TITLES:
        raise RecoilError("there is a screening and there is core work, nothing else")
    return text
