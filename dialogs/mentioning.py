"""Saying something about a subject without opening anything: a nudge, a door that only tells, several at once."""

from collections.abc import Iterable, Sequence

from dialogs import prompt
from dialogs.applied import applied
from dialogs.conditions import holds
from dialogs.effects import EFFECTS
from dialogs.library import Door
from dialogs.moving import Moving
from dialogs.plan import Nudge
from dialogs.scene import Scene
from dialogs.schedule import span_of
from dialogs.state import Frame
from dialogs.telling import told
from dialogs.turn import Reply, Rows
from dialogs.views import sentence


class Mentioning(Moving):
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

    def close(self, doors: Sequence[str] = (), subject: str = "", *, rows: Rows = (), about: str = "") -> None:
        """Without the doors that hide while they are closed."""
        found = [door for name in doors if (door := self.library.door(name)) and self._shows(door, subject)]
        super().close([door.name for door in found], subject, rows=rows, about=about)

    def _shows(self, door: Door, subject: str) -> bool:
        return not door.entry.hides or self.may_open(door, subject)

    def mention(self, door: Door, subject: str) -> None:
        """Say something about a subject, with doors to go in by; what is open stays open."""
        self._change(door, self.scene_of(self.about(door, subject)))
        # What opening it changed may have a bearing on what there is to say about it.
        text, rows = told(self.scene_of(self.about(door, subject)), door)
        self.say(text)
        self.close(rows=rows, about=subject if door.entry.about else "")

    def gather(self, nudges: Sequence[Nudge]) -> None:
        """Each of these in a line, with its first door under its number."""
        lines: list[str] = []
        doors: list[tuple[str, str]] = []
        for nudge in nudges:
            one = self.library.must(nudge.kind)
            scene = self.scene_of(self.about(one, nudge.subject))
            self._change(one, scene)
            lines.append(f"{len(lines) + 1}. {sentence(scene, one.flow.steps[0], one.entry.brief)}")
            doors.append((one.entry.listed, scene.frame.seed) if one.entry.listed else self._first(nudge))
        together = self.library.must(self.library.rhythm.says.together).entry
        span = span_of(self.library, self.plan, nudges, self.event.at)
        rows = (*prompt.numbered(doors), *(prompt.doors(self.library, together.offer, str(span)) if span else ()))
        self.replies.append(Reply("\n".join([together.say, *lines]), rows))

    def in_lines(self, nudges: Iterable[Nudge]) -> list[Nudge]:
        """Those that can be said in a line; of several that lead to the same, the last."""
        there = (nudge for nudge in nudges if self.library.must(nudge.kind).entry.brief)
        ordered = sorted(there, key=lambda nudge: (nudge.due.timestamp(), nudge.kind, nudge.subject))
        last = {self._first(nudge): nudge for nudge in ordered}
        return [nudge for nudge in ordered if last[self._first(nudge)] is nudge]

    def _first(self, nudge: Nudge) -> tuple[str, str]:
        """Where its first button leads to, and about what; for what opens by itself that is its own entry."""
        offered = (self.library.must(name) for name in self.library.must(nudge.kind).entry.offer)
        return next((door.name for door in offered if self._shows(door, nudge.subject)), nudge.kind), nudge.subject

    def _change(self, door: Door, scene: Scene) -> None:
        """What opening this entry changes, without opening it."""
        for effect in EFFECTS[door.entry.effect](scene, door.flow.steps[0]) if door.entry.effect else ():
            self.effects.append(effect)
            self.plan = applied(self.plan, effect, scene)

    def about(self, door: Door, subject: str) -> Frame:
        thing = self.plan.find(subject)
        answers = dict(thing.values) if thing else {}
        return Frame(door.flow.id, door.flow.steps[0].id, answers, subject=subject if thing else "", seed=self.event.id)
