"""Markup turned into plain text, and text tidied for keeping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.common.text import is_visible, plain_text, shorten, tidy_block, tidy_line


def test_tags_go_and_entities_become_characters() -> None:
    assert plain_text("<p>Fish &amp; chips <b>&lt;3</b></p>").strip() == "Fish & chips <3"


def test_blocks_become_lines() -> None:
    assert tidy_block(plain_text("<p>one</p><p>two<br>three</p>"), 100) == "one\ntwo\nthree"


def test_scripts_styles_and_comments_are_not_shown() -> None:
    markup = "a<script>alert('<b>')</script>b<style>p{}</style>c<!-- <p>hidden</p> -->d<SCRIPT>x</SCRIPT>e"
    assert plain_text(markup) == "abcde"


def test_the_description_of_a_picture_is_kept() -> None:
    assert plain_text('<img src="x.png" alt="A chart &amp; a table">') == "A chart & a table"


def test_a_lone_angle_bracket_is_text() -> None:
    assert plain_text("1 < 2 and 3 > 2") == "1 < 2 and 3 > 2"


def test_controls_and_marks_that_turn_the_reading_order_are_dropped() -> None:
    assert tidy_line("a\x00b\u202ec\ud800d\n e", 50) == "abcd e"


def test_a_long_text_ends_with_an_ellipsis_within_the_limit() -> None:
    assert shorten("word " * 10, 12) == "word word w…"
    assert shorten("short", 12) == "short"


@given(st.text(alphabet="<>&!-/ab \"'=\n#x;script", max_size=400))
def test_text_without_brackets_or_entities_is_left_alone_and_no_markup_raises(markup: str) -> None:
    plain = plain_text(markup)
    assert len(plain) <= len(markup) + markup.count("<")
    if not set("<&") & set(markup):
        assert plain == markup


@given(st.text(max_size=300), st.integers(1, 50))
def test_a_tidied_text_can_be_stored_in_any_database(text: str, limit: int) -> None:
    for tidied in (tidy_line(text, limit), tidy_block(text, limit)):
        assert len(tidied) <= limit
        assert "\x00" not in tidied
        tidied.encode()


def test_hostile_markup_takes_linear_time() -> None:
    for piece in ("<", "<!--", "<script>", "<a href=", "&#"):
        assert isinstance(plain_text(piece * 30_000), str)


@pytest.mark.parametrize(
    ("text", "seen"),
    [("a", True), ("🚀", True), ("", False), (" \t\n", False), ("\u200b\u2060", False), ("\u3164\u2800\ufe0f", False)],
)
def test_a_text_of_spaces_and_marks_without_width_shows_nothing(text: str, seen: bool) -> None:
    assert is_visible(text) is seen
