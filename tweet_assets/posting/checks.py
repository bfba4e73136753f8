"""What has to hold of decisions, checked after each run."""

import dagster as dg

from tweet_assets.learning.policy import IN_TURN
from tweet_assets.posting import assets
from tweet_assets.stores import Several


@dg.asset_check(
    asset=assets.decisions, description="What each decision was drawn from sums to 1 and holds its own arm."
)
def drawn_from_a_distribution(decisions: Several) -> dg.AssetCheckResult:
    rows, options = decisions["decisions"], decisions["decision_probabilities"]
    sums = options.groupby("decision_id")["probability"].sum()
    off = rows[(rows["decision_id"].map(sums).fillna(0) - 1).abs() > 1e-9]
    chosen = options["topic"].where(options["topic"] != IN_TURN)
    named = rows.merge(options.assign(drawn_topic=chosen).drop(columns="topic"), on=["decision_id", "format", "slot"])
    logged = named[named["drawn_topic"].isna() | (named["drawn_topic"] == named["topic"])]
    exact = logged[(logged["propensity"] - logged["probability"]).abs() < 1e-12]
    wrong = len(rows) - exact["decision_id"].nunique()
    return dg.AssetCheckResult(
        passed=off.empty and not wrong, metadata={"decisions": len(rows), "off": len(off), "wrong": wrong}
    )
