"""The mechanics of a conversation: enter a flow, ask on, move, end; and what is done when nothing was understood."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dialogs import prompt
from dialogs.conditions import holds
from dialogs.flow import Choice, Flow, Step
from dialogs.library import Door
from dialogs.options import LISTS, options
from dialogs.plan import Leerdoel, Thing, Values
from dialogs.render import fill, safe
from dialogs.saying import said
from dialogs.scene import SUGGESTED
from dialogs.state import Finding, Frame
from dialogs.talk import Talk
from dialogs.views import sentence

TYPED = ("text", "date", "number", "moment")
"""Kinds of steps that are answered by typing, each with its own words for what was not understood."""
TOGETHER = "samen"
"""The answer that says which nudges came together."""
Carried = tuple[Values, Mapping[str, Finding]]
"""Answers that one flow hands to the next, and what was read of them."""


class Moving(Talk):
    """A talk that goes from step to step and from flow to flow."""

    # --- entering and leaving flows

    def enter(self, door: Door, subject: str = "") -> None:
        """Open a flow on top of whatever is open, filled in with what its entry brings along, and ask on."""
        self.push(door, subject)
        self.apply(door.entry.effect, door.flow.steps[0])
        self._load()
        self.proceed(door)

    def _load(self) -> None:
        """What opening the flow made is what it begins with."""
        made = self.scene().record
        if made is not None:
            self.frame = replace(self.frame, answers={**made.values, **self.frame.answers})

    def push(self, door: Door, subject: str = "") -> None:
        """Open a flow without asking anything yet."""
        self.drop_transient()
        self.state = replace(self.state, stack=(*self.state.stack, self._fresh(door, subject)), asking="", missed=0)
        self.say(sentence(self.scene(), door.flow.steps[0], door.entry.say))

    def drop_transient(self) -> None:
        """Let go of what nobody comes back to."""
        while self.state.stack and self.gives_way():
            self.state = replace(self.state, stack=self.state.stack[:-1], asking="")

    def busy(self) -> bool:
        """Whether something is open that is more than looked at."""
        steps = (self.scene_of(frame).step() for frame in self.state.stack)
        return any(step is not None and not step.rests for step in steps)

    def gives_way(self) -> bool:
        """Whether nothing is lost by leaving here: something is only looked at."""
        scene = self.scene()
        step = scene.step()
        return scene.flow.transient or (step is not None and step.rests)

    def proceed(self, door: Door) -> None:
        """Ask the first thing that this entry has to ask."""
        step = self.scene().flow.step(self.frame.step)
        if step is not None and (door.entry.at or self._to_ask(step)):
            self.arrive(step)
        else:
            self.onward()

    def _fresh(self, door: Door, subject: str) -> Frame:
        thing = self.plan.find(subject)
        answers = {TOGETHER: subject} if door.entry.prefill == "span" else self._answers(door, thing)
        kept = subject if thing is not None and door.entry.prefill == "subject" else ""
        first = door.entry.at or door.flow.steps[0].id
        return Frame(door.flow.id, first, answers, subject=kept, seed=self.event.id)

    def _answers(self, door: Door, thing: Thing | None) -> Values:
        if door.entry.prefill == "profile":
            return dict(self.plan.profile)
        if door.entry.prefill == "subject" and thing is not None:
            return dict(thing.values)
        if door.entry.prefill == "follow" and isinstance(thing, Leerdoel):
            return {**{slot: thing.values[slot] for slot in ("niveau",) if slot in thing.values}, "parent": thing.id}
        return {}

    def replace_with(self, door: Door, subject: str = "", carried: Carried | None = None) -> None:
        """Go on in another flow instead of this one, with the answers that are carried along."""
        self.state = replace(self.state, stack=self.state.stack[:-1])
        if carried is not None:
            self.push(door, subject)
            answers, findings = carried
            self.frame = replace(self.frame, answers={**self.frame.answers, **answers}, findings=findings)
            self.proceed(door)
            return
        if not subject and (at := self.depth_of(door.flow)) is not None:
            self.state = replace(self.state, stack=self.state.stack[: at + 1])
            self.resume()
        else:
            self.enter(door, subject)

    def depth_of(self, flow: Flow, subject: str = "") -> int | None:
        """Where this flow is open already, about this subject if there is one, counted from the bottom."""
        same = (frame.flow == flow.id and subject in ("", frame.subject) for frame in self.state.stack)
        return next((at for at, found in enumerate(same) if found), None)

    def finish(self, doors: Sequence[str] = ()) -> None:
        """This flow is done: back to what lay under it, or to rest."""
        subject = self.frame.subject
        self.state = replace(self.state, stack=self.state.stack[:-1], asking="")
        self.drop_transient()
        if self.forgotten:
            self.state = replace(self.state, stack=())
        if self.state.stack:
            self.resume()
        else:
            self.close(doors, subject)

    def drop(self) -> None:
        """Leave this flow without its end."""
        self.say(self.phrases.system.stopped)
        self.finish()

    def resume(self, again: bool = False) -> None:
        self.ask("resume", again, title=self.scene().flow.title)

    # --- moving within a flow

    def settle(self, step: Step | None) -> None:
        """Stand at this step and ask it; one that only says something is said on the way."""
        if step is None:
            self.finish()
            return
        self.frame = replace(self.frame, step=step.id, probed=0, missed=0, picked=self._preselected(step))
        if not step.asks:
            self.apply(step.effect, step)
            self.say(sentence(self.scene(), step, step.question))
            self.go(step)
            return
        self._show_present(step)
        self.pose()

    def arrive(self, step: Step) -> None:
        """Stand at this step in passing: where there is one thing to choose and no more, that is taken and said."""
        only = LISTS[step.options](self.scene()) if step.lone else []
        if len(only) != 1:
            self.settle(step)
            return
        self.frame = replace(self.frame, step=step.id, answers={**self.frame.answers, step.key: only[0].id})
        if step.opens:
            self.frame = replace(self.frame, subject=only[0].id)
            self.say(sentence(self.scene(), step, step.lone, safe(only[0].label)))
            self.replace_with(self.library.must(step.opens), only[0].id)
            return
        self.say(sentence(self.scene(), step, step.lone, safe(only[0].label)))
        self.apply(step.effect, step)
        self.onward()

    def _preselected(self, step: Step) -> tuple[str, ...]:
        if step.kind != "multi":
            return ()
        scene = self.scene()
        if given := scene.several(step.key):
            return given
        if step.picked:
            return tuple(option.id for option in options(scene, step) if option.id in step.picked)
        return scene.several(SUGGESTED)[:1] if step.suggest else ()

    def _show_present(self, step: Step) -> None:
        """What stands there already, when somebody comes back to a question."""
        present = self.frame.answers.get(step.key)
        if present and step.editable and (self.frame.back_to or step.id in self.frame.path):
            self.say(fill(self.phrases.clear.now, {"value": said(self.scene(), step.key, present)}))

    def _to_ask(self, step: Step) -> bool:
        scene = self.scene()
        if step.kind in ("say", "card"):
            return holds(scene, step.when)
        return prompt.open_now(scene, step)

    def onward(self, doors: Sequence[str] = ()) -> None:
        """To the card that sent us here, or else to the next step that has something to ask; `doors` when none has."""
        frame, scene = self.frame, self.scene()
        if frame.back_to:
            target = scene.flow.step(frame.back_to)
            if target is not None:
                self.apply(target.saves, target)
            self.frame = replace(self.frame, back_to="")
            self.settle(target)
            return
        ahead = next((step for step in scene.flow.after(frame.step) if self._to_ask(step)), None)
        if ahead is None:
            self.finish(doors)
        else:
            self.arrive(ahead)

    def go(self, step: Step, choice: Choice | None = None) -> None:
        """On from an answered step: where the choice leads, else where the step leads, else onward."""
        if step.asks and step.id not in self.frame.path:
            self.frame = replace(self.frame, path=(*self.frame.path, step.id))
        target = (choice.goto if choice else "") or step.goto
        doors = (choice.then if choice else ()) or step.then
        if step.again_at and (first := self.scene().flow.step(step.again_at)) is not None:
            self._once_more(first, step)
        elif target == "end":
            self.finish(doors)
        elif target:
            self._settle_untold(self.scene().flow.step(target), step)
        else:
            self.onward(doors)

    def _settle_untold(self, target: Step | None, before: Step) -> None:
        """Stand at `target`, or on from it where the words that came before its question answer it."""
        told = self.scene().flow.step(before.tells) if before.tells else None
        if target and told and target.key == told.key and target.key in self.frame.answers:
            self.apply(target.effect, target)
            self.go(target)
        else:
            self.settle(target)

    def _once_more(self, first: Step, last: Step) -> None:
        """From `first` on again, about the next thing; past `last` when there is no next."""
        answers = {slot: value for slot, value in self.frame.answers.items() if slot not in (first.key, last.key)}
        self.frame = replace(self.frame, answers=answers)
        if holds(self.scene(), first.when):
            self.settle(first)
        else:
            self.frame = replace(self.frame, step=last.id)
            self.onward()

    def back(self) -> None:
        """One question back, with the answer that stands there."""
        frame = self.frame
        flow = self.scene().flow
        if frame.back_to:
            self.onward()
            return
        path = [s for s in frame.path if (known := flow.step(s)) is not None and known.counts and s != frame.step]
        if not path:
            self.refuse(self.phrases.system.nothing_back)
            return
        self.say(self.phrases.clear.back)
        self.settle(flow.step(path[-1]))
        self.frame = replace(self.frame, path=tuple(path[:-1]))

    # --- not understood

    def refuse(self, line: str) -> None:
        """Say why something cannot be, once in these words and after that as any repair."""
        if self.frame.missed:
            kind = self.step().kind
            self.miss(kind if kind in TYPED else "choice")
            return
        self.frame = replace(self.frame, missed=1)
        self.say(line)
        self.pose(again=True)

    def miss(self, kind: str) -> None:
        """Not understood: each time other words, then an example, then a way out. Never a dead end."""
        step = self.step()
        count = self.frame.missed + 1
        self.frame = replace(self.frame, missed=count)
        lines: tuple[str, ...] = getattr(self.phrases.missed, kind)
        bounds = {"minimum": str(step.minimum or 0), "maximum": str(step.maximum or "")}
        self.say(fill(lines[(count - 1) % len(lines)], bounds))
        self.nudge_on(count)

    def nudge_on(self, count: int) -> None:
        """The rest of a repair, by how often it was needed: the question in other words, an example, the buttons."""
        step = self.step()
        if count == 2 and step.example:
            self.say(self.example(step))
        self.pose(again=True, bare=count != 1)

    def example(self, step: Step) -> str:
        return fill(self.phrases.system.example, {"example": f"<i>{sentence(self.scene(), step, step.example)}</i>"})
