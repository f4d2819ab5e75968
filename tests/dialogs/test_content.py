# ruff: noqa: E501 - a table of mistakes reads best with one to a line
"""A mistake in content stops the start and says which file, which step and which key."""

import shutil
from pathlib import Path

import pytest

from dialogs import content
from dialogs.content import load_library
from dialogs.errors import ContentError
from dialogs.flow import MESSAGE_LIMIT
from dialogs.library import Library
from dialogs.render import NAME


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that may be spoiled."""
    for name in ("flows", "programmes"):
        shutil.copytree(content.HERE / name, tmp_path / name)
    for name in ("phrases.toml", "rhythm.toml"):
        shutil.copy(content.HERE / name, tmp_path)
    return tmp_path


MISTAKES = {
    "unknown key": ("flows/stop.toml", 'label = "het stoppen"', 'labels = "het stoppen"', "step.stop.labels"),
    "goto nowhere": ("flows/stop.toml", 'goto = "end"', 'goto = "eind"', "there is no step 'eind'"),
    "start nowhere": ("flows/stop.toml", 'start = "privacy.wissen"', 'start = "privacy.weg"', "'privacy.weg'"),
    "unknown condition": ("flows/leerdoel.toml", '"missing:S"', '"misses:S"', "step 'specifiek': when: 'misses'"),
    "unknown letter": ("flows/leerdoel.toml", '"missing:S"', '"missing:X"', "must be one of A, M, R, S, T"),
    "unknown slot": ("flows/leerdoel.toml", '"unset:bron"', '"unset:bronn"', "step 'bron': when"),
    "unknown topic": ("flows/voorbereiding.toml", '"topic:rode_draad"', '"topic:rodedraad"', "step 'rode_draad': when: 'topic:rodedraad': after the colon must be one of agenda, "),
    "told where nothing tells": ("flows/voorbereiding.toml", 'words = ["ja", "al ingevuld"', 'told = ["ja"]\nwords = ["ja", "al ingevuld"', "step 'combel', choice 'ja': told: has no meaning"),
    "unknown name": ("flows/welkom.toml", "{komma_naam}", "{komma_nam}", "step 'klaar': question: nothing fills {komma_nam}"),
    "unknown effect": ("flows/welkom.toml", 'effect = "give_consent"', 'effect = "give"', "effect: must be one of"),
    "unknown options": ("flows/welkom.toml", 'options = "programmes"', 'options = "programs"', "step 'programma': options"),
    "too many probes": ("flows/leerdoel.toml", 'probes = ["Kun', 'probes = ["a", "b", "Kun', "step.meetbaar.probes"),
    "no again": ("flows/stop.toml", 'again = "Helemaal stoppen, of laten we het zo?"', "", "needs a label and an 'again'"),
    "no toml": ("flows/stop.toml", "kind = ", "kind ", "is not TOML"),
    "phrase missing": ("phrases.toml", 'menu = "Wat wil je doen?"', "", "system.menu: is missing"),
    "command twice": ("flows/stop.toml", 'command = "stop"', 'command = "help"', "/help is taken by another flow"),
    "offer nowhere": ("flows/koppel.toml", 'offer = ["koppel.ja", "koppel.nee"]', 'offer = ["koppel.jaa"]', "entry 'bevestig': offer: there is no entry 'koppel.jaa'"),
    "offer without a label": ("flows/koppel.toml", 'offer = ["koppel.ja", "koppel.nee"]', 'offer = ["koppel.bevestigd"]', "needs a label for its button"),
    "nothing to say": ("flows/feedback.toml", 'say = "Gestopt. Wat', 'again = "Gestopt. Wat', "entry.stop.again"),
    "tells nowhere": ("flows/week.toml", 'tells = "zin"', 'tells = "zinn"', "there is no text step 'zinn'"),
    "unknown slot in a pair": ("flows/reflectie.toml", '"is:vorm=star"', '"is:form=star"', "nothing fills 'form'"),
    "question twice": ("rhythm.toml", 'id = "moment"', 'id = "hielp"', "question 'hielp' occurs twice"),
    "too few questions": ("rhythm.toml", "rest_weeks = 4", "rest_weeks = 9", "needs more than 9 questions about 'doel'"),
    "no time": ("rhythm.toml", 'time = "16:30"', 'time = "25:30"', "rhythm.toml: week.time"),
    "default programme": ("phrases.toml", 'programme = "medisch-specialist"', 'programme = "x"', "there is no programme 'x'"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_file_and_key(folder: Path, name: str) -> None:
    file, before, after, said = MISTAKES[name]
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_library(folder)
    assert said in str(caught.value)
    assert file in str(caught.value) or "help.toml" in str(caught.value)


def test_a_changed_sentence_is_all_it_takes(folder: Path) -> None:
    path = folder / "flows/stop.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("gewoon even rust?", "even pauze?"), encoding="utf-8")
    assert "even pauze?" in load_library(folder).flows["stop"].steps[0].question


def test_messages_are_short(library: Library) -> None:
    """What is read between two patients fits a phone's screen; a card and a list are as long as what they show."""
    long = [
        (flow.id, step.id, len(text))
        for flow in library.flows.values()
        for step in flow.steps
        for text in (step.question, step.again, step.help, step.example, *step.probes)
        if len(NAME.sub("", text)) > MESSAGE_LIMIT
    ]
    assert [entry for entry in long if entry[1] not in ("toestemming", "uitleg")] == []


def test_sentences_are_calm(library: Library) -> None:
    """No rows of exclamation marks, no u-form, no marks."""
    texts = [
        text
        for flow in library.flows.values()
        for step in flow.steps
        for text in (step.question, step.again, step.help, step.ack, *(c.say for c in step.choices))
    ]
    assert [text for text in texts if "!!" in text or " uw " in f" {text.lower()} "] == []


def test_every_rule_has_its_source(library: Library) -> None:
    """What a leerdoel is asked stands on one of the documents."""
    steps = library.flows["leerdoel"].steps
    assert [step.id for step in steps if step.counts and not step.source] == []


def test_the_menu_has_the_commands_that_people_need(library: Library) -> None:
    assert {name for name, _ in library.menu} == {
        *("leerdoel", "leerdoelen", "reflecteer", "reflecties", "notitie", "bewijs", "bewijzen"),
        *("feedback", "feedbacks", "koppel", "meekijken", "week", "herinnering"),
        *("gesprek", "delen", "gedeeld", "ontvangen", "schema", "overzicht", "kaarten", "voormezelf"),
        *("profiel", "privacy", "help", "stop"),
    }


def test_a_renamed_step_is_still_found(folder: Path) -> None:
    path = folder / "flows/leerdoel.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('id = "als_dan"\nkind', 'id = "moment"\nslot = "als_dan"\nrenamed = ["als_dan"]\nkind', 1)
    path.write_text(text, encoding="utf-8")
    step = load_library(folder).flows["leerdoel"].step("als_dan")
    assert step is not None
    assert step.id == "moment"
