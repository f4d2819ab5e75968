from collections.abc import Iterator

import pytest

from tests.bot.fixtures import house, log, migrated
from tests.resilience.nursery import Nursery

__all__ = ["house", "log", "migrated", "nursery"]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()
