"""What the bot shows of the IOP: the card of a leerdoel, the list, the profile, and what is kept."""

from collections.abc import Callable

from dialogs.flow import Step
from dialogs.ledger import LEDGER
from dialogs.options import LABEL, LISTED
from dialogs.overview import caption
from dialogs.pieces import PIECES, SPOKEN
from dialogs.plan import PARKED, PENDLETON, Consent, Leerdoel, Status
from dialogs.render import LONG, SHORT, fill, lines, listed, safe, shorten, weave
from dialogs.saying import said
from dialogs.scene import LETTER_FIELDS, Scene
from dialogs.talks import TALKS

LETTERS = {field: letter for letter, field in LETTER_FIELDS.items()}


def card(scene: Scene, title: str, closing: bool) -> str:
    """A leerdoel in the words of the programme: its own headings, the five letters, the rest of the plan."""
    phrases = scene.library.phrases.card
    blocks = [title]
    for part in scene.programme.card:
        rows = [row for field in part.fields if (row := _row(scene, field))]
        if rows:
            blocks.append("\n".join([fill(phrases.part, {"label": safe(part.label)}), *rows]))
    if closing:
        thin = [fill(scene.library.phrases.clear.bare, {"letter": letter}) for letter in scene.lacking()]
        blocks.append(
            fill(phrases.closing_some, {"letters": listed(thin)}) if thin else phrases.closing_all,
        )
    return lines(*blocks)


def _row(scene: Scene, field: str) -> str:
    phrases = scene.library.phrases.card
    if field in LETTERS:
        letter = LETTERS[field]
        words = scene.letter_text(letter)
        if not words and scene.subject and scene.subject.status in (Status.AFGEROND, Status.LATEN_STAAN):
            return ""
        if words and words == scene.text("deadline"):
            return fill(phrases.letter, {"letter": letter, "text": said(scene, "deadline", words)})
        text = safe(shorten(words, LONG)) if words else ""
        if letter in scene.lacking():
            text = fill(phrases.thin, {"text": text}) if text else f"<i>{phrases.open}</i>"
        return fill(phrases.letter, {"letter": letter, "text": text})
    value = scene.value(field)
    if field == "deadline" and value == scene.letter_text("T"):
        return ""
    if value is None or value in ("", ()) or field not in phrases.labels:
        return ""
    text = said(scene, field, value, LONG)
    if field == "doel":
        return text
    label = fill(phrases.labels[field], {"kader_naam": safe(_frame_name(scene))})
    return fill(phrases.field, {"label": label, "text": text})


def _frame_name(scene: Scene) -> str:
    return scene.programme.frame.name if scene.programme.frame else ""


def _card(scene: Scene, step: Step) -> str:
    phrases = scene.library.phrases.card
    goal = scene.subject
    title = phrases.status[goal.status] if goal else phrases.title
    return card(scene, title, closing=step.editable or goal is None or goal.status in (Status.OPEN, Status.CONCEPT))


def _profile(scene: Scene, _: Step) -> str:
    phrases = scene.library.phrases.profile
    rows = [
        fill(phrases.line, {"label": label, "text": said(scene, slot, value) if value else phrases.empty})
        for slot, label in phrases.labels.items()
        for value in [scene.plan.profile.get(slot)]
    ]
    return lines(phrases.title, "\n".join(rows))


def _goals(scene: Scene, _: Step) -> str:
    phrases = scene.library.phrases.goals
    goals = scene.goals(Status.OPEN, Status.CONCEPT)[-LISTED:]
    rows = [_goal_line(scene, n, goal) for n, goal in enumerate(goals, 1)]
    return lines(phrases.title, "\n".join(rows), phrases.closing)


def _goal_line(scene: Scene, number: int, goal: Leerdoel) -> str:
    phrases = scene.library.phrases.goals
    deadline = str(goal.values.get("deadline", ""))
    template = (
        phrases.line_concept if goal.status is Status.CONCEPT else phrases.line_deadline if deadline else phrases.line
    )
    return fill(
        template,
        {
            "number": str(number),
            "doel": safe(shorten(str(goal.values.get("doel", "")), LABEL + LABEL)),
            "deadline": said(scene, "deadline", deadline) if deadline else "",
        },
    )


def _kept(scene: Scene, _: Step) -> str:
    phrases = scene.library.phrases.kept
    if scene.plan.consent is not Consent.GIVEN:
        return phrases.nothing
    count = len(scene.plan.leerdoelen)
    goals = [phrases.goals_none, phrases.goals_one][count] if count < 2 else phrases.goals_more
    records = phrases.records if scene.plan.records or scene.plan.feedback else ""
    return fill(phrases.something, {"goals": fill(goals, {"count": str(count)}), "records": records})


def _levels(scene: Scene, _: Step) -> str:
    return "\n".join(f"<b>{safe(level.label)}</b>: {safe(level.explanation)}" for level in scene.programme.levels)


def _name(scene: Scene, _: Step) -> str:
    name = str(scene.plan.profile.get("naam", ""))
    return f", {safe(name)}" if name else ""


def _parent(scene: Scene, _: Step) -> str:
    parent = next((goal for goal in scene.plan.leerdoelen if goal.id == scene.text("parent")), None)
    return safe(shorten(str(parent.values.get("doel", "")))) if parent else ""


VIEWS: dict[str, Callable[[Scene, Step], str]] = {
    "kaart": _card,
    "profiel": _profile,
    "doelen": _goals,
    "bewaard": _kept,
    "niveaus": _levels,
    "komma_naam": _name,
    "ouder": _parent,
    **PIECES,
    **TALKS,
    **LEDGER,
    "overzicht": caption,
    "kader_naam": lambda scene, _: safe(_frame_name(scene)),
    "aantal": lambda scene, _: str(scene.counted(scene.level)) if scene.level else "",
    "maximum": lambda scene, _: str(scene.level.maximum) if scene.level else "",
}
"""What a sentence may show beyond the answers themselves."""

VOICED = frozenset({*PENDLETON, *PARKED})
"""What one person wrote to the other is read whole."""
COMPUTED = frozenset({*VIEWS, "value"})


def sentence(scene: Scene, step: Step, template: str, value: str = "") -> str:
    """A sentence of this step with its names filled in. `value` is HTML: the answer that was just given."""

    def of(name: str) -> str:
        if name == "value":
            return value
        if name in VIEWS:
            return VIEWS[name](scene, step)
        known = scene.value(name)
        return "" if known is None else said(scene, name, known, SPOKEN if name in VOICED else SHORT)

    return weave(template, of)
