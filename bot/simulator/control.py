"""`/sim/...`: play a person, move the clock, order faults and read what stands in a chat, as JSON over HTTP.

    GET  /healthz                          {"ok": true}
    GET  /sim/state                        bot, clock and every chat
    GET  /sim/people                       list            POST: add {name, role?, id?, started?}
    GET  /sim/chats/{person}?after=        the transcript
    GET  /sim/chats/{person}/silence?after=&quiet_ms=&timeout_s=
                                           waits until the bot is done; {silent, messages after `after`}
    POST /sim/chats/{person}/text          {text}          (too long: sent as several messages, like a phone)
    POST /sim/chats/{person}/command       {command, arguments?}
    POST /sim/chats/{person}/open          {url}           opens https://t.me/<bot>?start=... on this phone: the bot
                                           gets '/start ...', the person sees '/start'
    POST /sim/chats/{person}/content       {kind: sticker|photo|voice|location|document|contact|poll|other, caption?}
    POST /sim/chats/{person}/press         {label | data, message_id?, stale?} -> {query}
    POST /sim/chats/{person}/edit          {message_id, text}
    POST /sim/chats/{person}/block         and /unblock
    POST /sim/updates                      {update, verbatim?}   anything at all, also malformed -> {update_id}
    GET  /sim/clock                        {now}           POST /sim/clock/set {at} · /sim/clock/advance {seconds}
    GET  /sim/faults                       what is to come POST: order {kind, method?, times?, ...}   DELETE: none
    POST /sim/limits                       {enabled?, latency_ms?}
    POST /sim/reset                        {start?}        a fresh world
    GET  /sim/files/{id}                   a file that the bot sent
    GET  /sim/events                       Server-Sent Events: one notice per change, `retry` and heartbeat included

Errors: 404 unknown person, message or button; 409 what a phone or a clock cannot do; 422 a body that is not as
described; 403 see `guard`. Every error is {"error": text}.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from aiohttp import web
from pydantic import ValidationError

from bot.simulator import bodies, play, transcript
from bot.simulator.api import BotApi
from bot.simulator.faults import FaultPlan
from bot.simulator.limits import SendLimits
from bot.simulator.people import Person
from bot.simulator.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BodyType = TypeVar("BodyType", bound=bodies.Body)

HEARTBEAT_S = 15.0
SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif"})


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """For `/sim` only: elsewhere such an error is a fault of ours, and must look like one."""
    if not request.path.startswith("/sim/"):
        return await handler(request)
    try:
        return await handler(request)
    except ValidationError as error:
        fields = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return _error(422, fields)
    except LookupError as error:
        return _error(404, str(error.args[0]))
    except ValueError as error:
        return _error(409, str(error))


class Control:
    def __init__(self, world: World, api: BotApi, faults: FaultPlan, limits: SendLimits) -> None:
        self._world = world
        self._api = api
        self._faults = faults
        self._limits = limits

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.healthz),
            web.get("/sim/state", self.state),
            web.get("/sim/people", self.people),
            web.post("/sim/people", self.add_person),
            web.get("/sim/chats/{person}", self.chat),
            web.get("/sim/chats/{person}/silence", self.silence),
            web.post("/sim/chats/{person}/text", self.text),
            web.post("/sim/chats/{person}/command", self.command),
            web.post("/sim/chats/{person}/open", self.open),
            web.post("/sim/chats/{person}/content", self.content),
            web.post("/sim/chats/{person}/press", self.press),
            web.post("/sim/chats/{person}/edit", self.edit),
            web.post("/sim/chats/{person}/block", self.block),
            web.post("/sim/chats/{person}/unblock", self.unblock),
            web.post("/sim/updates", self.raw_update),
            web.get("/sim/clock", self.clock),
            web.post("/sim/clock/set", self.set_clock),
            web.post("/sim/clock/advance", self.advance_clock),
            web.get("/sim/faults", self.faults),
            web.post("/sim/faults", self.add_fault),
            web.delete("/sim/faults", self.clear_faults),
            web.post("/sim/limits", self.limits),
            web.post("/sim/reset", self.reset),
            web.get("/sim/files/{file}", self.file),
            web.get("/sim/events", self.events),
        ]

    async def healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def state(self, _: web.Request) -> web.Response:
        return web.json_response(transcript.state(self._world))

    async def people(self, _: web.Request) -> web.Response:
        return web.json_response([transcript.person_row(each) for each in self._world.people.values()])

    async def add_person(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.NewPerson)
        person = self._world.add_person(body.name, body.role, person_id=body.id, started=body.started)
        return web.json_response(transcript.person_row(person), status=201)

    async def chat(self, request: web.Request) -> web.Response:
        return web.json_response(transcript.chat(self._world, self._person(request), after=_number(request, "after")))

    async def silence(self, request: web.Request) -> web.Response:
        """Done: the bot took in every update, no call is under way, and it was quiet for `quiet_ms` (250). With `after`
        it must first have said something with a higher id. Gives up after `timeout_s` (10, at most 60)."""
        person, after = self._person(request), _number(request, "after")

        def said() -> bool:
            return "after" not in request.query or any(
                each.from_bot for each in self._world.chat_of(person.id, after=after)
            )

        silent = await self._world.silence.wait(
            quiet_s=_number(request, "quiet_ms", 250) / 1000,
            timeout_s=min(_number(request, "timeout_s", 10), 60),
            heard=said,
        )
        return web.json_response({"silent": silent, **transcript.chat(self._world, person, after=after)})

    async def text(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.Text)
        sent = play.say(self._world, self._person(request).id, body.text)
        return web.json_response({"messages": [transcript.message(each) for each in sent]})

    async def command(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.Command)
        sent = play.command(self._world, self._person(request).id, body.command, body.arguments)
        return web.json_response({"messages": [transcript.message(sent)]})

    async def open(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.Link)
        sent = play.open_link(self._world, self._person(request).id, body.url)
        return web.json_response({"messages": [transcript.message(sent)]})

    async def content(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.Content)
        sent = play.send(self._world, self._person(request).id, body.kind, body.caption)
        return web.json_response({"messages": [transcript.message(sent)]})

    async def press(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.Press)
        person = self._person(request).id
        if body.stale:
            query = play.press_stale(self._world, person, body.message_id, body.data)
        else:
            query = play.press(self._world, person, label=body.label, data=body.data, message_id=body.message_id)
        return web.json_response({"query": query})

    async def edit(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.Edit)
        changed = play.edit(self._world, self._person(request).id, body.message_id, body.text)
        return web.json_response({"messages": [transcript.message(changed)]})

    async def block(self, request: web.Request) -> web.Response:
        return web.json_response(transcript.person_row(play.block(self._world, self._person(request).id)))

    async def unblock(self, request: web.Request) -> web.Response:
        return web.json_response(transcript.person_row(play.unblock(self._world, self._person(request).id)))

    async def raw_update(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.RawUpdate)
        identifier = self._world.updates.add_raw(body.update, verbatim=body.verbatim)
        self._world.silence.stir()
        return web.json_response({"update_id": identifier})

    async def clock(self, _: web.Request) -> web.Response:
        return web.json_response(transcript.clock(self._world.clock))

    async def set_clock(self, request: web.Request) -> web.Response:
        self._world.clock.set((await _read(request, bodies.SetClock)).at)
        return web.json_response(transcript.clock(self._world.clock))

    async def advance_clock(self, request: web.Request) -> web.Response:
        self._world.clock.advance(timedelta(seconds=(await _read(request, bodies.AdvanceClock)).seconds))
        return web.json_response(transcript.clock(self._world.clock))

    async def faults(self, _: web.Request) -> web.Response:
        rows = [{"kind": each.kind, "method": each.method, "times": each.times} for each in self._faults.planned]
        return web.json_response(rows)

    async def add_fault(self, request: web.Request) -> web.Response:
        self._faults.add((await _read(request, bodies.NewFault)).fault())
        return await self.faults(request)

    async def clear_faults(self, request: web.Request) -> web.Response:
        self._faults.clear()
        return await self.faults(request)

    async def limits(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.Limits)
        if body.enabled is not None:
            self._limits.enabled = body.enabled
            self._limits.clear()
        if body.latency_ms is not None:
            self._api.latency_ms = body.latency_ms
        return web.json_response({"enabled": self._limits.enabled, "latency_ms": self._api.latency_ms})

    async def reset(self, request: web.Request) -> web.Response:
        body = await _read(request, bodies.Reset)
        self._faults.clear()
        self._limits.clear()
        self._world.reset(body.start)
        return web.json_response(transcript.state(self._world))

    async def file(self, request: web.Request) -> web.Response:
        """A picture is shown in place; anything else only ever comes as a download."""
        file, content = self._world.files[request.match_info["file"]]
        if file.mime in SHOWN_IN_PLACE:
            return web.Response(body=content, content_type=file.mime)
        name = "".join(each if each.isascii() and (each.isalnum() or each in "._- ") else "_" for each in file.name)
        return web.Response(
            body=content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        with self._world.stream.reader() as notices:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n: hallo\n\n")
            while True:
                try:
                    async with asyncio.timeout(HEARTBEAT_S):
                        notice = await notices.get()
                except TimeoutError:
                    await response.write(b": nog steeds\n\n")
                    continue
                if notice is None:
                    return response
                data = json.dumps(transcript.notice(self._world, notice))
                await response.write(f"id: {notice.seq}\ndata: {data}\n\n".encode())

    def _person(self, request: web.Request) -> Person:
        person = self._world.people.get(int(request.match_info["person"]))
        if person is None:
            raise LookupError(f"no person {request.match_info['person']}")
        return person


async def _read(request: web.Request, body: type[BodyType]) -> BodyType:
    if request.content_type != "application/json":
        raise ValueError("send application/json")
    return body.model_validate_json(await request.read() or b"{}")


def _number(request: web.Request, name: str, default: int = 0) -> int:
    return int(request.query.get(name, default))


def _error(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)
