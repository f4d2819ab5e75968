"""The small word sets around names and places that are looked up by themselves: read from the TOML files, once.

`lexicon` turns most cues into flags of words; what stands here depends on the position in a pattern instead.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class NameCues:
    """Word sets of aanwijzingen.toml."""

    dotted: Words
    deepening: Words
    always: Words
    old_fashioned: Words
    articles: Words
    before_letter: Words
    small_first_names: Words
    joining: Words
    before_number: Words
    after_number: Words


@dataclass(frozen=True, slots=True)
class HomeCues:
    """Word sets of woonplaats.toml."""

    lives: Words
    between: Words
    origin: Words
    who: Words
    comes: Words
    born: Words
    bed: Words
    street_opening: Words
    street_inside: Words
    street: Words
    box: Words
    addition: Words
    no_addition: Words
    unit: Words


@dataclass(frozen=True, slots=True)
class AgeCues:
    """Word sets of leeftijd.toml; `old` are the ages that count, `in_full` finds one written in letters."""

    old: range
    year: Words
    age: Words
    subject: Words
    verb: Words
    general: Words
    duration: Words
    unit: Words
    in_full: re.Pattern[str]


@cache
def names() -> NameCues:
    """Raises KeyError naming the missing key when the file is not complete."""
    data = _read("aanwijzingen.toml")
    interfix = data["tussenvoegsel"]
    return NameCues(
        dotted=frozenset(data["aanspreekvorm"]["met_punt"]),
        deepening=frozenset(interfix["verdiept"]),
        always=frozenset(interfix["altijd"]),
        old_fashioned=frozenset(interfix["ouderwets"]),
        articles=frozenset(interfix["lidwoord"]),
        before_letter=frozenset(interfix["voor_letter"]),
        small_first_names=frozenset(data["voornaam"]["klein"]),
        joining=frozenset(data["voornaam"]["en"]),
        before_number=frozenset(data["voornaam"]["voor_getal"]),
        after_number=frozenset(data["voornaam"]["na_getal"]),
    )


@cache
def homes() -> HomeCues:
    """Raises KeyError naming the missing key when the file is not complete."""
    data = _read("woonplaats.toml")
    street, origin = data["straat"], data["herkomst"]
    return HomeCues(
        lives=frozenset(data["woont"]["woorden"]),
        between=frozenset(data["woont"]["tussen"]),
        origin=frozenset(origin["woorden"]),
        who=frozenset(origin["wie"]),
        comes=frozenset(origin["komt"]),
        born=frozenset(origin["geboren"]),
        bed=frozenset(data["bed"]["woorden"]),
        street_opening=frozenset(street["ervoor"]),
        street_inside=frozenset(street["tussen"]),
        street=frozenset(street["soort"]),
        box=frozenset(street["postbus"]),
        addition=frozenset(street["toevoeging"]),
        no_addition=frozenset(street["geen_toevoeging"]),
        unit=frozenset(street["eenheid"]),
    )


@cache
def ages() -> AgeCues:
    """Raises KeyError naming the missing key when the file is not complete."""
    text = files("nlp").joinpath("data/privacy/leeftijd.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return AgeCues(
        old=range(data["van"], data["tot"] + 1),
        year=frozenset(data["jaar"]),
        age=frozenset(data["leeftijd"]),
        subject=frozenset(data["hoofdwoord"]),
        verb=frozenset(data["werkwoord"]),
        general=frozenset(data["algemeen"]),
        duration=frozenset(data["tijdsduur"]),
        unit=frozenset(data["eenheid"]),
        in_full=re.compile(data["voluit"]),
    )


def _read(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("nlp").joinpath("data/privacy", name).read_text(encoding="utf-8"))
