"""Engagement per impression. Accounts are invented and their truth is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tweet_assets.accounts import Account
from tweet_assets.learning import engagement, history, space, terms
from tweet_assets.learning.features import COVARIATES
from tweet_assets.learning.rewards import log_rate
from tweet_assets.settings import SETTINGS

Invent = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
SIGNAL = {"format_effects": {"data": 0.8}, "covariate_effects": {"quality": 0.5}}
LATER = date(2026, 12, 1)
UTC = ZoneInfo("UTC")
SPACE = space.of(Account("invented"))


def fitted(features: pd.DataFrame, rewards: pd.DataFrame, as_of: date) -> terms.Fit:
    return engagement.fit(history.posts(features, rewards, UTC), SPACE, as_of)


def targets(rewards: pd.DataFrame) -> np.ndarray:
    rate = float(rewards["engagement"].sum() / rewards["impressions"].sum())
    return log_rate(rewards["engagement"], rewards["impressions"], rate)


def test_a_planted_effect_is_recovered_and_beats_the_recent_mean(invent: Invent) -> None:
    found = fitted(*invent(400, 3, **SIGNAL), date(2026, 4, 12))

    skill = found.skill.iloc[0]
    assert skill["enough_evidence"]
    assert 0 < skill["skill_low80"] < skill["skill"] < skill["skill_high80"] < 1
    by_term = found.terms.set_index("term")
    quality = by_term.loc["quality"]
    assert 0.2 < quality["low80"] / quality["scale"] < 0.5  # shrunken: one ridge holds the many terms without effect
    assert by_term.loc[list(COVARIATES), "coefficient"].idxmax() == "quality"
    formats = by_term[by_term.index.str.startswith("format=")]["coefficient"]
    assert formats.idxmax() == "format=data"
    assert (by_term["low80"] < by_term["coefficient"]).all()


def test_the_count_has_a_model_of_its_own_and_a_sign_is_stable_where_there_is_something(invent: Invent) -> None:
    posts = history.posts(*invent(400, 3, **SIGNAL), UTC)

    found = engagement.fit(posts, SPACE, date(2026, 4, 12), target="count")

    by_term = found.terms.set_index("term")
    assert by_term.loc["quality", "low80"] > 0
    assert by_term.loc["quality", "same_sign"] == 1.0
    expected = engagement.predict(found, posts)["mean"].mean()
    assert expected == pytest.approx(np.log1p(posts["likes"].astype(float)).mean(), abs=0.3)


def test_a_topic_that_pays_is_found(invent: Invent) -> None:
    features, rewards = invent(400, 3)
    about = np.where(np.arange(400) % 3 == 0, "tea", "walks")
    pays = rewards["likes"].astype(float) * np.where(about == "tea", 2.0, 1.0)
    topics = space.of(Account("invented", topics=("tea", "walks")))
    told = rewards.assign(likes=pays.round().astype("Int64"))

    found = engagement.fit(history.posts(features.assign(topic=about), told, UTC), topics, date(2026, 4, 12))

    by_term = found.terms.set_index("term")
    gap = (by_term.loc["topic=tea", "coefficient"] - by_term.loc["topic=walks", "coefficient"]) / by_term.loc[
        "topic=tea", "scale"
    ]
    assert gap == pytest.approx(np.log(2), abs=0.25)


def test_pure_noise_is_nearly_never_enough_evidence(invent: Invent) -> None:
    fooled = [fitted(*invent(150, 300 + n), date(2026, 3, 1)).skill["enough_evidence"].iloc[0] for n in range(20)]

    assert sum(fooled) <= 3


def test_the_fit_is_the_closed_form_of_a_weighted_ridge(invent: Invent) -> None:
    features, rewards = invent(300, 2, **SIGNAL)
    as_of = date(2026, 3, 10)
    found = fitted(features, rewards, as_of)
    assert found.skill["enough_evidence"].iloc[0]

    rows = history.due(history.posts(features, rewards, UTC), SPACE, as_of)
    design, weight = terms.design(rows, found.terms)[:, 1:], (rows["weight"] / rows["weight"].max()).to_numpy()
    target = targets(rows)
    noise_precision = found.skill["residual_sd"].iloc[0] ** -2
    centred = design - weight @ design / weight.sum()
    information = noise_precision * (centred * weight[:, None]).T @ centred
    covariance = np.array(found.terms["covariance"].tolist())
    prior = np.linalg.inv(covariance[1:, 1:]) - information
    np.testing.assert_allclose(prior, prior[0, 0] * np.eye(len(prior)), atol=1e-6 * prior[0, 0])  # one prior precision
    mean = weight @ target / weight.sum()
    slopes = np.linalg.solve(
        information + prior[0, 0] * np.eye(len(prior)), noise_precision * centred.T @ (weight * (target - mean))
    )
    np.testing.assert_allclose(found.terms["coefficient"].to_numpy()[1:], slopes, atol=1e-9)
    intercept = mean - weight @ design / weight.sum() @ slopes
    assert found.terms["coefficient"].iloc[0] == pytest.approx(intercept)
    whole = np.column_stack([np.ones(len(design)), design])
    precision = noise_precision * (whole * weight[:, None]).T @ whole
    precision[1:, 1:] += prior[0, 0] * np.eye(len(prior))
    np.testing.assert_allclose(covariance @ precision, np.eye(len(precision)), atol=1e-6)


def test_intervals_of_later_posts_hold_about_four_fifths(invent: Invent) -> None:
    held = []
    for seed in range(8):
        features, rewards = invent(400, 50 + seed, **SIGNAL)
        as_of = date(2026, 3, 20)
        found = fitted(features, rewards, as_of)
        later = (rewards["day"] > pd.Timestamp(as_of)).to_numpy()
        predicted = engagement.predict(found, features[later])
        truth = targets(rewards)[later]
        held.append(((predicted["low80"] <= truth) & (truth <= predicted["high80"])).mean())

    assert 0.75 <= np.mean(held) <= 0.85  # some 700 posts


def test_without_enough_evidence_every_draft_gets_the_recent_mean(invent: Invent) -> None:
    features, rewards = invent(8, 3)

    found = fitted(features, rewards, LATER)
    predicted = engagement.predict(found, features.iloc[:3])

    skill = found.skill.iloc[0]
    assert not skill["enough_evidence"]
    assert skill["reason"] == "8 posts with a rate; at least 10 are needed"
    assert found.terms["term"].tolist() == ["intercept"]
    assert predicted["mean"].nunique() == 1
    assert predicted["mean"].iloc[0] == pytest.approx(skill["baseline"])
    assert predicted["low80"].iloc[0] < skill["baseline_low80"] < skill["baseline_high80"] < predicted["high80"].iloc[0]


def test_the_recent_mean_by_hand(invent: Invent) -> None:
    features, rewards = invent(2, 3, posts_a_day=1)
    half_life = timedelta(days=SETTINGS.learning.half_life_days)
    last = pd.Timestamp("2026-05-31 10:00", tz="UTC")  # mature on the first of June
    features["posted_at"] = [last - half_life, last]
    rewards = rewards.assign(likes=pd.array([10, 20], dtype="Int64"), impressions=pd.array([100, 100], dtype="Int64"))
    skill = fitted(features, rewards, date(2026, 6, 1)).skill.iloc[0]

    first, second = np.log((10 + 7.5) / 150), np.log((20 + 7.5) / 150)  # the pooled rate is 30 / 200
    mean = first / 3 + second * 2 / 3
    assert skill["baseline"] == pytest.approx(mean)
    variance = ((first - mean) ** 2 / 3 + (second - mean) ** 2 * 2 / 3) / (1 - 5 / 9)
    assert skill["residual_sd"] == pytest.approx(variance**0.5)
    half = 3.0776835 * (variance * 5 / 9) ** 0.5  # Student's t with one degree of freedom
    assert skill["baseline_high80"] - mean == pytest.approx(half)


@pytest.mark.parametrize("posts", [0, 1])
def test_below_two_posts_nothing_is_said(posts: int, invent: Invent) -> None:
    features, rewards = invent(5, 3)

    found = fitted(features, rewards.iloc[:posts], LATER)
    predicted = engagement.predict(found, features)

    assert found.terms.empty
    assert found.skill["reason"].iloc[0] == f"{posts} posts with a rate"
    assert predicted.isna().all(axis=None)


def test_posts_without_impressions_or_engagement_are_not_fitted(invent: Invent) -> None:
    features, rewards = invent(40, 3)
    rewards.loc[:4, "impressions"] = pd.NA
    rewards.loc[5:9, "likes"] = pd.NA

    assert fitted(features, rewards, LATER).skill["posts"].iloc[0] == 30


def test_an_account_nobody_ever_answered_has_no_rate(invent: Invent) -> None:
    features, rewards = invent(40, 3)

    found = fitted(features, rewards.assign(likes=0), LATER)

    assert found.terms.empty
    assert found.skill["reason"].iloc[0] == "none of 40 posts has any engagement"


def test_a_fold_before_the_first_engagement_is_left_out(invent: Invent) -> None:
    features, rewards = invent(60, 3)
    rewards.loc[:30, "likes"] = 0

    assert np.isfinite(fitted(features, rewards, LATER).skill["skill"].iloc[0])


def test_posts_of_one_day_leave_nothing_to_test_on(invent: Invent) -> None:
    found = fitted(*invent(40, 3, posts_a_day=40), LATER)

    assert not found.skill["enough_evidence"].iloc[0]
    assert found.skill["reason"].iloc[0].startswith("no later posts to test it on")


@given(seed=st.integers(0, 10_000), day=st.integers(3, 15))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rewards_after_as_of_change_nothing(seed: int, day: int, invent: Invent) -> None:
    features, rewards = invent(80, 4, **SIGNAL)
    as_of = pd.Timestamp("2026-01-01") + pd.Timedelta(days=day)
    later = rewards["day"] > as_of
    poisoned = rewards.assign(likes=rewards["likes"].where(~later, int(np.random.default_rng(seed).integers(0, 10**6))))

    one, other = (fitted(features, known, as_of.date()) for known in (rewards, poisoned))

    pd.testing.assert_frame_equal(one.terms, other.terms)
    pd.testing.assert_frame_equal(one.skill, other.skill)


def test_the_same_posts_in_any_order_give_the_same_fit(invent: Invent) -> None:
    features, rewards = invent(100, 4, **SIGNAL)

    one = fitted(features, rewards, LATER)
    other = fitted(features.iloc[::-1], rewards.sample(frac=1, random_state=1), LATER)

    pd.testing.assert_frame_equal(one.terms, other.terms)
    pd.testing.assert_frame_equal(one.skill, other.skill)
