"""Follow-through. Accounts are invented and their truth is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.stats import beta

from tweet_assets.accounts import Account
from tweet_assets.learning import follow, history, space, terms
from tweet_assets.settings import SETTINGS

Invent = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
SIGNAL = {"covariate_effects": {"quality": 1.5}, "format_effects": {"data": 1.0}}
LATER = date(2026, 12, 1)
UTC = ZoneInfo("UTC")
SPACE = space.of(Account("invented"))


def fitted(features: pd.DataFrame, rewards: pd.DataFrame, as_of: date) -> terms.Fit:
    return follow.fit(history.posts(features, rewards, UTC), SPACE, as_of)


def test_a_planted_effect_is_found_and_moves_the_probability(invent: Invent) -> None:
    features, rewards = invent(400, 2, **SIGNAL)

    found = fitted(features, rewards, date(2026, 4, 12))
    drafts = features.iloc[:2].assign(format="data", slot="09-12", quality=[2.0, -2.0])
    predicted = follow.predict(found, drafts)

    assert found.skill["enough_evidence"].iloc[0]
    assert found.skill["skill"].iloc[0] > 0
    assert found.terms.set_index("term").loc["quality", "low80"] > 0
    assert predicted["enough_evidence"].all()
    assert predicted["probability"].iloc[0] > predicted["probability"].iloc[1]
    inside = (predicted["low80"] < predicted["probability"]) & (predicted["probability"] < predicted["high80"])
    assert inside.all()


def test_coefficients_minimise_the_penalised_likelihood(invent: Invent) -> None:
    features, rewards = invent(120, 6, **SIGNAL)
    found = fitted(features, rewards, LATER)
    rows = history.due(history.posts(features, rewards, UTC), SPACE, LATER)
    design = terms.design(rows, found.terms)
    weight = (rows["weight"] / rows["weight"].max()).to_numpy()
    sign = np.where(rows["gained_follower"], 1.0, -1.0)

    def loss(b: np.ndarray) -> float:
        penalty = (b[1:] ** 2).sum() / 2 / SETTINGS.learning.follow_regularisation
        return float(weight @ np.logaddexp(0, -sign * (design @ b)) + penalty)

    best = minimize(loss, np.zeros(design.shape[1]), tol=1e-10)
    np.testing.assert_allclose(found.terms["coefficient"], best.x, atol=2e-3)
    chances = 1 / (1 + np.exp(-design @ found.terms["coefficient"].to_numpy()))
    curvature = (design * (weight * chances * (1 - chances))[:, None]).T @ design
    curvature[1:, 1:] += np.eye(len(curvature) - 1) / SETTINGS.learning.follow_regularisation
    np.testing.assert_allclose(
        np.array(found.terms["covariance"].tolist()) @ curvature, np.eye(len(curvature)), atol=1e-8
    )


def test_pure_noise_is_seldom_enough_evidence(invent: Invent) -> None:
    fooled = [fitted(*invent(150, 700 + n), date(2026, 3, 1)).skill["enough_evidence"].iloc[0] for n in range(25)]

    assert sum(fooled) <= 7  # a gate of one standard error lets one in six through


def test_too_few_events_answer_with_the_base_rate(invent: Invent) -> None:
    features, rewards = invent(100, 3)
    rewards["follows"] = pd.array([int(n < 9) for n in range(100)], dtype="Int64")

    found = fitted(features, rewards, date(2026, 1, 27))
    predicted = follow.predict(found, features.iloc[:2])

    skill = found.skill.iloc[0]
    assert (skill["events"], skill["posts"]) == (9, 100)
    assert skill["reason"] == "9 posts of the rarer outcome; at least 10 are needed"
    assert not predicted["enough_evidence"].any()
    assert predicted["probability"].tolist() == [skill["baseline"]] * 2
    assert predicted["low80"].tolist() == [skill["baseline_low80"]] * 2
    assert found.terms["term"].tolist() == ["intercept"]


def test_too_few_posts_without_a_follower_count_as_well(invent: Invent) -> None:
    features, rewards = invent(50, 3)
    rewards["follows"] = pd.array([int(n > 3) for n in range(50)], dtype="Int64")

    assert fitted(features, rewards, LATER).skill["reason"].iloc[0].startswith("4 posts of the rarer outcome")


def test_the_base_rate_has_jeffreys_interval() -> None:
    found = follow.base_rate(np.array([1.0, 1.0, 0.0, 0.0, 0.0]), np.ones(5))

    assert found == pytest.approx((2.5 / 6, beta.ppf(0.1, 2.5, 3.5), beta.ppf(0.9, 2.5, 3.5)))


def test_the_base_rate_counts_weights() -> None:
    half = follow.base_rate(np.array([1.0, 0.0]), np.array([2.0, 0.5]))

    assert half[0] == pytest.approx(2.5 / 3.5)


@pytest.mark.parametrize("posts", [0, 1])
def test_below_two_posts_nothing_is_said(posts: int, invent: Invent) -> None:
    features, rewards = invent(5, 3)

    found = fitted(features, rewards.iloc[:posts], LATER)
    predicted = follow.predict(found, features)

    assert found.terms.empty
    assert predicted[["probability", "low80", "high80"]].isna().all(axis=None)
    assert not predicted["enough_evidence"].any()


def test_posts_of_which_it_is_unknown_are_not_fitted(invent: Invent) -> None:
    features, rewards = invent(60, 3)
    rewards.loc[:19, "follows"] = pd.NA

    assert fitted(features, rewards, LATER).skill["posts"].iloc[0] == 40


def test_events_that_came_late_leave_nothing_to_test_on(invent: Invent) -> None:
    features, rewards = invent(60, 3)
    rewards["follows"] = pd.array([int(n >= 45) for n in range(60)], dtype="Int64")

    found = fitted(features, rewards, LATER)

    assert not found.skill["enough_evidence"].iloc[0]
    assert "no later posts to test it on" in found.skill["reason"].iloc[0]
    assert len(found.terms) > 1


def test_rewards_after_as_of_change_nothing(invent: Invent) -> None:
    features, rewards = invent(150, 4, **SIGNAL)
    later = rewards["day"] > pd.Timestamp("2026-01-25")
    flipped = rewards.assign(follows=rewards["follows"].where(~later, 1 - rewards["follows"]))

    one, other = (fitted(features, known, date(2026, 1, 25)) for known in (rewards, flipped))

    pd.testing.assert_frame_equal(one.terms, other.terms)
    pd.testing.assert_frame_equal(one.skill, other.skill)


def test_the_same_posts_in_any_order_give_the_same_fit(invent: Invent) -> None:
    features, rewards = invent(150, 4, **SIGNAL)

    one = fitted(features, rewards, LATER)
    other = fitted(features.sample(frac=1, random_state=1), rewards.iloc[::-1], LATER)

    pd.testing.assert_frame_equal(one.terms, other.terms)
    pd.testing.assert_frame_equal(one.skill, other.skill)


def test_what_later_posts_said_stands_in_groups(invent: Invent) -> None:
    features, rewards = invent(300, 4, **SIGNAL)

    found = fitted(features, rewards, LATER).reliability

    assert found is not None
    assert found["posts"].sum() <= 300 * 4 / 5
    assert (found["posts"] >= SETTINGS.learning.reliability_group_posts / 2).all()
    assert found["predicted"].is_monotonic_increasing


def test_a_model_that_was_never_tested_has_no_groups(invent: Invent) -> None:
    features, rewards = invent(40, 3)

    found = fitted(features, rewards.iloc[:1], LATER).reliability

    assert found is not None
    assert found.empty
