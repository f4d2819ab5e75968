"""What the bot shows of gesprekken, and of what is about to be shared of one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from dialogs.appointment import OTHER, WAS
from dialogs.flow import Step
from dialogs.options import kind_of
from dialogs.pieces import kpb_count
from dialogs.plan import YES, Deling, Record, RecordStatus
from dialogs.preparation import PREPARATION, stand
from dialogs.render import dutch_date, fill, listed, safe, shorten
from dialogs.saying import named
from dialogs.scene import Scene
from dialogs.sharing import WHOLE, Material, brief_of, details_of, material, report_of
from dialogs.weekly import gaps_of

SHOWN = 120
"""Characters of an old agreement that is said back in a list."""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def title_of(scene: Scene, gesprek: Record) -> str:
    """'voortgangsgesprek op 12 januari 2027 om 15.00', as plain text."""
    return fill(
        scene.library.phrases.talks.short, {"soort": kind_of(scene, gesprek).lower(), **moment_of(scene, gesprek)}
    )


def moment_of(scene: Scene, gesprek: Record) -> dict[str, str]:
    """The day and the time of day of a gesprek, as the sentences about it want them: {dag}, {tijd}."""
    phrases, clock = scene.library.phrases, str(gesprek.values.get("tijd", "")).replace(":", ".")
    return {
        "dag": dutch_date(date.fromisoformat(str(gesprek.values["datum"])), phrases),
        "tijd": fill(phrases.talks.at, {"tijd": clock}) if clock else "",
    }


def partner_of(scene: Scene, gesprek: Record | None) -> str:
    """Whom the gesprek is with: a linked person, the words that were typed, or whoever it usually is. Plain text."""
    values = gesprek.values if gesprek else scene.frame.answers
    link = str(values.get("koppeling", ""))
    if any(known.id == link for known in scene.plan.koppelingen):
        return named(scene, "koppeling", link)
    talks, typed = scene.library.phrases.talks, str(values.get("met", ""))
    whose, _, rest = typed.partition(" ")
    if rest and (ours := talks.said_back.get(whose.casefold())):
        return f"{ours} {rest}"
    return typed or talks.partner


def material_of(scene: Scene, gesprek: Record) -> Material:
    made = material(scene.plan, scene.programme, gesprek, title_of(scene, gesprek), kpb_count(scene))
    return replace(made, remark=scene.remark) if scene.text("opmerking") == YES else made


def _short(scene: Scene, _: Step) -> str:
    return safe(title_of(scene, scene.gesprek)) if scene.gesprek else ""


def _long(scene: Scene, _: Step) -> str:
    gesprek = scene.gesprek
    if gesprek is None:
        return ""
    values = {"soort": safe(kind_of(scene, gesprek).lower()), "naam": safe(partner_of(scene, gesprek))}
    return fill(scene.library.phrases.talks.long, {**values, **moment_of(scene, gesprek)})


def _moment(scene: Scene, _: Step) -> str:
    """When it is: '12 januari 2027 om 15.00'."""
    gesprek = scene.gesprek
    return fill(scene.library.phrases.talks.moment, moment_of(scene, gesprek)) if gesprek else ""


def _before(scene: Scene, _: Step) -> str:
    """When it was before it moved."""
    gesprek, was = scene.gesprek, {slot: scene.text(before) for slot, before in WAS.items()}
    if gesprek is None or not was["datum"]:
        return ""
    return fill(
        scene.library.phrases.talks.moment, moment_of(scene, replace(gesprek, values={**gesprek.values, **was}))
    )


def _unheard(scene: Scene, _: Step) -> str:
    """Who has to hear from the aios that a gesprek moved or is off: linked people whom it is with or who hold words
    about it."""
    gesprek = scene.gesprek
    if gesprek is None:
        return ""
    held = {one.other for one in scene.plan.delingen if one.gesprek == gesprek.id and not one.ingetrokken}
    names = [
        safe(link.naam) for link in scene.opleiders if link.naam in held or link.id == gesprek.values.get("koppeling")
    ]
    talks = scene.library.phrases.talks
    one, more = talks.unheard
    return fill(one if len(names) == 1 else more, {"namen": listed(names)}) if names else ""


def _there(scene: Scene, _: Step) -> str:
    """The one of its kind that is planned already: 'introductiegesprek op 8 december 2026'."""
    other = next((one for one in scene.records("gesprek") if one.id == scene.text(OTHER)), None)
    return safe(title_of(scene, other)) if other else ""


def _name(scene: Scene, _: Step) -> str:
    return safe(kind_of(scene, scene.gesprek).lower()) if scene.gesprek else ""


def _card(scene: Scene, step: Step) -> str:
    gesprek = scene.gesprek
    if gesprek is None:
        return ""
    if gesprek.status is not RecordStatus.GEPLAND:
        where = _signed(scene, step)
    elif scene.over(gesprek):
        where = scene.library.phrases.talks.unreported
    else:
        where = stand(scene, step)
    return fill(
        scene.library.phrases.talks.card,
        {
            "soort": safe(_capital(kind_of(scene, gesprek))),
            **moment_of(scene, gesprek),
            "naam": safe(partner_of(scene, gesprek)),
            "stand": where,
        },
    )


def _list(scene: Scene, step: Step) -> str:
    talks = scene.library.phrases.talks
    planned = scene.gesprekken(RecordStatus.GEPLAND)
    rows = [
        fill(
            talks.list_line,
            {
                "dag": dutch_date(date.fromisoformat(str(one.values["datum"])), scene.library.phrases),
                "soort": safe(kind_of(scene, one).lower()),
            },
        )
        for one in planned
    ]
    return fill(talks.list, {"regels": "\n".join(rows) or talks.list_none, "verwacht": _expected(scene, step)})


def _expected(scene: Scene, _: Step) -> str:
    """Which gesprek the programme expects next, and around when."""
    talks, next_one = scene.library.phrases.talks, scene.expected()
    if next_one is None:
        return ""
    month = scene.library.phrases.dates.months[next_one.target.month - 1]
    part = "begin" if next_one.target.day <= 10 else "half" if next_one.target.day <= 20 else "eind"
    label = next((kind.label for kind in scene.programme.gesprekken if kind.id == next_one.kind), next_one.kind)
    ordinal = talks.ordinals[min(next_one.ordinal, len(talks.ordinals)) - 1]
    return fill(
        talks.expected_past if next_one.target < scene.at.date() else talks.expected,
        {
            "nummer": ordinal,
            "soort": label.lower(),
            "jaar": str(next_one.year),
            "wanneer": fill(talks.around[part], {"maand": month}),
        },
    )


def _previous(scene: Scene, _: Step) -> str:
    before = scene.previous
    return safe(shorten(str(before.values.get("afspraken", "")), WHOLE)) if before else ""


def _goal(scene: Scene, _: Step) -> str:
    waiting = scene.undiscussed()
    return safe(shorten(str(waiting[0].values.get("doel", "")), SHOWN)) if waiting else ""


def _turn(scene: Scene, _: Step) -> str:
    talks = scene.library.phrases.talks
    return talks.next_goal if scene.doelstanden else talks.first_goal


def _gaps(scene: Scene, _: Step) -> str:
    """The areas that nothing was done with yet: a suggestion, no more."""
    talks = scene.library.phrases.talks
    return _about_gaps(scene, talks.gaps, talks.gaps_all)


def _gaps_brief(scene: Scene, _: Step) -> str:
    talks = scene.library.phrases.talks
    return _about_gaps(scene, talks.gaps_short, talks.gaps_all_short)


def _gaps_said(scene: Scene, _: Step) -> str:
    talks = scene.library.phrases.talks
    return _about_gaps(scene, talks.gaps_said, talks.gaps_all_said)


def _about_gaps(scene: Scene, some: str, every: str) -> str:
    """`some` with the areas that have nothing yet, `every` while that is all of them; empty when there are none."""
    ids = gaps_of(scene.plan, scene.programme)
    labels = [area.label.lower() for area in scene.programme.competences if area.id in ids]
    if labels and len(labels) == len(scene.programme.competences):
        return every
    return fill(some, {"gebieden": safe(listed(labels))}) if labels else ""


def _schema(scene: Scene, _: Step) -> str:
    """The schema of the training: which onderdeel from when to when."""
    rows = sorted(scene.records("onderdeel_plan"), key=lambda row: str(row.values.get("van", "")))
    return "\n".join(_row(scene, row) for row in rows)


def _row(scene: Scene, row: Record) -> str:
    talks = scene.library.phrases.talks
    days = {name: _day_of(scene, row, name) for name in ("van", "tot")}
    template = talks.schema_line if days["tot"] else talks.schema_open
    return fill(template, {"label": safe(str(row.values.get("label", ""))), **days})


def _saved_rows(scene: Scene, _: Step) -> str:
    """What was just put in the schema, and which onderdelen it shares days with."""
    about, schema = scene.frame.subject, scene.records("onderdeel_plan")
    new = [row for row in schema if row.id == about or row.id.startswith(f"{about}.")]
    others = [row for row in schema if row not in new and any(_overlap(row, one) for one in new)]
    labels = listed([safe(str(row.values.get("label", ""))) for row in others])
    rows = [_row(scene, row) for row in new]
    return "\n".join(
        [*rows, *([fill(scene.library.phrases.talks.schema_overlap, {"labels": labels})] if labels else [])]
    )


def _overlap(one: Record, other: Record) -> bool:
    """Whether they share a day; one without a last day is only known to have its first."""

    def span(row: Record) -> tuple[str, str]:
        begin = str(row.values.get("van", ""))
        return begin, str(row.values.get("tot", begin))

    (begin, end), (other_begin, other_end) = span(one), span(other)
    return begin <= other_end and other_begin <= end


def _day_of(scene: Scene, row: Record, field: str) -> str:
    value = row.values.get(field)
    return dutch_date(date.fromisoformat(value), scene.library.phrases) if isinstance(value, str) else ""


def _partner(scene: Scene, _: Step) -> str:
    return safe(partner_of(scene, scene.gesprek))


def _signing(scene: Scene, _: Step) -> str:
    """Who has to give their akkoord: by name where they are linked, else by their role in the programme."""
    return _still_to_sign(scene, scene.gesprek)


def _still_to_sign(scene: Scene, gesprek: Record | None) -> str:
    talks = scene.library.phrases.talks
    kind = next((k for k in scene.programme.gesprekken if gesprek and k.id == gesprek.values.get("soort")), None)
    rollen = scene.library.phrases.pieces.rollen
    signed = {one.rol for one in scene.plan.delingen if gesprek and _agreed(one, gesprek)}
    waiting = [rol for rol in kind.signs if rol not in signed] if kind else []
    known = {rol: [safe(link.naam) for link in scene.opleiders if link.rol == rol] for rol in waiting}
    if not any(known.values()):
        return fill(talks.sign, {"rollen": listed([rollen.get(rol, rol) for rol in waiting])}) if waiting else ""
    named_ones = [listed(names, talks.either) for names in known.values() if names]
    others = [fill(talks.your, {"rol": rollen.get(rol, rol)}) for rol, names in known.items() if not names]
    one, more = talks.sign_known
    return fill(one if len(waiting) == 1 else more, {"namen": listed([*named_ones, *others])})


def _holders_to_be(scene: Scene, _: Step) -> str:
    """Who could get the same besides."""
    left = scene.without("verslag" if scene.flow.id == "verslag" else "samenvatting")
    return listed([safe(link.naam) for link in left], scene.library.phrases.talks.either)


def _agreed(one: Deling, gesprek: Record) -> bool:
    return one.gesprek == gesprek.id and one.soort == "verslag" and one.reactie == "akkoord" and not one.ingetrokken


def _signed(scene: Scene, step: Step) -> str:
    gesprek = scene.gesprek
    names = [safe(one.other) for one in scene.plan.delingen if gesprek and _agreed(one, gesprek)]
    given = fill(scene.library.phrases.talks.signs, {"namen": listed(names)}) if names else ""
    return " ".join(part for part in (given, _signing(scene, step)) if part)


def _after_akkoord(scene: Scene, _: Step) -> str:
    """Behind an akkoord with a verslag: who has not given theirs yet."""
    one = scene.deling
    if one is None or one.soort != "verslag" or one.reactie != "akkoord":
        return ""
    gesprek = next((record for record in scene.records("gesprek") if record.id == one.gesprek), None)
    left = _still_to_sign(scene, gesprek)
    return f" {left}" if left else ""


# --- to be shared


def _summary(scene: Scene, _: Step) -> str:
    """The message that is read in half a minute."""
    if scene.gesprek is None:
        return ""
    sharing = scene.library.phrases.sharing
    return brief_of(material_of(scene, scene.gesprek), scene.several("items"), scene.text("briefje"), sharing)


def _more(scene: Scene, _: Step) -> str:
    """What the other one can read besides, so that nothing goes that was not shown."""
    if scene.gesprek is None:
        return ""
    sharing = scene.library.phrases.sharing
    text = details_of(material_of(scene, scene.gesprek), scene.several("items"), scene.text("briefje"), sharing)
    return fill(sharing.more, {"tekst": text}) if text else ""


def _report(scene: Scene, _: Step) -> str:
    if scene.gesprek is None:
        return ""
    return report_of(material_of(scene, scene.gesprek), scene.library.phrases.sharing)


TALKS: dict[str, Callable[[Scene, Step], str]] = {
    "gesprek_kort": _short,
    "gesprek_lang": _long,
    "gesprek_naam": _name,
    "gesprek_moment": _moment,
    "gesprek_eerst": _before,
    "niet_van_mij": _unheard,
    "staat_al": _there,
    "gesprek_kaart": _card,
    "gesprekken": _list,
    "verwacht": _expected,
    **PREPARATION,
    "vorige_afspraken": _previous,
    "huidig_doel": _goal,
    "aan_de_beurt": _turn,
    "gaten": _gaps,
    "schema": _schema,
    "onderdeel_regel": lambda scene, _: _row(scene, scene.record) if scene.record else "",
    "onderdeel_regels": _saved_rows,
    "gaten_brief": _gaps_brief,
    "gaten_gezegd": _gaps_said,
    "gesprekspartner": _partner,
    "akkoord_nodig": _signing,
    "akkoord_stand": _signed,
    "akkoord_nog": _after_akkoord,
    "anderen": _holders_to_be,
    "samenvatting": _summary,
    "samenvatting_meer": _more,
    "opmerking_tekst": lambda scene, _: safe(scene.remark),
    "verslag": _report,
}
"""What a sentence may show of gesprekken and of what is to be shared."""
