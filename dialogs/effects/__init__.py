"""What content may change, by name."""

from dialogs.effects.feedback import FEEDBACK
from dialogs.effects.gesprekken import GESPREKKEN
from dialogs.effects.goals import GOALS
from dialogs.effects.later import LATER
from dialogs.effects.links import LINKS
from dialogs.effects.making import Effects, Make
from dialogs.effects.notes import NOTES
from dialogs.effects.person import PERSON
from dialogs.effects.sharing import SHARING

__all__ = ["EFFECTS", "Effects", "Make"]

EFFECTS: dict[str, Make] = {
    **GOALS,
    **PERSON,
    **NOTES,
    **LATER,
    **FEEDBACK,
    **GESPREKKEN,
    **SHARING,
    **LINKS,
}
