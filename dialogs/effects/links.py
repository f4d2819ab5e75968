"""The link between an aios and somebody who looks along."""

from dialogs.effects.making import CONSENT_TEXT, Effects, Make, tells_of
from dialogs.flow import Step
from dialogs.plan import Consent, LinkStatus
from dialogs.scene import Scene
from dialogs.turn import AcceptLink, ConfirmLink, EndLink, Invite, SetConsent, Tell


def _invite(scene: Scene, _: Step) -> Effects:
    text = scene.library.phrases.pieces.invitation
    return (Invite(scene.frame.seed, scene.text("rol"), text),)


def _end_link(scene: Scene, _: Step) -> Effects:
    """The other one hears of it, but for somebody who never said who they were."""
    link = scene.koppeling
    if link is None:
        return ()
    told = (Tell(tells_of(scene).link_ended, link.id),) if link.status is not LinkStatus.UITGENODIGD else ()
    return *told, EndLink(link.id)


def _refuse_link(scene: Scene, step: Step) -> Effects:
    """Who was invited would rather not: the aios hears that, and no more."""
    link = scene.koppeling
    refused = SetConsent(Consent.REFUSED, CONSENT_TEXT)
    if link is None:
        return (refused,)
    return Tell(tells_of(scene).link_refused, link.id), EndLink(link.id), refused


def _accept_link(scene: Scene, _: Step) -> Effects:
    link = scene.koppeling
    return (AcceptLink(link.id), Tell(tells_of(scene).link_accepted, link.id)) if link else ()


def _confirm_link(scene: Scene, _: Step) -> Effects:
    link = scene.koppeling
    return (ConfirmLink(link.id), Tell(tells_of(scene).link_confirmed, link.id)) if link else ()


LINKS: dict[str, Make] = {
    "invite": _invite,
    "accept_link": _accept_link,
    "confirm_link": _confirm_link,
    "end_link": _end_link,
    "refuse_link": _refuse_link,
}
