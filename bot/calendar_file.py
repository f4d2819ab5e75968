"""A gesprek as a file for somebody's own calendar (RFC 5545)."""

from datetime import UTC, datetime, timedelta

from dialogs.turn import SendCalendar


def calendar_file(wanted: SendCalendar, now: datetime) -> str:
    """One event. `now` (aware) is its stamp; the same gesprek has the same UID, so moving it moves it there as well."""
    # Here and not above: it takes a fifth of a second to load, of a start that somebody waits for.
    from icalendar import Calendar, Event  # noqa: PLC0415

    event = Event()
    event.add("uid", f"{wanted.id}@leerlijn")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", wanted.title)
    if wanted.whole_day:
        event.add("dtstart", wanted.start.date())
    else:
        event.add("dtstart", wanted.start.astimezone(UTC))
        event.add("dtend", wanted.start.astimezone(UTC) + timedelta(minutes=wanted.minutes))
    calendar = Calendar()
    calendar.add("prodid", "-//Leerlijn//NL")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))
