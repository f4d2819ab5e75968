"""What the bot shows of reflections, feedback, links and the weekly question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dialogs.flow import Step
from dialogs.plan import PENDLETON, PROFILE_FIELDS, YES, FeedbackStatus
from dialogs.render import dutch_date, fill, near_date, safe
from dialogs.saying import named, said
from dialogs.scene import Scene
from dialogs.upcoming import year_of
from dialogs.weekly import pause_of, slowed, weeks_between

WHOLE = 3300
"""Characters of a reflection or of feedback that are shown together: the message holds its question as well."""
SPOKEN = 900
"""Characters of what one person wrote to the other."""
KPB = "kpb"
FEWEST = 3
"""Answers from which they are said back together."""


def _pieces(scene: Scene, headings: Mapping[str, str]) -> str:
    """What was answered under its headings, whole and in the person's own words."""
    pieces = scene.library.phrases.pieces
    there = {slot: value for slot in headings if (value := scene.frame.answers.get(slot))}
    each = fair([len(str(value)) for value in there.values()], WHOLE)
    return "\n".join(
        fill(pieces.heading, {"label": headings[slot], "text": said(scene, slot, value, each)})
        for slot, value in there.items()
    )


def fair(lengths: Sequence[int], total: int) -> int:
    """The most characters that each may have so that all together stay within `total`: short ones leave room."""
    left, ordered = total, sorted(lengths)
    for at, length in enumerate(ordered):
        share = left // (len(ordered) - at)
        if length > share:
            return share
        left -= length
    return max([*ordered, 1])


def _reflectie(scene: Scene, _: Step) -> str:
    return _pieces(scene, scene.library.phrases.pieces.reflectie)


def _summary(scene: Scene, _: Step) -> str:
    """What was told, said back in the person's own words, once there is enough of it."""
    headings = scene.library.phrases.pieces.reflectie
    told = {slot: label for slot, label in headings.items() if slot not in ("aanleiding", "competenties", "leerdoel")}
    if sum(slot in scene.frame.answers for slot in told) < FEWEST:
        return ""
    return fill(scene.library.phrases.pieces.summary, {"text": _pieces(scene, told)}) + "\n\n"


def _feedback(scene: Scene, _: Step) -> str:
    """Both voices under one heading per part; what only was put aside for later is left out."""
    pieces, feedback = scene.library.phrases.pieces, scene.feedback
    other = safe(feedback.other) if feedback and feedback.other else ""
    mine = feedback.side if feedback else "aios"
    there = {slot: value for slot in pieces.feedback if (value := scene.frame.answers.get(slot)) not in (None, "", YES)}
    each = fair([len(str(value)) for value in there.values()], WHOLE)
    blocks: dict[str, list[str]] = {}
    for slot, value in there.items():
        label, text = pieces.feedback[slot], said(scene, slot, value or "", each)
        whose = PENDLETON.get(slot)
        who = "" if whose is None else pieces.you if whose == mine else other or pieces.sides[whose]
        row = fill(pieces.voice, {"wie": who[:1].upper() + who[1:], "text": text}) if who else text
        blocks.setdefault(label, []).append(row)
    return "\n".join("\n".join([fill(pieces.head, {"label": label}), *rows]) for label, rows in blocks.items())


def _bewijs(scene: Scene, _: Step) -> str:
    return _pieces(scene, scene.library.phrases.pieces.bewijs)


def _other(scene: Scene, _: Step) -> str:
    """The other one's name: in the feedback or link that this is about, or in the one that was chosen."""
    pieces = scene.library.phrases.pieces
    if scene.feedback and scene.feedback.other:
        return safe(scene.feedback.other)
    if scene.deling and scene.deling.other:
        return safe(scene.deling.other)
    if scene.koppeling and scene.koppeling.naam:
        return safe(scene.koppeling.naam)
    return pieces.someone


def _role(scene: Scene, _: Step) -> str:
    rol = scene.koppeling.rol if scene.koppeling else scene.text("rol")
    return scene.library.phrases.pieces.rollen.get(rol, rol)


def _links(scene: Scene, _: Step) -> str:
    pieces = scene.library.phrases.pieces
    return "\n".join(
        fill(
            pieces.koppeling_line,
            {
                "naam": safe(link.naam) or pieces.someone,
                "rol": pieces.rollen.get(link.rol, link.rol) if link.side == "aios" else pieces.sides["aios"],
                "status": pieces.koppeling_status[link.status],
            },
        )
        for link in scene.plan.koppelingen
    )


def _awaited(scene: Scene, _: Step) -> str:
    """Where the feedback stands, in words."""
    pieces, feedback = scene.library.phrases.pieces, scene.feedback
    if feedback is None:
        return ""
    if feedback.status is not FeedbackStatus.LOPEND:
        return pieces.feedback_status[feedback.status]
    key = "mijn" if feedback.mine else "ander"
    return fill(pieces.feedback_status[key], {"ander": safe(feedback.other) or pieces.someone})


def _week(scene: Scene, _: Step) -> str:
    """The sentence of this weekly question."""
    key = scene.text("vraag")
    question = next((one for one in scene.library.rhythm.questions if one.id == key), None)
    if question is None:
        return ""
    area = named(scene, "competentie", scene.text("competentie"))
    return fill(question.text, {"competentie": f"<b>{safe(area.lower())}</b>"})


