"""JSON lines in, JSON lines out: every task by way of the Reader, wrong lines named by number."""

import json
from collections.abc import Mapping
from datetime import date

import pytest

from dialogs.reading import Aspect, PrivacySpan, Quote, ReadContext, Reading, Scored, TimeSpan
from nlp.tasks import TASKS, Prediction, predict, run


class OneReading:
    """A reader that understands the same of everything, and remembers what it was asked."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.asked: list[tuple[str, ReadContext]] = []

    def read(self, text: str, context: ReadContext) -> Reading:
        self.asked.append((text, context))
        return self._reading


READING = Reading(
    smart={"S": (Quote("echo", 0, 4),), "M": (), "T": (Quote("voor 1 maart", 5, 17),)},
    times=(TimeSpan(Quote("voor 1 maart", 5, 17), "date", end=date(2027, 3, 1)),),
    competences=(Scored("samenwerking", 0.7), Scored("communicatie", 0.2)),
    intents=(Scored("help", 0.9), Scored("anders", 0.05)),
    privacy=(PrivacySpan(Quote("Sam", 20, 23), "person"),),
    concrete=0.5,
    tone=frozenset({"beter"}),
    story=0.61234,
)
ITEMS: Mapping[str, Mapping[str, str]] = {
    "temporal": {"text": "echo voor 1 maart", "ref": "2027-01-05"},
    "reflection": {"text": "ik belde", "part": "actie"},
}
EXPECTED: Mapping[str, Prediction] = {
    "temporal": {
        "spans": [
            {
                "text": "voor 1 maart",
                "offset": 5,
                "kind": "date",
                "start": None,
                "end": "2027-03-01",
                "rrule": None,
                "times": None,
            }
        ]
    },
    "smart": {"S": 1, "M": 0, "A": 0, "R": 0, "T": 1},
    "competence": {
        "label": "samenwerking",
        "ranking": [{"label": "samenwerking", "score": 0.7}, {"label": "communicatie", "score": 0.2}],
    },
    "intent": {"label": "help", "ranking": [{"label": "help", "score": 0.9}, {"label": "anders", "score": 0.05}]},
    "reflection": {"concrete": 1, "score": 0.5},
    "privacy": {"spans": [{"text": "Sam", "offset": 20, "kind": "person"}]},
    "tone": {"persoon": 0, "beter": 1},
    "story": {"story": 1, "score": 0.6123},
}


def item_of(task: str) -> Mapping[str, str]:
    return ITEMS.get(task, {"text": "een tekst"})


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_its_format(task: str) -> None:
    assert predict(task, item_of(task), OneReading(READING)) == EXPECTED[task]


@pytest.mark.parametrize(
    ("task", "aspect"),
    [
        ("temporal", Aspect.TIMES),
        ("smart", Aspect.SMART),
        ("competence", Aspect.COMPETENCE),
        ("intent", Aspect.INTENT),
        ("reflection", Aspect.DEPTH),
        ("privacy", Aspect.PRIVACY),
        ("tone", Aspect.TONE),
        ("story", Aspect.STORY),
    ],
)
def test_only_what_the_task_needs_is_asked_for(task: str, aspect: Aspect) -> None:
    reader = OneReading(READING)
    predict(task, item_of(task), reader)
    assert [context.wants for _, context in reader.asked] == [frozenset({aspect})]


def test_the_date_of_the_message_and_the_part_reach_the_reader() -> None:
    reader = OneReading(READING)
    predict("temporal", ITEMS["temporal"], reader)
    predict("reflection", ITEMS["reflection"], reader)
    assert [(context.on == date(2027, 1, 5), context.part) for _, context in reader.asked] == [
        (True, None),
        (False, "actie"),
    ]


def test_a_text_without_any_score_is_not_concrete() -> None:
    assert predict("reflection", ITEMS["reflection"], OneReading(Reading())) == {"concrete": 0, "score": 0.0}


def test_lines_come_out_in_order_and_empty_ones_are_passed_over() -> None:
    lines = ['{"text": "a"}\n', "\n", '{"text": "b"}\n']
    reader = OneReading(READING)
    assert [json.loads(line) for line in run("intent", lines, reader)] == [EXPECTED["intent"]] * 2
    assert [text for text, _ in reader.asked] == ["a", "b"]


@pytest.mark.parametrize(
    ("task", "line", "says"),
    [
        ("intent", "hallo", "line 2: not JSON"),
        ("intent", "[1]", "line 2: an object with a text was expected"),
        ("intent", '{"tekst": "x"}', "line 2: 'text' is missing or no text"),
        ("intent", '{"text": 3}', "line 2: 'text' is missing or no text"),
        ("temporal", '{"text": "x", "ref": "morgen"}', "line 2: 'ref' must be a date"),
        ("reflection", '{"text": "x"}', "line 2: 'part' must be one of situatie"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_without_its_text(task: str, line: str, says: str) -> None:
    good = json.dumps({"text": "goed", "part": "taak"})
    with pytest.raises(ValueError, match=f"^{says}"):
        list(run(task, [good, line], OneReading(READING)))


def test_an_unknown_task_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="choose from temporal, smart"):
        list(run("weather", ['{"text": "x"}'], OneReading(READING)))


def test_a_text_no_terminal_can_write_still_gives_a_line() -> None:
    reading = Reading(privacy=(PrivacySpan(Quote("\ud800", 0, 1), "person"),))
    (line,) = run("privacy", [json.dumps({"text": "\ud800"})], OneReading(reading))
    assert line.isascii()
