"""Choices that are not written in a flow but come from the programme or the IOP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dialogs.appointment import FITTING
from dialogs.conditions import holds
from dialogs.flow import Choice, Step
from dialogs.pieces import kpb_count
from dialogs.plan import RECORDS, Deling, Feedback, Leerdoel, Record, RecordStatus, Status
from dialogs.render import dutch_date, fill, short_date, shorten
from dialogs.scene import LETTER_FIELDS, SUGGESTED, Scene
from dialogs.sharing import available, material

LABEL = 40
"""Characters of a button that stay readable on a phone."""
LISTED = 30
"""Goals in one list, the newest: a message holds no more."""
UNSEEN = 5
"""Lines of what waits for somebody with several aiossen: with a few words each they fit in one message."""
SHOWN = 8
"""Reflections, bewijzen and feedback in one list, the newest first: a thumb scrolls no further."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen now. `choice` is the content behind it, where it has any."""

    id: str
    label: str
    words: tuple[str, ...] = ()
    choice: Choice | None = None


def _goal(goal: Leerdoel) -> Option:
    return Option(goal.id, shorten(str(goal.values.get("doel", "")), LABEL))


def _levels(scene: Scene) -> list[Option]:
    return [Option(level.id, level.label) for level in scene.programme.levels]


def _competences(scene: Scene) -> list[Option]:
    """The programme's areas, the ones that fit what was told first."""
    areas = [Option(area.id, area.label) for area in scene.programme.competences]
    ranking = scene.several(SUGGESTED)
    return sorted(areas, key=lambda area: ranking.index(area.id) if area.id in ranking else len(ranking))


def _frame(scene: Scene) -> list[Option]:
    """EPA's or Thema's: the general ones, and those of the current onderdeel."""
    return [Option(item.id, item.label) for item in scene.activities]


def _programmes(scene: Scene) -> list[Option]:
    return [Option(p.id, p.short, (p.title, *p.words)) for p in scene.library.programmes.values()]


def _onderdelen(scene: Scene) -> list[Option]:
    return [Option(o.id, o.label) for o in scene.programme.onderdelen]


def _goals(scene: Scene) -> list[Option]:
    return [_goal(goal) for goal in scene.goals(Status.OPEN, Status.CONCEPT)[-LISTED:]]


def _closed(scene: Scene) -> list[Option]:
    return [_goal(goal) for goal in scene.goals(Status.AFGEROND, Status.LATEN_STAAN)[-LISTED:]]


def _open_goals(scene: Scene) -> list[Option]:
    return [_goal(goal) for goal in scene.goals(Status.OPEN)[-LISTED:]]


def _opleiders(scene: Scene) -> list[Option]:
    return [Option(link.id, shorten(link.naam, LABEL)) for link in scene.opleiders]


def _others(scene: Scene) -> list[Option]:
    """Those who do not hold yet what this flow sends."""
    left = scene.without("verslag" if scene.flow.id == "verslag" else "samenvatting")
    return [Option(link.id, shorten(link.naam, LABEL)) for link in left]


def _koppelingen(scene: Scene) -> list[Option]:
    pieces = scene.library.phrases.pieces
    return [
        Option(link.id, shorten(link.naam or pieces.rollen.get(link.rol, link.rol), LABEL))
        for link in scene.plan.koppelingen[-LISTED:]
    ]


def _reflecties(scene: Scene) -> list[Option]:
    return [_piece(scene, record) for record in reversed(scene.records("reflectie")[-SHOWN:])]


def _bewijzen(scene: Scene) -> list[Option]:
    return [_piece(scene, record) for record in reversed(scene.records("bewijs")[-SHOWN:])]


def _piece(scene: Scene, record: Record) -> Option:
    """The day and the first words: what somebody knows an old note by."""
    pieces = scene.library.phrases.pieces
    words = [str(record.values[name]) for name in RECORDS[record.kind].texts if name in record.values]
    soort = pieces.soorten.get(str(record.values.get("soort")), "")
    what = " ".join(part for part in (soort, words[0] if words else "") if part)
    day = short_date(date.fromisoformat(str(record.values.get("datum", record.created))), scene.library.phrases)
    return Option(record.id, shorten(fill(pieces.line, {"day": day, "text": what}), LABEL))


