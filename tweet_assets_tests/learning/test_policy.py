"""Which arms would be drawn, and how often."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tweet_assets import arms
from tweet_assets.learning import bandit
from tweet_assets.learning.policy import policy, renormalise, seed_of
from tweet_assets.settings import SETTINGS

FORMATS = ("data", "story", "question")
SLOTS = ("09-12", "18-21")
FLOOR = SETTINGS.learning.floor


def believed(means: dict[tuple[str, str], float], posts: int = 20) -> pd.DataFrame:
    """Posteriors after so many posts a cell, each of which got its cell's mean and one more or one less."""
    rows = [
        {"format": f, "slot": s, "posts": posts, "reward_sum": posts * mean, "reward_square_sum": posts * (mean**2 + 1)}
        for (f, s), mean in means.items()
    ]
    columns = ["format", "slot", "posts", "reward_sum", "reward_square_sum"]
    frame = pd.DataFrame(rows, columns=columns).astype({"format": "str", "slot": "str"})
    known = frame.assign(
        account="invented", evidence="randomised", age_band="at 24 h", posts_by_rule=0, day=pd.Timestamp("2026-07-01")
    )
    return bandit.posteriors(known, FORMATS, SLOTS, date(2026, 7, 1))


def test_the_best_cell_is_drawn_most_and_every_cell_sometimes() -> None:
    means = {(f, s): 4.0 for f in FORMATS for s in SLOTS} | {("story", "18-21"): 6.0, ("story", "09-12"): 5.0}

    found = policy(believed(means), FORMATS, SLOTS, seed_of("invented", "2026-07-02"))

    best = found.loc[found["probability"].idxmax()]
    assert (best["format"], best["slot"], best["posts"]) == ("story", "18-21", 20)
    assert best["probability"] > 0.9
    assert found["probability"].min() >= FLOOR / 6 * (1 - 1e-12)
    assert best["mean"] == pytest.approx(6, abs=0.3)
    assert best["low80"] < best["mean"] < best["high80"]


@given(means=st.lists(st.floats(-3, 8), min_size=6, max_size=6), seed=st.integers(0, 2**64 - 1))
@settings(max_examples=25, deadline=None)
def test_a_policy_sums_to_1_above_the_floor(means: list[float], seed: int) -> None:
    cells = [(f, s) for f in FORMATS for s in SLOTS]

    found = policy(believed(dict(zip(cells, means, strict=True))), FORMATS, SLOTS, seed)

    assert abs(found["probability"].sum() - 1) <= 1e-12
    assert (found["probability"] >= FLOOR / 6 * (1 - 1e-12)).all()
    np.testing.assert_allclose(found["probability"], (1 - FLOOR) * found["win_share"] + FLOOR / 6, rtol=1e-12)
    assert found["seed"].tolist() == [seed] * 6


def test_without_posts_no_cell_is_far_from_its_equal_share() -> None:
    found = policy(believed({}), FORMATS, SLOTS, 1)

    np.testing.assert_allclose(found["probability"], 1 / 6, atol=0.04)
    assert found["posts"].tolist() == [0] * 6


def test_the_same_seed_gives_the_same_policy_and_another_seed_another_version() -> None:
    posteriors = believed({(f, s): 4.0 for f in FORMATS for s in SLOTS})

    one, again, other = (policy(posteriors, FORMATS, SLOTS, seed) for seed in (1, 1, 2))

    pd.testing.assert_frame_equal(one, again)
    assert one["policy_version"].nunique() == 1
    assert set(one["policy_version"]).isdisjoint(other["policy_version"])


def test_shares_are_the_chances_of_being_best_under_the_scaled_posterior() -> None:
    posteriors = believed({("data", "09-12"): 4.0, ("story", "09-12"): 4.3})
    two = policy(posteriors, ("data", "story"), ("09-12",), 5)

    # P(story above data), by the normal integral over the difference of the two cells
    at = posteriors.set_index(["dimension", "arm"])["position"]
    contrast = np.zeros(len(posteriors))
    for name, sign in (("story", 1), ("data", -1)):
        contrast[[at["format", name], at["format x slot", f"{name} x 09-12"]]] = sign
    covariance = np.array(posteriors["covariance"].tolist())
    gap, sd = (
        contrast @ posteriors["mean"],
        np.sqrt(contrast @ covariance @ contrast) * SETTINGS.learning.posterior_scale,
    )
    from scipy.stats import norm

    assert two["win_share"].tolist()[1] == pytest.approx(
        norm.cdf(gap / sd), abs=0.035
    )  # three standard errors of 2,000


def test_posts_may_be_given() -> None:
    found = policy(believed({}), FORMATS, SLOTS, 1, posts_by_cell={("data", "18-21"): 7})

    assert found.set_index(["format", "slot"])["posts"].to_dict()["data", "18-21"] == 7
    assert found["posts"].sum() == 7


def test_an_arm_nobody_has_a_belief_of_is_an_error() -> None:
    with pytest.raises(ValueError, match="myth-busting"):
        policy(believed({}), (*FORMATS, "myth-busting"), SLOTS, 1)


def test_a_policy_read_back_in_another_order_is_the_same() -> None:
    posteriors = believed({("data", "09-12"): 4.0, ("story", "18-21"): 5.0})

    shuffled = policy(posteriors.sample(frac=1, random_state=2), FORMATS, SLOTS, 3)

    pd.testing.assert_frame_equal(shuffled, policy(posteriors, FORMATS, SLOTS, 3))


def test_closed_slots_leave_their_probability_to_the_open_ones() -> None:
    whole = policy(believed({("data", "09-12"): 4.0, ("story", "18-21"): 4.2}), FORMATS, SLOTS, 3)

    found = renormalise(whole, {"18-21"})

    kept = whole[whole["slot"] == "18-21"]["probability"]
    assert found["slot"].tolist() == ["18-21"] * 3
    assert found["probability"].tolist() == pytest.approx((kept / kept.sum()).tolist())
    assert abs(found["probability"].sum() - 1) <= 1e-12
    pd.testing.assert_frame_equal(renormalise(whole, SLOTS), whole, check_exact=False)


def test_a_day_without_an_open_slot_has_no_policy() -> None:
    with pytest.raises(ValueError, match="nothing to choose from"):
        renormalise(policy(believed({}), FORMATS, SLOTS, 1), [arms.OTHER_SLOT])
