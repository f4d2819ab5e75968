"""A year of weekly questions: once per slot, in turn, less often to who is silent, and never to who is away."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.library import Library
from dialogs.plan import Consent, Leerdoel, Plan, Record, RecordStatus, Status, Value
from dialogs.rhythm import Question
from dialogs.weekly import asked, choose, gaps_of, next_question, slowed, unanswered, weeks_between

ZONE = ZoneInfo("Europe/Amsterdam")
BEGIN = datetime(2026, 11, 23, 9, tzinfo=ZONE)
QUARTER = 13
"""Weekly questions in a quarter."""


def goals(count: int) -> tuple[Leerdoel, ...]:
    day = BEGIN.date()
    return tuple(Leerdoel(f"doel{n}", Status.OPEN, 1, day, {"doel": f"doel {n}"}) for n in range(count))


def covering(library: Library, gaps: int) -> Leerdoel:
    """A finished goal that leaves so many areas without anything."""
    areas = [area.id for area in library.programmes["medisch-specialist"].competences]
    covered = tuple(areas[gaps:])
    return Leerdoel("oud", Status.AFGEROND, 1, BEGIN.date(), {"doel": "oud", "competenties": covered})


@dataclass
class Year:
    """One person and the clock; the plan holds what `ask_week` and an answer would have stored."""

    library: Library
    plan: Plan
    at: datetime = BEGIN
    due: list[datetime] = field(default_factory=list)
    slow: list[int] = field(default_factory=list)
    """After how many unanswered questions it was said that they come less often."""

    def ask(self, answer: RecordStatus = RecordStatus.KLAAR) -> Record:
        """The next question comes; `answer` is what becomes of it, GEVRAAGD is silence."""
        rhythm = self.library.rhythm
        due = next_question(self.plan, rhythm, self.at)
        assert due is not None
        assert due > self.at
        self.at = due
        self.due.append(due)
        if slowed(self.plan, rhythm):
            self.slow.append(unanswered(self.plan))
        weekly = choose(self.plan, self.library.programme_of(self.plan), rhythm, due.date())
        values: dict[str, Value] = {"vraag": weekly.question.id, "dag": due.date().isoformat()}
        values |= {n: v for n, v in (("leerdoel", weekly.leerdoel), ("competentie", weekly.competentie)) if v}
        record = Record(f"vraag{len(self.due)}", "voortgang", answer, due.date(), values)
        self.plan = replace(self.plan, records=(*self.plan.records, record))
        return record

    @property
    def days(self) -> list[date]:
        return [due.date() for due in self.due]

    @property
    def gaps(self) -> list[int]:
        """Days between one question and the next."""
        return [(b - a).days for a, b in zip(self.days, self.days[1:], strict=False)]


def year(library: Library, goal_count: int, gap_count: int, **profile: Value) -> Year:
    known: dict[str, Value] = {"programma": "medisch-specialist", "week_ritme": 1, **profile}
    return Year(library, Plan(Consent.GIVEN, known, (*goals(goal_count), covering(library, gap_count))))


def windows(records: tuple[Record, ...], size: int) -> Iterator[tuple[Record, ...]]:
    return (records[at : at + size] for at in range(len(records) - size + 1))


def repeats(records: tuple[Record, ...]) -> dict[str, int]:
    """Question -> the fewest days between two times that it was asked."""
    found: dict[str, int] = {}
    last: dict[str, date] = {}
    for record in records:
        key, day = str(record.values["vraag"]), date.fromisoformat(str(record.values["dag"]))
        if key in last:
            found[key] = min(found.get(key, 999), (day - last[key]).days)
        last[key] = day
    return found


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    goal_count=st.integers(0, 6),
    gap_count=st.integers(0, 7),
    day=st.integers(1, 7),
    clock=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    answers=st.lists(st.sampled_from([RecordStatus.KLAAR, RecordStatus.OVERGESLAGEN]), min_size=52, max_size=52),
    changes=st.dictionaries(st.integers(1, 51), st.integers(0, 6), max_size=4),
    pause=st.tuples(st.integers(0, 50), st.integers(1, 70)),
)
def test_in_a_year_no_question_returns_within_four_weeks(
    library: Library,
    *,
    goal_count: int,
    gap_count: int,
    day: int,
    clock: time,
    answers: list[RecordStatus],
    changes: dict[int, int],
    pause: tuple[int, int],
) -> None:
    """While they come weekly, with goals that come and go, and leave."""
    me = year(library, goal_count, gap_count, week_dag=day, week_tijd=clock.isoformat("minutes"))
    away, back = pause[0], date.min
    for week, answer in enumerate(answers):
        if week in changes:
            me.plan = replace(me.plan, leerdoelen=(*goals(changes[week]), covering(library, gap_count)))
        if week == away:
            back = me.at.date() + timedelta(days=pause[1])
            me.plan = replace(me.plan, profile={**me.plan.profile, "pauze_tot": back.isoformat()})
        me.ask(answer)
        assert week < away or me.days[-1] >= back
    assert all(days >= 28 for days in repeats(me.plan.records).values())
    assert {due.isoweekday() for due in me.days} == {day}
    assert me.slow == []
    whole = {gap for at, gap in enumerate(me.gaps, start=1) if at != away}
    assert whole <= {7}


@pytest.mark.parametrize("gap_count", [0, 1, 3, 6, 7])
@pytest.mark.parametrize("goal_count", [1, 2, 6, 13])
def test_over_every_quarter_every_goal_and_every_gap_has_come_up(
    library: Library, goal_count: int, gap_count: int
) -> None:
    me = year(library, goal_count, gap_count)
    for _ in range(52):
        me.ask()
    wanted_goals = {goal.id for goal in goals(goal_count)}
    wanted_gaps = set(gaps_of(me.plan, library.programme_of(me.plan)))
    assert len(wanted_gaps) == gap_count
    for window in windows(me.plan.records, QUARTER):
        assert {str(record.values.get("leerdoel")) for record in window} >= wanted_goals
        assert {str(record.values.get("competentie")) for record in window} >= wanted_gaps


def test_without_goals_every_sentence_is_about_a_gap_and_without_gaps_about_nothing_in_particular(
    library: Library,
) -> None:
    gaps, free = year(library, 0, 7), year(library, 0, 0)
    abouts: list[set[str]] = []
    questions = {question.id: question for question in library.rhythm.questions}
    for me in (gaps, free):
        for _ in range(QUARTER):
            me.ask()
        abouts.append({_of(questions, record).about for record in me.plan.records})
    assert abouts == [{"hiaat"}, {"los"}]
    asked_about = {str(record.values["competentie"]) for record in gaps.plan.records}
    assert asked_about == set(gaps_of(gaps.plan, library.programme_of(gaps.plan)))


def _of(questions: dict[str, Question], record: Record) -> Question:
    return questions[str(record.values["vraag"])]


@pytest.mark.parametrize(
    ("own", "days", "slow"),
    [
        (1, [7, 14, 14, 28, 28, 28], [2, 4]),
        (2, [14, 14, 14, 28, 28, 28], [4]),
        (4, [28, 28, 28, 28, 28, 28], []),
    ],
)
def test_who_stays_silent_is_asked_less_and_hears_so_once(
    library: Library, own: int, days: list[int], slow: list[int]
) -> None:
    me = year(library, 2, 2, week_ritme=own)
    for _ in range(7):
        me.ask(RecordStatus.GEVRAAGD)
    assert me.gaps == days
    assert me.slow == slow


@pytest.mark.parametrize("answer", [RecordStatus.KLAAR, RecordStatus.OVERGESLAGEN])
@pytest.mark.parametrize("silent", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("own", [1, 2, 4])
def test_one_reaction_brings_the_own_rhythm_back(library: Library, own: int, silent: int, answer: RecordStatus) -> None:
    me = year(library, 2, 2, week_ritme=own)
    for _ in range(silent):
        me.ask(RecordStatus.GEVRAAGD)
    me.ask(answer)
    me.ask(RecordStatus.GEVRAAGD)
    assert me.gaps[-1] == 7 * own
    assert weeks_between(me.plan, library.rhythm) == own
    assert unanswered(me.plan) == 1


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    answers=st.lists(st.sampled_from([*RecordStatus][1:]), min_size=20, max_size=40),
    own=st.sampled_from([1, 2, 4]),
    goal_count=st.integers(0, 6),
    gap_count=st.integers(0, 7),
)
def test_whatever_somebody_does_each_slot_has_one_question_and_each_change_of_pace_is_said(
    library: Library, answers: list[RecordStatus], own: int, goal_count: int, gap_count: int
) -> None:
    me = year(library, goal_count, gap_count, week_ritme=own)
    paces = []
    for answer in answers:
        paces.append(weeks_between(me.plan, library.rhythm))
        me.ask(answer)
    assert len(asked(me.plan)) == len(set(me.days)) == len(answers)
    assert me.gaps == [7 * pace for pace in paces[1:]]
    slower = [at for at in range(1, len(paces)) if paces[at] > paces[at - 1]]
    assert len(me.slow) == len(slower)
    assert all(days >= 28 for days in repeats(me.plan.records).values())


@pytest.mark.parametrize(
    ("begin", "until", "due"),
    [
        (None, None, "2026-12-03"),
        (None, "2026-12-11", "2026-12-17"),
        ("2026-12-04", "2026-12-11", "2026-12-03"),
        ("2026-12-03", "2026-12-04", "2026-12-10"),
        ("2026-12-02", "2026-12-10", "2026-12-10"),
        ("2026-11-01", "2026-11-20", "2026-12-03"),
    ],
)
def test_the_question_comes_until_leave_begins_and_again_when_it_is_over(
    library: Library, begin: str | None, until: str | None, due: str
) -> None:
    at = datetime(2026, 12, 1, 12, 10, tzinfo=ZoneInfo("Europe/Amsterdam"))
    leave = {"pauze_van": begin, "pauze_tot": until}
    profile: dict[str, Value] = {"week_ritme": 1, "week_dag": 4, "week_tijd": "16:30"}
    plan = Plan(Consent.GIVEN, profile | {field: day for field, day in leave.items() if day})
    found = next_question(plan, library.rhythm, at)
    assert f"{found:%Y-%m-%d %H:%M}" == f"{due} 16:30"


def test_who_wants_no_question_does_not_hear_that_it_comes_less_often(library: Library) -> None:
    asked_twice = tuple(
        Record(f"vraag{number}", "voortgang", RecordStatus.GEVRAAGD, date(2026, 11, number)) for number in (1, 8)
    )
    profile: dict[str, Value] = {"week_ritme": 0}
    assert not slowed(Plan(Consent.GIVEN, profile, records=asked_twice), library.rhythm)
    assert slowed(Plan(Consent.GIVEN, {"week_ritme": 1}, records=asked_twice), library.rhythm)