def _feedback(scene: Scene) -> list[Option]:
    own = [one for one in scene.plan.feedback if one.side == "aios"]
    return [_talk(scene, one) for one in reversed(own[-SHOWN:])]


def _waiting(scene: Scene) -> list[Option]:
    """Feedback in which somebody waits for this person, and what was shared and is not answered yet; longest first."""
    mine = [one for one in scene.plan.feedback if one.mine and one.side == "opleider"]
    talks = [_talk(scene, one) for one in sorted(mine, key=lambda one: one.since)]
    return [*talks, *(_asks(scene, one) for one in unanswered(scene))][:SHOWN]


def _asks(scene: Scene, one: Deling) -> Option:
    day = short_date(one.at.astimezone(scene.at.tzinfo).date(), scene.library.phrases)
    text = fill(scene.library.phrases.sharing.asks[one.soort], {"naam": one.other})
    return Option(one.id, shorten(fill(scene.library.phrases.pieces.line, {"day": day, "text": text}), LABEL))


def _talk(scene: Scene, one: Feedback) -> Option:
    day = short_date(one.created, scene.library.phrases)
    text = str(one.values.get("situatie", "")) or one.other
    return Option(one.id, shorten(fill(scene.library.phrases.pieces.line, {"day": day, "text": text}), LABEL))


def _editable(scene: Scene) -> list[Option]:
    """The steps that the card shows, under the names that it shows them by."""
    phrases = scene.library.phrases
    letters = {field: f"{letter}: {phrases.letters[letter].lower()}" for letter, field in LETTER_FIELDS.items()}
    frame = scene.programme.frame.name if scene.programme.frame else ""
    names = {**phrases.pieces.feedback, **letters, **phrases.card.labels, **phrases.profile.labels, "kader": frame}
    return [
        Option(step.id, names.get(step.key, step.label))
        for step in scene.flow.steps
        if step.editable and holds(scene, tuple(c for c in step.when if c.test in ("several", "has", "asks")))
    ]


def _gesprekken(scene: Scene) -> list[Option]:
    """What is planned, and the last ones that were held."""
    planned = scene.gesprekken(RecordStatus.GEPLAND)
    held = scene.gesprekken(RecordStatus.GEHOUDEN)[-2:]
    return [_gesprek(scene, one) for one in (*planned[:SHOWN], *held)]


def _planned(scene: Scene) -> list[Option]:
    """What there is to prepare for, and so to share about."""
    planned = [one for one in scene.gesprekken(RecordStatus.GEPLAND) if not scene.over(one)]
    asked = [one for one in planned if scene.programme.topics(str(one.values.get("soort", "")))]
    return [_gesprek(scene, one) for one in asked[:SHOWN]]


def _fitting(scene: Scene) -> list[Option]:
    """The gesprekken that the sentence may be about."""
    meant = scene.several(FITTING)
    return [_gesprek(scene, one) for one in scene.gesprekken(RecordStatus.GEPLAND) if one.id in meant][:SHOWN]


def _gesprek(scene: Scene, one: Record) -> Option:
    phrases, day = scene.library.phrases, date.fromisoformat(str(one.values["datum"]))
    text = fill(phrases.pieces.line, {"day": short_date(day, phrases), "text": kind_of(scene, one)})
    said = dutch_date(day, phrases)
    return Option(one.id, shorten(text, LABEL), (said, said.removesuffix(f" {day.year}")))


def kind_of(scene: Scene, gesprek: Record) -> str:
    """What the programme calls this gesprek."""
    soort = str(gesprek.values.get("soort", ""))
    return next((kind.label for kind in scene.programme.gesprekken if kind.id == soort), soort)


def _kinds(scene: Scene) -> list[Option]:
    kinds = [kind for kind in scene.programme.gesprekken if kind.talk]
    return [Option(kind.id, kind.label[:1].upper() + kind.label[1:], (kind.label, *kind.words)) for kind in kinds]


def _delingen(scene: Scene) -> list[Option]:
    """What this aios shared, the newest first."""
    return [_deling(scene, one) for one in reversed(scene.plan.delingen) if one.side == "aios"][:SHOWN]


