"""One conversation from the first question to the last, with somebody who answers as soon as a question arrives."""

from collections.abc import Callable

from bot.simulator import Person
from bot.simulator.messages import Message
from bot.simulator.stream import Notice, NoticeKind
from tests.bot.aios import Aios, buttons
from tests.bot.house import House

Screen = tuple[str, tuple[tuple[str, str], ...]]
"""A message as it stands: its text and its buttons with their data."""


async def talk(house: House, person: Person, aios: Aios, heard: Callable[[Screen], None]) -> None:
    """Until nothing is asked any more. `heard` is told of every state of every message, in the order of the chat.

    Whoever sees a question a second time has answered it already.
    """
    phone = house.phone(person)
    answered: set[Screen] = set()
    with house.world.stream.reader() as notices:
        phone.say("/start")
        while (notice := await notices.get()) is not None:
            message = _said(house, person, notice)
            if message is None:
                continue
            screen = message.body.text, tuple(buttons(message).items())
            heard(screen)
            if screen in answered:
                continue
            answered.add(screen)
            if aios.done(message):
                return
            act = aios.act(message)
            if act.press:
                phone.press_on(message, act.press)
            else:
                phone.say(act.say)


def _said(house: House, person: Person, notice: Notice) -> Message | None:
    """The message of the bot to this person that the notice is about."""
    message = house.world.messages.get(notice.message)
    ours = notice.kind is NoticeKind.MESSAGE and notice.chat == person.id and message is not None and message.from_bot
    return message if ours else None


def without_repeats(screens: list[Screen]) -> list[Screen]:
    """What was said, with each message once that came twice in a row."""
    return [screen for at, screen in enumerate(screens) if at == 0 or screen != screens[at - 1]]
