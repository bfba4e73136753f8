"""What we believe of each arm. Accounts are invented and their truth is known."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets.accounts import Account
from tweet_assets.learning import bandit, engagement, space
from tweet_assets.learning import cells as cells_
from tweet_assets.learning.belief import Belief
from tweet_assets.settings import SETTINGS
from tweet_assets_tests.learning.conftest import SPACE, invent_posts

LEARNING = SETTINGS.learning
LATER = date(2026, 12, 1)
OF_ACCOUNT = space.of(Account("invented"))


def effect(belief: Belief, dimension: str, arm: str) -> tuple[float, float]:
    at = belief.position[dimension, arm]
    return float(belief.mean[at]), float(belief.sd[at])


def test_the_example_runs() -> None:
    assert doctest.testmod(bandit, optionflags=doctest.ELLIPSIS).failed == 0


def test_without_posts_belief_is_the_prior_and_every_arm_is_alike() -> None:
    found = bandit.fit(invent_posts(0, 1), SPACE, LATER)

    assert found.weight == 0
    assert (found.mean == 0).all()
    assert found.effects["raw_mean"].isna().all()
    assert len({effect(found, "format", arm)[1] for arm in SPACE.dimensions["format"]}) == 1


@pytest.mark.parametrize("evidence", ["randomised", "observational"])
def test_a_planted_format_slot_and_text_are_recovered(evidence: str) -> None:
    truth = {"data": 0.8, "18-24": -0.5, "quality": 0.3}
    found = bandit.fit(
        invent_posts(900, 5, truth, evidence=evidence), SPACE, LATER, replace(LEARNING, half_life_days=1e6)
    )

    for dimension, arm, size in (("format", "data", 0.8 * 3 / 4), ("slot", "18-24", -0.5 * 2 / 3)):
        mean, sd = effect(found, dimension, arm)
        assert abs(mean - size) < 2.6 * sd
        assert sd < 0.12
    mean, sd = effect(found, "covariate", "quality")
    assert abs(mean - 0.3) < 2.6 * sd


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held, chance = [], np.random.default_rng(17)
    arms = SPACE.dimensions["format"]
    for seed in range(80):
        sizes = chance.normal(0, LEARNING.arm_prior_sd, 4)
        found = bandit.fit(invent_posts(160, seed, dict(zip(arms, sizes, strict=True))), SPACE, date(2026, 3, 1))
        share = found.effects.set_index("dimension").loc["format", "posts_randomised"].to_numpy(float)
        truth = sizes - share @ sizes / share.sum()
        low, high = (
            found.table().set_index("dimension").loc["format", side].to_numpy() for side in ("low90", "high90")
        )
        held += ((low <= truth) & (truth <= high)).tolist()

    assert 0.85 <= np.mean(held) <= 0.95  # 320 intervals of 90 %


def test_what_a_format_is_usually_written_like_is_part_of_the_format() -> None:
    """All of a format's gain comes through its length: it is the format that gains, not a text of average length."""
    posts = invent_posts(800, 3)
    lines = posts["lines"] + 2.0 * (posts["format"] == "data")
    likes = np.exp(np.log1p(posts["likes"]) + 0.5 * (lines - posts["lines"].mean())) - 1

    found = bandit.fit(posts.assign(lines=lines, likes=likes), SPACE, LATER)

    mean, sd = effect(found, "format", "data")
    assert abs(mean - 1.0 * 3 / 4) < 2.6 * sd
    assert effect(found, "covariate", "lines")[0] > 0.3


def test_a_new_slot_starts_from_its_neighbours_and_a_removed_one_keeps_its_history() -> None:
    posts = invent_posts(600, 9, {"06-12": 0.9})
    renamed = replace(SPACE, dimensions={**SPACE.dimensions, "slot": ("06-09", "09-12", "12-18", "18-24")})

    found = bandit.fit(posts, renamed, LATER)

    assert found.effects.set_index(["dimension", "arm"]).loc[("slot", "06-12"), "posts_randomised"] > 150
    assert effect(found, "slot", "09-12")[0] > max(0.1, *(effect(found, "slot", s)[0] for s in ("12-18", "18-24")))
    assert set(bandit.probabilities(found, {}, 1)["slot"]) == {"06-09", "09-12", "12-18", "18-24"}


