"""What has to hold of what is learned, checked after each run."""

import dagster as dg
import pandas as pd

from tweet_assets.learning import assets
from tweet_assets.settings import SETTINGS


@dg.asset_check(asset=assets.policy, description="The probabilities of each day sum to 1 and respect the floor.")
def propensities_are_exact(policy: pd.DataFrame) -> dg.AssetCheckResult:
    sums = policy.groupby(["account", "as_of"])["probability"].agg(["sum", "min", "size"])
    off = sums[(sums["sum"] - 1).abs() > 1e-9]
    low = sums[sums["min"] < SETTINGS.learning.floor / sums["size"] - 1e-12]
    return dg.AssetCheckResult(
        passed=off.empty and low.empty, metadata={"policies": len(sums), "off": len(off), "below_the_floor": len(low)}
    )


@dg.asset_check(asset=assets.rewards, description="Unknown is never zero: no reward without all the counts it needs.")
def unknown_is_not_zero(rewards: pd.DataFrame) -> dg.AssetCheckResult:
    missing = int(rewards["reward"].isna().sum())
    mixed = rewards[rewards["reward"].isna() != rewards["engagement"].isna()]
    return dg.AssetCheckResult(passed=mixed.empty, metadata={"rewards": len(rewards), "not_measured": missing})
