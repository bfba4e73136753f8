"""The commands about generation: what stands in the library, which drafts there are, and tweets that have to go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, cast

import click
import pandas as pd

from tweet_assets import terminal
from tweet_assets.accounts import Account
from tweet_assets.settings import SETTINGS

if TYPE_CHECKING:
    from tweet_assets.generation.retrieval import Index
    from tweet_assets.warehouse import Warehouse


@click.command()
def library() -> None:
    """Say what the library holds: tweets and views, what stands in quarantine and why, what each topic would get."""
    from tweet_assets.generation import retrieval
    from tweet_assets.stores import External

    place, folder = terminal.folder()
    store = External(data_folder=str(place.path)).warehouse(read_only=True)
    rows = store.table("generation.viral_library")
    files = store.read(
        """
        select shape, count(*) as files, sum(rows_imported)::bigint as rows
        from generation.external_files group by shape order by shape
        """
    )
    click.echo(f"{len(rows)} tweets in the library of {place.path}")
    for origin, of_origin in rows.groupby("origin"):
        click.echo(f"  {len(of_origin)} {origin}, {int(of_origin['quarantine'].notna().sum())} of them in quarantine")
    for shape in files.itertuples():
        click.echo(f"  {shape.rows} rows came from {shape.files} files of {shape.shape}")
    for line in _quarantined(rows):
        click.echo(line)
    index = retrieval.index(rows, SETTINGS.generation)
    for account in folder.accounts:
        for line in _topics(account, index):
            click.echo(line)


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask before money is spent.")
def collect(yes: bool) -> None:
    """Search on X for tweets of others, as [collection] of accounts.toml says. It costs money, and asks first."""
    from tweet_assets.generation import collecting, x_search
    from tweet_assets.generation.model_settings import BadVariable
    from tweet_assets.stores import External

    place, folder = terminal.folder()
    try:
        searcher = x_search.search(os.environ, SETTINGS.generation.x_timeout_seconds)
        collection, _ = collecting.configured(folder.collection, searcher)
    except (collecting.NotConfigured, BadVariable) as error:
        terminal.fail(str(error))
    most = collecting.most_usd(collection, SETTINGS.generation)
    question = (
        f"Read at most {collection.tweets_max} tweets by {len(collection.queries)} searches, for at most ${most:.3f}?"
    )
    if not (yes or click.confirm(question)):
        terminal.fail("nothing was searched.")
    with terminal.rounds(place) as runs:
        runs.run("viral_collect")
    for line in _collected(External(data_folder=str(place.path)).warehouse(read_only=True)):
        click.echo(line)
    terminal.next_is("run")


@click.command()
@click.option(
    "--day", type=terminal.DAY, help="Drafts written for this day (YYYY-MM-DD). Default: those that are still good."
)
def drafts(day: datetime | None) -> None:
    """List drafts with what the guardrails say of each, who wrote it, and what was spent on language models today."""
    from tweet_assets.generation import stock
    from tweet_assets.stores import External

    place, folder = terminal.folder()
    store = External(data_folder=str(place.path)).warehouse(read_only=True)
    today = folder.day_of(datetime.now(UTC))
    rows = stock.standing(store, [day.date() if day else today])["drafts"]
    if day:
        rows = rows[rows["for_day"] == pd.Timestamp(day)]
    used = set(store.table("generation.draft_uses")["draft_id"])
    for line in _listed(rows, used):
        terminal.say(line)
    click.echo(_spent(store.table("generation.model_calls"), datetime.now(UTC).date()))


@click.command()
@click.argument("name")
def forget(name: str) -> None:
    """Delete a tweet (by its id) or all tweets of an author (by @handle), for good.

    Prompts in which they stood lose their text, and no later file brings them back. For an account of your own, see
    `tweet-assets delete`.
    """
    from tweet_assets.generation import forgetting
    from tweet_assets.stores import External
    from tweet_assets.warehouse import WarehouseError

    place, _ = terminal.folder()
    store = External(data_folder=str(place.path)).warehouse()
    try:
        gone = forgetting.forget(store, place.external_inbox, place.collected_pages, name, datetime.now(UTC))
    except (forgetting.NoSuchName, WarehouseError) as error:
        terminal.fail(str(error))
    click.echo(f"{name} is forgotten. Rows changed or deleted: {sum(gone.rows.values())}")
    for table, count in gone.rows.items():
        click.echo(f"  {count:>7,}  generation.{table}")
    if gone.pages:
        click.echo(f"  {gone.pages:>7,}  pages of searches")
    for file in gone.files:
        click.echo(f"  left as it is, because it is yours, and still names it: {place.external_inbox / file}")
    click.echo("Backups keep what they held.")
    terminal.next_is("run")


@click.command()
@click.option("--why", required=True, callback=terminal.reason, help="The reason; it is kept in the ledger of calls.")
def redraft(why: str) -> None:
    """Have today's drafts written once more, and pay for them once more, for a reason. Earlier ones stay."""
    place, folder = terminal.named_folder()
    again = {"ops": {"generation__drafts": {"config": {"because": why}}}}
    with terminal.rounds(place) as runs:
        runs.run("generation_daily", terminal.today(folder), config=again)
    terminal.next_is("drafts")


