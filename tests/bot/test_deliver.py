"""The outbox on its way, with a Telegram that answers what it is told to."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import TimedOut

from bot import deliver
from bot.deliver import Deliverer, Marks
from bot.lanes import Lanes
from bot.limits import Limiter
from bot.parcel import Parcel, dump_parcel
from bot.post import Posted
from bot.post import post as send
from storage import Cipher, Database, DatabaseLocked, Mark, Outgoing, Queued
from tests.bot.fakes import MORNING, Answer, FakeRequest, bot_on, refusal, standing_clock
from tests.bot.house import eventually

KEY = Cipher.new_key()
CHAT = 1001


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "BACK_OFF", (0.01, 0.02))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(f"sqlite:///{tmp_path}/leerlijn.db", [KEY], clock=standing_clock) as database:
        database.migrate()
        yield database


class Post:
    """A deliverer at work, the Telegram it writes to, and the outbox it writes from."""

    def __init__(self, database: Database, *answers: Answer, per_second: int = 1000) -> None:
        self.database = database
        self.request = FakeRequest(*answers)
        self.marks = Marks()
        self.lanes = Lanes(1, lambda rows: [], lambda handled: None)
        loop = asyncio.get_running_loop()
        limiter = Limiter(per_second, 1000, loop.time)
        self.deliverer = Deliverer(bot_on(self.request), database, limiter, self.marks, standing_clock)
        self.deliverer.use(self.lanes)

    def put(self, *texts: str, chat: int = CHAT) -> list[Queued]:
        """Keep these in the outbox, as a turn does."""
        with self.database.unit() as unit:
            queued = unit.outbox.add([Outgoing(chat, dump_parcel(Parcel(text))) for text in texts])
            unit.commit()
        return queued

    @property
    def sent(self) -> list[object]:
        return [sent["text"] for method, sent in self.request.asked if method == "sendMessage"]

    def waiting(self) -> list[Queued]:
        with self.database.unit() as unit:
            return unit.outbox.waiting(1000)


@asynccontextmanager
async def posting(database: Database, *answers: Answer, per_second: int = 1000) -> AsyncIterator[Post]:
    post = Post(database, *answers, per_second=per_second)
    yield post
    await post.deliverer.close()
    post.lanes.close()


async def test_what_is_given_is_sent_in_order_and_marked(database: Database) -> None:
    async with posting(database) as post:
        post.deliverer.give(post.put("een", "twee"))
        post.deliverer.give(post.put("drie"))
        await post.deliverer.quiet()
        assert (post.sent, post.waiting()) == (["een", "twee", "drie"], [])


async def test_what_is_given_twice_is_sent_once(database: Database) -> None:
    async with posting(database) as post:
        queued = post.put("een", "twee")
        post.deliverer.give(queued)
        post.deliverer.give(queued)
        await post.deliverer.sweep(first=True)
        await post.deliverer.quiet()
        assert post.sent == ["een", "twee"]


async def test_nothing_new_goes_out_before_the_last_mark_is_written(database: Database) -> None:
    """Of one chat, that is: so that a kill sends one message twice at most."""
    async with posting(database) as post:
        seen: list[int] = []
        original = post.request.do_request

        async def look(*args: object, **kwargs: object) -> tuple[int, bytes]:
            seen.append(len(post.waiting()))
            return await original(*args, **kwargs)  # type: ignore[arg-type]

        post.request.do_request = look  # type: ignore[method-assign]
        post.deliverer.give(post.put("een", "twee", "drie"))
        await post.deliverer.quiet()
        assert seen == [3, 2, 1]


async def test_a_mark_in_the_hands_of_a_slow_turn_is_waited_for(database: Database) -> None:
    """With several lanes another turn may have taken the mark along, and not have kept it yet."""
    async with posting(database) as post:
        first, second = post.put("een", "twee")
        post.deliverer.give([first])
        await eventually(lambda: len(post.waiting()) == 1)
        post.marks.add([Mark(first.id, 1, MORNING)])
        taken = post.marks.take()
        post.deliverer.give([second])
        for _ in range(50):
            await asyncio.sleep(0)
        assert post.sent == ["een"]
        post.marks.written(taken)
        await eventually(lambda: post.sent == ["een", "twee"])
        await post.deliverer.quiet()


async def test_a_network_that_fails_is_tried_again_and_the_order_stays(database: Database) -> None:
    answers: list[Answer] = [
        TimedOut(),
        refusal(500, "Internal Server Error"),
        refusal(429, "Too Many Requests", retry_after=1),
    ]
    async with posting(database, *answers) as post:
        post.deliverer.give(post.put("een", "twee"))
        await post.deliverer.quiet()
        assert post.sent == ["een"] * 4 + ["twee"]
        assert post.waiting() == []


async def test_what_is_put_off_waits_for_its_moment(database: Database) -> None:
    async with posting(database) as post:
        (queued,) = post.put("een")
        with database.unit() as unit:
            unit.outbox.retry(queued.id, MORNING + timedelta(seconds=0.1))
            unit.commit()
        (queued,) = post.waiting()
        begin = asyncio.get_running_loop().time()
        post.deliverer.give([queued])
        await post.deliverer.quiet()
        assert asyncio.get_running_loop().time() - begin >= 0.1
        assert post.sent == ["een"]


@pytest.mark.parametrize(
    ("answer", "reachable", "reason"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), False, "forbidden"),
        (refusal(400, "Bad Request: chat not found"), False, "chat_not_found"),
        (refusal(400, "Bad Request: button data invalid"), True, "bad_request"),
    ],
)
async def test_what_is_refused_is_given_up_and_the_next_is_tried(
    database: Database, answer: Answer, reachable: bool, reason: str, log: io.StringIO
) -> None:
    with database.unit() as unit:
        unit.persons.by_chat(CHAT, MORNING)
        unit.commit()
    async with posting(database, answer) as post:
        post.deliverer.give(post.put("een", "twee"))
        await post.deliverer.quiet()
        assert (post.sent, post.waiting()) == (["een", "twee"], [])
    with database.unit() as unit:
        assert unit.persons.by_chat(CHAT, MORNING).reachable is reachable
    assert f'"reason": "{reason}"' in log.getvalue()


async def test_who_is_not_known_is_not_made_because_they_blocked(database: Database) -> None:
    async with posting(database, refusal(403, "Forbidden: bot was blocked by the user")) as post:
        post.deliverer.give(post.put("een"))
        await post.deliverer.quiet()
    with database.unit() as unit:
        first = unit.persons.by_chat(CHAT, MORNING).person
    with database.unit() as unit:
        assert unit.persons.by_chat(CHAT, MORNING).person != first


async def test_what_cannot_be_read_is_given_up(database: Database) -> None:
    """Written by a version of ourselves that knew more."""
    with database.unit() as unit:
        queued = unit.outbox.add([Outgoing(CHAT, '{"kind": "hologram"}')])
        unit.commit()
    async with posting(database) as post:
        post.deliverer.give([*queued, *post.put("twee")])
        await post.deliverer.quiet()
        assert (post.sent, post.waiting()) == (["twee"], [])


async def test_a_fault_of_ours_in_one_message_does_not_silence_the_chat(
    database: Database, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    async def faulty(bot: Bot, chat: int, parcel: Parcel) -> Posted:
        if parcel.text == "Sterappel":
            raise RuntimeError(parcel.text)
        return await send(bot, chat, parcel)

    monkeypatch.setattr(deliver, "post", faulty)
    async with posting(database) as post:
        post.deliverer.give(post.put("Sterappel", "twee"))
        await post.deliverer.quiet()
        assert (post.sent, len(post.waiting())) == (["twee"], 1)
    assert '"error": "RuntimeError"' in log.getvalue()
    assert "Sterappel" not in log.getvalue()


async def test_a_locked_database_loses_no_message_and_no_mark(database: Database, log: io.StringIO) -> None:
    """Neither when a message is given up, nor when it is put off, nor when it was sent."""
    answers: list[Answer] = [TimedOut(), refusal(400, "Bad Request: button data invalid")]
    async with posting(database, *answers) as post:
        locked = [4]
        original = database.unit

        def unit() -> object:
            if locked[0]:
                locked[0] -= 1
                raise DatabaseLocked
            return original()

        queued = post.put("een", "twee")
        database.unit = unit  # type: ignore[method-assign, assignment]
        post.deliverer.give(queued)
        await eventually(lambda: not locked[0] and post.sent[-1] == "twee")
        await post.deliverer.quiet()
        await eventually(lambda: not post.waiting())
    assert post.sent[-1] == "twee"
    assert log.getvalue().count("DatabaseLocked") == 4


async def test_a_sweep_takes_what_nobody_holds_and_only_the_second_time(database: Database) -> None:
    """What was kept a moment ago is on its way through memory; only what still waits at the next sweep was left."""
    async with posting(database) as post:
        post.put("een", "twee")
        await post.deliverer.sweep()
        await post.deliverer.quiet()
        assert post.sent == []
        await post.deliverer.sweep()
        await post.deliverer.quiet()
        await post.deliverer.sweep()
        await post.deliverer.quiet()
        assert (post.sent, post.waiting()) == (["een", "twee"], [])


async def test_after_closing_nothing_is_begun(database: Database) -> None:
    async with posting(database) as post:
        await post.deliverer.close()
        post.deliverer.give(post.put("een"))
        post.deliverer.answer("query", "")
        await post.deliverer.quiet()
        assert (post.request.asked, len(post.waiting())) == ([], 1)


async def test_a_press_is_answered_once_however_it_goes(database: Database, log: io.StringIO) -> None:
    async with posting(database, refusal(400, "Bad Request: query is too old")) as post:
        post.deliverer.answer("oud", "Die knop hoort bij een eerdere vraag.")
        await post.deliverer.quiet()
        post.deliverer.answer("nieuw", "")
        await post.deliverer.quiet()
        asked = [(method, sent["callback_query_id"], sent.get("text")) for method, sent in post.request.asked]
    assert asked == [
        ("answerCallbackQuery", "oud", "Die knop hoort bij een eerdere vraag."),
        ("answerCallbackQuery", "nieuw", None),
    ]
    assert "press was not answered" in log.getvalue()


async def test_interactive_messages_overtake_bulk_of_other_chats_only(database: Database) -> None:
    """Thirty chats with bulk and one person who asks something: the answer goes out with the first."""
    async with posting(database, per_second=10) as post:
        with database.unit() as unit:
            bulk = [Outgoing(2000 + n, dump_parcel(Parcel(f"bulk {n}")), bulk=True) for n in range(30)]
            queued = unit.outbox.add(bulk)
            unit.commit()
        post.deliverer.give(queued)
        await eventually(lambda: len(post.sent) == 10)
        post.deliverer.give(post.put("antwoord"))
        await eventually(lambda: "antwoord" in post.sent)
        assert post.sent.index("antwoord") == 10


def test_marks_are_open_until_they_are_written() -> None:
    marks = Marks()
    mark = Mark(7, 1, MORNING)
    marks.add([mark])
    assert (len(marks), 7 in marks) == (1, True)
    taken = marks.take()
    assert (taken, len(marks), 7 in marks) == ([mark], 0, True)
    marks.add(taken)
    assert (len(marks), 7 in marks) == (1, True)
    marks.written(marks.take())
    assert (len(marks), 7 in marks) == (0, False)
