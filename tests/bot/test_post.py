"""What becomes of a message, for everything that Telegram and the network can say."""

import io
from datetime import date
from html import unescape

import pytest
from telegram.error import NetworkError, TimedOut

from bot.parcel import Parcel
from bot.post import Fate, Posted, post
from bot.simulator.formatted import utf16_length
from dialogs.turn import Button, SendPicture
from tests.bot.fakes import Answer, FakeRequest, bot_on, refusal

CHAT = 1001
PARCEL = Parcel("Wat wil je <b>leren</b>?", ((Button("Overslaan", "p1:_skip"),),))
EDIT = Parcel("Nieuwe knoppen", edits=5)
_DAY = date(2026, 12, 1)
PICTURE = SendPicture("Je overzicht", "Competenties", "Geheim doel", "vandaag", _DAY, _DAY, _DAY)
PHOTO = Parcel("<b>Mee bezig:</b> leren", PARCEL.rows, kind="photo", picture=PICTURE)
BROKEN = refusal(400, "Bad Request: can't parse entities: unclosed tag")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(429, "Too Many Requests: retry after 7", retry_after=7), Posted(Fate.PATIENCE, seconds=7.0)),
        (refusal(403, "Forbidden: bot was blocked by the user"), Posted(Fate.GONE, reason="forbidden")),
        (refusal(403, "Forbidden: user is deactivated"), Posted(Fate.GONE, reason="forbidden")),
        (refusal(400, "Bad Request: chat not found"), Posted(Fate.GONE, reason="chat_not_found")),
        (refusal(400, "Bad Request: button data invalid"), Posted(Fate.REFUSED, reason="bad_request")),
        (refusal(400, "Bad Request: upgraded", migrate_to_chat_id=-5), Posted(Fate.AGAIN, reason="ChatMigrated")),
        (refusal(401, "Unauthorized"), Posted(Fate.AGAIN, reason="InvalidToken")),
        (refusal(404, "Not Found"), Posted(Fate.AGAIN, reason="InvalidToken")),
        (refusal(409, "Conflict"), Posted(Fate.AGAIN, reason="Conflict")),
        (refusal(500, "Internal Server Error"), Posted(Fate.AGAIN, reason="NetworkError")),
        (refusal(502, "Bad Gateway"), Posted(Fate.AGAIN, reason="NetworkError")),
        (TimedOut(), Posted(Fate.AGAIN, reason="TimedOut")),
        (NetworkError("ClientOSError"), Posted(Fate.AGAIN, reason="NetworkError")),
        (RuntimeError("a fault in the library"), Posted(Fate.AGAIN, reason="NetworkError")),
    ],
)  # fmt: skip
async def test_each_refusal_has_its_fate(answer: Answer, expected: Posted) -> None:
    assert await post(bot_on(FakeRequest(answer)), CHAT, PARCEL) == expected


async def test_a_body_that_is_no_json_is_tried_again() -> None:
    class Cut(FakeRequest):
        async def do_request(self, url: str, method: str, *_: object, **__: object) -> tuple[int, bytes]:
            return 200, b'{"ok":true,"result":{"text":"Sterappel'

    assert (await post(bot_on(Cut()), CHAT, PARCEL)).fate is Fate.AGAIN


async def test_a_message_goes_out_as_html_with_its_buttons() -> None:
    request = FakeRequest()
    assert await post(bot_on(request), CHAT, PARCEL) == Posted(Fate.SENT, 1)
    ((method, sent),) = request.asked
    assert (method, sent["chat_id"], sent["text"], sent["parse_mode"]) == ("sendMessage", CHAT, PARCEL.text, "HTML")
    assert sent["reply_markup"] == {"inline_keyboard": [[{"text": "Overslaan", "callback_data": "p1:_skip"}]]}


async def test_a_document_goes_out_as_a_file() -> None:
    request = FakeRequest()
    parcel = Parcel("", filename="leerlijn.json", content='{"naam": "Noor"}', kind="document")
    assert await post(bot_on(request), CHAT, parcel) == Posted(Fate.SENT, 1)
    assert [method for method, _ in request.asked] == ["sendDocument"]


async def test_a_picture_goes_out_with_its_words_and_its_buttons() -> None:
    request = FakeRequest()
    assert await post(bot_on(request), CHAT, PHOTO) == Posted(Fate.SENT, 1)
    ((method, sent),) = request.asked
    assert (method, sent["caption"], sent["parse_mode"]) == ("sendPhoto", PHOTO.text, "HTML")
    assert "reply_markup" in sent


@pytest.mark.parametrize("why", ["IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS", "message caption is too long"])
async def test_a_picture_that_telegram_does_not_take_becomes_its_words(why: str) -> None:
    request = FakeRequest(refusal(400, f"Bad Request: {why}"))
    assert (await post(bot_on(request), CHAT, PHOTO)).fate is Fate.SENT
    assert [method for method, _ in request.asked] == ["sendPhoto", "sendMessage"]
    assert (request.asked[1][1]["text"], "reply_markup" in request.asked[1][1]) == (PHOTO.text, True)


