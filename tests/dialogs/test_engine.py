"""What the engine promises, one promise a test; the reader here knows a handful of words."""

from datetime import timedelta

from dialogs.event import EventKind
from dialogs.library import Library
from dialogs.plan import Consent, Status
from dialogs.state import dump_state, load_state
from dialogs.turn import SaveLeerdoel, SetConsent
from tests.dialogs.partner import Partner, newcomer


def asking(me: Partner) -> str:
    return me.state.stack[-1].step


def last(me: Partner) -> str:
    return me.screen[-1].text


def labels(me: Partner) -> list[str]:
    return [button.label for button in me.screen[-1].buttons]


def goal_in_progress(library: Library) -> Partner:
    me = newcomer(library)
    me.play("/leerdoel", "overslaan")
    return me


def test_nothing_is_asked_again_that_was_said(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten bij kinderen, tien keer, voor 1 maart")
    assert asking(me) == "acceptabel"
    me.say("omdat ik het eng vind")
    assert asking(me) == "realistisch"
    me.say("eerst in het skillslab")
    assert asking(me) == "leeractiviteiten"


def test_a_letter_is_asked_twice_at_most(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten bij kinderen")
    assert asking(me) == "meetbaar"
    me.say("vaak")
    assert asking(me) == "meetbaar"
    me.say("heel vaak")
    assert asking(me) == "acceptabel"
    assert me.state.stack[-1].answers["meetbaar"] == "vaak. heel vaak"


def test_toch_zo_laten_leaves_the_answer_and_remembers_that_it_is_thin(library: Library) -> None:
    me = goal_in_progress(library)
    me.play("hechten bij kinderen", "vaak", "[Toch zo laten]")
    assert asking(me) == "acceptabel"
    assert me.state.stack[-1].answers["dun"] == ("M",)
    assert me.state.stack[-1].answers["meetbaar"] == "vaak"


def test_the_short_cut_to_the_card_comes_when_all_letters_are_there(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten bij kinderen, tien keer, voor 1 maart")
    assert "Naar de kaart" not in labels(me)
    me.play("omdat ik het eng vind", "eerst in het skillslab", "[Naar de kaart]")
    assert asking(me) == "kaart"
    for letter in "SMART":
        assert f"<b>{letter}</b>" in last(me)


def test_saving_gives_the_goal_the_id_of_the_event_that_began_it(library: Library) -> None:
    me = goal_in_progress(library)
    seed = me.state.stack[-1].seed
    me.say("hechten bij kinderen, tien keer, voor 1 maart, omdat ik het eng vind, eerst in het skillslab")
    me.play("[Naar de kaart]", "[Bewaren]")
    (saved,) = [effect for effect in me.effects if isinstance(effect, SaveLeerdoel)]
    assert (saved.id, saved.status, saved.why) == (seed, Status.OPEN, "nieuw")
    assert saved.values["deadline"] == "2027-03-01"
    assert saved.values["dun"] == ()
    assert me.state.stack == ()


def test_an_edited_message_replaces_its_answer_and_what_it_showed(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten bij kinderen, tien keer")
    number = me.number
    assert asking(me) == "acceptabel"
    me.edit(number, "hechten bij volwassenen")
    frame = me.state.stack[-1]
    assert frame.answers["doel"] == "hechten bij volwassenen"
    assert set(frame.findings["doel"].criteria) == {"S"}


def test_an_edit_that_answers_the_open_question_moves_on(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten bij kinderen")
    me.edit(me.number, "hechten bij kinderen, tien keer")
    assert asking(me) == "acceptabel"


def test_a_stale_press_changes_nothing_but_the_version(library: Library) -> None:
    me = goal_in_progress(library)
    old = me.screen[-2].buttons[0].data
    before = me.state.stack
    turn = me.press(old)
    assert turn.toast
    assert me.state.stack == before
    assert asking(me) == "doel"


def test_ticking_changes_the_message_in_place_and_quick_presses_all_count(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten bij kinderen, tien keer, voor 1 maart, omdat ik het eng vind, eerst in het skillslab")
    me.play("overslaan", "overslaan", "overslaan", "overslaan")
    assert asking(me) == "competenties"
    buttons = {button.label.removeprefix("✓ "): button.data for button in me.screen[-1].buttons}
    assert me.state.stack[-1].picked == ("communicatie",)
    first = me.press(buttons["Samenwerking"])
    second = me.press(buttons["Professionaliteit"])
    assert [len(turn.replies) for turn in (first, second)] == [1, 1]
    assert all(reply.edits is not None for turn in (first, second) for reply in turn.replies)
    assert me.state.stack[-1].picked == ("communicatie", "samenwerking", "professionaliteit")
    me.press(buttons["Klaar"])
    assert me.state.stack[-1].answers["competenties"] == ("communicatie", "samenwerking", "professionaliteit")


def test_a_digression_comes_back_to_the_same_question(library: Library) -> None:
    me = goal_in_progress(library)
    me.play("hechten bij kinderen", "/privacy")
    assert [frame.flow for frame in me.state.stack] == ["leerdoel", "privacy"]
    me.play("[Goed zo]", "[Verder]")
    assert [frame.flow for frame in me.state.stack] == ["leerdoel"]
    assert asking(me) == "meetbaar"
    assert me.state.stack[-1].answers["doel"] == "hechten bij kinderen"


def test_an_answer_to_the_resume_question_is_taken_as_the_answer_itself(library: Library) -> None:
    me = goal_in_progress(library)
    me.play("hechten bij kinderen", "/privacy", "[Goed zo]")
    assert me.state.asking == "resume"
    me.say("tien keer")
    assert me.state.stack[-1].answers["meetbaar"] == "tien keer"


def test_days_later_an_answer_is_an_answer(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten bij kinderen")
    me.at += timedelta(days=4)
    me.say("tien keer")
    assert asking(me) == "acceptabel"
    assert library.phrases.system.resumed in last(me)


def test_patient_data_waits_for_a_decision_and_is_masked(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten, zoals bij mevrouw jansen")
    assert me.state.asking == "privacy"
    assert "jansen" not in last(me)
    assert "doel" not in me.state.stack[-1].answers
    me.tap("Zo bewaren")
    assert me.state.stack[-1].answers["doel"] == "hechten, zoals bij [naam]"
    assert me.state.held is None


def test_patient_data_that_is_none_is_kept_as_typed(library: Library) -> None:
    me = goal_in_progress(library)
    me.play("hechten, zoals bij mevrouw jansen", "[Geen patiëntgegeven]")
    assert me.state.stack[-1].answers["doel"] == "hechten, zoals bij mevrouw jansen"


def test_rewriting_may_be_done_by_editing_the_message(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("hechten, zoals bij mevrouw jansen")
    me.edit(me.number, "hechten bij kinderen")
    assert me.state.stack[-1].answers["doel"] == "hechten bij kinderen"
    assert "jansen" not in dump_state(me.state)


def test_a_goal_typed_out_of_the_blue_opens_the_flow_filled_in(library: Library) -> None:
    me = newcomer(library)
    me.say("hechten bij kinderen, tien keer")
    assert [frame.flow for frame in me.state.stack] == ["leerdoel"]
    me.say("overslaan")
    assert asking(me) == "acceptabel"


def test_without_consent_only_free_doors_open(library: Library) -> None:
    me = Partner(library)
    me.say("/leerdoel")
    assert asking(me) == "toestemming"
    me.tap("Liever niet")
    assert me.effects[-1] == SetConsent(Consent.REFUSED, "2026-11")
    me.say("hechten bij kinderen")
    assert me.state.stack == ()
    assert me.plan.leerdoelen == ()
    me.play("/privacy")
    assert [frame.flow for frame in me.state.stack] == ["privacy"]


def test_a_state_of_another_version_of_the_content_is_let_go_and_said(library: Library) -> None:
    me = goal_in_progress(library)
    text = dump_state(me.state).replace('"flow":"leerdoel"', '"flow":"vervallen"')
    me.state = load_state(text)
    me.say("hechten")
    assert library.phrases.system.lost in last(me)
    assert me.state.stack == ()


def test_ids_of_events_name_what_they_make_so_a_replay_makes_the_same(library: Library) -> None:
    def run() -> tuple[object, ...]:
        me = goal_in_progress(library)
        me.play("hechten, tien keer, voor 1 maart, omdat het moet, skillslab", "[Naar de kaart]", "[Bewaren]")
        return tuple(me.effects)

    assert run() == run()


def test_a_long_horizon_is_offered_in_steps_and_the_line_is_kept(library: Library) -> None:
    me = goal_in_progress(library)
    me.say("over een jaar hechten, tien keer, omdat het moet, skillslab")
    assert asking(me) == "horizon"
    me.play("[Maak een eerste stap]", "hechten van kleine wonden, tien keer, voor 1 maart, omdat het moet, skillslab")
    answers = me.state.stack[-1].answers
    assert answers["grote_lijn"] == "over een jaar hechten, tien keer, omdat het moet, skillslab"
    assert str(answers["doel"]).startswith("hechten van kleine wonden")
    assert asking(me) == "leeractiviteiten"


def test_every_kind_of_event_is_answered_at_rest(library: Library) -> None:
    me = newcomer(library)
    for kind in {*EventKind} - {EventKind.NUDGE}:
        turn = me.happen(me.event(kind, text="x", name="x", data="x"))
        assert turn.replies
