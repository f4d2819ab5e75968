"""A Telegram that fits in one process: a strict Bot API on this computer, and a page with a phone per person.

Nothing in here knows Leerlijn's conversations. The real bot talks to it as it would talk to Telegram, so what
works here works there; what Telegram refuses, this refuses with the same words.
"""

from bot.simulator.clock import SimClock
from bot.simulator.people import Person, Role
from bot.simulator.server import Simulator

__all__ = ["Person", "Role", "SimClock", "Simulator"]
