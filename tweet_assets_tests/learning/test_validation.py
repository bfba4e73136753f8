"""Windows in time and skill with an interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets.learning import validation
from tweet_assets.learning.validation import folds, skill

DAY = 24


def moments(hours: list[float]) -> pd.Series:
    return pd.Series(pd.Timestamp("2026-01-01", tz="UTC") + pd.to_timedelta(hours, unit="h"))


def test_a_sign_is_as_stable_as_the_refits_that_had_it() -> None:
    now = np.array([0.5, -0.2, 0.1, 0.3])
    refits = [np.array([0.4, 0.1, 0.0, 0.0]), np.array([0.6, -0.3, 0.2, 0.0])]

    found = validation.same_sign(now, refits)

    assert found[:3].tolist() == [1.0, 0.5, 1.0]
    assert np.isnan(found[3])
    assert np.isnan(validation.same_sign(now, [])).all()


def test_folds_expand_by_hand() -> None:
    posted = moments([0, 24, 48, 72, 96, 120])

    found = list(folds(posted, posted + pd.Timedelta(hours=24), k=2, gap_hours=24))

    # blocks of two posts; before hour 48 less a gap of 24 the first had matured, before 96 - 24 the first three
    assert [(fitted.tolist(), tested.tolist()) for fitted, tested in found] == [([0], [2, 3]), ([0, 1, 2], [4, 5])]


def test_a_block_before_which_nothing_had_matured_is_left_out() -> None:
    posted = moments([0, 1, 2, 3])

    assert list(folds(posted, posted + pd.Timedelta(hours=24), k=3, gap_hours=0)) == []


@given(
    hours=st.lists(st.floats(0, 2_000), max_size=40),
    ages=st.floats(0.01, 100),
    k=st.integers(1, 6),
    gap=st.floats(0, 100),
)
@settings(deadline=None)
def test_nothing_is_fitted_that_was_not_known_a_gap_before_the_test(
    hours: list[float], ages: float, k: int, gap: float
) -> None:
    posted = moments(hours)
    matured = posted + pd.Timedelta(hours=ages)

    tested_so_far: set[int] = set()
    fitted_so_far: set[int] = set()
    for fitted, tested in folds(posted, matured, k, gap):
        start = posted.iloc[tested].min()
        assert (matured.iloc[fitted] <= start - pd.Timedelta(hours=gap) + pd.Timedelta(microseconds=1)).all()
        assert not set(fitted) & set(tested)
        assert not tested_so_far & set(tested)
        assert fitted_so_far <= set(fitted)
        tested_so_far |= set(tested)
        fitted_so_far = set(fitted)


def days(*numbers: int) -> np.ndarray:
    return np.datetime64("2026-01-01") + np.array(numbers, dtype="timedelta64[D]")


def test_skill_is_the_share_of_the_baselines_loss_that_is_gone() -> None:
    found = skill(np.array([1.0, 2.0, 0.0]), np.array([2.0, 2.0, 2.0]), days(1, 2, 3), 200, seed=1)

    assert found.value == pytest.approx(0.5)
    assert 0 <= found.low80 <= found.value <= found.high80 <= 1


def test_no_better_than_the_baseline_is_skill_0_for_sure() -> None:
    found = skill(np.ones(9), np.ones(9), days(*range(9)), 200, seed=1)

    assert (found.value, found.low80, found.high80) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("loss", "when"),
    [(np.empty(0), days()), (np.array([1.0, 2.0]), days(1, 1)), (np.zeros(2), days(1, 2))],
    ids=["no posts", "one day", "a baseline without loss"],
)
def test_skill_that_cannot_be_measured_is_unknown(loss: np.ndarray, when: np.ndarray) -> None:
    assert np.isnan(skill(loss, loss, when, 200, seed=1).value)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    chance, held = np.random.default_rng(4), 0
    for seed in range(200):
        truth = 1 - 1 / 1.5
        ours, theirs = chance.chisquare(1, 80), 1.5 * chance.chisquare(1, 80)
        found = skill(ours, theirs, days(*range(80)), 200, seed)
        held += found.low80 <= truth <= found.high80

    assert 0.7 <= held / 200 <= 0.9
