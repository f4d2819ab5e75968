"""Reads pieces of periods, and periods of the programme: 'eind maart', 'de eerste week van mei', 'dit blok'."""

from nlp.temporal.amounts import amount, ordinal
from nlp.temporal.conventions import conventions
from nlp.temporal.days import OFFSETS, day_of_month_and_month, year_behind
from nlp.temporal.parts import Context, HalfOf, PartOf, PieceOf, RestOf, WeekdayOf
from nlp.temporal.periods import month, named, quarter, shifted_unit, week, year
from nlp.temporal.relative import CalendarUnit, Weekend
from nlp.temporal.roles import ContextKind
from nlp.temporal.tokens import Tokens
from nlp.temporal.when import Amount, Hit
from nlp.temporal.yearly import WholeYear, Year, Yearly


def part(tokens: Tokens, at: int) -> Hit | None:
    """'begin', 'half' or 'eind' of something: 'eind van de maand', 'medio mei', 'het einde van mijn stage'."""
    here = at + tokens[at].has("article")
    name = tokens[here].role.part
    if name is None or (name == "half" and here > at and tokens[here].text in {"half", "halve"}):
        return None
    if name == "begin" and at > 0 and tokens[at - 1].text in {"ik", "k", "we", "wij"}:
        return None
    end = here + 1
    of = tokens[end].has("of")
    end += of or (name == "half" and tokens[end].has("in"))
    whole = _whole(tokens, end) or piece(tokens, end)
    if whole is None:
        asked = of or name != "begin"
        whole = context(tokens, end, asked=asked, bare=asked)
    return None if whole is None else Hit(PartOf(name, whole.when), whole.end)


def within_year(tokens: Tokens, at: int) -> Hit | None:
    """'volgend jaar maart', 'dit jaar in de zomer', 'volgend jaar begin mei'."""
    shift = tokens[at].role.shift
    if shift is None or tokens[at + 1].role.unit != "year":
        return None
    of = Year(OFFSETS[shift], counted=True)
    here = at + 2 + (tokens[at + 2].has("in") or tokens[at + 2].has("on"))
    read = day_of_month_and_month(tokens, here) or month(tokens, here) or named(tokens, here) or part(tokens, here)
    if read is None:
        return None
    when = read.when
    if isinstance(when, Yearly) and when.year is None:
        return Hit(when.in_year(of), read.end)
    if isinstance(when, PartOf) and isinstance(when.whole, Yearly) and when.whole.year is None:
        return Hit(PartOf(when.part, when.whole.in_year(of)), read.end)
    return None


def rest(tokens: Tokens, at: int) -> Hit | None:
    """'de rest van het jaar': from today on."""
    here = at + tokens[at].has("article")
    if not tokens[here].has("rest") or not tokens[here + 1].has("of"):
        return None
    whole = _whole(tokens, here + 2) or context(tokens, here + 2, asked=True)
    return None if whole is None else Hit(RestOf(whole.when), whole.end)


def _whole(tokens: Tokens, at: int) -> Hit | None:
    """What a part can be part of: a month, season, quarter, year or week, said or of today."""
    read = month(tokens, at) or quarter(tokens, at) or shifted_unit(tokens, at) or named(tokens, at)
    read = read or year(tokens, at, asked=True) or week(tokens, at) or ordinal_year(tokens, at)
    if read is not None:
        return read
    said, end = year_behind(tokens, at)
    if said is not None and not said.counted:
        return Hit(WholeYear(said), end)
    here = at + tokens[at].has("article")
    if tokens[here].has("whole"):
        here += 1
    unit = tokens[here].role.unit
    if unit is None or unit in {"day", "workday", "halfyear"} or tokens[here].has("plural"):
        return None
    if unit == "year" and 0 <= tokens[here + 1].value < 10:
        return None
    return Hit(Weekend() if unit == "weekend" else CalendarUnit(unit, 0), here + 1)


def piece(tokens: Tokens, at: int) -> Hit | None:
    """'de eerste week van maart', 'de laatste vrijdag van mei', 'de tweede helft van 2027'."""
    here = at + (tokens[at].has("article") or tokens[at].has("possessive"))
    nth = ordinal(tokens, here)
    if nth is None:
        return None
    token = tokens[nth.end]
    if token.has("half_of"):
        whole = _of_what(tokens, nth.end + 1)
        fits = whole is not None and nth.number in {1, 2, -1}
        return Hit(HalfOf(nth.number != 1, whole.when), whole.end) if fits and whole is not None else None
    if token.role.weekday is not None and not token.role.short:
        whole = _of_what(tokens, nth.end + 1)
        if whole is None or not (nth.number == -1 or 1 <= nth.number <= 5):
            return None
        return Hit(WeekdayOf(int(nth.number), token.role.weekday, whole.when), whole.end)
    return _piece(tokens, at, here, int(nth.number), nth.end)


