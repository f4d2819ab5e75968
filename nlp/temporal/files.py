"""Reads the data files of this package and refuses a wrong one with the name of the file and of the key."""

import tomllib
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

Shape = TypeVar("Shape", bound=BaseModel)


class Strict(BaseModel):
    """A table of which every key is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def load(shape: type[Shape], name: str) -> Shape:
    """The file `name` of `nlp/data`; ValueError names file and key, never the text around it."""
    text = files("nlp").joinpath("data", name).read_text(encoding="utf-8")
    try:
        return shape.model_validate(tomllib.loads(text))
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
        raise ValueError(f"{name}: {where}") from None
