"""What a person does on the phone: write, press, open a link, send a sticker, change a message, block the bot.

Every act changes the chat and queues the update that Telegram would give to the bot. LookupError says that there
is no such person, message or button; ValueError that a phone could not do this.
"""

import secrets
from dataclasses import replace

from bot.simulator import wire
from bot.simulator.content import MAKERS
from bot.simulator.deeplink import start_parameter
from bot.simulator.formatted import FormattedText, find_entities, is_blank, tidy, utf16_length
from bot.simulator.markup import InlineButton
from bot.simulator.messages import CAPTIONED, Kind, Message
from bot.simulator.people import Person
from bot.simulator.world import Press, World

LONGEST = 4096


def say(world: World, person_id: int, text: str) -> list[Message]:
    """Send a text; one that is too long goes as several messages, as Telegram's apps do."""
    _person(world, person_id)
    _readable(text)
    return [_receive(world, person_id, Kind.TEXT, part) for part in _parts(text)]


def command(world: World, person_id: int, name: str, arguments: str = "") -> Message:
    """Send '/name arguments'."""
    return say(world, person_id, f"/{name.removeprefix('/')} {arguments}".strip())[0]


def open_link(world: World, person_id: int, url: str) -> Message:
    """Open a start link of the bot on this phone and press START: the bot hears the parameter, the chat shows '/start'.

    ValueError if the link starts something else."""
    _person(world, person_id)
    return _receive(world, person_id, Kind.TEXT, "/start", parameter=start_parameter(url, world.bot.username))


def send(world: World, person_id: int, kind: Kind, caption: str = "") -> Message:
    """Send something that is not text; a caption only where a phone lets one write it."""
    if kind not in MAKERS:
        raise ValueError(f"{kind} is not something to send")
    if caption and kind not in CAPTIONED:
        raise ValueError(f"a {kind} has no caption")
    return _receive(world, person_id, kind, caption)


def edit(world: World, person_id: int, message_id: int, text: str) -> Message:
    """Change a text (or caption) that this person sent before. An edit without a change tells the bot nothing."""
    person = _person(world, person_id)
    old = world.messages.get(message_id)
    if old is None or old.chat != person_id or old.from_bot:
        raise LookupError(f"person {person_id} sent no message {message_id}")
    if old.kind is not Kind.TEXT and old.kind not in CAPTIONED:
        raise ValueError(f"a {old.kind} cannot be changed")
    if old.kind is Kind.TEXT:
        _readable(text)
    body = _body(text)
    if body == old.body:
        return old
    new = replace(old, body=body, edited_at=world.clock.now(), read=False, start_parameter="")
    update = world.tell_bot("edited_message", wire.message(new, person, world.bot))
    return world.put(replace(new, update_id=update))


def find_button(
    world: World, person_id: int, *, label: str = "", data: str = "", message_id: int = 0
) -> tuple[Message, InlineButton]:
    """The newest button with this label or data in the chat, or in one message."""
    _person(world, person_id)
    for message in reversed(world.chat_of(person_id)):
        if message_id in {0, message.id}:
            for button in (each for row in message.markup.rows for each in row):
                if (button.label == label) if label else (button.data == data):
                    return message, button
    raise LookupError(f"no such button in chat {person_id}")


def press(world: World, person_id: int, *, label: str = "", data: str = "", message_id: int = 0) -> str:
    """Press a button, also of an old message. The id of the callback query, to find its answer by."""
    message, button = find_button(world, person_id, label=label, data=data, message_id=message_id)
    if not button.data:
        raise ValueError("a link opens a browser; the bot hears nothing")
    return _tell_press(world, person_id, message.id, button.data)


def press_stale(world: World, person_id: int, message_id: int, data: str) -> str:
    """Press a button that was there a moment ago: its message was changed or deleted since."""
    _person(world, person_id)
    return _tell_press(world, person_id, message_id, data)


def block(world: World, person_id: int) -> Person:
    return _set_blocked(world, person_id, True)


def unblock(world: World, person_id: int) -> Person:
    return _set_blocked(world, person_id, False)


def _set_blocked(world: World, person_id: int, blocked: bool) -> Person:
    person = _person(world, person_id)
    if person.blocked == blocked:
        return person
    changed = replace(person, blocked=blocked)
    world.update_person(changed)
    world.tell_bot("my_chat_member", wire.blocked(changed, world.bot, world.clock.now(), now_blocked=blocked))
    return changed


def _tell_press(world: World, person_id: int, message_id: int, data: str) -> str:
    person = world.people[person_id]
    message = world.messages.get(message_id)
    query = str(secrets.randbits(62))
    world.remember_press(Press(query, person_id, message_id, world.clock.now()))
    shown = (
        wire.inaccessible_message(message_id, person)
        if message is None
        else wire.message(message, person, world.bot, world.messages.get(message.reply_to))
    )
    update = {
        "id": query,
        "from": wire.person_user(person),
        "message": shown,
        "chat_instance": str(person_id),
        "data": data,
    }
    world.tell_bot("callback_query", update)
    return query


def _receive(world: World, person_id: int, kind: Kind, text: str, *, parameter: str = "") -> Message:
    """Put a message of the person in the chat and tell the bot. Writing opens the chat and lifts a block."""
    person = _person(world, person_id)
    unblock(world, person_id)
    world.update_person(replace(world.people[person_id], started=True))
    extra = {} if kind is Kind.TEXT else MAKERS[kind](secrets.token_urlsafe(12))
    message = Message(
        world.take_message_id(),
        person.id,
        False,
        world.clock.now(),
        kind,
        _body(text),
        extra=extra,
        start_parameter=parameter,
    )
    update = world.tell_bot("message", wire.message(message, person, world.bot))
    return world.put(replace(message, update_id=update))


def _person(world: World, person_id: int) -> Person:
    person = world.people.get(person_id)
    if person is None:
        raise LookupError(f"no person {person_id}")
    return person


def _readable(text: str) -> None:
    if is_blank(text) or any("\ud800" <= each <= "\udfff" for each in text):
        raise ValueError("a phone does not send an empty or broken text")


def _body(text: str) -> FormattedText:
    return find_entities(tidy(FormattedText(text)))


def _parts(text: str) -> list[str]:
    """Cut where a part would pass 4,096 UTF-16 units, at a blank or line end if there is one in its last half."""
    parts: list[str] = []
    while utf16_length(text) > LONGEST:
        cut = LONGEST
        while utf16_length(text[:cut]) > LONGEST:
            cut -= 1
        blank = max(text.rfind(" ", cut // 2, cut), text.rfind("\n", cut // 2, cut))
        cut = blank + 1 if blank > 0 else cut
        parts.append(text[:cut])
        text = text[cut:]
    return [each for each in (*parts, text) if not is_blank(each)]
