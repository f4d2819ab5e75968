"""The mechanics of a conversation: enter a flow, take an answer, ask on, move, end.

A `Talk` is the working copy of one step of the engine: it begins with a state and a plan, collects what to say
and what to change, and ends in a `Turn`. Which event leads to which move is decided in `engine.py`.
"""

from collections.abc import Sequence
from dataclasses import replace

from dialogs import prompt
from dialogs.answers import Day, deadline, finding, merged
from dialogs.conditions import holds
from dialogs.effects import EFFECTS, applied
from dialogs.event import Event, EventKind
from dialogs.flow import Choice, Flow, Step
from dialogs.library import Door, Library
from dialogs.options import Option, options
from dialogs.phrases import Ask
from dialogs.plan import Leerdoel, Plan, Value, Values
from dialogs.reading import CRITERIA, Criterion, Reading
from dialogs.render import fill, listed, safe, shorten
from dialogs.scene import SUGGESTED, Scene, joined
from dialogs.state import DialogueState, Frame, Held
from dialogs.turn import Effect, ForgetPerson, Reply, Turn
from dialogs.views import said, sentence

LONGEST = 4096
"""Characters of one answer: a message holds no more (Bot API)."""


class Talk:
    """One step in the making. Not shared, not kept."""

    def __init__(self, library: Library, state: DialogueState, event: Event, plan: Plan) -> None:
        self.library = library
        self.phrases = library.phrases
        self.event = event
        self.plan = plan
        self.state = replace(state, version=state.version + 1, seen=event.at)
        self.lead: list[str] = []
        self.faint = ""
        """Said only when there is nothing better to say."""
        self.effects: list[Effect] = []
        self.replies: list[Reply] = []
        self.toast = ""

    # --- looking

    @property
    def frame(self) -> Frame:
        return self.state.stack[-1]

    @frame.setter
    def frame(self, frame: Frame) -> None:
        self.state = self.state.with_top(frame)

    def scene(self) -> Scene:
        return self.scene_of(self.frame)

    def scene_of(self, frame: Frame) -> Scene:
        return Scene(self.library, self.plan, self.library.flows[frame.flow], frame, self.event.at)

    def step(self) -> Step:
        """The open step. Its existence is settled at the start of the turn, see `engine`."""
        found = self.scene().step()
        if found is None:
            raise LookupError(self.frame.step)
        return found

    # --- saying

    def say(self, html: str) -> None:
        if html and html not in self.lead:
            self.lead.append(html)

    def turn(self) -> Turn:
        return Turn(self.state, tuple(self.replies), tuple(self.effects), self.toast)

    def _send(self, reply: Reply, asks: bool = True) -> None:
        self.replies.append(reply)
        self.lead = []
        if asks:
            self.state = replace(self.state, prompt=self.state.version)

    def pose(self, again: bool = False, bare: bool = False, probe: str = "") -> None:
        """Ask the open step; `bare` sends what there is to say with only its buttons."""
        scene, step = self.scene(), self.step()
        if not self.lead:
            self.say(self.faint)
        body = probe or ("" if bare else prompt.asked(scene, step, again))
        self._send(prompt.question(scene, step, self.state.version, self.lead, body, probing=bool(probe)))

    def ask(self, name: str, again: bool = False, **values: str) -> None:
        """A question of the engine itself, over the open step."""
        self.state = replace(self.state, asking=name)
        question: Ask = getattr(self.phrases.ask, name)
        self._send(prompt.engine_question(question, self.state.version, self.lead, values, again))

    def close(self, doors: Sequence[str] = (), subject: str = "") -> None:
        """Say what there is to say, with doors to go on by; nothing stays open."""
        rows = prompt.doors(self.library, doors, subject)
        self._send(Reply("\n\n".join(self.lead), rows), asks=False)

    # --- changing the IOP

    def apply(self, name: str, step: Step) -> None:
        if not name:
            return
        scene = self.scene()
        effect = EFFECTS[name](scene, step)
        self.effects.append(effect)
        self.plan = applied(self.plan, effect, scene)

    # --- entering and leaving flows

    def enter(self, door: Door, subject: str = "", text: tuple[str, Reading] | None = None) -> None:
        """Open a flow on top of whatever is open, filled in with what its entry brings along, and ask on."""
        self.state = replace(self.state, stack=(*self.state.stack, self._fresh(door, subject)), asking="", missed=0)
        step = self.scene().flow.step(self.frame.step)
        self.say(sentence(self.scene(), door.flow.steps[0], door.entry.say))
        if text is not None and door.entry.prefill == "text":
            self.prefill(*text)
        if door.entry.at or (step is not None and self._to_ask(step)):
            self.settle(step)
        else:
            self.onward()

    def _fresh(self, door: Door, subject: str) -> Frame:
        goal = next((g for g in self.plan.leerdoelen if g.id == subject), None)
        answers = self._answers(door, goal)
        kept = subject if goal is not None and door.entry.prefill == "subject" else ""
        first = door.entry.at or door.flow.steps[0].id
        return Frame(door.flow.id, first, answers, subject=kept, seed=self.event.id)

    def _answers(self, door: Door, goal: Leerdoel | None) -> Values:
        if door.entry.prefill == "profile":
            return dict(self.plan.profile)
        if goal is None:
            return {}
        if door.entry.prefill == "subject":
            return dict(goal.values)
        if door.entry.prefill == "follow":
            return {**{slot: goal.values[slot] for slot in ("niveau",) if slot in goal.values}, "parent": goal.id}
        return {}

    def replace_with(self, door: Door, subject: str = "") -> None:
        """Go on in another flow instead of this one."""
        self.state = replace(self.state, stack=self.state.stack[:-1])
        if not subject and (at := self.depth_of(door.flow)) is not None:
            self.state = replace(self.state, stack=self.state.stack[: at + 1])
            self.resume()
        else:
            self.enter(door, subject)

    def depth_of(self, flow: Flow) -> int | None:
        """Where this flow is open already, counted from the bottom."""
        return next((at for at, frame in enumerate(self.state.stack) if frame.flow == flow.id), None)

    def finish(self, doors: Sequence[str] = ()) -> None:
        """This flow is done: back to what lay under it, or to rest."""
        subject = self.frame.subject
        self.state = replace(self.state, stack=self.state.stack[:-1], asking="")
        if any(isinstance(effect, ForgetPerson) for effect in self.effects):
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
            self.say(sentence(self.scene(), step, step.question))
            self.onward()
            return
        self._show_present(step)
        self.pose()

    def _preselected(self, step: Step) -> tuple[str, ...]:
        if step.kind != "multi":
            return ()
        scene = self.scene()
        if given := scene.several(step.key):
            return given
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

    def onward(self) -> None:
        """To the card that sent us here, or else to the next step that has something to ask."""
        frame, scene = self.frame, self.scene()
        if frame.back_to:
            target = scene.flow.step(frame.back_to)
            self.frame = replace(frame, back_to="")
            self.settle(target)
            return
        self.settle(next((step for step in scene.flow.after(frame.step) if self._to_ask(step)), None))

    def go(self, step: Step, choice: Choice | None = None) -> None:
        """On from an answered step: where the choice leads, else where the step leads, else onward."""
        path = (*self.frame.path, step.id) if step.id not in self.frame.path else self.frame.path
        self.frame = replace(self.frame, path=path)
        target = (choice.goto if choice else "") or step.goto
        if target == "end":
            self.finish(choice.then if choice else ())
        elif target:
            self.settle(self.scene().flow.step(target))
        else:
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
            self.say(self.phrases.system.nothing_back)
            self.pose(again=True)
            return
        self.say(self.phrases.clear.back)
        self.settle(flow.step(path[-1]))
        self.frame = replace(self.frame, path=tuple(path[:-1]))

    def skip(self) -> None:
        step = self.step()
        if not step.skippable:
            self.say(self.phrases.system.no_skip)
            self.pose(again=True)
            return
        lines = self.phrases.clear.skipped
        self.say(lines[len(self.frame.path) % len(lines)])
        self._note_thin(step)
        self.go(step)

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

    def explain(self) -> None:
        """Help with the open question: what it is for, and an example."""
        step = self.step()
        self.say(sentence(self.scene(), step, step.help) or self.phrases.system.no_help)
        if step.example:
            self.say(self.example(step))
        self.pose(bare=True)

    # --- taking answers

    def choose(self, step: Step, option: Option) -> None:
        """An option was taken: a button, or words that mean it."""
        choice = option.choice
        if choice and choice.blocked and holds(self.scene(), choice.blocked):
            self.settle(self.scene().flow.step(choice.blocked_goto))
            return
        if step.options == "editable" and choice is None:
            card = self.frame.path[-1] if self.frame.path else step.id
            cards = [s.id for s in self.scene().flow.steps if s.kind == "card"]
            self.frame = replace(self.frame, back_to=card if card in cards else cards[0])
            self.settle(self.scene().flow.step(option.id))
            return
        if step.options in ("goals", "closed") and choice is None:
            self.replace_with(self.library.must("leerdoelen.bekijk"), option.id)
            return
        self._fill(step, option, choice)
        if choice and choice.say:
            self.say(sentence(self.scene(), step, choice.say))
        elif step.ack:
            self.acknowledge(step)
        self.apply(step.effect or (choice.effect if choice else ""), step)
        if choice and choice.start:
            self.replace_with(self.library.must(choice.start), self.frame.subject)
            return
        self.go(step, choice)

    def _fill(self, step: Step, option: Option, choice: Choice | None) -> None:
        """Write down what an option answers, sets and clears."""
        scene = self.scene()
        answers = dict(self.frame.answers)
        if step.kind != "card":
            answers[step.key] = option.label if step.other else option.id
        if choice:
            for slot, template in choice.sets.items():
                answers[slot] = fill(template, {step.key: option.id, **{s: scene.text(s) for s in answers}})
            for slot in choice.clears:
                answers.pop(slot, None)
        cleared = choice.clears if choice else ()
        findings = {
            key: replace(f, slots={s: v for s, v in f.slots.items() if s not in cleared})
            for key, f in self.frame.findings.items()
            if key not in cleared
        }
        self.frame = replace(self.frame, answers=answers, findings=findings)
        if step.kind == "number":
            self.frame = replace(self.frame, answers={**answers, step.key: int(str(answers[step.key]))})

    def put(self, step: Step, value: Value) -> None:
        """An answer as a value: a day, a number, what was ticked, own words to a choice."""
        messages = {**self.frame.messages}
        if self.event.kind in (EventKind.TEXT, EventKind.MEDIA) and self.event.message is not None:
            messages[step.key] = self.event.message
        answers = {**self.frame.answers, step.key: value}
        self.frame = replace(self.frame, answers=answers, messages=messages)
        self.acknowledge(step)
        self.apply(step.effect, step)
        self.go(step)

    def hear(self, step: Step, text: str, reading: Reading, message: int | None) -> None:
        """A text answer: note what it shows, and ask on when this step's letter is still missing."""
        before = self.scene().lacking()
        self._write(step, text, reading, message, more=self.frame.probed > 0)
        letter = step.criterion
        lacks = letter is not None and letter in self.scene().lacking()
        if lacks and self.frame.probed < len(step.probes):
            self._say_clear(before)
            probe = sentence(self.scene(), step, step.probes[self.frame.probed])
            self.frame = replace(self.frame, probed=self.frame.probed + 1, missed=0)
            self.pose(probe=probe)
            return
        self._note_thin(step)
        if lacks:
            self.say(self.phrases.clear.thin)
        elif not self._say_clear(before):
            self.acknowledge(step)
        self.apply(step.effect, step)
        self.go(step)

    def keep(self) -> None:
        """'Toch zo laten': the answer stands as it is."""
        step = self.step()
        if step.key not in self.frame.answers:
            self.skip()
            return
        self._note_thin(step)
        self.say(self.phrases.clear.thin)
        self.apply(step.effect, step)
        self.go(step)

    def _write(self, step: Step, text: str, reading: Reading, message: int | None, more: bool = False) -> None:
        found = finding(self.scene(), step, text, reading)
        frame, text = self.frame, text[:LONGEST]
        if more:
            text = joined(str(frame.answers.get(step.key, "")), text)[:LONGEST]
            found = merged(frame.findings.get(step.key), found)
        self.frame = replace(
            frame,
            answers={**frame.answers, step.key: text},
            findings={**{k: f for k, f in frame.findings.items() if k != step.key}, step.key: found},
            messages={**frame.messages, **({step.key: message} if message is not None else {})},
        )

    def _note_thin(self, step: Step) -> None:
        """Remember which letters the aios let be, so that the card can name them later."""
        letter = step.criterion
        if letter is None or step.key not in self.frame.answers:
            return
        thin = [one for one in self.scene().several("dun") if one != letter]
        if not any(letter in found.criteria for found in self.frame.findings.values()):
            thin.append(letter)
        self.frame = replace(self.frame, answers={**self.frame.answers, "dun": tuple(thin)})

    def acknowledge(self, step: Step) -> None:
        """One line on what is clear now."""
        value = self.scene().value(step.key)
        if step.ack and value is not None:
            self.say(sentence(self.scene(), step, step.ack, said(self.scene(), step.key, value)))
        else:
            lines = self.phrases.clear.noted
            self.faint = lines[len(self.frame.path) % len(lines)]

    def _say_clear(self, before: tuple[Criterion, ...]) -> bool:
        """Name the letters that this answer made clear, with the words that show them."""
        scene = self.scene()
        lacking = scene.lacking()
        new = [letter for letter in CRITERIA if letter in before and letter not in lacking]
        if not new:
            return False
        clear = self.phrases.clear
        if len(new) == 1:
            self.say(fill(clear.one, {"letter": new[0], "quote": self._quote(scene, new[0])}))
        else:
            pairs = [fill(clear.pair, {"letter": one, "quote": self._quote(scene, one)}) for one in new]
            self.say(fill(clear.more, {"letters": listed(pairs)}))
        return True

    def _quote(self, scene: Scene, letter: Criterion) -> str:
        day = scene.value("deadline") if letter == "T" else None
        return said(scene, "deadline", day) if day else f"“{safe(shorten(scene.shown(letter), 60))}”"

    # --- dates

    def date_answer(self, step: Step, text: str, day: Day, reading: Reading, message: int | None) -> None:
        """An answer to a date question; a day that cannot be is asked back, in the words that were used."""
        if day.day is not None and not step.criterion:
            self.put(step, day.day.isoformat())
        elif step.criterion and (day.day is not None or (not day.problem and "T" in reading.smart)):
            self.hear(step, text, reading, message)
        elif day.problem:
            self.frame = replace(self.frame, missed=self.frame.missed + 1)
            problem = "future" if step.past and day.problem == "past" else day.problem
            words = safe(day.words[:1].upper() + day.words[1:])
            self.say(fill(getattr(self.phrases.dates, problem), {"date": words}))
            self.pose(bare=True)
        else:
            self.miss("date")

    # --- corrections

    def prefill(self, text: str, reading: Reading) -> None:
        """The text that opened this flow answers its first open question, unless it must be decided on first."""
        step = next(s for s in self.scene().flow.steps if s.kind == "text")
        if reading.privacy or len(text) > step.lengthy:
            self.hold(text, reading, step.key)
            return
        before = self.scene().lacking()
        self._write(step, text, reading, self.event.message)
        self.say(self.phrases.system.goal_seen)
        self._say_clear(before)

    def hold(self, text: str, reading: Reading, key: str = "") -> None:
        """Keep a text apart until the person says what to do with it."""
        why = "privacy" if reading.privacy else "long"
        self.state = replace(self.state, held=Held(text, self.masked(reading), why, key, self.event.message))

    def masked(self, reading: Reading) -> str:
        """The text with every identifying span replaced by what it is."""
        text, parts, at = reading.text, [], 0
        for span in sorted(reading.privacy, key=lambda span: span.quote.start):
            if span.quote.start < at:
                continue
            parts += [text[at : span.quote.start], self.phrases.mask[span.kind]]
            at = span.quote.end
        return "".join([*parts, text[at:]])

    def amend(self, depth: int, key: str, text: str, reading: Reading) -> bool:
        """Correct an answer given before, anywhere in the stack. False when the new text cannot be its answer."""
        below, frame, above = self.state.stack[:depth], self.state.stack[depth], self.state.stack[depth + 1 :]
        flow = self.library.flows[frame.flow]
        step = next((s for s in flow.steps if s.key == key and s.id in (*frame.path, frame.step)), None)
        step = step or next((s for s in flow.steps if s.key == key), None)
        if step is None:
            return False
        self.state = replace(self.state, stack=(*below, frame))
        known = self._amended(step, text, reading)
        self.state = replace(self.state, stack=(*below, self.frame, *above))
        return known

    def _amended(self, step: Step, text: str, reading: Reading) -> bool:
        before = self.scene().lacking()
        value: Value = text
        if step.kind == "date" and not step.criterion:
            day = deadline(reading).day
            if day is None:
                return False
            value = day.isoformat()
            self.frame = replace(self.frame, answers={**self.frame.answers, step.key: value})
        elif step.kind in ("choice", "number", "multi") and not step.other:
            found = [o for o in options(self.scene(), step) if text.strip().casefold() in (o.label.casefold(), o.id)]
            if not found:
                return False
            self._fill(step, found[0], found[0].choice)
        else:
            self._write(step, text, reading, None)
            self._note_thin(step)
        shown = said(self.scene(), step.key, self.scene().value(step.key) or text)
        label = sentence(self.scene(), step, step.label)
        self.say(fill(self.phrases.clear.changed, {"label": label[:1].upper() + label[1:], "value": shown}))
        self._say_clear(before)
        self.apply(step.effect, step)
        return True
