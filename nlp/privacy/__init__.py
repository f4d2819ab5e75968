"""Recognises what identifies a patient or a third person: names, addresses, numbers, dates of birth, high ages."""

from .component import FACTORY, find

__all__ = ["FACTORY", "find"]
