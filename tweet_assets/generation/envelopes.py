"""The documents and envelopes in which tools hand over tweets: arrays, lines, pages, timelines.

Knows where the tweets are in a document and nothing of what stands in a tweet.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence

Record = Mapping[str, object]

_ADVICE = "Export again with the tool that wrote it, or repair that place."


class UnreadableTweets(Exception):
    """A file of tweets cannot be taken in; the message says which file and record, what was found, what to do."""


def documents(content: bytes, name: str) -> list[object]:
    """The documents in a file: JSON, one or one a line; or the rows of a table whose name ends in .csv or .tsv.

    Raises UnreadableTweets naming the line that is none.
    """
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise UnreadableTweets(f"{name}: is not UTF-8 text ({error.reason}). Save it as UTF-8 JSON.") from error
    if not text:
        raise UnreadableTweets(f"{name}: is empty. Export again.")
    if name.lower().endswith((".csv", ".tsv")):
        return [list(_table(text, name))]
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError) as error:
        lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) == 1 or not (lines[0][1].startswith("{") and lines[0][1].endswith("}")):
            raise UnreadableTweets(f"{name}: is not JSON ({error}). {_ADVICE}") from error
    found = []
    for number, line in lines:
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise UnreadableTweets(f"{name} line {number}: is not JSON ({error}). {_ADVICE}") from error
    return found


def _table(text: str, name: str) -> Iterator[Record]:
    """The rows of a table with a header; a cell of nothing is unknown."""
    first = text.split("\n", 1)[0]
    separator = max(("\t", ";", ","), key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header = reader.fieldnames or []
    if len(set(header)) < len(header):
        raise UnreadableTweets(f"{name} line 1: a column stands there twice: {', '.join(header)}. Name each once.")
    try:
        for row in reader:
            if None in row or None in row.values():
                raise UnreadableTweets(
                    f"{name} line {reader.line_num}: has other fields than the {len(header)} of the header. {_ADVICE}"
                )
            yield {str(column).strip(): cell if cell.strip() else None for column, cell in row.items()}
    except csv.Error as error:
        raise UnreadableTweets(f"{name} line {reader.reader.line_num}: is not CSV ({error}). {_ADVICE}") from error


def records(document: object) -> Iterator[Record]:
    """The tweets in a document, out of whatever envelope they came in; what is no object comes as an empty record."""
    if isinstance(document, list):
        for item in document:
            yield from records(item)
    elif isinstance(document, Mapping):
        yield from _opened(document)
    else:
        yield {}


def _opened(document: Record) -> Iterator[Record]:
    data = document.get("data", document)
    tweets = at(data, "tweets")
    if isinstance(tweets, list):
        yield from ({**tweet, "in_tweets": True} if isinstance(tweet, Mapping) else {} for tweet in tweets)
    elif isinstance(data, list):
        yield from _joined(data, document)
    elif has(data, "public_metrics"):
        yield from _joined([data], document)
    elif has(document, "tweet.legacy"):
        yield from records(document["tweet"])
    elif not has(document, "legacy") and (nested := list(_results(document))):
        yield from nested
    elif at(document, "meta.result_count") != 0:
        yield document


def _joined(tweets: Sequence[object], page: Record) -> Iterator[Record]:
    """Tweets of the X API with the handle of their author, which the API keeps apart, and whether they repeat."""
    users = at(page, "includes.users")
    known = users if isinstance(users, list) else []
    handles = {name: user for user in known if isinstance(name := at(user, "id"), str)}
    for tweet in tweets:
        if not isinstance(tweet, Mapping):
            yield {}
            continue
        references = tweet.get("referenced_tweets", tweet.get("referenced_posts"))
        kinds = {str(at(r, "type")) for r in references} if isinstance(references, list) else set()
        author = handles.get(str(tweet.get("author_id")), tweet.get("author"))
        yield {**tweet, "author": author, "repeats": bool(kinds & {"retweeted", "reposted"})}


def _results(node: object) -> Iterator[Record]:
    """Every tweet of a timeline as X's own pages receive it; entries that hold a notice in its place are none."""
    if isinstance(node, list):
        for item in node:
            yield from _results(item)
    elif isinstance(node, Mapping):
        result = at(node, "tweet_results.result")
        if isinstance(result, Mapping):
            tweet = result.get("tweet", result)
            if has(tweet, "legacy"):
                yield tweet
        else:
            for value in node.values():
                yield from _results(value)


def at(record: object, path: str) -> object:
    """What stands under a dotted path; a field may have the path itself as its name, as a column of a table may."""
    if isinstance(record, Mapping) and path in record:
        return record[path]
    for key in path.split("."):
        if not isinstance(record, Mapping):
            return None
        record = record.get(key)
    return record


def has(record: object, path: str) -> bool:
    if isinstance(record, Mapping) and path in record:
        return True
    *parents, key = path.split(".")
    parent = at(record, ".".join(parents)) if parents else record
    return isinstance(parent, Mapping) and key in parent
