"""The viral library: curated and collected examples in one form, sanitised, with what is at work in them.

Curated rows are invented by a person and say their topic and format. Collected tweets are somebody else's: their
topic is unknown, and they are shown as facts, never as words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from hashlib import sha256

import pandas as pd

from tweet_assets.arms import FORMATS, UNLABELLED
from tweet_assets.generation.sanitise import clean, tripwire
from tweet_assets.generation.why import why
from tweet_assets.labelling import format_of
from tweet_assets.settings import Generation

CURATED_COLUMNS = ("topic", "format", "text", "pattern", "reason", "invented")
COLUMNS = (
    "example_id",
    "origin",
    "author",
    "text",
    "topic",
    "format",
    "views",
    "likes",
    "hook",
    "structure",
    "length_band",
    "line_count",
    "devices",
    "quarantine",
)


class UnreadableExamples(Exception):
    """The file of curated examples cannot be taken in; the message says the line, what was found, what to do."""


def read_curated(content: str, name: str) -> pd.DataFrame:
    """The curated examples of a CSV file with the columns topic, format, text, pattern, reason, invented.

    Every row has to be marked invented: a curated row is shown word for word, so it must be nobody's.
    Columns of `generation.curated_examples`. Raises UnreadableExamples naming the file and the line.
    """
    reader = csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""), strict=True)
    rows: dict[str, dict[str, object]] = {}
    if tuple(reader.fieldnames or ()) != CURATED_COLUMNS:
        header = ", ".join(reader.fieldnames or ()) or "empty"
        raise UnreadableExamples(
            f"{name} line 1: the header is {header}; {', '.join(CURATED_COLUMNS)} was expected. "
            "Other columns, counts of likes above all, do not belong to invented examples."
        )
    for line, row in _rows(reader, name):
        where = f"{name} line {line}"
        if row["format"] not in FORMATS:
            raise UnreadableExamples(
                f"{where}: the format '{row['format']}' is none of {', '.join(FORMATS)}. Choose one."
            )
        if row["invented"].lower() != "true":
            raise UnreadableExamples(
                f"{where}: invented is '{row['invented']}', 'true' was expected. "
                "Write the example yourself; tweets of others come in as files of tweets."
            )
        identity = (
            "curated:" + sha256("\x1f".join((row["topic"], row["format"], row["text"])).encode()).hexdigest()[:12]
        )
        if identity in rows:
            raise UnreadableExamples(f"{where}: this example stands in the file already. Take one of them out.")
        rows[identity] = {"example_id": identity, **row, "invented": True}
    texts = dict.fromkeys(("example_id", *CURATED_COLUMNS[:-1]), "str")
    frame = pd.DataFrame(list(rows.values()), columns=["example_id", *CURATED_COLUMNS], dtype=object)
    return frame.astype({**texts, "invented": "boolean"})


def _rows(reader: csv.DictReader[str], name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the line each ends on; every field there and none of them empty."""
    try:
        for row in reader:
            found = {column: (row.get(column) or "").strip() for column in CURATED_COLUMNS}
            empty = [column for column, value in found.items() if not value]
            if empty or None in row:
                problem = f"nothing stands under {', '.join(empty)}" if empty else "there are more fields than columns"
                raise UnreadableExamples(f"{name} line {reader.line_num}: {problem}. Quote fields that hold commas.")
            yield reader.line_num, found
    except csv.Error as error:
        raise UnreadableExamples(
            f"{name} line {reader.reader.line_num}: is not CSV ({error}). Quote its text again."
        ) from error


def library(curated: pd.DataFrame, collected: pd.DataFrame, settings: Generation) -> pd.DataFrame:
    """All examples of others in one form, by example_id; columns of `generation.viral_library`.

    What the tripwire finds, or what is empty once cleaned, stays in the library with the reason in `quarantine`:
    it is never shown to a model, and drafts are still compared with it.
    """
    rows = [
        _row(r.example_id, "curated", str(r.text), settings) | {"topic": r.topic, "format": r.format}
        for r in curated.itertuples()
    ]
    for tweet in collected.itertuples():
        row = _row(f"tweet:{tweet.tweet_id}", "collected", str(tweet.text), settings)
        label = format_of(str(row["text"]))[0]
        row |= {"author": tweet.author, "views": tweet.views, "likes": tweet.likes}
        rows.append(row | {"format": None if label == UNLABELLED else label})
    texts = dict.fromkeys(("author", "topic", "format", "quarantine", "text", "example_id", "origin"), "str")
    facts = {"hook": "str", "structure": "str", "length_band": "str", "line_count": "Int64"}
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    frame = frame.astype({**texts, **facts, "views": "Int64", "likes": "Int64"})
    return frame.sort_values("example_id").reset_index(drop=True)


def _row(identity: object, origin: str, text: str, settings: Generation) -> dict[str, object]:
    cleaned = clean(text, settings.tweet_characters_max)
    found = why(cleaned)
    return {
        "example_id": identity,
        "origin": origin,
        "text": cleaned,
        "hook": found.hook,
        "structure": found.structure,
        "length_band": found.length_band,
        "line_count": found.line_count,
        "devices": list(found.devices),
        # the text as it came is looked at too: hiding is itself a sign, and cleaning takes it away
        "quarantine": (tripwire(cleaned) or tripwire(text)) if cleaned else "nothing left once cleaned",
    }
