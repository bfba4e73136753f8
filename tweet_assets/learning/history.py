"""The posts that a fit may use as of a day, and how much each counts."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from tweet_assets.learning import reading_age
from tweet_assets.learning.features import COVARIATES
from tweet_assets.settings import SETTINGS, Account, Learning

_KNOWN_BEFORE = ["post_id", "posted_at", "format", "slot", "evidence", *COVARIATES]
_KNOWN_AFTER = ["post_id", "day", "age_hours_min", "engagement", "impressions", "gained_follower"]


def due(
    features: pd.DataFrame,
    rewards: pd.DataFrame,
    as_of: date,
    settings: Learning = SETTINGS.learning,
    account: Account = SETTINGS.account,
) -> pd.DataFrame:
    """What a model needs of the posts that were mature by `as_of`, features beside rewards, oldest first.

    Three columns more: matured_at, when the outcome counts; weight, 0.5 for every half-life between maturity and
    `as_of`; age_doublings, how late its figures were read. Rewards of a later day never get in. Raises ValueError for
    rows of several accounts: nothing crosses.
    """
    known = rewards[rewards["day"] <= pd.Timestamp(as_of)]
    accounts = set(features["account"].tolist()) | set(known["account"].tolist())
    if len(accounts) > 1:
        raise ValueError(f"posts of {len(accounts)} accounts: one account's were expected")
    rows = features[_KNOWN_BEFORE].merge(known[_KNOWN_AFTER], on="post_id", validate="one_to_one")
    rows = rows.sort_values(["posted_at", "post_id"], ignore_index=True)
    age_days = (pd.Timestamp(as_of) - rows["day"]).dt.days.astype("float64")
    return rows.assign(
        matured_at=rows["posted_at"] + timedelta(hours=account.maturity_hours),
        weight=0.5 ** (age_days / settings.half_life_days),
        age_doublings=reading_age.doublings(rows["age_hours_min"]),
    )


def evidence(rows: pd.DataFrame) -> dict[str, int]:
    """How many of the posts were habit and how many were drawn, by the names of their columns."""
    drawn = int((rows["evidence"] == "randomised").sum())
    return {"posts": len(rows), "posts_observational": len(rows) - drawn, "posts_randomised": drawn}
