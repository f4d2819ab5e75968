"""A chat as a reader wants it: plain JSON for tests and for the page."""

from bot.simulator import wire
from bot.simulator.clock import SimClock
from bot.simulator.html import to_html
from bot.simulator.messages import Message
from bot.simulator.people import Person
from bot.simulator.stream import Notice, NoticeKind
from bot.simulator.world import Toast, World

JsonObject = dict[str, object]


def message(value: Message) -> JsonObject:
    """`html` is Telegram HTML of the text; `entities` count UTF-16 units; moments are ISO 8601 in UTC."""
    return {
        "id": value.id,
        "from": "bot" if value.from_bot else "person",
        "at": value.at.isoformat(),
        "edited_at": None if value.edited_at is None else value.edited_at.isoformat(),
        "kind": value.kind,
        "text": value.body.text,
        "html": to_html(value.body),
        "entities": [wire.entity(each) for each in value.body.entities],
        "rows": [
            [{"label": each.label, "data": each.data, "url": each.url} for each in row] for row in value.markup.rows
        ],
        "reply_to": value.reply_to or None,
        "read": value.read,
        "extra": dict(value.extra),
        "file": None
        if value.file is None
        else {
            "url": f"/sim/files/{value.file.id}",
            "name": value.file.name,
            "mime": value.file.mime,
            "size": value.file.size,
            "width": value.file.width,
            "height": value.file.height,
        },
    }


def toast(value: Toast) -> JsonObject:
    return {"message": value.message, "at": value.at.isoformat(), "text": value.text, "alert": value.alert}


def chat(world: World, person: Person, *, after: int = 0) -> JsonObject:
    """Everything that still stands in the chat, oldest first; `after` leaves out messages up to that id."""
    return {
        "person": person_row(person),
        "messages": [message(each) for each in world.chat_of(person.id, after=after)],
        "toasts": [toast(each) for each in world.toasts if each.chat == person.id],
        "commands": [
            {"command": each.name, "description": each.description} for each in world.bot.commands_for(person.id)
        ],
    }


def person_row(person: Person) -> JsonObject:
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "started": person.started,
        "blocked": person.blocked,
    }


def clock(value: SimClock) -> JsonObject:
    return {"now": value.now().isoformat()}


def state(world: World) -> JsonObject:
    """What the page needs to draw itself."""
    return {
        "seq": world.stream.seq,
        "clock": clock(world.clock),
        "bot": {
            "name": world.bot.name(),
            "username": world.bot.username,
            "description": world.bot.description(),
            "short_description": world.bot.short_description(),
        },
        "chats": [chat(world, each) for each in world.people.values()],
    }


def notice(world: World, value: Notice) -> JsonObject:
    """What happened, with what it now looks like."""
    result: JsonObject = {"seq": value.seq, "kind": value.kind, "chat": value.chat}
    if value.kind is NoticeKind.MESSAGE:
        found = world.messages.get(value.message)
        return (
            result | {"kind": NoticeKind.DELETED, "id": value.message}
            if found is None
            else result | {"message": message(found)}
        )
    if value.kind in {NoticeKind.DELETED, NoticeKind.READ}:
        return result | {"id": value.message}
    if value.kind is NoticeKind.TOAST:
        return result | {"id": value.message, "text": value.text, "alert": value.alert, "query": value.query}
    if value.kind is NoticeKind.CLOCK:
        return result | {"clock": clock(world.clock)}
    return result
