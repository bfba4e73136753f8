"""What has to hold of own facts, checked after each run."""

import dagster as dg
import pandas as pd

from tweet_assets.account import assets
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import Several


@dg.asset_check(
    asset=assets.outcome_snapshots,
    additional_ins={"analytics_exports": dg.AssetIn(assets.analytics_exports.key)},
    description="Every row of every file is accounted for.",
)
def every_row_has_a_fate(analytics_exports: Several) -> dg.AssetCheckResult:
    files, rows = analytics_exports["export_files"], analytics_exports["analytics_exports"]
    stored = files["file_sha256"].map(rows["file_sha256"].value_counts()).fillna(0)
    wrong = files.loc[stored != files["rows_imported"], "name"]
    return dg.AssetCheckResult(passed=wrong.empty, metadata={"files": len(files), "wrong": ", ".join(wrong)})


@dg.asset_check(asset=assets.outcomes, description="No outcome is of a post that was not surely a day old.")
def nothing_immature(outcomes: pd.DataFrame) -> dg.AssetCheckResult:
    young = outcomes[outcomes["age_hours_min"] <= SETTINGS.account.maturity_hours]
    return dg.AssetCheckResult(passed=young.empty, metadata={"outcomes": len(outcomes), "young": len(young)})
