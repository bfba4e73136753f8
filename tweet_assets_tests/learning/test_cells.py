"""Sums over posts that look alike: they add up, they come back from their rows, and they keep what is unknown."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets.learning import cells as cells_
from tweet_assets.learning.cells import Cells

FACTORS = ["format", "weekend"]
COVARIATES = ["quality", "lines"]


def invented(posts: int = 60, seed: int = 5) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "day": pd.Timestamp("2026-01-02") + pd.to_timedelta(np.arange(posts) // 4, unit="D"),
            "evidence": chance.choice(["randomised", "observational"], posts),
            "age_hours_min": chance.choice([24.0, 200.0], posts),
            "by_rule": chance.random(posts) < 0.3,
            "reward": chance.normal(3, 1, posts),
            "format": chance.choice(["data", "story"], posts),
            "weekend": chance.choice(["no", "yes"], posts),
            "quality": np.where(chance.random(posts) < 0.2, np.nan, chance.random(posts)),
            "lines": chance.integers(1, 5, posts).astype(float),
        }
    )


def of(posts: pd.DataFrame) -> Cells:
    return cells_.of(posts, FACTORS, COVARIATES)


def same(one: Cells, other: Cells) -> None:
    pd.testing.assert_frame_equal(cells_.frame(one), cells_.frame(other), check_exact=False, atol=1e-9)
    np.testing.assert_allclose(one.weight, other.weight)


def test_a_cell_holds_the_sums_of_its_posts() -> None:
    posts = invented(2).assign(
        day=pd.Timestamp("2026-01-02"), evidence="randomised", age_hours_min=24.0, by_rule=[True, False],
        reward=[1.0, 3.0], format="data", weekend="no", quality=[0.5, 0.7], lines=[2.0, 4.0],
    )  # fmt: skip

    [row] = cells_.frame(of(posts)).to_dict("records")

    assert (row["posts"], row["posts_by_rule"], row["reward_sum"], row["reward_square_sum"]) == (2, 1, 4.0, 10.0)
    assert row["covariate_sum"] == pytest.approx([1.2, 6.0])
    assert row["covariate_reward_sum"] == pytest.approx([0.5 + 2.1, 2.0 + 12.0])
    assert row["covariate_product_sum"] == pytest.approx([0.25 + 0.49, 1.0 + 2.8, 4.0 + 16.0])


def test_posts_with_different_things_unknown_are_different_cells_and_an_unmeasured_one_is_none() -> None:
    posts = invented(3).assign(
        day=pd.Timestamp("2026-01-02"), evidence="randomised", age_hours_min=24.0, format=[None, None, "data"],
        weekend="no", quality=[0.5, np.nan, 0.5], reward=[1.0, 2.0, np.nan],
    )  # fmt: skip

    found = of(posts)

    assert found.keys["known"].tolist() == ["01", "11"]
    assert found.keys["format"].tolist() == [cells_.UNKNOWN] * 2
    assert found.covariate[0, 0] == 0  # unknown, and marked so
    np.testing.assert_array_equal(found.known, [[0, 1], [1, 1]])


@given(days=st.sets(st.integers(0, 14)))
@settings(max_examples=20, deadline=None)
def test_the_cells_of_days_add_up_over_any_split(days: set[int]) -> None:
    posts = invented()
    chosen = posts["day"].isin([pd.Timestamp("2026-01-02") + pd.Timedelta(days=day) for day in days])

    same(of(posts[chosen]).plus(of(posts[~chosen])), of(posts))


def test_cells_come_back_from_their_rows_in_any_order() -> None:
    found = of(invented())

    rows = cells_.frame(found).sample(frac=1, random_state=3)

    same(cells_.stored(rows, FACTORS, len(COVARIATES)), found)
    assert cells_.stored(rows, FACTORS, len(COVARIATES)).fingerprint() == found.fingerprint()


def test_another_outcome_is_another_fingerprint() -> None:
    posts = invented()
    corrected = posts.assign(reward=posts["reward"].where(posts.index != 7, 9.0))

    assert of(corrected).fingerprint() != of(posts).fingerprint()


def test_no_posts_are_no_cells() -> None:
    found = of(invented().iloc[:0])

    assert len(found) == 0
    assert len(cells_.stored(cells_.frame(found), FACTORS, 2)) == 0
    assert len(found.discounted(date(2026, 3, 1), 100.0).merged(date(2026, 3, 1))) == 0


def test_a_state_that_is_aged_and_added_to_is_the_rebuilt_one() -> None:
    """One new day on a carried state: what the whole history would have given, to the last digits."""
    posts, half_life = invented(200, 9), 40.0
    days = sorted(set(posts["day"].dt.date))
    state = of(posts.iloc[:0])
    for day in days:
        state = state.discounted(day, half_life).merged(day).plus(of(posts[posts["day"].dt.date == day]))

    rebuilt = of(posts).discounted(days[-1], half_life).merged(days[-1])

    same(state, rebuilt)
    assert len(state) < len(of(posts)) / 3
