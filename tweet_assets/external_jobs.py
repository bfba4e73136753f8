"""The jobs by which tweets of others come in: files of the user's, and X's search, which costs money."""

import os
from datetime import UTC, datetime

import dagster as dg

from tweet_assets import lanes, materialisation
from tweet_assets.accounts import ConfigurationError
from tweet_assets.data_folder import DataFolder
from tweet_assets.generation import assets as generation_assets
from tweet_assets.generation import collecting, forgetting, known_shapes, x_search
from tweet_assets.generation import importing as external_importing
from tweet_assets.generation.known_shapes import Shape
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import External

_EXPORTS = generation_assets.viral_exports.key


@dg.op(pool=lanes.GENERATION.store)
def import_external_files(context: dg.OpExecutionContext, external: dg.ResourceParam[External]) -> None:
    """Takes every file of inbox/external into the ledger of tweets of others; what was not seen for long leaves it."""
    store, now = external.warehouse(), datetime.now(UTC)
    external.keep_names()
    mapped = tweet_shapes(external.place)
    receipts = list(external_importing.take(external.place.external_inbox, store, now, mapped))
    figures = {fate: sum(receipt.fate == fate for receipt in receipts) for fate in ("imported", "known", "refused")}
    figures["expired"] = forgetting.expire(
        store, external.place.collected_pages, now, external.folder().keep_tweets_days
    )
    rows = "\n".join(f"| {r.name} | {r.fate} | {r.rows} | {r.left_out} | {r.why} |" for r in receipts)
    files = dg.MetadataValue.md(f"| file | fate | rows | left out | why |\n|---|---|---|---|---|\n{rows}")
    context.log_event(materialisation.ledger(_EXPORTS, store.fingerprint("generation.viral_exports"), figures, files))


@dg.op(pool=lanes.GENERATION.store)
def collect_tweets(context: dg.OpExecutionContext, external: dg.ResourceParam[External]) -> None:
    """Searches on X for tweets of others, within the day's budget. Fails where nothing is configured."""
    searcher = x_search.search(os.environ, SETTINGS.generation.x_timeout_seconds)
    store = external.warehouse()
    searches = collecting.Searches(
        store, external.place.collected_pages, lambda: datetime.now(UTC), SETTINGS.generation
    )
    try:
        found = collecting.collect(external.folder().collection, searcher, searches)
    except collecting.NotConfigured as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    context.log.info(f"{sum(receipt.rows for receipt in found.receipts)} tweets read, ${found.usd:.3f}")
    rows = "\n".join(f"| {r.name} | {r.fate} | {r.rows} | {r.left_out} | {r.why} |" for r in found.receipts)
    pages = dg.MetadataValue.md(f"| page | fate | rows | left out | why |\n|---|---|---|---|---|\n{rows}")
    context.log_event(
        materialisation.ledger(_EXPORTS, store.fingerprint("generation.viral_exports"), {"usd": found.usd}, pages)
    )
    if found.failures:
        raise dg.Failure("; ".join(found.failures), allow_retries=False)


def tweet_shapes(place: DataFolder) -> list[Shape]:
    """The shapes that the user has described in tweets.toml. Raises ConfigurationError."""
    try:
        return [known_shapes.mapped(name, fields) for name, fields in place.tweet_fields().items()]
    except ValueError as error:
        raise ConfigurationError(f"{place.path / 'tweets.toml'}, {error}.") from error


@dg.job(executor_def=lanes.IN_PROCESS, description="Tweets of others from inbox/external into the library's ledger.")
def external_import() -> None:
    import_external_files()


@dg.job(executor_def=lanes.IN_PROCESS, description="Tweets of others by X's search: it costs money; by hand.")
def viral_collect() -> None:
    collect_tweets()
