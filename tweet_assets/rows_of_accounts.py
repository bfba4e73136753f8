"""Which tables hold rows of accounts, and what a renamed account's rows are called."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tweet_assets.warehouse import DOMAINS, Domain, Transaction, Warehouse


def tables(domain: Domain, transaction: Transaction) -> list[str]:
    """Every table of a database whose rows name an account."""
    found = transaction.read(
        """
        select columns.table_schema || '.' || columns.table_name as name
        from information_schema.columns
        join information_schema.tables using (table_catalog, table_schema, table_name)
        where columns.column_name = 'account' and tables.table_type = 'BASE TABLE'
            and list_contains(?::text[], columns.table_schema)
        order by all
        """,
        [list(DOMAINS[domain])],
    )
    return [str(name) for name in found["name"]]


def rename(store: Warehouse, handles: Mapping[str, str]) -> int:
    """Gives the rows of an account the handle of today: `handles` tells it by each of its names in lower case.

    Returns how many rows were changed. Of what stands under both names one row stays.
    """
    changed = 0
    with store.transaction() as transaction:
        transaction.stage("handles", pd.DataFrame(handles.items(), columns=["name", "handle"], dtype="str"))
        for table in tables(store.domain, transaction):
            _drop_doubles(transaction, table)
            [count] = transaction.one(
                f"""
                update {table} set account = handles.handle from handles
                where lower({table}.account) = handles.name and {table}.account <> handles.handle
                """  # noqa: S608 - a name out of the catalogue
            )
            changed += int(count)
    return changed


def _drop_doubles(transaction: Transaction, table: str) -> None:
    """Of rows that stand under several names of an account one stays: what we published, else that of today's name."""
    schema, name = table.split(".")
    [key] = transaction.one(
        "select any_value(constraint_column_names) from duckdb_constraints() "
        "where constraint_type = 'PRIMARY KEY' and schema_name = ? and table_name = ?",
        [schema, name],
    )
    if key is None or "account" not in key:
        return
    others = "".join(f", {table}.{column}" for column in key if column != "account")
    published = f"{table}.source = 'outbox' desc, " if table == "account.posts" else ""
    transaction.execute(
        f"""
        delete from {table}
        where rowid in (
            select {table}.rowid
            from {table}
            join handles on lower({table}.account) = handles.name
            qualify row_number() over (
                partition by handles.handle{others}
                order by {published}{table}.account = handles.handle desc, {table}.account
            ) > 1
        )
        """  # noqa: S608 - names out of the catalogue
    )