@pytest.mark.parametrize("always", [1.0, 3.6375861597263857, 4123.7])
def test_texts_that_are_all_alike_in_something_say_nothing_of_it_and_are_no_trouble(always: float) -> None:
    posts = invent_posts(60, 3)
    named = SPACE.covariates[0]
    same = posts.assign(**{named: always})

    for days in range(0, 40, 3):  # other weights are rounded otherwise
        as_of = (posts["matured_at"].max() + timedelta(days=days)).date()
        found, without = (
            bandit.fit(rows, SPACE, as_of, replace(LEARNING, half_life_days=17.3))
            for rows in (same, posts.assign(**{named: 0.0}))
        )
        assert np.allclose(found.mean, without.mean, atol=1e-6)
        assert effect(found, "covariate", named)[0] == pytest.approx(0, abs=1e-9)


def test_an_old_post_counts_half_for_every_half_life() -> None:
    posts = invent_posts(40, 2)
    shift = timedelta(days=LEARNING.half_life_days)
    old = posts.assign(posted_at=posts["posted_at"] - shift, matured_at=posts["matured_at"] - shift)
    as_of = posts["matured_at"].max().to_pydatetime()

    one, both = (bandit.fit(p, SPACE, as_of) for p in (posts, pd.concat([posts, old])))

    assert both.weight == pytest.approx(1.5 * one.weight)


@given(
    extra=st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1e6)), min_size=1, max_size=5), seed=st.integers(0, 99)
)
@settings(max_examples=20, deadline=None)
def test_posts_that_were_not_mature_change_nothing(extra: list[tuple[int, float]], seed: int) -> None:
    posts, as_of = invent_posts(60, seed), date(2026, 1, 20)
    end = pd.Timestamp("2026-01-21", tz="UTC")
    later = invent_posts(len(extra), seed + 1).assign(
        matured_at=[end + pd.Timedelta(hours=hours) for hours, _ in extra], likes=[likes for _, likes in extra],
        format="never seen before",
    )  # fmt: skip

    before, after = (bandit.fit(p, SPACE, as_of) for p in (posts, pd.concat([posts, later])))

    pd.testing.assert_frame_equal(before.table(), after.table())


def test_a_day_ends_in_the_zone_of_the_posts_and_a_moment_is_a_moment() -> None:
    moment = pd.Timestamp("2026-01-02 04:30", tz="Asia/Kolkata")  # the first of January in UTC
    posts = invent_posts(1, 1).assign(matured_at=moment)

    assert bandit.fit(posts, SPACE, date(2026, 1, 1)).weight == 0
    assert bandit.fit(posts, SPACE, date(2026, 1, 2)).weight == 1
    assert bandit.fit(posts.assign(matured_at=moment.tz_convert("UTC")), SPACE, date(2026, 1, 1)).weight == 1
    assert bandit.fit(posts, SPACE, datetime(2026, 1, 1, 22, 59, tzinfo=UTC)).weight == 0
    assert bandit.fit(posts, SPACE, datetime(2026, 1, 1, 23, 0, tzinfo=UTC)).weight == 1


def test_the_order_of_posts_changes_nothing() -> None:
    posts = invent_posts(150, 4, {"data": 0.5})

    once, again = (bandit.fit(p, SPACE, LATER) for p in (posts, posts.sample(frac=1, random_state=1)))

    np.testing.assert_allclose(once.mean, again.mean, atol=1e-9)


def test_an_unmeasured_count_is_no_zero() -> None:
    posts = invent_posts(100, 4)
    unmeasured = posts.assign(replies=np.where(np.arange(100) < 50, np.nan, 0.0))

    assert bandit.fit(unmeasured, SPACE, posts["matured_at"].max().to_pydatetime()).effects["posts_randomised"][0] == 50


def test_arms_may_be_numbers() -> None:
    numbered = replace(SPACE, dimensions={**SPACE.dimensions, "slot": (6, 12, 18)}, circular=())
    named = replace(SPACE, circular=())
    posts = invent_posts(150, 4, {"06-12": 0.5}, space=named)
    numbers = posts.assign(slot=posts["slot"].map({"06-12": 6, "12-18": 12, "18-24": 18}))

    by_number, by_name = bandit.fit(numbers, numbered, LATER), bandit.fit(posts, named, LATER)

    np.testing.assert_allclose(by_number.mean, by_name.mean, atol=1e-12)
    options = bandit.probabilities(by_number, {"slot": [12, 18]}, seed=3)
    assert options["slot"].unique().tolist() == [12, 18]
    expected = engagement.predict(engagement.fit(numbers, numbered, LATER), numbers)["mean"]
    assert expected.tolist() == pytest.approx(engagement.predict(engagement.fit(posts, named, LATER), posts)["mean"])


