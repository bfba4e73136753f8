"""Whether a model ranks better than chance: against counts by hand, and against known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.learning.ranking import UNRANKED, may_rank, ranking


def test_pairs_are_counted_within_groups_and_equal_truths_say_nothing() -> None:
    predicted = np.array([1.0, 2.0, 3.0, 9.0, 8.0, 5.0])
    measured = np.array([1.0, 3.0, 2.0, 1.0, 1.0, 7.0])
    group = pd.Series(["a", "a", "a", "b", "b", None], dtype=object)
    # a: (1,2) right, (1,3) right, (2,3) wrong; b: equal; the last one belongs to nobody
    found = ranking(predicted, measured, group)
    assert (found.pairs, found.accuracy) == (3, pytest.approx(2 / 3))


def test_an_equal_prediction_is_half_right() -> None:
    assert ranking(np.zeros(2), np.array([1.0, 2.0]), pd.Series(["a", "a"])).accuracy == 0.5


def test_without_a_pair_nothing_is_known() -> None:
    nothing = ranking(np.zeros(2), np.ones(2), pd.Series(["a", "a"]))
    assert (nothing.pairs, np.isnan(nothing.accuracy), np.isnan(nothing.low95)) == (0, True, True)
    assert UNRANKED.pairs == 0
    assert ranking(np.zeros(0), np.zeros(0), pd.Series(dtype=object)).pairs == 0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from("ab")), min_size=2, max_size=14))
def test_the_count_is_that_of_a_double_loop_and_no_order_matters(rows: list[tuple[int, int, str]]) -> None:
    predicted, measured, groups = (np.array([row[at] for row in rows]) for at in range(3))
    pairs = [
        0.5 if predicted[i] == predicted[j] else float((predicted[i] < predicted[j]) == (measured[i] < measured[j]))
        for i in range(len(rows))
        for j in range(i)
        if groups[i] == groups[j] and measured[i] != measured[j]
    ]
    found = ranking(predicted.astype(float), measured.astype(float), pd.Series(groups))
    assert found.pairs == len(pairs)
    if pairs:
        assert found.accuracy == pytest.approx(np.mean(pairs))
        turned = ranking(predicted[::-1].astype(float), measured[::-1].astype(float), pd.Series(groups[::-1]))
        assert turned.low95 == pytest.approx(found.low95)


@pytest.mark.parametrize(("slope", "low", "high"), [(0.0, 0.0, 0.06), (1.0, 0.95, 1.0)])
def test_a_model_that_knows_nothing_earns_it_seldom_and_a_good_one_nearly_always(
    slope: float, low: float, high: float
) -> None:
    """By simulation of 400 accounts: 90 posts in three groups, noise of sd 1 around slope times the prediction."""
    generator = np.random.default_rng(5)
    earned = 0
    for _ in range(400):
        predicted = generator.normal(size=90)
        measured = slope * predicted + generator.normal(size=90)
        found = ranking(predicted, measured, pd.Series(np.arange(90) % 3))
        earned += may_rank(found.pairs, found.low95)
    assert low <= earned / 400 <= high


def test_ranking_has_to_be_proved_on_enough_pairs() -> None:
    assert may_rank(100, 0.51)
    assert not may_rank(99, 0.99)
    assert not may_rank(1_000, 0.5)
    assert not may_rank(1_000, None)