def _piece(tokens: Tokens, at: int, here: int, nth: int, after: int) -> Hit | None:
    counted = amount(tokens, after)
    unit = tokens[after].role.unit
    if counted is not None:
        length, end = counted.amount, counted.end
    elif unit in {"day", "week", "month", "quarter", "halfyear"}:
        few = conventions().counts.few if tokens[after].has("plural") else 1
        length, end = Amount(few, few, unit, vague=few > 1), after + 1
    else:
        return None
    if not (nth == -1 or 1 <= nth <= 12) or length.unit == "weekend":
        return None
    whole = _of_what(tokens, end)
    if whole is not None:
        return Hit(PieceOf(nth, length, whole.when), whole.end)
    if nth == -1 or here == at or length.unit not in {"week", "month"}:
        return None
    return Hit(PieceOf(nth, length, Context("onderdeel")), end)


def _of_what(tokens: Tokens, at: int) -> Hit | None:
    if tokens[at].has("of") or tokens[at].has("in"):
        return _whole(tokens, at + 1) or context(tokens, at + 1, asked=True, bare=True)
    return month(tokens, at) or (year(tokens, at) if tokens[at].has("whole") else None)


def ordinal_year(tokens: Tokens, at: int) -> Hit | None:
    """'het tweede jaar', 'mijn derde opleidingsjaar', 'het laatste jaar van mijn opleiding': of the programme."""
    here = at + (tokens[at].has("article") or tokens[at].has("possessive"))
    nth = ordinal(tokens, here)
    if nth is None or nth.number > 8:
        return None
    token = tokens[nth.end]
    if token.role.unit != "year" and not (token.role.context == "other" and token.text.endswith("jaar")):
        return None
    if here == at and not (at > 0 and (tokens[at - 1].has("in") or tokens[at - 1].role.part is not None)):
        return None
    if token.has("plural"):
        return None
    end = nth.end + 1
    if tokens[end].has("of"):
        whole = context(tokens, end + 1, asked=True, bare=True)
        end = end if whole is None else whole.end
    return Hit(Context("other"), end)


def context(tokens: Tokens, at: int, asked: bool = False, bare: bool = False) -> Hit | None:
    """'mijn stage', 'dit blok', 'de komende periode'; 'mijn' and 'de' only if time is asked for."""
    here = at
    owned = tokens[here].has("possessive") or tokens[here].has("article")
    here += owned
    shift = tokens[here].role.shift
    here += shift is not None
    adjective = 0
    while adjective < 2 and tokens[here].role.context is None and _describes(tokens, here):
        here += 1
        adjective += 1
    kind = tokens[here].role.context
    bare = bare or (at > 0 and tokens[at - 1].has("during")) or (at > 0 and tokens[at - 1].role.frame == "after")
    if kind is None or not (owned or shift or bare):
        return None
    if shift is None and not asked and not (at > 0 and _asks_for_context(tokens, at, kind)):
        return None
    if shift == "this" and not asked and at > 0 and tokens[at - 1].has("of"):
        return None
    end = here + 1
    if tokens[end].has("context_name") or (1 <= tokens[end].value < 20 and tokens[end + 1].role.unit is None):
        end += 1
    if shift in {"next", "coming", "last", "past"}:
        kind = "other"
    return Hit(Context(kind), end)


def _describes(tokens: Tokens, at: int) -> bool:
    """One word between 'mijn' and 'stage': 'perifere', 'eerste', 'SEH-'."""
    token, after = tokens[at], tokens[at + 1]
    if not token.text.isalpha() and token.text != "-" and token.value < 0:
        return False
    if token.role.frame is not None or token.role.flags & {"of", "and", "in", "on", "article"}:
        return False
    reach = after.role.context or (after.text == "-" and tokens[at + 2].role.context)
    return bool(reach)


def _asks_for_context(tokens: Tokens, at: int, kind: ContextKind) -> bool:
    before = tokens[at - 1]
    if before.has("during") or before.role.frame in {"until", "through", "since", "after", "from"}:
        return True
    return tokens[at].has("possessive") and before.has("in") and kind == "onderdeel"


def course(tokens: Tokens, at: int) -> Hit | None:
    """'de loop van het jaar'."""
    here = at + tokens[at].has("article")
    if not tokens[here].has("course") or not tokens[here + 1].has("of"):
        return None
    return _whole(tokens, here + 2) or context(tokens, here + 2, asked=True)