@pytest.mark.parametrize("count", ["likes", "reposts", "replies"])
def test_a_count_that_the_reward_needs_has_to_be_there(count: str) -> None:
    with pytest.raises(ValueError, match=f"no column '{count}'"):
        bandit.fit(invent_posts(3, 1).drop(columns=count), SPACE, LATER)


def test_a_column_that_the_space_names_has_to_be_there() -> None:
    with pytest.raises(ValueError, match="no column 'weekend'"):
        bandit.fit(invent_posts(3, 1).drop(columns="weekend"), SPACE, LATER)


def test_posts_of_which_nobody_says_who_chose_count_fully_and_as_history() -> None:
    posts = invent_posts(200, 4, {"data": 0.5})

    unsaid, drawn = bandit.fit(posts.drop(columns="evidence"), SPACE, LATER), bandit.fit(posts, SPACE, LATER)

    np.testing.assert_array_equal(unsaid.mean, drawn.mean)
    assert (unsaid.drawn, drawn.drawn) == (0, 200)


def test_one_new_day_on_a_carried_state_gives_what_a_rebuild_gives() -> None:
    posts = invent_posts(400, 7, {"data": 0.6, "quality": 0.2})
    told = posts.assign(
        day=posts["matured_at"].dt.tz_localize(None).dt.normalize(), reward=np.log1p(posts["likes"]), by_rule=False,
        age_hours_min=24.0,
    )  # fmt: skip
    days = sorted(set(told["day"].dt.date))
    state = cells_.of(told.iloc[:0], list(SPACE.factors), SPACE.covariates)
    for day in days:
        new = cells_.of(told[told["day"].dt.date == day], list(SPACE.factors), SPACE.covariates)
        state = state.discounted(day, LEARNING.half_life_days).merged(day).plus(new)

    merged, rebuilt = bandit.believe(state, SPACE, days[-1]), bandit.fit(posts, SPACE, days[-1])

    np.testing.assert_allclose(merged.mean, rebuilt.mean, atol=1e-8)
    np.testing.assert_allclose(merged.covariance, rebuilt.covariance, atol=1e-8)


def test_the_stored_way_over_features_and_statistics_is_the_same_belief(
    invent: Callable[..., tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    features, rewards = invent(150, 3, format_effects={"data": 0.8})
    features.loc[::9, list(OF_ACCOUNT.covariates)] = np.nan
    as_of = date(2026, 2, 3)

    rows = bandit.posteriors(bandit.statistics(features, rewards, OF_ACCOUNT, ZoneInfo("UTC")), OF_ACCOUNT, as_of)

    surface = features.assign(
        weekend=np.where(features["weekend"] > 0, "yes", "no"),
        matured_at=features["posted_at"] + pd.Timedelta(hours=24),
        likes=np.exp(rewards["reward"]) - 1,
        reposts=0.0,
        replies=0.0,
        age_hours_min=rewards["age_hours_min"],
    )
    found = bandit.fit(surface, OF_ACCOUNT, as_of)
    np.testing.assert_allclose(rows["mean"], found.mean, atol=1e-9)
    assert rows["arm"].tolist() == found.effects["arm"].tolist()
    assert rows["data_version"].nunique() == rows["settings_version"].nunique() == 1


def test_statistics_need_features_and_a_reward_and_one_account(
    invent: Callable[..., tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    features, rewards = invent(20, 3)
    unmeasured = rewards.assign(reward=rewards["reward"].where(rewards.index >= 5))

    assert bandit.statistics(features.iloc[:15], unmeasured, OF_ACCOUNT, ZoneInfo("UTC"))["posts"].sum() == 10
    with pytest.raises(ValueError, match="2 accounts"):
        bandit.statistics(features, rewards.assign(account="another"), OF_ACCOUNT, ZoneInfo("UTC"))


def test_inspiration_is_estimated_and_steers_nothing() -> None:
    levels = {**SPACE.contexts, "inspiration": ("own", "own+viral")}
    posts = invent_posts(600, 3, {"own+viral": 0.8}, space=replace(SPACE, contexts=levels))

    found = bandit.fit(posts, replace(SPACE, contexts=levels), LATER)

    mean, sd = effect(found, "inspiration", "own+viral")
    assert abs(mean - 0.4) < 2.6 * sd
    assert "inspiration" not in bandit.probabilities(found, {}, 1)