def _collected(store: Warehouse) -> Iterator[str]:
    """What the searches of the last collection brought, and what they cost."""
    rows = store.read(
        """
        select count(*) as n, count(*) filter (views >= ?) as viral from generation.viral_exports
        where via = 'api' and file_sha256 in (
            select file_sha256 from generation.searches
            where begun_at >= (select max(begun_at) - interval 10 minutes from generation.searches)
        )
        """,
        [SETTINGS.generation.views_min],
    ).iloc[0]
    spent = store.read("select sum(coalesce(usd_spent, usd_reserved)) as usd from generation.searches")["usd"].iloc[0]
    yield f"{rows['n']} tweets, {rows['viral']} of them with {SETTINGS.generation.views_min:,} views and more."
    yield f"All searches of this folder so far: ${spent:.3f}."


def _quarantined(rows: pd.DataFrame) -> Iterator[str]:
    for row in rows[rows["quarantine"].notna()].sort_values("example_id").itertuples():
        yield f"  quarantine: {row.example_id}: {row.quarantine}"


def _topics(account: Account, index: Index) -> Iterator[str]:
    from tweet_assets.generation.retrieval import similarities

    shown = "as facts" if account.style.example_form == "structure" else "as text"
    for topic in account.topics:
        likeness = similarities(index, topic, account.words_of_topics[topic])
        known = int((likeness >= index.settings.similarity_min).sum())
        note = f"{known} examples fit, collected ones {shown}" if known else "the library does not know it"
        yield f"@{account.handle}, {topic}: {note}"


def _listed(rows: pd.DataFrame, used: set[str]) -> Iterator[str]:
    cells = ["account", "format", "topic", "inspiration"]
    for (account, format_, topic, _), cell in rows.sort_values([*cells, "draft_id"]).groupby(cells):
        yield f"@{account}  {format_}  {topic}"
        for draft in cell.itertuples():
            model = f" ({draft.model})" if isinstance(draft.model, str) else ""
            taken = ", taken" if draft.draft_id in used else ""
            yield f"  {draft.draft_id}  {draft.verdict}{taken}, by {draft.writer}{model}, {draft.weighted_length} long"
            yield from (f"      {line}" for line in str(draft.text).splitlines() if line.strip())
            yield from (f"    - {reason}" for reason in cast("list[str]", draft.reasons))
    if rows.empty:
        yield "There are no drafts. Run `tweet-assets run`."


def _spent(calls: pd.DataFrame, utc_day: date) -> str:
    today = calls[calls["utc_day"] == pd.Timestamp(utc_day)]
    if today.empty:
        return "Language models: nothing was asked today (UTC)."
    known = today["usd_spent"].fillna(today["usd_reserved"]).sum()
    unknown = int(today["usd_spent"].isna().sum())
    note = f", {unknown} of unknown cost counted as reserved" if unknown else ""
    return f"Language models: {len(today)} requests today (UTC), ${known:.4f} spent or reserved{note}."