async def test_a_picture_that_cannot_be_drawn_becomes_its_words(
    monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    def broken(wanted: SendPicture) -> bytes:
        raise ValueError(wanted.moments_title)

    monkeypatch.setattr("bot.post.draw_overview", broken)
    request = FakeRequest()
    assert (await post(bot_on(request), CHAT, PHOTO)).fate is Fate.SENT
    assert [(method, sent["text"]) for method, sent in request.asked] == [("sendMessage", PHOTO.text)]
    assert ("ValueError" in log.getvalue(), "Geheim" in log.getvalue()) == (True, False)


@pytest.mark.parametrize("answer", [TimedOut(), refusal(429, "Too Many Requests", retry_after=3)])
async def test_a_picture_is_tried_again_as_a_picture(answer: Answer) -> None:
    request = FakeRequest(answer)
    assert (await post(bot_on(request), CHAT, PHOTO)).fate in (Fate.AGAIN, Fate.PATIENCE)
    assert [method for method, _ in request.asked] == ["sendPhoto"]


async def test_an_edit_changes_the_message_in_place() -> None:
    request = FakeRequest()
    assert (await post(bot_on(request), CHAT, EDIT)).fate is Fate.SENT
    ((method, sent),) = request.asked
    assert (method, sent["message_id"], sent["text"]) == ("editMessageText", 5, EDIT.text)


async def test_an_edit_that_changes_nothing_is_done() -> None:
    request = FakeRequest(refusal(400, "Bad Request: message is not modified: specified new message content ..."))
    assert await post(bot_on(request), CHAT, EDIT) == Posted(Fate.SENT, 5)


@pytest.mark.parametrize("why", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])
async def test_an_edit_that_cannot_be_becomes_a_message(why: str) -> None:
    request = FakeRequest(refusal(400, f"Bad Request: {why}"))
    assert (await post(bot_on(request), CHAT, EDIT)).fate is Fate.SENT
    assert [(method, sent["text"]) for method, sent in request.asked] == [
        ("editMessageText", EDIT.text),
        ("sendMessage", EDIT.text),
    ]


async def test_broken_html_goes_out_as_plain_words(log: io.StringIO) -> None:
    request = FakeRequest(BROKEN)
    parcel = Parcel("<b>Zeg <i>het &amp; zo</b>", PARCEL.rows)
    assert (await post(bot_on(request), CHAT, parcel)).fate is Fate.SENT
    _, sent = request.asked[-1]
    assert (sent["text"], sent.get("parse_mode"), "reply_markup" in sent) == ("Zeg het & zo", None, True)
    assert "Zeg" not in log.getvalue()


@pytest.mark.parametrize("why", ["message is too long", "MESSAGE_TOO_LONG"])
@pytest.mark.parametrize("character", ["a", "é", "😀", "&amp;"])
async def test_what_is_too_long_goes_out_cut_with_its_buttons(why: str, character: str, log: io.StringIO) -> None:
    """Better most of it than silence; Telegram counts UTF-16 units, after it read the HTML."""
    request = FakeRequest(refusal(400, f"Bad Request: {why}"))
    assert (await post(bot_on(request), CHAT, Parcel(f"<b>{character * 5000}</b>", PARCEL.rows))).fate is Fate.SENT
    text = str(request.asked[-1][1]["text"])
    assert 4095 <= utf16_length(text) <= 4096
    assert (text[0], text[-1], "reply_markup" in request.asked[-1][1]) == (unescape(character), "…", True)
    assert "longer than Telegram takes" in log.getvalue()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(429, "Too Many Requests", retry_after=3), Posted(Fate.PATIENCE, seconds=3.0)),
        (TimedOut(), Posted(Fate.AGAIN, reason="TimedOut")),
        (refusal(500, "Internal Server Error"), Posted(Fate.AGAIN, reason="NetworkError")),
        (refusal(403, "Forbidden: bot was blocked by the user"), Posted(Fate.GONE, reason="forbidden")),
        (refusal(400, "Bad Request: button data invalid"), Posted(Fate.REFUSED, reason="bad_request")),
        (BROKEN, Posted(Fate.REFUSED, reason="bad_request")),
    ],
)
async def test_the_plain_words_have_the_same_fates(answer: Answer, expected: Posted) -> None:
    """A passing fault at the second try may not cost the person the message."""
    assert await post(bot_on(FakeRequest(BROKEN, answer)), CHAT, PARCEL) == expected


async def test_no_fate_tells_what_was_in_the_message() -> None:
    for answer in (BROKEN, TimedOut(), refusal(500, f"Internal Server Error near {PARCEL.text}")):
        posted = await post(bot_on(FakeRequest(answer, answer)), CHAT, PARCEL)
        assert "leren" not in repr(posted)
