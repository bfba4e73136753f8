"""The library, the examples in each prompt, and the drafts. Tweets of others end here: they are shown, and no more."""

from datetime import UTC, datetime

import dagster as dg
import pandas as pd

from tweet_assets import days, lanes, materialisation
from tweet_assets.account import assets as account
from tweet_assets.accounts import Account
from tweet_assets.arms import INSPIRED
from tweet_assets.days import DAYS
from tweet_assets.generation import collected, drafting, examples, originality, prompts, stock
from tweet_assets.generation import library as library_
from tweet_assets.generation import own_top_posts as own_top_posts_
from tweet_assets.generation.templates import TemplateWriter
from tweet_assets.generation.writing import Writing
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import External, Several

LANE = lanes.GENERATION
ExternalStore = dg.ResourceParam[External]

viral_exports = LANE.ledger(
    "viral_exports",
    kinds={"json"},
    description="Tweets of others as they came, whatever their views: one row a tweet and file. Filled by the job "
    "`external_import` from `inbox/external/`.",
)
draft_uses = LANE.ledger(
    "draft_uses", description="Which drafts posting has taken; it appends here, so none is used twice."
)


@LANE.derived(kinds={"csv"})
def curated_examples(context: dg.AssetExecutionContext, external: ExternalStore) -> dg.MaterializeResult[pd.DataFrame]:
    """Examples that a person wrote and marked as invented, by topic, each with its pattern and why it works."""
    path = external.place.curated_examples
    rows = library_.read_curated(path.read_text(encoding="utf-8"), path.name)
    return materialisation.stored(context, rows, topics=rows["topic"].nunique())


@LANE.derived(kinds={"pandas"}, ins={"viral_exports": dg.AssetIn(viral_exports.key)})
def collected_tweets(
    context: dg.AssetExecutionContext, viral_exports: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """Tweets of others with at least 50,000 views, each once, as last seen. Unknown views are not 50,000."""
    settings = SETTINGS.generation
    rows = collected.eligible(viral_exports, settings.views_min, settings.api_tweets_max)
    return materialisation.stored(context, rows, seen=viral_exports["tweet_id"].nunique())


@LANE.derived(
    kinds={"pandas"}, ins={name: dg.AssetIn(LANE.key(name)) for name in ("curated_examples", "collected_tweets")}
)
def viral_library(
    context: dg.AssetExecutionContext, curated_examples: pd.DataFrame, collected_tweets: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """Curated and collected in one form: sanitised, with what is at work in each from a closed vocabulary."""
    rows = library_.library(curated_examples, collected_tweets, SETTINGS.generation)
    quarantined = int(rows["quarantine"].notna().sum())
    return materialisation.stored(context, rows, collected=len(collected_tweets), quarantined=quarantined)


@LANE.derived(
    kinds={"pandas"}, ins={"outcomes": dg.AssetIn(account.outcomes.key), "posts": dg.AssetIn(account.posts.key)}
)
def own_top_posts(
    context: dg.AssetExecutionContext, outcomes: pd.DataFrame, posts: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """The account's own posts that did best, shrunken so that luck does not lead. The one crossing of the two lanes.

    From own facts into a prompt: nothing goes back.
    """
    return materialisation.stored(context, own_top_posts_.own_top_posts(outcomes, posts, SETTINGS.generation))


@LANE.derived(
    kinds={"scikitlearn"},
    partitions_def=DAYS,
    day_column="for_day",
    ins={name: dg.AssetIn(LANE.key(name)) for name in ("viral_library", "own_top_posts")},
    code_version="2",
)
def prompt_examples(
    context: dg.AssetExecutionContext, external: ExternalStore, viral_library: pd.DataFrame, own_top_posts: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """Which examples stand in which prompt, and in what form: retrieved by topic, diverse, few.

    A topic that the library does not know gets none. Collected tweets enter as derived structure, not as text.
    """
    index = examples.index(viral_library, SETTINGS.generation)
    chosen = [
        examples.choose(index, own_top_posts[own_top_posts["account"] == a.handle], cell, day.toordinal())
        for day in days.of(context)
        for a in external.folder().accounts
        for cell in stock.cells(a, day, INSPIRED)
    ]
    rows = pd.concat(chosen, ignore_index=True)
    return materialisation.stored(context, rows, examples=len(rows))


@LANE.derived(
    kinds={"openai"},
    partitions_def=DAYS,
    day_column="for_day",
    also_tables=["prompts"],
    ins={
        **{name: dg.AssetIn(LANE.key(name)) for name in ("prompt_examples", "viral_library", "own_top_posts")},
        "draft_uses": dg.AssetIn(draft_uses.key),
    },
)
def drafts(
    context: dg.AssetExecutionContext,
    external: ExternalStore,
    writing: Writing,
    prompt_examples: pd.DataFrame,
    viral_library: pd.DataFrame,
    own_top_posts: pd.DataFrame,
    draft_uses: pd.DataFrame,
) -> dg.MaterializeResult[Several]:
    """Drafts for the cells that have none left, each with its verdict. What stands is kept, and not paid for again.

    Templates write them unless a key or a local server is configured; a past day is always written by templates.
    """
    store = external.warehouse()
    folder = external.folder()
    today = folder.day_of(datetime.now(UTC))
    standing = stock.standing(store, days.of(context))
    library = originality.texts(_named(viral_library, "example_id"), SETTINGS.generation)
    written, prompted_rows = [], []
    for day in days.of(context):
        rehearsal = day < today
        writer = writing.writer(store, rehearsal)
        for a in folder.accounts:
            wanted = stock.cells(a, day, writing.inspirations(rehearsal))
            asked = wanted if rehearsal else stock.missing(wanted, standing["drafts"], draft_uses["draft_id"])
            prompted = {cell: prompts.build(cell, prompt_examples, a.topics, (), SETTINGS.generation) for cell in asked}
            bench = _bench(a, library, own_top_posts)
            drafted = drafting.draft_cells(
                prompted, prompt_examples, bench, writer, TemplateWriter(), day.toordinal(), rehearsal
            )
            written.append(drafted.drafts)
            prompted_rows.append(prompts.rows(prompted, prompt_examples))
            for failure in drafted.failures:
                context.log.warning(str(failure))
    tables = stock.shelved(standing, pd.concat(written), pd.concat(prompted_rows), days.of(context))
    verdicts = {str(verdict): int(n) for verdict, n in tables["drafts"]["verdict"].value_counts().items()}
    return materialisation.stored(context, tables, **verdicts)


def _bench(a: Account, library: originality.Texts, own_top_posts: pd.DataFrame) -> drafting.Bench:
    own = originality.texts(_named(own_top_posts[own_top_posts["account"] == a.handle], "post_id"), SETTINGS.generation)
    return drafting.Bench(library, own, a.topics, facts=(), settings=SETTINGS.generation)


def _named(rows: pd.DataFrame, name: str) -> dict[str, str]:
    return dict(zip(rows[name], rows["text"], strict=True))
