"""The data dictionary and the list of assets are what the DDL and the graph say."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tweet_assets import asset_text, table_text
from tweet_assets.database_file import DOMAINS
from tweet_assets.definitions import defs
from tweet_assets.table_columns import ddl_of, tables

DOCS = Path(__file__).parent.parent / "docs"
SCHEMAS = [schema for schemas in DOMAINS.values() for schema in schemas]


def test_the_data_dictionary_is_what_the_ddl_says() -> None:
    assert (DOCS / "tables.md").read_text(encoding="utf-8") == table_text.text()


def test_the_list_of_assets_is_what_the_graph_says() -> None:
    assert (DOCS / "assets.md").read_text(encoding="utf-8") == asset_text.of(defs)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_is_read_off_the_ddl_is_what_duckdb_makes_of_it(schema: str) -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"create schema {schema}")
        connection.execute(ddl_of(schema).read_text(encoding="utf-8"))
        made = connection.execute(
            "select table_name, column_name, data_type, is_nullable from duckdb_columns()"
            f" where schema_name = '{schema}' order by all"
        ).fetchall()
        keys = connection.execute(
            "select table_name, constraint_column_names from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
            f" and schema_name = '{schema}'"
        ).fetchall()
        written = {column.type for table in tables(schema).values() for column in table.columns}
        types = {name: connection.execute(f"select typeof(null::{name})").fetchall()[0][0] for name in written}
    read = sorted(
        (table.name, column.name, types[column.type], not column.required)
        for table in tables(schema).values()
        for column in table.columns
    )
    assert read == made
    assert {table.name: list(table.key) for table in tables(schema).values() if table.key} == dict(keys)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_table_says_what_a_row_is_and_every_column_what_it_means(schema: str) -> None:
    silent = [
        f"{table.name}.{column.name}"
        for table in tables(schema).values()
        for column in table.columns
        if not column.meaning and not column.checks
    ]
    assert silent == []
    assert [table.name for table in tables(schema).values() if not table.meaning] == []
