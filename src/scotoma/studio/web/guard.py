"""What every request has to pass and every response carries, before and after any page."""

import ipaddress
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scotoma.studio.web.studio import Settings

__all__ = ["Guard"]

LONGEST_URL = 8192
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # "no-referrer" would make browsers send the Origin of our own forms as "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Guard:
    """Middleware: refuses other host names, long URLs, NUL and large bodies; adds the security headers.

    A name that an attacker controls may point at this machine (DNS rebinding); pages under it would be of one origin
    with the studio, so only loopback names, those of the settings and, where bound to more, bare addresses are served.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        limited = _limited(receive, self._settings.max_body_bytes)
        with_headers = _with_headers(send, nonce)
        refused = self._refusal(scope)
        app = self._app if refused is None else refused
        await app(scope, limited, with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if not self._is_ours(headers.get("host", "")):
            return PlainTextResponse(NOT_OURS, 421)
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST_URL:
            return PlainTextResponse(f"The address is longer than {LONGEST_URL} characters.\n", 414)
        if "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]:
            return PlainTextResponse("The address holds a NUL character, which nothing here is named with.\n", 400)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > self._settings.max_body_bytes:
            return PlainTextResponse(_too_large(self._settings.max_body_bytes), 413)
        return None

    def _is_ours(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        if name in LOOPBACK or name in self._settings.hosts:
            return True
        return self._settings.any_address and _is_address(name)


NOT_OURS = (
    "The studio is not served under this host name. Use the address that 'scotoma studio' printed; to serve it under "
    "another name start it with --allow-host NAME.\n"
)


def _too_large(limit: int) -> str:
    return f"The request is larger than {limit:,} bytes, the most that the studio takes. Nothing of it was stored.\n"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _limited(receive: Receive, limit: int) -> Receive:
    """Receive, refusing a body that is larger than it may be, whatever its length was said to be."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, _too_large(limit).strip())
        return message

    return limited


def _with_headers(send: Send, nonce: str) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["Content-Security-Policy"] = POLICY.format(nonce=nonce)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return with_headers
