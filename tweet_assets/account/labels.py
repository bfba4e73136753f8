"""The user's own labels: labels.csv of the data folder, one row a post, an empty cell where nothing is said.

They override every rule. A post that is not known yet keeps its label until it comes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from tweet_assets import arms
from tweet_assets.account.kinds import KINDS

COLUMNS = ("post_id", "kind", "format", "topic", "media", "link")
MEDIA = ("none", "photo", "video", "animated_gif", "unknown")
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS,
    "format": arms.FORMATS,
    "media": MEDIA,
    "link": ("none", "link", "unknown"),
}


_LINES = re.compile(r"[^\n]*\n|[^\n]+")  # a text may hold other characters that some call line ends


class UnreadableLabels(Exception):
    """labels.csv says what cannot be meant; the message names every row of it. The labels of before stand."""


def parse(text: str, formats: Sequence[str] = arms.FORMATS, name: str = "labels.csv") -> pd.DataFrame:
    """The rows of account.labels. Columns may be missing, but for post_id. Raises UnreadableLabels.

    `formats` are those that have a meaning in this folder.
    """
    try:
        records = [record for record in csv.reader(_LINES.findall(text), strict=True) if any(record)]
    except csv.Error as error:
        raise UnreadableLabels(f"{name} is not a table of comma-separated values: {error}.") from error
    if not records:
        return pd.DataFrame(columns=list(COLUMNS), dtype="str")
    header = [cell.strip().lower() for cell in records[0]]
    strange = [cell for cell in header if cell not in COLUMNS]
    if "post_id" not in header or strange or len(set(header)) < len(header):
        raise UnreadableLabels(f"{name}: the header is {', '.join(header)}; {', '.join(COLUMNS)} were expected.")
    rows: dict[str, dict[str, str]] = {}
    wrong: list[str] = []
    for number, record in enumerate(records[1:], 2):
        if len(record) != len(header):
            raise UnreadableLabels(f"{name} row {number}: {len(record)} cells where the header has {len(header)}.")
        row = {column: cell.strip() for column, cell in zip(header, record, strict=True) if cell.strip()}
        row |= {column: row[column].lower() for column in _LEVELS if column in row}
        wrong += _wrong(row, {**_LEVELS, "format": (*formats, arms.UNLABELLED)}, f"{name} row {number}")
        if row.get("post_id") in rows:
            wrong.append(f"{name} row {number}: {row['post_id']} is there twice.")
        rows[row.get("post_id", "")] = row
    if wrong:
        raise UnreadableLabels("\n".join(wrong))
    return pd.DataFrame(list(rows.values()), columns=list(COLUMNS)).astype("str")


def _wrong(row: Mapping[str, str], known: Mapping[str, Sequence[str]], where: str) -> Iterator[str]:
    post_id = row.get("post_id", "")
    if not re.fullmatch(r"[1-9]\d{0,18}", post_id):
        yield (
            f"{where}: the post_id is {post_id[:40]!r}, digits were expected. A spreadsheet rounds them: keep the "
            "column as text."
        )
    for column, levels in known.items():
        if row.get(column, levels[0]) not in levels:
            yield f"{where}: `{column}` is {row[column]!r}, which is none of {', '.join(levels)}."
