"""The records of one export as they stand, in a temporary view `cells`: text, before anything is judged.

The database does the parsing, and what it parses is counted.
"""

from __future__ import annotations

import re

import pandas as pd

from tweet_assets.account.clean_copy import END, CleanCopy
from tweet_assets.account.headers import COUNTS, Recognised, UnreadableExport
from tweet_assets.warehouse import MalformedFile, Transaction

ATTACHED = ("text_source", "reply_to", "reply_to_post_id", "quotes", "media", "links")
"""What only an archive knows of a post; NULL elsewhere."""
CELLS = ("record_number", "post_id", "link", "text", "time", *COUNTS, *ATTACHED)
"""The columns of `cells`: records as text, before anything is judged."""

_WRONG_WIDTH = re.compile(r"CSV Error on Line: (\d+).*Expected Number of Columns: (\d+) Found: (\d+)", re.DOTALL)


def load(transaction: Transaction, copy: CleanCopy, found: Recognised, name: str) -> None:
    """Makes `cells` of the records of a CSV file. Raises UnreadableExport where it is not a whole table."""
    columns = [f"c{n}" for n in range(len(found.meanings))]
    try:
        transaction.load_csv("raw", copy.path, columns, copy.separator)
    except MalformedFile as error:
        raise UnreadableExport(_malformed(str(error), name)) from error
    [read] = transaction.one("select count(*) from raw where record_number < ?", [copy.records])
    [ended] = transaction.one("select count(*) from raw where record_number = ? and c0 = ?", [copy.records, END])
    if read != copy.records or not ended:  # a reader that loses a record without a word is found out
        raise UnreadableExport(
            f"{name}: {copy.records - 1} records were counted, and not all of them could be read. Its quotes do not "
            "match; export it again."
        )
    place = {meaning: column for meaning, column in zip(found.meanings, columns, strict=True) if meaning}
    cells = {meaning: f"coalesce({place[meaning]}, '')" if meaning in place else "''" for meaning in CELLS[1:5]}
    cells |= {count: f"trim({place[count]})" if count in place else "null::varchar" for count in COUNTS}
    cells |= dict.fromkeys(ATTACHED, "null::varchar") | {"text_source": f"'{found.export_format}'"}
    if not copy.whole and found.meanings[-1] in CELLS[1:5]:
        raise UnreadableExport(
            f"{name} ends without a line end, and inside of `{found.meanings[-1]}` nobody can tell whether it was cut. "
            "Export it again, or end its last line if it is whole."
        )
    if not copy.whole and found.meanings[-1] in COUNTS:  # the file may have been cut inside its last cell
        cells[found.meanings[-1]] = f"if(record_number < {read - 1}, {cells[found.meanings[-1]]}, null)"
    listed = ", ".join(f"{expression} as {column}" for column, expression in cells.items())
    transaction.execute(
        f"create or replace temp view cells_as_read as select record_number, {listed} from raw "  # noqa: S608
        f"where record_number > 0 and record_number < {read}"
    )
    transaction.execute("create or replace temp view cells as from cells_as_read")


def load_frame(transaction: Transaction, cells: pd.DataFrame) -> None:
    """Makes `cells` of a frame with the columns CELLS, all text but the record number."""
    transaction.stage("raw", cells[list(CELLS)])
    transaction.execute("create or replace temp view cells_as_read as from raw")
    transaction.execute("create or replace temp view cells as from cells_as_read")


def _malformed(error: str, name: str) -> str:
    width = _WRONG_WIDTH.search(error)
    if width:
        return (
            f"{name} line {width[1]}: {width[3]} cells where the header has {width[2]}. "
            "The file is cut or was edited; export it again."
        )
    first = " ".join(error.split("Possible")[0].split())[:300]
    return f"{name} is not a table of comma-separated values: {first} Export it again."