def _slower(scene: Scene, _: Step) -> str:
    """Said once, with the first question at a slower pace. The question itself is written down already."""
    plan = replace(scene.plan, records=tuple(r for r in scene.plan.records if r.id != scene.frame.subject))
    rhythm, pieces = scene.library.rhythm, scene.library.phrases.pieces
    if not slowed(plan, rhythm):
        return ""
    weeks = str(weeks_between(plan, rhythm))
    return fill(pieces.slower, {"weken": scene.library.phrases.dates.weeks[weeks]})


def _rhythm(scene: Scene, _: Step) -> str:
    """When the weekly question comes, in words."""
    dates, rhythm = scene.library.phrases.dates, scene.library.rhythm
    chosen = {key: value for key, value in scene.frame.answers.items() if key in PROFILE_FIELDS}
    profile = {**scene.plan.profile, **chosen}
    weeks = weeks_between(replace(scene.plan, profile=profile), rhythm)
    day = int(str(profile.get("week_dag", rhythm.week.day)))
    values = {
        "weken": dates.weeks[str(weeks)],
        "dag": dates.weekdays[day - 1][0],
        "tijd": str(profile.get("week_tijd", rhythm.week.time.isoformat("minutes"))).replace(":", "."),
        "pauze": "",
    }
    begin, end = pause_of(scene.plan)
    if end > begin > scene.at.date():
        values["pauze"] = fill(dates.paused_later, {"periode": _stretch(scene, begin, end - timedelta(days=1))})
    elif end > scene.at.date():
        values["pauze"] = fill(dates.paused, {"dag": dutch_date(end, scene.library.phrases)})
    return fill(dates.moment if weeks else dates.never, values)


def _stretch(scene: Scene, first: date, last: date) -> str:
    """'15 tot en met 28 februari', with a year only where it is another one."""
    phrases, today = scene.library.phrases, scene.at.date()
    begin = near_date(first, today, phrases) if first.year != last.year else near_date(first, first, phrases)
    same = (first.year, first.month) == (last.year, last.month)
    values = {"eerste": str(first.day) if same else begin, "laatste": near_date(last, today, phrases)}
    return fill(phrases.dates.stretch, values)


def _away(scene: Scene, _: Step) -> str:
    """From when until when nothing is said unasked, as it was understood."""
    dates = scene.library.phrases.dates
    begin, end = pause_of(scene.plan)
    if begin > scene.at.date():
        return fill(dates.away_later, {"periode": _stretch(scene, begin, end - timedelta(days=1))})
    return fill(dates.away_now, {"dag": near_date(end, scene.at.date(), scene.library.phrases)})


def _added(scene: Scene, _: Step) -> str:
    """What the other one gave last, before the next question."""
    feedback = scene.feedback
    if feedback is None or not feedback.other:
        return ""
    theirs = [part for part, side in PENDLETON.items() if side != feedback.side and part in feedback.values]
    if not theirs:
        return ""
    text = said(scene, theirs[-1], feedback.values[theirs[-1]], SPOKEN)
    return fill(scene.library.phrases.pieces.added, {"naam": safe(feedback.other), "text": text}) + "\n\n"


def _sent(scene: Scene, _: Step) -> str:
    """That it was sent; nothing where there is nobody to send it to."""
    feedback = scene.feedback
    if feedback is None or not feedback.other:
        return ""
    return fill(scene.library.phrases.pieces.sent, {"naam": safe(feedback.other)})


def _goes_to(scene: Scene, _: Step) -> str:
    """That an answer is sent at once; nothing where there is nobody to send it to."""
    feedback = scene.feedback
    if feedback is None or not feedback.other:
        return ""
    return " " + fill(scene.library.phrases.pieces.goes, {"naam": safe(feedback.other)})


def _remark(scene: Scene, _: Step) -> str:
    """What was said with the akkoord, where it was more than yes."""
    words = scene.feedback.values.get("akkoord") if scene.feedback else None
    if not isinstance(words, str) or words == YES:
        return ""
    text = said(scene, "akkoord", words, SPOKEN)
    return fill(scene.library.phrases.pieces.remark, {"ander": _other(scene, _), "text": text}) + "\n\n"


def _kpb(scene: Scene, _: Step) -> str:
    """How many KPBs this year of training holds, against what the programme asks."""
    pieces = scene.library.phrases.pieces
    count, norm = kpb_count(scene), scene.programme.kpb_per_year
    if not count or scene.text("soort") not in ("", KPB):
        return ""
    return fill(pieces.kpb_norm if norm else pieces.kpb, {"aantal": str(count), "norm": str(norm)})


def kpb_count(scene: Scene) -> int:
    """KPBs so far in this year of training, or in this calendar year when the beginning is not known."""
    today = scene.at.date()
    _, start = year_of(scene.plan, today)
    days = (str(r.values.get("datum", "")) for r in scene.records("bewijs") if r.values.get("soort") == KPB)
    return sum(start.isoformat() <= day <= today.isoformat() for day in days)


PIECES: dict[str, Callable[[Scene, Step], str]] = {
    "reflectie": _reflectie,
    "samengevat": _summary,
    "bewijs": _bewijs,
    "feedback": _feedback,
    "ander": _other,
    "rolnaam": _role,
    "koppelingen": _links,
    "stand": _awaited,
    "weekvraag": _week,
    "rustiger": _slower,
    "ritme": _rhythm,
    "kpb": _kpb,
    "aangevuld": _added,
    "verstuurd_aan": _sent,
    "gaat_naar": _goes_to,
    "akkoord_woorden": _remark,
    "pauze_gezegd": _away,
    "ritme_kort": _rhythm,
}
