"""The invented creator's texts show their format and nothing else does."""

import itertools
import re

import numpy as np
import pytest

from tweet_assets import labelling, tweet_text
from tweet_assets.arms import FORMATS
from tweet_assets.demo import texts


@pytest.mark.parametrize("label", FORMATS)
def test_every_text_is_labelled_as_the_format_it_was_written_for(label: str) -> None:
    rng = np.random.default_rng(7)

    written = [texts.compose(label, rng) for _ in range(400)]

    assert {labelling.format_of(t)[0] for t in written} == {label}
    assert {labelling.format_of(texts.exported(t))[0] for t in written} == {label}


@pytest.mark.parametrize("label", FORMATS)
def test_every_opening_on_every_subject_is_labelled_without_any_addition(label: str) -> None:
    subjects = [s for ss in texts.SUBJECTS.values() for s in ss]

    openings = [o.format(s=s, p=42, k=3, m=10) for o, s in itertools.product(texts.OPENINGS[label], subjects)]

    assert {labelling.format_of(texts.exported(o))[0] for o in openings} == {label}


@pytest.mark.parametrize("label", FORMATS)
def test_within_every_format_length_numbers_questions_and_links_vary(label: str) -> None:
    rng = np.random.default_rng(8)

    facts = [tweet_text.facts(texts.exported(texts.compose(label, rng))) for _ in range(200)]

    for name in ("weighted_length", "numbers", "questions", "links", "hashtags", "emojis"):
        values = [getattr(f, name) for f in facts]
        assert np.std(values) > 0.2, name
    assert max(f.weighted_length for f in facts) <= 280


def test_an_export_has_spaces_for_line_breaks_and_entities_for_signs() -> None:
    assert (
        texts.exported("Short & plain\n\n1. begin\n2. stop <now>") == "Short &amp; plain 1. begin 2. stop &lt;now&gt;"
    )


def test_some_texts_are_written_with_line_breaks() -> None:
    rng = np.random.default_rng(9)

    share = np.mean(["\n" in texts.compose("opinion", rng) for _ in range(400)])

    assert 0.1 < share < 0.4


def test_a_reply_begins_with_an_invented_reader_and_a_part_of_a_thread_with_its_number() -> None:
    rng = np.random.default_rng(10)

    assert all(re.match(r"@demo_reader_\d\d \w", texts.reply(rng)) for _ in range(100))
    assert texts.thread_part(2, rng).startswith("2/ ")
