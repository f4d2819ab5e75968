"""The simulated world: people, their private chats with one bot, and what the bot may do in them.

One message counter for the whole world, as Telegram keeps one per bot. The bot's side lives here and refuses in
Telegram's words (`ApiError`); what people do is in `play`. Nothing here knows HTTP. A message costs the same with two
people or ten thousand, and the oldest are forgotten, so a long run on a bench does not fill the memory.
"""

import secrets
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.simulator import errors
from bot.simulator.clock import SimClock
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.formatted import FormattedText
from bot.simulator.markup import NO_MARKUP, Markup
from bot.simulator.messages import Json, Kind, Message, SentFile
from bot.simulator.people import CAST, FIRST_ID, Person, Role
from bot.simulator.profile import BotProfile
from bot.simulator.silence import Silence
from bot.simulator.stream import NoticeKind, NoticeStream
from bot.simulator.updates import UpdateQueue

ANSWER_WINDOW = timedelta(seconds=30)
"""How long a button press may be answered. Telegram does not publish its window; bots report half a minute or less."""

DELETE_WINDOW = timedelta(hours=48)
"""Bot API, deleteMessage: a message can only be deleted if it was sent less than 48 hours ago."""


KEPT_MESSAGES = 50_000
KEPT_TOASTS = 500


@dataclass(frozen=True, slots=True)
class Press:
    """A button press that waits for answerCallbackQuery."""

    id: str
    chat: int
    message: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Toast:
    """What the bot answered to a button press; `alert`: in a window that must be closed."""

    chat: int
    message: int
    at: datetime
    text: str
    alert: bool


