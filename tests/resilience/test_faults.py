"""Every fault that Telegram and the network can have, ordered at the simulator in the middle of conversations.

What must come out is what comes out without faults: nothing lost, nothing out of order, and nothing doubled but a
message that had arrived before the fault (the connection was dropped, or the answer was garbage).
"""

import asyncio
import contextlib
import functools
import io
from dataclasses import replace

import pytest
from telegram.error import Conflict

from bot import app, deliver, intake
from bot.intake import IntakeError
from bot.request import AiohttpRequest
from bot.simulator import Person
from bot.simulator.faults import Fault, FaultKind
from dialogs.plan import Plan
from tests.bot.house import HUGO, IRIS, NOOR, House, eventually, waiting
from tests.bot.talk import Screen, talk, without_repeats

METHODS = ("getUpdates", "sendMessage", "answerCallbackQuery", "editMessageText")
TWIN = Person(1009, NOOR.name)
"""Says the same as Noor, in another chat."""
FEW = {FaultKind.RETRY_AFTER: 1}
"""How often a fault comes in a conversation: three times, but Telegram never asks for less than a second."""


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same steps, sooner."""
    monkeypatch.setattr(deliver, "BACK_OFF", (0.01, 0.02, 0.05))
    monkeypatch.setattr(intake, "BACK_OFF", (0.01, 0.02, 0.05))
    monkeypatch.setattr(app, "AiohttpRequest", functools.partial(AiohttpRequest, timeout=0.15))


def kept(plan: Plan) -> list[object]:
    goals = [(goal.status, goal.version, dict(goal.values)) for goal in plan.leerdoelen]
    return [plan.consent, dict(plan.profile), goals]


@pytest.mark.parametrize("kind", FaultKind)
async def test_a_conversation_comes_through(house: House, kind: FaultKind) -> None:
    house.world.update_person(TWIN)
    calm: list[Screen] = []
    seen: list[Screen] = []
    faults = [Fault(kind, method, delay_ms=20) for method in METHODS]
    left = [*faults * FEW.get(kind, 3)]
    ordered = len(left)

    def order_more(screen: Screen) -> None:
        seen.append(screen)
        if len(set(seen)) % 3 == 0 and left:
            house.order(left.pop())

    async with house.bot():
        await talk(house, NOOR, house.aios(NOOR), calm.append)
        await house.quiet()
        await talk(house, TWIN, house.aios(TWIN), order_more)
        await house.quiet()
    given = [*faults * FEW.get(kind, 3)][len(left) :]
    over = [fault.method for fault in house.simulator.faults.planned]
    # Ticking comes early: a fault of its edits that was ordered later than that meets nothing any more.
    assert len(left) < ordered
    assert {*over} <= {"editMessageText"}
    assert len(over) < sum(fault.method == "editMessageText" for fault in given)
    assert kept(house.plan(TWIN)) == kept(house.plan(NOOR))
    assert without_repeats(seen) == calm
    if kind not in (FaultKind.DROP_AFTER, FaultKind.MALFORMED):
        assert seen == calm
    assert house.rows("SELECT DISTINCT status FROM outbox") == [("sent",)]
    assert house.rows("SELECT DISTINCT status FROM inbox") == [("done",)]


@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
async def test_a_telegram_that_takes_too_long_is_asked_again(house: House, method: str) -> None:
    """The simulator does nothing for who hung up, so nothing comes twice."""
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        house.order(Fault(FaultKind.SLOW, method, times=3, delay_ms=400))
        await noor.asks("Noor")
        await noor.asks("/help")
        await house.quiet()
    assert len(noor.texts) == 4


async def test_many_faults_in_a_row_keep_the_order(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.asks("/start")
        house.order(
            Fault(FaultKind.SERVER_ERROR, "sendMessage", times=6),
            Fault(FaultKind.DROP_BEFORE, "sendMessage", times=6),
        )
        noor.press("Ja, dat is goed")
        noor.say("Noor")
        noor.say("/help")
        noor.say("/stop")
        await noor.hears(5)
        await house.quiet()
        faulty = noor.texts
    house.world.update_person(TWIN)
    twin = house.phone(TWIN)
    async with house.bot():
        await twin.consents()
        await twin.asks("Noor")
        await twin.asks("/help")
        await twin.asks("/stop")
        await house.quiet()
    assert faulty == twin.texts


async def test_a_fault_of_one_chat_holds_nobody_up(house: House) -> None:
    noor, hugo = house.phone(NOOR), house.phone(HUGO)
    async with house.bot():
        house.order(Fault(FaultKind.RETRY_AFTER, "sendMessage", retry_after_s=2))
        noor.say("/start")
        await eventually(lambda: not house.simulator.faults.planned)
        for _ in range(5):
            await hugo.asks("/start")
        assert noor.texts == []
        await noor.hears(1)
        await house.quiet()
    assert (len(noor.texts), len(hugo.texts)) == (1, 5)


async def test_a_telegram_that_is_gone_for_a_while(house: House) -> None:
    noor = house.phone(NOOR)
    port = int(house.simulator.url.rpartition(":")[2])
    async with house.bot():
        await noor.consents()
        await house.quiet()
        await house.simulator.stop()
        noor.say("Noor")
        noor.say("/help")
        await house.simulator.start(port)
        await noor.hears(4)
        await house.quiet()
    assert house.plan(NOOR).profile == {"naam": "Noor"}
    assert len(noor.texts) == 4


async def test_a_telegram_that_goes_while_it_is_sent_to(house: House) -> None:
    noor = house.phone(NOOR)
    port = int(house.simulator.url.rpartition(":")[2])
    async with house.bot():
        await noor.consents()
        house.order(Fault(FaultKind.SLOW, "sendMessage", delay_ms=5000))
        noor.say("Noor")
        await eventually(lambda: not house.simulator.faults.planned)
        await house.simulator.stop()
        await house.simulator.start(port)
        await noor.hears(3)
        await house.quiet()
    assert len(noor.texts) == 3


async def test_who_blocks_is_switched_off_and_on_and_the_others_go_on(house: House) -> None:
    noor, hugo = house.phone(NOOR), house.phone(HUGO)
    async with house.bot():
        await noor.consents()
        await hugo.consents()
        hugo.block()
        await house.quiet()
        assert (house.reachable(HUGO), house.reachable(NOOR)) == (False, True)
        await noor.asks("Noor")
        hugo.unblock()
        await house.quiet()
        assert house.reachable(HUGO)
        hugo.block()
        await hugo.asks("Hugo")
        await house.quiet()
    assert house.reachable(HUGO)
    assert (house.plan(NOOR).profile, house.plan(HUGO).profile) == ({"naam": "Noor"}, {"naam": "Hugo"})


async def test_who_turns_out_to_have_blocked_is_switched_off(house: House, log: io.StringIO) -> None:
    """Telegram says so only when we send; what was for them is given up, and nobody else waits."""
    noor, hugo = house.phone(NOOR), house.phone(HUGO)
    async with house.bot():
        await noor.consents()
        await hugo.consents()
        await house.quiet()
        house.simulator.api.latency_ms = 50
        hugo.say("Hugo")
        hugo.say("/help")
        house.world.update_person(replace(house.world.people[HUGO.id], blocked=True))
        await noor.asks("Noor")
        await eventually(lambda: not house.reachable(HUGO))
        await house.quiet()
        assert len(hugo.texts) == 2
        await hugo.asks("/help")
        await house.quiet()
    assert house.reachable(HUGO)
    assert house.plan(HUGO).profile == {"naam": "Hugo"}
    assert (
        house.rows("SELECT status, reason, payload FROM outbox WHERE status = 'failed'")
        == [("failed", "forbidden", None)] * 2
    )
    assert "Hugo" not in log.getvalue()


async def test_who_is_gone_from_telegram_is_switched_off(house: House) -> None:
    hugo = house.phone(HUGO)
    async with house.bot():
        await hugo.consents()
        await house.quiet()
        house.simulator.api.latency_ms = 50
        hugo.say("Hugo")
        house.world.update_person(replace(house.world.people[HUGO.id], started=False))
        await eventually(lambda: not house.reachable(HUGO))
        await house.quiet()
    assert house.rows("SELECT reason FROM outbox WHERE status = 'failed'") == [("chat_not_found",)]


async def meet_another(house: House) -> None:
    """Another program with the same token asks once what there is, and waits a second for it."""
    other = AiohttpRequest()
    await other.initialize()
    with contextlib.suppress(Conflict):
        await other.post(f"{house.simulator.url}/bot{house.simulator.token}/getUpdates?timeout=1")
    await other.shutdown()


async def test_another_program_that_goes_away_is_waited_for(house: House, log: io.StringIO) -> None:
    """As the one before this at a deploy: it may still be waiting for what comes."""
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.asks("/start")
        await meet_another(house)
        await noor.asks("/help")
        await house.quiet()
    assert "another program fetches as well, will try again" in log.getvalue()
    assert len(noor.texts) == 2


@pytest.mark.parametrize("busy", [False, True])
async def test_two_bots_with_one_token_is_said(house: House, monkeypatch: pytest.MonkeyPatch, busy: bool) -> None:
    """Also when this one fetches something now and then."""
    monkeypatch.setattr(intake, "PATIENCE", 0.3)
    noor, running = house.phone(NOOR), asyncio.ensure_future(app.Application(house.parts()).run())
    await noor.asks("/start")
    while not running.done():
        await meet_another(house)
        await eventually(lambda: house.world.updates.listening.is_set() or running.done())
        if busy and not running.done():
            await noor.asks("/help")
    with pytest.raises(IntakeError, match="Another program fetches this bot's messages"):
        await running


async def test_telegram_s_own_limits_are_kept(house: House, log: io.StringIO) -> None:
    """With the limits of the simulator on, which are Telegram's, the bot is hardly ever told to wait.

    Hardly: we count when a message leaves and Telegram when it arrives, and some travel longer than others. Without
    limits of our own it is told so ten times and more.
    """
    house.settings = house.settings.model_copy(update={"messages_per_second": 30, "chat_burst": 5})
    house.simulator.limits.enabled = True
    house.simulator.limits.clear()
    people = [waiting(Person(2000 + n, f"Aios {n}")) for n in range(45)]
    for person in people:
        house.world.update_person(person)
    phones = [house.phone(person) for person in people]
    async with house.bot():
        for phone in phones:
            phone.say("/start")
        for _ in range(6):
            house.phone(IRIS).say("/start")
        for phone in phones:
            await phone.hears(1)
        await house.phone(IRIS).hears(6)
        await house.quiet()
    assert [len(phone.texts) for phone in phones] == [1] * len(phones)
    assert log.getvalue().count('"message waits"') <= 4
