"""What goes to somebody else, word for word: the summary before a gesprek and the verslag after it.

It is made of `Material` only, which holds nothing private: there is no way from the private lane into a message.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dialogs.phrases import Sharing
from dialogs.plan import PRIVATE, Leerdoel, Plan, Record, RecordKind
from dialogs.programme import Programme
from dialogs.render import fill, lines, listed, safe, shorten

BRIEF = 140
"""Characters of one answer in the message that is read in half a minute."""
WHOLE = 700
"""Characters of one answer in the details."""
SHAREABLE: frozenset[RecordKind] = frozenset({"gesprek", "doelstand", "bewijs"})
"""Records that may be looked at for a message to somebody else."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that a message to somebody else can be made of."""

    name: str
    programme: Programme
    title: str
    """What the gesprek is called, with its day."""
    gesprek: Record
    standen: tuple[Record, ...]
    leerdoelen: tuple[Leerdoel, ...]
    kpbs: int
    remark: str = ""
    """What the programme wants said to who signs."""

    def __post_init__(self) -> None:
        for record in (self.gesprek, *self.standen):
            if record.kind in PRIVATE or record.kind not in SHAREABLE:
                raise ValueError(f"a {record.kind} is not to be shared")

    def text(self, field: str) -> str:
        value = self.gesprek.values.get(field, "")
        return "" if isinstance(value, tuple) else str(value)

    def areas(self, field: str) -> tuple[str, ...]:
        value = self.gesprek.values.get(field, ())
        return value if isinstance(value, tuple) else ()


def material(plan: Plan, programme: Programme, gesprek: Record, title: str, kpbs: int) -> Material:
    """What may be shared about this gesprek, whatever is chosen of it later."""
    standen = (one for one in plan.records if one.kind == "doelstand" and one.values.get("gesprek") == gesprek.id)
    name = str(plan.profile.get("naam", ""))
    return Material(name, programme, title, gesprek, tuple(standen), plan.leerdoelen, kpbs)


def available(of: Material, names: Iterable[str]) -> list[str]:
    """The items that there is something to say about."""
    there = {
        "doelen": bool(of.standen),
        "goed": bool(of.text("goed") or of.areas("sterk")),
        "beter": bool(of.text("beter") or of.areas("zwak")),
        "kpb": of.kpbs > 0,
    }
    return [name for name in names if there.get(name, bool(of.text(name)))]


def summary(of: Material, items: Sequence[str], note: str, phrases: Sharing, limit: int) -> str:
    """Telegram HTML of the chosen items, in the order of the phrases; each answer at most `limit` characters."""
    blocks = [_item(of, name, phrases, limit) for name in available(of, phrases.items) if name in items]
    head = fill(phrases.head, {"naam": safe(of.name), "gesprek": safe(of.title)})
    return lines(head, safe(of.remark), f"<i>{safe(shorten(note, WHOLE))}</i>" if note else "", *blocks)


def fitting(make: Callable[[int], str], limits: Sequence[int], most: int) -> str:
    """The text with the first of these limits that keeps it within `most` characters, else with the last."""
    for limit in limits:
        text = make(limit)
        if len(text) <= most:
            return text
    # Whole lines: half a tag would be refused.
    return text[:most].rpartition("\n")[0]


def brief_of(of: Material, items: Sequence[str], note: str, phrases: Sharing) -> str:
    """What is read in half a minute."""
    return fitting(lambda limit: summary(of, items, note, phrases, limit), (BRIEF, 90, 50, 30), 1400)


def details_of(of: Material, items: Sequence[str], note: str, phrases: Sharing) -> str:
    """The same with more words; empty when there are none. With the brief one it fits in one message (Bot API)."""
    text = fitting(lambda limit: summary(of, items, note, phrases, limit), (WHOLE, 400, 250, BRIEF, 90, 50, 30), 2400)
    return "" if text == brief_of(of, items, note, phrases) else text


def report_of(of: Material, phrases: Sharing) -> str:
    """The verslag, as whole as one message holds."""
    return fitting(lambda limit: report(of, phrases, limit), (1500, WHOLE, 400), 3600)


def _item(of: Material, name: str, phrases: Sharing, limit: int) -> str:
    label = phrases.items[name]
    if name == "doelen":
        rows = [_goal(of, stand, phrases, limit) for stand in of.standen]
        return "\n".join([fill(phrases.heading, {"label": label}), *(row for row in rows if row)])
    if name == "kpb":
        return fill(phrases.block, {"label": label, "text": str(of.kpbs)})
    if name == "combel":
        return fill(phrases.block, {"label": label, "text": phrases.combel[of.text(name)]})
    areas = of.areas({"goed": "sterk", "beter": "zwak"}.get(name, ""))
    named = listed([area.label.lower() for area in of.programme.competences if area.id in areas])
    words = safe(shorten(of.text(name), limit))
    text = ": ".join(part for part in (safe(named), words) if part)
    return fill(phrases.block, {"label": label, "text": text})


def _goal(of: Material, stand: Record, phrases: Sharing, limit: int) -> str:
    goal = next((goal for goal in of.leerdoelen if goal.id == stand.values.get("leerdoel")), None)
    if goal is None:
        return ""
    words = str(stand.values.get("zin", ""))
    return fill(
        phrases.goal if words else phrases.goal_bare,
        {
            "doel": safe(shorten(str(goal.values.get("doel", "")), limit // 2)),
            "stand": phrases.standen[str(stand.values.get("stand", "loopt"))],
            "zin": safe(shorten(words, limit)),
        },
    )


def report(of: Material, phrases: Sharing, limit: int) -> str:
    """The verslag: what was said, what was agreed, and who does what (TTT, LOP 5.2)."""
    blocks = [
        fill(phrases.block, {"label": label, "text": safe(shorten(of.text(name), limit))})
        for name, label in phrases.report.items()
        if of.text(name)
    ]
    head = fill(phrases.report_head, {"naam": safe(of.name), "gesprek": safe(of.title)})
    return lines(head, safe(of.remark), *blocks)
