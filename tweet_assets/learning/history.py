"""The posts that a fit may use as of a day, and how much each counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.learning import reading_age, rewards
from tweet_assets.learning.space import WEEKEND, Space
from tweet_assets.settings import SETTINGS, Account, Learning

UNSAID = "unsaid"
"""The evidence of a post of which nobody says whether a draw or the user chose. It is no draw."""


def posts(
    features: pd.DataFrame, earned: pd.DataFrame, zone: ZoneInfo, account: Account = SETTINGS.account
) -> pd.DataFrame:
    """The frame of posts that models are fitted to, from one account's rows of learning.features and learning.rewards.

    matured_at is in the user's zone, so that a day of it is a day of theirs; weekend is one of WEEKEND. Raises
    ValueError for rows of several accounts: nothing crosses.
    """
    accounts = set(features["account"].tolist()) | set(earned["account"].tolist())
    if len(accounts) > 1:
        raise ValueError(f"posts of {len(accounts)} accounts: one account's were expected")
    rows = features.merge(earned.drop(columns="account"), on="post_id", validate="one_to_one")
    matured_at = (rows["posted_at"] + pd.Timedelta(hours=account.maturity_hours)).dt.tz_convert(zone)
    return rows.assign(matured_at=matured_at, weekend=np.where(rows["weekend"] > 0, WEEKEND[1], WEEKEND[0]))


def mature(posts: pd.DataFrame, as_of: date | datetime) -> pd.DataFrame:
    """The posts whose outcome counted by a moment, or by the end of a day of matured_at's own zone, with that `day`."""
    matured = posts["matured_at"]
    day = matured.dt.tz_localize(None).dt.normalize()
    due = matured <= as_of if isinstance(as_of, datetime) else day <= pd.Timestamp(as_of)
    return posts.assign(day=day)[due.to_numpy(dtype=bool)].reset_index(drop=True)


def day_of(posts: pd.DataFrame, as_of: date | datetime) -> date:
    """The day that `as_of` is, in matured_at's own zone."""
    return as_of.astimezone(posts["matured_at"].dt.tz).date() if isinstance(as_of, datetime) else as_of


def due(
    posts: pd.DataFrame, space: Space, as_of: date | datetime, settings: Learning = SETTINGS.learning
) -> pd.DataFrame:
    """What a model needs of the posts that were mature by `as_of`, oldest first. Later outcomes never get in.

    Columns: post_id, posted_at, matured_at, evidence, impressions, engagement, gained_follower, those of the space;
    weight, 0.5 for every half-life between maturity and `as_of`; age_doublings, how late its figures were read.
    """
    rows = mature(posts, as_of).sort_values(["posted_at", "post_id"], ignore_index=True)
    _has(rows, ("post_id", "posted_at", "impressions", *space.factors, *space.covariates))
    age_days = (pd.Timestamp(day_of(posts, as_of)) - rows["day"]).dt.days.astype("float64")
    age_hours = rows["age_hours_min"] if "age_hours_min" in rows else age_days * 0 + SETTINGS.account.maturity_hours
    kept = ["post_id", "posted_at", "matured_at", "day", "impressions", *space.factors, *space.covariates]
    return rows[kept].assign(
        evidence=rows["evidence"] if "evidence" in rows else pd.Series(UNSAID, index=rows.index),
        engagement=rewards.engagement(rows, settings),
        gained_follower=rewards.gained_follower(rows),
        weight=0.5 ** (age_days / settings.half_life_days),
        age_doublings=reading_age.doublings(age_hours),
    )


def evidence(rows: pd.DataFrame) -> dict[str, int]:
    """How many of the posts were habit and how many were drawn, by the names of their columns."""
    drawn = int((rows["evidence"] == "randomised").sum())
    return {"posts": len(rows), "posts_observational": len(rows) - drawn, "posts_randomised": drawn}


def _has(rows: pd.DataFrame, names: Sequence[str]) -> None:
    absent = [name for name in names if name not in rows]
    if absent:
        raise ValueError(f"posts have no column {absent[0]!r}")
