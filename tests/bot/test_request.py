"""Our HTTP under python-telegram-bot: every fault of the network is one of its errors, and none shows the token."""

import asyncio
import io
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.request import AiohttpRequest, patience
from tests.bot.fakes import TOKEN

SECRET = "Sterappel"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def telegram(answer: Answer, timeout: float = 15.0) -> AsyncIterator[tuple[AiohttpRequest, str]]:
    """A request, and the URL of a method, with the token in it."""
    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    request = AiohttpRequest(timeout=timeout)
    await request.initialize()
    try:
        yield request, f"http://127.0.0.1:{runner.addresses[0][1]}/bot{TOKEN}/sendMessage"
    finally:
        await request.shutdown()
        await runner.cleanup()


def says(body: str, status: int = 200) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, status=status, content_type="application/json")

    return answer


async def hang_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hang_up_halfway(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"ok": true, "result": "')
    assert request.transport is not None
    request.transport.abort()
    return response


async def never(_: web.Request) -> web.StreamResponse:
    await asyncio.get_running_loop().create_future()
    raise AssertionError


def shown(error: BaseException) -> str:
    """Everything that a log or a terminal could show of it."""
    return "".join(traceback.format_exception(error)) + repr(error)


async def test_a_result_comes_through() -> None:
    async with telegram(says('{"ok": true, "result": {"message_id": 4}}')) as (request, url):
        assert await request.post(url) == {"message_id": 4}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (hang_up, NetworkError),
        (hang_up_halfway, NetworkError),
        (never, TimedOut),
        (says('{"ok": false, "description": "Internal Server Error"}', 500), NetworkError),
        (says("<html>Bad Gateway</html>", 502), NetworkError),
        (says("<html>Log in to the hospital's wifi</html>"), TelegramError),
        (says('{"ok": true, "result": {"text": "Sterappel'), TelegramError),
        (says('{"ok": true}'), TelegramError),
        (says('["Sterappel"]'), TelegramError),
        (says('["Sterappel"]', 500), NetworkError),
        (says("[" * 100_000), TelegramError),
    ],
)
async def test_a_fault_is_an_error_of_the_library_without_the_token(
    answer: Answer, kind: type[TelegramError], log: io.StringIO
) -> None:
    async with telegram(answer, timeout=0.2) as (request, url):
        with pytest.raises(kind) as caught:
            await request.post(url)
    assert TOKEN not in shown(caught.value)
    assert TOKEN not in log.getvalue()
    assert SECRET not in log.getvalue()


@pytest.mark.parametrize(
    "url",
    [
        f"http://127.0.0.1:1/bot{TOKEN}/getMe",
        f"http://nowhere.invalid/bot{TOKEN}/getMe",
        f"http://[::1/bot{TOKEN}/getMe",
        f"gopher://127.0.0.1/bot{TOKEN}/getMe",
        f"http://127.0.0.1:99999/bot{TOKEN}/getMe",
    ],
)
async def test_who_cannot_be_reached_does_not_show_the_token(url: str, log: io.StringIO) -> None:
    request = AiohttpRequest()
    await request.initialize()
    with pytest.raises(NetworkError) as caught:
        await request.post(url)
    await request.shutdown()
    assert TOKEN not in shown(caught.value)
    assert TOKEN not in log.getvalue()


async def test_a_closed_connection_says_so_and_may_be_closed_twice() -> None:
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(NetworkError, match="closed"):
        await request.post("http://127.0.0.1:1/")


@pytest.mark.parametrize("contains_files", [False, True])
async def test_what_is_sent_arrives(contains_files: bool) -> None:
    heard: dict[str, object] = {}

    async def hear(request: web.Request) -> web.Response:
        for name, value in (await request.post()).items():
            is_file = isinstance(value, web.FileField)
            heard[name] = (value.filename, value.content_type, value.file.read()) if is_file else value  # type: ignore[union-attr]
        return web.json_response({"ok": True, "result": True})

    values: dict[str, object] = {"chat_id": 1001, "text": "één & twee"}
    parameters = [RequestParameter(name, value, None) for name, value in values.items()]
    if contains_files:
        file = InputFile(b"{}", filename="leerlijn.json")
        parameters.append(RequestParameter("document", file.attach_uri, [file]))
    async with telegram(hear) as (request, url):
        await request.post(url, RequestData(parameters))
    expected = {"chat_id": "1001", "text": "één & twee"}
    assert heard == expected | ({"document": ("leerlijn.json", "application/json", b"{}")} if contains_files else {})


async def test_patience_is_in_seconds_without_a_warning() -> None:
    """pytest makes an error of every warning, the library's own about this included."""
    body = '{"ok": false, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 35}}'
    async with telegram(says(body, 429)) as (request, url):
        with pytest.raises(RetryAfter) as caught:
            await request.post(url)
    assert patience(caught.value) == 35.0
