"""How tweets of others leave again: on request, for good, or because nobody has seen them for long.

What was deleted on request is remembered by a hash alone, so that no later file brings it back. What an inbox still
holds of it is the user's own file: it is named, and not changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pandas as pd

from tweet_assets import inbox
from tweet_assets.as_it_is import rewriting
from tweet_assets.warehouse import Transaction, Warehouse

GONE = "deleted"
_ID = re.compile(r"[0-9]{1,20}")
_HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,15})")


class NoSuchName(ValueError):
    """What was given is neither the id of a tweet nor a handle."""


@dataclass(frozen=True)
class Forgotten:
    """What is gone: tweets by table, prompts that held their words or facts, pages; and files that still name them."""

    name: str
    rows: Mapping[str, int]
    pages: int
    files: tuple[str, ...]


def forget(store: Warehouse, folder: Path, pages: Path, name: str, now: datetime) -> Forgotten:
    """Deletes a tweet, by its id, or all tweets of an author, by handle, wherever they stand in `generation`.

    Prompts in which they stood lose their text. Deleting again deletes what has come since, which is nothing. `folder`
    is the inbox whose files are looked through; of `pages`, which a search has kept, those that name it go. Raises
    NoSuchName.
    """
    column, value = _named(name)
    store.table("generation.forgotten")  # makes the file, or brings an older one up to date
    with rewriting(store.path) as transaction:
        rows = _delete(transaction, f"lower({column}) = '{value}'")
        mark = pd.DataFrame({"name_sha256": [_digest(column, value)], "forgotten_at": [pd.Timestamp(now)]})
        transaction.append("generation.forgotten", mark, on_conflict="do nothing")
    named = [path for path in _files(pages) if _names(path, value)]
    for path in named:
        path.unlink()
    left = [path for path in (*inbox.contents(folder), *_files(folder / inbox.ASIDE)) if _names(path, value)]
    return Forgotten(name, rows, len(named), tuple(str(path.relative_to(folder)) for path in left))


def expire(store: Warehouse, pages: Path, now: datetime, keep_days: int) -> int:
    """Deletes the tweets that were last fetched more than `keep_days` ago, and pages that old; returns how many."""
    limit = now - timedelta(days=keep_days)
    for path in _files(pages):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < limit:
            path.unlink()
    with store.transaction() as transaction:
        old = "tweet_id in (select tweet_id from generation.viral_exports group by tweet_id having max(fetched_at) < ?)"
        transaction.execute(
            f"create or replace temp table old as select distinct tweet_id from generation.viral_exports where {old}",  # noqa: S608
            [limit],
        )
        [count] = transaction.one("select count(*) from old")
        if count:
            _delete(transaction, "tweet_id in (select tweet_id from old)")
        transaction.execute("drop table old")
    return int(count)


def is_forgotten(transaction: Transaction, tweets: pd.DataFrame) -> pd.Series[bool]:
    """Which rows (tweet_id, author) were deleted on request, by their author or one by one."""
    marks = set(transaction.read("select name_sha256 from generation.forgotten")["name_sha256"])
    found = [
        bool(marks) and bool({_digest("author", str(r.author).lower()), _digest("tweet_id", str(r.tweet_id))} & marks)
        for r in tweets.itertuples()
    ]
    return pd.Series(found, index=tweets.index, dtype=bool)


def _delete(transaction: Transaction, which: str) -> dict[str, int]:
    """Deletes the tweets that `which` selects of `viral_exports`, and what was made of them."""
    transaction.execute(
        f"""
        create or replace temp table gone as
        select distinct 'tweet:' || tweet_id as example_id, unnest(['structure:', 'text:']) || example_id as shown
        from generation.viral_exports
        where {which}
        """  # noqa: S608
    )
    rows = {}
    for table in ("prompt_examples", "deeper_analysis", "viral_library"):
        [rows[table]] = transaction.one(
            f"delete from generation.{table} where example_id in (select example_id from gone)"  # noqa: S608
        )
    shown = transaction.read("select shown from gone")["shown"].tolist()
    for table in ("prompts", "drafts", "model_calls"):
        [rows[table]] = transaction.one(
            f"""
            update generation.{table}
            set
                {"input = 'deleted on request, or kept for long enough'," if table == "prompts" else ""}
                examples = list_transform(
                    examples,
                    lambda e: case when list_contains(?::text[], e)
                        then split_part(e, ':', 1) || ':{GONE}' else e end
                )
            where list_has_any(examples, ?::text[])
            """,  # noqa: S608
            [shown, shown],
        )
    for table in ("collected_tweets", "viral_exports"):
        [rows[table]] = transaction.one(
            f"delete from generation.{table} where 'tweet:' || tweet_id in (select example_id from gone)"  # noqa: S608
        )
    transaction.execute("drop table gone")
    return {table: int(count) for table, count in rows.items() if count}


def _named(name: str) -> tuple[str, str]:
    if _ID.fullmatch(name):
        return "tweet_id", name
    handle = _HANDLE.fullmatch(name)
    if handle is None:
        raise NoSuchName(f"'{name}' is neither the id of a tweet nor a handle. Give digits, or a handle like @name.")
    return "author", handle[1].lower()


def _digest(column: str, value: str) -> str:
    return sha256(f"{column.removesuffix('_id')}:{value}".encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*")) if path.is_file()]


def _names(path: Path, value: str) -> bool:
    return value.encode() in path.read_bytes().lower()
