"""The readability score. All texts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.learning.quality import parts, quality

PLAIN = "Cold brew needs only time.\n\nTwelve hours in the fridge, one filter, done."


def test_a_plain_short_text_scores_full_marks() -> None:
    assert parts(PLAIN) == dict.fromkeys(("hook", "sentences", "words", "room", "tags", "emojis", "calm"), 1.0)
    assert quality(PLAIN) == 1.0


@pytest.mark.parametrize(
    ("text", "part", "score"),
    [
        ("Tea time", "hook", 2 / 3),  # two words of the three a first line needs
        ("tea " * 28, "hook", 0.5),  # 28 words lie half way between 16 and 40
        ("tea " * 25, "sentences", 0.5),  # one sentence of 25 words: half way between 15 and 35
        ("seventy letters", "words", 0.5),  # seven letters a word: half way between 5 and 9
        ("tea " * 45, "room", 0.5),  # a paragraph of 45 words: half way between 30 and 60
        ("Tea is good #tea #green #leaf", "tags", 1 / 3),  # three hashtags: two of the three steps from 1 to 4
        ("Tea \U0001f375 \U0001f375 \U0001f375 \U0001f375", "emojis", 0.5),  # four: half way between 2 and 6
        ("GREAT tea!!", "calm", 1 / 3),  # a shouted word and a run of marks: two of three
    ],
)
def test_each_part_falls_on_a_straight_line(text: str, part: str, score: float) -> None:
    assert parts(text)[part] == pytest.approx(score)


def test_a_text_without_words_scores_nothing_on_what_needs_words() -> None:
    assert quality("https://example.com") == pytest.approx(3 / 7)


@given(st.text(max_size=300))
def test_the_score_lies_between_0_and_1_for_any_text(text: str) -> None:
    assert 0 <= quality(text) <= 1
    assert all(0 <= value <= 1 for value in parts(text).values())
