"""Taking answers: an option, a value, a text; asking on where a letter is missing; correcting what was said before."""

from collections.abc import Mapping
from dataclasses import replace

from dialogs.answers import finding, merged, says_enough
from dialogs.appointment import SLOTS, decided
from dialogs.conditions import holds
from dialogs.days import Day, days, deadline
from dialogs.event import EventKind
from dialogs.flow import Choice, Step
from dialogs.library import Door
from dialogs.mentioning import Mentioning
from dialogs.moving import Carried
from dialogs.options import Option, options
from dialogs.plan import NUMBERS, Deling, Value
from dialogs.reading import CRITERIA, Criterion, Reading
from dialogs.render import NAME, fill, safe, shorten, weave
from dialogs.saying import said
from dialogs.scene import Scene, joined
from dialogs.state import Finding, Held
from dialogs.views import sentence

LONGEST = 4096
"""Characters of one answer: a message holds no more (Bot API)."""
SAID_BACK = 160
"""Characters of words out of the blue that are said back."""
TOLD = 20
"""Words from which an answer that is about another part as well is a whole story, and fine as it is."""


def carried(scene: Scene, carries: Mapping[str, str]) -> Carried:
    """What is handed to the next flow: a lone {slot} as it stands, else a text with slots filled in."""
    about = scene.plan.find(scene.frame.subject)
    created = {"begonnen_op": about.created.isoformat()} if about else {}
    texts = {slot: scene.text(slot) for slot in scene.frame.answers} | created
    answers: dict[str, Value] = {}
    findings: dict[str, Finding] = {}
    for slot, template in carries.items():
        lone = template[1:-1] if NAME.fullmatch(template) else ""
        value = scene.value(lone) if lone in scene.frame.answers else weave(template, lambda name: texts.get(name, ""))
        if value not in (None, "", ()) and value is not None:
            answers[slot] = value
            if lone in scene.frame.findings:
                findings[slot] = scene.frame.findings[lone]
    return answers, findings


def carried_text(door: Door, target: Door) -> Step | None:
    """The first text that `target` asks for, where `door` brings that along as it stands."""
    first = next((step for step in target.flow.steps if step.kind == "text"), None)
    return first if first and NAME.fullmatch(door.entry.carries.get(first.key, "")) else None


