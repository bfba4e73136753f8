"""Chance that can be replayed."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.learning.chance import draws, fingerprint, seed_of, win_shares


@given(st.lists(st.text(max_size=8), max_size=4))
def test_a_seed_fits_64_bits_and_is_the_same_for_the_same_words(words: list[str]) -> None:
    assert 0 <= seed_of(*words) < 2**64
    assert seed_of(*words) == seed_of(*words)


def test_a_seed_tells_where_one_word_ends() -> None:
    assert len({seed_of("a", "bc"), seed_of("ab", "c"), seed_of("abc")}) == 3


def test_a_fingerprint_changes_with_any_number() -> None:
    assert fingerprint(np.array([1.0, 2.0])) != fingerprint(np.array([1.0, 2.0 + 1e-12]))


def test_draws_have_the_mean_and_covariance_that_were_asked_for() -> None:
    covariance = np.array([[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 4.0]])  # singular: the first two cancel

    found = draws(np.array([1.0, -1.0, 5.0]), covariance, 40_000, np.random.default_rng(1))

    np.testing.assert_allclose(found.mean(axis=0), [1, -1, 5], atol=0.05)
    np.testing.assert_allclose(np.cov(found.T), covariance, atol=0.1)
    np.testing.assert_allclose(found[:, 0] + found[:, 1], 0, atol=1e-7)


def test_win_shares_count_who_is_largest() -> None:
    assert win_shares(np.array([[1, 2, 0], [3, 2, 0], [1, 5, 0], [0, 1, 0]])).tolist() == [0.25, 0.75, 0.0]
