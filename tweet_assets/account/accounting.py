"""Every row of every file, accounted for: what each file was, which of its rows went in, and what is to be done."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from tweet_assets.account import maturity
from tweet_assets.accounts import Folder
from tweet_assets.inbox import Receipt
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Transaction, Warehouse

FATES = ("imported", "too young", "duplicate", "foreign", "phantom", "refused")
"""The fates of a row. Those that are too young are in as well, without an outcome in this file yet."""

COLUMNS = ("file", "fate", "recognised", "account", "first", "last", "rows", *FATES, "next")
_NEXT = " / "
_FORMATS = {
    "legacy": "post activity",
    "content": "content export",
    "overview": "account overview, by day",
    "archive": "X archive",
    "api": "read of X's API",
}


def files(store: Warehouse, folder: Folder) -> pd.DataFrame:
    """One row a file of the ledger: file_sha256, file (its name), recognised, account, first and last day, rows, fates.

    `newest` is the moment of its newest row; observed_from and observed_until bound when it was made, the import being
    the latest where nothing better is known (observed_basis, imported_at). The fates add up to the rows: see `wrong`.
    """
    with store.transaction() as transaction:
        known = transaction.read("select * from account.export_files")
        transaction.stage("bounds", maturity.bounds(known, folder.observed, folder.zone))
        counted = _counted(transaction)
    frame = known.merge(counted, on="file_sha256", how="left", validate="one_to_one")
    young = frame["young"].where(frame["export_format"] != "overview", 0).astype("int64")
    recognised = frame["export_format"].map(_FORMATS) + ", " + frame["language"]
    return pd.DataFrame(
        {
            "file_sha256": frame["file_sha256"],
            "file": frame["name"],
            "recognised": recognised,
            "account": frame["accounts"].fillna(""),
            "first": _days(frame, "first_at", folder),
            "last": _days(frame, "last_at", folder),
            "newest": frame["last_at"],
            "rows": frame["rows_total"],
            "imported": frame["stored"] - young,
            "too young": young,
            "duplicate": frame["rows_duplicate"],
            "foreign": frame["foreign"],
            "phantom": frame["rows_phantom"],
            "refused": frame["refused"],
            "first_foreign": frame["first_foreign"],
            "first_refused": frame["first_refused"],
            "observed_from": frame["observed_from"],
            "observed_until": frame["observed_until"].fillna(frame["imported_at"]),
            "observed_basis": frame["observed_basis"],
            "imported_at": frame["imported_at"],
        }
    ).sort_values(["file", "file_sha256"], ignore_index=True)


def wrong(accounted: pd.DataFrame) -> pd.DataFrame:
    """The files whose fates do not add up to their rows. None, or something was lost."""
    return accounted[accounted[list(FATES)].sum(axis=1) != accounted["rows"]]


def table(store: Warehouse, folder: Folder, receipts: Sequence[Receipt]) -> pd.DataFrame:
    """What became of the files of one import, in COLUMNS: one row a receipt, and a line of what to do next."""
    known = files(store, folder).set_index("file_sha256")
    rows = []
    for receipt in receipts:
        row: dict[str, object] = {"file": receipt.name, "fate": receipt.fate, "next": receipt.why}
        if receipt.file_sha256:
            file = known.loc[[receipt.file_sha256]].to_dict("records")[0]
            row |= {column: file[column] for column in ("recognised", "account", "first", "last", "rows", *FATES)}
            row["next"] = _NEXT.join(filter(None, [receipt.why, _next(file, folder)]))
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def markdown(told: pd.DataFrame) -> str:
    """The table of an import as Markdown, for a terminal and for the metadata of a materialisation."""
    lines = ["| " + " | ".join(told.columns) + " |", "|" + "---|" * len(told.columns)]
    for row in told.itertuples(index=False):
        cells = ["" if pd.isna(cell) else str(cell).replace("|", "\\|").replace("\n", " ") for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def lines(told: pd.DataFrame) -> Iterator[str]:
    """The same for a terminal: a few lines a file."""
    for row in told.to_dict("records"):
        yield f"{row['file']}: {row['fate']}"
        if pd.notna(row["rows"]):
            fates = ", ".join(f"{int(row[fate])} {fate}" for fate in FATES if row[fate])
            yield f"  recognised  {row['recognised']}" + (f", of @{row['account']}" if row["account"] else "")
            yield f"  days        {row['first']} to {row['last']}" if pd.notna(row["first"]) else "  days        none"
            yield f"  rows        {int(row['rows'])}" + (f": {fates}" if fates else "")
        refused = row["fate"] == "refused"
        advice = [str(row["next"])] if refused else str(row["next"]).split(_NEXT)
        for number, line in enumerate(filter(None, advice)):
            yield f"  {'' if number else 'why' if refused else 'next':<12}{line}"


def _counted(transaction: Transaction) -> pd.DataFrame:
    return transaction.read(
        """
        with rows as (
            select file_sha256, account, posted_at as moment from account.analytics_exports
            union all
            select file_sha256, account, day::timestamptz from account.overview_days
        ),
        left_out as (
            select
                file_sha256,
                count(*) filter (fate = 'foreign') as foreign,
                count(*) filter (fate = 'refused') as refused,
                min_by(refused_rows, record_number) filter (fate = 'foreign') as first_foreign,
                min_by(refused_rows, record_number) filter (fate = 'refused') as first_refused
            from account.refused_rows
            group by file_sha256
        )
        select
            bounds.* exclude (told_at),
            imports.imported_at,
            count(rows.moment) as stored,
            count(*) filter (rows.moment + to_hours(?) > bounds.observed_from) as young,
            string_agg(distinct rows.account, ', ' order by rows.account) as accounts,
            min(rows.moment) as first_at,
            max(rows.moment) as last_at,
            coalesce(any_value(left_out.foreign), 0) as foreign,
            coalesce(any_value(left_out.refused), 0) as refused,
            any_value(left_out.first_foreign) as first_foreign,
            any_value(left_out.first_refused) as first_refused
        from bounds
        left join meta.imports using (file_sha256)
        left join rows using (file_sha256)
        left join left_out using (file_sha256)
        group by bounds.file_sha256, bounds.observed_from, bounds.observed_until, bounds.observed_basis, imported_at
        """,
        [int(SETTINGS.account.maturity_hours)],
    )


def _days(frame: pd.DataFrame, column: str, folder: Folder) -> pd.Series[str]:
    """The day of a moment in the folder's zone; a day of an overview is one already."""
    days: pd.Series[str] = frame[column].dt.tz_convert(folder.zone).dt.strftime("%Y-%m-%d")
    return days.where(frame["export_format"] != "overview", frame[column].dt.strftime("%Y-%m-%d"))


