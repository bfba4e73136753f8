"""From the inbox of external files into the ledger of tweets, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pandas as pd

from tweet_assets import inbox
from tweet_assets.generation import shapes
from tweet_assets.generation.envelopes import UnreadableTweets
from tweet_assets.warehouse import Warehouse


def take(folder: Path, store: Warehouse, now: datetime) -> Iterator[inbox.Receipt]:
    """Imports every file of an inbox, one transaction each. `now` is when a file was fetched that does not say so."""
    for path in inbox.waiting(folder):
        content = path.read_bytes()
        try:
            parsed = shapes.parse(content, path.name)
        except UnreadableTweets as error:
            inbox.move_aside(path, str(error))
            yield inbox.Receipt(path.name, "refused", why=str(error))
            continue
        fate = _record(store, parsed, path.name, sha256(content).hexdigest(), now)
        why = f"{parsed.reposts} reposts of somebody else's" if parsed.reposts else ""
        yield inbox.Receipt(path.name, fate, len(parsed.tweets), parsed.reposts, why)


def _record(store: Warehouse, parsed: shapes.Parsed, name: str, digest: str, now: datetime) -> inbox.Fate:
    fetched = parsed.tweets["fetched_at"].fillna(pd.Timestamp(now))
    tweets = parsed.tweets.assign(file_sha256=digest, via="file", fetched_at=fetched)
    with store.transaction() as transaction:
        known = transaction.read("select 1 from generation.external_files where file_sha256 = ?", [digest])
        if not known.empty:
            return "known"
        file = {
            "file_sha256": [digest],
            "name": [name],
            "shape": [parsed.shape],
            "rows_total": [len(tweets) + parsed.reposts],
            "rows_imported": [len(tweets)],
            "rows_repost": [parsed.reposts],
        }
        transaction.append("generation.external_files", pd.DataFrame(file))
        transaction.append("generation.viral_exports", tweets)
    return "imported"
