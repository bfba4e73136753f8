"""Subjects and reading ease, from closed lists. Every text is invented."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.generation.subjects import SUBJECTS, ReadingEase, english_share, reading_ease, subject


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I baked bread and made soup.", "food"),
        ("My garden has one tomato", "home and garden"),
        ("Training for a marathon with my coach", "sport"),
        ("The software has a bug in the database", "technology"),
        ("A quiet evening", "other"),
        ("", "other"),
        ("a cart full of starters", "other"),  # the beginning of a word is no word
    ],
)
def test_a_subject_is_where_most_words_are(text: str, about: str) -> None:
    assert subject(text) == about


def test_reading_ease_follows_flesch() -> None:
    # 12 words, 2 sentences, 12 syllables: 206.835 - 1.015 * 6 - 84.6
    assert reading_ease("The cat is in my bed. I let the old cat be.") == "easy"
    hard = "The consideration of organisational responsibilities is an unavoidable administrative necessity of it."
    assert reading_ease(hard) == "demanding"
    assert reading_ease("Short.") == "unknown"
    assert reading_ease("Der Tee am Abend ist wie ein Brief, den niemand geschrieben hat.") == "unknown"


@given(st.text(max_size=80))
def test_both_are_words_of_their_lists(text: str) -> None:
    assert subject(text) in SUBJECTS
    assert reading_ease(text) in get_args(ReadingEase)
    assert 0 <= english_share(text) <= 1
