"""getUpdates: what is confirmed is gone, what is not comes again, and there is one listener."""

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import Conflict

from bot.simulator import Simulator, play
from bot.simulator.content import MAKERS
from bot.simulator.messages import Kind
from tests.simulator.conftest import HUGO, NOOR, START


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [each.effective_message.text if each.effective_message else None for each in updates]


async def test_an_update_comes_again_until_it_is_confirmed(bot: Bot, sim: Simulator) -> None:
    play.say(sim.world, NOOR, "een")
    play.say(sim.world, HUGO, "twee")
    first = await bot.get_updates()
    assert [each.update_id for each in first] == [500, 501]
    assert texts(first) == texts(await bot.get_updates()) == ["een", "twee"]
    assert texts(await bot.get_updates(offset=501)) == ["twee"]
    assert texts(await bot.get_updates(offset=502)) == []
    assert sim.world.updates.pending == ()


async def test_limit_and_negative_offset(bot: Bot, sim: Simulator) -> None:
    for word in ("een", "twee", "drie"):
        play.say(sim.world, NOOR, word)
    assert texts(await bot.get_updates(limit=2)) == ["een", "twee"]
    assert texts(await bot.get_updates(offset=-1)) == ["drie"]
    assert texts(await bot.get_updates()) == ["drie"]


async def test_what_the_bot_took_in_is_shown_as_read(bot: Bot, sim: Simulator) -> None:
    said = play.say(sim.world, NOOR, "een")[0]
    await bot.get_updates()
    assert not sim.world.messages[said.id].read
    await bot.get_updates(offset=501)
    assert sim.world.messages[said.id].read


async def test_a_waiting_bot_hears_at_once(bot: Bot, sim: Simulator) -> None:
    waiting = asyncio.ensure_future(bot.get_updates(timeout=30))
    await until_listening(sim)
    play.say(sim.world, NOOR, "hoi")
    async with asyncio.timeout(2):
        assert texts(await waiting) == ["hoi"]


async def test_nothing_happens_until_the_timeout(bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


async def test_the_second_listener_sends_the_first_away(bot: Bot, sim: Simulator) -> None:
    first = asyncio.ensure_future(bot.get_updates(timeout=30))
    await until_listening(sim)
    async with Bot(sim.token, base_url=f"{sim.url}/bot") as other:
        second = asyncio.ensure_future(other.get_updates(timeout=30))
        with pytest.raises(Conflict) as conflict:
            await first
        play.say(sim.world, NOOR, "hoi")
        assert texts(await second) == ["hoi"]
    assert conflict.value.message == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_a_webhook_ends_listening(bot: Bot, sim: Simulator) -> None:
    listener = asyncio.ensure_future(bot.get_updates(timeout=30))
    await until_listening(sim)
    await bot.set_webhook("https://example.org/hook")
    with pytest.raises(Conflict, match=r"^Conflict: terminated by setWebhook request$"):
        await listener
    with pytest.raises(Conflict, match=r"^Conflict: can't use getUpdates method while webhook is active"):
        await bot.get_updates()


async def test_only_the_allowed_kinds_are_kept(bot: Bot, sim: Simulator) -> None:
    await bot.get_updates(allowed_updates=[Update.CALLBACK_QUERY])
    play.say(sim.world, NOOR, "niet gewenst")
    await bot.send_message(
        NOOR, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("ja", callback_data="j")]])
    )
    play.press(sim.world, NOOR, label="ja")
    heard = await bot.get_updates()
    assert [each.callback_query and each.callback_query.data for each in heard] == ["j"]
    await bot.get_updates(offset=heard[-1].update_id + 1, allowed_updates=[])
    play.say(sim.world, NOOR, "weer gewenst")
    assert texts(await bot.get_updates()) == ["weer gewenst"]


async def test_after_a_day_an_update_is_lost(bot: Bot, sim: Simulator) -> None:
    play.say(sim.world, NOOR, "oud")
    sim.clock.advance(timedelta(hours=23))
    play.say(sim.world, NOOR, "nieuw")
    sim.clock.advance(timedelta(hours=2))
    assert texts(await bot.get_updates()) == ["nieuw"]


async def test_every_kind_of_content_reaches_a_real_bot(bot: Bot, sim: Simulator) -> None:
    for kind in MAKERS:
        play.send(sim.world, NOOR, kind)
    captioned = play.send(sim.world, NOOR, Kind.PHOTO, "mijn /plan")
    updates = await bot.get_updates()
    heard = [each.message for each in updates if each.message]
    assert [each.effective_attachment is not None for each in heard] == [True] * 7 + [False, True]
    assert heard[-2].api_kwargs == {"hologram": {"depth": 3}}
    assert (heard[-1].caption, heard[-1].message_id) == ("mijn /plan", captioned.id)
    assert [(each.type, each.offset) for each in heard[-1].caption_entities] == [("bot_command", 5)]


async def test_a_command_an_edit_a_press_and_a_block_as_telegram_tells_them(bot: Bot, sim: Simulator) -> None:
    play.command(sim.world, NOOR, "start", "plan")
    said = play.say(sim.world, NOOR, "hooi")[0]
    sim.clock.advance(timedelta(minutes=1))
    play.edit(sim.world, NOOR, said.id, "hoi")
    asked = await bot.send_message(
        NOOR, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("ja", callback_data="j")]])
    )
    play.press(sim.world, NOOR, data="j", message_id=asked.message_id)
    await asked.delete()
    play.press_stale(sim.world, NOOR, asked.message_id, "j")
    play.block(sim.world, NOOR)
    play.block(sim.world, NOOR)
    command, _, edit, press, stale, block = await bot.get_updates()
    assert command.message is not None
    assert (command.message.text, [each.type for each in command.message.entities]) == ("/start plan", ["bot_command"])
    assert edit.edited_message is not None
    assert (edit.edited_message.text, edit.edited_message.date, edit.edited_message.edit_date) == (
        "hoi",
        START,
        START + timedelta(minutes=1),
    )
    assert press.callback_query is not None
    assert press.callback_query.message == asked
    assert press.callback_query.from_user.full_name == "Noor de Wit"
    assert stale.callback_query is not None
    assert stale.callback_query.message is not None
    assert not stale.callback_query.message.is_accessible
    assert block.my_chat_member is not None
    assert block.my_chat_member.new_chat_member.status == "kicked"


async def until_listening(sim: Simulator) -> None:
    async with asyncio.timeout(2):
        await sim.world.updates.listening.wait()
