"""`/bot<token>/<method>`: the Bot API over HTTP, by GET or POST, as api.telegram.org answers it.

A token of the wrong form is 404, a wrong token 401, an unknown method 404. Ordered faults, latency and the limits
on sending come before the method is carried out.
"""

import asyncio
import json
import re
from contextlib import nullcontext

from aiohttp import web

from bot.simulator import methods, profile_methods
from bot.simulator.arguments import Arguments, read_arguments
from bot.simulator.errors import ApiError, too_many_requests
from bot.simulator.faults import Fault, FaultKind, FaultPlan
from bot.simulator.limits import SendLimits
from bot.simulator.methods import Method
from bot.simulator.world import World

TOKEN = re.compile(r"[1-9]\d{0,15}:[A-Za-z0-9_-]{30,}")
METHODS: dict[str, Method] = {
    "getme": methods.get_me,
    "getupdates": methods.get_updates,
    "sendmessage": methods.send_message,
    "senddocument": methods.send_document,
    "sendphoto": methods.send_photo,
    "sendchataction": methods.send_chat_action,
    "editmessagetext": methods.edit_message_text,
    "editmessagereplymarkup": methods.edit_message_reply_markup,
    "deletemessage": methods.delete_message,
    "answercallbackquery": methods.answer_callback_query,
    "getchat": methods.get_chat,
    "setwebhook": methods.set_webhook,
    "deletewebhook": methods.delete_webhook,
    "getwebhookinfo": methods.get_webhook_info,
    "setmycommands": profile_methods.set_my_commands,
    "getmycommands": profile_methods.get_my_commands,
    "setmyname": profile_methods.set_my_name,
    "setmydescription": profile_methods.set_my_description,
    "setmyshortdescription": profile_methods.set_my_short_description,
    "setchatmenubutton": profile_methods.set_chat_menu_button,
}
SENDING = frozenset({"sendmessage", "senddocument", "sendphoto"})


class BotApi:
    """`latency_ms` is waited (real time) before every call but getUpdates."""

    def __init__(self, world: World, token: str, faults: FaultPlan, limits: SendLimits, latency_ms: int = 0) -> None:
        self._world = world
        self._token = token
        self._faults = faults
        self._limits = limits
        self.latency_ms = latency_ms

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(r"/bot{token:[^/]*}/{method:.*}", self.handle),
            web.post(r"/bot{token:[^/]*}/{method:.*}", self.handle),
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"].lower()
        if not TOKEN.fullmatch(token):
            return _refusal(ApiError(404, "Not Found"))
        if token != self._token:
            return _refusal(ApiError(401, "Unauthorized"))
        if method not in METHODS:
            return _refusal(ApiError(404, "Not Found: method not found"))
        with nullcontext() if method == "getupdates" else self._world.silence.call():
            return await self._call(request, method)

    async def _call(self, request: web.Request, method: str) -> web.StreamResponse:
        try:
            arguments = await read_arguments(request)
            fault = self._faults.take(method)
            await self._wait(method, fault)
            if fault is not None and fault.kind is FaultKind.DROP_BEFORE:
                return _dropped(request)
            self._refuse(fault, method, arguments)
            result = await METHODS[method](self._world, arguments)
        except ApiError as error:
            return _refusal(error)
        if fault is not None and fault.kind is FaultKind.DROP_AFTER:
            return _dropped(request)
        if fault is not None and fault.kind is FaultKind.MALFORMED:
            return web.Response(text='{"ok":true,"result":{"message_id"', content_type="application/json")
        return web.json_response({"ok": True, "result": result}, dumps=_compact)

    async def _wait(self, method: str, fault: Fault | None) -> None:
        slow = fault.delay_ms if fault is not None and fault.kind is FaultKind.SLOW else 0
        pause = slow + (0 if method == "getupdates" else self.latency_ms)
        if pause:
            await asyncio.sleep(pause / 1000)

    def _refuse(self, fault: Fault | None, method: str, arguments: Arguments) -> None:
        if fault is not None and fault.kind is FaultKind.RETRY_AFTER:
            raise too_many_requests(fault.retry_after_s)
        if fault is not None and fault.kind is FaultKind.SERVER_ERROR:
            raise ApiError(fault.code, "Internal Server Error" if fault.code == 500 else "Bad Gateway")
        if method in SENDING and (seconds := self._limits.charge(arguments.number("chat_id"))):
            raise too_many_requests(seconds)


def _refusal(error: ApiError) -> web.Response:
    body: dict[str, object] = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.retry_after:
        body["parameters"] = {"retry_after": error.retry_after}
        headers["Retry-After"] = str(error.retry_after)
    return web.json_response(body, status=error.code, headers=headers, dumps=_compact)


def _dropped(request: web.Request) -> web.Response:
    """The connection is gone; the answer that aiohttp still wants goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