class Taking(Mentioning):
    """A talk that listens."""

    def choose(self, step: Step, option: Option) -> None:
        """An option was taken: a button, or words that mean it."""
        choice = option.choice
        if choice and choice.blocked and holds(self.scene(), choice.blocked):
            self.settle(self.scene().flow.step(choice.blocked_goto))
            return
        if step.options in ("editable", "answered") and choice is None:
            card = self.frame.path[-1] if self.frame.path else step.id
            cards = [s.id for s in self.scene().flow.steps if s.kind == "card"]
            self.frame = replace(self.frame, back_to=card if card in cards else cards[0])
            self.settle(self.scene().flow.step(option.id))
            return
        if step.opens and choice is None:
            shared = step.opens_shared and isinstance(self.plan.find(option.id), Deling)
            self._open_option(self.library.must(step.opens_shared if shared else step.opens), option.id)
            return
        self._fill(step, option, choice)
        self._settle_meant(step)
        if choice and choice.say:
            self.say(sentence(self.scene(), step, choice.say))
        elif step.ack:
            self.acknowledge(step)
        self.apply(step.effect or (choice.effect if choice else ""), step)
        if choice and choice.start:
            self._lead_to(self.library.must(choice.start), choice)
            return
        self.go(step, choice)

    def _open_option(self, door: Door, subject: str) -> None:
        """Go where an option of a list leads."""
        if door.entry.opens:
            self.replace_with(door, subject)
            return
        self.state = replace(self.state, stack=self.state.stack[:-1])
        self.mention(door, subject)

    def _lead_to(self, door: Door, choice: Choice) -> None:
        """Go on in the flow that a choice leads to, in place of this one."""
        subject = self.frame.subject
        if door.entry.start:
            self.state = replace(self.state, stack=self.state.stack[:-1])
            self.lead_on(door, subject)
            return
        self.replace_with(door, subject, carried(self.scene(), choice.carries) if choice.carries else None)

    def lead_on(self, door: Door, subject: str) -> None:
        """Into another flow, with words of the subject as its answers; what was read is the first of those words."""
        scene, target = self.scene_of(self.about(door, subject)), self.library.must(door.entry.start)
        answers, _ = carried(scene, door.entry.carries)
        self.push(target)
        self.frame = replace(self.frame, answers={**self.frame.answers, **answers})
        step = carried_text(door, target)
        if step is not None and self.reading.text and self.reading.text == answers.get(step.key):
            before = self.scene().lacking()
            self._write(step, self.reading.text, self.reading, None)
            self._say_clear(before)
        self.proceed(target)

    def _fill(self, step: Step, option: Option, choice: Choice | None) -> None:
        """Write down what an option answers, sets and clears."""
        scene = self.scene()
        answers = dict(self.frame.answers)
        if step.kind != "card":
            answers[step.key] = option.label if step.other else option.id
        if choice:
            for slot, template in choice.sets.items():
                values = {step.key: option.id, **{s: scene.text(s) for s in answers}, **days(self.event.at.date())}
                text = fill(template, values)
                answers[slot] = int(text) if slot in NUMBERS and text else text
            for slot in choice.clears:
                answers.pop(slot, None)
        cleared = choice.clears if choice else ()
        findings = {
            key: replace(f, slots={s: v for s, v in f.slots.items() if s not in cleared})
            for key, f in self.frame.findings.items()
            if key not in cleared
        }
        self.frame = replace(self.frame, answers=answers, findings=findings)

    def put(self, step: Step, value: Value) -> None:
        """An answer as a value: a day, a number, what was ticked, own words to a choice."""
        messages = {**self.frame.messages}
        if self.event.kind in (EventKind.TEXT, EventKind.MEDIA) and self.event.message is not None:
            messages[step.key] = self.event.message
        answers = {**self.frame.answers, step.key: value}
        self.frame = replace(self.frame, answers=answers, messages=messages)
        self._settle_meant(step)
        self.acknowledge(step)
        self.apply(step.effect, step)
        self.go(step)

    def hear(self, step: Step, text: str, reading: Reading, message: int | None) -> None:
        """A text answer: note what it shows, and ask on when this step's letter is still missing."""
        before = self.scene().lacking()
        self._write(step, text, reading, message, more=self.frame.probed > 0)
        lacks = self._lacks(step, reading)
        if lacks and (probe := self._probe(step, reading)):
            self._say_clear(before)
            self.frame = replace(self.frame, probed=self.frame.probed + 1, missed=0)
            self.pose(probe=sentence(self.scene(), step, probe))
            return
        self._note_thin(step)
        if lacks and step.criterion:
            self.say(self.phrases.clear.thin)
        elif not self._say_clear(before):
            self.acknowledge(step)
        self.apply(step.effect, step)
        self.go(step)

    def _lacks(self, step: Step, reading: Reading) -> bool:
        """Whether there is something to ask on about: a letter or a day is missing, or STAR(R) is not concrete yet."""
        if step.star and reading.lack is not None:
            told_all = reading.lack == "ander_deel" and len(reading.text.split()) >= TOLD
            return not told_all
        if step.criterion is not None:
            return step.criterion in self.scene().lacking()
        return bool(step.dated) and self.scene().value(step.dated) is None

    def _probe(self, step: Step, reading: Reading) -> str:
        """The next question that helps this answer on; empty when it was asked on about often enough."""
        asked = self.frame.probed
        if step.star and asked == 0 and reading.lack in step.probe_for:
            return step.probe_for[reading.lack]
        return step.probes[asked] if asked < len(step.probes) else ""

    def skip(self) -> None:
        step = self.step()
        if not step.skippable:
            self.refuse(self.phrases.system.no_skip)
            return
        lines = self.phrases.clear.skipped
        self.say(lines[len(self.frame.path) % len(lines)])
        self._note_thin(step)
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
        # What the words before these came to is worked out anew.
        kept = {s: v for s, v in frame.answers.items() if not (step.wants and s in SLOTS) and s != step.areas}
        self.frame = replace(
            frame,
            answers={**kept, step.key: text},
            findings={**{k: f for k, f in frame.findings.items() if k != step.key}, step.key: found},
            messages={**frame.messages, **({step.key: message} if message is not None else {})},
        )
        self._settle_meant(step)

    def _settle_meant(self, step: Step) -> None:
        """See whether it is known now which gesprek this is about, and what is to be done with it."""
        if not step.meant:
            return
        decision = decided(self.scene())
        self.frame = replace(self.frame, answers={**self.frame.answers, **decision.answers})
        if decision.gesprek:
            # Words that were about it are no answer to be mended any more: it has days and words of its own.
            self.frame = replace(self.frame, subject=decision.gesprek, messages={})

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
        if step.ack and value not in (None, ""):
            shown = said(self.scene(), step.key, value or "").rstrip(" .")
            self.say(sentence(self.scene(), step, step.ack, shown).replace("….", "…"))
        elif step.areas and (areas := self.scene().several(step.areas)):
            shown = said(self.scene(), "competenties", areas).lower()
            self.say(fill(self.phrases.clear.area, {"gebied": shown}))
        elif not (step.moves or step.quiet):
            lines = self.phrases.clear.noted
            self.faint = lines[len(self.frame.path) % len(lines)]

    def _say_clear(self, before: tuple[Criterion, ...]) -> bool:
        """Name the letters that this answer made clear, with the words that show them."""
        scene = self.scene()
        if not any(step.criterion for step in scene.flow.steps):
            return False
        lacking = scene.lacking()
        new = [letter for letter in CRITERIA if letter in before and letter not in lacking]
        if not new:
            return False
        clear = self.phrases.clear
        if len(new) == 1:
            self.say(fill(clear.one, {"name": self.phrases.letters[new[0]], "quote": self._quote(scene, new[0])}))
        else:
            pairs = [fill(clear.pair, {"letter": one, "quote": self._quote(scene, one)}) for one in new]
            self.say(fill(clear.more, {"letters": "\n".join(pairs)}))
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

    def enter_with(self, door: Door, text: str, reading: Reading, subject: str = "") -> None:
        """Open a flow with words that came before it."""
        self.push(door, subject)
        if door.entry.prefill == "text" or door.entry.typed:
            first = next(s for s in self.scene().flow.steps if s.kind == "text")
            if says_enough(text, first.least_words):
                self.prefill(first, text, reading, door.entry.heard, quoted=door.entry.quoted)
            if self.state.held and first is self.scene().flow.steps[0]:
                # It is asked about where it stands, and becomes this step's answer.
                self.frame = replace(self.frame, step=first.id)
                return
        self.proceed(door)

    def prefill(
        self, step: Step, text: str, reading: Reading, heard: str, more: bool = False, *, quoted: str = ""
    ) -> None:
        """Words that came before their question answer it, unless they must be decided on first; `more` adds them.

        What is said of it is `heard`, or `quoted` where the words make nothing clear by which they are said back.
        """
        if (reading.privacy and not step.personal) or len(text) > step.lengthy:
            self.hold(text, reading, step.key)
            return
        before = self.scene().lacking()
        self._write(step, text, reading, self.event.message, more)
        unclear = quoted and self.scene().lacking() == before
        self.say(sentence(self.scene(), step, quoted, safe(shorten(text, SAID_BACK))) if unclear else heard)
        self._say_clear(before)

    def hold(self, text: str, reading: Reading, key: str = "") -> None:
        """Keep a text apart until the person says what to do with it."""
        why = "privacy" if reading.privacy else "long"
        depth = len(self.state.stack)
        self.state = replace(self.state, held=Held(text, self.masked(reading), why, key, self.event.message, depth))

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
            day = deadline(reading, self.event.at.date()).day
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
