"""The viral library: curated and collected examples in one form, sanitised, with what is at work in them.

Curated rows are invented by a person and say their topic and format. Collected tweets are somebody else's: their
topic is unknown, and they are shown as facts, never as words.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pandas as pd

from tweet_assets.arms import FORMATS, UNLABELLED
from tweet_assets.generation.csv_rows import UnreadableRows, rows
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
    "author_excess",
    "hook",
    "structure",
    "length_band",
    "line_count",
    "devices",
    "subject",
    "reading_ease",
    "fetched_at",
    "quarantine",
)
_CARRIED = ("author", "views", "likes", "author_excess", "fetched_at")
_KINDS = {
    "str": (
        "example_id", "origin", "author", "text", "topic", "format", "hook", "structure", "length_band", "subject",
        "reading_ease", "quarantine",
    ),
    "Int64": ("line_count", "views", "likes"),
    "float64": ("author_excess",),
    "datetime64[us, UTC]": ("fetched_at",),
}  # fmt: skip


def read_curated(content: str, name: str, formats: Sequence[str] = FORMATS) -> pd.DataFrame:
    """The curated examples of a CSV file with the columns topic, format, text, pattern, reason, invented.

    Every row has to be marked invented: a curated row is shown word for word, so it must be nobody's. Other columns,
    counts of likes above all, do not belong to invented examples.
    Columns of `generation.curated_examples`. Raises UnreadableRows naming the file and the line.
    """
    found: dict[str, dict[str, object]] = {}
    for where, row in rows(content, name, CURATED_COLUMNS):
        if row["format"] not in formats:
            raise UnreadableRows(f"{where}: the format '{row['format']}' is none of {', '.join(formats)}. Choose one.")
        if row["invented"].lower() != "true":
            raise UnreadableRows(
                f"{where}: invented is '{row['invented']}', 'true' was expected. "
                "Write the example yourself; tweets of others come in as files of tweets."
            )
        identity = (
            "curated:" + sha256("\x1f".join((row["topic"], row["format"], row["text"])).encode()).hexdigest()[:12]
        )
        if identity in found:
            raise UnreadableRows(f"{where}: this example stands in the file already. Take one of them out.")
        found[identity] = {"example_id": identity, **row, "invented": True}
    texts = dict.fromkeys(("example_id", *CURATED_COLUMNS[:-1]), "str")
    frame = pd.DataFrame(list(found.values()), columns=["example_id", *CURATED_COLUMNS], dtype=object)
    return frame.astype({**texts, "invented": "boolean"})


def library(curated: pd.DataFrame, collected: pd.DataFrame, settings: Generation) -> pd.DataFrame:
    """All examples of others in one form, by example_id; columns of `generation.viral_library`.

    What the tripwire finds, or what is empty once cleaned, stays in the library with the reason in `quarantine`:
    it is never shown to a model, and drafts are still compared with it.
    """
    made = [
        _row(r.example_id, "curated", str(r.text), settings) | {"topic": r.topic, "format": r.format}
        for r in curated.itertuples()
    ]
    for tweet in collected.itertuples():
        row = _row(f"tweet:{tweet.tweet_id}", "collected", str(tweet.text), settings)
        label = format_of(str(row["text"]))[0]
        row |= {column: getattr(tweet, column) for column in _CARRIED}
        made.append(row | {"format": None if label == UNLABELLED else label})
    frame = pd.DataFrame(made, columns=list(COLUMNS), dtype=object)
    frame = frame.astype({column: kind for kind, columns in _KINDS.items() for column in columns})
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
        "subject": found.subject,
        "reading_ease": found.reading_ease,
        # the text as it came is looked at too: hiding is itself a sign, and cleaning takes it away
        "quarantine": (tripwire(cleaned) or tripwire(text)) if cleaned else "nothing left once cleaned",
    }
