"""Links that start the bot: which ones do, what the bot hears, and what the person sees."""

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import Simulator, play
from bot.simulator.deeplink import start_parameter
from tests.simulator.conftest import NOOR, STRANGER
from tests.simulator.test_control import get, post

URL = "https://t.me/leerlijn_bot?start=Ab-9_"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "http://t.me/leerlijn_bot?start=Ab-9_",
        "t.me/leerlijn_bot?start=Ab-9_",
        " https://T.me/Leerlijn_Bot/?start=Ab-9_&x=1 ",
        "https://telegram.me/leerlijn_bot?start=Ab-9_",
        "tg://resolve?domain=leerlijn_bot&start=Ab-9_",
    ],
)
def test_every_form_of_the_link_gives_its_parameter(url: str) -> None:
    assert start_parameter(url, "leerlijn_bot") == "Ab-9_"


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/leerlijn_bot",
        "https://t.me/leerlijn_bot?start=",
        f"https://t.me/leerlijn_bot?start={'x' * 65}",
        "https://t.me/leerlijn_bot?start=a.b",
        "https://t.me/leerlijn_bot?startgroup=x",
        "https://t.me/andere_bot?start=geheim",
        "https://t.me.example.org/leerlijn_bot?start=geheim",
        "ftp://t.me/leerlijn_bot?start=geheim",
        "https://[t.me/leerlijn_bot?start=geheim",
        "",
    ],
)
def test_another_link_starts_nothing_and_is_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match=r"^this is not a link that starts this bot$"):
        start_parameter(url, "leerlijn_bot")


async def test_a_stranger_opens_an_invitation(http: aiohttp.ClientSession, bot: Bot, sim: Simulator) -> None:
    status, opened = await post(http, f"/sim/chats/{STRANGER}/open", {"url": URL})
    assert isinstance(opened, dict)
    assert (status, [each["text"] for each in opened["messages"]]) == (200, ["/start"])
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert (update.message.chat_id, update.message.text) == (STRANGER, "/start Ab-9_")
    assert [(each.type, each.offset, each.length) for each in update.message.entities] == [("bot_command", 0, 6)]
    assert (await bot.send_message(STRANGER, "welkom")).message_id == 2
    _, chat = await get(http, f"/sim/chats/{STRANGER}")
    assert isinstance(chat, dict)
    assert [each["text"] for each in chat["messages"]] == ["/start", "welkom"]


async def test_opening_a_link_lifts_a_block(bot: Bot, sim: Simulator) -> None:
    play.say(sim.world, NOOR, "hoi")
    play.block(sim.world, NOOR)
    play.open_link(sim.world, NOOR, URL)
    assert (await bot.send_message(NOOR, "welkom terug")).text == "welkom terug"


async def test_what_is_made_of_it_later_no_longer_carries_the_parameter(bot: Bot, sim: Simulator) -> None:
    opened = play.open_link(sim.world, NOOR, URL)
    play.edit(sim.world, NOOR, opened.id, "/start opnieuw")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert edited.text == "/start opnieuw"


@pytest.mark.parametrize("text", ["t.me/leerlijn_bot?start=x", "Kijk: t.me/leerlijn_bot?start=x."])
async def test_a_bare_address_is_a_link_too(bot: Bot, sim: Simulator, text: str) -> None:
    (entity,) = (await bot.send_message(NOOR, text)).entities
    assert (entity.type, entity.length) == ("url", len("t.me/leerlijn_bot?start=x"))
