"""Every row of every file, accounted for: what each file was, which of its rows went in, and what is to be done."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from tweet_assets.account import exports, maturity
from tweet_assets.accounts import Folder
from tweet_assets.inbox import Receipt
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Transaction, Warehouse

FATES = ("imported", "too young", "duplicate", "foreign", "phantom", "refused")
"""The fates of a row. Those that are too young are in as well, without an outcome in this file yet."""

COLUMNS = ("file", "fate", "recognised", "account", "first", "last", "rows", *FATES, "why", "next")
_AND = " / "
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
    the latest where nothing better is known (observed_basis, imported_at); period_end and generated_at are what its
    name and itself tell of that. The fates add up to the rows: see `wrong`.
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
            "period_end": frame["period_end"],
            "generated_at": frame["generated_at"],
            "imported_at": frame["imported_at"],
        }
    ).sort_values(["file", "file_sha256"], ignore_index=True)


def wrong(accounted: pd.DataFrame) -> pd.DataFrame:
    """The files whose fates do not add up to their rows. None, or something was lost."""
    return accounted[accounted[list(FATES)].sum(axis=1) != accounted["rows"]]


def table(store: Warehouse, folder: Folder, receipts: Sequence[Receipt]) -> pd.DataFrame:
    """What became of the files of one import, in COLUMNS: one row a receipt, with why, and with what to do next."""
    known = files(store, folder).set_index("file_sha256")
    rows = []
    for receipt in receipts:
        row: dict[str, object] = {"file": receipt.name, "fate": receipt.fate, "why": receipt.why, "next": ""}
        if receipt.file_sha256:
            file = known.loc[[receipt.file_sha256]].to_dict("records")[0]
            row |= {column: file[column] for column in ("recognised", "account", "first", "last", "rows", *FATES)}
            row["why"] = _AND.join(filter(None, [receipt.why, *_left_out(file)]))
            row["next"] = _next(file, folder)
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
        reasons = [str(row["why"])] if refused else str(row["why"]).split(_AND)
        for label, told_of_it in (("why" if refused else "note", reasons), ("next", [str(row["next"])])):
            for number, line in enumerate(filter(None, told_of_it)):
                yield f"  {'' if number else label:<12}{line}"


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
    """What the user can do about posts that are too young in a file; '' where there is none."""
    if not file["too young"]:
        return ""
    due = file["newest"] + pd.Timedelta(hours=SETTINGS.account.maturity_hours)
    when = f", after {due.tz_convert(folder.zone):%Y-%m-%d %H:%M}" if due > file["imported_at"] else ""
    young = _counted_rows(file["too young"], "post was", "posts were")
    if file["observed_basis"] in ("file", "user"):  # when it was made is known: there is nothing to add
        return f"{young} not a day old: export that time again{when}"
    unknown = f" ({_unbounded(file)})" if file["observed_basis"] == "newest_post" else ""
    return (
        f"{young} not surely a day old: export that time again{when}, or say in accounts.toml, [observed], when this "
        f"file was made{unknown}"
    )


def _unbounded(file: Mapping[Hashable, Any]) -> str:
    """Why nothing but its newest post says when a file was made at the earliest."""
    if pd.notna(file["generated_at"]):
        return "it says of itself that it is older than its newest post"
    if pd.notna(file["period_end"]):
        return f"its newest post is later than the beginning of the last day in its name, {file['period_end']:%Y-%m-%d}"
    if exports.period_end(str(file["file"]), date.max) is not None:
        return "the last day in its name had not come when it was imported"
    if str(file["recognised"]).startswith(_FORMATS["archive"]):
        return "this archive does not say when it was made"
    return "its name does not tell the days it covers"


def _left_out(file: Mapping[Hashable, Any]) -> Iterator[str]:
    """Which rows did not go in, and the reason of the first of each kind."""
    for fate, one, several in (
        ("foreign", "row is of somebody else", "rows are of others"),
        ("refused", "row could not be used", "rows could not be used"),
    ):
        if file[fate]:
            number, reason = file[f"first_{fate}"]["record_number"], file[f"first_{fate}"]["reason"]
            yield f"{_counted_rows(file[fate], one, several)}, the first is record {number}: {reason}"


def _counted_rows(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
