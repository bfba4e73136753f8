"""The learning targets, defined once: a log count for the arms, a shrunken log rate for reading, follow-through."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.accounts import Goal
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]

COUNTS = ("impressions", "likes", "reposts", "replies", "bookmarks", "follows")
"""What every full export counts. Bookmarks are reported and not summed: older exports do not have them."""
_COUNT_OF: Mapping[Goal, str] = {
    "reach": "impressions",
    "conversation": "replies",
    "clicks": "url_clicks",
    "followers": "follows",
}


def rewards(outcomes: pd.DataFrame, goal: Goal = "engagement", settings: Learning = SETTINGS.learning) -> pd.DataFrame:
    """The rows of learning.rewards, one an outcome.

    engagement is the weighted count of likes, reposts and replies. reward = log(count + 1) of the count that the goal
    names: engagement, or impressions, replies, clicks on links, follows. What needs a count that was not measured is
    missing: unknown is never zero.
    """
    return pd.DataFrame(
        {
            "account": outcomes["account"],
            "post_id": outcomes["post_id"],
            "day": outcomes["day"],
            "age_hours_min": outcomes["age_hours_min"],
            "known_at": outcomes["known_at"],
            "engagement": engagement(outcomes, settings),
            "reward": reward(outcomes, goal, settings),
            **{name: outcomes[name].astype("Int64") for name in COUNTS},
            "gained_follower": gained_follower(outcomes),
        }
    )


def engagement(counts: pd.DataFrame, settings: Learning = SETTINGS.learning) -> Array:
    """The weighted count of likes, reposts and replies, shape (n,); NaN where one of them is unknown."""
    likes, reposts, replies = (_counts(counts[name]) for name in ("likes", "reposts", "replies"))
    weighted: Array = settings.like_weight * likes + settings.repost_weight * reposts + settings.reply_weight * replies
    return weighted


def reward(counts: pd.DataFrame, goal: Goal = "engagement", settings: Learning = SETTINGS.learning) -> Array:
    """log(count + 1) of what the goal counts, shape (n,); NaN where it is unknown."""
    counted = engagement(counts, settings) if goal == "engagement" else _counts(counts[_COUNT_OF[goal]])
    logs: Array = np.log1p(counted)
    return logs


def needs(goal: Goal) -> tuple[str, ...]:
    """The counts that a goal's reward is made of."""
    return ("likes", "reposts", "replies") if goal == "engagement" else (_COUNT_OF[goal],)


def gained_follower(counts: pd.DataFrame) -> pd.Series[bool]:
    """Follow-through: whether a post gained a follower; NA where its follows are unknown."""
    follows = _counts(counts["follows"])
    return pd.Series(follows > 0, index=counts.index, dtype="boolean").mask(np.isnan(follows))


def log_rate(
    engagement: pd.Series | Array,
    impressions: pd.Series | Array,
    prior_rate: float,
    settings: Learning = SETTINGS.learning,
) -> Array:
    """The empirical-Bayes log engagement rate, log((E + a r0) / (I + a)), shape (n,).

    r0 is the account's mean rate and `a` the impressions that it counts for, so that a post hardly anybody saw stands
    near the mean. NaN where a count is unknown. Raises ValueError when r0 is not above zero: there is no log of it.
    """
    if not prior_rate > 0:
        raise ValueError(f"a prior rate of {prior_rate} has no logarithm: a rate above zero was expected")
    weight = settings.rate_prior_impressions
    logs: Array = np.log((_counts(engagement) + weight * prior_rate) / (_counts(impressions) + weight))
    return logs


def _counts(values: pd.Series | Array) -> Array:
    """Counts as float64, NaN where NA."""
    if isinstance(values, np.ndarray):
        return values.astype(np.float64)
    return np.asarray(values.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan))
