"""What was shared and what became of it, as each of the two sees it: the aios the ledger, the other what they hold.

What the other one is told about a deling in few words is read back from the words that were shared: there is nothing
else of the aios that they may know.
"""

import re
from collections.abc import Callable
from datetime import date, datetime

from dialogs.flow import Step
from dialogs.options import UNSEEN, unanswered, unseen
from dialogs.plan import Deling, Koppeling, LinkStatus, Plan
from dialogs.render import dutch_date, fill, lines, listed, near_date, safe, shorten
from dialogs.saying import named
from dialogs.scene import Scene
from dialogs.schedule import audible

NAME = 24
"""Characters of a name in a list: the whole list stays within one message."""
NAMED = 3
"""People that are named one by one."""
SOMEBODY = Plan(koppelingen=(Koppeling("", "opleider", "", "", LinkStatus.GEKOPPELD, date.min),))
"""Somebody who looks along and chose no hours of their own: those are not for an aios to know."""


def state_of(scene: Scene, one: Deling) -> str:
    states = scene.library.phrases.sharing.states
    return states["ingetrokken"] if one.ingetrokken else states[one.reactie or "open"]


def _local(scene: Scene, at: datetime) -> date:
    return at.astimezone(scene.at.tzinfo).date()


def _day(scene: Scene, one: Deling) -> str:
    return dutch_date(_local(scene, one.at), scene.library.phrases)


# --- for the aios


def _ledger(scene: Scene, _: Step) -> str:
    sharing = scene.library.phrases.sharing
    rows = [
        fill(
            sharing.ledger_line,
            {
                "dag": _day(scene, one),
                "soort": sharing.soorten[one.soort],
                "naam": safe(one.other),
                "stand": state_of(scene, one),
            },
        )
        for one in reversed(scene.plan.delingen)
        if one.side == "aios"
    ]
    return fill(sharing.ledger, {"regels": "\n".join(rows[:20])}) if rows else sharing.ledger_none


def _reaction(scene: Scene, _: Step) -> str:
    one, sharing = scene.deling, scene.library.phrases.sharing
    if one is None or not one.reactie:
        return sharing.ledger_none
    return fill(sharing.reaction[one.soort][one.reactie], {"naam": safe(one.other), "woorden": safe(one.woorden)})


def _arrives(scene: Scene, _: Step) -> str:
    """When the other one gets what is sent now, if that is not at once: in a weekend or at night, as a rule."""
    phrases = scene.library.phrases
    waking = audible(scene.at, scene.library.rhythm, SOMEBODY)
    if waking == scene.at:
        return ""
    days, weekday = (waking.date() - scene.at.date()).days, phrases.dates.weekdays[waking.weekday()][0]
    values = {
        "naam": safe(named(scene, "aan", scene.text("aan"))),
        "dag": phrases.sharing.arrives_on[days] if days < len(phrases.sharing.arrives_on) else weekday,
        "tijd": f"{waking.hour}.{waking.minute:02}",
    }
    return fill(phrases.sharing.arrives, values)


# --- for both


def _shared(scene: Scene, _: Step) -> str:
    """As it was sent, and where it stands."""
    one, sharing = scene.deling, scene.library.phrases.sharing
    if one is None:
        return ""
    if one.side == "opleider":
        return lines(one.text, _under(scene))
    words = fill(sharing.words, {"woorden": safe(one.woorden)}) if one.woorden else ""
    values = {
        "dag": _day(scene, one),
        "soort": sharing.soorten[one.soort],
        "naam": safe(one.other),
        "stand": state_of(scene, one),
        "tekst": one.text,
    }
    return fill(sharing.shown, values) + words


# --- for the other one


def _details(scene: Scene, _: Step) -> str:
    return lines(scene.deling.details or scene.deling.text, _under(scene)) if scene.deling else ""


def _under(scene: Scene) -> str:
    stand = _given(scene)
    return fill(scene.library.phrases.sharing.given_line, {"stand": stand}) if stand else ""


