"""The library, the examples in each prompt, and the drafts. Tweets of others end here: they are shown, and no more."""

from datetime import UTC, datetime

import dagster as dg
import pandas as pd

from tweet_assets import days, lanes, materialisation
from tweet_assets.account import assets as account
from tweet_assets.days import DAYS
from tweet_assets.generation import collected, drafting, examples, notes, originality, prompts, retrieval, stock
from tweet_assets.generation import deeper_analysis as deeper_analysis_
from tweet_assets.generation import library as library_
from tweet_assets.generation import own_top_posts as own_top_posts_
from tweet_assets.generation.guardrails import Held
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
    "draft_uses",
    description="Which drafts posting has taken, for which decision and day. Posting appends here, through the one "
    "door it has into this lane, so that none is used twice.",
)
model_calls = LANE.ledger(
    "model_calls",
    description="Every request to a language model: what it may cost is reserved before it is made, and settled with "
    "what the answer says. The budget is read off it, and the report says what was spent.",
)


@LANE.derived(kinds={"csv"})
def curated_examples(context: dg.AssetExecutionContext, external: ExternalStore) -> dg.MaterializeResult[pd.DataFrame]:
    """Examples that a person wrote and marked as invented, by topic, each with its pattern and why it works."""
    path = external.place.curated_examples
    rows = library_.read_curated(path.read_text(encoding="utf-8"), path.name, external.folder().formats)
    return materialisation.stored(context, rows, topics=rows["topic"].nunique())


@LANE.derived(kinds={"csv"})
def facts(context: dg.AssetExecutionContext, external: ExternalStore) -> dg.MaterializeResult[pd.DataFrame]:
    """What the user stands for, from facts.csv: one row a fact, with its source. A draft may claim it, and no more."""
    return materialisation.stored(context, notes.read_facts(external.place.text_of("facts.csv"), "facts.csv"))


@LANE.derived(kinds={"csv"})
def ideas(context: dg.AssetExecutionContext, external: ExternalStore) -> dg.MaterializeResult[pd.DataFrame]:
    """What the user wants to write about, from ideas.csv: one row a note, by topic; they take turns in the prompts."""
    folder = external.folder()
    topics = list(dict.fromkeys(topic for account in folder.accounts for topic in account.topics))
    rows = notes.read_ideas(external.place.text_of("ideas.csv"), "ideas.csv", topics, folder.formats)
    return materialisation.stored(context, rows)


