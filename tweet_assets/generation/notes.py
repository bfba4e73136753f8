"""What the user wrote down for drafts: facts that may be claimed (facts.csv), and ideas to write about (ideas.csv)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tweet_assets.generation.csv_rows import UnreadableRows, rows
from tweet_assets.generation.sanitise import visible

FACT_COLUMNS = ("text", "source", "checked_on")
IDEA_COLUMNS = ("topic", "note", "format")


@dataclass(frozen=True)
class Fact:
    """A sentence that the user stands for, where it is from, and when that was last checked."""

    text: str
    source: str
    checked_on: date


def read_facts(content: str, name: str) -> pd.DataFrame:
    """The rows of `generation.facts`; '' is a file that is not there. Raises UnreadableRows naming the line."""
    found: dict[str, dict[str, object]] = {}
    for where, row in rows(content, name, FACT_COLUMNS) if content else ():
        try:
            checked_on = date.fromisoformat(row["checked_on"])
        except ValueError as error:
            raise UnreadableRows(
                f"{where}: checked_on is {row['checked_on']!r}; a day like 2026-01-31 was expected."
            ) from error
        text = visible(row["text"])
        if text in found:
            raise UnreadableRows(f"{where}: this fact stands in the file already. Take one of them out.")
        found[text] = {"text": text, "source": row["source"], "checked_on": pd.Timestamp(checked_on)}
    frame = pd.DataFrame(list(found.values()), columns=list(FACT_COLUMNS), dtype=object)
    return frame.astype({"text": "str", "source": "str", "checked_on": "datetime64[us]"})


def read_ideas(content: str, name: str, topics: Sequence[str], formats: Sequence[str]) -> pd.DataFrame:
    """The rows of `generation.ideas`; '' is a file that is not there. `format` may be left empty.

    A topic that no account has is refused: such an idea would never be written. Raises UnreadableRows naming the line.
    """
    found: dict[tuple[str, str], dict[str, str | None]] = {}
    for where, row in rows(content, name, IDEA_COLUMNS, may_be_empty=("format",)) if content else ():
        for column, known in (("topic", topics), ("format", ("", *formats))):
            if row[column] not in known:
                raise UnreadableRows(
                    f"{where}: the {column} '{row[column]}' is none of {', '.join(filter(None, known))}. "
                    "Write one of them, or add it to accounts.toml."
                )
        key = (row["topic"], visible(row["note"]))
        if key in found:
            raise UnreadableRows(f"{where}: this idea stands in the file already. Take one of them out.")
        found[key] = {"topic": key[0], "note": key[1], "format": row["format"] or None}
    frame = pd.DataFrame(list(found.values()), columns=list(IDEA_COLUMNS), dtype=object)
    return frame.astype(dict.fromkeys(IDEA_COLUMNS, "str"))


def facts_of(frame: pd.DataFrame) -> tuple[Fact, ...]:
    """The rows of `generation.facts` as values, in the order of their texts."""
    ordered = frame.sort_values("text")
    return tuple(Fact(str(r.text), str(r.source), pd.Timestamp(str(r.checked_on)).date()) for r in ordered.itertuples())
