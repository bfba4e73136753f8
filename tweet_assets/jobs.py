"""Every job by name: one a lane, and the few that are not about assets: importing, publishing, finding posts again.

`learning_replay` is what the name says over a range of days, and the daily learning over one. Publishing is a job of
its own so that no materialisation and no backfill can reach it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import dagster as dg
import pandas as pd

from tweet_assets import lanes
from tweet_assets.account import accounting
from tweet_assets.account import assets as account_assets
from tweet_assets.account import exports as own_exports
from tweet_assets.account import importing as own_importing
from tweet_assets.accounts import ConfigurationError
from tweet_assets.data_folder import DataFolder
from tweet_assets.doors import PostsDoor
from tweet_assets.generation import assets as generation_assets
from tweet_assets.generation import forgetting, known_shapes
from tweet_assets.generation import importing as external_importing
from tweet_assets.generation.known_shapes import Shape
from tweet_assets.posting import publishers, publishing, reconciling
from tweet_assets.stores import External, Own, Posting
from tweet_assets.warehouse import Warehouse

IN_PROCESS = dg.in_process_executor
"""A step takes milliseconds; a process for each would take seconds."""


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


@dg.op(pool=lanes.ACCOUNT.store)
def import_own_exports(context: dg.OpExecutionContext, own: dg.ResourceParam[Own]) -> None:
    """Takes every export of inbox/own into the ledgers of own facts, and the user's labels with them."""
    table = take_own_exports(own, context.log.info)
    for event in own_materialisations(own, table):
        context.log_event(event)


def take_own_exports(own: Own, say: Callable[[str], None]) -> pd.DataFrame:
    """What became of every export in inbox/own (see accounting.table). `say` gets lines of progress."""
    own.keep_names()
    settings = own.folder()
    store = own.warehouse()
    setting = own_exports.Setting(settings, settings.now(datetime.now(UTC)), own.place.header_names(), say)
    receipts = list(own_importing.take(own.place.own_inbox, setting, store, own.place.scratch))
    labels = own_importing.take_labels(own.place.labels_file, store, settings.formats)
    receipts += [labels] if labels else []
    return accounting.table(store, settings, receipts)


def own_materialisations(own: Own, table: pd.DataFrame) -> list[dg.AssetMaterialization]:
    """What an import says of each ledger that it fills: its rows, its version, and the fate of every file."""
    figures = {fate: int((table["fate"] == fate).sum()) for fate in ("imported", "known", "refused")}
    files = dg.MetadataValue.md(accounting.markdown(table))
    ledgers = (account_assets.analytics_exports, account_assets.overview_days, account_assets.posts)
    return [_said(spec.key, own.warehouse(), figures, files) for spec in ledgers]


@dg.op(pool=lanes.GENERATION.store)
def import_external_files(context: dg.OpExecutionContext, external: dg.ResourceParam[External]) -> None:
    """Takes every file of inbox/external into the ledger of tweets of others; what was not seen for long leaves it."""
    store, now = external.warehouse(), datetime.now(UTC)
    external.keep_names()
    mapped = tweet_shapes(external.place)
    receipts = list(external_importing.take(external.place.external_inbox, store, now, mapped))
    figures = {fate: sum(receipt.fate == fate for receipt in receipts) for fate in ("imported", "known", "refused")}
    figures["expired"] = forgetting.expire(store, now, external.folder().keep_tweets_days)
    rows = "\n".join(f"| {r.name} | {r.fate} | {r.rows} | {r.left_out} | {r.why} |" for r in receipts)
    files = dg.MetadataValue.md(f"| file | fate | rows | left out | why |\n|---|---|---|---|---|\n{rows}")
    context.log_event(_said(generation_assets.viral_exports.key, store, figures, files))


def tweet_shapes(place: DataFolder) -> list[Shape]:
    """The shapes that the user has described in tweets.toml. Raises ConfigurationError."""
    try:
        return [known_shapes.mapped(name, fields) for name, fields in place.tweet_fields().items()]
    except ValueError as error:
        raise ConfigurationError(f"{place.path / 'tweets.toml'}, {error}.") from error


@dg.op(pool=lanes.POSTING.store)
def publish_approved(context: dg.OpExecutionContext, posting: dg.ResourceParam[Posting]) -> None:
    """Hands what was approved to the publisher: a folder, from which nothing leaves the machine."""
    publisher = publishers.FolderPublisher(posting.place.path / "outbox")
    tried = publishing.publish(posting.warehouse(), publisher, posting.folder().zone, lambda: datetime.now(UTC))
    context.log.info(f"{len(tried)} handed over")


@dg.op(pool=lanes.POSTING.store)
def find_posted(
    context: dg.OpExecutionContext,
    posting: dg.ResourceParam[Posting],
    own: dg.ResourceParam[Own],
    posts_door: PostsDoor,
) -> None:
    """Finds among our own posts those that carry out a decision, and writes their arms into the posts ledger."""
    posting.keep_names()
    store = posting.warehouse()
    settings = posting.folder()
    posts = own.warehouse(read_only=True).table("account.posts")
    pairs = reconciling.match(reconciling.waiting(store), posts[posts["decision_id"].isna()])
    reconciling.record(store, pairs, datetime.now(UTC))
    carried_out = reconciling.carried_out(store)
    for account in settings.accounts:
        rows = carried_out[carried_out["account"] == account.handle]
        if len(rows):
            posts_door.append(reconciling.published(rows, posts, account.slots, settings.zone))
    context.log.info(f"{len(pairs)} more decisions found among our posts, {len(carried_out)} in all")


@dg.job(executor_def=IN_PROCESS, description="Own exports from inbox/own into the ledgers of own facts.")
def own_import() -> None:
    import_own_exports()


@dg.job(executor_def=IN_PROCESS, description="Tweets of others from inbox/external into the library's ledger.")
def external_import() -> None:
    import_external_files()


@dg.job(executor_def=IN_PROCESS, description="What was approved, to the publisher. No materialisation starts it.")
def publish() -> None:
    publish_approved()


@dg.job(executor_def=IN_PROCESS, description="Which of our posts carry out which decisions: how the loop closes.")
def reconcile() -> None:
    find_posted()


JOBS = (
    own_import,
    external_import,
    own_outcomes,
    learning_replay,
    generation_daily,
    posting_daily,
    outbox,
    reports_daily,
    publish,
    reconcile,
)


def _said(
    key: dg.AssetKey, store: Warehouse, figures: Mapping[str, int], files: dg.MarkdownMetadataValue
) -> dg.AssetMaterialization:
    rows, version = store.fingerprint(".".join(key.path))
    return dg.AssetMaterialization(
        key,
        metadata={"dagster/row_count": rows, **figures, "files": files},
        tags={"dagster/data_version": version},
    )
