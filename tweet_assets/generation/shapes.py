"""The shapes in which tweets of others arrive, told apart by their fields alone.

Each tool that people use writes its own names for the same dozen facts. A shape is a row of a table: which fields
give it away, and where each fact stands. What is absent stays unknown; what is there and makes no sense is refused
with its record, because a file that is half understood would fill the library with half-truths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from tweet_assets.generation.envelopes import Record, UnreadableTweets, at, documents, has, records

COUNTS = ("views", "likes", "reposts", "replies", "quotes", "bookmarks")
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")
_ID = re.compile(r"[0-9]{1,20}")
_WHOLE = re.compile(r"[0-9]{1,18}")
_REPEATED = re.compile(r"RT @\w{1,15}:")
_ADVICE = "Export again with the tool that wrote it, or take this record out."


@dataclass(frozen=True)
class Shape:
    """How one tool writes a tweet. Paths are dotted; of several, the first that holds something counts."""

    name: str
    signature: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    repost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """The tweets of one file, as they came.

    `tweets` has record_number, tweet_id, author, posted_at, text, the six counts (Int64, NA: unknown) and fetched_at
    (NaT where the file does not say when it looked). `reposts` is how many rows were somebody repeating somebody.
    """

    shape: str
    tweets: pd.DataFrame
    reposts: int


_FETCHED = ("fetched_at", "fetchedAt", "scraped_at", "scrapedAt")
_SCRAPED = {
    "tweet_id": ("id", "id_str"),
    "author": ("user.username",),
    "text": ("rawContent", "content"),
    "posted_at": ("date",),
    "views": ("viewCount",),
    "likes": ("likeCount",),
    "reposts": ("retweetCount",),
    "replies": ("replyCount",),
    "quotes": ("quoteCount",),
    "bookmarks": ("bookmarkedCount", "bookmarkCount"),
    "fetched_at": _FETCHED,
}
_SERVED = {
    "tweet_id": ("id",),
    "author": ("author.userName",),
    "text": ("fullText", "text"),
    "posted_at": ("createdAt",),
    "views": ("viewCount",),
    "likes": ("likeCount",),
    "reposts": ("retweetCount",),
    "replies": ("replyCount",),
    "quotes": ("quoteCount",),
    "bookmarks": ("bookmarkCount",),
    "fetched_at": _FETCHED,
}
_SERVED_REPOST = ("isRetweet", "retweeted_tweet", "retweet")
_PLAIN = {name: (name,) for name in ("tweet_id", "author", "text", "posted_at", *COUNTS, "fetched_at")}

TWITTERAPI_IO = "twitterapi.io"
X_API_V2 = "x api v2"
SHAPES: tuple[Shape, ...] = (
    Shape(
        X_API_V2,
        ("public_metrics", "text"),
        {
            "tweet_id": ("id",),
            "author": ("author.username",),
            "text": ("note_tweet.text", "text"),
            "posted_at": ("created_at",),
            "views": ("public_metrics.impression_count",),
            "likes": ("public_metrics.like_count",),
            "reposts": ("public_metrics.repost_count", "public_metrics.retweet_count"),
            "replies": ("public_metrics.reply_count",),
            "quotes": ("public_metrics.quote_count",),
            "bookmarks": ("public_metrics.bookmark_count",),
            "fetched_at": _FETCHED,
        },
        ("repeats",),
    ),
    Shape(
        "graphql",
        ("legacy.full_text",),
        {
            "tweet_id": ("rest_id", "legacy.id_str"),
            "author": (
                "core.user_results.result.core.screen_name",
                "core.user_results.result.legacy.screen_name",
            ),
            "text": ("note_tweet.note_tweet_results.result.text", "legacy.full_text"),
            "posted_at": ("legacy.created_at",),
            "views": ("views.count",),
            "likes": ("legacy.favorite_count",),
            "reposts": ("legacy.retweet_count",),
            "replies": ("legacy.reply_count",),
            "quotes": ("legacy.quote_count",),
            "bookmarks": ("legacy.bookmark_count",),
            "fetched_at": _FETCHED,
        },
        ("legacy.retweeted_status_result",),
    ),
    Shape("twscrape", ("rawContent", "bookmarkedCount"), _SCRAPED, ("retweetedTweet",)),
    Shape("snscrape", ("rawContent", "user"), _SCRAPED, ("retweetedTweet",)),
    Shape("snscrape", ("content", "user"), _SCRAPED, ("retweetedTweet",)),
    Shape(
        "bright data",
        ("description", "user_posted"),
        {
            "tweet_id": ("id",),
            "author": ("user_posted",),
            "text": ("description",),
            "posted_at": ("date_posted",),
            "views": ("views",),
            "likes": ("likes",),
            "reposts": ("reposts",),
            "replies": ("replies",),
            "quotes": ("quotes",),
            "bookmarks": ("bookmarks",),
            "fetched_at": ("timestamp", *_FETCHED),
        },
    ),
    Shape(TWITTERAPI_IO, ("in_tweets", "author", "text"), _SERVED, _SERVED_REPOST),
    Shape("apify", ("author", "text", "likeCount"), _SERVED, _SERVED_REPOST),
    Shape("plain", ("tweet_id", "author", "text"), _PLAIN),
)


def parse(content: bytes, name: str) -> Parsed:
    """Reads a file of tweets, whichever tool wrote it: a JSON array, a JSON object or one JSON object a line.

    `name` is the file's, for messages. Raises UnreadableTweets; nothing of such a file may be kept.
    """
    read = documents(content, name)
    found = [record for document in read for record in records(document)]
    if not found:
        if any(isinstance(d, Mapping) and at(d, "meta.result_count") == 0 for d in read):
            return Parsed(X_API_V2, _frame([]), 0)
        raise UnreadableTweets(f"{name}: holds no tweets. If a search found none, there is nothing to import.")
    shapes = [_shape(record, f"{name} record {number}") for number, record in enumerate(found, 1)]
    for number, shape in enumerate(shapes, 1):
        if shape.name != shapes[0].name:
            raise UnreadableTweets(
                f"{name} record {number}: looks like {shape.name}, the records before it like {shapes[0].name}. "
                "Bring the files of different tools apart."
            )
    rows = []
    for number, (record, shape) in enumerate(zip(found, shapes, strict=True), 1):
        row = _row(record, shape, number, f"{name} record {number}")
        if not any(at(record, path) for path in shape.repost) and not _REPEATED.match(str(row["text"])):
            rows.append(row)
    return Parsed(shapes[0].name, _frame(rows), len(found) - len(rows))


def _shape(record: Record, where: str) -> Shape:
    found = next((shape for shape in SHAPES if all(has(record, path) for path in shape.signature)), None)
    if found is None:
        fields = ", ".join(sorted(record)[:12]) or "no fields"
        known = ", ".join(dict.fromkeys(shape.name for shape in SHAPES))
        raise UnreadableTweets(
            f"{where}: no known shape of a tweet; it has {fields}. Known are {known}; "
            "`plain` needs tweet_id, author and text."
        )
    return found


def _row(record: Record, shape: Shape, number: int, where: str) -> dict[str, object]:
    def value(column: str) -> object:
        return next((v for path in shape.fields[column] if (v := at(record, path)) is not None), None)

    def named(column: str) -> str:
        return f"{where}: '{shape.fields[column][0]}'"

    identity = value("tweet_id")
    if isinstance(identity, bool | float) or not _ID.fullmatch(str(identity)):
        raise UnreadableTweets(
            f"{named('tweet_id')} is {identity!r}, the digits of a tweet's id were expected. {_ADVICE}"
        )
    author = value("author")
    if not isinstance(author, str) or not _HANDLE.fullmatch(author.removeprefix("@")):
        raise UnreadableTweets(f"{named('author')} is {author!r}, a handle of X was expected. {_ADVICE}")
    text = value("text")
    if not isinstance(text, str):
        raise UnreadableTweets(f"{named('text')} is {text!r}, the text of a tweet was expected. {_ADVICE}")
    return {
        "record_number": number,
        "tweet_id": str(identity),
        "author": author.removeprefix("@"),
        "posted_at": _moment(value("posted_at"), named("posted_at")),
        # half of a surrogate pair, which JSON can spell, is no character and cannot be stored
        "text": text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        **{column: _count(value(column), named(column)) for column in COUNTS},
        "fetched_at": _moment(value("fetched_at"), named("fetched_at")),
    }


def _count(value: object, where: str) -> int | None:
    if value is None:
        return None
    whole = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, bool) or not _WHOLE.fullmatch(whole):
        raise UnreadableTweets(f"{where} is {value!r}, a whole number was expected, or null. {_ADVICE}")
    return int(whole)


def _moment(value: object, where: str) -> datetime | None:
    if value is None:
        return None
    for read in (datetime.fromisoformat, _old_date):
        try:
            moment = read(str(value))
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):  # a date at the end of time has no UTC
            continue
    raise UnreadableTweets(f"{where} is {value!r}, a date like '2026-07-08T21:52:20Z' was expected. {_ADVICE}")


def _old_date(text: str) -> datetime:
    return datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y")


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    columns = ["record_number", "tweet_id", "author", "posted_at", "text", *COUNTS, "fetched_at"]
    moments = dict.fromkeys(("posted_at", "fetched_at"), "datetime64[us, UTC]")
    texts = dict.fromkeys(("tweet_id", "author", "text"), "str")
    numbers = dict.fromkeys(("record_number", *COUNTS), "Int64")
    return pd.DataFrame(rows, columns=columns, dtype=object).astype({**moments, **texts, **numbers})
