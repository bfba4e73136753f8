"""The posts that a fit may use as of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from tweet_assets.accounts import Account
from tweet_assets.learning import history, space
from tweet_assets.settings import SETTINGS

UTC = ZoneInfo("UTC")
SPACE = space.of(Account("invented"))


def due(features: pd.DataFrame, rewards: pd.DataFrame, as_of: date) -> pd.DataFrame:
    return history.due(history.posts(features, rewards, UTC), SPACE, as_of)


Invent = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]


def test_only_posts_that_were_mature_by_then_are_due_oldest_first(invent: Invent) -> None:
    features, rewards = invent(12, 1)  # four a day from 1 January on: mature from the 2nd on

    rows = due(features.iloc[::-1], rewards, date(2026, 1, 3))

    assert rows["post_id"].tolist() == [f"{n:06d}" for n in range(8)]
    assert (rows["matured_at"] - rows["posted_at"] == pd.Timedelta(hours=24)).all()


def test_a_post_counts_half_for_every_half_life(invent: Invent) -> None:
    features, rewards = invent(1, 1)
    mature = pd.Timestamp("2026-01-02")

    later = mature + pd.Timedelta(days=SETTINGS.learning.half_life_days)

    assert due(features, rewards, mature.date())["weight"].tolist() == [1.0]
    assert due(features, rewards, later.date())["weight"].tolist() == [0.5]


def test_evidence_is_counted(invent: Invent) -> None:
    features, rewards = invent(4, 1)
    features.loc[0, "evidence"] = "observational"

    rows = due(features, rewards, date(2026, 2, 1))

    assert history.evidence(rows) == {"posts": 4, "posts_observational": 1, "posts_randomised": 3}


def test_posts_of_two_accounts_are_refused(invent: Invent) -> None:
    features, rewards = invent(4, 1)

    with pytest.raises(ValueError, match="2 accounts"):
        due(features, rewards.assign(account="another"), date(2026, 2, 1))


def test_a_post_with_two_rewards_is_refused(invent: Invent) -> None:
    features, rewards = invent(4, 1)

    with pytest.raises(pd.errors.MergeError):
        due(features, pd.concat([rewards, rewards]), date(2026, 2, 1))
