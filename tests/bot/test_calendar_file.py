"""The file for somebody's own calendar reads back as what was planned, in summer, in winter, and without a time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from bot.calendar_file import calendar_file
from dialogs.turn import SendCalendar
from dialogs.weekly import on_the_wall

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def planned(start: datetime, whole_day: bool = False, title: str = "voortgangsgesprek met Hugo") -> SendCalendar:
    return SendCalendar("g1", title, start, whole_day, 60)


def moment(event: Event, name: str) -> datetime:
    found = event.decoded(name)
    assert isinstance(found, datetime)
    return found


def read(wanted: SendCalendar, now: datetime = NOW) -> Event:
    calendar = Calendar.from_ical(calendar_file(wanted, now))
    assert (calendar["version"], bool(calendar["prodid"])) == ("2.0", True)
    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    return event


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        (datetime(2027, 1, 12, 15, 0, tzinfo=ZONE), "2027-01-12T14:00:00+00:00"),
        (datetime(2027, 7, 12, 15, 0, tzinfo=ZONE), "2027-07-12T13:00:00+00:00"),
        (datetime(2027, 3, 28, 15, 0, tzinfo=ZONE), "2027-03-28T13:00:00+00:00"),
        (datetime(2026, 10, 25, 15, 0, tzinfo=ZONE), "2026-10-25T14:00:00+00:00"),
    ],
    ids=["winter", "summer", "after the short night", "after the long night"],
)
def test_it_begins_and_ends_at_the_time_that_was_meant(start: datetime, utc: str) -> None:
    event = read(planned(start))
    begin, end = moment(event, "dtstart"), moment(event, "dtend")
    assert begin.astimezone(UTC).isoformat() == utc
    assert end - begin == timedelta(minutes=60)
    assert begin.astimezone(ZONE) == on_the_wall(start.date(), start.time(), NOW)


def test_without_a_time_it_is_a_whole_day() -> None:
    event = read(planned(datetime(2027, 1, 12, 0, 0, tzinfo=ZONE), whole_day=True))
    begin = event.decoded("dtstart")
    assert (begin, type(begin)) == (date(2027, 1, 12), date)
    assert "dtend" not in event


def test_one_that_is_moved_is_the_same_one() -> None:
    before = read(planned(datetime(2027, 1, 12, 15, 0, tzinfo=ZONE)))
    after = read(planned(datetime(2027, 2, 3, 9, 0, tzinfo=ZONE)), NOW + timedelta(days=1))
    assert before["uid"] == after["uid"]
    assert moment(before, "dtstart") < moment(after, "dtstart")
    assert moment(before, "dtstamp") < moment(after, "dtstamp")
    assert read(SendCalendar("g2", "x", NOW, False, 60))["uid"] != before["uid"]


@pytest.mark.parametrize(
    "title", ["a; b, c\\ d", "twee\nregels", "BEGIN:VEVENT", "é" * 200, "met Zoë & Ann <opleider>"], ids=str
)
def test_whatever_it_is_called_reads_back(title: str) -> None:
    assert str(read(planned(NOW, title=title))["summary"]) == title


def test_lines_are_as_long_as_a_calendar_takes() -> None:
    lines = calendar_file(planned(NOW, title="é" * 200), NOW).encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
