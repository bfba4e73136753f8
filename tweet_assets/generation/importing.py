"""From the inbox of external files into the ledger of tweets, file by file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pandas as pd

from tweet_assets import inbox
from tweet_assets.generation import forgetting, shapes
from tweet_assets.generation.envelopes import UnreadableTweets
from tweet_assets.generation.known_shapes import Shape
from tweet_assets.warehouse import Warehouse


def take(folder: Path, store: Warehouse, now: datetime, mapped: Sequence[Shape] = ()) -> Iterator[inbox.Receipt]:
    """Imports every file of an inbox, one transaction each. `now` is when a file was fetched that does not say so.

    `mapped` are the shapes that the user has described in tweets.toml.
    """
    for path in inbox.waiting(folder):
        content = path.read_bytes()
        try:
            parsed = shapes.parse(content, path.name, mapped)
        except UnreadableTweets as error:
            inbox.move_aside(path, str(error))
            yield inbox.Receipt(path.name, "refused", why=str(error))
            continue
        yield record(store, parsed, path.name, sha256(content).hexdigest(), now, "file")


def record(
    store: Warehouse, parsed: shapes.Parsed, name: str, digest: str, now: datetime, via: Literal["file", "api"]
) -> inbox.Receipt:
    """Appends the tweets of one file, or of one answer of an API, unless its content is known.

    Tweets and authors that were deleted on request stay out.
    """
    fetched = parsed.tweets["fetched_at"].fillna(pd.Timestamp(now))
    tweets = parsed.tweets.assign(file_sha256=digest, via=via, fetched_at=fetched)
    with store.transaction() as transaction:
        known = transaction.read("select 1 from generation.external_files where file_sha256 = ?", [digest])
        wanted = tweets[~forgetting.is_forgotten(transaction, tweets)]
        left_out = len(tweets) - len(wanted)
        why = [f"{parsed.reposts} reposts of somebody else's"] if parsed.reposts else []
        why += [f"{left_out} deleted on request before"] if left_out else []
        fate: inbox.Fate = "known" if len(known) else "imported"
        receipt = inbox.Receipt(name, fate, len(wanted), parsed.reposts + left_out, ", ".join(why))
        if len(known):
            return receipt
        file = {
            "file_sha256": [digest],
            "name": [name],
            "shape": [parsed.shape],
            "rows_total": [len(tweets) + parsed.reposts],
            "rows_imported": [len(wanted)],
            "rows_repost": [parsed.reposts],
            "rows_forgotten": [left_out],
        }
        transaction.append("generation.external_files", pd.DataFrame(file))
        transaction.append("generation.viral_exports", wanted)
    return receipt
