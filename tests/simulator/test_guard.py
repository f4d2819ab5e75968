"""No page elsewhere can play with the simulator through somebody's browser."""

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import Simulator
from bot.simulator.server import PAGE
from tests.simulator.conftest import NOOR


def port(sim: Simulator) -> str:
    return sim.url.rpartition(":")[2]


async def test_it_listens_on_this_computer_only(sim: Simulator) -> None:
    assert sim.url == f"http://127.0.0.1:{port(sim)}"


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:{port}", "127.0.0.1", "127.0.0.1:1", "192.168.0.1:{port}", ""]
)
@pytest.mark.parametrize("path", ["/", "/sim/state", "/healthz", "/bot{token}/getMe"])
async def test_another_host_name_is_refused(sim: Simulator, http: aiohttp.ClientSession, host: str, path: str) -> None:
    headers = {"Host": host.format(port=port(sim))}
    async with http.get(path.format(token=sim.token), headers=headers) as got:
        assert (got.status, await got.json()) == (403, {"error": "unknown host"})


async def test_localhost_is_this_computer_too(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.get("/healthz", headers={"Host": f"localhost:{port(sim)}"}) as got:
        assert got.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_cannot_act(sim: Simulator, http: aiohttp.ClientSession, headers: dict[str, str]) -> None:
    async with http.post(f"/sim/chats/{NOOR}/text", json={"text": "x"}, headers=headers) as got:
        assert got.status == 403
    async with http.delete("/sim/faults", headers=headers) as got:
        assert got.status == 403
    async with http.get(f"/bot{sim.token}/sendMessage?chat_id={NOOR}&text=x", headers=headers) as got:
        assert got.status == 403
    assert sim.world.messages == {}


async def test_the_own_page_can_act(sim: Simulator, http: aiohttp.ClientSession) -> None:
    headers = {"Origin": sim.url, "Sec-Fetch-Site": "same-origin"}
    async with http.post(f"/sim/chats/{NOOR}/text", json={"text": "x"}, headers=headers) as got:
        assert got.status == 200


async def test_a_form_cannot_act(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.post(f"/sim/chats/{NOOR}/text", data={"text": "x"}) as got:
        assert got.status == 409
    assert sim.world.messages == {}


async def test_the_page_may_only_load_from_here(http: aiohttp.ClientSession) -> None:
    async with http.get("/") as got:
        policy = got.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy


async def test_no_text_becomes_markup_and_nothing_comes_from_elsewhere() -> None:
    for file in PAGE.iterdir():
        text = file.read_text()
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert forbidden not in text, file.name
        addresses = text.replace("http://www.w3.org/", "").replace("https?:", "")
        assert "http://" not in addresses, file.name
        assert "https://" not in addresses, file.name


@pytest.mark.parametrize(
    "path", ["/page/../server.py", "/page/..%2fserver.py", "/page/nope.js", "/page/server.py", "/nope"]
)
async def test_only_the_page_itself_is_given(http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(path) as got:
        assert got.status == 404


async def test_the_token_stands_in_no_answer(sim: Simulator, http: aiohttp.ClientSession, bot: Bot) -> None:
    await bot.send_message(NOOR, "x")
    for path in ("/", "/sim/state", "/sim/people", f"/sim/chats/{NOOR}"):
        async with http.get(path) as got:
            assert sim.token not in await got.text()
