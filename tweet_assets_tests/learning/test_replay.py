"""What would have been recommended on a day, and whether that would have been a forecast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.learning import bandit, space
from tweet_assets.learning.replay import replay

SPACE = space.of(Account("invented"))
NEVER = pd.Series(pd.NaT, index=range(150)).dt.tz_localize("UTC")
AS_OF = date(2026, 2, 3)
Invent = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]


def replayed(invent: Invent, known_at: object, as_of: date = AS_OF) -> pd.DataFrame:
    features, rewards = invent(150, 3, format_effects={"data": 1.5})
    statistics = bandit.statistics(features, rewards.assign(known_at=known_at), SPACE, ZoneInfo("UTC"))
    rows = replay(statistics, bandit.posteriors(statistics, SPACE, as_of), SPACE, as_of)
    return rows.set_index("mode")


def test_an_import_that_nobody_dated_is_no_forecast_and_was_not_known_on_any_day(invent: Invent) -> None:
    found = replayed(invent, NEVER)

    hindsight, as_known = found.loc["in hindsight"], found.loc["as known"]
    assert (hindsight["posts"], hindsight["posts_known_later"], hindsight["forecast"]) == (132, 132, False)
    assert hindsight["recommended"].startswith("data at ")
    assert hindsight["low80"] < hindsight["mean"] < hindsight["high80"]
    assert (as_known["posts"], as_known["forecast"]) == (0, True)
    assert pd.isna(as_known["recommended"])
    assert np.isnan(as_known["mean"])
    assert as_known["claims"] == []


def test_what_was_read_in_time_is_a_forecast_and_both_modes_are_one(invent: Invent) -> None:
    features, _ = invent(150, 3)
    found = replayed(invent, features["posted_at"] + pd.Timedelta(hours=24))

    assert found["forecast"].all()
    pd.testing.assert_series_equal(
        found.loc["in hindsight"].drop("forecast"), found.loc["as known"].drop("forecast"), check_names=False
    )
    assert "format data: better" in found.loc["as known", "claims"]


def test_what_was_exported_later_counts_from_then_on(invent: Invent) -> None:
    features, _ = invent(150, 3)
    month_ends = features["posted_at"].dt.tz_localize(None).dt.to_period("M").dt.end_time.dt.tz_localize("UTC")

    found = replayed(invent, month_ends)

    in_january = int((features["posted_at"] < pd.Timestamp("2026-02-01", tz="UTC")).sum())
    assert found.loc["as known", "posts"] == in_january
    assert found.loc["in hindsight", "posts_known_later"] == 132 - in_january


def test_before_any_outcome_nothing_is_recommended(invent: Invent) -> None:
    found = replayed(invent, NEVER, date(2025, 12, 31))

    assert found["posts"].tolist() == [0, 0]
    assert found["recommended"].isna().all()
