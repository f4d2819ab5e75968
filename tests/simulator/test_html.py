"""Telegram's HTML: what was escaped comes back, and marks stay where they were put."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.errors import ApiError
from bot.simulator.formatted import Entity, FormattedText, find_entities, is_blank, tidy, utf16_length
from bot.simulator.html import escape, parse_html, to_html

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
WORDS = st.text("ab é😀<&\n", min_size=1, max_size=8)
TAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "tg-spoiler": "spoiler", "code": "code"}


@given(TEXTS)
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    assert parse_html(escape(text)) == FormattedText(text)


@given(TEXTS)
def test_any_text_is_read_or_refused_in_telegrams_way(text: str) -> None:
    assert reading(text) in {"read", "Bad Request: can't parse entities"}


def reading(text: str) -> str:
    """'read', or the first two parts of the refusal."""
    try:
        parse_html(text)
    except ApiError as refusal:
        return ": ".join(refusal.description.split(": ")[:2])
    return "read"


@given(st.lists(st.tuples(st.sampled_from([*TAGS, ""]), WORDS), max_size=6))
def test_a_mark_covers_what_stood_between_its_tags(parts: list[tuple[str, str]]) -> None:
    source, text, marks = "", "", []
    for tag, word in parts:
        source += f"<{tag}>{escape(word)}</{tag}>" if tag else escape(word)
        if tag:
            marks.append(Entity(TAGS[tag], utf16_length(text), utf16_length(word)))
        text += word
    assert parse_html(source) == FormattedText(text, tuple(marks))


@given(
    TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(list(TAGS.values()))), max_size=5)
)
def test_what_is_kept_can_be_written_and_read_again(text: str, spans: list[tuple[int, int, str]]) -> None:
    marks = [
        Entity(kind, utf16_length(text[:start]), utf16_length(text[start:end]))
        for start, end, kind in spans
        if start < end <= len(text)
    ]
    kept = tidy(FormattedText(text, tuple(marks)))
    assert tidy(parse_html(to_html(kept))) == kept


@given(TEXTS)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = tidy(FormattedText(text))
    assert tidy(once) == once


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        ("<B>x</b>", "x", [Entity("bold", 0, 1)]),
        (
            "<strong>a</strong><em>b</em><ins>c</ins><del>d</del>",
            "abcd",
            ["bold", "italic", "underline", "strikethrough"],
        ),
        ('<span class="tg-spoiler">x</span>', "x", [Entity("spoiler", 0, 1)]),
        ("<blockquote>x</blockquote>", "x", [Entity("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [Entity("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [Entity("pre", 0, 1, language="py")]),
        ("<pre><code>x</code></pre>", "x", [Entity("pre", 0, 1)]),
        (
            '<a href="example.org/a?b=1&amp;c=2">x</a>',
            "x",
            [Entity("text_link", 0, 1, url="http://example.org/a?b=1&c=2")],
        ),
        ("<a>example.org</a>", "example.org", [Entity("text_link", 0, 11, url="http://example.org/")]),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ('<a href="http://localhost">x</a>', "x", []),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [Entity("bold", 0, 1)]),
        ("a &lt b &nbsp; &amp;lt; &#0; &#65; &#x1F600", "a < b &nbsp; &lt; &#0; A 😀", []),
    ],
)
def test_tags_and_references(source: str, text: str, marks: list[Entity | str]) -> None:
    parsed = parse_html(source)
    expected = [each if isinstance(each, Entity) else Entity(each, at, 1) for at, each in enumerate(marks)]
    assert (parsed.text, list(parsed.entities)) == (text, expected)


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("\n\nhoi \r\n", "hoi"),
        ("a\tb\u202ec", "a bc"),
        ("een\ntwee", "een\ntwee"),
    ],
)
def test_a_text_is_cleaned(source: str, kept: str) -> None:
    assert tidy(FormattedText(source)) == FormattedText(kept)


def test_trimming_stops_at_a_mark() -> None:
    assert tidy(parse_html("  <b> x </b>  ")) == FormattedText(" x", (Entity("bold", 0, 2),))


@pytest.mark.parametrize(
    "source",
    [
        '<a href="http://example.org/?a=1&amp;b=%22">x</a>',
        "<blockquote>a\nb</blockquote>\nc",
        "<blockquote expandable>x</blockquote>",
        '<pre><code class="language-py">a &lt; b</code></pre>',
        "<b>a<i>b</i></b><u>c</u>",
    ],
)
def test_what_is_kept_is_written_as_it_came(source: str) -> None:
    assert to_html(parse_html(source)) == source


def test_marks_that_cross_are_closed_and_opened_again() -> None:
    crossed = FormattedText("abc", (Entity("bold", 0, 2), Entity("italic", 1, 2)))
    assert to_html(crossed) == "<b>a<i>b</i></b><i>c</i>"


def test_neighbours_of_one_kind_are_one_mark() -> None:
    assert tidy(parse_html("<b>a</b><b>b</b><i>c</i>")).entities == (Entity("bold", 0, 2), Entity("italic", 2, 1))


def test_nothing_is_marked_inside_code() -> None:
    assert tidy(parse_html("<code>a<b>b</b></code>")).entities == (Entity("code", 0, 2),)


def test_links_and_commands_are_found_but_not_in_code() -> None:
    found = find_entities(parse_html("😀 /start of https://example.org/a. <code>/stop</code> a/b /naam@leerlijn_bot"))
    assert [(each.kind, each.offset, each.length) for each in found.entities] == [
        ("bot_command", 3, 6),
        ("url", 13, 21),
        ("code", 36, 5),
        ("bot_command", 46, 18),
    ]


@pytest.mark.parametrize("text", ["", " \n\t", "\u00a0\u2003", "\u2800\u200b\ufeff"])
def test_a_text_without_anything_to_see_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(f"{text}.")
