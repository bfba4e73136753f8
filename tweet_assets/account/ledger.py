"""The ledgers of own facts: what goes in, once, and how one post is made of several sources.

`record` is the door for the user's exports, `append_published` the door for posting. Both are idempotent: a file is
known by its content, a post by its id, and the same set of sources gives the same rows in whatever order they came.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import pandas as pd

from tweet_assets.account import kinds
from tweet_assets.account.exports import Export
from tweet_assets.account.headers import COUNTS
from tweet_assets.warehouse import Transaction, Warehouse

Fate = Literal["imported", "known"]

# A post seen in several sources is told by the best of them: what we published, then the exports with the whole text.
SOURCES = ("outbox", "legacy", "content")
_EXPORT_COLUMNS = ("file_sha256", "record_number", "account", "post_id", "posted_at")
_ASSIGNED = (
    "decision_id",
    "format",
    "slot",
    "topic",
    "inspiration",
    "propensity",
    "open_slots",
    "policy_version",
    "edited",
    "overridden",
)


def record(store: Warehouse, export: Export, simulated: bool, today: date) -> Fate:
    """Puts one export into the ledgers, in one transaction; nothing happens if its content is there already.

    A period that ends after `today` has not ended: the file was made inside of it, and its end bounds nothing.
    """
    with store.transaction() as transaction:
        known = transaction.read("select 1 from account.export_files where file_sha256 = ?", [export.file_sha256])
        if not known.empty:
            return "known"
        transaction.append("account.export_files", _file_row(export, today))
        transaction.append("account.refused_rows", _refused_rows(export))
        transaction.append("account.analytics_exports", export.rows[[*_EXPORT_COLUMNS, *COUNTS]])
        _merge(transaction, _posts_of(export, simulated))
    return "imported"


def known(store: Warehouse) -> dict[str, tuple[int, int]]:
    """The files that went in, by the hash of their content: how many rows did, and how many were left out."""
    files = store.read("select file_sha256, rows_imported, rows_total - rows_imported from account.export_files")
    return {digest: (int(imported), int(left)) for digest, imported, left in files.itertuples(index=False, name=None)}


def append_published(store: Warehouse, published: pd.DataFrame) -> int:
    """Adds posts that posting has published: account.posts but for `kind` and `source`. Returns how many are new.

    The rows hold our own texts, ids, arms and propensities, and nothing else can be handed over.
    """
    rows = published.assign(kind="original", source="outbox")
    with store.transaction() as transaction:
        known = set(transaction.read("select post_id from account.posts where source = 'outbox'")["post_id"])
        fresh = rows[~rows["post_id"].isin(known)]
        if not fresh.empty:
            _merge(transaction, fresh)
    return len(fresh)


def merge(existing: pd.DataFrame, incoming: pd.DataFrame) -> pd.DataFrame:
    """The posts of two sets of rows of account.posts: the best source of each, kinds read anew from all of them."""
    both = pd.concat([f for f in (existing, incoming) if not f.empty], ignore_index=True)
    rank = both["source"].map({source: n for n, source in enumerate(SOURCES)})
    length = both["text"].fillna("").str.len()
    ordered = both.assign(_rank=rank, _short=-length).sort_values(["_rank", "_short", "text", "post_id"])
    merged = ordered.drop(columns=["_rank", "_short"]).drop_duplicates(["account", "post_id"])
    merged["kind"] = kinds.kinds(merged)
    return merged.sort_values(["account", "posted_at", "post_id"]).reset_index(drop=True)


def _merge(transaction: Transaction, incoming: pd.DataFrame) -> None:
    accounts = sorted(incoming["account"].unique())
    for account in accounts:
        existing = transaction.read("select * from account.posts where account = ?", [account])
        merged = merge(existing, incoming[incoming["account"] == account])
        transaction.replace("account.posts", merged, "account = ?", [account])


def _file_row(export: Export, today: date) -> pd.DataFrame:
    ended = export.period_end is not None and export.period_end <= today
    return pd.DataFrame(
        {
            "file_sha256": [export.file_sha256],
            "name": [export.name],
            "export_format": [export.export_format],
            "period_end": pd.Series([export.period_end if ended else None], dtype="datetime64[us]"),
            "newest_post_at": [export.rows["posted_at"].max()],
            "rows_total": [export.rows_total],
            "rows_imported": [len(export.rows)],
            "rows_duplicate": [export.rows_duplicate],
            "rows_foreign": [len(export.refused)],
            "rows_phantom": [export.rows_phantom],
        }
    )


def _refused_rows(export: Export) -> pd.DataFrame:
    numbers = list(export.refused)
    return pd.DataFrame(
        {
            "file_sha256": pd.Series([export.file_sha256] * len(numbers), dtype="str"),
            "record_number": pd.Series(numbers, dtype="Int64"),
            "reason": pd.Series([export.refused[n] for n in numbers], dtype="str"),
        }
    )


def _posts_of(export: Export, simulated: bool) -> pd.DataFrame:
    posts = export.rows[["account", "post_id", "posted_at", "text"]].assign(
        kind="unknown", source=export.export_format, simulated=simulated
    )
    for column in _ASSIGNED:
        posts[column] = None
    return posts
