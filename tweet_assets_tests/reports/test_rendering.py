"""Anybody's text stays text, in both forms."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.reports import rendering


def test_control_characters_and_half_characters_are_replaced_and_line_ends_are_one_kind() -> None:
    assert rendering.clean("a\r\nb\rc\x00d\ud800\te\u2028f") == "a\nb\nc\ufffdd\ufffd\te\nf"


def test_a_value_cannot_leave_its_cell() -> None:
    assert rendering.escaped("a | b\n# <b>*c*</b>") == r"a \| b \# \<b\>\*c\*\</b\>"


@pytest.mark.parametrize(
    ("text", "fence"), [("plain", "```"), ("```\nout", "````"), ("a ````` b", "``````"), ("~~~", "```")]
)
def test_a_fence_is_longer_than_any_in_the_text(text: str, fence: str) -> None:
    assert rendering.fenced(text) == f"{fence}text\n{text}\n{fence}"


@given(st.text(alphabet=st.sampled_from("`~\n\r ab<"), max_size=60))
def test_no_line_of_a_text_closes_its_fence(text: str) -> None:
    lines = rendering.fenced(text).split("\n")
    fence = re.match("`+", lines[0])
    assert fence is not None
    closing = [at for at, line in enumerate(lines) if at and re.fullmatch(f" {{0,3}}{fence[0]}`*\\s*", line)]
    assert closing == [len(lines) - 1]


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), True, [1]])
def test_a_value_that_is_not_put_in_words_cannot_reach_a_reader(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be shown to a reader"):
        rendering._shown(value)


def test_a_name_that_a_template_does_not_get_is_an_error() -> None:
    with pytest.raises(TypeError, match="cannot be shown to a reader"):
        rendering.html("daily.html.jinja", facts=object())
