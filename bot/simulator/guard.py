"""Keeps other web pages out: a page elsewhere must not play with this server through the user's browser.

A name that resolves to 127.0.0.1 (DNS rebinding) fails on the Host header; a form or script of another site
fails on Origin and Sec-Fetch-Site, which no page can forge. Programs send neither, and may come in.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost"})
HARMLESS = frozenset({"same-origin", "none"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 for another Host, and for a call that acts and comes from another site."""
    host = request.headers.get("Host", "")
    name, _, port = host.partition(":")
    own_port = request.transport.get_extra_info("sockname")[1] if request.transport is not None else 0
    if name not in LOCAL_NAMES or port != str(own_port):
        return web.json_response({"error": "unknown host"}, status=403)
    if _acts(request) and not _own(request, host):
        return web.json_response({"error": "another site may not do this"}, status=403)
    return await handler(request)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """A signal for every answer: nothing from elsewhere runs in the page, and no file is taken for a page."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _acts(request: web.Request) -> bool:
    return request.method not in {"GET", "HEAD"} or request.path.startswith("/bot")


def _own(request: web.Request, host: str) -> bool:
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site", "none")
    return (origin is None or origin == f"http://{host}") and site in HARMLESS
