"""What goes to another person, what they say to it, and taking it back."""

from dataclasses import replace

from dialogs.applied import applied
from dialogs.effects.making import Effects, Make, tells_of
from dialogs.flow import Step
from dialogs.plan import DelingKind, Reactie
from dialogs.scene import Scene
from dialogs.sharing import brief_of, details_of, report_of
from dialogs.talks import material_of
from dialogs.telling import told
from dialogs.turn import React, Share, ShowAgain, TakeBack, Tell


def _key(scene: Scene, soort: DelingKind) -> str:
    """An id of its own for each that is shared in one run: the same words may go to several people."""
    key = f"{scene.frame.seed}{soort[0]}"
    before = sum(one.id.startswith(key) for one in scene.plan.delingen)
    return f"{key}{before}" if before else key


def _share(soort: DelingKind) -> Make:
    def share(scene: Scene, _: Step) -> Effects:
        gesprek, key = scene.gesprek, _key(scene, soort)
        if gesprek is None:
            return ()
        about, sharing = material_of(scene, gesprek), scene.library.phrases.sharing
        if all(link.id != scene.text("aan") for link in scene.opleiders):
            return ()
        if soort == "verslag":
            text, more = report_of(about, sharing), ""
        else:
            chosen = (scene.several("items"), scene.text("briefje"))
            text, more = brief_of(about, *chosen, sharing), details_of(about, *chosen, sharing)
        shared = Share(key, scene.text("aan"), soort, text, more, gesprek.id)
        return shared, Tell(tells_of(scene).shared, key)

    return share


def _take_back(scene: Scene, _: Step) -> Effects:
    if scene.deling is None or scene.deling.side != "aios":
        return ()
    return (TakeBack(scene.frame.subject, scene.library.phrases.sharing.taken_back),)


def _react(reactie: Reactie) -> Make:
    def react(scene: Scene, _: Step) -> Effects:
        words = scene.text("woorden") if reactie == "aanvulling" else ""
        deling = scene.deling
        if deling is None or deling.side != "opleider" or deling.ingetrokken:
            return ()
        if (deling.reactie, deling.woorden) == (reactie, words):
            return ()
        reacted = React(deling.id, reactie, words)
        after = replace(scene, plan=applied(scene.plan, reacted, scene))
        shown = ShowAgain(deling.id, *told(after, scene.library.must(tells_of(scene).shared)))
        return reacted, shown, Tell(tells_of(scene).reacted, deling.id)

    return react


SHARING: dict[str, Make] = {
    "share_summary": _share("samenvatting"),
    "share_report": _share("verslag"),
    "take_back": _take_back,
    "react_gezien": _react("gezien"),
    "react_bespreken": _react("bespreken"),
    "react_akkoord": _react("akkoord"),
    "react_aanvulling": _react("aanvulling"),
}
