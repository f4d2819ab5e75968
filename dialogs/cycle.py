"""The cycle of gesprekken of a programme as data: who, in what rhythm, what is prepared, and the nudges around it.

Everything here is counted in years of training, which are longer than a calendar year for who works part-time; what
follows from it for one aios is worked out in `expected.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

from dialogs.plan import Side
from dialogs.shapes import LAST_YEAR, AYear, Content, Count, Days, Flag, Id, Label, Short, Source, Text, Year

GesprekKind = Literal["introductie", "voortgang", "beoordeling", "eind"]
"""The four kinds of the sources; every programme has its own word for each (geschiktheidsbeoordeling, …)."""

KINDS: tuple[GesprekKind, ...] = get_args(GesprekKind)

Topic = Literal[
    "ervaring",
    "nalopen",
    "doelen",
    "rode_draad",
    "sterk_zwak",
    "kader",
    "diensten",
    "combel",
    "ambitie",
    "toetsing",
    "leerklimaat",
    "welbevinden",
    "concept_doelen",
    "agenda",
]
"""What an aios prepares. ervaring: earlier experience and levels reached (OIGT, MMV) · nalopen: what was agreed last
time (MMV) · doelen: each open goal, afgerond or laten staan (OIGT) · rode_draad: the goals across disciplines (OIGT) ·
sterk_zwak: per competence area (MMV, TTT) · kader: level per EPA or Thema (TTT, OIGT, LOP) · diensten: how many
(LOP) · combel: the own ComBeL is filled in (LOP) · ambitie, toetsing: of an introductiegesprek (MMV) · leerklimaat
(MMV, TTT) · welbevinden (MMV) · concept_doelen, agenda (TTT)."""

PRIVATE: frozenset[str] = frozenset({"welbevinden"})
"""Topics that are never shared, whatever a programme says."""


class Role(Content):
    """Somebody with a part in the training. `asked`: /koppel offers it. `reports_to` is the role they report to."""

    id: Id
    label: Label
    asked: Flag
    reports_to: Id | None = None


class Rhythm(Content):
    """When a gesprek is expected; exactly one of the first four says how.

    `per_year`: so many in each year of training, evenly. `every_months`: again and again, in calendar months, or
    stretched for part-time when `pro_rata`. `onderdeel`: at the begin or the end of each. `before_end_months`: once, so
    long before the planned end of the training. The first two hold for the years `from_year` up to and including
    `to_year`, without end when that is absent.

    `days` moves the moment: before the end of each stretch, after the begin of an onderdeel, before its end, or before
    the deadline. A gesprek that was not held is expected until the next one is, or until `lapses_days` have passed;
    held later than that, it still counts.
    """

    per_year: AYear | None = None
    every_months: AYear | None = None
    onderdeel: Literal["begin", "einde"] | None = None
    before_end_months: Count | None = None
    from_year: Year = 1
    to_year: Year | None = None
    pro_rata: Flag = False
    days: Days
    lapses_days: Count | None = None

    @property
    def yearly(self) -> bool:
        """Whether it says something for whole years."""
        return self.per_year is not None or self.every_months is not None


class Gesprek(Content):
    """One kind of gesprek. `party` are the roles spoken with, `signs` those who give akkoord to the verslag.

    `talk` is false where somebody decides without the aios at the table: it is announced and never planned.
    `words` are what people call it besides `label`; those of two kinds differ.
    `remark` goes along with what is sent to who signs. A kind without `rhythm` may be planned and is never expected.
    """

    id: GesprekKind
    label: Label
    words: tuple[Short, ...] = ()
    party: tuple[Id, ...]
    signs: tuple[Id, ...] = ()
    talk: Flag = True
    remark: Text | None = None
    topics: tuple[Topic, ...] = ()
    source: Source
    rhythm: tuple[Rhythm, ...] = ()


class Rung(Content):
    """One nudge, so many `days` from the day of a gesprek, to the aios or to who signs the verslag ('opleider').

    Without `gesprekken` it is for every kind.
    """

    id: Id
    label: Short
    days: Days
    to: Side
    gesprekken: tuple[GesprekKind, ...] = ()


class Diensten(Content):
    """How many diensten each of these onderdelen asks when it lasts `months` at full time; a shorter one asks less."""

    onderdelen: tuple[Id, ...]
    minimum: Count
    maximum: Count
    months: Count
    min_hours: Count
    """A shorter dienst does not count."""
    source: Source


def wrong_roles(roles: Sequence[Role]) -> Iterator[tuple[str, str]]:
    """What cannot be: (key, what it must be); the same for the next two."""
    known = {role.id for role in roles}
    for at, role in enumerate(roles):
        if role.reports_to is not None and role.reports_to not in known - {role.id}:
            yield f"roles.{at}.reports_to", f"there is no other role '{role.reports_to}'"


def wrong_gesprekken(
    gesprekken: Sequence[Gesprek], roles: Sequence[Role], months: int | None
) -> Iterator[tuple[str, str]]:
    known = {role.id for role in roles}
    called: dict[str, str] = {gesprek.label.casefold(): gesprek.id for gesprek in gesprekken}
    for place, gesprek in enumerate(gesprekken):
        key = f"gesprekken.{place}"
        for at, word in enumerate(gesprek.words):
            if word != word.casefold():
                yield f"{key}.words.{at}", "must be in small letters"
            elif (other := called.setdefault(word, gesprek.id)) != gesprek.id:
                yield f"{key}.words.{at}", f"'{word}' is what people call '{other}'"
        if gesprek.words and not gesprek.talk:
            yield f"{key}.words", "are of no use, because nobody plans it"
        if not gesprek.party:
            yield f"{key}.party", "must hold at least one"
        if not gesprek.talk and (gesprek.signs or gesprek.topics):
            yield f"{key}.talk", "is false, so nobody prepares it or signs it"
        for name, ids in (("party", gesprek.party), ("signs", gesprek.signs)):
            for at, one in enumerate(ids):
                if one not in known:
                    yield f"{key}.{name}.{at}", f"there is no role '{one}'"
        yield from _wrong_rhythm(key, gesprek.rhythm, months)


def wrong_ladder(ladder: Sequence[Rung], kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
    """`kinds` are the gesprekken that there are."""
    taken: dict[tuple[int, Side, str], str] = {}
    for place, rung in enumerate(ladder):
        for at, kind in enumerate(rung.gesprekken):
            if kind not in kinds:
                yield f"ladder.{place}.gesprekken.{at}", f"there is no gesprek '{kind}'"
        for about in rung.gesprekken or kinds:
            other = taken.setdefault((rung.days, rung.to, about), rung.id)
            if other != rung.id:
                yield f"ladder.{place}.days", f"'{other}' is on that day already, for the same person"
                break


WAYS = ("per_year", "every_months", "onderdeel", "before_end_months")
_WINDOW = {"per_year": (-28, -1), "every_months": (-28, -1), "begin": (0, 60), "einde": (-60, 0)}
_WINDOW |= {"before_end_months": (-60, 0)}


def _wrong_rhythm(key: str, rhythm: Sequence[Rhythm], months: int | None) -> Iterator[tuple[str, str]]:
    ruled: dict[str, str] = {}
    for at, rule in enumerate(rhythm):
        here = f"{key}.rhythm.{at}"
        ways = [way for way in WAYS if getattr(rule, way) is not None]
        if len(ways) != 1:
            yield here, f"must have exactly one of {', '.join(WAYS)}"
            continue
        earliest, latest = _WINDOW[rule.onderdeel or ways[0]]
        if not earliest <= rule.days <= latest:
            yield f"{here}.days", f"must be from {earliest} up to and including {latest} with '{ways[0]}'"
        if not rule.yearly and rule.lapses_days is None:
            yield f"{here}.lapses_days", f"is missing, as it must be there with '{ways[0]}'"
        if rule.pro_rata and rule.every_months is None:
            yield f"{here}.pro_rata", "is for every_months only"
        if ways[0] == "before_end_months" and (months is None or months <= (rule.before_end_months or 0)):
            yield f"{here}.before_end_months", "needs a longer training: 'months' of the programme"
        if rule.to_year is not None and rule.to_year < rule.from_year:
            yield f"{here}.to_year", "must not be before from_year"
        if not rule.yearly and (rule.from_year, rule.to_year) != (1, None):
            yield f"{here}.from_year", f"has no meaning with '{ways[0]}'"
        for moment in _ruled(rule):
            if ruled.setdefault(moment, here) != here:
                yield here, f"overlaps {ruled[moment]}: both are about {moment}"
                break


def _ruled(rule: Rhythm) -> Iterator[str]:
    """What a rule is about, to see two that say something about the same."""
    if rule.yearly:
        yield from (f"year {year}" for year in range(rule.from_year, (rule.to_year or LAST_YEAR) + 1))
    elif rule.onderdeel is not None:
        yield f"the {rule.onderdeel} of an onderdeel"
    else:
        yield "the end of the training"
