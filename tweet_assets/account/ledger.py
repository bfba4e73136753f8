"""The ledgers of own facts: what goes in, once, and how one post is made of several sources.

`record` is the door for the user's exports, `append_published` the door for posting, `take_labels` the one for the
user's labels. Each is idempotent: a file is known by its content, a post by its id, and the same set of sources gives
the same rows in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from tweet_assets.account import exports, kinds, staging
from tweet_assets.account.exports import Export, Item, Setting
from tweet_assets.account.headers import DAY_COUNTS
from tweet_assets.accounts import Folder
from tweet_assets.warehouse import Transaction, Warehouse

# A post seen in several sources is told by the best of them: what we published, then those with the whole text.
SOURCES = ("outbox", "note-tweet", "legacy", "archive", "content")
_CUT_CHARACTERS = 270  # a content export cuts a text near 280: a longer one may have had a link at its end


def record(store: Warehouse, item: Item, setting: Setting, scratch: Path) -> Export:
    """Puts one export into the ledgers, in one transaction; in the place of what was there of the same file.

    Raises UnreadableExport; then nothing of the export is in. `scratch` is an empty folder.
    """
    with store.transaction(reading=scratch) as transaction:
        export = exports.read(transaction, item, setting, scratch)
        for table in ("export_files", "refused_rows", "analytics_exports", "overview_days"):
            transaction.execute(f"delete from account.{table} where file_sha256 = ?", [export.file_sha256])  # noqa: S608
        if export.days is not None:
            columns = ["record_number", "account", "day", *DAY_COUNTS]
            transaction.append("account.overview_days", export.days[columns].assign(file_sha256=export.file_sha256))
        else:
            staging.put(transaction, export.file_sha256)
            merge(transaction, setting.folder.simulated)
            settle(transaction)
        transaction.append("account.export_files", _file_row(transaction, export))
        transaction.execute(
            "insert into meta.imports values (?, ?) on conflict do nothing", [export.file_sha256, setting.now]
        )
    return export


def known(store: Warehouse, folder: Folder) -> Mapping[str, str]:
    """The exports that need not be read again: SHA-256 -> the name under which each came in.

    A file that holds rows of a handle that has been configured since is not known: it has more to give.
    """
    ours = [name.lower() for account in folder.accounts for name in account.names]
    files = store.read(
        """
        select file_sha256, name
        from account.export_files
        where file_sha256 not in (
            select file_sha256 from account.refused_rows where fate = 'foreign' and list_contains(?::text[], handle)
        )
        """,
        [ours],
    )
    return dict(zip(files["file_sha256"], files["name"], strict=True))


def take_labels(store: Warehouse, labels: pd.DataFrame) -> bool:
    """Puts the user's labels in the place of those of before. Returns whether they are different.

    Settles all posts in any case: so do rules that a new version of this program has changed reach old posts.
    """
    before = store.table("account.labels")
    same = before.equals(labels.sort_values(list(labels.columns), ignore_index=True)[before.columns])
    with store.transaction() as transaction:
        if not same:
            transaction.replace("account.labels", labels)
        settle(transaction)
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
        settle(transaction)
    return len(fresh)


def settle(transaction: Transaction) -> None:
    """Derives anew what of a post depends on other posts, on archives and on labels: kind, media, link, labels."""
    transaction.execute(
        r"""
        create or replace temp table known as
        with archived as (
            select
                account,
                post_id,
                max(reply_to) as reply_to,
                max(reply_to_post_id) as reply_to_post_id,
                bool_or(quotes) as quotes,
                max(media) as media,
                bool_or(links) as links
            from account.analytics_exports
            where reply_to is not null
            group by account, post_id
        )
        select
            posts.account,
            posts.post_id,
            posts.posted_at,
            left(posts.text, 32) as text,
            posts.source,
            posts.kind,
            archived.reply_to,
            archived.reply_to_post_id,
            archived.quotes,
            labels.kind as user_kind,
            labels.format as user_format,
            labels.topic as user_topic,
            posts.text is not null
                and not regexp_matches(posts.text, 'https?://|pic\.(twitter|x)\.com/')
                and not (posts.source = 'content' and length(posts.text) >= ?) as bare,
            coalesce(labels.media, archived.media, if(bare, 'none', 'unknown')) as media,
            coalesce(
                labels.link,
                if(archived.links, 'link', if(archived.links is null, null, 'none')),
                if(bare, 'none', null),
                if(regexp_matches(regexp_replace(posts.text, 'https?://t\.co/', '', 'g'), 'https?://'), 'link', null),
                'unknown'
            ) as link
        from account.posts
        left join archived using (account, post_id)
        left join account.labels using (post_id)
        """,
        [_CUT_CHARACTERS],
    )
    posts = transaction.read(
        """
        select account, post_id, posted_at, text, source, kind, reply_to, reply_to_post_id, quotes, user_kind
        from known
        """
    )
    transaction.stage("kinds", posts[["account", "post_id"]].join(kinds.kinds(posts)))
    transaction.execute(
        """
        update account.posts
        set
            kind = kinds.kind,
            kind_basis = kinds.kind_basis,
            media = known.media,
            link = known.link,
            user_format = known.user_format,
            user_topic = known.user_topic
        from known
        join kinds using (account, post_id)
        where posts.account = known.account
            and posts.post_id = known.post_id
            and (posts.kind, posts.kind_basis, posts.media, posts.link, posts.user_format, posts.user_topic)
                is distinct from
                (kinds.kind, kinds.kind_basis, known.media, known.link, known.user_format, known.user_topic)
        """
    )


def merge(transaction: Transaction, simulated: bool) -> None:
    """Tells each post of `staged` by the best of all its sources. What we published stands as it was published."""
    rank = " ".join(f"when '{source}' then {place}" for place, source in enumerate(SOURCES))
    transaction.execute(
        """
        create or replace temp table seen as
        select account, post_id, count(*) as times
        from account.analytics_exports
        semi join (select account, post_id from staged where fate = 'imported') as imported using (account, post_id)
        group by account, post_id
        """
    )
    seen = "from account.analytics_exports as exports join seen using (account, post_id)"
    best = f"""
        qualify row_number() over (
            partition by account, post_id
            order by text is null, case text_source {rank} end, length(text) desc, text, file_sha256
        ) = 1
        """
    for told in (f"{seen} where times = 1", f"{seen} where times > 1 {best}"):
        transaction.execute(
            f"""
            insert into account.posts by name
            select
                account,
                post_id,
                posted_at,
                text,
                text_source as source,
                'unknown' as kind,
                'no text' as kind_basis,
                'unknown' as media,
                'unknown' as link,
                ?::boolean as simulated
            {told}
            on conflict (account, post_id) do update
            set posted_at = excluded.posted_at, text = excluded.text, source = excluded.source
            where posts.source <> 'outbox'
            """,  # noqa: S608 - constants of this module
            [simulated],
        )


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
