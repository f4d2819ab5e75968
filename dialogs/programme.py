"""A programme (opleiding) as data: one TOML file each, so that an institute adds its own without touching Python.

Where the sources differ, the difference is a property here and never an `if` in a conversation. What most programmes
share (`roles`, `ladder`) stands once in `_standaard.toml`; a programme that has the key itself says something else.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError

from dialogs.cycle import KINDS, Diensten, Gesprek, Role, Rung, Topic, wrong_gesprekken, wrong_ladder, wrong_roles
from dialogs.errors import ContentError
from dialogs.plan import LEERDOEL_FIELDS
from dialogs.shapes import Content, Count, Flag, Id, Label, Number, ProgrammeId, Short, Source, Text, Year

COMPETENCES: tuple[str, ...] = (
    "medisch_handelen",
    "communicatie",
    "samenwerking",
    "kennis_wetenschap",
    "maatschappelijk_handelen",
    "leiderschap_organisatie",
    "professionaliteit",
)
"""The seven CanMEDS areas by the labels that `nlp` gives; every programme has its own words for them."""


class Choice(Content):
    """Something to choose: `label` is on the button, `text` explains it in a line."""

    id: Id
    label: Label
    text: Text


class Activity(Choice):
    """An EPA or Thema. Each line of `text` is something that one does; `onderdeel` is where it belongs, if anywhere."""

    onderdeel: Id | None = None


class Onderdeel(Choice):
    """A part of the training. Months are at full time: as it is planned, and how short or long it may be."""

    months: Count | None = None
    months_min: Count | None = None
    months_max: Count | None = None


class Level(Content):
    """A level on which a leerdoel is made, and how many of them fit.

    `counts`: 'open' counts the goals of this level that are open now, 'onderdeel' those that were made for the
    current onderdeel. At `maximum` a new one is blocked when `hard`, else only advised against. `asks` are the
    leerdoel fields that are asked on this level only.
    """

    id: Id
    label: Short
    explanation: Text
    maximum: Count
    hard: Flag
    counts: Literal["open", "onderdeel"]
    asks: tuple[str, ...] = ()


class Frame(Content):
    """The content frame that a leerdoel may refer to ('EPA', 'Thema'): a help for choosing, never a test (LOP 2.4)."""

    name: Short
    plural: Short
    source: Source
    items: tuple[Activity, ...]


class CardPart(Content):
    """One heading of the leerdoel card, and the leerdoel fields under it, in order."""

    label: Label
    fields: tuple[str, ...]


class Programme(Content):
    """`short` is its button. A goal further away than `horizon_days` gets the offer to be split in smaller steps.

    `asks` are leerdoel fields that are asked in this programme only, on every level. `onderdelen` are
    suggestions: the current onderdeel may always be free text.

    `months` is how long the training lasts at full time, where the sources say it. With `onderdelen_pro_rata` an
    onderdeel is longer for who works part-time. In the years of `iop_review_years` the goals of the whole training are
    looked at again, at the start.
    """

    id: ProgrammeId
    title: Text
    short: Short
    source: Source
    horizon_days: Count
    words: tuple[str, ...] = ()
    """What people call it, or themselves in it."""
    asks: tuple[str, ...] = ()
    kpb_per_year: Number = 0
    """How many KPBs a year of training the programme asks for; 0 when it names no number."""
    rode_draad_per_year: Number = 0
    """How often a year the goals across disciplines are reflected on, at least; 0 when it names no number."""
    iop_review_years: tuple[Year, ...] = ()
    months: Count | None = None
    onderdelen_pro_rata: Flag = False
    competences: tuple[Choice, ...]
    levels: tuple[Level, ...]
    frame: Frame | None = None
    onderdelen: tuple[Onderdeel, ...] = ()
    card: tuple[CardPart, ...]
    roles: tuple[Role, ...] = ()
    gesprekken: tuple[Gesprek, ...] = ()
    ladder: tuple[Rung, ...] = ()
    diensten: Diensten | None = None

    def activities(self, onderdeel: str | None) -> tuple[Activity, ...]:
        """The EPAs or Thema's that fit here: those of no onderdeel in particular, and those of this one."""
        items = self.frame.items if self.frame else ()
        return tuple(item for item in items if item.onderdeel in (None, onderdeel))

    @property
    def plan_texts(self) -> tuple[str, ...]:
        """Every title and every line of the content frame, to notice a goal that was copied from it (OIGT, MMV)."""
        items = self.frame.items if self.frame else ()
        return tuple(line for item in items for line in (item.label, *item.text.splitlines()))

    def gesprek(self, kind: str) -> Gesprek | None:
        """None when this programme does not know that kind."""
        return next((one for one in self.gesprekken if one.id == kind), None)

    def topics(self, kind: str) -> tuple[Topic, ...]:
        """What is prepared for a gesprek of this kind; one of a kind that this programme does not know, because it was
        planned under another, is prepared as a voortgangsgesprek (keuze)."""
        known = self.gesprek(kind) or self.gesprek("voortgang")
        return known.topics if known else ()

    def role(self, key: str) -> Role | None:
        """None when this programme does not know that role."""
        return next((role for role in self.roles if role.id == key), None)


