"""The account overview: an export with a day in each row, of the account and of no post."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pandas as pd

from tweet_assets.account.clean_copy import END, CleanCopy
from tweet_assets.account.headers import DAY_COUNTS, UnreadableExport

_COUNT = re.compile(r"[0-9]{1,15}(?:\.0{1,2})?")
_DAY_FORMATS = ("%a, %b %d, %Y", "%a %b %d %Y", "%Y-%m-%d")


def days(copy: CleanCopy, meanings: Sequence[str], name: str, today: date) -> pd.DataFrame:
    """One row a record: record_number, day, and every column of DAY_COUNTS (Int64, NA where the export has it not).

    Raises UnreadableExport for a day or a figure that cannot be read, and for a day after `today`.
    """
    try:
        with copy.path.open(encoding="utf-8", newline="") as file:
            records = [record for record in csv.reader(file, delimiter=copy.separator, strict=True) if record]
    except csv.Error as error:
        raise UnreadableExport(f"{name} is not a table of comma-separated values: {error}. Export it again.") from error
    rows = []
    if len(records) != copy.records + 1 or records.pop()[0] != END:
        raise UnreadableExport(
            f"{name}: not all of its records could be read. Its quotes do not match; export it again."
        )
    for number, record in enumerate(records[1:], 1):
        if len(record) != len(meanings):
            raise UnreadableExport(
                f"{name} record {number}: {len(record)} cells where the header has {len(meanings)}. "
                "The file is cut or was edited; export it again."
            )
        cells = {meaning: cell.strip() for meaning, cell in zip(meanings, record, strict=True) if meaning}
        counts = {column: _count(cells.get(column, ""), column, number, name) for column in DAY_COUNTS}
        if number == len(records) - 1 and not copy.whole and meanings[-1] in counts:
            counts[meanings[-1]] = None  # the file may have been cut inside its last cell
        day = _day(cells["date"], number, name)
        if day > today + timedelta(days=1):  # X's days are of UTC, and may begin before the user's
            raise UnreadableExport(f"{name} record {number}: {day} has not come yet.")
        rows.append({"record_number": number, "day": day, **counts})
    frame = pd.DataFrame(rows, columns=["record_number", "day", *DAY_COUNTS])
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[us]")
    return frame.astype(dict.fromkeys(["record_number", *DAY_COUNTS], "Int64"))


def _day(cell: str, number: int, name: str) -> date:
    for form in _DAY_FORMATS:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day, and no moment
        except ValueError:
            continue
    raise UnreadableExport(
        f"{name} record {number}: the day is {cell[:40]!r}; one like 'Tue, Jul 14, 2026' was expected."
    )


def _count(cell: str, column: str, number: int, name: str) -> int | None:
    if cell in ("", "-"):
        return None
    if not _COUNT.fullmatch(cell):
        raise UnreadableExport(
            f"{name} record {number}: '{column}' is {cell[:40]!r}, a whole number was expected. "
            "Export it again from X Analytics."
        )
    return int(float(cell)) if "." in cell else int(cell)
