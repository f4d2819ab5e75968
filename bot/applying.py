"""What a turn changes, written down: each effect in the transaction of its turn, and what has to be sent with it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.calendar_file import calendar_file
from bot.parcel import Parcel
from dialogs.phrases import Sharing
from dialogs.plan import Deling
from dialogs.render import fill, safe
from dialogs.turn import (
    AcceptLink,
    ConfirmLink,
    DropRecord,
    Effect,
    EndLink,
    ExportPerson,
    ForgetPerson,
    Invite,
    PutOff,
    React,
    SaveFeedback,
    SaveLeerdoel,
    SaveProfile,
    SaveRecord,
    SendCalendar,
    SetConsent,
    SetNudges,
    Share,
    ShowAgain,
    TakeBack,
    Tell,
)
from storage.unit import UnitOfWork

DEEP_LINK = "https://t.me/{bot}?start={token}"
"""What an invitation looks like (Bot API, deep linking)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of a message in this chat; `about` is the deling that it still shows, if it does."""

    chat: int
    parcel: Parcel
    about: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """To send because of an effect: to the person itself, or an edit in the chat of somebody it was shared with.

    `withdrawn` are messages in the outbox that must not go any more.
    """

    parcels: tuple[Parcel, ...] = ()
    elsewhere: tuple["Edit", ...] = ()
    withdrawn: tuple[int, ...] = ()


NOTHING = Applied()


class Applier:
    """`username` is what the bot is called in a link."""

    def __init__(self, phrases: Sharing, username: Callable[[], str]) -> None:
        self._phrases = phrases
        self._username = username

    def __call__(self, unit: UnitOfWork, effect: Effect, person: str, now: datetime) -> Applied:
        """Raises a StorageError, and then nothing of the turn may be kept."""
        match effect:
            case SaveLeerdoel():
                unit.leerdoelen.save(person, effect, person, now)
            case SaveProfile(values=values):
                unit.persons.save_profile(person, values, now)
            case SetConsent(consent=consent, text_version=version):
                unit.persons.set_consent(person, consent, version, now)
            case SaveRecord():
                unit.records.save(person, effect, now)
            case DropRecord(id=key):
                unit.records.drop(person, key)
            case SaveFeedback():
                unit.feedback.save(person, effect, now)
            case AcceptLink(id=key):
                unit.koppelingen.accept(person, key, now)
            case ConfirmLink(id=key):
                unit.koppelingen.confirm(person, key, now)
            case EndLink(id=key):
                unit.koppelingen.end(person, key, now)
            case Share():
                unit.delingen.share(person, effect, now)
            case React():
                unit.delingen.react(person, effect, now)
            case SetNudges(nudges=nudges):
                unit.nudges.replace(person, nudges, now)
            case PutOff(kind=kind, subject=subject, at=at):
                unit.nudges.put_off(person, kind, subject, at)
            case Tell(kind=kind, subject=subject):
                if (other := unit.feedback.counterpart(person, subject)) is not None:
                    unit.nudges.tell(other, kind, subject, now)
            case _:
                return self._sends(unit, effect, person, now)
        return NOTHING

    def _sends(self, unit: UnitOfWork, effect: Effect, person: str, now: datetime) -> Applied:
        match effect:
            case TakeBack(id=key, text=text):
                unit.delingen.take_back(person, key, now)
                return self._taken_back(unit, key, text)
            case ShowAgain(id=key, text=text, rows=rows):
                there = unit.outbox.messages_about(key)
                return Applied(elsewhere=tuple(Edit(chat, Parcel(text, rows, at), key) for chat, at in there))
            case SendCalendar():
                return Applied(
                    (Parcel("", filename="gesprek.ics", content=calendar_file(effect, now), kind="document"),)
                )
            case Invite(id=key, rol=rol, text=text):
                token = unit.koppelingen.invite(person, key, rol, now)
                link = fill(DEEP_LINK, {"bot": self._username(), "token": token})
                return Applied((Parcel(fill(safe(text), {"link": link})),))
            case ForgetPerson():
                return self._forgotten(unit, person)
            case ExportPerson():
                copy = json.dumps(unit.persons.export(person), ensure_ascii=False, indent=2)
                return Applied((Parcel("", filename="leerlijn.json", content=copy, kind="document"),))
        return NOTHING

    def _taken_back(self, unit: UnitOfWork, deling: str, text: str) -> Applied:
        """What the other one has in their chat becomes that it is gone; what is still on its way does not go."""
        withdrawn = tuple(unit.outbox.withdraw(deling))
        edits = tuple(Edit(chat, Parcel(text, edits=at)) for chat, at in unit.outbox.messages_about(deling))
        return Applied(elsewhere=edits, withdrawn=withdrawn)

    def _forgotten(self, unit: UnitOfWork, person: str) -> Applied:
        """Who wipes everything wipes it from the chats as well that it was shared to."""
        shared = [one.id for one in self._shared_by(unit, person)]
        gone = [self._taken_back(unit, key, self._phrases.taken_back) for key in shared]
        unit.persons.forget(person)
        return Applied(
            elsewhere=tuple(edit for one in gone for edit in one.elsewhere),
            withdrawn=tuple(key for one in gone for key in one.withdrawn),
        )

    def _shared_by(self, unit: UnitOfWork, person: str) -> list[Deling]:
        return [one for one in unit.delingen.of(person) if one.side == "aios" and not one.ingetrokken]
