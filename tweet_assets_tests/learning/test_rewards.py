"""The learning targets. All counts are invented."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tweet_assets.accounts import Goal
from tweet_assets.learning.rewards import log_rate, rewards
from tweet_assets.settings import SETTINGS


def outcomes(**counts: list[int | None]) -> pd.DataFrame:
    size = len(next(iter(counts.values())))
    columns = {
        name: [0] * size
        for name in ("impressions", "likes", "reposts", "replies", "bookmarks", "follows", "url_clicks")
    } | counts
    frame = pd.DataFrame({name: pd.array(values, dtype="Int64") for name, values in columns.items()})
    return frame.assign(
        account="invented", post_id=[str(n) for n in range(size)], day=pd.Timestamp("2026-07-02"), age_hours_min=30.0,
        known_at=pd.Timestamp("2026-07-02T12:00Z"),
    )  # fmt: skip


def test_engagement_weighs_reposts_and_replies_twice() -> None:
    found = rewards(outcomes(likes=[3], reposts=[1], replies=[2], impressions=[400]))

    assert found["engagement"].tolist() == [9.0]  # 3 + 2 x 1 + 2 x 2
    assert found["reward"].tolist() == [pytest.approx(log(10))]
    assert found["impressions"].tolist() == [400]


@pytest.mark.parametrize(
    ("goal", "count"),
    [("engagement", 7), ("reach", 400), ("conversation", 2), ("clicks", 5), ("followers", 1)],
)
def test_the_goal_names_the_count_that_is_rewarded(goal: Goal, count: int) -> None:
    found = rewards(outcomes(likes=[3], replies=[2], impressions=[400], url_clicks=[5], follows=[1]), goal)

    assert found["reward"].tolist() == [pytest.approx(log(count + 1))]
    assert found["engagement"].tolist() == [7.0]


def test_a_goal_whose_count_was_not_measured_has_no_reward() -> None:
    assert rewards(outcomes(url_clicks=[None, 0]), "clicks")["reward"].isna().tolist() == [True, False]


def test_a_count_that_was_not_measured_leaves_the_reward_unknown() -> None:
    found = rewards(outcomes(likes=[3, None, 3, 3], reposts=[0, 0, None, 0], replies=[0, 0, 0, None]))

    assert found["engagement"].isna().tolist() == [False, True, True, True]
    assert found["reward"].isna().tolist() == [False, True, True, True]


def test_follow_through_is_yes_no_or_unknown() -> None:
    found = rewards(outcomes(follows=[0, 2, None]))["gained_follower"]

    assert found.isna().tolist() == [False, False, True]
    assert found.iloc[:2].tolist() == [False, True]


def test_unknown_impressions_stay_unknown() -> None:
    assert rewards(outcomes(impressions=[None, 5]))["impressions"].isna().tolist() == [True, False]


def test_a_posts_rate_is_drawn_to_the_accounts_by_fifty_impressions() -> None:
    found = log_rate(pd.Series([10, 0], dtype="Float64"), pd.Series([150, 0], dtype="Int64"), 0.02)

    assert found[0] == pytest.approx(log(11 / 200))  # (10 + 50 x 0.02) / (150 + 50)
    assert found[1] == pytest.approx(log(0.02))  # nobody saw it: the account's own rate


def test_a_rate_without_impressions_or_engagement_is_unknown() -> None:
    found = log_rate(np.array([1.0, np.nan, 1.0]), pd.Series([None, 100, 100], dtype="Int64"), 0.02)

    assert np.isnan(found).tolist() == [True, True, False]


@pytest.mark.parametrize("rate", [0.0, -0.1, float("nan")])
def test_a_prior_rate_without_a_logarithm_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="has no logarithm"):
        log_rate(np.array([1.0]), np.array([10.0]), rate)


@given(st.integers(0, 10**6), st.integers(0, 10**9), st.floats(1e-6, 1))
def test_a_shrunken_rate_lies_between_the_posts_own_and_the_accounts(engagement: int, views: int, rate: float) -> None:
    settings = replace(SETTINGS.learning, rate_prior_impressions=50.0)

    [found] = np.exp(log_rate(np.array([float(engagement)]), np.array([float(views)]), rate, settings))

    own = engagement / views if views else rate
    assert min(own, rate) * (1 - 1e-9) <= found or views == 0
    if views:
        assert found <= max(own, rate) * (1 + 1e-9)
