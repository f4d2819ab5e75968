"""Two-sided feedback: who of the two may write what, and who sees it.

Nobody but the two sees a word. Whose link has ended sees what they wrote themselves, and nothing else any more.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from dialogs.plan import FEEDBACK_FIELDS, PARKED, Feedback, FeedbackStatus, Side
from dialogs.turn import SaveFeedback
from storage.errors import NotTheirs
from storage.linked import counterpart
from storage.pendleton import Said, say
from storage.plan_cache import change_plan
from storage.tables import FEEDBACK, FEEDBACK_DEEL, KOPPELING, PERSON
from storage.values import Stored, as_values, feedback_columns

_AIOS = PERSON.alias("aios")
_OTHER = PERSON.alias("other_person")
_TAKES_PART = or_(FEEDBACK.c.person == bindparam("person"), FEEDBACK.c.other == bindparam("person"))
_LAST = "akkoord"

# What the two do at the same moment happens one after the other; and a link that ends stops what was begun with it.
_HEAD = select(FEEDBACK).where(FEEDBACK.c.id == bindparam("key")).with_for_update()
_LINK = (
    select(KOPPELING.c.other)
    .where(
        KOPPELING.c.id == bindparam("key"),
        KOPPELING.c.person == bindparam("person"),
        KOPPELING.c.confirmed.is_not(None),
        KOPPELING.c.ended.is_(None),
    )
    .with_for_update()
)
_THERE = select(FEEDBACK_DEEL.c.part).where(FEEDBACK_DEEL.c.feedback == bindparam("key"))
_LAST_SEQ = select(func.coalesce(func.max(FEEDBACK_DEEL.c.seq), 0)).where(FEEDBACK_DEEL.c.feedback == bindparam("key"))
_SAY = insert(FEEDBACK_DEEL)
_OF = (
    select(
        FEEDBACK,
        _AIOS.c.naam.label("naam_aios"),
        _OTHER.c.naam.label("naam_other"),
        KOPPELING.c.rol,
        (KOPPELING.c.id.is_not(None) & KOPPELING.c.ended.is_(None)).label("linked"),
    )
    .join_from(FEEDBACK, _AIOS, _AIOS.c.id == FEEDBACK.c.person)
    .outerjoin(_OTHER, _OTHER.c.id == FEEDBACK.c.other)
    .outerjoin(KOPPELING, KOPPELING.c.id == FEEDBACK.c.koppeling)
    .where(_TAKES_PART)
    .order_by(FEEDBACK.c.created, FEEDBACK.c.id)
)
_PARTS_OF = (
    select(FEEDBACK_DEEL.c.feedback, FEEDBACK_DEEL.c.part, FEEDBACK_DEEL.c.by_person, FEEDBACK_DEEL.c.text)
    .join_from(FEEDBACK_DEEL, FEEDBACK, FEEDBACK.c.id == FEEDBACK_DEEL.c.feedback)
    .where(
        _TAKES_PART,
        or_(FEEDBACK_DEEL.c.part.not_in([*PARKED]), FEEDBACK_DEEL.c.by_person == bindparam("person")),
    )
    .order_by(FEEDBACK_DEEL.c.feedback, FEEDBACK_DEEL.c.seq)
)


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    by_person: str | None
    text: str = field(repr=False)


class Feedbacks:
    def __init__(self, connection: Connection, zone: ZoneInfo) -> None:
        self._connection = connection
        self._zone = zone

    def save(self, person: str, effect: SaveFeedback, at: datetime) -> None:
        """Begin this feedback (`person` is the aios, `at` is aware), or add to it what this person has to say.

        A part that is there already stays as it was; '' clears a field of the aios or parked words. A part before its
        turn, or after the feedback stopped, is parked, see `storage.pendleton`. It is klaar with the last part and
        never otherwise, and whoever of the two says 'gestopt' first stops it for good.

        Raises InvalidValues, and NotTheirs for a link that is not theirs or not confirmed, for feedback of others,
        and for words that are the other one's to say.
        """
        columns = feedback_columns(effect)
        head = self._connection.execute(_HEAD, {"key": effect.id}).first()
        if head is None:
            other = self._begin(person, effect, columns, at)
        elif person in (head.person, head.other):
            self._add(person, head, effect, columns, at)
            person, other = head.person, head.other
        else:
            raise NotTheirs
        change_plan(self._connection, person, other)

    def of(self, person: str) -> tuple[Feedback, ...]:
        """Every feedback that this person has a part in, on either side, oldest first, as they may see it.

        `other` is never empty while there is another: who has no name is called by their role.
        """
        parts: dict[str, list[_Part]] = defaultdict(list)
        heads = self._connection.execute(_OF, {"person": person}).all()
        if heads:
            for row in self._connection.execute(_PARTS_OF, {"person": person}):
                parts[row.feedback].append(_Part(row.part, row.by_person, row.text))
        seen = (self._seen_by(person, head, parts[head.id]) for head in heads)
        return tuple(feedback for feedback in seen if feedback is not None)

    def counterpart(self, person: str, subject: str) -> str | None:
        """The other person of this feedback, deling or link, see `storage.linked`."""
        return counterpart(self._connection, person, subject)

    def _begin(self, person: str, effect: SaveFeedback, columns: dict[str, Stored], at: datetime) -> str | None:
        other: str | None = None
        if effect.koppeling:
            other = self._connection.scalar(_LINK, {"key": effect.koppeling, "person": person})
            if other is None:
                raise NotTheirs
        said = say(columns, _sides(alone=other is None, aios=True), there=(), running=True)
        stops = effect.status is FeedbackStatus.GESTOPT
        if stops or any(PARKED[name] == "opleider" for name in said.parked):
            # It is an answer to feedback that is there no more, since whose it was is forgotten.
            raise NotTheirs
        row = {
            "id": effect.id,
            "person": person,
            "koppeling": effect.koppeling or None,
            "other": other,
            "status": _status(FeedbackStatus.LOPEND.value, said, effect),
            "created": at,
            "changed": at,
            "since": at,
            **{name: columns[name] for name in FEEDBACK_FIELDS if name in columns},
        }
        self._connection.execute(insert(FEEDBACK), row)
        self._keep(person, effect.id, said, at)
        return other

    def _add(self, person: str, head: Row[Any], effect: SaveFeedback, columns: dict[str, Stored], at: datetime) -> None:
        aios = person == head.person
        fields = {name: columns[name] for name in FEEDBACK_FIELDS if name in columns}
        if fields and not aios:
            raise NotTheirs
        there = set(self._connection.scalars(_THERE, {"key": head.id}))
        running = head.status == FeedbackStatus.LOPEND
        said = say(columns, _sides(alone=head.other is None, aios=aios), there, running)
        status = _status(head.status, said, effect)
        since = at if said.given else head.since
        self._connection.execute(
            update(FEEDBACK).where(FEEDBACK.c.id == head.id).values(changed=at, status=status, since=since, **fields)
        )
        self._keep(person, head.id, said, at)

    def _keep(self, person: str, feedback: str, said: Said, at: datetime) -> None:
        over = {*said.dropped, *said.parked}
        if over:
            self._connection.execute(
                delete(FEEDBACK_DEEL).where(FEEDBACK_DEEL.c.feedback == feedback, FEEDBACK_DEEL.c.part.in_(over))
            )
        last: int = self._connection.scalar(_LAST_SEQ, {"key": feedback}) or 0
        words = {**said.given, **said.parked}
        rows = [
            {"feedback": feedback, "part": part, "by_person": person, "at": at, "seq": seq, "text": text}
            for seq, (part, text) in enumerate(words.items(), start=last + 1)
        ]
        if rows:
            self._connection.execute(_SAY, rows)

    def _seen_by(self, person: str, head: Row[Any], parts: Sequence[_Part]) -> Feedback | None:
        """None when nothing is left to see for somebody whose link has ended."""
        columns = head._asdict()
        if person == head.person:
            side: Side = "aios"
            other = (head.naam_other or head.rol or "opleider") if head.other else ""
            values = {**as_values(columns, FEEDBACK_FIELDS), **{part.name: part.text for part in parts}}
        elif head.linked:
            side, other = "opleider", head.naam_aios or "aios"
            values = {**as_values(columns, FEEDBACK_FIELDS), **{part.name: part.text for part in parts}}
        else:
            side, other = "opleider", ""
            values = {part.name: part.text for part in parts if part.by_person == person}
            if not values:
                return None
        return Feedback(
            id=head.id,
            side=side,
            other=other,
            status=FeedbackStatus(head.status),
            created=head.created.astimezone(self._zone).date(),
            since=head.since,
            values=values,
        )


def _sides(alone: bool, aios: bool) -> tuple[Side, ...]:
    if alone:
        return ("aios", "opleider")
    return ("aios",) if aios else ("opleider",)


def _status(now: str, said: Said, effect: SaveFeedback) -> str:
    if _LAST in said.given:
        return FeedbackStatus.KLAAR.value
    if now == FeedbackStatus.LOPEND and effect.status is FeedbackStatus.GESTOPT:
        return FeedbackStatus.GESTOPT.value
    return now
