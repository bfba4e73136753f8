"""A read of X's API: one JSON object with an answer of API v2, whose posts they are, where and when it was read.

    {"tweet_assets_read": 1, "account": "me", "server": "https://api.x.com", "observed_at": "2026-11-25T10:00:00Z",
     "posts": {"data": [...], "includes": {"users": [...]}}}

It is the one export whose moment is known exactly. A post may have its counts hour by hour; then `observed_at` is the
moment that their sum stands for (see hourly.py), and `told_at` the later one at which X told them. What was read of any
other server than X's is simulated, and its links say so: such rows never enter a folder of real ones, nor the reverse.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from tweet_assets.account import api_posts, hourly, ytd
from tweet_assets.account.cells import CELLS
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.account.ytd import Json

SUFFIX = ".json"
"""How the name of such a file ends."""
VERSION = 1
_REAL = ("https://api.x.com", "https://api.twitter.com")
_AGAIN = "Move it away, and read the posts again."


@dataclass(frozen=True)
class ApiRead:
    """The posts of a read as cells (see cells.CELLS), and what the read says of itself: whose, and when."""

    cells: pd.DataFrame
    account: str
    observed_at: datetime
    """What the counts stand for."""
    told_at: datetime | None = None
    """When X told them, where that was later."""


def parse(content: bytes, name: str) -> ApiRead:
    """Reads a file. Raises UnreadableExport for one that is malformed, or is none of these."""
    envelope = _envelope(content, name)
    posts, includes = _answer(envelope, name)
    known = api_posts.beside(posts, includes, name)
    host = host_of(_said(envelope, "server", name))
    observed, told = _moment(envelope, "observed_at", name), None
    if "told_at" in envelope:
        told = _moment(envelope, "told_at", name)
        if told < observed:
            raise UnreadableExport(
                f"{name}: `told_at` is before `observed_at`, and nobody tells what will be. {_AGAIN}"
            )
    posts = [hourly.summed(post, observed, f"{name}: post {n}") for n, post in enumerate(posts, 1)]
    rows = [api_posts.cells(post, n, host, known, name) for n, post in enumerate(posts, 1)]
    cells = pd.DataFrame(rows, columns=list(CELLS))
    cells = cells.astype({"record_number": "int64"} | dict.fromkeys(CELLS[1:], "str"))
    return ApiRead(cells, _said(envelope, "account", name), observed, told)


def host_of(server: str) -> str:
    """The host in the links of posts that were read of a server: X's for X's own, else that of simulated ones."""
    return "x.com" if server.rstrip("/").lower() in _REAL else "simulated.example"


def _envelope(content: bytes, name: str) -> Json:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError) as error:  # what is not UTF-8 is a ValueError too
        raise UnreadableExport(f"{name} is no whole JSON in UTF-8: {error}. {_AGAIN}") from error
    version = found.get("tweet_assets_read") if isinstance(found, dict) else None
    if version is None:
        raise UnreadableExport(
            f"{name} is no read of X's API: it has no `tweet_assets_read`. Own exports in JSON are such reads; a file "
            "of somebody else's tweets belongs into inbox/external/."
        )
    if version != VERSION or isinstance(version, bool):
        raise UnreadableExport(
            f"{name}: `tweet_assets_read` is {str(version)[:40]!r}, {VERSION} was expected. Import it with the version "
            "of this program that wrote it."
        )
    return dict(found)


def _said(envelope: Json, key: str, name: str) -> str:
    value = envelope.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UnreadableExport(f"{name}: `{key}` is {str(value)[:40]!r}, a text was expected. {_AGAIN}")
    return value.strip()


def _moment(envelope: Json, key: str, name: str) -> datetime:
    said = _said(envelope, key, name)
    moment = ytd.moment(said)
    if moment is None:
        raise UnreadableExport(
            f"{name}: `{key}` is {said[:40]!r}, a moment with its zone like 2026-11-25T10:00:00Z was expected. {_AGAIN}"
        )
    return moment.astimezone(UTC)


def _answer(envelope: Json, name: str) -> tuple[list[Json], Json]:
    """The posts of an answer and what it includes. One without posts says so; one that failed says nothing."""
    body = envelope.get("posts")
    if not isinstance(body, dict):
        raise UnreadableExport(f"{name}: `posts` is no object, the body of an answer was expected. {_AGAIN}")
    posts = body.get("data")
    if posts is None and ytd.inner(body, "meta").get("result_count") == 0:
        posts = []
    if not isinstance(posts, list) or not all(isinstance(post, dict) for post in posts):
        raise UnreadableExport(f"{name}: `posts.data` is no list of posts. {_AGAIN}")
    return posts, ytd.inner(body, "includes")
