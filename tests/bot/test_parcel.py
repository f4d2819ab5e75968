"""What the outbox keeps comes back as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parcel import Parcel, dump_parcel, load_parcel, parcel, parcels
from dialogs.state import DialogueState
from dialogs.turn import Area, Button, ForgetPerson, Moment, Reply, SendPicture, Tick, Turn

texts = st.text(st.characters(codec="utf-8"), max_size=80)
rows = st.lists(st.lists(st.builds(Button, label=texts, data=texts), max_size=3).map(tuple), max_size=3).map(tuple)
messages = st.builds(Parcel, text=texts, rows=rows, edits=st.none() | st.integers(0, 2**52))
documents = st.builds(Parcel, text=texts, filename=texts, content=texts, kind=st.just("document"))
pictures = st.builds(
    SendPicture,
    title=texts,
    areas=st.lists(st.builds(Area, label=texts, note=texts), max_size=3).map(tuple),
    moments=st.lists(st.builds(Moment, label=texts, when=texts), max_size=3).map(tuple),
    ticks=st.lists(st.builds(Tick, label=texts), max_size=3).map(tuple),
    rest=texts,
)
photos = st.builds(Parcel, text=texts, rows=rows, kind=st.just("photo"), picture=pictures)


@settings(deadline=None, derandomize=True)
@given(messages | documents | photos)
def test_a_parcel_comes_back_as_it_was(one: Parcel) -> None:
    assert load_parcel(dump_parcel(one)) == one


@settings(deadline=None, derandomize=True)
@given(st.builds(Reply, text=texts, rows=rows, edits=st.none() | st.integers(0, 2**52)))
def test_a_reply_is_a_message(reply: Reply) -> None:
    assert parcel(reply) == Parcel(reply.text, reply.rows, reply.edits)


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"text": 3}', '{"text": "x", "kind": "photo"}'])
def test_what_is_no_parcel_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        load_parcel(text)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(pictures)
def test_a_picture_goes_with_the_last_reply(picture: SendPicture) -> None:
    replies = (Reply("Eerst dit."), Reply("<b>Dan dat</b>", ((Button("Ja", "p1:ja"),),)))
    turn = Turn(DialogueState(), replies, (picture,))
    assert parcels(turn) == (
        parcel(replies[0]),
        Parcel(replies[1].text, replies[1].rows, kind="photo", picture=picture),
    )
    assert parcels(Turn(DialogueState(), replies, (ForgetPerson(),))) == tuple(map(parcel, replies))
    assert parcels(Turn(DialogueState(), (), (picture,))) == ()
