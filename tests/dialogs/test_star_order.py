"""A reflection keeps the order of STAR(R), whatever comes in between: back, skip, corrections, other flows, old doors.

Each answer says which part it is for, so that it can be followed to where it is kept.
"""

import itertools
import re

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dialogs import prompt
from dialogs.content import load_library
from dialogs.flow import Step
from dialogs.plan import RECORDS, Record, RecordStatus
from dialogs.reading import Lack, ReadContext, Reading, Scored
from dialogs.turn import SaveRecord, Turn
from tests.dialogs.partner import Partner, newcomer

LIBRARY = load_library()
FLOW = LIBRARY.flows["reflectie"]
STAR = [step for step in FLOW.steps if step.star]
FIELDS = [*RECORDS["reflectie"].texts]
PARTS = [name for name in FIELDS if name in {step.key for step in STAR}]
MOST_PROBES = 2
LACKS: list[Lack | None] = ["ik", "ander_deel", "voorbeeld", "oordeel", "concreet", None]
MARK = re.compile(r"deel_(\w+)_\d+")
FILLER = " en toen gebeurde er nog van alles op de afdeling"


class DepthReader:
    """Finds lacking what the text says that it lacks."""

    def read(self, text: str, context: ReadContext) -> Reading:
        found = re.search(r"mist_(\w+)", text)
        lack = next((one for one in LACKS if found and one == found[1]), None) if context.part else None
        return Reading(text=text, competences=(Scored("communicatie", 0.7),), lack=lack, concrete=0.1 if lack else 0.9)


def told(step: Step, question: str) -> bool:
    """Whether this is the question of the step, in either wording."""
    return step.question in question or step.again in question


class Looking(RuleBasedStateMachine):
    """Somebody who looks back on one experience, and does anything in between."""

    def __init__(self) -> None:
        super().__init__()
        self.me = newcomer(LIBRARY)
        self.me.reader = DepthReader()
        self.asked: list[str] = []
        """Parts in the order in which they were asked for the first time."""
        self.number = itertools.count()
        self.turn: Turn | None = None

    @initialize(form=st.sampled_from(["star", "star", "star", "kort"]), few=st.booleans())
    def begin(self, form: str, few: bool) -> None:
        self._did(self.me.say("/reflecteer"))
        self._choose(form)
        if few:
            self.me.say("een lastig gesprek")
            self._did(self.me.press(f"p{self.me.state.prompt}:{prompt.DONE}"))

    def _choose(self, choice: str) -> None:
        self._did(self.me.press(f"p{self.me.state.prompt}:{choice}"))

    @property
    def open(self) -> Step | None:
        top = self.me.state.top
        return LIBRARY.flows[top.flow].step(top.step) if top else None

    @property
    def here(self) -> Step | None:
        """The part that is being asked, when nothing lies over it."""
        step = self.open
        return step if step in STAR and not self.me.state.asking else None

    def _did(self, turn: Turn) -> None:
        self.turn = turn
        note(f"{self.open.id if self.open else '-'}: " + " | ".join(reply.text[:90] for reply in turn.replies))
        step = self.here
        if step is None or not turn.replies:
            return
        said = turn.replies[-1]
        frame = self.me.state.stack[-1]
        if not frame.probed and told(step, said.text) and step.key not in self.asked:
            self.asked.append(step.key)

    def _words(self, lack: Lack | None, long: bool) -> str:
        step = self.open
        key = step.key if step else "los"
        return f"deel_{key}_{next(self.number)} {f'mist_{lack}' if lack else 'goed zo'}{FILLER if long else ''}"

    @rule(lack=st.sampled_from(LACKS), long=st.booleans())
    def answers(self, lack: Lack | None, long: bool) -> None:
        before = self.here
        probed = self.me.state.stack[-1].probed if before else 0
        self._did(self.me.say(self._words(lack, long)))
        if before is not None and lack is not None and not (lack == "ander_deel" and long) and not probed:
            assert self.here == before, "a vague answer was not asked on about"
            assert self.me.state.stack[-1].probed == 1

    @precondition(lambda self: self.here is not None and self.me.state.stack[-1].probed)
    @rule()
    def leaves_it(self) -> None:
        """'Toch zo laten', or what stands there in its place after an example, goes on with the answer as it is."""
        step, kept = self.here, dict(self.me.state.stack[-1].answers)
        assert step is not None
        self._did(self.me.press(min(self._ways() & self._buttons())))
        assert self.open is not step
        assert kept.items() <= self.me.state.stack[-1].answers.items()

    @rule(word=st.sampled_from(["terug", "overslaan", "zo laten", "help", "weet ik niet", "klaar", "hoi", "stop"]))
    def steers(self, word: str) -> None:
        self._did(self.me.say(word))

    @rule(command=st.sampled_from(["leerdoel", "week", "help", "reflecteer", "privacy", "reflecties", "stop"]))
    def does_something_else(self, command: str) -> None:
        self._did(self.me.say(f"/{command}"))

    @precondition(lambda self: any(seen.buttons for seen in self.me.screen))
    @rule(data=st.data())
    def presses(self, data: st.DataObject) -> None:
        newest = next(seen for seen in reversed(self.me.screen) if seen.buttons)
        self._did(self.me.press(data.draw(st.sampled_from(newest.buttons)).data))

    @precondition(lambda self: any(seen.buttons for seen in self.me.screen))
    @rule(data=st.data())
    def presses_something_old(self, data: st.DataObject) -> None:
        buttons = [button for seen in self.me.screen for button in seen.buttons]
        self._did(self.me.press(data.draw(st.sampled_from(buttons)).data))

    @precondition(lambda self: any(MARK.match(text) for text in self.me.typed.values()))
    @rule(data=st.data())
    def corrects(self, data: st.DataObject) -> None:
        """An edit of a message keeps the part that it was for."""
        marked = {number: found for number, text in sorted(self.me.typed.items()) if (found := MARK.match(text))}
        number = data.draw(st.sampled_from(sorted(marked)))
        self._did(self.me.edit(number, f"deel_{marked[number][1]}_{next(self.number)} anders"))

    @rule(kind=st.sampled_from([LIBRARY.rhythm.week.entry, "feedback.herinnering"]))
    def hears_unasked(self, kind: str) -> None:
        self.me.nudge(kind)

    @invariant()
    def parts_are_asked_in_order(self) -> None:
        first = [PARTS.index(key) for key in self.asked]
        assert first == sorted(first), f"asked in the order {self.asked}"

    @invariant()
    def never_more_than_two_probes(self) -> None:
        assert all(frame.probed <= MOST_PROBES for frame in self.me.state.stack)

    @invariant()
    def every_part_can_be_left(self) -> None:
        """As it stands, or empty; a probe too, whatever was said to it."""
        if self.here is not None:
            assert self._ways() & self._buttons(), "a question without a way round it"

    def _ways(self) -> set[str]:
        return {f"p{self.me.state.prompt}:{way}" for way in (prompt.KEEP, prompt.KEPT, prompt.SKIP)}

    def _buttons(self) -> set[str]:
        return {button.data for seen in self.me.screen for button in seen.buttons}

    @invariant()
    def what_is_kept_is_in_order_and_under_its_own_name(self) -> None:
        saved = [effect for effect in self.me.effects if isinstance(effect, SaveRecord) and effect.kind == "reflectie"]
        for effect in saved:
            keys = [key for key in effect.values if key in FIELDS]
            assert keys == [key for key in FIELDS if key in keys], f"kept in the order {keys}"
        for record in self._reflections():
            for key in PARTS:
                found = MARK.findall(str(record.values.get(key, "")))
                assert {*found} <= {key}, f"{key} holds words for {found}"

    def _reflections(self) -> list[Record]:
        return [record for record in self.me.plan.records if record.kind == "reflectie"]


