"""What has to hold of decisions, checked after each run."""

import dagster as dg
import pandas as pd

from tweet_assets.learning import off_policy
from tweet_assets.learning.policy import IN_TURN
from tweet_assets.posting import assets
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import Several


@dg.asset_check(
    asset=assets.decisions,
    description="What each decision was drawn from sums to 1, holds its own arm, and was drawn from as it says.",
)
def drawn_from_a_distribution(decisions: Several) -> dg.AssetCheckResult:
    rows, options = decisions["decisions"], decisions["decision_probabilities"]
    sums = options.groupby("decision_id")["probability"].sum()
    off = rows[(rows["decision_id"].map(sums).fillna(0) - 1).abs() > 1e-9]
    told = options.merge(
        rows[["decision_id", "format", "slot", "topic", "propensity"]], on="decision_id", suffixes=("", "_drawn")
    )
    told = told.assign(executed=_executed(told))
    exact = told[told["executed"] & ((told["propensity"] - told["probability"]).abs() < 1e-12)]
    wrong = len(rows) - exact["decision_id"].nunique()
    off_by = off_policy.drawn_as_logged(told)
    return dg.AssetCheckResult(
        passed=off.empty and not wrong and not abs(off_by) > SETTINGS.posting.draws_off_max,
        metadata={"decisions": len(rows), "off": len(off), "wrong": wrong, "draws_off_by_sds": off_by},
    )


def _executed(told: pd.DataFrame) -> pd.Series:
    """Which option of each decision is the one that was drawn."""
    topic = (told["topic"] == IN_TURN) | (told["topic"] == told["topic_drawn"])
    return topic & (told["format"] == told["format_drawn"]) & (told["slot"] == told["slot_drawn"])