@LANE.derived(kinds={"pandas"}, ins={"viral_exports": dg.AssetIn(viral_exports.key)}, code_version="2")
def collected_tweets(
    context: dg.AssetExecutionContext, viral_exports: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """Tweets of others with at least 50,000 views, each once, as last seen. Unknown views are not 50,000."""
    settings = SETTINGS.generation
    rows = collected.eligible(viral_exports, settings.views_min, settings.api_tweets_max)
    return materialisation.stored(context, rows, seen=viral_exports["tweet_id"].nunique())


@LANE.derived(
    kinds={"pandas"},
    ins={name: dg.AssetIn(LANE.key(name)) for name in ("curated_examples", "collected_tweets")},
    code_version="2",
)
def viral_library(
    context: dg.AssetExecutionContext, curated_examples: pd.DataFrame, collected_tweets: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """Curated and collected in one form: sanitised, with what is at work in each from a closed vocabulary."""
    rows = library_.library(curated_examples, collected_tweets, SETTINGS.generation)
    stopped = rows[rows["quarantine"].notna()]
    reasons = {f"quarantined: {reason}": int(n) for reason, n in stopped["quarantine"].value_counts().items()}
    return materialisation.stored(context, rows, collected=len(collected_tweets), quarantined=len(stopped), **reasons)


@LANE.derived(kinds={"openai"}, ins={"viral_library": dg.AssetIn(LANE.key("viral_library"))})
def deeper_analysis(
    context: dg.AssetExecutionContext, external: ExternalStore, writing: Writing, viral_library: pd.DataFrame
) -> dg.MaterializeResult[pd.DataFrame]:
    """What a language model sees at work in tweets of others, in words from a closed list. Off, unless it is asked for.

    It counts within the same budget as drafts. What was analysed before stands while the text is the same.
    """
    store = external.warehouse()
    known = store.table("generation.deeper_analysis")
    analyst = writing.analyst(store, context.run.run_id)
    if analyst is None:
        return materialisation.stored(context, known[known["example_id"].isin(viral_library["example_id"])])
    found = deeper_analysis_.analyse(viral_library, known, *analyst)
    for failure in found.failures:
        context.log.warning(failure)
    return materialisation.stored(context, found.rows)


@LANE.derived(
    kinds={"pandas"},
    also_tables=["own_texts"],
    ins={"outcomes": dg.AssetIn(account.outcomes.key), "posts": dg.AssetIn(account.posts.key)},
    code_version="2",
)
def own_top_posts(
    context: dg.AssetExecutionContext, outcomes: pd.DataFrame, posts: pd.DataFrame
) -> dg.MaterializeResult[Several]:
    """The account's own posts that did best, shrunken so that luck does not lead. The one crossing of the two lanes.

    From own facts into a prompt: nothing goes back. With them come all own texts, which no draft may repeat.
    """
    best = own_top_posts_.own_top_posts(outcomes, posts, SETTINGS.generation)
    return materialisation.stored(context, {"own_top_posts": best, "own_texts": own_top_posts_.own_texts(posts)})


@LANE.derived(
    kinds={"scikitlearn"},
    partitions_def=DAYS,
    day_column="for_day",
    ins={name: dg.AssetIn(LANE.key(name)) for name in ("viral_library", "deeper_analysis", "own_top_posts")},
    code_version="3",
)
def prompt_examples(
    context: dg.AssetExecutionContext,
    external: ExternalStore,
    viral_library: pd.DataFrame,
    deeper_analysis: pd.DataFrame,
    own_top_posts: Several,
) -> dg.MaterializeResult[pd.DataFrame]:
    """Which examples stand in which prompt, and in what form: retrieved by topic, diverse, few.

    A topic that the library does not know gets none. Collected tweets enter as derived structure, unless the account
    wants their words.
    """
    folder = external.folder()
    today = folder.day_of(datetime.now(UTC))
    index = retrieval.index(viral_library, SETTINGS.generation, deeper_analysis)
    best = own_top_posts["own_top_posts"]
    chosen = [
        examples.choose(index, best, cell, day.toordinal(), a.style.example_form, a.words_of_topics[cell.topic])
        for day in days.of(context)
        for a in folder.accounts
        for cell in stock.cells(a, day, a.style.inspirations, today)
    ]
    rows = pd.concat(chosen, ignore_index=True)
    return materialisation.stored(context, rows, examples=len(rows))


class Again(dg.Config):
    """Whether what was written, and paid for, is asked for once more: by a reason, which the ledger of calls keeps."""

    because: str | None = None


@LANE.derived(
    kinds={"openai"},
    partitions_def=DAYS,
    day_column="for_day",
    also_tables=["prompts"],
    ins={
        **{
            name: dg.AssetIn(LANE.key(name))
            for name in ("prompt_examples", "viral_library", "own_top_posts", "facts", "ideas")
        },
        "draft_uses": dg.AssetIn(draft_uses.key),
    },
    code_version="2",
)
def drafts(
    context: dg.AssetExecutionContext,
    config: Again,
    external: ExternalStore,
    writing: Writing,
    prompt_examples: pd.DataFrame,
    viral_library: pd.DataFrame,
    own_top_posts: Several,
    facts: pd.DataFrame,
    ideas: pd.DataFrame,
    draft_uses: pd.DataFrame,
) -> dg.MaterializeResult[Several]:
    """Drafts for the cells that have none left, each with its verdict. What stands is kept, and not paid for again.

    Templates write them unless a key or a local server is configured; a past day is always written by templates.
    """
    store, folder, settings = external.warehouse(), external.folder(), SETTINGS.generation
    today = folder.day_of(datetime.now(UTC))
    standing = stock.standing(store, days.of(context))
    library = originality.texts(_named(viral_library, "example_id"), settings)
    written, prompted = [], []
    for day in days.of(context):
        rehearsal = day < today
        if rehearsal and writing.reads_examples:
            context.log.info(f"{day} is over: no language model is paid for it, templates rehearse it.")
        writer = writing.writer(store, rehearsal, today, context.run.run_id, config.because)
        for a in stock.accounts_in_fair_order(folder.accounts, day):
            wanted = stock.cells(a, day, writing.inspirations(a.style, rehearsal), today)
            if not (rehearsal or config.because):
                wanted = stock.missing(wanted, standing["drafts"], draft_uses["draft_id"])
            cells = stock.in_fair_order(wanted, day.toordinal())
            ordered = drafting.orders(a, cells, prompt_examples, notes.facts_of(facts), ideas, settings)
            mine = own_top_posts["own_texts"][own_top_posts["own_texts"]["account"] == a.handle]
            desk = drafting.Desk(
                held=Held(library, originality.texts(_named(mine, "post_id"), settings), settings),
                writer=writer,
                fallback=TemplateWriter(),
                seed=day.toordinal(),
                rehearsal=rehearsal,
                moderator=writing.moderator(store, context.run.run_id),
                standing={} if rehearsal else stock.texts_of(standing["drafts"], a.handle),
                decisions=a.posts_per_day * len(a.days_planned(day, today)),
            )
            drafted = drafting.draft_cells(ordered, desk)
            written.append(drafted.drafts)
            prompted.append(prompts.rows({cell: order.prompt for cell, order in ordered.items()}))
            for failure in drafted.failures:
                context.log.warning(f"{failure.cell}: {failure.error}")
    tables = stock.shelved(standing, pd.concat(written), pd.concat(prompted), days.of(context))
    verdicts = {str(verdict): int(n) for verdict, n in tables["drafts"]["verdict"].value_counts().items()}
    [[usd]] = store.rows(
        "select coalesce(sum(coalesce(usd_spent, usd_reserved)), 0) from generation.model_calls where run_id = ?",
        [context.run.run_id],
    )
    return materialisation.stored(context, tables, **verdicts, usd_spent=float(usd))


def _named(rows: pd.DataFrame, name: str) -> dict[str, str]:
    return dict(zip(rows[name], rows["text"], strict=True))
