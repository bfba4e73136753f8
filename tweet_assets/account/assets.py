"""Own facts: two ledgers that the importer fills, and what is derived from them."""

import dagster as dg
import pandas as pd

from tweet_assets import lanes, materialisation
from tweet_assets.account import maturity
from tweet_assets.days import DAYS
from tweet_assets.stores import Own, Several

LANE = lanes.ACCOUNT

analytics_exports = LANE.ledger(
    "analytics_exports",
    also_tables=["export_files"],
    kinds={"csv"},
    description="What X's own exports said of our posts: one row a post and file, as it stood in the file. "
    "Filled by the job `own_import` from `inbox/own/`; a file goes in once, whole, and every row is "
    "accounted for.",
)
overview_days = LANE.ledger(
    "overview_days",
    kinds={"csv"},
    description="What X's account overviews said of the account, day by day and of no post: followers gained and lost, "
    "profile visits. The report shows it; nothing is learned from it.",
)
posts = LANE.ledger(
    "posts",
    description="Every post of ours: time (from its id), text, kind, and, where we published it, the arms that were "
    "executed and the propensity with which they were drawn. Publishing appends here: that is how the loop closes, in "
    "time and not in the graph (see posting/attempts).",
)


@LANE.derived(kinds={"pandas"}, ins={"analytics_exports": dg.AssetIn(analytics_exports.key)})
def outcome_snapshots(
    context: dg.AssetExecutionContext, own: dg.ResourceParam[Own], analytics_exports: Several
) -> dg.MaterializeResult[pd.DataFrame]:
    """A post's cumulative counts as one file saw them, with the bounds of when it saw them.

    A file was made after the period in its name had ended and after its newest post, or exactly when the user says.
    """
    folder = own.folder()
    frame = maturity.snapshots(
        analytics_exports["analytics_exports"], analytics_exports["export_files"], folder.observed, folder.zone
    )
    return materialisation.stored(context, frame, posts=frame["post_id"].nunique(), mature=int(frame["matured"].sum()))


@LANE.derived(kinds={"pandas"}, partitions_def=DAYS, day_column="day", ins={"posts": dg.AssetIn(posts.key)})
def outcomes(
    context: dg.AssetExecutionContext,
    own: dg.ResourceParam[Own],
    outcome_snapshots: pd.DataFrame,
    posts: pd.DataFrame,
) -> dg.MaterializeResult[pd.DataFrame]:
    """A post's counts once it is surely 24 hours old, by the day on which it became so.

    One row a post. A post that is not surely mature in any file has no row: its outcome is not known yet.
    """
    frame = maturity.outcomes(outcome_snapshots, posts, own.folder().zone)
    window = context.partition_time_window
    days = frame[(frame["day"] >= pd.Timestamp(window.start.date())) & (frame["day"] < pd.Timestamp(window.end.date()))]
    return materialisation.stored(context, days, posts=len(days))