def _next(file: Mapping[Hashable, Any], folder: Folder) -> str:
    """What the user can do about what did not go in."""
    advice = []
    if file["too young"]:
        due = file["newest"] + pd.Timedelta(hours=SETTINGS.account.maturity_hours)
        when = f", after {due.tz_convert(folder.zone):%Y-%m-%d %H:%M}" if due > file["imported_at"] else ""
        unnamed = " (its name does not tell the days it covers)" if file["observed_basis"] == "newest_post" else ""
        said = f", or say in accounts.toml, [observed], when this file was made{unnamed}"
        surely = "surely "
        if file["observed_basis"] == "file":  # it says itself when it was made: there is nothing to add
            surely, said = "", ""
        young = _counted_rows(file["too young"], "post was", "posts were")
        advice.append(f"{young} not {surely}a day old: export that time again{when}{said}")
    for fate, one, several in (
        ("foreign", "row is of somebody else", "rows are of others"),
        ("refused", "row could not be used", "rows could not be used"),
    ):
        if file[fate]:
            number, reason = file[f"first_{fate}"]["record_number"], file[f"first_{fate}"]["reason"]
            advice.append(f"{_counted_rows(file[fate], one, several)}, the first is record {number}: {reason}")
    return _NEXT.join(advice)


def _counted_rows(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