def _given(scene: Scene) -> str:
    """What this person said to it and when, in one line; empty as long as they did not."""
    one, phrases = scene.deling, scene.library.phrases
    if one is None or not one.reactie or one.reacted is None:
        return ""
    day = near_date(_local(scene, one.reacted), scene.at.date(), phrases)
    return fill(phrases.sharing.given[one.soort][one.reactie], {"dag": day, "woorden": safe(shorten(one.woorden))})


def _closed(scene: Scene, _: Step) -> str:
    """Why a button about it does nothing any more."""
    one, sharing = scene.deling, scene.library.phrases.sharing
    if one is None or one.ingetrokken:
        return sharing.gone
    return fill(sharing.given_already, {"stand": _given(scene)})


def _bundle(scene: Scene, _: Step) -> str:
    """What waits for somebody with several aiossen, a line for each as long as they fit in a message."""
    sharing = scene.library.phrases.sharing
    waiting = unseen(scene)
    rows = [f"{at}. {_headline(scene, one)}" for at, one in enumerate(waiting[:UNSEEN], 1)]
    if left := len(waiting) - len(rows):
        rows.append(fill(sharing.bundle_more, {"aantal": str(left)}))
    return fill(sharing.bundle, {"regels": "\n".join(rows)})


def _headline(scene: Scene, one: Deling) -> str:
    """Whose it is, of which gesprek, what is in it, and what is asked."""
    phrases, sharing = scene.library.phrases, scene.library.phrases.sharing
    head, _, rest = one.text.partition("\n")
    goals = rest.count(f"\n{sharing.goal.partition('{')[0]}")
    asked = fill(sharing.block, {"label": sharing.items["vraag"], "text": ""}) in rest
    months = phrases.dates.months
    day = re.search(rf"(\d{{1,2}}) ({'|'.join(months)})\b", head)
    written = f"{day[1]} {phrases.dates.months_short[months.index(day[2])]}" if day else ""
    parts = [
        f"{one.soort} {written}".rstrip(),
        fill(sharing.bundle_goals[goals != 1], {"aantal": str(goals)}) if goals else "",
        sharing.bundle_asks["vraag" if asked else one.soort],
    ]
    wat = ", ".join(part for part in parts if part)
    return fill(sharing.bundle_line, {"naam": safe(shorten(one.other, NAME)), "wat": wat})


def _received(scene: Scene, _: Step) -> str:
    sharing = scene.library.phrases.sharing
    there = any(one.side == "opleider" and not one.ingetrokken for one in scene.plan.delingen)
    return sharing.received if there else sharing.received_none


def _waiting(scene: Scene, _: Step) -> str:
    pieces, shared = scene.library.phrases.pieces, bool(unanswered(scene))
    if any(one.mine and one.side == "opleider" for one in scene.plan.feedback):
        return pieces.all_waits if shared else pieces.waiting
    return pieces.shared_waits if shared else pieces.nobody_waits


def _looks_along(scene: Scene, _: Step) -> str:
    """Whom this person looks along with, by name as long as there are few."""
    pieces = scene.library.phrases.pieces
    coupled = (LinkStatus.GEKOPPELD, LinkStatus.AANGENOMEN)
    links = [one for one in scene.plan.koppelingen if one.side == "opleider" and one.status in coupled]
    names = list(dict.fromkeys(safe(one.naam) for one in links if one.naam))
    if 0 < len(names) <= NAMED:
        return listed(names)
    return fill(pieces.looks_along[len(links) > 1], {"aantal": str(len(links))})


LEDGER: dict[str, Callable[[Scene, Step], str]] = {
    "gedeeld": _ledger,
    "reactie": _reaction,
    "bezorging": _arrives,
    "deling": _shared,
    "deling_meer": _details,
    "deling_dicht": _closed,
    "bundel": _bundle,
    "wachtenden": _waiting,
    "meekijken_met": _looks_along,
    "ontvangen": _received,
}
"""What a sentence may show of what was shared."""