def _received(scene: Scene) -> list[Option]:
    """What was shared with this person and is still there, unanswered first."""
    there = [one for one in scene.plan.delingen if one.side == "opleider" and not one.ingetrokken]
    return [_deling(scene, one) for one in sorted(there, key=lambda one: (bool(one.reactie), one.at))[:SHOWN]]


def unseen(scene: Scene) -> list[Deling]:
    """What was shared with this person and not reacted to yet, oldest first."""
    return [one for one in scene.plan.delingen if one.side == "opleider" and not one.ingetrokken and not one.reactie]


def unanswered(scene: Scene) -> list[Deling]:
    """What waits for this person: what was not reacted to yet, and reports that have no akkoord; oldest first."""
    done = ("akkoord", "aanvulling")
    there = (one for one in scene.plan.delingen if one.side == "opleider" and not one.ingetrokken)
    waits = [one for one in there if not one.reactie or (one.soort == "verslag" and one.reactie not in done)]
    return sorted(waits, key=lambda one: one.at)


def _deling(scene: Scene, one: Deling) -> Option:
    day = short_date(one.at.astimezone(scene.at.tzinfo).date(), scene.library.phrases)
    sharing = scene.library.phrases.sharing
    text = f"{(sharing.soorten if one.side == 'aios' else sharing.received_as)[one.soort]} {one.other}"
    return Option(one.id, shorten(fill(scene.library.phrases.pieces.line, {"day": day, "text": text}), LABEL))


def _schema(scene: Scene) -> list[Option]:
    """The onderdelen of the schema, in the order of their days."""
    rows = sorted(scene.records("onderdeel_plan"), key=lambda row: str(row.values.get("van", "")))
    return [Option(row.id, shorten(str(row.values.get("label", "")), LABEL)) for row in rows[:LISTED]]


def _groups(scene: Scene) -> list[Option]:
    return [Option(group.id, group.label) for group in scene.library.rhythm.groups]


def _items(scene: Scene) -> list[Option]:
    """What may stand in the summary: whatever the preparation holds, each by itself."""
    if scene.gesprek is None:
        return []
    names = scene.library.phrases.sharing.items
    of = material(scene.plan, scene.programme, scene.gesprek, "", kpb_count(scene))
    return [Option(name, names[name].rstrip(":")) for name in available(of, names)]


def _answered(scene: Scene) -> list[Option]:
    """The steps whose answer is shown, under the headings that it is shown by."""
    pieces, sharing = scene.library.phrases.pieces, scene.library.phrases.sharing
    headings = {"reflectie": pieces.reflectie, "bewijs": pieces.bewijs, "verslag": sharing.report}[scene.flow.headings]
    return [
        Option(step.id, headings.get(step.key, step.label))
        for step in scene.flow.steps
        if step.editable and step.key in scene.frame.answers
    ]


LISTS: dict[str, Callable[[Scene], list[Option]]] = {
    "levels": _levels,
    "competences": _competences,
    "frame": _frame,
    "programmes": _programmes,
    "onderdelen": _onderdelen,
    "goals": _goals,
    "closed": _closed,
    "open_goals": _open_goals,
    "opleiders": _opleiders,
    "anderen": _others,
    "koppelingen": _koppelingen,
    "reflecties": _reflecties,
    "bewijzen": _bewijzen,
    "feedback": _feedback,
    "wachtend": _waiting,
    "gesprekken": _gesprekken,
    "gepland": _planned,
    "passend": _fitting,
    "soorten": _kinds,
    "delingen": _delingen,
    "items": _items,
    "groepen": _groups,
    "schema": _schema,
    "ontvangen": _received,
    "ongezien": lambda scene: [_deling(scene, one) for one in unseen(scene)[:UNSEEN]],
    "editable": _editable,
    "answered": _answered,
}


def options(scene: Scene, step: Step) -> list[Option]:
    """Everything that may be chosen at this step now, in the order of the buttons."""
    given = LISTS[step.options](scene) if step.options else []
    written = [Option(c.id, c.label, c.words, c) for c in step.choices if holds(scene, c.when)]
    return [*given, *written]
