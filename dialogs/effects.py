"""What content may change, by name."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dialogs.applied import applied
from dialogs.appointment import WAS
from dialogs.flow import Step
from dialogs.options import kind_of
from dialogs.overview import picture
from dialogs.plan import (
    ALONE,
    FEEDBACK_FIELDS,
    LEERDOEL_FIELDS,
    PARKED,
    PENDLETON,
    RECORDS,
    YES,
    Consent,
    DelingKind,
    Feedback,
    FeedbackStatus,
    LinkStatus,
    Reactie,
    RecordKind,
    RecordStatus,
    Side,
    Status,
    Value,
)
from dialogs.reading import CRITERIA
from dialogs.rhythm import Tells
from dialogs.scene import LETTER_FIELDS, Scene
from dialogs.schedule import Span, audible, said_of, said_within
from dialogs.sharing import brief_of, details_of, report_of
from dialogs.talks import material_of, partner_of
from dialogs.telling import told
from dialogs.turn import (
    AcceptLink,
    ConfirmLink,
    DropRecord,
    Effect,
    EndLink,
    ExportPerson,
    ForgetPerson,
    Invite,
    PutOff,
    React,
    SaveFeedback,
    SaveLeerdoel,
    SaveProfile,
    SaveRecord,
    SendCalendar,
    SetConsent,
    Share,
    ShowAgain,
    TakeBack,
    Tell,
)
from dialogs.weekly import choose, on_the_wall

CONSENT_TEXT = "2026-11"
"""Version of the text that people consent to; a new one is asked again when the text changes."""

Effects = tuple[Effect, ...]


def leerdoel_values(scene: Scene) -> dict[str, Value]:
    """The fields of this leerdoel: what was answered, and for a letter that another answer shows, those words."""
    values = {name: value for name in LEERDOEL_FIELDS if (value := scene.value(name)) not in (None, "", ())}
    for letter in CRITERIA:
        if (text := scene.letter_text(letter)) and text != scene.text("deadline"):
            values[LETTER_FIELDS[letter]] = text
    values["dun"] = scene.lacking()
    if "onderdeel" not in values and (here := scene.plan.profile.get("onderdeel")):
        values["onderdeel"] = here
    return {name: value for name, value in values.items() if value is not None}


def _save(status: Status) -> Callable[[Scene, Step], Effects]:
    def save(scene: Scene, _: Step) -> Effects:
        known = scene.subject
        why = "nieuw" if known is None else "afgemaakt" if known.status is Status.CONCEPT else "aangepast"
        return (SaveLeerdoel(_id(scene), leerdoel_values(scene), status, why, _after(scene)),)

    return save


def _close(status: Status) -> Callable[[Scene, Step], Effects]:
    def close(scene: Scene, _: Step) -> Effects:
        sentence = scene.text("slotzin")
        values: dict[str, Value] = {"slotzin": sentence} if sentence else {}
        return (SaveLeerdoel(scene.frame.subject, values, status, status.value, _after(scene)),)

    return close


def _reopen(scene: Scene, _: Step) -> Effects:
    """Open again, without the sentence that it was closed with; the version that had it stays."""
    return (SaveLeerdoel(scene.frame.subject, {"slotzin": ""}, Status.OPEN, "heropend", _after(scene)),)


def _after(scene: Scene) -> str:
    """The gesprek after which this is: every change of the IOP is kept with it (RGS)."""
    held = scene.gesprekken(RecordStatus.GEHOUDEN)
    return held[-1].id if held else ""


def _save_profile(scene: Scene, step: Step) -> Effects:
    return (_profile(scene, *(key for key in (step.key, step.dated) if key)),)


def _profile(scene: Scene, *keys: str) -> SaveProfile:
    return SaveProfile({key: "" if (value := scene.value(key)) is None else value for key in keys})


def _id(scene: Scene) -> str:
    return scene.frame.subject or scene.frame.seed


# --- reflectie, bewijs, voortgang


def _save_record(kind: RecordKind, status: RecordStatus) -> Callable[[Scene, Step], Effects]:
    def save(scene: Scene, _: Step) -> Effects:
        given = {name: scene.value(name) for name in RECORDS[kind]}
        values = {name: value for name, value in given.items() if value not in (None, "", ())}
        return (SaveRecord(kind, _id(scene), {n: v for n, v in values.items() if v is not None}, status),)

    return save


def _save_private(scene: Scene, _: Step) -> Effects:
    """By itself, whatever the person came from: nothing leads from there to it."""
    given = {name: scene.frame.answers.get(name) for name in RECORDS["welzijn"].texts}
    return (SaveRecord("welzijn", scene.frame.seed, {n: v for n, v in given.items() if v}, RecordStatus.KLAAR),)


def _update(kind: RecordKind) -> Callable[[Scene, Step], Effects]:
    """Other words, the same status: a note that is mended is still a note."""

    def save(scene: Scene, step: Step) -> Effects:
        return _save_record(kind, scene.record.status if scene.record else RecordStatus.KLAAR)(scene, step)

    return save


def _ask_week(scene: Scene, _: Step) -> Effects:
    """Write down what is asked, so that it comes in turn, and so that silence is noticed by nobody but the rhythm."""
    weekly = choose(scene.plan, scene.programme, scene.library.rhythm, scene.at.date())
    values: dict[str, Value] = {"vraag": weekly.question.id, "dag": scene.at.date().isoformat()}
    values |= {n: v for n, v in (("leerdoel", weekly.leerdoel), ("competentie", weekly.competentie)) if v}
    return (SaveRecord("voortgang", scene.frame.seed, values, RecordStatus.GEVRAAGD),)


def _snooze(scene: Scene, _: Step) -> Effects:
    """The weekly question again, at the moment that was chosen."""
    rhythm = scene.library.rhythm
    return (PutOff(rhythm.week.again, scene.frame.subject, _later(scene, scene.text("uitstel"))),)


def _later(scene: Scene, choice: str) -> datetime:
    """The moment that one of the choices of `rhythm.snooze` means now, outside the quiet hours."""
    rhythm, later = scene.library.rhythm, scene.library.rhythm.snooze[choice]
    moment = scene.at + timedelta(hours=later.hours)
    if later.time is not None:
        moment = on_the_wall(scene.at.date() + timedelta(days=later.days), later.time, scene.at)
        # Two moments of one zone are compared by the wall, which in the night that the clock goes back is not enough.
        if moment.timestamp() <= scene.at.timestamp():
            moment = on_the_wall(scene.at.date() + timedelta(days=1), later.time, scene.at)
    return audible(moment, rhythm, scene.plan)


def _tells(scene: Scene) -> Tells:
    return scene.library.rhythm.tells


# --- feedback of two people


def _other(feedback: Feedback) -> Side:
    return "opleider" if feedback.side == "aios" else "aios"


def _parts(scene: Scene, names: Iterable[str]) -> dict[str, Value]:
    """What this person has to give and has not given yet."""
    known = scene.feedback.values if scene.feedback else {}
    given = {name: scene.frame.answers.get(name) for name in names if name not in known}
    return {name: value for name, value in given.items() if value not in (None, "", ()) and value is not None}


def _own(scene: Scene) -> list[str]:
    alone = scene.text("koppeling") == ALONE or (scene.feedback is not None and not scene.feedback.other)
    side = scene.feedback.side if scene.feedback else "aios"
    return [name for name, whose in {**PENDLETON, **PARKED}.items() if alone or whose == side]


def _start_feedback(scene: Scene, _: Step) -> Effects:
    link = scene.text("koppeling")
    values = _parts(scene, (*FEEDBACK_FIELDS, *_own(scene)))
    if link == ALONE:
        return (SaveFeedback(_id(scene), values),)
    return SaveFeedback(_id(scene), values, koppeling=link), Tell(_tells(scene).feedback_asked, _id(scene))


def _save_feedback(scene: Scene, _: Step) -> Effects:
    """Give what was said since; the other one hears that it is their turn."""
    feedback = scene.feedback
    save = SaveFeedback(scene.frame.subject, _parts(scene, _own(scene)))
    if feedback is None or not feedback.other:
        return (save,)
    tells = _tells(scene)
    told = tells.feedback_agreed if "afspraken" in save.values else tells.feedback_turn[_other(feedback)]
    return save, Tell(told, feedback.id)


def _park(scene: Scene, _: Step) -> Effects:
    """Keep words for a turn that has not come; nobody hears of it."""
    return (SaveFeedback(scene.frame.subject, _parts(scene, [name for name in _own(scene) if name in PARKED])),)


def _akkoord(scene: Scene, step: Step) -> Effects:
    words = scene.text("akkoord") or YES
    save = SaveFeedback(scene.frame.subject, {"akkoord": words})
    alone = scene.feedback is None or not scene.feedback.other
    return (save,) if alone else (save, Tell(_tells(scene).feedback_done, scene.frame.subject))


def _stop_feedback(scene: Scene, _: Step) -> Effects:
    feedback = scene.feedback
    if feedback is None or feedback.status is not FeedbackStatus.LOPEND:
        return ()
    stop = SaveFeedback(feedback.id, {}, status=FeedbackStatus.GESTOPT)
    if not feedback.other:
        return (stop,)
    return Tell(_tells(scene).feedback_stopped[_other(feedback)], feedback.id), stop


# --- gesprekken, and what is shared


def _save_gesprek(status: RecordStatus | None) -> Callable[[Scene, Step], Effects]:
    """With its own status when that is None; a new one is planned."""

    def save(scene: Scene, step: Step) -> Effects:
        if scene.gesprek is None and not scene.text("datum"):
            return ()
        now = scene.gesprek.status if scene.gesprek else RecordStatus.GEPLAND
        return _save_record("gesprek", status or now)(scene, step)

    return save


def _restore_gesprek(scene: Scene, _: Step) -> Effects:
    """The day and the time from before it was moved."""
    gesprek = scene.gesprek
    if gesprek is None or not scene.text(WAS["datum"]):
        return ()
    values: dict[str, Value] = {slot: scene.text(was) for slot, was in WAS.items()}
    return (SaveRecord("gesprek", gesprek.id, values, gesprek.status),)


def _save_stand(scene: Scene, _: Step) -> Effects:
    """How the goal in hand stands; one that is closed gets its last version, tied to this gesprek (OIGT)."""
    waiting = scene.undiscussed()
    if not waiting:
        return ()
    goal, gesprek = waiting[0], scene.frame.subject
    stand, sentence = scene.text("stand") or "loopt", scene.text("doel_zin")
    values: dict[str, Value] = {"leerdoel": goal.id, "gesprek": gesprek, "stand": stand}
    if sentence:
        values["zin"] = sentence
    kept = SaveRecord("doelstand", f"{gesprek}.{goal.id}", values, RecordStatus.KLAAR)
    if stand not in (Status.AFGEROND, Status.LATEN_STAAN):
        return (kept,)
    closing: dict[str, Value] = {"slotzin": sentence} if sentence else {}
    return kept, SaveLeerdoel(goal.id, closing, Status(stand), "gesprek", gesprek)


def _calendar(scene: Scene, _: Step) -> Effects:
    gesprek = scene.gesprek
    if gesprek is None:
        return ()
    clock = gesprek.values.get("tijd")
    day = date.fromisoformat(str(gesprek.values["datum"]))
    start = on_the_wall(day, time.fromisoformat(clock) if isinstance(clock, str) else time(0), scene.at)
    title = f"{kind_of(scene, gesprek)} {partner_of(scene, gesprek)}"
    minutes = scene.library.rhythm.gesprek_minutes
    return (SendCalendar(gesprek.id, title, start, whole_day=clock is None, minutes=minutes),)


def _share(soort: DelingKind) -> Callable[[Scene, Step], Effects]:
    def share(scene: Scene, _: Step) -> Effects:
        gesprek, key = scene.gesprek, f"{scene.frame.seed}{soort[0]}"
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
        return shared, Tell(_tells(scene).shared, key)

    return share


def _take_back(scene: Scene, _: Step) -> Effects:
    if scene.deling is None or scene.deling.side != "aios":
        return ()
    return (TakeBack(scene.frame.subject, scene.library.phrases.sharing.taken_back),)


def _react(reactie: Reactie) -> Callable[[Scene, Step], Effects]:
    def react(scene: Scene, _: Step) -> Effects:
        words = scene.text("woorden") if reactie == "aanvulling" else ""
        deling = scene.deling
        if deling is None or deling.side != "opleider" or deling.ingetrokken:
            return ()
        if (deling.reactie, deling.woorden) == (reactie, words):
            return ()
        reacted = React(deling.id, reactie, words)
        after = replace(scene, plan=applied(scene.plan, reacted, scene))
        shown = ShowAgain(deling.id, *told(after, scene.library.must(_tells(scene).shared)))
        return reacted, shown, Tell(_tells(scene).reacted, deling.id)

    return react


def _put_off(scene: Scene, _: Step) -> Effects:
    """What was said comes again, about the same: one nudge, or all of those that came together."""
    rhythm, day = scene.library.rhythm, scene.day("uitstel_dag")
    if day is None:
        moment = _later(scene, scene.text("uitstel") or "morgen")
    else:
        moment = audible(on_the_wall(day, rhythm.nudge_time, scene.at), rhythm, scene.plan)
    return tuple(PutOff(kind, subject, moment) for kind, subject in _said(scene))


def _said(scene: Scene) -> list[tuple[str, str]]:
    library, plan, at = scene.library, scene.plan, scene.at
    if span := Span.read(scene.text("samen"), at):
        return [(one.kind, one.subject) for one in said_within(library, plan, span)]
    kind = said_of(library, plan, scene.frame.subject, at)
    return [(kind, scene.frame.subject)] if kind else []


# --- links


def _invite(scene: Scene, _: Step) -> Effects:
    text = scene.library.phrases.pieces.invitation
    return (Invite(scene.frame.seed, scene.text("rol"), text),)


def _end_link(scene: Scene, _: Step) -> Effects:
    """The other one hears of it, but for somebody who never said who they were."""
    link = scene.koppeling
    if link is None:
        return ()
    told = (Tell(_tells(scene).link_ended, link.id),) if link.status is not LinkStatus.UITGENODIGD else ()
    return *told, EndLink(link.id)


def _refuse_link(scene: Scene, step: Step) -> Effects:
    """Who was invited would rather not: the aios hears that, and no more."""
    link = scene.koppeling
    refused = SetConsent(Consent.REFUSED, CONSENT_TEXT)
    if link is None:
        return (refused,)
    return Tell(_tells(scene).link_refused, link.id), EndLink(link.id), refused


def _accept_link(scene: Scene, _: Step) -> Effects:
    link = scene.koppeling
    return (AcceptLink(link.id), Tell(_tells(scene).link_accepted, link.id)) if link else ()


def _confirm_link(scene: Scene, _: Step) -> Effects:
    link = scene.koppeling
    return (ConfirmLink(link.id), Tell(_tells(scene).link_confirmed, link.id)) if link else ()


def _remind_tomorrow(scene: Scene, _: Step) -> Effects:
    kind = scene.library.rhythm.says.waiting["opleider"]
    return (PutOff(kind, scene.frame.subject, _later(scene, "morgen")),)


EFFECTS: dict[str, Callable[[Scene, Step], Effects]] = {
    "save_leerdoel": _save(Status.OPEN),
    "save_concept": _save(Status.CONCEPT),
    "close_afgerond": _close(Status.AFGEROND),
    "close_laten_staan": _close(Status.LATEN_STAAN),
    "reopen": _reopen,
    "save_profile": _save_profile,
    "save_week": lambda scene, step: (_profile(scene, "week_dag", "week_tijd", "week_ritme"),),
    "save_quiet": lambda scene, step: (_profile(scene, "stil_van", "stil_tot"),),
    "end_pause": lambda scene, step: (SaveProfile({"pauze_tot": ""}),),
    "give_consent": lambda scene, step: (SetConsent(Consent.GIVEN, CONSENT_TEXT),),
    "refuse_consent": lambda scene, step: (SetConsent(Consent.REFUSED, CONSENT_TEXT),),
    "forget": lambda scene, step: (ForgetPerson(),),
    "export": lambda scene, step: (ExportPerson(),),
    "save_reflectie": _save_record("reflectie", RecordStatus.KLAAR),
    "keep_reflectie": _save_record("reflectie", RecordStatus.CONCEPT),
    "save_bewijs": _save_record("bewijs", RecordStatus.KLAAR),
    "update_reflectie": _update("reflectie"),
    "drop_record": lambda scene, step: (DropRecord(scene.frame.subject),),
    "ask_week": _ask_week,
    "answer_week": _save_record("voortgang", RecordStatus.KLAAR),
    "skip_week": _save_record("voortgang", RecordStatus.OVERGESLAGEN),
    "snooze": _snooze,
    "start_feedback": _start_feedback,
    "save_feedback": _save_feedback,
    "park": _park,
    "akkoord": _akkoord,
    "stop_feedback": _stop_feedback,
    "save_gesprek": _save_gesprek(None),
    "restore_gesprek": _restore_gesprek,
    "cancel_gesprek": _save_gesprek(RecordStatus.AFGEZEGD),
    "hold_gesprek": _save_gesprek(RecordStatus.GEHOUDEN),
    "save_doelstand": _save_stand,
    "save_onderdeel": _save_record("onderdeel_plan", RecordStatus.KLAAR),
    "save_welzijn": _save_private,
    "calendar": _calendar,
    "picture": lambda scene, _: (picture(scene),),
    "share_summary": _share("samenvatting"),
    "share_report": _share("verslag"),
    "take_back": _take_back,
    "react_gezien": _react("gezien"),
    "react_bespreken": _react("bespreken"),
    "react_akkoord": _react("akkoord"),
    "react_aanvulling": _react("aanvulling"),
    "put_off": _put_off,
    "invite": _invite,
    "accept_link": _accept_link,
    "confirm_link": _confirm_link,
    "end_link": _end_link,
    "refuse_link": _refuse_link,
    "later": _remind_tomorrow,
}