class Standard(Content):
    """What holds for every programme that does not say it itself."""

    roles: tuple[Role, ...] = ()
    ladder: tuple[Rung, ...] = ()


STANDARD = "_standaard.toml"

Model = TypeVar("Model", Programme, Standard)


def load_programmes(folder: Path) -> Mapping[str, Programme]:
    """The programmes of a folder by id, in the order of their file names.

    Raises ContentError naming file and key, also for TOML that cannot be read, references that lead nowhere
    and a folder without programmes.
    """
    shared = folder / STANDARD
    standard = _standard(shared) if shared.exists() else Standard()
    files = [file for file in sorted(folder.glob("*.toml")) if file != shared]
    programmes = {file.stem: _load(file, standard) for file in files}
    if not programmes:
        raise ContentError.at(folder, [("", "holds no programme (*.toml)")])
    return programmes


def _read(file: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise ContentError.from_validation(file, error) from error
    except tomllib.TOMLDecodeError as error:
        raise ContentError.at(file, [("", f"is not TOML: {error}")]) from error
    except UnicodeDecodeError as error:
        raise ContentError.at(file, [("", "must be saved as UTF-8")]) from error


def _standard(file: Path) -> Standard:
    standard = _read(file, Standard)
    mistakes = [*wrong_roles(standard.roles), *wrong_ladder(standard.ladder, KINDS)]
    mistakes += _repeated_cycle(standard.roles, (), standard.ladder)
    if mistakes:
        raise ContentError.at(file, mistakes)
    return standard


def _load(file: Path, standard: Standard) -> Programme:
    own = _read(file, Programme)
    shared = {key: getattr(standard, key) for key in Standard.model_fields if key not in own.model_fields_set}
    programme = own.model_copy(update={key: value for key, value in shared.items() if value})
    mistakes = [*_empty(programme), *_wrong_references(file.stem, programme), *_repeated(programme)]
    mistakes += _wrong_onderdelen(programme)
    mistakes += wrong_roles(programme.roles)
    mistakes += wrong_gesprekken(programme.gesprekken, programme.roles, programme.months)
    mistakes += wrong_ladder(own.ladder, [gesprek.id for gesprek in programme.gesprekken])
    mistakes += _repeated_cycle(programme.roles, programme.gesprekken, programme.ladder)
    if mistakes:
        raise ContentError.at(file, mistakes)
    return programme


def _empty(programme: Programme) -> Iterator[tuple[str, str]]:
    """Lists with nothing in them, looked at afterwards: pydantic calls a list with one wrong part empty too."""
    lists: dict[str, Sequence[object]] = {"levels": programme.levels, "card": programme.card}
    lists |= {f"card.{at}.fields": part.fields for at, part in enumerate(programme.card)}
    if programme.frame:
        lists["frame.items"] = programme.frame.items
    if any(gesprek.talk for gesprek in programme.gesprekken):
        lists["ladder"] = programme.ladder
    if programme.diensten:
        lists["diensten.onderdelen"] = programme.diensten.onderdelen
    for key, values in lists.items():
        if not values:
            yield key, "must hold at least one"


def _wrong_references(stem: str, programme: Programme) -> Iterator[tuple[str, str]]:
    if programme.id != stem:
        yield "id", f"must be the name of the file: '{stem}'"
    for at, competence in enumerate(programme.competences):
        if competence.id not in COMPETENCES:
            yield f"competences.{at}.id", f"must be one of {', '.join(COMPETENCES)}"
    for lacking in sorted({*COMPETENCES} - {competence.id for competence in programme.competences}):
        yield "competences", f"lacks '{lacking}'"
    onderdelen = {onderdeel.id for onderdeel in programme.onderdelen}
    for at, item in enumerate(programme.frame.items if programme.frame else ()):
        if item.onderdeel is not None and item.onderdeel not in onderdelen:
            yield f"frame.items.{at}.onderdeel", f"there is no onderdeel '{item.onderdeel}'"
    on_card = {name for part in programme.card for name in part.fields}
    for key, name in _field_names(programme):
        if name not in LEERDOEL_FIELDS:
            yield key, f"a leerdoel has no field '{name}'"
        elif name not in on_card:
            yield key, f"'{name}' is asked but stands nowhere on the card"


def _field_names(programme: Programme) -> Iterator[tuple[str, str]]:
    """Every place that names a field of a leerdoel: (key, field)."""
    for at, name in enumerate(programme.asks):
        yield f"asks.{at}", name
    for place, level in enumerate(programme.levels):
        for at, name in enumerate(level.asks):
            yield f"levels.{place}.asks.{at}", name
    for place, part in enumerate(programme.card):
        for at, name in enumerate(part.fields):
            yield f"card.{place}.fields.{at}", name


def _repeated(programme: Programme) -> Iterator[tuple[str, str]]:
    """Two buttons that a person, or the bot, cannot tell apart; a field that is shown twice."""
    lists: dict[str, Sequence[Choice | Level]] = {
        "competences": programme.competences,
        "levels": programme.levels,
        "onderdelen": programme.onderdelen,
        "frame.items": programme.frame.items if programme.frame else (),
    }
    for key, choices in lists.items():
        yield from _twice([(f"{key}.{at}.id", choice.id) for at, choice in enumerate(choices)])
        yield from _twice([(f"{key}.{at}.label", choice.label) for at, choice in enumerate(choices)])
    yield from _twice([(key, name) for key, name in _field_names(programme) if key.startswith("card.")])


def _repeated_cycle(
    roles: Sequence[Role], gesprekken: Sequence[Gesprek], ladder: Sequence[Rung]
) -> Iterator[tuple[str, str]]:
    lists: dict[str, Sequence[Role | Gesprek | Rung]] = {"roles": roles, "gesprekken": gesprekken, "ladder": ladder}
    for key, ones in lists.items():
        yield from _twice([(f"{key}.{at}.id", one.id) for at, one in enumerate(ones)])
        yield from _twice([(f"{key}.{at}.label", one.label) for at, one in enumerate(ones)])
    for place, gesprek in enumerate(gesprekken):
        for name, ids in (("party", gesprek.party), ("signs", gesprek.signs), ("topics", gesprek.topics)):
            yield from _twice([(f"gesprekken.{place}.{name}.{at}", one) for at, one in enumerate(ids)])


def _wrong_onderdelen(programme: Programme) -> Iterator[tuple[str, str]]:
    for at, one in enumerate(programme.onderdelen):
        least, most = one.months_min or 1, one.months_max or max(one.months or 0, one.months_min or 0, 1)
        if most < least:
            yield f"onderdelen.{at}.months_max", "must not be below months_min"
        elif one.months is not None and not least <= one.months <= most:
            yield f"onderdelen.{at}.months", f"must be from {least} up to and including {most}"
    if (diensten := programme.diensten) is None:
        return
    onderdelen = {onderdeel.id for onderdeel in programme.onderdelen}
    for at, name in enumerate(diensten.onderdelen):
        if name not in onderdelen:
            yield f"diensten.onderdelen.{at}", f"there is no onderdeel '{name}'"
    if diensten.maximum < diensten.minimum:
        yield "diensten.maximum", "must not be below the minimum"


def _twice(named: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for key, name in named:
        if name in first:
            yield key, f"'{name}' is already used by {first[name]}"
        first.setdefault(name, key)
