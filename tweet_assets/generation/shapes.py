"""The shapes in which tweets of others arrive, told apart by their fields alone.

Each tool that people use writes its own names for the same dozen facts (known_shapes.py). What is absent stays
unknown; what is there and makes no sense is refused with its record, because a file that is half understood would fill
the library with half-truths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from tweet_assets.generation.envelopes import Record, UnreadableTweets, at, documents, has, records
from tweet_assets.generation.known_shapes import COUNTS, SHAPES, X_API_V2, Shape

_HANDLE = re.compile(r"[A-Za-z0-9_]{1,15}")
_ID = re.compile(r"[0-9]{1,20}")
_LINK = re.compile(r"(?:x|twitter)\.com/(\w{1,15})/status/([0-9]{1,20})")
_WHOLE = re.compile(r"[0-9]{1,18}")
_REPEATED = re.compile(r"RT @\w{1,15}:")
_ADVICE = "Export again with the tool that wrote it, or take this record out."


@dataclass(frozen=True)
class Parsed:
    """The tweets of one file, as they came.

    `tweets` has record_number, tweet_id, author, posted_at, text, the six counts (Int64, NA: unknown) and fetched_at
    (NaT where the file does not say when it looked). `reposts` is how many rows were somebody repeating somebody.
    """

    shape: str
    tweets: pd.DataFrame
    reposts: int


def parse(content: bytes, name: str, mapped: Sequence[Shape] = ()) -> Parsed:
    """Reads a file of tweets, whichever tool wrote it: a JSON array or object, one JSON object a line, or a CSV table.

    `name` is the file's, for messages and because a table is known by its ending; `mapped` are the user's own shapes,
    which come first. Raises UnreadableTweets; nothing of such a file may be kept.
    """
    read = documents(content, name)
    found = [record for document in read for record in records(document)]
    if not found:
        if any(isinstance(d, Mapping) and at(d, "meta.result_count") == 0 for d in read):
            return Parsed(X_API_V2, _frame([]), 0)
        raise UnreadableTweets(f"{name}: holds no tweets. If a search found none, there is nothing to import.")
    known = (*mapped, *SHAPES)
    shapes = [_shape(record, known, f"{name} record {number}") for number, record in enumerate(found, 1)]
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


def _shape(record: Record, shapes: Sequence[Shape], where: str) -> Shape:
    found = next((shape for shape in shapes if all(has(record, path) for path in shape.signature)), None)
    if found is None:
        fields = ", ".join(sorted(record)[:12]) or "no fields"
        known = ", ".join(dict.fromkeys(shape.name for shape in shapes))
        raise UnreadableTweets(
            f"{where}: no known shape of a tweet; it has {fields}. Known are {known}; `plain` needs text, and tweet_id "
            "with author or link. Other names can be told in tweets.toml of the data folder:\n"
            '[a_name]\ntext = "..."\nlink = "..."\nviews = "..."'
        )
    return found


def _row(record: Record, shape: Shape, number: int, where: str) -> dict[str, object]:
    def value(column: str) -> object:
        return next((v for path in shape.fields.get(column, ()) if (v := at(record, path)) is not None), None)

    def named(column: str) -> str:
        return f"{where}: '{shape.fields.get(column, shape.fields.get('link', (column,)))[0]}'"

    link = _LINK.search(str(value("link") or ""))
    identity = value("tweet_id") if value("tweet_id") is not None or link is None else link[2]
    if isinstance(identity, bool | float) or not _ID.fullmatch(str(identity)):
        raise UnreadableTweets(
            f"{named('tweet_id')} is {identity!r}, the digits of a tweet's id were expected. {_ADVICE}"
        )
    author = value("author") if value("author") is not None or link is None else link[1]
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
