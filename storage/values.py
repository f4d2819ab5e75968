"""The border between values as the dialogue speaks them and columns as the tables keep them.

Everything is checked here before it is written, because a SQLModel table class checks nothing. NUL, which
PostgreSQL cannot keep, and lone surrogates, which are no text, are left out without a word.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from dialogs.plan import (
    FEEDBACK_FIELDS,
    LEERDOEL_CHOICES,
    LEERDOEL_DATES,
    LEERDOEL_LISTS,
    LEERDOEL_TEXTS,
    PARKED,
    PENDLETON,
    RECORDS,
    DelingKind,
    FeedbackStatus,
    Fields,
    RecordKind,
    RecordStatus,
    Status,
    Value,
    Values,
)
from dialogs.turn import React, SaveFeedback, SaveLeerdoel, SaveRecord, Share
from storage.errors import InvalidValues

Stored = str | int | date | tuple[str, ...] | None
"""What a column takes; None where a field is empty."""

LONGEST = 4096
"""Characters in one text: a message holds no more (Bot API, sendMessage: text)."""

_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        value = _NO_TEXT.sub("", value)
    elif isinstance(value, tuple | list):
        value = tuple(filter(None, map(_cleaned, value)))
    return None if value in ("", ()) else value


def _day(value: object) -> object:
    if isinstance(value, str):
        day = date.fromisoformat(value)
        if day.isoformat() == value:
            return day
    raise ValueError


_Text = Annotated[str, Field(max_length=LONGEST)]
_Texts = Annotated[tuple[_Text, ...], Field(max_length=100)]
_Day = Annotated[date, BeforeValidator(_day)]
_Percentage = Annotated[int, Field(ge=1, le=100)]
_Id = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]+$")]
# A message of the longest kind, written as HTML: Telegram counts neither its tags nor its escapes.
_Html = Annotated[str, Field(min_length=1, max_length=4 * LONGEST)]
_Names = Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,50}$")], ...], Field(max_length=100)]

MaybeText = Annotated[_Text | None, BeforeValidator(_cleaned)]
MaybeTexts = Annotated[_Texts | None, BeforeValidator(_cleaned)]
MaybeDay = Annotated[_Day | None, BeforeValidator(_cleaned)]
MaybePercentage = Annotated[_Percentage | None, BeforeValidator(_cleaned)]
MaybeWeekday = Annotated[Annotated[int, Field(ge=1, le=7)] | None, BeforeValidator(_cleaned)]
MaybeTime = Annotated[
    Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None, BeforeValidator(_cleaned)
]
MaybeRhythm = Annotated[Literal[0, 1, 2, 4] | None, BeforeValidator(_cleaned)]
MaybeHtml = Annotated[_Html | None, BeforeValidator(_cleaned)]
MaybeNames = Annotated[_Names | None, BeforeValidator(_cleaned)]
MaybeScore = Annotated[Annotated[int, Field(ge=1, le=5)] | None, BeforeValidator(_cleaned)]
MaybeCount = Annotated[Annotated[int, Field(ge=0, le=999)] | None, BeforeValidator(_cleaned)]

_NUMBERS = {"score": MaybeScore, "diensten": MaybeCount}
"""What each number of a record may be (`dialogs.plan.RECORDS`)."""
_CHOICES = {"tijd": MaybeTime}
"""What a choice may be when it is not the name of something."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class _Profile(_Strict):
    naam: MaybeText = None
    programma: MaybeText = None
    begonnen: MaybeDay = None
    percentage: MaybePercentage = None
    onderdeel: MaybeText = None
    onderdeel_tot: MaybeDay = None
    week_dag: MaybeWeekday = None
    week_tijd: MaybeTime = None
    week_ritme: MaybeRhythm = None
    pauze_van: MaybeDay = None
    pauze_tot: MaybeDay = None
    stil_van: MaybeTime = None
    stil_tot: MaybeTime = None
    nudges_uit: MaybeNames = None


def _model(fields: Fields) -> type[BaseModel]:
    types: dict[str, Any] = {
        **dict.fromkeys((*fields.choices, *fields.texts), (MaybeText, None)),
        **{name: (_CHOICES[name], None) for name in fields.choices if name in _CHOICES},
        **dict.fromkeys(fields.dates, (MaybeDay, None)),
        **dict.fromkeys(fields.lists, (MaybeTexts, None)),
        **{name: (_NUMBERS[name], None) for name in fields.numbers},
    }
    return create_model("_Values", __base__=_Strict, **types)


