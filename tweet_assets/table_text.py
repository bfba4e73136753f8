"""The data dictionary as Markdown: what docs/tables.md holds. `python -m tweet_assets.table_text` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from tweet_assets.database_file import DOMAINS
from tweet_assets.table_columns import Column, Table, tables


def text() -> str:
    """Every table and column of the three databases, from the DDL that makes them."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# Tables and columns"
    yield ""
    yield "Generated from `tweet_assets/*/tables.sql` by `python -m tweet_assets.table_text`, and tested to be what"
    yield "they say. Moments are UTC, days are of the folder's time zone, ids are text. NULL is what is not known, and"
    yield "never zero. A ledger is the only record of what happened, and only grows; every other table can be made"
    yield "anew."
    for domain, schemas in DOMAINS.items():
        for schema in schemas:
            yield ""
            yield f"## {domain}.duckdb: {schema}"
            for table in tables(schema).values():
                yield from _table(table)
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield f"### {table.schema}.{table.name}"
    yield ""
    if table.meaning:
        yield f"{table.meaning[0].upper()}{table.meaning[1:]}."
        yield ""
    yield "| column | type | | meaning |"
    yield "|---|---|---|---|"
    yield from (_column(column) for column in table.columns)
    for condition in table.conditions:
        yield ""
        yield f"Holds for each row: `{condition}`."


def _column(column: Column) -> str:
    role = "key" if column.in_key else "" if column.required else "may be NULL"
    checks = "; ".join(f"`{check}`" for check in column.checks)
    said = "; ".join(part for part in (column.meaning.replace("|", "\\|"), checks.replace("|", "\\|")) if part)
    return f"| {column.name} | {column.type} | {role} | {said} |"


if __name__ == "__main__":
    print(text(), end="")
