"""Which arms would be drawn, and how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tweet_assets.accounts import Account
from tweet_assets.learning import bandit, policy, space
from tweet_assets.learning.belief import Belief
from tweet_assets.settings import SETTINGS
from tweet_assets_tests.learning.conftest import SPACE, invent_posts

LEARNING = SETTINGS.learning
LATER = date(2026, 6, 1)
K = len(SPACE.combinations())


def believed(effects: dict[str, float], posts: int = 400, seed: int = 2) -> Belief:
    return bandit.fit(invent_posts(posts, seed, effects, noise=0.5), SPACE, LATER)


BELIEF = believed({"story": 0.8, "18-24": 0.5})


def test_the_best_combination_is_drawn_most_and_every_one_sometimes() -> None:
    found = bandit.probabilities(BELIEF, {"weekend": "no"}, 7)

    best = found.loc[found["probability"].idxmax()]
    assert (best["format"], best["slot"]) == ("story", "18-24")
    assert best["probability"] > 0.8
    assert len(found) == K
    assert found["probability"].min() >= LEARNING.floor / K * (1 - 1e-12)
    assert best["low80"] < best["mean"] < best["high80"]
    assert best["mean"] == pytest.approx(3 + 0.8 + 0.5, abs=0.35)


@given(
    sizes=st.lists(st.floats(-3, 3), min_size=4, max_size=4),
    seed=st.integers(0, 2**64 - 1),
    opened=st.sets(st.sampled_from(SPACE.dimensions["slot"]), min_size=1),
)
@settings(max_examples=25, deadline=None)
def test_a_policy_sums_to_1_above_the_floor_over_whatever_is_open(
    sizes: list[float], seed: int, opened: set[str]
) -> None:
    belief = believed(dict(zip(SPACE.dimensions["format"], sizes, strict=True)), posts=30)

    found = bandit.probabilities(belief, {"weekend": "yes", "slot": opened}, seed)

    assert abs(found["probability"].sum() - 1) <= 1e-12
    assert found["probability"].min() >= LEARNING.floor / K * (1 - 1e-12)
    assert set(found["slot"]) == opened
    assert found["seed"].tolist() == [seed] * len(found)


def test_without_posts_every_combination_is_as_likely() -> None:
    found = bandit.probabilities(believed({}, posts=0), {}, 1)

    np.testing.assert_allclose(found["probability"], 1 / K, rtol=1e-12)


def test_the_same_seed_gives_the_same_policy_and_another_seed_another_version() -> None:
    one, again, other = (bandit.probabilities(believed({}), {}, seed) for seed in (1, 1, 2))

    pd.testing.assert_frame_equal(one, again)
    assert one["policy_version"].nunique() == 1
    assert set(one["policy_version"]).isdisjoint(other["policy_version"])


def test_shares_are_the_chances_of_being_best_under_the_scaled_posterior() -> None:
    two = space.Space({"format": ("data", "story")})
    posts = invent_posts(60, 4, {"story": 0.1}, space=two)
    belief = bandit.fit(posts, two, LATER)

    found = policy.of(belief, {}, 5)

    rows = belief.rows([{"format": "story"}, {"format": "data"}])
    contrast = rows[0] - rows[1]
    sd = np.sqrt(contrast @ belief.covariance @ contrast) * LEARNING.posterior_scale
    share = found.set_index("format")["win_share"]["story"]
    assert share == pytest.approx(norm.cdf(contrast @ belief.mean / sd), abs=0.035)  # three standard errors of 2,000


def test_what_is_given_moves_what_is_chosen() -> None:
    posts = invent_posts(900, 6, noise=0.4)
    early_on_weekends = (posts["weekend"] == "yes") & (posts["slot"] == "06-12")
    late_in_the_week = (posts["weekend"] == "no") & (posts["slot"] == "18-24")
    likes = posts["likes"] * np.where(early_on_weekends | late_in_the_week, 2.5, 1.0)
    belief = bandit.fit(posts.assign(likes=likes), SPACE, LATER)

    favourite = {
        given: (bandit.probabilities(belief, {"weekend": given}, 1).groupby("slot")["probability"].sum().idxmax())
        for given in ("yes", "no")
    }

    assert favourite == {"yes": "06-12", "no": "18-24"}


def test_closed_arms_leave_their_probability_to_the_open_ones() -> None:
    whole = policy.of(BELIEF, {}, 3)

    found = policy.renormalise(whole, {"slot": ["18-24"]})

    kept = whole[whole["slot"] == "18-24"]["probability"]
    assert found["probability"].tolist() == pytest.approx((kept / kept.sum()).tolist())
    pd.testing.assert_frame_equal(policy.renormalise(whole, {}), whole, check_exact=False)
    with pytest.raises(ValueError, match="nothing to choose"):
        policy.renormalise(whole, {"slot": ["00-06"]})


def test_a_context_that_the_space_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="'holiday' is none"):
        bandit.probabilities(BELIEF, {"holiday": "yes"}, 1)


def test_the_policy_of_an_account_follows_its_state_and_its_day(invent) -> None:  # type: ignore[no-untyped-def]
    account = Account("invented")
    of_account = space.of(account)
    rows = bandit.posteriors(
        bandit.statistics(*invent(120, 3), of_account, ZoneInfo("UTC")), of_account, date(2026, 1, 30)
    )

    friday, again, sunday = (policy.for_day(rows, account, date(2026, 1, day)) for day in (30, 30, 25))

    pd.testing.assert_frame_equal(friday, again)
    assert set(friday["topic"]) == {policy.IN_TURN}
    assert (set(friday["weekend"]), set(sunday["weekend"])) == ({"no"}, {"yes"})
    assert friday["seed"].iloc[0] != sunday["seed"].iloc[0]
    assert friday["posts"].sum() == 116  # of 120, those that were mature by the 30th
    another = policy.for_day(rows.assign(data_version="another state"), account, date(2026, 1, 30))
    assert another["seed"].iloc[0] != friday["seed"].iloc[0]
    chooses = replace(account, topics=("a", "b"), dimensions=("format", "slot", "topic"))
    wider = bandit.posteriors(
        bandit.statistics(*invent(120, 3), space.of(chooses), ZoneInfo("UTC")), space.of(chooses), date(2026, 1, 30)
    )
    assert set(policy.for_day(wider, chooses, date(2026, 1, 30))["topic"]) == {"a", "b"}
