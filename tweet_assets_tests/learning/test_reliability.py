"""Reliability: predictions that are alike, beside how often they came true."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from tweet_assets.learning import reliability


def test_a_group_tells_its_mean_and_how_often_it_came_true() -> None:
    predicted = np.array([0.1, 0.1, 0.2, 0.2, 0.6, 0.8, 0.6, 0.8])
    happened = np.array([0, 0, 0, 1, 1, 1, 0, 1], float)

    found = reliability.groups(predicted, happened, posts_min=4, groups_max=5)

    assert found["posts"].tolist() == [4, 4]
    assert found["predicted"].tolist() == pytest.approx([0.15, 0.7])
    assert found["happened"].tolist() == pytest.approx([1.5 / 5, 3.5 / 5])
    assert found["low80"].tolist() == pytest.approx([beta.ppf(0.1, 1.5, 3.5), beta.ppf(0.1, 3.5, 1.5)])
    assert found["high80"].tolist() == pytest.approx([beta.ppf(0.9, 1.5, 3.5), beta.ppf(0.9, 3.5, 1.5)])


def test_too_few_posts_make_no_group() -> None:
    found = reliability.groups(np.full(19, 0.5), np.zeros(19), posts_min=20, groups_max=5)

    assert found.empty
    assert list(found) == list(reliability.groups(np.full(20, 0.5), np.zeros(20), posts_min=20, groups_max=5))


def test_equal_predictions_stay_together() -> None:
    found = reliability.groups(np.full(100, 0.3), np.zeros(100), posts_min=20, groups_max=5)

    assert found["posts"].tolist() == [100]


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(0, 1)), min_size=1, max_size=200))
def test_every_post_stands_in_one_group_and_groups_rise(rows: list[tuple[float, int]]) -> None:
    predicted, happened = np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows])

    found = reliability.groups(predicted, happened, posts_min=10, groups_max=5)

    assert found["posts"].sum() == (len(rows) if len(rows) >= 10 else 0)
    assert found["predicted"].is_monotonic_increasing
    assert ((found["low80"] < found["happened"]) & (found["happened"] < found["high80"])).all()


def test_a_forecast_that_means_what_it_says_lies_within_its_intervals() -> None:
    generator = np.random.default_rng(7)
    predicted = generator.uniform(0.02, 0.6, 4000)
    happened = (generator.uniform(size=4000) < predicted).astype(float)

    found = reliability.groups(predicted, happened, posts_min=20, groups_max=5)

    assert len(found) == 5
    assert (np.abs(found["happened"] - found["predicted"]) < 3 * (found["high80"] - found["low80"]) / 2.56).all()
