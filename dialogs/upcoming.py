"""Which gesprekken the programme expects of one person next, given what was held and what is planned."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dialogs.expected import Expected, expectations, training_year, year_begin
from dialogs.plan import Plan, Record, RecordStatus
from dialogs.programme import Programme


@dataclass(frozen=True, slots=True)
class _Career:
    """What the programme's expectation depends on."""

    begun: date
    percentage: int
    held: tuple[tuple[str, date], ...]
    today: date
    onderdelen: tuple[tuple[date, date | None], ...]
    since: date


@lru_cache(maxsize=4096)
def _expected(programme: Programme, of: _Career) -> tuple[Expected, ...]:
    # Asked at every turn, and the same all day: it counts in fractions of months.
    begun, held = of.begun, of.held
    last = max((day for _, day in held), default=of.today)
    more, since = of.onderdelen, of.since
    return expectations(
        programme, begun, of.percentage, held, of.today, onderdelen=more, since=since, ahead=2, planned_until=last
    )


def gesprekken(plan: Plan, *statuses: RecordStatus) -> tuple[Record, ...]:
    """Those with a date in one of these states, by date."""
    found = (one for one in plan.records if one.kind == "gesprek" and one.status in statuses and "datum" in one.values)
    return tuple(sorted(found, key=lambda one: (day_of(one), one.id)))


def day_of(gesprek: Record) -> date:
    """The local day that it is on."""
    return date.fromisoformat(str(gesprek.values["datum"]))


def onderdelen(plan: Plan) -> tuple[tuple[date, date | None], ...]:
    """First and last days of the onderdelen in the schema, by first day."""
    rows = [one.values for one in plan.records if one.kind == "onderdeel_plan" and one.values.get("van")]
    days = [(date.fromisoformat(str(row["van"])), row.get("tot")) for row in rows]
    return tuple(sorted((first, date.fromisoformat(str(last)) if last else None) for first, last in days))


def year_of(plan: Plan, today: date) -> tuple[int, date]:
    """Which year of training it is, and its first day; 0 and that of the calendar year where the begin is not known."""
    begun = plan.profile.get("begonnen")
    if not isinstance(begun, str):
        return 0, date(today.year, 1, 1)
    career = date.fromisoformat(begun), today, _percentage(plan)
    return training_year(*career), year_begin(*career)


def _percentage(plan: Plan) -> int:
    return int(str(plan.profile.get("percentage", 100)))


def upcoming(plan: Plan, programme: Programme, today: date) -> tuple[Expected, ...]:
    """Of every kind the next one that is expected and the one after it, soonest first; none without a begin of the
    training."""
    begun = plan.profile.get("begonnen")
    if not isinstance(begun, str):
        return ()
    # What is planned is as good as held: nobody has to be asked for it.
    known = gesprekken(plan, RecordStatus.GEHOUDEN, RecordStatus.GEPLAND)
    held = tuple((str(one.values.get("soort", "")), day_of(one)) for one in known)
    since = plan.since or today
    career = _Career(date.fromisoformat(begun), _percentage(plan), held, today, onderdelen(plan), since)
    return _expected(programme, career)
