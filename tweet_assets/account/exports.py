"""Own exports from X, as bytes, to rows: legacy post activity and content exports.

A file is recognised by its header, never by its name. Figures are whole numbers or unknown; anything else makes the
file unreadable, with the record and the column in the message, and nothing of it is imported. A row that belongs to
another account, or that has no post behind it, is refused by itself and counted.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import pandas as pd

from tweet_assets import tweet_text
from tweet_assets.account import headers, snowflake
from tweet_assets.account.headers import COUNTS, ExportFormat, UnreadableExport
from tweet_assets.accounts import Folder

_TEXT_COLUMNS = ("file_sha256", "account", "post_id", "text")

_LINK = re.compile(
    r"https?://(?:www\.|mobile\.)?(?P<host>twitter\.com|x\.com|simulated\.example)/(?P<handle>[A-Za-z0-9_]{1,15})/status/(?P<id>[0-9]{1,19})(?:[/?#].*)?"
)
_UNKNOWN = frozenset({"", "-"})
_COUNT = re.compile(r"([0-9]{1,15})(?:\.0{1,2})?")  # '215.0' is 215; '1.000' may be a thousand, and is refused
_PERIOD = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)_(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")


@dataclass(frozen=True)
class Export:
    """One file: its rows that may go in, and the fate of all others.

    `rows` has file_sha256, record_number, account, post_id, posted_at, text, and every column of COUNTS (Int64, NA
    where the export has no such figure). `refused` maps a record number to its reason.
    """

    name: str
    file_sha256: str
    export_format: ExportFormat
    period_end: date | None
    rows_total: int
    rows: pd.DataFrame
    refused: Mapping[int, str] = field(default_factory=dict)
    rows_duplicate: int = 0
    rows_phantom: int = 0


def parse(content: bytes, name: str, folder: Folder) -> Export:
    """Reads one export of the folder's accounts. Raises UnreadableExport."""
    header, records = _table(content, name)
    export_format, columns = headers.recognise(header, name)
    rows: list[dict[str, object]] = []
    refused: dict[int, str] = {}
    seen: set[str] = set()
    duplicate = phantom = 0
    for number, record in enumerate(records, 1):
        if len(record) != len(header):
            raise UnreadableExport(
                f"{name} record {number}: {len(record)} cells where the header has {len(header)}. "
                "The file is cut or was edited; export it again."
            )
        row = {columns[h]: cell for h, cell in zip(header, record, strict=True) if h in columns}
        if not row["post_id"].strip() and row["link"].strip().endswith("/undefined"):
            phantom += 1
            continue
        link = _LINK.fullmatch(row["link"].strip())
        if link is None:
            raise UnreadableExport(f"{name} record {number}: the link is {row['link'][:80]!r}, not one of a post on X.")
        reason = _not_ours(link["handle"], link["host"], folder)
        if reason:
            refused[number] = reason
            continue
        if link["id"] in seen:
            duplicate += 1
            continue
        seen.add(link["id"])
        rows.append(_row(row, number, link, name, folder))
    if refused and not rows:
        raise UnreadableExport(
            f"{name}: not one of its {len(refused)} posts is ours. Record {min(refused)}: {refused[min(refused)]}."
        )
    return Export(
        name=name,
        file_sha256=(digest := sha256(content).hexdigest()),
        export_format=export_format,
        period_end=period_end(name),
        rows_total=len(records),
        rows=_frame(rows, digest),
        refused=refused,
        rows_duplicate=duplicate,
        rows_phantom=phantom,
    )


def period_end(name: str) -> date | None:
    """The last of the two days in an export's name; the file was surely made when that day had begun."""
    found = _PERIOD.search(name)
    if found is None:
        return None
    try:
        return date(int(found[4]), int(found[5]), int(found[6]))
    except ValueError:
        return None


def _table(content: bytes, name: str) -> tuple[list[str], list[list[str]]]:
    text = _decode(content)
    separator = max(",;\t", key=text.partition("\n")[0].count)  # spreadsheets of some languages save with semicolons
    try:
        records = [r for r in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True) if r]
    except csv.Error as error:
        raise UnreadableExport(f"{name} is not a table of comma-separated values: {error}. Export it again.") from error
    if not records:
        raise UnreadableExport(f"{name} is empty. Export it again.")
    return [cell.strip().lower() for cell in records[0]], records[1:]


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _not_ours(handle: str, host: str, folder: Folder) -> str:
    if folder.account(handle) is None:
        return f"@{handle} is not a configured account; add it to accounts.toml if it is yours"
    if (host == "simulated.example") != folder.simulated:
        kind = "simulated" if host == "simulated.example" else "real"
        return f"a {kind} post, and this data folder is not for those"
    return ""


def _row(row: Mapping[str, str], number: int, link: re.Match[str], name: str, folder: Folder) -> dict[str, object]:
    cell = row["post_id"].strip()
    if cell.isdigit() and cell != link["id"]:
        raise UnreadableExport(
            f"{name} record {number}: the id is {cell}, but the link is of {link['id']}. Export it again."
        )
    account = folder.account(link["handle"])
    assert account is not None
    counts = {column: _count(row.get(column, ""), column, number, name) for column in COUNTS}
    try:
        posted_at = snowflake.posted_at(link["id"])
    except snowflake.NoTimeInId as error:
        raise UnreadableExport(f"{name} record {number}: {error}.") from error
    return {
        "record_number": number,
        "account": account.handle,
        "post_id": link["id"],
        "posted_at": posted_at,
        "text": tweet_text.plain(row["text"]),
        **counts,
    }


def _count(cell: str, column: str, number: int, name: str) -> int | None:
    cell = cell.strip()
    if cell in _UNKNOWN:
        return None
    match = _COUNT.fullmatch(cell)
    if match is None:
        raise UnreadableExport(
            f"{name} record {number}: '{column}' is {cell[:40]!r}, a whole number was expected. "
            "Export it again from X Analytics."
        )
    return int(match[1])


def _frame(rows: Sequence[Mapping[str, object]], digest: str) -> pd.DataFrame:
    columns = ["record_number", "account", "post_id", "posted_at", "text", *COUNTS]
    frame = pd.DataFrame(list(rows), columns=columns)
    frame.insert(0, "file_sha256", digest)
    frame["posted_at"] = pd.to_datetime(frame["posted_at"], utc=True).astype("datetime64[us, UTC]")
    frame["record_number"] = frame["record_number"].astype("Int64")
    return frame.astype(dict.fromkeys(COUNTS, "Int64") | dict.fromkeys(_TEXT_COLUMNS, "str"))
