"""Past expectations beside what came: literal policies, and posts whose chances are known."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from tweet_assets.learning import grading
from tweet_assets.learning.policy import IN_TURN

ZONE = ZoneInfo("Asia/Tokyo")


def policies(days: int, topic: str = IN_TURN) -> pd.DataFrame:
    as_of = pd.Timestamp("2026-03-01").as_unit("us") + pd.to_timedelta(np.arange(days), unit="D")
    return pd.DataFrame(
        {"as_of": as_of, "format": "story", "slot": "09-12", "topic": topic, "mean": 3.0, "low80": 2.5, "high80": 3.5,
         "noise_sd": 1.0}
    )  # fmt: skip


def posts(rewards: np.ndarray, age_hours: float = 24.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One post a day at ten in Tokyo, from the second of March on."""
    ids = [str(n) for n in range(len(rewards))]
    local = pd.Timestamp("2026-03-02 10:00", tz=ZONE) + pd.to_timedelta(np.arange(len(ids)), unit="D")
    features = pd.DataFrame(
        {"post_id": ids, "posted_at": local.tz_convert("UTC"), "format": "story", "slot": "09-12", "topic": "a"}
    )
    days = (local + pd.Timedelta(days=1)).tz_localize(None).normalize()
    return features, pd.DataFrame({"post_id": ids, "day": days, "reward": rewards, "age_hours_min": age_hours})


def test_a_post_stands_beside_what_the_day_before_expected_of_a_single_post() -> None:
    [found] = grading.graded(policies(1), *posts(np.array([4.0, 9.0])), ZONE).to_dict("records")

    assert (found["post_id"], found["reward"], found["mean"]) == ("0", 4.0, 3.0)  # the other has no policy before it
    half = np.hypot(0.5, 1.2815515655446004)
    assert (found["low80"], found["high80"]) == pytest.approx((3 - half, 3 + half))


@pytest.mark.parametrize(("topic", "graded"), [("a", 2), ("b", 0)])
def test_where_topics_are_chosen_a_post_is_graded_with_its_own(topic: str, graded: int) -> None:
    assert len(grading.graded(policies(2, topic), *posts(np.zeros(2)), ZONE)) == graded


def test_unknown_rewards_other_arms_and_figures_that_have_grown_are_not_graded() -> None:
    features, rewards = posts(np.array([1.0, np.nan, 3.0]))
    other = features.assign(format=["story", "story", "data"])

    assert grading.graded(policies(3), other, rewards, ZONE)["post_id"].tolist() == ["0"]
    assert grading.graded(policies(3), *posts(np.zeros(3), age_hours=24 * 40), ZONE).empty


@pytest.mark.parametrize(("sd", "honest"), [(1.0, True), (3.0, False), (0.1, False)])
def test_intervals_that_hold_as_often_as_they_say_pass_and_others_do_not(sd: float, honest: bool) -> None:
    rewards = 3.0 + sd * np.hypot(1.0, 0.39) * np.random.default_rng(3).normal(size=200)

    found = grading.coverage(grading.graded(policies(200), *posts(rewards), ZONE))

    assert found.posts == 200
    assert (found.p > 0.001) == honest


def test_a_level_that_moved_is_seen_in_the_last_weeks_alone() -> None:
    rewards = np.where(np.arange(60) < 40, 3.0, 4.0) + 0.2 * np.random.default_rng(4).normal(size=60)
    rows = grading.graded(policies(60), *posts(rewards), ZONE)

    late, early = (grading.drift(rows, day, 14) for day in (date(2026, 5, 1), date(2026, 4, 5)))

    assert (late.posts, early.posts) == (14, 14)
    assert late.mean > 3 * late.error
    assert abs(early.mean) < 3 * early.error
    assert np.isnan(grading.drift(rows, date(2020, 1, 1), 14).mean)
