"""Which rows of a database are an account's, in a file of any domain and version, and how they leave it.

A row is an account's own by the column `account`; where a table has none, by the post, decision or file that the row
refers to, or as a tweet of its author. So a table that is added tomorrow is covered, and so is a backup of last year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from tweet_assets.accounts import Account, Folder
from tweet_assets.as_it_is import is_database, reading, rewriting
from tweet_assets.data_folder import DataFolder
from tweet_assets.warehouse import Transaction, WarehouseError

_KEYS = ("decision_id", "post_id", "file_sha256")  # by which a row without an account refers to one that has it
_FATES = ("imported", "foreign", "refused")  # of a file's rows: those that stand in a table one by one
_REFUSED = "account.refused_rows"
_MINE = "(select name from whose where mine)"
_LEDGERS = ("account.export_files", "generation.external_files")  # a row a file, with counts of its rows


class UnknownAccount(Exception):
    """The handle is neither in accounts.toml nor in a table; the message lists those that are."""


@dataclass(frozen=True)
class Whose:
    """An account among all of a data folder: those of accounts.toml, and those that only tables still know."""

    account: Account
    folder: Folder
    configured: bool

    @property
    def handles(self) -> Mapping[str, str]:
        """The handle of everybody, by each of their names in lower case."""
        return {name.lower(): account.handle for account in self.folder.accounts for name in account.names}


def whose(place: DataFolder, handle: str) -> Whose:
    """The account of a handle, by any of its names. Raises UnknownAccount where nothing at all knows it."""
    settings, name = place.settings(), handle.removeprefix("@")
    live, copies = databases(place)
    stored = {name for path in live for name in accounts(path)}
    for path in copies:
        with suppress(WarehouseError):  # it cannot be read, and `delete` says so
            stored |= accounts(path)
    forgotten = {name.lower(): Account(name) for name in sorted(stored) if settings.account(name) is None}
    everybody = replace(settings, accounts=(*settings.accounts, *forgotten.values()))
    account = everybody.account(name)
    if account is None:
        there = ", ".join(f"@{account.handle}" for account in everybody.accounts)
        raise UnknownAccount(f"@{name} is neither in accounts.toml nor in a table; the accounts there are {there}.")
    return Whose(account, everybody, settings.account(name) is not None)


def databases(place: DataFolder) -> tuple[list[Path], list[Path]]:
    """The three files, own facts last, and every backup of one, whatever its name. Hidden are drafts of a rewriting."""
    live = [place.path / f"{domain}.duckdb" for domain in ("external", "posting", "own")]
    others = (path for path in place.path.rglob("*") if path not in live and path.is_file())
    copies = [path for path in others if path.suffix != ".wal" and not path.name.startswith(".")]
    return [path for path in live if path.exists()], sorted(p for p in copies if ".duckdb" in p.name or is_database(p))


def accounts(path: Path) -> set[str]:
    """The accounts that have rows in a database, as they are written there."""
    found: set[str] = set()
    with reading(path) as transaction:
        for table in (name for name, columns in transaction.columns().items() if "account" in columns):
            found |= {str(name) for name in transaction.read(f"select distinct account from {table}")["account"]}  # noqa: S608
    return found


def owners(path: Path, whose: Whose) -> pd.DataFrame:
    """Whose the posts, decisions and files of a database are: columns key (which of the three), value, name, mine.

    A file is everybody's who has a row in it, also one that was refused as foreign. Of others, files alone.
    """
    with reading(path) as transaction:
        _stage_owners(transaction, whose)
        return transaction.read("select * from owners where mine or key = 'file_sha256'")


def conditions(transaction: Transaction, whose: Whose, shared: bool) -> dict[str, str]:
    """What selects the account's rows in each table; `shared`: also files in which others have rows too.

    It holds inside this transaction, by the temporary tables `whose` and `owners` that are made here.
    """
    _stage_owners(transaction, whose)
    tables = transaction.columns()
    found = {}
    for table, columns in tables.items():
        who = next((column for column in ("account", "author") if column in columns), None)
        key = next((key for key in _KEYS if key in columns), None)
        every = "bool_or" if shared and table != _REFUSED else "bool_and"
        if who:
            found[table] = f"lower({who}) in {_MINE}"
        elif key:
            its = f"select value from owners where key = '{key}' group by value having {every}(mine)"  # noqa: S608
            found[table] = f"{key} in ({its})"
    if _REFUSED in found:
        found[_REFUSED] += f" or {_handle(tables[_REFUSED])} in {_MINE}"
    return found


def delete(path: Path, whose: Whose) -> dict[str, int]:
    """Takes the account's rows out of a database, without leaving a byte; returns how many went from which table.

    A file that others share stays in the ledger, with its rows counted anew: what is left of them adds up.
    """
    gone = {}
    with rewriting(path) as transaction:
        selected, tables = conditions(transaction, whose, shared=False), transaction.columns()
        files = " union ".join(
            f"select file_sha256 from {table} where {condition}"  # noqa: S608
            for table, condition in selected.items()
            if "file_sha256" in tables[table]
        )
        if files:
            transaction.execute(f"create or replace temp table touched as {files}")
        for table, condition in selected.items():
            [gone[table]] = transaction.one(f"delete from {table} where {condition}")  # noqa: S608
        for ledger in (name for name in _LEDGERS if name in tables):
            _count_again(transaction, ledger, tables)
    return {table: int(rows) for table, rows in gone.items() if rows}


def _stage_owners(transaction: Transaction, whose: Whose) -> None:
    tables = transaction.columns()
    mine = [handle == whose.account.handle for handle in whose.handles.values()]
    transaction.stage("whose", pd.DataFrame({"name": list(whose.handles), "mine": mine}))
    sources = [
        f"select '{key}' as key, {key} as value, lower(account) as name from {table}"  # noqa: S608
        for key in _KEYS
        for table, columns in tables.items()
        if {"account", key} <= set(columns)
    ]
    if _REFUSED in tables:
        sources.append(f"select 'file_sha256', file_sha256, {_handle(tables[_REFUSED])} from {_REFUSED}")  # noqa: S608
    transaction.execute(
        f"""
        create or replace temp table owners as
        select distinct key, value, name, mine
        from ({" union all ".join(sources)})
        join whose using (name)
        where value is not null
        """  # noqa: S608 - names out of the catalogue
    )


def _handle(columns: Sequence[str]) -> str:
    """Whose a refused row is; version 1 of own.duckdb said it in the reason alone."""
    return "handle" if "handle" in columns else r"lower(regexp_extract(reason, '@(\w{1,15})', 1))"


def _count_again(transaction: Transaction, ledger: str, tables: Mapping[str, Sequence[str]]) -> None:
    """Counts the rows of the files that were touched: those in `rows_` columns whose rows stand in a table."""
    kept = {"account.analytics_exports": "'imported'", "account.overview_days": "'imported'"}
    kept |= {"generation.viral_exports": "'imported'"}
    kept[_REFUSED] = "fate" if "fate" in tables.get(_REFUSED, ()) else "'foreign'"  # version 1
    rows = " union all ".join(f"select file_sha256, {fate} as fate from {t}" for t, fate in kept.items() if t in tables)  # noqa: S608
    fates = [fate for fate in _FATES if f"rows_{fate}" in tables[ledger]]
    transaction.execute(
        f"""
        update {ledger}
        set
            rows_total = rows_total + {" + ".join(f"counted.{fate} - rows_{fate}" for fate in fates)},
            {", ".join(f"rows_{fate} = counted.{fate}" for fate in fates)}
        from (
            select file_sha256, {", ".join(f"count(*) filter (fate = '{fate}') as {fate}" for fate in fates)}
            from touched
            left join ({rows}) using (file_sha256)
            group by file_sha256
        ) as counted
        where {ledger}.file_sha256 = counted.file_sha256
        """  # noqa: S608 - constants of this module
    )
