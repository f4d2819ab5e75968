"""A programme (opleiding) as data: one TOML file each, so that an institute adds its own without touching Python.

Where the sources differ, the difference is a property here and never an `if` in a conversation. Only what a
leerdoel needs is here; what a programme says later about gesprekken, roles and nudges comes as tables of its own.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from dialogs.errors import ContentError
from dialogs.plan import LEERDOEL_FIELDS

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

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
"""Short and plain: it travels in the 64 bytes of a button."""
ProgrammeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,23}$")]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=48)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Count = Annotated[int, Field(strict=True, gt=0)]
Flag = Annotated[bool, Field(strict=True)]


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(_Content):
    """Something to choose: `label` is on the button, `text` explains it in a line."""

    id: Id
    label: Label
    text: Text


class Activity(Choice):
    """An EPA or Thema. Each line of `text` is something that one does; `onderdeel` is where it belongs, if anywhere."""

    onderdeel: Id | None = None


class Level(_Content):
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


class Frame(_Content):
    """The content frame that a leerdoel may refer to ('EPA', 'Thema'): a help for choosing, never a test (LOP 2.4)."""

    name: Short
    plural: Short
    source: Source
    items: tuple[Activity, ...]


class CardPart(_Content):
    """One heading of the leerdoel card, and the leerdoel fields under it, in order."""

    label: Label
    fields: tuple[str, ...]


class Programme(_Content):
    """`short` is its button. A goal further away than `horizon_days` gets the offer to be split in smaller steps.

    `asks` are leerdoel fields that are asked in this programme only, on every level. `onderdelen` are
    suggestions: the current onderdeel may always be free text.
    """

    id: ProgrammeId
    title: Text
    short: Short
    source: Source
    horizon_days: Count
    asks: tuple[str, ...] = ()
    kpb_per_year: int = 0
    """How many KPBs a year the programme asks for; 0 when it names no number."""
    competences: tuple[Choice, ...]
    levels: tuple[Level, ...]
    frame: Frame | None = None
    onderdelen: tuple[Choice, ...] = ()
    card: tuple[CardPart, ...]

    def activities(self, onderdeel: str | None) -> tuple[Activity, ...]:
        """The EPAs or Thema's that fit here: those of no onderdeel in particular, and those of this one."""
        items = self.frame.items if self.frame else ()
        return tuple(item for item in items if item.onderdeel in (None, onderdeel))

    @property
    def plan_texts(self) -> tuple[str, ...]:
        """Every title and every line of the content frame, to notice a goal that was copied from it (OIGT, MMV)."""
        items = self.frame.items if self.frame else ()
        return tuple(line for item in items for line in (item.label, *item.text.splitlines()))


def load_programmes(folder: Path) -> Mapping[str, Programme]:
    """The programmes of a folder by id, in the order of their file names.

    Raises ContentError naming file and key, also for TOML that cannot be read, references that lead nowhere
    and a folder without programmes.
    """
    programmes = {file.stem: _load(file) for file in sorted(folder.glob("*.toml"))}
    if not programmes:
        raise ContentError.at(folder, [("", "holds no programme (*.toml)")])
    return programmes


def _load(file: Path) -> Programme:
    try:
        programme = Programme.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise ContentError.from_validation(file, error) from error
    except tomllib.TOMLDecodeError as error:
        raise ContentError.at(file, [("", f"is not TOML: {error}")]) from error
    except UnicodeDecodeError as error:
        raise ContentError.at(file, [("", "must be saved as UTF-8")]) from error
    if mistakes := [*_empty(programme), *_wrong_references(file.stem, programme), *_repeated(programme)]:
        raise ContentError.at(file, mistakes)
    return programme


def _empty(programme: Programme) -> Iterator[tuple[str, str]]:
    """Lists with nothing in them, looked at afterwards: pydantic calls a list with one wrong part empty too."""
    lists: dict[str, Sequence[object]] = {"levels": programme.levels, "card": programme.card}
    lists |= {f"card.{at}.fields": part.fields for at, part in enumerate(programme.card)}
    if programme.frame:
        lists["frame.items"] = programme.frame.items
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


def _twice(named: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for key, name in named:
        if name in first:
            yield key, f"'{name}' is already used by {first[name]}"
        first.setdefault(name, key)
