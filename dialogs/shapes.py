"""What a value in a programme's file may look like: short enough for a button, and strict."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
"""Short and plain: it travels in the 64 bytes of a button."""
ProgrammeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,23}$")]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=48)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Source = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Count = Annotated[int, Field(strict=True, gt=0)]
Number = Annotated[int, Field(strict=True, ge=0)]
Days = Annotated[int, Field(strict=True, ge=-60, le=60)]
"""Counted from a day that the key names; before it when negative."""
LAST_YEAR = 12
Year = Annotated[int, Field(strict=True, ge=1, le=LAST_YEAR)]
"""Of training; the first is 1."""
AYear = Annotated[int, Field(strict=True, ge=1, le=12)]
"""So many in a year, or so many months of it."""
Flag = Annotated[bool, Field(strict=True)]


class Content(BaseModel):
    """Frozen, and no key is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)
