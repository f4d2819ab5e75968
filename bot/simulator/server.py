"""The simulator as one object: a world, the Bot API on it, the `/sim` routes and the page, on 127.0.0.1.

simulator = Simulator()
await simulator.start()
bot = telegram.Bot(simulator.token, base_url=f"{simulator.url}/bot")
...
await simulator.stop()
"""

import secrets
from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

from bot.simulator.api import BotApi
from bot.simulator.clock import SimClock
from bot.simulator.control import Control, errors_as_json
from bot.simulator.faults import FaultPlan
from bot.simulator.guard import add_headers, guard
from bot.simulator.limits import SendLimits
from bot.simulator.methods import MAX_DOCUMENT_BYTES
from bot.simulator.people import CAST, Person
from bot.simulator.profile import BotProfile
from bot.simulator.world import KEPT_MESSAGES, World

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
BOT_ID = 7_000_000_001
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Simulator:
    """`token`: what the bot must use (default: a random one). `people`: whose phones there are at the start.

    `limits`: Telegram's limits on sending, off by default; `SendLimits(enabled=True)` for a world that answers 429 from
    the start. `kept_messages`: how many of the newest messages the world remembers, in all chats together.
    """

    def __init__(
        self,
        *,
        clock: SimClock | None = None,
        people: Iterable[Person] = CAST,
        token: str | None = None,
        limits: SendLimits | None = None,
        latency_ms: int = 0,
        first_update_id: int | None = None,
        kept_messages: int = KEPT_MESSAGES,
    ) -> None:
        self.token = token if token is not None else f"{BOT_ID}:{secrets.token_urlsafe(27)[:35]}"
        self.clock = clock if clock is not None else SimClock()
        bot = BotProfile(int(self.token.partition(":")[0]))
        self.world = World(self.clock, bot, people, first_update_id=first_update_id, kept_messages=kept_messages)
        self.faults = FaultPlan()
        self.limits = limits if limits is not None else SendLimits()
        self.api = BotApi(self.world, self.token, self.faults, self.limits, latency_ms)
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Where the page is; the Bot API is `url + '/bot'`. RuntimeError before `start`."""
        if not self._port:
            raise RuntimeError("the simulator was not started")
        return f"http://{HOST}:{self._port}"

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one. OSError if the port is taken."""
        app = web.Application(middlewares=[guard, errors_as_json], client_max_size=MAX_DOCUMENT_BYTES + (1 << 20))
        app.on_response_prepare.append(add_headers)
        app.add_routes(self.api.routes())
        app.add_routes(Control(self.world, self.api, self.faults, self.limits).routes())
        app.add_routes([web.get("/", _page), web.get(r"/page/{file:[a-z0-9-]+\.[a-z]+}", _page)])
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, HOST, port)
        try:
            await site.start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = int(runner.addresses[0][1])

    async def stop(self) -> None:
        """Let go of whoever waits, and stop listening. The world stays as it is, and may be started again."""
        if self._runner is not None:
            self.world.updates.release()
            self.world.stream.close()
            await self._runner.cleanup()
            self._runner, self._port = None, 0


async def _page(request: web.Request) -> web.Response:
    path = PAGE / request.match_info.get("file", "index.html")
    if path.suffix not in TYPES or not path.is_file():
        raise web.HTTPNotFound
    return web.Response(
        body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8", headers={"Cache-Control": "no-cache"}
    )
