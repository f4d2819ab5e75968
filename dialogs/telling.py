"""What an entry has to say about its subject, and the doors with it, as things stand.

Only doors that would open are offered: what was done already is not asked again.
"""

from dataclasses import replace

from dialogs import prompt
from dialogs.conditions import holds
from dialogs.library import Door
from dialogs.options import LISTS
from dialogs.scene import Scene
from dialogs.turn import Rows
from dialogs.views import sentence


def told(scene: Scene, door: Door) -> tuple[str, Rows]:
    """Telegram HTML and buttons. `scene` is about the subject of the entry."""
    entry, deling = door.entry, scene.deling
    names = [name for name in entry.offer if _opens(scene, scene.library.must(name))]
    numbers = [(entry.each, one.id) for one in LISTS[entry.options](scene)] if entry.options else []
    offered = prompt.doors(scene.library, names, scene.frame.subject, deling.soort if deling else None)
    return sentence(scene, door.flow.steps[0], entry.say), (*prompt.numbered(numbers), *offered)


def _opens(scene: Scene, door: Door) -> bool:
    if door.entry.prefill == "subject" and not scene.frame.subject:
        return False
    frame = replace(scene.frame, flow=door.flow.id, step=door.flow.steps[0].id)
    return holds(replace(scene, flow=door.flow, frame=frame), door.entry.when)