class World:
    def __init__(
        self,
        clock: SimClock,
        bot: BotProfile,
        people: Iterable[Person] = CAST,
        *,
        first_update_id: int | None = None,
        kept_messages: int = KEPT_MESSAGES,
    ) -> None:
        self.clock = clock
        self.stream = NoticeStream()
        self.updates = UpdateQueue(clock, self._bot_took, first_id=first_update_id)
        self.silence = Silence(lambda: self.updates.unread)
        self.bot = bot
        self._first_people = tuple(people)
        self._kept = kept_messages
        self._begin()
        clock.on_jump(self._clock_jumped)

    def _begin(self) -> None:
        self.people = {each.id: each for each in self._first_people}
        self._next_person_id = max(self.people, default=FIRST_ID - 1) + 1
        self.messages: dict[int, Message] = {}
        self._chats: dict[int, dict[int, Message]] = {}
        self._order: deque[int] = deque()
        self.files: dict[str, tuple[SentFile, bytes]] = {}
        self.presses: OrderedDict[str, Press] = OrderedDict()
        self._told: dict[int, int] = {}
        self.toasts: deque[Toast] = deque(maxlen=KEPT_TOASTS)
        self.webhook_url = ""
        self.next_message_id = 1

    def reset(self, start: datetime | None = None) -> None:
        """Everything as it was at the beginning, at another moment if `start` (aware) is given; the bot's name and
        commands stay, for the bot will not set them again."""
        self._begin()
        self.updates.clear()
        self.clock.restart(start)
        self.stream.tell(NoticeKind.RESET)

    # --- people -----------------------------------------------------------------------------------------------

    def add_person(
        self,
        name: str,
        role: Role = Role.AIOS,
        *,
        person_id: int | None = None,
        started: bool = False,
    ) -> Person:
        """A new phone. ValueError if the id is taken."""
        identifier = person_id if person_id is not None else self._next_person_id
        if identifier in self.people:
            raise ValueError(f"person {identifier} exists already")
        person = Person(identifier, name, role, started=started)
        self._next_person_id = max(self._next_person_id, identifier + 1)
        self.update_person(person)
        return person

    def update_person(self, person: Person) -> None:
        if self.people.get(person.id) != person:
            self.people[person.id] = person
            self.stream.tell(NoticeKind.PEOPLE, person.id)

    def chat_of(self, person: int, *, after: int = 0) -> list[Message]:
        """The messages of this private chat with an id above `after`, oldest first."""
        return [each for each in self._chats.get(person, {}).values() if each.id > after]

    # --- what the bot does ------------------------------------------------------------------------------------

    def known_chat(self, chat: int) -> Person:
        """The person behind a chat that the bot may know of."""
        person = self.people.get(chat)
        if person is None or not person.started:
            raise bad_request(errors.CHAT_NOT_FOUND)
        return person

    def open_chat(self, chat: int) -> Person:
        """The person behind a chat that the bot may write to."""
        person = self.known_chat(chat)
        if person.blocked:
            raise ApiError(403, errors.BLOCKED)
        return person

    def send(
        self,
        chat: int,
        body: FormattedText,
        markup: Markup = NO_MARKUP,
        *,
        kind: Kind = Kind.TEXT,
        file: SentFile | None = None,
        reply_to: int = 0,
    ) -> Message:
        self.open_chat(chat)
        return self.put(
            Message(
                self.take_message_id(),
                chat,
                True,
                self.clock.now(),
                kind,
                body,
                markup,
                reply_to=reply_to,
                file=file,
            )
        )

    def edit(self, chat: int, message_id: int, *, body: FormattedText | None, markup: Markup) -> Message:
        """Replace the text (None: keep it) and the buttons of a message of the bot."""
        old = self._editable(chat, message_id)
        if body is not None and old.kind is not Kind.TEXT:
            raise bad_request(errors.NO_TEXT_TO_EDIT)
        new = replace(old, body=old.body if body is None else body, markup=markup)
        if new == old:
            raise bad_request(errors.NOT_MODIFIED)
        return self.put(replace(new, edited_at=self.clock.now() if body is not None else old.edited_at))

    def _editable(self, chat: int, message_id: int) -> Message:
        self.known_chat(chat)
        message = self.messages.get(message_id)
        if message is None or message.chat != chat:
            raise bad_request(errors.EDIT_NOT_FOUND)
        if not message.from_bot or message.markup.other:
            raise bad_request(errors.CANNOT_EDIT)
        self.open_chat(chat)
        return message

    def delete(self, chat: int, message_id: int) -> None:
        """Bots may delete both sides of a private chat, for 48 hours (Bot API: deleteMessage)."""
        self.known_chat(chat)
        message = self.messages.get(message_id)
        if message is None or message.chat != chat:
            raise bad_request(errors.DELETE_NOT_FOUND)
        if self.clock.now() - message.at >= DELETE_WINDOW:
            raise bad_request("message can't be deleted for everyone")
        self._forget(message_id)
        self.stream.tell(NoticeKind.DELETED, chat, message_id)

    def answer(self, query: str, text: str, *, alert: bool) -> None:
        press = self.presses.pop(query, None)
        if press is None or self.clock.now() - press.at > ANSWER_WINDOW:
            raise bad_request(errors.QUERY_TOO_OLD)
        self.toasts.append(Toast(press.chat, press.message, self.clock.now(), text, alert))
        self.stream.tell(NoticeKind.TOAST, press.chat, press.message, text=text, alert=alert, query=query)

    def typing(self, chat: int) -> None:
        self.open_chat(chat)
        self.stream.tell(NoticeKind.TYPING, chat)

    def keep_file(self, name: str, mime: str, content: bytes, *, width: int = 0, height: int = 0) -> SentFile:
        file = SentFile(secrets.token_urlsafe(12), name, mime, len(content), width, height)
        self.files[file.id] = (file, content)
        return file

    def changed_profile(self) -> None:
        self.stream.tell(NoticeKind.BOT)

    # --- the books --------------------------------------------------------------------------------------------

    def take_message_id(self) -> int:
        self.next_message_id += 1
        return self.next_message_id - 1

    def put(self, message: Message) -> Message:
        if message.id not in self.messages:
            self._order.append(message.id)
        self._keep(message)
        while len(self._order) > self._kept:
            self._forget(self._order.popleft())
        if message.update_id:
            self._told[message.update_id] = message.id
        self.stream.tell(NoticeKind.MESSAGE, message.chat, message.id)
        return message

    def remember_press(self, press: Press) -> None:
        """Until it is answered, or can no longer be."""
        while self.presses and self.clock.now() - next(iter(self.presses.values())).at > ANSWER_WINDOW:
            self.presses.popitem(last=False)
        self.presses[press.id] = press

    def _keep(self, message: Message) -> None:
        self.messages[message.id] = message
        self._chats.setdefault(message.chat, {})[message.id] = message

    def _forget(self, message_id: int) -> None:
        message = self.messages.pop(message_id, None)
        if message is not None:
            self._told.pop(message.update_id, None)
            del self._chats[message.chat][message_id]

    def tell_bot(self, kind: str, content: Json) -> int:
        """Queue an update; its id, or 0 if the bot does not want this kind."""
        self.silence.stir()
        return self.updates.add(kind, content)

    def _clock_jumped(self, _: datetime) -> None:
        self.silence.stir()
        self.stream.tell(NoticeKind.CLOCK)

    def _bot_took(self, update_id: int) -> None:
        self.silence.stir()
        message = self.messages.get(self._told.pop(update_id, 0))
        if message is not None and not message.read:
            self._keep(replace(message, read=True))
            self.stream.tell(NoticeKind.READ, message.chat, message.id)
