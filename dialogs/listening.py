"""Hearing what a typed line or a press means for the question that is open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from dialogs import answers, prompt
from dialogs.appointment import CLOCK, DAY, newly_dated, only_refused
from dialogs.calling import STEERING, Calling
from dialogs.conditions import holds
from dialogs.days import Day, deadline, moment, names_day
from dialogs.flow import Step
from dialogs.library import plain, plains
from dialogs.meaning import meaning
from dialogs.moving import TYPED
from dialogs.options import Option, options
from dialogs.plan import Value
from dialogs.render import fill, safe

QUESTION = 6
"""Words up to which a line with a question mark is a question back, not an answer."""


class Listening(Calling):
    """A talk that understands what is said at the open step."""

    def strays(self) -> bool:
        """Whether this line has nothing to do with a flow that may give way."""
        step = self.step()
        if not self.gives_way() or step.kind not in ("choice", "card") or step.tells:
            return False
        if self._counts_hours(step) or (step.between and answers.night_of(self.text)):
            return False
        return not self.belongs_here(strict=False) and answers.has_words(self.text)

    def belongs_here(self, strict: bool) -> bool:
        """Whether this line steers the conversation, or is one of the options of the open step; `strict`: all of it."""
        if any(plain(self.text) in plains(words) for words in self.phrases.words.steering):
            return True
        return answers.match_option(options(self.scene(), self.step()), self.text, strict=strict) is not None

    # --- typed

    def text_to_step(self) -> None:
        step, line = self.step(), plain(self.text)
        words = self.phrases.words
        if self._steered(step, line):
            return
        if line in plains(words.greet) and step.kind != "card" and not step.personal:
            self.resume()
        elif step.hours and (hours := answers.hours_from_now(self.text, self.phrases)):
            self._counted(step, {step.hours: hours}, fill(self.phrases.clear.hours[hours > 1], {"uren": str(hours)}))
        elif self._counts_hours(step):
            # Half an hour, or a time of day: which there are is asked again, rather than taken for an hour.
            self.miss("choice")
        elif step.between and (span := answers.night_of(self.text)):
            values = {"van": span[0].replace(":", "."), "tot": span[1].replace(":", ".")}
            self._counted(step, dict(zip(step.between, span, strict=True)), fill(self.phrases.clear.night, values))
        elif step.kind == "text":
            self._text_answer(step)
        elif step.kind == "date":
            self._date_typed(step)
        elif step.kind == "multi":
            self._multi_typed(step, line)
        elif step.kind == "moment":
            self._moment_typed(step)
        else:
            self._choice_typed(step)

    def _counts_hours(self, step: Step) -> bool:
        return bool(step.hours and {*plain(self.text).split()} & {*self.phrases.words.hours, *self.phrases.clock.hours})

    def _counted(self, step: Step, found: Mapping[str, Value], said: str) -> None:
        """Hours that were typed where there were choices of hours."""
        self.frame = replace(self.frame, answers={**self.frame.answers, **found})
        self.say(said)
        self.apply(step.effect, step)
        self.go(step)

    def _steered(self, step: Step, line: str) -> bool:
        """Words that steer the conversation rather than answer it."""
        words, offered = self.phrases.words, options(self.scene(), step)
        if step.kind != "multi" and answers.match_option(offered, self.text, strict=True) is not None:
            return False
        moves = {
            words.skip: self.skip,
            words.back: self.back,
            words.stop: self.stop,
            words.help: self.explain,
            words.unsure: self.explain,
            words.keep: self._keep_or_kept,
            words.finish: self._to_finish,
        }
        if self._put_aside(offered):
            return True
        if self.text.endswith("?") and len(line.split()) <= QUESTION and step.kind in ("text", "date", "number"):
            self.explain()
            return True
        for phrases, move in moves.items():
            if (line or self.text) in plains(phrases):
                move()
                return True
        return False

    def _put_aside(self, offered: Sequence[Option]) -> bool:
        """Whether a short sentence only says: later, stop, or the question again."""
        words = self.phrases.words
        if len(self.text.split()) > STEERING:
            return False
        if any({*map(plain, (option.label, *option.words))} & {*words.later} for option in offered):
            return False
        for phrases, move in ((words.repeat, self.pose), (words.later, self.put_off), (words.stop, self.stop)):
            if self.only_says(phrases):
                move()
                return True
        return False

    def _text_answer(self, step: Step) -> None:
        if self.frame.probed and plain(self.text) in plains(self.phrases.words.done):
            self.keep()
            return
        short_nothings = plains(self.phrases.words.done) | plains(self.phrases.words.keep)
        if (
            not answers.has_words(self.text)
            or plain(self.text) in short_nothings
            or not answers.says_enough(self.text, step.least_words)
            or (step.maximum is not None and len(self.text) > step.maximum)
        ):
            self.miss("text")
        elif self._must_hold(step):
            self.hold(self.text, self.reading)
            self.ask_held()
        else:
            text = answers.without(step.lead_ins, self.text)
            text = answers.with_capitals(text, self.phrases.words) if step.names else text
            self.hear(step, text, self.reading, self.event.message)

    def _must_hold(self, step: Step) -> bool:
        if step.personal:
            return False
        return bool(self.reading.privacy) or len(self.text) > step.lengthy

    def _date_typed(self, step: Step) -> None:
        if step.moves and (new := newly_dated(self.scene(), self.text, self.reading)):
            self.frame = replace(self.frame, answers={**self.frame.answers, **new})
            self.put(step, new[step.key])
            return
        if step.moves and only_refused(self.scene(), self.text, self.reading):
            self.miss("date")
            return
        day = moment(
            self.reading,
            self.event.at.date(),
            self.phrases,
            past=step.past,
            either=step.either,
            begins=step.begins,
            ends=step.ends,
        )
        if (step.moves or step.either) and day.day is not None and not names_day(self.reading, day.day):
            self.frame = replace(self.frame, missed=self.frame.missed + 1)
            self.say(fill(self.phrases.dates.vague, {"date": safe(day.words[:1].upper() + day.words[1:])}))
            self.pose(bare=True)
            return
        if (
            step.clock
            and day.day is not None
            and (clock := answers.clock_in(self.text, self.reading, self.phrases.clock))
        ):
            self.frame = replace(self.frame, answers={**self.frame.answers, step.clock: clock})
        self.date_answer(step, self.text, day, self.reading, self.event.message)

    def _put_typed(self, step: Step) -> None:
        """Own words to a choice; a date at their end answers another question as well."""
        text = answers.without(step.lead_ins, self.text)
        day = deadline(self.reading, self.event.at.date()) if step.dated else Day()
        at = text.find(day.words) if day.day else -1
        if day.day is not None and at > 0:
            text = text[:at].rstrip(" ,;-(")
            self.frame = replace(self.frame, answers={**self.frame.answers, step.dated: day.day.isoformat()})
        self.put(step, text)

    def _moment_typed(self, step: Step) -> None:
        """A weekday and a time; what is not said stays as it was."""
        found = answers.weekly_moment(self.text, self.phrases)
        if found is None:
            option = answers.match_option(options(self.scene(), step), self.text, strict=False)
            if option is None:
                self.miss("moment")
            else:
                self.choose(step, option)
            return
        week, scene = self.library.rhythm.week, self.scene()
        day, clock = found
        said = {
            "week_dag": day or scene.value("week_dag") or week.day,
            "week_tijd": clock or scene.value("week_tijd") or week.time.isoformat("minutes"),
            "week_ritme": scene.value("week_ritme") or 1,
        }
        self.frame = replace(self.frame, answers={**self.frame.answers, **said})
        self.acknowledge(step)
        self.apply(step.effect, step)
        self.go(step)

    def _choice_typed(self, step: Step) -> None:
        line = plain(self.text)
        told = len(line.split()) > 1 and any(choice.told for choice in step.choices)
        denies = self.phrases.words.denies
        found = answers.match_option(options(self.scene(), step), self.text, step.other or told, denies)
        if found is not None:
            self.choose(step, found)
        elif step.kind == "number":
            other_unit = {*line.split()} & {*self.phrases.words.amounts}
            value = None if other_unit else answers.number(self.text, step.minimum, step.maximum)
            if value is None:
                self.miss("number")
            else:
                self.put(step, value)
        elif step.other and answers.has_words(self.text):
            if self._must_hold(step):
                self.hold(self.text, self.reading)
                self.ask_held()
            else:
                self._put_typed(step)
        elif step.tells and answers.has_words(self.text):
            self._told(step)
        elif self._early_goal(step):
            return
        elif not told and not self.text.endswith("?") and (named := self._named_option(step)):
            self._note_besides()
            self.choose(step, named)
        elif (
            len(self.text.split()) > 1
            and (door := next(iter(self.cued_doors()), None) or self.sure_door())
            and door.flow.id not in (self.frame.flow, "help", "stop")
        ):
            goal = "nieuw_leerdoel" in door.entry.intents and self.is_goal()
            whole = (self.text, self.reading) if door.entry.whole else None
            self.open_door(door, text=self.goal_said() if goal else whole)
        else:
            self.miss("choice")

    def _named_option(self, step: Step) -> Option | None:
        """The one option that a whole sentence names."""
        return answers.option_in(options(self.scene(), step), self.text, self.phrases.words.denies)

    def _note_besides(self) -> None:
        """The day, the time and the person of a gesprek, where they are told along with something else."""
        scene = self.scene()
        asked = next((step for step in scene.flow.steps if step.wants), None)
        if asked is None:
            return
        slots = answers.finding(scene, asked, self.text, self.reading).slots
        besides = (DAY, CLOCK, asked.who, "met")
        new = {slot: slots[slot] for slot in besides if slot in slots and scene.value(slot) in (None, "")}
        self.frame = replace(self.frame, answers={**self.frame.answers, **new})

    def _told(self, step: Step) -> None:
        """Words that answer a later question are kept for it, and this one stays open unless they answer it too."""
        later, meant = (
            self.scene().flow.step(step.tells),
            meaning(options(self.scene(), step), self.text, self.phrases.words),
        )
        if meant.option and meant.bare:
            self.choose(step, meant.option)
            return
        stands_for = meant.option.id if meant.option else "" if meant.open else step.tells_as
        if later is not None:
            more = later.key in self.frame.answers
            noted = "" if step.quiet else self.phrases.clear.noted[0]
            heard = meant.option.choice.heard if meant.option and meant.option.choice else ""
            self.prefill(later, self.text, self.reading, heard or noted, more)
        if self.state.held:
            self.ask_held()
        elif stands_for and later is not None:
            self.frame = replace(self.frame, answers={**self.frame.answers, step.key: stands_for})
            self.apply(later.effect, later)
            self.go(later)
        else:
            self.pose(again=True)

    def _early_goal(self, step: Step) -> bool:
        """A goal that is told before it is asked for is kept, not asked again."""
        if not self.is_goal():
            return False
        doors = [self.library.must(choice.start) for choice in step.choices if choice.start]
        door = next((door for door in doors if door.entry.prefill == "text"), None)
        if door is not None:
            self.state = replace(self.state, stack=self.state.stack[:-1])
            self.open_door(door, text=self.goal_said())
            return True
        goal = next((s for s in self.scene().flow.steps if s.kind == "text" and s.dated == "deadline"), None)
        if goal is None or goal.key in self.frame.answers:
            return False
        said = next((entry for entry in self.scene().flow.entries if entry.heard), None)
        self.prefill(goal, *self.goal_said(), said.heard if said else "", quoted=said.quoted if said else "")
        if self.state.held:
            self.ask_held()
        else:
            self.pose(again=True)
        return True

    def _multi_typed(self, step: Step, line: str) -> None:
        if line in plains(self.phrases.words.done):
            self._done(step)
            return
        found = answers.match_option(options(self.scene(), step), self.text, strict=False)
        if found is None:
            self.miss("choice")
        else:
            self.frame = replace(self.frame, picked=(*(p for p in self.frame.picked if p != found.id), found.id))
            self._done(step)

    # --- buttons

    def press(self, choice: str) -> None:
        step = self.step()
        found = next((o for o in options(self.scene(), step) if o.id == choice), None)
        around: dict[str, Callable[[], None]] = {
            prompt.SKIP: self.skip,
            prompt.BACK: self.back,
            prompt.EXAMPLE: self.explain,
            prompt.KEEP: self.keep,
            prompt.KEPT: self._kept,
            prompt.FINISH: self._to_finish,
            prompt.DONE: lambda: self._done(step),
        }
        if choice in around:
            around[choice]()
        elif found is None:
            self._stale()
        elif step.kind == "multi":
            self._tick(step, found.id)
        else:
            self.choose(step, found)

    def _tick(self, step: Step, option: str) -> None:
        """Tick or untick; the message with the buttons changes in place."""
        picked = self.frame.picked
        if option in picked:
            picked = tuple(p for p in picked if p != option)
        elif step.maximum is None or len(picked) < step.maximum:
            picked = (*picked, option)
        else:
            picked = (*picked[1:], option)
        self.frame = replace(self.frame, picked=picked)
        scene = self.scene()
        reply = prompt.question(scene, step, self.state.prompt, (), prompt.asked(scene, step))
        self.replies.append(replace(reply, edits=self.event.message))

    def _done(self, step: Step) -> None:
        if not self.frame.picked and not self.frame.answers.get(step.key):
            self.skip()
            return
        self.put(step, self.frame.picked)

    def _kept(self) -> None:
        self.onward()

    def _keep_or_kept(self) -> None:
        if self.frame.back_to:
            self.onward()
        else:
            self.keep()

    def _to_finish(self) -> None:
        flow = self.scene().flow
        if flow.finish is None or not holds(self.scene(), flow.finish.when):
            self.miss(self.step().kind if self.step().kind in TYPED else "choice")
            return
        step = self.step()
        self.frame = replace(self.frame, path=(*self.frame.path, step.id))
        self.settle(flow.step(flow.finish.at))

    def _stale(self) -> None:
        self.toast = self.phrases.system.stale
        self.say(self.phrases.system.stale)
        if self.state.asking:
            self.repeat_question()
        else:
            self.pose(again=self.step().kind != "card")

    # --- typed at a question of the engine itself

    def text_to_question(self) -> None:
        asking, line = self.state.asking, plain(self.text)
        choices = self._ask_of().choices
        found = [c for c in choices if line in {plain(c.label), *(plain(w) for w in c.words)}]
        if line.isdecimal() and 1 <= int(line) <= len(choices):
            found = [choices[int(line) - 1]]
        if len(found) == 1:
            self.engine_choice(found[0].id)
        elif self.only_says(self.phrases.words.later):
            self.put_off()
        elif self.only_says(self.phrases.words.repeat):
            self.engine_choice("verder") if asking in ("resume", "later") else self.repeat_question()
        elif asking in ("privacy", "long") or (asking == "later" and self.state.held):
            self.rewritten()
        elif asking in ("resume", "later") and self.step().kind in ("text", "date"):
            self.state = replace(self.state, asking="")
            self.text_to_step()
        else:
            count = self.frame.missed + 1
            self.frame = replace(self.frame, missed=count)
            lines = self.phrases.missed.choice
            self.say(lines[(count - 1) % len(lines)])
            self.repeat_question()

    def rewritten(self) -> None:
        """A new text in place of the held one."""
        held = self.state.held
        self.state = replace(self.state, held=None, asking="")
        if held is None or not held.key:
            self.text_to_step()
        elif self.reading.privacy:
            self.hold(self.text, self.reading, held.key)
            self.ask_held()
        else:
            self._decided(self.text, held.key, self.event.message)
