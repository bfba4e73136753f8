"""A CSV file that a person keeps by hand, read strictly: the columns by name, and the line in every complaint."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

_LINES = re.compile(r"[^\n]*\n|[^\n]+")  # a text may hold other characters that some call line ends


class UnreadableRows(Exception):
    """A CSV file cannot be taken in; the message says the line, what was found, what to do."""


def rows(
    content: str, name: str, columns: Sequence[str], may_be_empty: Sequence[str] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row as `name line N` and its cells, stripped. The header has to be `columns`. Raises UnreadableRows."""
    lines = _LINES.findall(content.removeprefix("\ufeff"))
    reader = csv.DictReader(io.StringIO("".join(lines), newline=""), strict=True)
    if tuple(reader.fieldnames or ()) != tuple(columns):
        header = ", ".join(reader.fieldnames or ()) or "empty"
        raise UnreadableRows(f"{name} line 1: the header is {header}; {', '.join(columns)} was expected.")
    try:
        for row in reader:
            where = f"{name} line {reader.line_num}"
            found = {column: (row.get(column) or "").strip() for column in columns}
            empty = [column for column, value in found.items() if not value and column not in may_be_empty]
            if empty or None in row:
                problem = f"nothing stands under {', '.join(empty)}" if empty else "there are more fields than columns"
                raise UnreadableRows(f"{where}: {problem}. Quote fields that hold commas.")
            yield where, found
    except csv.Error as error:
        where = f"{name} line {reader.reader.line_num}"
        raise UnreadableRows(f"{where}: is not CSV ({error}). Quote its text again.") from error
