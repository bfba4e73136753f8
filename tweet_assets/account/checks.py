"""What has to hold of own facts, checked after each run."""

import dagster as dg
import pandas as pd

from tweet_assets.account import assets, maturity
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import Several


@dg.asset_check(
    asset=assets.outcome_snapshots,
    additional_ins={"analytics_exports": dg.AssetIn(assets.analytics_exports.key)},
    description="Every row of every file is accounted for.",
)
def every_row_has_a_fate(analytics_exports: Several) -> dg.AssetCheckResult:
    files, rows = analytics_exports["export_files"], analytics_exports["analytics_exports"]
    posts = files[files["export_format"] != "overview"]
    stored = posts["file_sha256"].map(rows["file_sha256"].value_counts()).fillna(0)
    wrong = posts.loc[stored != posts["rows_imported"], "name"]
    return dg.AssetCheckResult(passed=wrong.empty, metadata={"files": len(files), "wrong": ", ".join(wrong)})


@dg.asset_check(asset=assets.outcomes, description="No outcome is of a post that was not surely a day old.")
def nothing_immature(outcomes: pd.DataFrame) -> dg.AssetCheckResult:
    young = outcomes[outcomes["age_hours_min"] < SETTINGS.account.maturity_hours]
    return dg.AssetCheckResult(passed=young.empty, metadata={"outcomes": len(outcomes), "young": len(young)})


@dg.asset_check(
    asset=assets.outcome_snapshots,
    description="No count is smaller in a later export than in an earlier one. X takes spam back; both are kept.",
)
def counts_never_shrink(outcome_snapshots: pd.DataFrame) -> dg.AssetCheckResult:
    found = maturity.shrunken(outcome_snapshots)
    shown = found.head(20).to_string(index=False) if len(found) else "none"
    return dg.AssetCheckResult(
        passed=found.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"posts": found["post_id"].nunique(), "counts": len(found), "first": shown},
    )
