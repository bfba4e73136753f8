"""Every job by name: one a lane, and the few that are not about assets: importing, publishing, finding posts again.

`learning_replay` is what the name says over a range of days, and the daily learning over one. Publishing is a job of
its own so that no materialisation and no backfill can reach it.
"""

from datetime import UTC, datetime

import dagster as dg
import pandas as pd

from tweet_assets import external_jobs, lanes, materialisation, publishing_jobs
from tweet_assets.account import accounting
from tweet_assets.account import assets as account_assets
from tweet_assets.account import exports as own_exports
from tweet_assets.account import importing as own_importing
from tweet_assets.progress import Lines, Progress
from tweet_assets.stores import Own

IN_PROCESS = lanes.IN_PROCESS


def _assets(*keys: str) -> dg.AssetSelection:
    return dg.AssetSelection.assets(*(dg.AssetKey(key.split("/")) for key in keys))


own_outcomes = dg.define_asset_job(
    "own_outcomes",
    _assets(
        "account/outcome_snapshots",
        "account/outcomes",
    ),
    description="Own exports to outcomes, for the days on which posts matured.",
    executor_def=IN_PROCESS,
)
learning_replay = dg.define_asset_job(
    "learning_replay",
    _assets(
        "learning/features",
        "learning/rewards",
        "learning/arm_statistics",
        "learning/arm_posteriors",
        "learning/engagement_model",
        "learning/follow_model",
        "learning/policy",
        "learning/replay",
        "learning/policy_value",
    ),
    description="What is believed as of a day, or as of each day of a range, from own outcomes up to that day.",
    executor_def=IN_PROCESS,
)
generation_daily = dg.define_asset_job(
    "generation_daily",
    _assets(
        "generation/curated_examples",
        "generation/facts",
        "generation/ideas",
        "generation/collected_tweets",
        "generation/viral_library",
        "generation/deeper_analysis",
        "generation/own_top_posts",
        "generation/prompt_examples",
        "generation/drafts",
    ),
    description="The library, and the drafts for a day.",
    executor_def=IN_PROCESS,
)
posting_daily = dg.define_asset_job(
    "posting_daily",
    _assets(
        "posting/scored_drafts",
        "posting/decisions",
        "posting/outbox",
    ),
    description="What is to be posted on a day, and when.",
    executor_def=IN_PROCESS,
)
outbox = dg.define_asset_job(
    "outbox",
    _assets("posting/outbox"),
    description="Where each decision stands, after verdicts and tries.",
    executor_def=IN_PROCESS,
)
reports_daily = dg.define_asset_job(
    "reports_daily",
    _assets(
        "reports/daily",
    ),
    description="The page of a day.",
    executor_def=IN_PROCESS,
)
reports_weekly = dg.define_asset_job(
    "reports_weekly",
    _assets(
        "reports/weekly",
    ),
    description="The page of a week, named by its Monday.",
    executor_def=IN_PROCESS,
)


@dg.op(pool=lanes.ACCOUNT.store)
def import_own_exports(context: dg.OpExecutionContext, own: dg.ResourceParam[Own]) -> None:
    """Takes every export of inbox/own into the ledgers of own facts, and the user's labels with them."""
    table = take_own_exports(own, Lines(context.log.info))
    for event in own_materialisations(own, table):
        context.log_event(event)


def take_own_exports(own: Own, progress: Progress) -> pd.DataFrame:
    """What became of every export in inbox/own (see accounting.table)."""
    own.keep_names()
    settings = own.folder()
    store = own.warehouse()
    setting = own_exports.Setting(settings, settings.now(datetime.now(UTC)), own.place.header_names(), progress)
    receipts = list(own_importing.take(own.place.own_inbox, setting, store, own.place.scratch))
    labels = own_importing.take_labels(own.place.labels_file, store, settings.formats)
    receipts += [labels] if labels else []
    return accounting.table(store, settings, receipts)


def own_materialisations(own: Own, table: pd.DataFrame) -> list[dg.AssetMaterialization]:
    """What an import says of each ledger that it fills: its rows, its version, and the fate of every file."""
    figures = {fate: int((table["fate"] == fate).sum()) for fate in ("imported", "known", "refused")}
    files = dg.MetadataValue.md(accounting.markdown(table))
    ledgers = (account_assets.analytics_exports, account_assets.overview_days, account_assets.posts)
    return [
        materialisation.ledger(spec.key, own.warehouse().fingerprint(".".join(spec.key.path)), figures, files)
        for spec in ledgers
    ]


@dg.job(executor_def=IN_PROCESS, description="Own exports from inbox/own into the ledgers of own facts.")
def own_import() -> None:
    import_own_exports()


JOBS = (
    own_import,
    external_jobs.external_import,
    external_jobs.viral_collect,
    own_outcomes,
    learning_replay,
    generation_daily,
    posting_daily,
    outbox,
    reports_daily,
    reports_weekly,
    publishing_jobs.publish,
    publishing_jobs.reconcile,
    publishing_jobs.read_back,
)
