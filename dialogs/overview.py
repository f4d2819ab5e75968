"""How an aios stands, for /overzicht: what is to be drawn, and the same facts in the words under the picture.

An area is open while a goal of it is being worked on, done when a goal of it was finished or a bewijs or a reflection
names it, and empty exactly where `weekly.gaps_of` says so. The time line holds the open goals and planned gesprekken.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

from dialogs.flow import Step
from dialogs.options import kind_of
from dialogs.phrases import Plural, Todo
from dialogs.pieces import kpb_count
from dialogs.plan import Leerdoel, Record, RecordStatus, Status
from dialogs.render import fill, lines, listed, safe, short_date, shorten
from dialogs.scene import Scene
from dialogs.talks import TALKS
from dialogs.turn import Area, AreaState, Moment, SendPicture, Tick
from dialogs.upcoming import year_of
from dialogs.weekly import gaps_of

SHOWN = 7
"""Rows on the time line: what can still be read on a phone."""
TALKS_SHOWN = 2
"""Gesprekken among them; the rest is for goals."""
GOAL = 60
"""Characters of a goal on the picture."""
SPOKEN = 32
"""Characters of a goal in the caption."""
CAPTION = 900
"""UTF-16 units of the caption without its markup: Telegram takes 1,024 (Bot API, sendPhoto), and a word of welcome may
come before it."""
AHEAD, FURTHEST, BEHIND = timedelta(days=60), timedelta(days=366), timedelta(days=45)
"""The time line goes at least and at most so far from today, and at most so far back."""
TICKS = 6
NEAR = timedelta(days=300)
"""So near a day needs no year."""


def picture(scene: Scene) -> SendPicture:
    words, today = scene.library.phrases.overview, scene.at.date()
    talks = _talks(scene)[:TALKS_SHOWN]
    goals = _goals(scene)
    moments = [*(_gesprek(scene, one) for one in talks), *(_goal(scene, one) for one in goals[: SHOWN - len(talks)])]
    moments.sort(key=_order)
    left = len(goals) + len(_talks(scene)) - len(moments)
    begin, end = _span(today, [moment.day for moment in moments if moment.day])
    return SendPicture(
        title=words.title,
        areas_title=words.areas,
        moments_title=words.moments,
        today_label=words.today,
        today=today,
        begin=begin,
        end=end,
        areas=_areas(scene),
        moments=tuple(moments),
        ticks=_ticks(scene, begin, end),
        rest=_counted(words.rest, left) if left else "" if moments else words.nothing,
    )


def caption(scene: Scene, step: Step) -> str:
    """The picture in words, for who cannot see it, with what comes next. Telegram HTML that fits under a picture."""
    goals = _goals(scene)
    for shown in range(min(len(goals), SHOWN), -1, -1):
        text = lines("\n".join([*_area_lines(scene), _goal_lines(scene, goals, shown)]), *_ahead(scene, step))
        if _length(text) <= CAPTION:
            return text
    # The areas of a programme with very many, or very long ones: what is next matters most.
    return lines(*_ahead(scene, step))


def _length(html: str) -> int:
    plain = unescape(html)
    for tag in ("<b>", "</b>", "<i>", "</i>"):
        plain = plain.replace(tag, "")
    return len(plain.encode("utf-16-le", "surrogatepass")) // 2


def _counted(plural: Plural, count: int) -> str:
    return fill(plural[count != 1], {"aantal": str(count)})


def _order(moment: Moment) -> tuple[date, str]:
    return moment.day or date.max, moment.kind


# --- areas


def _areas(scene: Scene) -> tuple[Area, ...]:
    plan, words = scene.plan, scene.library.phrases.overview
    gaps = gaps_of(plan, scene.programme)
    done: list[Leerdoel | Record] = [*scene.goals(Status.AFGEROND), *plan.records]
    areas = []
    for area in scene.programme.competences:
        going, past = _naming(area.id, scene.goals(Status.OPEN)), _naming(area.id, done)
        state: AreaState = "niets" if area.id in gaps else "open" if going else "gedaan"
        areas.append(Area(area.label, state, _counted(words.notes[state], going or past)))
    return tuple(areas)


def _naming(area: str, things: Iterable[Leerdoel | Record]) -> int:
    return sum(isinstance(named := thing.values.get("competenties"), tuple) and area in named for thing in things)


def _area_lines(scene: Scene) -> list[str]:
    heads, areas = scene.library.phrases.overview.heads, _areas(scene)
    if all(area.state == "niets" for area in areas):
        return [scene.library.phrases.overview.all_empty]
    by_state = {state: [safe(area.label.lower()) for area in areas if area.state == state] for state in heads}
    return [fill(heads[state], {"gebieden": listed(labels)}) for state, labels in by_state.items() if labels]


# --- the time line


def _goals(scene: Scene) -> list[Leerdoel]:
    """Open ones, the nearest deadline first and those without one last."""
    return sorted(scene.goals(Status.OPEN), key=lambda goal: (_day(goal, "deadline") or date.max, goal.created))


def _talks(scene: Scene) -> list[Record]:
    """What is planned from today on, by date."""
    today = scene.at.date()
    return [one for one in scene.gesprekken(RecordStatus.GEPLAND) if (day := _day(one, "datum")) and day >= today]


def _day(thing: Leerdoel | Record, field: str) -> date | None:
    value = thing.values.get(field)
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _goal(scene: Scene, goal: Leerdoel) -> Moment:
    words, day = scene.library.phrases.overview, _day(goal, "deadline")
    late = day is not None and day < scene.at.date()
    when = words.undated if day is None else _written(scene, day)
    label = shorten(str(goal.values.get("doel", "")), GOAL)
    return Moment("doel", label, fill(words.late, {"dag": when}) if late else when, day, late)


def _gesprek(scene: Scene, one: Record) -> Moment:
    day = _day(one, "datum")
    label = kind_of(scene, one)
    return Moment("gesprek", label[:1].upper() + label[1:], _written(scene, day) if day else "", day)


def _written(scene: Scene, day: date) -> str:
    """'3 dec', with the year where it might be another one."""
    short = short_date(day, scene.library.phrases)
    return short if abs(day - scene.at.date()) < NEAR else f"{short} {day.year}"


def _goal_lines(scene: Scene, goals: list[Leerdoel], shown: int) -> str:
    words = scene.library.phrases.overview
    if not goals:
        return words.goal_none
    rows = []
    for goal in goals[:shown]:
        about = safe(shorten(str(goal.values.get("doel", "")), SPOKEN))
        rows.append(fill(words.goal, {"doel": about, "wanneer": _goal(scene, goal).when}))
    if shown < len(goals):
        rows.append(_counted(words.more, len(goals) - shown))
    return fill(words.goals, {"regels": "; ".join(rows)})


def _span(today: date, days: list[date]) -> tuple[date, date]:
    first = max(min([today, *days]), today - BEHIND)
    last = min(max([today + AHEAD, *days]), today + FURTHEST)
    # A margin keeps marks and the word for today off the edge.
    margin = timedelta(days=max(3, (last - first).days // 16))
    return first - margin, last + margin


def _ticks(scene: Scene, begin: date, end: date) -> tuple[Tick, ...]:
    """The first days of months, as many as can be read beside each other."""
    names = scene.library.phrases.dates.months_short
    months = range(begin.year * 12 + begin.month, end.year * 12 + end.month)
    every = max(1, -(-len(months) // TICKS))
    return tuple(Tick(names[month % 12], date(month // 12, month % 12 + 1, 1)) for month in months[::every])


# --- what comes next


def _ahead(scene: Scene, step: Step) -> list[str]:
    words = scene.library.phrases.overview
    talks = _talks(scene)
    if talks:
        about = replace(scene, frame=replace(scene.frame, subject=talks[0].id))
        stand = TALKS["voorbereiding_stand"](about, step)
        named = {"gesprek": safe(kind_of(scene, talks[0]).lower()), "dag": _gesprek(scene, talks[0]).when}
        following = fill(words.next, {**named, "stand": stand})
    else:
        following = fill(words.next_none, {"verwacht": TALKS["verwacht"](scene, step)})
    counts = _todos(scene)
    things = [_counted(words.todos[name], count) for name, count in counts.items() if count]
    todo = fill(words.todo, {"dingen": listed(things)}) if things else words.todo_none
    return [following.strip(), todo]


def _todos(scene: Scene) -> dict[Todo, int]:
    today = scene.at.date()
    planned = [day for one in scene.gesprekken(RecordStatus.GEPLAND) if (day := _day(one, "datum"))]
    norm = scene.programme.kpb_per_year
    return {
        "verslag": sum(day < today for day in planned),
        "voorbij": sum(day < today for goal in _goals(scene) if (day := _day(goal, "deadline"))),
        "concept": len(scene.goals(Status.CONCEPT)),
        "feedback": sum(one.mine and bool(one.other) for one in scene.plan.feedback),
        "notitie": sum(one.status is RecordStatus.CONCEPT for one in scene.records("reflectie")),
        "kpb": max(0, norm - kpb_count(scene)) if norm else 0,
        "rode_draad": _across(scene),
        "iop": _to_review(scene),
    }


def _across(scene: Scene) -> int:
    """How often the goals across disciplines are still to be reflected on in this year of training (OIGT)."""
    _, begin = year_of(scene.plan, scene.at.date())
    done = [one for one in scene.records("gesprek") if one.values.get("rode_draad") and one.created >= begin]
    return max(0, scene.programme.rode_draad_per_year - len(done))


def _to_review(scene: Scene) -> int:
    """The goals for the whole training that this year asks to be looked at again, and that nothing was said of since it
    began (OIGT: at the start of years 1, 2 and 3)."""
    year, begin = year_of(scene.plan, scene.at.date())
    if year not in scene.programme.iop_review_years:
        return 0
    looked_at = {one.values.get("leerdoel") for one in scene.records("doelstand") if one.created >= begin}
    whole = scene.programme.levels[0].id
    older = (goal for goal in scene.goals(Status.OPEN) if goal.created < begin and goal.values.get("niveau") == whole)
    return sum(goal.id not in looked_at for goal in older)
