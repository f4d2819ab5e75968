"""Speaking first: what is due is said when it still holds and the moment suits; else later, or never."""

from dataclasses import replace
from datetime import datetime, timedelta

from dialogs.library import Door
from dialogs.listening import Listening
from dialogs.plan import Consent, Nudge
from dialogs.schedule import audible, outdated, quiet_hours
from dialogs.turn import PutOff
from dialogs.weekly import on_the_wall


class Nudging(Listening):
    """A talk that begins with us."""

    def on_nudge(self) -> None:
        """Say what is due, as far as it still holds and the moment suits; else later, or never. It answers nothing.

        What can be said in a line is said together with whatever else is due; the rest stands by itself.
        """
        if self.plan.consent is not Consent.GIVEN:
            return
        due = [nudge for nudge in dict.fromkeys(self.event.nudges) if self._holds(nudge)]
        if due and (later := self._unsuited()):
            self.effects += [PutOff(nudge.kind, nudge.subject, later) for nudge in due]
            self._counts(later)
            return
        brief = self.in_lines(due)
        apart = [nudge for nudge in due if not self.library.must(nudge.kind).entry.brief]
        if len(brief) > 1:
            self.gather(brief)
        else:
            apart += brief
        for nudge in apart:
            self._tell(self.library.must(nudge.kind), nudge.subject)
        if self.replies:
            self._counts(self.event.at)

    def _counts(self, moment: datetime) -> None:
        """One of the messages of that day, said or put off until then by us, unless somebody asked for it."""
        if not self.event.asked:
            told = (*self.state.told, moment)
            self.state = replace(self.state, told=told[-self.library.rhythm.unasked_a_day :])

    def _tell(self, door: Door, subject: str) -> None:
        if not door.entry.opens:
            self.mention(door, subject)
            return
        self.drop_transient()
        self.state = replace(self.state, spoke=self.event.at)
        self.enter(door, subject)

    def _holds(self, nudge: Nudge) -> bool:
        """Whether there is still something to say: not so late that it is about another moment, and as it was."""
        door, late = self.library.door(nudge.kind), self.event.at - nudge.due
        if door is None or late > timedelta(hours=self.library.rhythm.stale_hours):
            return False
        return self.may_open(door, nudge.subject) and not outdated(self.library, self.plan, nudge, self.event.at)

    def _unsuited(self) -> datetime | None:
        """Until when to wait: somebody is in the middle of something, asleep, or heard enough today."""
        rhythm, at, seen = self.library.rhythm, self.event.at, self.state.seen
        silence = at - seen if seen else timedelta.max
        patience = timedelta(minutes=rhythm.polite_minutes)
        if self.busy() and silence < patience:
            return at + patience - silence
        if self.state.held and silence < timedelta(hours=rhythm.stale_hours):
            return audible(at + patience, rhythm, self.plan)
        punctual = self.event.due is not None and at - self.event.due < patience
        own_hour = self.event.name == rhythm.week.entry and punctual
        waking = audible(at, rhythm, self.plan)
        if waking != at and silence >= patience and not own_hour:
            return waking
        return None if self.event.asked else self._tomorrow()

    def _tomorrow(self) -> datetime | None:
        """The next morning, when this person heard as much today as anybody should who asked for nothing."""
        rhythm, at, told = self.library.rhythm, self.event.at, self.state.told
        today = [moment for moment in told if moment.astimezone(at.tzinfo).date() == at.date()]
        if len(today) < rhythm.unasked_a_day:
            return None
        _, morning = quiet_hours(rhythm, self.plan)
        return audible(on_the_wall(at.date() + timedelta(days=1), morning, at), rhythm, self.plan)
