"""The frames of this package fit the tables that keep them, and come back as they went in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tweet_assets import arms
from tweet_assets.learning import bandit, engagement, follow, off_policy, policy
from tweet_assets.warehouse import Warehouse

SLOTS = tuple(slot.name for slot in arms.SLOTS)
AS_OF = date(2026, 3, 1)


def test_every_frame_fits_its_table_and_a_policy_of_stored_posteriors_is_the_same(
    invent: Callable[..., tuple[pd.DataFrame, pd.DataFrame]], tmp_path: Path
) -> None:
    features, rewards = invent(200, 1, format_effects={"data": 0.8})
    statistics = bandit.statistics(features, rewards)
    posteriors = bandit.posteriors(statistics, arms.FORMATS, SLOTS, AS_OF)
    seed = policy.seed_of("invented", AS_OF.isoformat())
    weighed = policy.policy(posteriors, arms.FORMATS, SLOTS, seed)
    fits = {"engagement": engagement.fit(features, rewards, AS_OF), "follow": follow.fit(features, rewards, AS_OF)}
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
        "policy_value": value.assign(policy="learned"),
        **{f"{name}_model": fit.terms for name, fit in fits.items()},
    }
    own = Warehouse(tmp_path / "own.duckdb", "own")
    stamp = {"account": "invented", "as_of": pd.Timestamp(AS_OF)}

    for name, frame in frames.items():
        whole = name in ("features", "rewards", "arm_statistics")
        own.replace(f"learning.{name}", frame if whole else frame.assign(**stamp))

    stored = own.table("learning.arm_posteriors")
    pd.testing.assert_frame_equal(policy.policy(stored, arms.FORMATS, SLOTS, seed), weighed)
    again = bandit.posteriors(own.table("learning.arm_statistics"), arms.FORMATS, SLOTS, AS_OF)
    np.testing.assert_allclose(again["mean"], posteriors["mean"], atol=1e-12)
    read = engagement.fit(own.table("learning.features"), own.table("learning.rewards"), AS_OF)
    pd.testing.assert_frame_equal(read.terms, fits["engagement"].terms)
    terms = own.table("learning.engagement_model")
    predicted = engagement.predict(terms, read.skill, own.table("learning.features"))
    pd.testing.assert_frame_equal(predicted, engagement.predict(read.terms, read.skill, features))
    assert (
        follow.fit(own.table("learning.features"), own.table("learning.rewards"), AS_OF).skill["events"].notna().all()
    )
