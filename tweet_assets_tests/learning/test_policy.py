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

    whole = bandit.probabilities(belief, {"weekend": "yes"}, seed)
    assert abs(found["probability"].sum() - 1) <= 1e-12
    assert found["probability"].min() >= LEARNING.floor / len(found) * (1 - 1e-12)
    assert set(found["slot"]) == opened
    assert found["seed"].tolist() == [seed] * len(found)
    # Where it was the best of all it is the best of those that are open: no share falls by what is closed.
    assert (found["win_share"] >= whole[whole["slot"].isin(opened)]["win_share"].to_numpy()).all()
    assert set(found["policy_version"]) == set(whole["policy_version"])
    if len(opened) == len(SPACE.dimensions["slot"]):
        pd.testing.assert_frame_equal(found, whole)


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


OPEN = {"slot": ["06-12", "12-18"]}


def test_what_is_open_is_drawn_as_often_as_it_wins_among_the_open_ones() -> None:
    belief = believed({"story": 0.2, "18-24": 0.3}, posts=60)
    whole = policy.of(belief, {}, 3)
    names = list(SPACE.dimensions)
    rows = belief.rows([dict(zip(names, arm, strict=True)) for arm in SPACE.combinations()])
    drawn = policy.draws(belief, rows, 3)
    assert drawn is not None

    found = policy.of(belief, {}, 3, open_arms=OPEN)

    arms = SPACE.combinations()
    wins = dict.fromkeys((arm for arm in arms if arm[1] in OPEN["slot"]), 0)
    wins_of_all = dict.fromkeys(arms, 0)
    for draw in drawn.tolist():
        worth = dict(zip(arms, draw, strict=True))
        wins[max(wins, key=worth.__getitem__)] += 1
        wins_of_all[max(arms, key=worth.__getitem__)] += 1
    for rows_, counted in ((found, wins), (whole, wins_of_all)):
        share = rows_.set_index(names)["win_share"]
        assert share.to_dict() == {arm: count / len(drawn) for arm, count in counted.items()}
        expected = (1 - LEARNING.floor) * share + LEARNING.floor / len(counted)
        np.testing.assert_allclose(rows_["probability"], expected, rtol=1e-12)


def test_between_two_that_are_open_it_is_the_chance_that_one_is_better() -> None:
    belief = believed({"story": 0.1}, posts=60)
    found = policy.of(belief, {}, 5, open_arms={"format": ["story", "data"], "slot": ["06-12"]})

    rows = belief.rows([{"format": name, "slot": "06-12"} for name in ("story", "data")])
    contrast = rows[0] - rows[1]
    sd = np.sqrt(contrast @ belief.covariance @ contrast) * LEARNING.posterior_scale
    share = found.set_index("format")["win_share"]["story"]
    assert share == pytest.approx(norm.cdf(contrast @ belief.mean / sd), abs=0.035)  # three standard errors of 2,000


def test_when_the_best_slot_is_taken_the_best_of_the_others_is_drawn_and_not_an_even_choice() -> None:
    belief = believed({"story": 0.9, "18-24": 1.2, "12-18": 0.5}, posts=1_000)
    whole = bandit.probabilities(belief, {}, 3)
    kept = whole[whole["slot"] != "18-24"]["probability"]

    found = bandit.probabilities(belief, OPEN, 3)

    best = found.loc[found["probability"].idxmax()]
    assert (best["format"], best["slot"]) == ("story", "12-18")
    assert best["probability"] > 0.9
    assert kept.max() / kept.sum() < 0.2  # of the whole policy little but the floor is left
    assert found["probability"].min() == pytest.approx(LEARNING.floor / 8)


def test_nothing_open_is_nothing_to_choose() -> None:
    with pytest.raises(ValueError, match="nothing to choose"):
        bandit.probabilities(BELIEF, {"slot": ["00-06"]}, 3)


def test_without_posts_every_open_combination_is_as_likely() -> None:
    found = bandit.probabilities(believed({}, posts=0), OPEN, 1)

    np.testing.assert_allclose(found["probability"], 1 / 8, rtol=1e-12)


def of_a_day(invent, account: Account) -> tuple[pd.DataFrame, pd.DataFrame]:  # type: ignore[no-untyped-def]
    """A policy of an account, in the order in which a database returns it, and what it was made from."""
    arms = space.of(account)
    beliefs = bandit.posteriors(bandit.statistics(*invent(120, 3), arms, ZoneInfo("UTC")), arms, date(2026, 1, 29))
    rows = policy.for_day(beliefs, account, date(2026, 1, 30))
    return rows.sort_values(["format", "slot", "topic"], ignore_index=True), beliefs


@pytest.mark.parametrize("dimensions", [("format", "slot"), ("format", "slot", "topic")])
def test_a_stored_policy_is_restricted_by_its_own_draws(invent, dimensions: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    account = Account("invented", topics=("a", "b"), dimensions=dimensions)  # type: ignore[arg-type]
    whole, beliefs = of_a_day(invent, account)
    slots = sorted(set(whole["slot"]))

    found, again = (policy.among(whole, beliefs, account, {"slot": slots[2:]}) for _ in range(2))

    pd.testing.assert_frame_equal(found, again)
    pd.testing.assert_frame_equal(policy.among(whole, beliefs, account, {"slot": slots}), whole)
    drawn = policy.draws_of_day(whole, beliefs, account)
    assert drawn is not None
    np.testing.assert_array_equal(np.bincount(drawn.argmax(axis=1), minlength=len(whole)) / 2_000, whole["win_share"])
    open_columns = np.flatnonzero(whole["slot"].isin(slots[2:]))
    winners = [max(open_columns, key=draw.__getitem__) for draw in drawn]
    expected = np.bincount(winners, minlength=len(whole))[open_columns] / len(drawn)
    np.testing.assert_array_equal(found["win_share"], expected)
    assert abs(found["probability"].sum() - 1) <= 1e-12
    assert found["policy_version"].tolist() == [whole["policy_version"].iloc[0]] * len(found)


def test_arms_that_an_account_has_or_lacks_since_change_nothing_of_a_day_that_is_over(invent) -> None:  # type: ignore[no-untyped-def]
    account = Account("invented", topics=("a", "b"))
    whole, beliefs = of_a_day(invent, account)
    since = replace(account, handle="renamed", formats=account.formats[:2], topics=("c",))
    opened = {"slot": sorted(set(whole["slot"]))[1:]}

    then, now = (policy.among(whole, beliefs, known, opened) for known in (account, since))

    pd.testing.assert_frame_equal(then, now)


def test_a_policy_that_was_made_from_other_beliefs_is_not_restricted_by_these(invent) -> None:  # type: ignore[no-untyped-def]
    account = Account("invented")
    whole, beliefs = of_a_day(invent, account)
    opened = {"slot": sorted(set(whole["slot"]))[1:]}

    for other in (beliefs.assign(data_version="later"), beliefs.assign(settings_version="other"), beliefs.iloc[:0]):
        with pytest.raises(ValueError, match="run the job learning_replay"):
            policy.among(whole, other, account, opened)


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
