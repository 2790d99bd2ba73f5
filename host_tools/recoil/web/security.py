"""Who may see the pages: only the browser that was opened with the one-time token, and only under this host's name.

A page of another site in the same browser can send requests to this port; it cannot read the token, does not send the
cookie (SameSite=Strict), and its Origin gives it away. A name that another site points at 127.0.0.1 fails by its Host.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

COOKIE = "recoil_desk"
SAFE_METHODS = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FOR_WHO_WORKS_HERE = ("/clips", "/jobs", "/settings", "/setup", "/exercise", "/library/", "/bin/")
"""Pages that talk to a clip, or take all along: not for who may only read."""
REPORT_POLICY = "frame-ancestors 'self'"  # a report carries a policy of its own, by the hashes of what is in it
REFUSED = (
    "This page belongs to another browser window. Close it, and open the address that recoil web printed. That opens "
    "once: where its window is gone, end recoil web (Ctrl-C), start it again and open the new address.\n"
)
Scope = MutableMapping[str, Any]
Call = Callable[..., Awaitable[Any]]


class Guard:
    """ASGI middleware: checks Host, Origin and the cookie; trades the one-time token for the cookie."""

    def __init__(
        self, app: Call, hosts: tuple[str, ...], token: str, read_only: bool = False, reusable: bool = False
    ) -> None:
        """Guard an app.

        Args:
            app: What is guarded.
            hosts: The values of the Host header that are ours, with the port.
            token: Opens the door once; afterwards the browser has the cookie.
            read_only: Whether anything that changes something is refused, and what talks to a clip but looking on.
            reusable: Whether the token opens again, for another phone.
        """
        self._app = app
        self._hosts = hosts
        self._token: str | None = token
        self._cookie = secrets.token_urlsafe(32)
        # A browser keeps cookies by host, not by port: two desks at once must not take each other's.
        self._name = f"{COOKIE}_{hosts[0].rpartition(':')[2]}"
        self._read_only = read_only
        self._reusable = reusable

    async def __call__(self, scope: Scope, receive: Call, send: Call) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        refusal = self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        scope["recoil.read_only"] = self._read_only
        await self._app(scope, receive, self._with_headers(send))

    def _refusal(self, request: Request) -> Response | None:
        headers = request.headers
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("This is not the name of this page.\n", 421)
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] not in self._hosts:
            return PlainTextResponse("Another site asked for this: refused.\n", 403)
        if request.method not in SAFE_METHODS and (origin is None or self._read_only):
            why = (
                "Only reading is allowed here.\n" if self._read_only else "It is not known which page asked for this.\n"
            )
            return PlainTextResponse(why, 403)
        if self._read_only and request.url.path.startswith(FOR_WHO_WORKS_HERE):
            return PlainTextResponse("Only reading is allowed here.\n", 403)
        if hmac.compare_digest(request.cookies.get(self._name, "").encode(), self._cookie.encode()):
            return None
        token = request.query_params.get("token", "")
        if self._token is not None and hmac.compare_digest(token.encode(), self._token.encode()):
            if not self._reusable:
                self._token = None
            answer = RedirectResponse(request.url.path, 303)
            answer.set_cookie(self._name, self._cookie, httponly=True, samesite="strict", path="/")
            return answer
        return PlainTextResponse(REFUSED, 403)

    @staticmethod
    def _with_headers(send: Call) -> Call:
        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = Headers(raw=message.get("headers", []))
                more = {
                    "content-security-policy": POLICY,
                    "x-content-type-options": "nosniff",
                    "referrer-policy": "same-origin",
                    "cache-control": "no-store",
                }
                message["headers"] = list(message.get("headers", [])) + [
                    (name.encode(), value.encode()) for name, value in more.items() if name not in headers
                ]
            await send(message)

        return sending
