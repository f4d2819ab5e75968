"""Programmes are content: ours are complete, a fourth is one file, and a mistake names its file and key."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

import dialogs.programme
from dialogs.errors import ContentError
from dialogs.plan import LEERDOEL_DATES, LEERDOEL_TEXTS
from dialogs.programme import COMPETENCES, Activity, CardPart, Level, Programme, load_programmes

OURS = Path(dialogs.programme.__file__).parent / "programmes"
IDS = ("aigt", "huisarts", "medisch-specialist")

HEAD = """\
id = "vierde"
title = "Een vierde opleiding"
short = "Vierde"
source = "Lokaal opleidingsplan"
horizon_days = 60
"""
LEVEL = """
[[levels]]
id = "iop"
label = "Mijn opleiding"
explanation = "Wat jij wilt leren."
maximum = 4
hard = true
counts = "open"
asks = ["grote_lijn"]
"""
ONDERDELEN = """
[[onderdelen]]
id = "kliniek"
label = "Kliniek"
text = "Op de afdeling."

[[onderdelen]]
id = "polikliniek"
label = "Polikliniek"
text = "Op het spreekuur."
"""
FRAME = '''
[frame]
name = "EPA"
plural = "EPA's"
source = "Eigen lijst"

[[frame.items]]
id = "visite"
label = "Visite lopen"
text = """
De visite leiden.
De afspraken achterlaten."""
onderdeel = "kliniek"
'''
CARD = """
[[card]]
label = "Doel"
fields = ["doel", "grote_lijn"]
"""
COMPETENCE = '\n[[competences]]\nid = "{id}"\nlabel = "{id}"\ntext = "Wat het is."\n'
VIERDE = "".join((HEAD, *(COMPETENCE.format(id=name) for name in COMPETENCES), LEVEL, ONDERDELEN, FRAME, CARD))


@pytest.fixture
def ours() -> Mapping[str, Programme]:
    return load_programmes(OURS)


def a_file(folder: Path, text: str, name: str = "vierde") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_programmes(folder)
    return str(caught.value).splitlines()


def test_our_three_programmes_load_by_id_in_order(ours: Mapping[str, Programme]) -> None:
    assert [(name, programme.id) for name, programme in ours.items()] == [(name, name) for name in IDS]


@pytest.mark.parametrize("name", IDS)
def test_every_programme_has_the_seven_competences_in_its_own_words(ours: Mapping[str, Programme], name: str) -> None:
    competences = ours[name].competences
    assert [competence.id for competence in competences] == list(COMPETENCES)
    assert [c.label for c in competences if len(c.label) > 32 or "_" in c.label] == []
    assert [c.text for c in competences if "\n" in c.text or len(c.text) > 100] == []


@pytest.mark.parametrize("name", IDS)
def test_every_button_fits_a_phone(ours: Mapping[str, Programme], name: str) -> None:
    programme = ours[name]
    items = programme.frame.items if programme.frame else ()
    choices = [c.label for c in (*programme.onderdelen, *items)]
    on_buttons = [programme.short, *choices, *(level.label for level in programme.levels)]
    assert [label for label in on_buttons if len(label) > 36] == []


@pytest.mark.parametrize("name", IDS)
def test_every_answer_of_the_aios_stands_once_on_the_card(ours: Mapping[str, Programme], name: str) -> None:
    programme = ours[name]
    asked = {*programme.asks, *(feature for level in programme.levels for feature in level.asks)}
    answers = {*LEERDOEL_TEXTS, *LEERDOEL_DATES, "bron", "onderdeel", "competenties", "kader"}
    shown = [field for part in programme.card for field in part.fields]
    expected = answers - ({"global_health"} - asked) | ({"niveau"} if len(programme.levels) > 1 else set())
    assert sorted(shown) == sorted(expected)


def test_the_limits_are_those_of_the_sources(ours: Mapping[str, Programme]) -> None:
    def limits(name: str) -> list[tuple[str, int, bool, str, tuple[str, ...]]]:
        return [(x.id, x.maximum, x.hard, x.counts, x.asks) for x in ours[name].levels]

    assert limits("aigt") == [
        ("iop", 6, True, "open", ()),
        ("onderdeel", 10, True, "onderdeel", ("global_health",)),
    ]
    assert limits("medisch-specialist") == [("iop", 6, False, "open", ()), ("stage", 6, False, "open", ())]
    assert limits("huisarts") == [("iop", 6, False, "open", ())]
    assert {name: p.horizon_days for name, p in ours.items()} == {
        "aigt": 105,
        "huisarts": 137,
        "medisch-specialist": 105,
    }


def test_aigt_offers_epas_for_every_onderdeel(ours: Mapping[str, Programme]) -> None:
    frame = ours["aigt"].frame
    assert frame is not None
    per_onderdeel = [
        (o.id, len([item for item in frame.items if item.onderdeel == o.id])) for o in ours["aigt"].onderdelen
    ]
    assert per_onderdeel == [
        ("heelkunde", 6),
        ("kindergeneeskunde", 6),
        ("gynaecologie_obstetrie", 6),
        ("buitenland", 6),
    ]


def test_huisarts_has_the_ten_themas_in_the_order_of_the_plan(ours: Mapping[str, Programme]) -> None:
    frame = ours["huisarts"].frame
    assert frame is not None
    assert (frame.name, frame.plural) == ("Thema", "Thema's")
    assert [item.label for item in frame.items] == [
        "Korte episode zorg",
        "Spoedeisende zorg",
        "Chronische zorg",
        "Ouderen met complexe problematiek",
        "Zorg voor het kind",
        "Psychische klachten en aandoeningen",
        "Zorg voor patiënten met SOLK",
        "Palliatieve en terminale zorg",
        "Preventie",
        "Praktijkmanagement",
    ]


def test_the_cards_use_the_words_of_each_programme(ours: Mapping[str, Programme]) -> None:
    assert {name: [part.label for part in p.card] for name, p in ours.items()} == {
        "aigt": ["Leerdoel (S)", "Plan van aanpak (M, T)", "Kritische succesfactoren (A, R)", "Hoort bij"],
        "huisarts": ["Doel", "Plan", "Mijn bijdrage", "Bijdrage van opleider en docent", "Hoort bij"],
        "medisch-specialist": ["Doel", "Leeractiviteiten", "Ondersteuning", "Toetsing", "Planning", "Hoort bij"],
    }


def test_a_fourth_programme_is_one_file(tmp_path: Path) -> None:
    for name in (*IDS, "_standaard"):
        a_file(tmp_path, (OURS / f"{name}.toml").read_text(encoding="utf-8"), name)
    a_file(tmp_path, VIERDE)
    programmes = load_programmes(tmp_path)
    assert list(programmes) == [*IDS, "vierde"]
    vierde = programmes["vierde"]
    assert vierde.levels == (
        Level(
            id="iop",
            label="Mijn opleiding",
            explanation="Wat jij wilt leren.",
            maximum=4,
            hard=True,
            counts="open",
            asks=("grote_lijn",),
        ),
    )
    assert vierde.card == (CardPart(label="Doel", fields=("doel", "grote_lijn")),)
    assert vierde.frame is not None
    assert vierde.frame.items == (
        Activity(
            id="visite",
            label="Visite lopen",
            text="De visite leiden.\nDe afspraken achterlaten.",
            onderdeel="kliniek",
        ),
    )
    assert vierde.plan_texts == ("Visite lopen", "De visite leiden.", "De afspraken achterlaten.")


def test_a_programme_may_do_without_frame_and_onderdelen(tmp_path: Path) -> None:
    a_file(tmp_path, changed(VIERDE, {FRAME: "", ONDERDELEN: ""}))
    vierde = load_programmes(tmp_path)["vierde"]
    assert (vierde.frame, vierde.onderdelen, vierde.plan_texts) == (None, (), ())


FIELDS = 'fields = ["doel", "grote_lijn"]'
HORIZON = "horizon_days = 60\n"

MISTAKES: dict[str, tuple[dict[str, str], str]] = {
    "unknown key": ({HORIZON: f'{HORIZON}kleur = "rood"\n'}, "kleur: is not a key that is known here"),
    "unknown key, deep": ({"hard = true": "hard = true\nhart = 1"}, "levels.0.hart: is not a key that is known here"),
    "onderdeel of an onderdeel": (
        {'text = "Op het spreekuur."': 'text = "Op het spreekuur."\nonderdeel = "kliniek"'},
        "onderdelen.1.onderdeel: is not a key that is known here",
    ),
    "missing": ({"maximum = 4\n": ""}, "levels.0.maximum: is missing"),
    "zero": ({"maximum = 4": "maximum = 0"}, "levels.0.maximum: must be a whole number above 0"),
    "text for number": ({"maximum = 4": 'maximum = "4"'}, "levels.0.maximum: must be a whole number"),
    "fraction": ({"maximum = 4": "maximum = 4.5"}, "levels.0.maximum: must be a whole number"),
    "true for number": ({HORIZON: "horizon_days = true\n"}, "horizon_days: must be a whole number"),
    "number for true": ({"hard = true": "hard = 1"}, "levels.0.hard: must be true or false"),
    "number for text": ({'title = "Een vierde opleiding"': "title = 4"}, "title: must be a text"),
    "text for list": ({FIELDS: 'fields = "doel"'}, "card.0.fields: must be a list"),
    "text for table": ({FRAME: "", HORIZON: f'{HORIZON}frame = "EPA"\n'}, "frame: must be a table"),
    "no levels": ({LEVEL: "", HORIZON: f"{HORIZON}levels = []\n"}, "levels: must hold at least one"),
    "no fields": ({CARD: f'{CARD}\n[[card]]\nlabel = "Leeg"\nfields = []\n'}, "card.1.fields: must hold at least one"),
    "no items": ({FRAME: FRAME.split("\n[[", maxsplit=1)[0] + "\nitems = []\n"}, "frame.items: must hold at least one"),
    "unknown way to count": ({'counts = "open"': 'counts = "al"'}, "levels.0.counts: must be 'open' or 'onderdeel'"),
    "empty text": ({'short = "Vierde"': 'short = " "'}, "short: must not be empty"),
    "short too long": ({'short = "Vierde"': f'short = "{33 * "x"}"'}, "short: must be at most 32 characters"),
    "label too long": (
        {'label = "Visite lopen"': f'label = "{49 * "x"}"'},
        "frame.items.0.label: must be at most 48 characters",
    ),
    "id with a capital": ({'id = "visite"': 'id = "Visite"'}, "frame.items.0.id: must match ^[a-z][a-z0-9_]{0,23}$"),
    "id of another file": ({'id = "vierde"': 'id = "vijfde"'}, "id: must be the name of the file: 'vierde'"),
    "duplicate id": (
        {'id = "polikliniek"': 'id = "kliniek"'},
        "onderdelen.1.id: 'kliniek' is already used by onderdelen.0.id",
    ),
    "duplicate label": (
        {'label = "Polikliniek"': 'label = "Kliniek"'},
        "onderdelen.1.label: 'Kliniek' is already used by onderdelen.0.label",
    ),
    "unknown onderdeel": (
        {'onderdeel = "kliniek"': 'onderdeel = "ok"'},
        "frame.items.0.onderdeel: there is no onderdeel 'ok'",
    ),
    "six competences": ({COMPETENCE.format(id="samenwerking"): ""}, "competences: lacks 'samenwerking'"),
    "eight competences": (
        {LEVEL: COMPETENCE.format(id="humor") + LEVEL},
        f"competences.7.id: must be one of {', '.join(COMPETENCES)}",
    ),
    "unknown field on the card": (
        {FIELDS: 'fields = ["doel", "grote_lijn", "wens"]'},
        "card.0.fields.2: a leerdoel has no field 'wens'",
    ),
    "field twice on the card": (
        {FIELDS: 'fields = ["doel", "grote_lijn", "doel"]'},
        "card.0.fields.2: 'doel' is already used by card.0.fields.0",
    ),
    "unknown feature of a level": (
        {'asks = ["grote_lijn"]': 'asks = ["wens"]'},
        "levels.0.asks.0: a leerdoel has no field 'wens'",
    ),
    "unknown feature of the programme": (
        {HORIZON: f'{HORIZON}asks = ["wens"]\n'},
        "asks.0: a leerdoel has no field 'wens'",
    ),
    "asked but not shown": (
        {'asks = ["grote_lijn"]': 'asks = ["global_health"]'},
        "levels.0.asks.0: 'global_health' is asked but stands nowhere on the card",
    ),
}


def changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(("changes", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_its_file_and_key(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    file = a_file(tmp_path, changed(VIERDE, changes))
    assert refusal(tmp_path) == [f"{file.as_posix()}: {said}"]


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    file = a_file(tmp_path, changed(VIERDE, {"maximum = 4": "maximum = 0", "hard = true\n": ""}))
    assert refusal(tmp_path) == [
        f"{file.as_posix()}: levels.0.maximum: must be a whole number above 0",
        f"{file.as_posix()}: levels.0.hard: is missing",
    ]


@pytest.mark.parametrize("second", ['title = "Een vierde', 'id = "vijfde"', "title"])
def test_bad_toml_names_file_and_place(tmp_path: Path, second: str) -> None:
    file = a_file(tmp_path, f'id = "vierde"\n{second}\n')
    (said,) = refusal(tmp_path)
    start, _, place = said.partition(" (at ")
    assert (start.startswith(f"{file.as_posix()}: is not TOML: "), place.split(",")[0]) == (True, "line 2")


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "vierde.toml"
    file.write_bytes('title = "Geriatrie en coördinatie"'.encode("latin-1"))
    assert refusal(tmp_path) == [f"{file.as_posix()}: must be saved as UTF-8"]


def test_a_folder_without_programmes_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == [f"{tmp_path.as_posix()}: holds no programme (*.toml)"]


def loads_or_is_named(folder: Path, text: str) -> bool:
    """Whether it loads; if not, every line of the refusal names the file."""
    file = a_file(folder, text)
    try:
        load_programmes(folder)
    except ContentError as error:
        unnamed = [line for line in str(error).splitlines() if not line.startswith(f"{file.as_posix()}: ")]
        if unnamed:
            raise AssertionError(unnamed) from error
        return False
    return True


def test_no_line_can_be_lost_unnoticed_but_the_optional_ones(tmp_path: Path) -> None:
    lines = VIERDE.splitlines()
    unnoticed = [
        line
        for at, line in enumerate(lines)
        if line and loads_or_is_named(tmp_path, "\n".join([*lines[:at], *lines[at + 1 :]]))
    ]
    assert unnoticed == ['asks = ["grote_lijn"]', "De visite leiden.", 'onderdeel = "kliniek"']


def test_a_programme_can_be_compared_and_cannot_be_changed(tmp_path: Path) -> None:
    a_file(tmp_path, VIERDE)
    vierde = load_programmes(tmp_path)["vierde"]
    assert vierde == Programme.model_validate(tomllib.loads(VIERDE))
    assert {vierde: "a value"}[Programme.model_validate(tomllib.loads(VIERDE))] == "a value"
    with pytest.raises(ValueError, match="frozen"):
        vierde.short = "Anders"  # type: ignore[misc]
