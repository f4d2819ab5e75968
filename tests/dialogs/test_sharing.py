"""A message to somebody else is what was chosen of what may be chosen, whatever is in a dossier."""

from dataclasses import fields, replace
from datetime import date
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.library import Library
from dialogs.plan import PRIVATE, RECORDS, Consent, Leerdoel, Plan, Record, RecordKind, RecordStatus, Status, Value
from dialogs.sharing import BRIEF, SHAREABLE, WHOLE, Material, available, material, report, summary

DAY = date(2026, 11, 23)
TEXTS = RECORDS["gesprek"].texts
PLAIN = ("ervaring", "nalopen", "rode_draad", "niveau", "ambitie", "toetsing", "leerklimaat", "concept_doelen", "vraag")
ITEMS = (*PLAIN, "agenda", "doelen", "goed", "beter", "combel", "diensten", "kpb")
OF_ITEM = {item: {item} for item in ITEMS} | {"doelen": {"zin0", "doel0", "zin1", "doel1"}}
OF_ITEM |= {"combel": set(), "diensten": set(), "kpb": set()}
many = settings(max_examples=80, deadline=None, derandomize=True)
words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30)


def marked(name: str, more: str = "") -> str:
    return f"merk-{name}- {more}".strip()


def dossier(more: str = "", fields_: tuple[str, ...] = TEXTS) -> Plan:
    """A plan with a mark in every text of every kind of record."""
    gesprek: dict[str, Value] = {name: marked(name, more) for name in fields_}
    gesprek |= {"soort": "voortgang", "datum": "2026-12-01", "sterk": ("communicatie",), "zwak": ("samenwerking",)}
    gesprek |= {"combel": "nog_niet", "diensten": 0}
    records = [Record("g", "gesprek", RecordStatus.GEPLAND, DAY, gesprek)]
    for number in range(2):
        said: dict[str, Value] = {"leerdoel": f"d{number}", "gesprek": "g", "stand": "loopt"}
        records.append(
            Record(f"s{number}", "doelstand", RecordStatus.KLAAR, DAY, {**said, "zin": marked(f"zin{number}", more)})
        )
    for kind, of in RECORDS.items():
        if kind not in ("gesprek", "doelstand"):
            values: dict[str, Value] = {name: marked(f"{kind}.{name}") for name in of.texts}
            records.append(Record(kind, kind, RecordStatus.KLAAR, DAY, {**values, "gesprek": "g"}))
    goals = tuple(
        Leerdoel(f"d{n}", Status.OPEN, 1, DAY, {"doel": marked(f"doel{n}", more), "specifiek": marked("specifiek")})
        for n in range(3)
    )
    return Plan(Consent.GIVEN, {"naam": "Anna"}, goals, tuple(records))


def of(library: Library, plan: Plan) -> Material:
    return material(plan, library.programmes["medisch-specialist"], plan.records[0], "voortgangsgesprek", 3)


def marks(text: str) -> set[str]:
    return {part.partition("-")[0] for part in text.split("merk-")[1:]}


@many
@given(chosen=st.sets(st.sampled_from(ITEMS)), note=words, more=words, limit=st.sampled_from([BRIEF, WHOLE]))
def test_a_summary_holds_what_is_on_and_nothing_else(
    library: Library, *, chosen: set[str], note: str, more: str, limit: int
) -> None:
    phrases = library.phrases.sharing
    assert set(phrases.items) == set(ITEMS)
    text = summary(of(library, dossier(more)), sorted(chosen), note, phrases, limit)
    assert marks(text) == {name for item in chosen for name in OF_ITEM[item]}
    assert " ".join(note.split()) in " ".join(unescape(text).split())
    for item in ITEMS:
        assert (phrases.items[item] in text) is (item in chosen)


@many
@given(filled=st.sets(st.sampled_from(TEXTS)), more=words)
def test_a_report_holds_the_report_and_nothing_else(library: Library, *, filled: set[str], more: str) -> None:
    phrases = library.phrases.sharing
    plan = dossier(more, tuple(sorted(filled)))
    assert marks(report(of(library, plan), phrases, WHOLE)) == filled & set(phrases.report)


@many
@given(filled=st.sets(st.sampled_from(TEXTS)))
def test_only_what_there_is_can_be_chosen(library: Library, *, filled: set[str]) -> None:
    there = available(of(library, dossier(fields_=tuple(sorted(filled)))), library.phrases.sharing.items)
    always = {"doelen", "goed", "beter", "combel", "diensten", "kpb"}
    assert there == [item for item in library.phrases.sharing.items if item in always | filled]


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_no_record_of_another_kind_can_get_in(library: Library, kind: RecordKind) -> None:
    whole = of(library, dossier())
    other = Record("x", kind, RecordStatus.KLAAR, DAY, {})
    assert not SHAREABLE & PRIVATE
    if kind in SHAREABLE:
        assert replace(whole, gesprek=other).gesprek is other
        return
    for change in ({"gesprek": other}, {"standen": (other,)}):
        with pytest.raises(ValueError, match="not to be shared"):
            replace(whole, **change)


def test_material_has_no_room_for_anything_else(library: Library) -> None:
    """Of the private lane, reflections and weekly answers there is nothing in it at all."""
    whole = of(library, dossier())
    assert {one.name for one in fields(Material)} >= {"gesprek", "standen", "leerdoelen"}
    found = marks(str([getattr(whole, one.name) for one in fields(Material) if one.name != "programme"]))
    assert not {mark for mark in found if "." in mark}


@many
@given(text=words)
def test_words_are_shown_as_they_were_typed(library: Library, *, text: str) -> None:
    plan = dossier(f"<b>{text}</b> & {{naam}}")
    said = summary(of(library, plan), ["vraag"], "", library.phrases.sharing, BRIEF)
    assert "<b>" not in said.partition("merk-")[2]
    assert " ".join(f"merk-vraag- <b>{text}</b> & {{naam}}".split()) in " ".join(unescape(said).split())
