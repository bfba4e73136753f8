"""Collecting tweets of others by search: within the day's budget, each page kept as it came.

The pages are read by the same reader as files of tweets, and stand in the same ledger with via = 'api'. Whether a
tweet has its 50,000 views is decided where it always is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pandas as pd

from tweet_assets import inbox
from tweet_assets.accounts import Collection
from tweet_assets.generation import importing, shapes
from tweet_assets.generation.envelopes import UnreadableTweets
from tweet_assets.generation.x_search import TOKEN, SearchFailed
from tweet_assets.settings import Generation
from tweet_assets.warehouse import Transaction, Warehouse

_TWEETS_MIN = 10  # of a page, as X wants it


class NotConfigured(Exception):
    """Nothing is collected until the user says what, and with which token; the message says what is absent."""


class OutOfBudget(Exception):
    """The day's cap on searches is reached; the message says how much is spent or reserved."""


class Searcher(Protocol):
    """Where pages come from."""

    def page(self, query: str, tweets_max: int) -> bytes:
        """A page of tweets as JSON. Raises SearchFailed."""
        ...


@dataclass(frozen=True)
class Collected:
    """What a collection brought: a receipt a page, what it cost, and what failed."""

    receipts: tuple[inbox.Receipt, ...]
    usd: float  # spent, or reserved where what was spent is not known
    failures: tuple[str, ...]


@dataclass(frozen=True)
class Searches:
    """`generation.searches` of one data folder, and the folder in which pages are kept."""

    store: Warehouse
    pages: Path
    now: Callable[[], datetime]
    settings: Generation


def most_usd(collection: Collection, settings: Generation) -> float:
    """The most that a collection can cost, in US dollars."""
    return collection.tweets_max * settings.usd_a_tweet


def configured(collection: Collection | None, searcher: Searcher | None) -> tuple[Collection, Searcher]:
    """Both of them. Raises NotConfigured."""
    if collection is None:
        raise NotConfigured("Nothing is collected: accounts.toml has no [collection]. See README.md, Tweets of others.")
    if searcher is None:
        raise NotConfigured(f"Nothing is collected: the environment has no {TOKEN}. See README.md, Tweets of others.")
    return collection, searcher


def collect(collection: Collection | None, searcher: Searcher | None, searches: Searches) -> Collected:
    """Asks each query once. A failure ends the collection: what fails once would fail again, and may cost.

    Raises NotConfigured.
    """
    collection, searcher = configured(collection, searcher)
    receipts, usd, failures = list[inbox.Receipt](), 0.0, list[str]()
    share = max(collection.tweets_max // len(collection.queries), _TWEETS_MIN)
    for text in collection.queries:
        query = f"{text} -is:retweet min_likes:{collection.likes_min}"
        try:
            receipt, cost = _asked(query, share, searcher, searches)
        except (OutOfBudget, SearchFailed, UnreadableTweets) as error:
            failures.append(str(error))
            usd += share * searches.settings.usd_a_tweet if _may_cost(error) else 0.0
            break
        receipts.append(receipt)
        usd += cost
    return Collected(tuple(receipts), usd, tuple(failures))


def refusal(searches: pd.DataFrame, usd: float, settings: Generation) -> str | None:
    """Why no more may be searched today, given the day's rows of `generation.searches`; None: it may."""
    used = float(searches["usd_spent"].astype("float64").fillna(searches["usd_reserved"].astype("float64")).sum())
    if used + usd <= settings.search_usd_a_day_max:
        return None
    return (
        f"${used:.3f} of ${settings.search_usd_a_day_max:.2f} are spent or reserved for searches today (UTC), "
        f"and this one may cost ${usd:.3f}. The cap is in settings.py; tomorrow it is free again."
    )


def _asked(query: str, share: int, searcher: Searcher, searches: Searches) -> tuple[inbox.Receipt, float]:
    begun = searches.now().astimezone(UTC)
    name = uuid4().hex[:16]
    with searches.store.transaction() as transaction:
        _reserve(transaction, name, query, share, begun, searches.settings)
    try:
        body = searcher.page(query, share)
    except SearchFailed as error:
        _settle(searches, name, "failed", None, None if error.served else 0.0, type(error).__name__)
        raise
    digest = sha256(body).hexdigest()
    kept = searches.pages / f"{begun:%Y-%m-%dT%H%M%SZ}-{name}.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(body)
    try:
        parsed = shapes.parse(body, kept.name)
    except UnreadableTweets as error:
        _settle(searches, name, "failed", None, None, type(error).__name__, digest)
        raise
    read = len(parsed.tweets) + parsed.reposts
    usd = read * searches.settings.usd_a_tweet
    receipt = importing.record(searches.store, parsed, kept.name, digest, begun, "api")
    _settle(searches, name, "answered", read, usd, None, digest)
    return receipt, usd


def _reserve(
    transaction: Transaction, name: str, query: str, share: int, begun: datetime, settings: Generation
) -> None:
    usd = share * settings.usd_a_tweet
    today = transaction.read("select * from generation.searches where utc_day = ?", [begun.date()])
    why = refusal(today, usd, settings)
    if why:
        raise OutOfBudget(why)
    row = {
        "search_id": name,
        "utc_day": pd.Timestamp(begun.date()),
        "begun_at": begun,
        "query": query,
        "state": "reserved",
        "tweets_asked": share,
        "usd_reserved": usd,
        **dict.fromkeys(("tweets_read", "failure", "file_sha256", "usd_spent")),
    }
    transaction.append("generation.searches", pd.DataFrame([row]))


def _settle(
    searches: Searches,
    name: str,
    state: str,
    read: int | None,
    usd: float | None,
    failure: str | None,
    digest: str | None = None,
) -> None:
    with searches.store.transaction() as transaction:
        transaction.execute(
            """
            update generation.searches
            set state = ?, tweets_read = ?, usd_spent = ?, failure = ?, file_sha256 = ?
            where search_id = ?
            """,
            [state, read, usd, failure, digest, name],
        )


def _may_cost(error: Exception) -> bool:
    return isinstance(error, UnreadableTweets) or (isinstance(error, SearchFailed) and error.served)
