"""The ledgers of own facts: what goes in, once, and how one post is made of several sources.

`record` is the door for the user's exports, `append_published` the door for posting, `take_labels` the one for the
user's labels. Each is idempotent: a file is known by its content, a post by its id, and the same set of sources gives
the same rows in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from tweet_assets.account import exports, merging, staging
from tweet_assets.account.exports import Export, Item, Setting
from tweet_assets.account.headers import DAY_COUNTS
from tweet_assets.accounts import Folder
from tweet_assets.warehouse import Transaction, Warehouse


def record(store: Warehouse, item: Item, setting: Setting, scratch: Path) -> Export:
    """Puts one export into the ledgers, in one transaction; in the place of what was there of the same file.

    Raises UnreadableExport; then nothing of the export is in. `scratch` is an empty folder.
    """
    with store.transaction(reading=scratch) as transaction:
        export = exports.read(transaction, item, setting, scratch)
        for table in ("export_files", "refused_rows", "analytics_exports", "overview_days"):
            transaction.execute(f"delete from account.{table} where file_sha256 = ?", [export.file_sha256])  # noqa: S608
        merging.drop_orphans(transaction)
        if export.days is not None:
            columns = ["record_number", "account", "day", *DAY_COUNTS]
            transaction.append("account.overview_days", export.days[columns].assign(file_sha256=export.file_sha256))
        else:
            staging.put(transaction, export.file_sha256)
            merging.merge(transaction, setting.folder.simulated)
            merging.settle(transaction)
        transaction.append("account.export_files", _file_row(transaction, export))
        transaction.execute(
            "insert into meta.imports values (?, ?) on conflict do nothing", [export.file_sha256, setting.now]
        )
    return export


@dataclass(frozen=True)
class Known:
    """An export that is in: its name, when it came first, and of an overview, which does not say it, whose it is."""

    name: str
    imported_at: datetime | None = None
    is_overview: bool = False
    account: str = ""


def known_as(export: Export, now: datetime) -> Known:
    if export.days is None:
        return Known(export.name, now)
    return Known(export.name, now, True, str(export.days["account"].iloc[0]) if len(export.days) else "")


def known(store: Warehouse, folder: Folder) -> Mapping[str, Known]:
    """The exports that need not be read again, by their SHA-256.

    A file that holds rows of a handle that has been configured since is not known: it has more to give.
    """
    ours = [name.lower() for account in folder.accounts for name in account.names]
    files = store.read(
        """
        select
            files.file_sha256,
            any_value(files.name) as name,
            any_value(imports.imported_at) as imported_at,
            any_value(files.export_format) = 'overview' as is_overview,
            coalesce(any_value(days.account), '') as account
        from account.export_files as files
        left join account.overview_days as days using (file_sha256)
        left join meta.imports using (file_sha256)
        where files.file_sha256 not in (
            select file_sha256 from account.refused_rows where fate = 'foreign' and list_contains(?::text[], handle)
        )
        group by files.file_sha256
        """,
        [ours],
    )
    return {
        sha: Known(name, None if pd.isna(at) else at.to_pydatetime(), bool(of_days), account)
        for sha, name, at, of_days, account in files.itertuples(index=False, name=None)
    }


def also_named(store: Warehouse, file_sha256: str, name: str, period_end: date | None) -> None:
    """Says that an export came under another name too: the least name stands, and the latest end of its period."""
    with store.transaction() as transaction:
        transaction.execute(
            """
            update account.export_files
            set name = least(name, ?), period_end = greatest(period_end, ?::date)
            where file_sha256 = ? and (name > ? or coalesce(period_end < ?::date, ?::date is not null))
            """,
            [name, period_end, file_sha256, name, period_end, period_end],
        )


def take_labels(store: Warehouse, labels: pd.DataFrame) -> bool:
    """Puts the user's labels in the place of those of before. Returns whether they are different.

    Settles all posts in any case: so do rules that a new version of this program has changed reach old posts.
    """
    before = store.table("account.labels")
    same = before.equals(labels.sort_values(list(labels.columns), ignore_index=True)[before.columns])
    with store.transaction() as transaction:
        if not same:
            transaction.replace("account.labels", labels)
        merging.settle(transaction)
    return not same


def append_published(store: Warehouse, published: pd.DataFrame) -> int:
    """Adds posts that posting has published: account.posts but for what is derived. Returns how many are new.

    The rows hold our own texts, ids, arms and propensities, and nothing else can be handed over.
    """
    with store.transaction() as transaction:
        known_ids = set(transaction.read("select post_id from account.posts where source = 'outbox'")["post_id"])
        fresh = published[~published["post_id"].isin(known_ids)]
        if fresh.empty:
            return 0
        rows = fresh.assign(
            kind="original",
            kind_basis="publishing",
            source="outbox",
            media="unknown",
            link="unknown",
            user_format=None,
            user_topic=None,
        )
        transaction.stage("published", rows[["account", "post_id"]])
        transaction.execute(
            "delete from account.posts using published "
            "where posts.account = published.account and posts.post_id = published.post_id"
        )
        transaction.append("account.posts", rows)
        merging.settle(transaction)
    return len(fresh)


def _file_row(transaction: Transaction, export: Export) -> pd.DataFrame:
    newest: datetime | None = None
    if export.days is None:
        [newest] = transaction.one("select max(posted_at) from staged where fate = 'imported'")
    fates = export.fates
    return pd.DataFrame(
        {
            "file_sha256": [export.file_sha256],
            "name": [export.name],
            "export_format": [export.export_format],
            "language": [export.language],
            "period_end": pd.Series([export.period_end], dtype="datetime64[us]"),
            "generated_at": _moment(export.generated_at),
            "told_at": _moment(export.told_at),
            "newest_post_at": _moment(newest),
            "rows_total": [fates.total],
            "rows_imported": [fates.imported],
            "rows_duplicate": [fates.duplicate],
            "rows_foreign": [fates.foreign],
            "rows_phantom": [fates.phantom],
            "rows_refused": [fates.refused],
        }
    )


def _moment(moment: datetime | None) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(pd.Series([moment], dtype="object"), utc=True).astype("datetime64[us, UTC]")
