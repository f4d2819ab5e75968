"""The picture of /overzicht: a PNG for whatever there is to show, inside its canvas, sent with its words."""

import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.overview import GROUND, HEIGHT, MARGIN, WIDTH, draw_overview
from bot.simulator import Person
from bot.simulator.messages import Kind
from dialogs.turn import Area, AreaState, Moment, SendPicture, Tick
from tests.bot.house import House

TODAY = date(2026, 12, 1)
NOOR = Person(1001, "Noor")
STATES: tuple[AreaState, ...] = ("open", "gedaan", "niets")
SEVEN = tuple(Area(f"Competentie {n}", STATES[n % 3], "3 doelen open") for n in range(7))

words = st.text(max_size=120) | st.sampled_from(
    ["W" * 400, "🎉" * 60, "漢字", "\u202eomgekeerd", "a\nb", "\ud800", "é" * 90]
)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
pictures = st.builds(
    SendPicture,
    title=words,
    areas_title=words,
    moments_title=words,
    today_label=words,
    today=days,
    begin=days,
    end=days,
    areas=st.lists(st.builds(Area, label=words, state=st.sampled_from(STATES), note=words), max_size=14).map(tuple),
    moments=st.lists(
        st.builds(
            Moment,
            kind=st.sampled_from(["doel", "gesprek"]),
            label=words,
            when=words,
            day=st.none() | days,
            late=st.booleans(),
        ),
        max_size=14,
    ).map(tuple),
    ticks=st.lists(st.builds(Tick, label=words, day=days), max_size=8).map(tuple),
    rest=words,
)


def showing(goals: int, label: str = "Slechtnieuwsgesprekken zelfstandig voeren") -> SendPicture:
    moments = [Moment("doel", label, "1 feb", TODAY + timedelta(days=20 * n)) for n in range(goals)]
    return SendPicture(
        title="Je overzicht",
        areas_title="Competenties",
        moments_title="Doelen en gesprekken",
        today_label="vandaag",
        today=TODAY,
        begin=TODAY - timedelta(days=10),
        end=TODAY + timedelta(days=20 * max(goals, 3)),
        areas=SEVEN,
        moments=tuple(moments),
        ticks=(Tick("jan", date(2027, 1, 1)),),
        rest="" if goals else "Nog geen open doelen of gesprekken.",
    )


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def inked(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around everything that is not the ground; None when nothing is."""
    return ImageChops.difference(picture, Image.new("RGB", picture.size, GROUND)).getbbox()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(pictures)
def test_anything_is_drawn_inside_its_margins(wanted: SendPicture) -> None:
    canvas = opened(draw_overview(wanted))
    assert canvas.size == (WIDTH, HEIGHT)
    left, top, right, bottom = inked(canvas) or (MARGIN, MARGIN, MARGIN, MARGIN)
    assert left >= 30
    assert right <= WIDTH - 30
    assert top >= 20
    assert bottom <= HEIGHT - 6


@pytest.mark.parametrize("goals", range(10))
def test_every_number_of_goals_fits_and_is_small_to_send(goals: int) -> None:
    content = draw_overview(showing(goals))
    assert 10_000 < len(content) < 250_000
    left, top, right, bottom = inked(opened(content)) or (0, 0, WIDTH, HEIGHT)
    assert (left >= MARGIN - 4, right <= WIDTH - MARGIN + 4) == (True, True)
    assert (top >= 40, bottom <= HEIGHT - 20) == (True, True)


def test_each_goal_and_each_state_is_seen() -> None:
    pictures = [draw_overview(showing(goals)) for goals in range(10)]
    assert len(set(pictures)) == 10


def test_the_same_is_drawn_the_same() -> None:
    assert draw_overview(showing(3)) == draw_overview(showing(3))


@pytest.mark.parametrize(
    ("said", "as_if"),
    [
        ("Overdracht 🎉 strakker 👩🏽‍⚕️", "Overdracht strakker"),
        ("漢字", "··"),
        ("\u202e\u200bomgekeerd\n", "omgekeerd"),
        ("\ud800x", "x"),
        ("cafe\u0301", "café"),
        ("x\u0489\u0316", "x"),
    ],
)
def test_what_the_font_lacks_is_replaced(said: str, as_if: str) -> None:
    assert draw_overview(showing(1, said)) == draw_overview(showing(1, as_if))


@pytest.mark.parametrize("sign", "éëïöüáèçñ€–—’“”…½µ²≤≥łźß")
def test_what_the_font_has_is_drawn(sign: str) -> None:
    assert len({draw_overview(showing(1, said)) for said in (sign, "·", "e", "")}) == 4


def test_a_long_goal_is_cut_where_the_room_ends() -> None:
    long = "Slechtnieuwsgesprekken zelfstandig voeren met naasten erbij en daarna nabespreken"
    assert draw_overview(showing(1, long)) == draw_overview(showing(1, f"{long}, en meer {'x' * 4000}"))


async def test_it_arrives_with_its_words_and_its_buttons(house: House) -> None:
    noor = house.phone(NOOR)
    async with house.bot():
        await noor.consents()
        noor.say("/overzicht")
        await house.until(lambda: any(message.kind is Kind.PHOTO for message in noor.heard))
        await house.quiet()
    sent = noor.heard[-1]
    assert sent.file is not None
    assert (sent.kind, sent.file.mime, sent.file.width, sent.file.height) == (Kind.PHOTO, "image/png", WIDTH, HEIGHT)
    assert "Volgend gesprek: nog niet gepland" in sent.body.text
    assert noor.labels == ["Mijn leerdoelen", "Gesprek plannen", "Terugkijken"]
