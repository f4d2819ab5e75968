"""Fourteen messages as an aiogram_dialog: a window for each question, everything in memory, nothing survives a restart.

The library itself asks for the buttons of its last message to be taken away at every answer: one more call each.
"""

import argparse
import asyncio
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.text import Const

QUESTIONS = 14
Leerdoel = type("Leerdoel", (StatesGroup,), {f"vraag_{number}": State() for number in range(QUESTIONS)})
STATES: list[State] = [getattr(Leerdoel, f"vraag_{number}") for number in range(QUESTIONS)]


async def start(_: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(STATES[0], mode=StartMode.RESET_STACK)


async def answer(message: Message, _: Any, manager: DialogManager) -> None:
    manager.dialog_data[manager.current_context().state.state] = message.text
    await manager.next()


def dialog() -> Dialog:
    return Dialog(
        *(Window(Const(f"Vraag {at + 1}"), MessageInput(answer), state=state) for at, state in enumerate(STATES))
    )


async def serve(url: str, token: str) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.message.register(start, CommandStart())
    dispatcher.include_router(dialog())
    setup_dialogs(dispatcher)
    await dispatcher.start_polling(bot)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("url")
    arguments.add_argument("token")
    given = arguments.parse_args()
    asyncio.run(serve(given.url, given.token))


if __name__ == "__main__":
    main()
