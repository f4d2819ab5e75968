"""From every kind of update to what the inbox keeps, and back."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arrival import Arrival, dump_arrival, event_id, load_arrival, read_update
from dialogs.event import Event, EventKind
from tests.bot.fakes import MORNING

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BOT = 7_000_000_001
CHAT = 1001
SENT = 1_795_424_400
AT = datetime.fromtimestamp(SENT, UTC)
PERSON = {"id": CHAT, "is_bot": False, "first_name": "Noor"}
Json = dict[str, object]


def message(**fields: object) -> Json:
    private = {"id": CHAT, "type": "private", "first_name": "Noor"}
    return {"message_id": 7, "date": SENT, "chat": private, "from": PERSON, **fields}


def read(**update: object) -> Arrival | None:
    return read_update({"update_id": 12, **update}, BOT, MORNING)


def spoken(kind: EventKind, **fields: object) -> Arrival:
    values: dict[str, object] = {"id": event_id(BOT, 12), "kind": kind, "at": AT, "message": 7, **fields}
    return Arrival(CHAT, Event(**values))  # type: ignore[arg-type]


def press(**fields: object) -> Json:
    return {"id": "q1", "from": PERSON, "chat_instance": "1", "data": "p3:ja", "message": message(text="?"), **fields}


def member(status: str, kind: str = "private") -> Json:
    bot = {"id": BOT, "is_bot": True, "first_name": "Leerlijn"}
    new = {"user": bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}
    old = {"user": bot, "status": "member"}
    chat = {"id": CHAT, "type": kind, "first_name": "Noor"}
    return {"chat": chat, "from": PERSON, "date": SENT, "old_chat_member": old, "new_chat_member": new}


PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
FILE = {"file_id": "f", "file_unique_id": "u"}
STICKER = {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}


def test_a_text_is_a_text() -> None:
    assert read(message=message(text="ik wil leren hechten")) == spoken(EventKind.TEXT, text="ik wil leren hechten")


@pytest.mark.parametrize(
    ("typed", "name", "rest"),
    [
        ("/start", "start", ""),
        ("/Start@leerlijn_bot", "start", ""),
        ("/leerdoel beter worden in echo", "leerdoel", "beter worden in echo"),
        ("/leerdoel\nbeter worden in echo", "leerdoel", "beter worden in echo"),
        ("/leerdoel   beter", "leerdoel", "beter"),
        ("/", "", ""),
    ],
)
def test_a_command_is_its_name_and_what_follows(typed: str, name: str, rest: str) -> None:
    assert read(message=message(text=typed)) == spoken(EventKind.COMMAND, name=name, text=rest)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ({"sticker": STICKER}, "sticker"),
        ({"photo": PHOTO}, "photo"),
        ({"voice": {**FILE, "duration": 1}}, "voice"),
        ({"audio": {**FILE, "duration": 1}}, "voice"),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, "video"),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, "video"),
        ({"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, "document": FILE}, "video"),
        ({"document": FILE}, "document"),
        ({"location": {"latitude": 52.0, "longitude": 5.0}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "Noor"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
        ({"a_kind_of_next_year": {"x": 1}}, "other"),
    ],
)  # fmt: skip
def test_what_is_not_text_is_named_and_nothing_of_it_is_kept(content: Json, name: str) -> None:
    assert read(message=message(**content)) == spoken(EventKind.MEDIA, name=name)


def test_a_caption_is_kept() -> None:
    assert read(message=message(photo=PHOTO, caption="zo")) == spoken(EventKind.MEDIA, name="photo", text="zo")


def test_an_edit_carries_the_moment_of_the_edit() -> None:
    edited = message(text="beter", edit_date=SENT + 60)
    at = datetime.fromtimestamp(SENT + 60, UTC)
    assert read(edited_message=edited) == spoken(EventKind.EDIT, text="beter", at=at)


def test_an_edited_caption_is_an_edit_too() -> None:
    edited = message(photo=PHOTO, caption="beter", edit_date=SENT)
    assert read(edited_message=edited) == spoken(EventKind.EDIT, text="beter")


def test_a_press_carries_the_query_the_data_and_the_message() -> None:
    event = Event(event_id(BOT, 12), EventKind.BUTTON, MORNING, data="p3:ja", message=7)
    assert read(callback_query=press()) == Arrival(CHAT, event, query="q1")


def test_a_press_on_a_message_that_is_gone_is_a_press_all_the_same() -> None:
    gone = {"message_id": 7, "chat": {"id": CHAT, "type": "private"}, "date": 0}
    event = Event(event_id(BOT, 12), EventKind.BUTTON, MORNING, data="p3:ja", message=7)
    assert read(callback_query=press(message=gone)) == Arrival(CHAT, event, query="q1")


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("left", False), ("member", True)])
def test_blocking_is_news_about_the_person(status: str, reachable: bool) -> None:
    assert read(my_chat_member=member(status)) == Arrival(CHAT, reachable=reachable)


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": message(location={"latitude": 52.0, "longitude": 5.0}, edit_date=SENT)},
        {"edited_message": message(photo=PHOTO, edit_date=SENT)},
        {"message": message(pinned_message=message(text="hoi"))},
        {"message": message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})},
        {"message": message(write_access_allowed={"from_request": True})},
        {"message": message(chat_background_set={"type": {"type": "chat_theme", "theme_name": "x"}})},
    ],
)
def test_what_somebody_does_without_a_word_asks_nothing_of_us(update: Json) -> None:
    """Walking with a live location, pinning a message, another background: no reason to answer every time."""
    assert read(**update) is None


GROUP = {"id": -100, "type": "supergroup", "title": "Maatschap"}


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": message(text="hoi", chat=GROUP)},
        {"edited_message": message(text="hoi", chat=GROUP)},
        {"callback_query": press(message=message(text="?", chat=GROUP))},
        {"callback_query": {**press(), "message": None, "inline_message_id": "x"}},
        {"my_chat_member": member("kicked", "group")},
        {"channel_post": message(text="hoi", chat={"id": -5, "type": "channel", "title": "Nieuws"})},
        {"inline_query": {"id": "1", "from": PERSON, "query": "x", "offset": ""}},
        {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": True,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                  "allows_revoting": False, "members_only": False}},
        {"a_kind_of_next_year": {"chat": 4}},
    ],
)  # fmt: skip
def test_what_is_not_from_one_person_in_their_own_chat_asks_nothing_of_us(update: Json) -> None:
    assert read(**update) is None


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"text": "no chat, no date, no id"}},
        {"message": message(text=["a", "list"])},
        {"message": message(text={"a": "table"})},
        {"message": message(text="hoi", chat={"id": "Noor Jansen", "type": "private"})},
        {"message": message(text="hoi", chat={"id": 1.5, "type": "private"})},
        {"message": message(text="hoi", chat={"id": None, "type": "private"})},
        {"message": message(text="hoi", chat={"id": 2**63, "type": "private"})},
        {"message": message(text="hoi", message_id="seven")},
        {"message": message(text="hoi", date="yesterday")},
        {"message": message(text="hoi", date=10**18)},
        {"message": message(photo=PHOTO, caption=3)},
        {"callback_query": press(data=5)},
        {"callback_query": press(id=["q"])},
        {"message": "a text where a table belongs"},
        {"my_chat_member": {"chat": 3}},
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_kept(update: Json) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError, OSError)):
        read(**update)


def test_half_a_character_does_not_break_what_follows() -> None:
    """JSON can carry half of a surrogate pair; no encoding can write it."""
    arrival = read(message=message(**json.loads('{"text": "hoi \\ud83d daar"}')))
    assert arrival == spoken(EventKind.TEXT, text="hoi \ufffd daar")
    assert load_arrival(dump_arrival(arrival), AMSTERDAM) == arrival


def test_an_update_of_another_bot_is_another_event() -> None:
    assert event_id(BOT, 12) == event_id(BOT, 12)
    assert len({event_id(BOT, 12), event_id(BOT, 13), event_id(BOT + 1, 12)}) == 3


texts = st.text(st.characters(codec="utf-8"), max_size=200)
ids = st.integers(0, 2**52)
events = st.builds(
    Event,
    id=st.uuids().map(lambda each: each.hex),
    kind=st.sampled_from(EventKind),
    at=st.datetimes(timezones=st.just(UTC)),
    text=texts,
    name=texts,
    data=texts,
    message=st.none() | ids,
)


@settings(deadline=None, derandomize=True)
@given(st.builds(Arrival, chat=ids, event=st.none() | events, query=texts, reachable=st.none() | st.booleans()))
def test_an_arrival_comes_back_as_it_was(arrival: Arrival) -> None:
    back = load_arrival(dump_arrival(arrival), ZoneInfo("UTC"))
    assert back == arrival


@pytest.mark.parametrize("month", [7, 11])
def test_it_comes_back_in_the_time_zone_of_the_person(month: int) -> None:
    at = datetime(2026, month, 5, 23, 30, tzinfo=UTC)
    event = Event("e", EventKind.TEXT, at, text="morgen")
    back = load_arrival(dump_arrival(Arrival(CHAT, event)), AMSTERDAM).event
    assert back is not None
    assert (back.at, back.at.date().day) == (at, 6)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"chat": "x"}', '{"chat": 1, "event": {"id": 1}}'])
def test_what_is_no_arrival_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        load_arrival(text, AMSTERDAM)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
FIELDS = ("message_id", "date", "chat", "from", "text", "caption", "photo", "sticker", "edit_date")


@settings(deadline=None, derandomize=True)
@given(
    st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "poll", "channel_post"]),
    st.dictionaries(st.sampled_from((*FIELDS, "id", "data", "new_chat_member", "old_chat_member")), json_values),
    st.booleans(),
)
def test_whatever_an_update_holds_is_read_whole_or_refused(kind: str, damage: Json, whole: bool) -> None:
    """What is read can be kept and read back: nothing half-read reaches the inbox."""
    base = {"callback_query": press(), "my_chat_member": member("kicked")}.get(kind, message(text="hoi"))
    content = {**base, **damage} if whole else damage
    try:
        arrival = read(**{kind: content})
    except Exception:
        return  # Refused, in whichever way: the intake keeps it aside.
    if arrival is not None:
        assert load_arrival(dump_arrival(arrival), ZoneInfo("UTC")) == arrival
        assert -(2**63) <= arrival.chat < 2**63