Looking.TestCase.settings = settings(
    max_examples=50,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestLooking = Looking.TestCase


def at_a_part(key: str) -> Partner:
    """Somebody who is asked for this part, and answered the ones before it."""
    me = newcomer(LIBRARY)
    me.reader = DepthReader()
    me.say("/reflecteer")
    me.press(f"p{me.state.prompt}:star")
    me.say("een lastig gesprek")
    me.press(f"p{me.state.prompt}:{prompt.DONE}")
    for part in itertools.takewhile(lambda part: part != key, PARTS):
        me.say(f"deel_{part}_0 zo ging het")
    return me


def test_a_straight_run_asks_every_part_once_and_in_its_place() -> None:
    me = at_a_part("")
    me.say("eerst stil zijn")
    me.press(f"p{me.state.prompt}:klaar")
    (record,) = (record for record in me.plan.records if record.kind == "reflectie")
    assert record.status is RecordStatus.KLAAR
    assert [key for key in record.values if key in PARTS] == PARTS
    assert [record.values[key] for key in PARTS] == [f"deel_{key}_0 zo ging het" for key in PARTS]


def test_every_lack_has_its_own_question_and_there_are_two_at_most() -> None:
    """Vague three times over: two questions more, and then on to the next part."""
    for key in PARTS:
        step = next(step for step in STAR if step.key == key)
        for lack in (one for one in LACKS if one):
            me = at_a_part(key)
            turns = [me.say(f"mist_{lack} het liep") for _ in range(3)]
            asked = [turn.replies[-1].text.rpartition("\n")[2] for turn in turns]
            for turn in turns[:2]:
                labels = [button.label for row in turn.replies[-1].rows for button in row]
                assert LIBRARY.phrases.buttons.keep in labels, (key, lack)
            first = step.probe_for.get(lack, step.probes[0])
            assert asked[:2] == [first, step.probes[1]], (key, lack)
            assert me.state.stack[-1].step != key
            assert me.state.stack[-1].answers[key] == ". ".join([f"mist_{lack} het liep"] * 3)