_LEERDOEL = _model(Fields(LEERDOEL_TEXTS, LEERDOEL_CHOICES, LEERDOEL_LISTS, LEERDOEL_DATES))
_RECORDS = {kind: _model(fields) for kind, fields in RECORDS.items()}
_FEEDBACK = _model(Fields((*FEEDBACK_FIELDS.texts, *PENDLETON, *PARKED), lists=FEEDBACK_FIELDS.lists))


class _LeerdoelHead(_Strict):
    id: _Id
    status: Status
    why: MaybeText
    gesprek: MaybeText


class _RecordHead(_Strict):
    id: _Id
    kind: RecordKind
    status: RecordStatus


class _FeedbackHead(_Strict):
    id: _Id
    status: FeedbackStatus


class _Invitation(_Strict):
    id: _Id
    rol: _Id


class _Deling(_Strict):
    id: _Id
    soort: DelingKind
    text: Annotated[_Html, BeforeValidator(_cleaned)]
    details: MaybeHtml
    gesprek: MaybeText


class _Reaction(_Strict):
    reactie: Literal["gezien", "bespreken", "akkoord", "aanvulling"]
    woorden: MaybeText


def profile_columns(values: Values) -> dict[str, Stored]:
    """These profile fields and no others, empty ones as None. Raises InvalidValues."""
    return _checked(_Profile, values, "profile")


def leerdoel_columns(effect: SaveLeerdoel) -> dict[str, Stored]:
    """What this effect sets of a row of `leerdoel_versie`: status, why, gesprek, the fields it names.

    Raises InvalidValues.
    """
    about = {"why": effect.why, "gesprek": effect.gesprek}
    head = _checked(_LeerdoelHead, {"id": effect.id, "status": effect.status, **about}, "leerdoel")
    fields = _checked(_LEERDOEL, effect.values, "leerdoel")
    return {"status": effect.status.value, "why": head["why"], "gesprek": head["gesprek"], **fields}


def record_columns(effect: SaveRecord) -> dict[str, Stored]:
    """What this effect sets of a row of its kind: status and the fields it names. Raises InvalidValues."""
    _checked(_RecordHead, {"id": effect.id, "kind": effect.kind, "status": effect.status}, "record")
    return {"status": effect.status.value, **_checked(_RECORDS[effect.kind], effect.values, effect.kind)}


def feedback_columns(effect: SaveFeedback) -> dict[str, Stored]:
    """The fields, parts and parked words that this effect names, empty ones as None. Raises InvalidValues."""
    _checked(_FeedbackHead, {"id": effect.id, "status": effect.status}, "feedback")
    return _checked(_FEEDBACK, effect.values, "feedback")


def invitation_columns(key: str, rol: str) -> dict[str, Stored]:
    """The id and the rol of a new link. Raises InvalidValues."""
    return _checked(_Invitation, {"id": key, "rol": rol}, "koppeling")


def deling_columns(effect: Share) -> dict[str, Stored]:
    """The id, soort, text, details and gesprek of what is shared, empty ones as None. Raises InvalidValues."""
    said = {"text": effect.text, "details": effect.details}
    return _checked(_Deling, {"id": effect.id, "soort": effect.soort, "gesprek": effect.gesprek, **said}, "deling")


def reaction_columns(effect: React) -> dict[str, Stored]:
    """The reactie, and the woorden or None. Raises InvalidValues."""
    return _checked(_Reaction, {"reactie": effect.reactie, "woorden": effect.woorden}, "reactie")


def as_values(columns: Mapping[str, Any], fields: Iterable[str]) -> Values:
    """The filled-in ones of `fields` as the dialogue speaks them: a date as ISO text, a list as a tuple."""
    return {field: _spoken(columns[field]) for field in fields if columns[field] is not None}


def _checked(model: type[BaseModel], values: Mapping[str, object], what: str) -> dict[str, Stored]:
    try:
        return model.model_validate(dict(values)).model_dump(exclude_unset=True)
    except ValidationError as error:
        # Pydantic quotes what it refuses, and that is what somebody typed.
        broken = ", ".join(f"{fault['loc'][0]} ({fault['type']})" for fault in error.errors(include_input=False))
    raise InvalidValues(f"This {what} cannot be stored: {broken}")


def _spoken(stored: Any) -> Value:
    if isinstance(stored, date):
        return stored.isoformat()
    return tuple(stored) if isinstance(stored, list) else stored
