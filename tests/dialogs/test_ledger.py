"""What was shared, in few words: a line for each that waits, where a reaction stands, and when something arrives."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogs.flow import MESSAGE_LIMIT
from dialogs.ledger import LEDGER
from dialogs.library import Library
from dialogs.options import UNSEEN
from dialogs.plan import Consent, Deling, DelingKind, Koppeling, LinkStatus, Plan, Reactie
from dialogs.scene import Scene
from dialogs.state import Frame
from dialogs.telling import told
from dialogs.turn import Button

ZONE = ZoneInfo("Europe/Amsterdam")
AT = datetime(2026, 12, 1, 12, 10, tzinfo=ZONE)
HEAD = "voortgangsgesprek op 28 december 2026 om 15.00"
FULL = (
    f"<b>Emma</b>, {HEAD}\n\n<b>Doelen</b>\n• A <i>(loopt)</i>\n• B <i>(loopt)</i>\n\n<b>Vraag aan jou</b> Kijk je mee?"
)


def deling(key: str, soort: DelingKind = "samenvatting", text: str = FULL, **more: object) -> Deling:
    one = Deling(key, "opleider", "Emma", "opleider", soort, AT - timedelta(days=3), text)
    return replace(one, **more)  # type: ignore[arg-type]


def scene(library: Library, *delingen: Deling, subject: str = "", at: datetime = AT) -> Scene:
    link = Koppeling("k", "aios", "opleider", "Hugo", LinkStatus.GEKOPPELD, AT.date())
    plan = Plan(consent=Consent.GIVEN, delingen=delingen, koppelingen=(link,))
    flow = library.flows["ontvangen"]
    return Scene(library, plan, flow, Frame(flow.id, flow.steps[0].id, {"aan": "k"}, subject=subject), at)


def view(name: str, of: Scene) -> str:
    return LEDGER[name](of, of.flow.steps[0])


def test_a_line_says_whose_it_is_what_is_in_it_and_what_is_asked(library: Library) -> None:
    report = deling("v", "verslag", f"<b>Verslag</b> van Sanne, {HEAD}\n\n<b>Besproken</b> Van alles", other="Sanne")
    bare = deling("b", text="<b>Bo</b>, zonder dag\n\n<b>Doelen</b>\n• A <i>(loopt)</i>", other="Bo <3")
    assert view("bundel", scene(library, deling("s"), report, bare)).splitlines()[1:] == [
        "1. <b>Emma</b>: samenvatting 28 dec, 2 doelen, met een vraag",
        "2. <b>Sanne</b>: verslag 28 dec, vraagt je akkoord",
        "3. <b>Bo &lt;3</b>: samenvatting, 1 doel, om te lezen",
    ]


@pytest.mark.parametrize("waiting", [1, UNSEEN, UNSEEN + 1, 30])
def test_however_many_wait_it_is_one_message_with_a_button_for_each_line(library: Library, waiting: int) -> None:
    of = scene(library, *(deling(f"d{n}", other="Emma Aleida de Vries van Beek") for n in range(waiting)))
    text, rows = told(of, library.must("ontvangen.bundel"))
    lines = text.splitlines()[1:]
    assert len(re.sub(r"<[^>]+>", "", text)) <= MESSAGE_LIMIT
    assert len(lines) == min(waiting, UNSEEN) + (waiting > UNSEEN)
    numbers = [button for row in rows for button in row if button.label.isdigit()]
    assert numbers == [Button(str(n + 1), f"go:ontvangen.lees:d{n}") for n in range(min(waiting, UNSEEN))]


@pytest.mark.parametrize(
    ("reactie", "left"),
    [
        ("", ["gezien", "bespreken", "aanvulling", "meer", "akkoord"]),
        ("gezien", ["bespreken", "aanvulling", "meer", "akkoord"]),
        ("bespreken", ["aanvulling", "meer", "akkoord"]),
        ("aanvulling", ["aanvulling", "meer", "akkoord"]),
        ("akkoord", ["meer"]),
    ],
)
@pytest.mark.parametrize(("soort", "label"), [("samenvatting", "Akkoord met doelen en agenda"), ("verslag", "Akkoord")])
def test_only_what_still_makes_sense_is_offered(
    library: Library, soort: DelingKind, label: str, reactie: Reactie, left: list[str]
) -> None:
    one = deling("d", soort, details="meer", reactie=reactie, woorden="Wel <b> zo", reacted=AT if reactie else None)
    text, rows = told(scene(library, one, subject="d"), library.must("ontvangen.nieuw"))
    found = {button.data.split(":")[1].removeprefix("ontvangen."): button.label for row in rows for button in row}
    assert list(found) == left
    assert found.get("akkoord", label) == label
    assert text.startswith(FULL)
    assert (text == FULL) is (not reactie)


def test_there_is_only_more_to_read_where_there_is_more(library: Library) -> None:
    _, rows = told(scene(library, deling("d"), subject="d"), library.must("ontvangen.nieuw"))
    assert not any("ontvangen.meer" in button.data for row in rows for button in row)


def test_a_button_of_before_hears_where_it_stands(library: Library) -> None:
    agreed = deling("d", "verslag", reactie="akkoord", reacted=datetime(2025, 12, 30, 23, 30, tzinfo=ZoneInfo("UTC")))
    assert view("deling_dicht", scene(library, agreed, subject="d")) == (
        "Je gaf akkoord op 31 december 2025. Verder hoef je niets te doen."
    )
    gone = replace(agreed, ingetrokken=True)
    assert view("deling_dicht", scene(library, gone, subject="d")) == "Dit is intussen ingetrokken."


@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        (date(2026, 12, 1), "12:10", ""),
        (date(2026, 12, 1), "22:30", "morgen"),
        (date(2026, 12, 2), "05:00", "vandaag"),
        (date(2026, 12, 4), "23:00", "maandag"),
        (date(2026, 12, 5), "12:10", "maandag"),
        (date(2026, 12, 6), "23:59", "morgen"),
        (date(2026, 12, 7), "08:00", ""),
    ],
)
def test_who_shares_at_night_or_in_a_weekend_hears_when_it_arrives(
    library: Library, day: date, clock: str, said: str
) -> None:
    at = datetime.combine(day, datetime.strptime(clock, "%H:%M").time(), tzinfo=ZONE)  # noqa: DTZ007
    rest = f"Buiten werktijd stuur ik niets: Hugo krijgt het {said} om 8.00, of eerder als die zelf iets stuurt. "
    assert view("bezorging", scene(library, at=at)) == (rest if said else "")
