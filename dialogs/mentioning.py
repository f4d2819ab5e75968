"""Saying something about a subject without opening anything: a nudge, a door that only tells, several at once."""

from datetime import datetime

from dialogs import prompt
from dialogs.applied import applied
from dialogs.conditions import holds
from dialogs.effects import EFFECTS
from dialogs.library import Door
from dialogs.schedule import of_moment
from dialogs.state import Frame
from dialogs.talk import Talk
from dialogs.telling import told
from dialogs.turn import Reply
from dialogs.views import sentence


class Mentioning(Talk):
    """A talk that can speak of something else than the open question."""

    def may_open(self, door: Door, subject: str) -> bool:
        """Whether what this entry is about is this person's, and in a state that it is meant for."""
        if door.entry.prefill == "subject" and self.plan.find(subject) is None:
            return False
        return holds(self.scene_of(self.about(door, subject)), door.entry.when)

    def closed(self, door: Door, subject: str) -> str:
        missing = door.entry.prefill == "subject" and self.plan.find(subject) is None
        if missing or not door.entry.closed:
            return self.phrases.system.gone
        return sentence(self.scene_of(self.about(door, subject)), door.flow.steps[0], door.entry.closed)

    def mention(self, door: Door, subject: str) -> None:
        """Say something about a subject, with doors to go in by; what is open stays open."""
        scene, first = self.scene_of(self.about(door, subject)), door.flow.steps[0]
        changed = EFFECTS[door.entry.effect](scene, first) if door.entry.effect else ()
        for effect in changed:
            self.effects.append(effect)
            self.plan = applied(self.plan, effect, scene)
        if door.entry.gathers:
            self._gather(door, subject)
            return
        # What opening it changed may have a bearing on what there is to say about it.
        text, rows = told(self.scene_of(self.about(door, subject)), door)
        self.say(text)
        self.close(rows=rows, about=subject if door.entry.about else "")

    def _gather(self, door: Door, subject: str) -> None:
        """Everything of one moment in one message; what no longer holds is left out."""
        lines, doors = [], []
        for nudge in of_moment(self.library, self.plan, datetime.fromisoformat(subject), self.event.at):
            one = self.library.door(nudge.kind)
            if one is None or not self.may_open(one, nudge.subject):
                continue
            scene, first = self.scene_of(self.about(one, nudge.subject)), one.flow.steps[0]
            lines.append(sentence(scene, first, one.entry.brief))
            doors.append((one.entry.offer[0], nudge.subject))
        if not lines:
            return
        self.say(door.entry.say)
        self.say("\n".join(f"{at}. {line}" for at, line in enumerate(lines, 1)))
        self.replies.append(Reply("\n".join(self.lead), prompt.numbered(doors)))
        self.lead = []

    def about(self, door: Door, subject: str) -> Frame:
        thing = self.plan.find(subject)
        answers = dict(thing.values) if thing else {}
        return Frame(door.flow.id, door.flow.steps[0].id, answers, subject=subject if thing else "", seed=self.event.id)
