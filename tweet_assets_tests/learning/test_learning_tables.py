"""The frames of this package fit the tables that keep them, and come back as they went in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.learning import bandit, engagement, follow, history, off_policy, policy, replay, space
from tweet_assets.learning.terms import Fit
from tweet_assets.warehouse import Warehouse

ACCOUNT = Account("invented")
SPACE = space.of(ACCOUNT)
AS_OF = date(2026, 3, 1)


def test_every_frame_fits_its_table_and_a_policy_of_stored_posteriors_is_the_same(
    invent: Callable[..., tuple[pd.DataFrame, pd.DataFrame]], tmp_path: Path
) -> None:
    features, rewards = invent(200, 1, format_effects={"data": 0.8})
    statistics = bandit.statistics(features, rewards, SPACE, ZoneInfo("UTC"))
    posteriors = bandit.posteriors(statistics, SPACE, AS_OF)
    weighed = policy.for_day(posteriors, ACCOUNT, AS_OF + timedelta(days=1))
    posts = history.posts(features, rewards, ZoneInfo("UTC"))
    fits = {"engagement": engagement.fit(posts, SPACE, AS_OF), "follow": follow.fit(posts, SPACE, AS_OF)}
    chosen = weighed.set_index(["format", "slot"])["probability"].reindex(
        pd.MultiIndex.from_frame(features[["format", "slot"]])
    )
    value = off_policy.evaluate(rewards["reward"], features["propensity"], chosen)
    frames = {
        "features": features,
        "rewards": rewards,
        "arm_statistics": statistics,
        "arm_posteriors": posteriors,
        "policy": weighed,
        "replay": replay.replay(statistics, posteriors, SPACE, AS_OF),
        "policy_value": value.assign(policy="learned", against="itself"),
        **{f"{name}_model": fit.terms for name, fit in fits.items()},
    }
    own = Warehouse(tmp_path / "own.duckdb", "own")
    stamp = {"as_of": pd.Timestamp(AS_OF)}

    for name, frame in frames.items():
        whole = name in ("features", "rewards", "arm_statistics")
        own.replace(f"learning.{name}", frame.assign(account="invented", **({} if whole else stamp)))

    stored = own.table("learning.arm_posteriors")
    pd.testing.assert_frame_equal(policy.for_day(stored, ACCOUNT, AS_OF + timedelta(days=1)), weighed)
    opened = {"slot": sorted(set(weighed["slot"]))[1:]}
    then, read_back = (
        policy.among(*rows, ACCOUNT, opened).set_index(["format", "slot"])["probability"].sort_index()
        for rows in ((weighed, posteriors), (own.table("learning.policy"), stored))
    )
    pd.testing.assert_series_equal(then, read_back, check_exact=True)
    known = own.table("learning.arm_statistics").drop(columns="account")
    again = bandit.posteriors(known, SPACE, AS_OF)
    assert again["data_version"].iloc[0] == posteriors["data_version"].iloc[0]
    np.testing.assert_array_equal(again["mean"], posteriors["mean"])
    read = history.posts(own.table("learning.features"), own.table("learning.rewards"), ZoneInfo("UTC"))
    again = engagement.fit(read, SPACE, AS_OF)
    pd.testing.assert_frame_equal(again.terms, fits["engagement"].terms)
    from_table = Fit(own.table("learning.engagement_model"), again.skill)
    pd.testing.assert_frame_equal(engagement.predict(from_table, read), engagement.predict(again, posts))
    assert follow.fit(read, SPACE, AS_OF).skill["events"].notna().all()
