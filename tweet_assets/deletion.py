"""Deleting all of one account: files first, then rows, then the free space that they leave.

A file is found by what the databases know of it, so files go first: a deletion that was interrupted is finished by
asking again. Rows of other accounts are not touched.
"""

from __future__ import annotations

import csv
import io
import shutil

from tweet_assets.account.importing import DRAFT
from tweet_assets.accounts import Account, Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.holdings import (
    SEEN,
    Holdings,
    account_of,
    backups,
    databases,
    inbox_files,
    pages,
    tables,
    texts,
)
from tweet_assets.warehouse import Transaction

_AS_IT_IS = "surrogateescape"  # bytes that are no UTF-8 are written back as they were


def delete(place: DataFolder, handle: str) -> Holdings:
    """Deletes all of an account, backups and Dagster's history with it. accounts.toml is the user's, and stays.

    The databases are written anew, so that nothing of it is left in their free space. Other accounts keep every row.
    """
    account, folder = account_of(place, handle)
    mine, shared = inbox_files(place, folder, account)
    files = [*mine, *pages(place, account), *texts(place, account)]
    _unlabel(place, folder, account)
    files += [*place.own_inbox.rglob(f"{DRAFT}*"), *([place.scratch] if place.scratch.exists() else [])]
    for path in files:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    rows: dict[str, int] = {}
    for store in (*databases(place, folder), *backups(place, folder)):
        with store.transaction() as transaction:
            if store.domain == "own":
                _disown(transaction, account.handle)
            for table, where in tables(store, transaction):
                [count] = transaction.one(f"select count(*) from {table} where {where}", [account.handle])  # noqa: S608
                transaction.execute(f"delete from {table} where {where}", [account.handle])  # noqa: S608
                rows[table] = rows.get(table, 0) + int(count)
        store.rewrite()
    if place.instance.exists():
        shutil.rmtree(place.instance)
        files.append(place.instance)
    return Holdings(account.handle, rows, tuple(files), tuple(shared))


def _disown(transaction: Transaction, handle: str) -> None:
    """Where a file has rows of several accounts: those of this one are told as left out, so that it still adds up."""
    transaction.execute(
        f"create or replace temp table shared as select file_sha256 from ({SEEN}) group by all "  # noqa: S608
        "having count(distinct account) > 1"
    )
    transaction.execute(
        """
        insert into account.refused_rows
        select file_sha256, record_number, 'foreign', null, 'deleted with its account'
        from account.analytics_exports
        semi join shared using (file_sha256)
        where account = ?
        """,
        [handle],
    )
    transaction.execute(
        """
        update account.export_files
        set rows_imported = rows_imported - gone.rows, rows_foreign = rows_foreign + gone.rows
        from (
            select file_sha256, count(*) as rows
            from account.analytics_exports
            semi join shared using (file_sha256)
            where account = ?
            group by file_sha256
        ) as gone
        where export_files.file_sha256 = gone.file_sha256
        """,
        [handle],
    )
    for table in ("account.analytics_exports", "account.overview_days"):
        transaction.execute(
            f"delete from {table} where account = ? and file_sha256 in (select file_sha256 from shared)",  # noqa: S608
            [handle],
        )


def _unlabel(place: DataFolder, folder: Folder, account: Account) -> None:
    """Takes the account's lines out of labels.csv; the file is complete before it has its name."""
    if not place.labels_file.exists():
        return
    own = next((store for store in databases(place, folder) if store.domain == "own"), None)
    ids = (
        set(own.read("select post_id from account.posts where account = ?", [account.handle])["post_id"])
        if own
        else set()
    )
    rows = list(csv.reader(io.StringIO(place.labels_file.read_text("utf-8-sig", _AS_IT_IS), newline="")))
    kept = [row for row in rows if not ids & {cell.strip() for cell in row}]
    draft = place.labels_file.with_suffix(".part")
    with draft.open("w", encoding="utf-8", errors=_AS_IT_IS, newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(kept)
    draft.replace(place.labels_file)
