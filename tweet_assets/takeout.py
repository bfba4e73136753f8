"""All of one account in one zip: what a person may ask for, and may want to keep before it is deleted."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tweet_assets.accounts import Account, Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.holdings import Holdings, account_of, databases, inbox_files, pages, tables, texts


def take_out(place: DataFolder, handle: str, target: Path) -> Holdings:
    """Writes all of an account into one zip: a JSON line a row, and its files as they are. Raises FileExistsError."""
    account, folder = account_of(place, handle)
    if target.exists():
        raise FileExistsError(f"{target} exists and is not written over.")
    draft = target.with_name(f".{target.name}.part")
    mine, shared = inbox_files(place, folder, account)
    files = [*mine, *shared, *pages(place, account), *texts(place, account)]
    files += [path for path in (place.accounts_file, place.labels_file) if path.exists()]
    rows: dict[str, int] = {}
    try:
        _write(draft, place, account, folder, files, rows)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return Holdings(account.handle, rows, tuple(files))


def _write(
    draft: Path, place: DataFolder, account: Account, folder: Folder, files: list[Path], rows: dict[str, int]
) -> None:
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for store in databases(place, folder):
            with store.transaction() as transaction:
                for table, where in tables(store, transaction):
                    found = transaction.read(f"select * from {table} where {where} order by all", [account.handle])  # noqa: S608
                    lines = found.to_json(orient="records", lines=True, date_format="iso", date_unit="us")
                    archive.writestr(f"tables/{table}.jsonl", lines if len(found) else "")
                    rows[table] = len(found)
        for path in files:
            for inner in [path, *(sorted(path.rglob("*")) if path.is_dir() else ())]:
                archive.write(inner, f"files/{inner.relative_to(place.path)}")
        archive.writestr("README.txt", _readme(account.handle, rows))


def _readme(handle: str, rows: Mapping[str, int]) -> str:
    counted = "\n".join(f"  tables/{table}.jsonl: {count} rows" for table, count in rows.items())
    return (
        f"All that a data folder of tweet_assets held of @{handle}.\n\n"
        "files/ has its exports, reports, texts and settings as they were; accounts.toml and labels.csv are those of\n"
        "the folder and name its other accounts too. tables/ has a JSON object a row: null is unknown, times are UTC,\n"
        "ids are text.\n\n"
        f"{counted}\n\n{json.dumps(dict(rows))}\n"
    )
