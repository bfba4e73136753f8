"""Frames to DuckDB and back: schema = key prefix, table = asset name, a run replaces its partition in one transaction.

A connection can read and write its file (database_file.py) and nothing beside it: no other database, no file, no
extension. Connections are short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from tweet_assets import database_file
from tweet_assets.database_file import DOMAINS, Busy, Domain, MalformedFile, WarehouseError, WrongDatabase
from tweet_assets.frames import as_promised, is_altered
from tweet_assets.frames import content_hash as content_hash
from tweet_assets.settings import SETTINGS

__all__ = [
    "DOMAINS",
    "Busy",
    "Domain",
    "MalformedFile",
    "Transaction",
    "Warehouse",
    "WarehouseError",
    "WrongDatabase",
    "content_hash",
]
Value = str | int | float | bool | object
_NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Warehouse:
    """One database file of one domain. `read_only` connections never create, write or lock out other readers."""

    path: Path
    domain: Domain
    simulated: bool = False
    read_only: bool = False
    wait_seconds: float = SETTINGS.warehouse.wait_seconds
    engine: duckdb.DuckDBPyConnection | None = field(default=None, repr=False, compare=False)

    @contextmanager
    def at_hand(self) -> Iterator[Warehouse]:
        """The same file for one thread that connects to it again and again.

        DuckDB is started once. The file is opened and closed each time as ever: others come in between.
        """
        engine = database_file.engine(self.path)
        try:
            yield replace(self, engine=engine)
        finally:
            engine.close()

    @contextmanager
    def connect(self, reading: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that sees this file alone, and the folder `reading`. Raises Busy or WrongDatabase."""
        if not self.path.exists():
            if self.read_only:
                raise WarehouseError(f"{self.path} does not exist yet: nothing was written. Run `tweet-assets run`.")
            database_file.create(self.path, self.domain, self.simulated)
        connection = self._open(reading)
        try:
            database_file.identify(connection, self.path, self.domain, self.simulated, self.read_only)
            yield connection
        except duckdb.Error as error:
            if not database_file.is_damaged(error):
                raise
            raise WarehouseError(f"{self.path} fails: {error} If it is damaged, restore it from a backup.") from error
        finally:
            if connection is self.engine:
                database_file.close_with(connection)
            else:
                connection.close()

    def _open(self, reading: Path | None) -> duckdb.DuckDBPyConnection:
        if self.engine is None or reading is not None:
            return database_file.open_file(self.path, self.read_only, self.wait_seconds, reading)
        database_file.open_with(self.engine, self.path, self.read_only, self.wait_seconds)
        return self.engine

    @contextmanager
    def transaction(self, reading: Path | None = None) -> Iterator[Transaction]:
        """Everything inside happens, or nothing of it does. It may read the files of one folder, if one is given."""
        with self.connect(reading) as connection:
            connection.execute("begin")
            try:
                yield Transaction(connection)
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    def read(self, query: str, parameters: Sequence[Value] = ()) -> pd.DataFrame:
        """The rows of a query. Counts come as Int64, moments in UTC, days as midnight; NULL is NA, NaN or NaT."""
        with self.connect() as connection:
            return _frame(connection, query, parameters)

    def rows(self, query: str, parameters: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query as plain values, like Transaction.rows."""
        with self.connect() as connection:
            return Transaction(connection).rows(query, parameters)

    def table(self, name: str, **equals: Value) -> pd.DataFrame:
        """The rows of a table, by name `schema.table`, where every given column has the given value."""
        where = " and ".join(f"{_identifier(column)} = ?" for column in equals)
        clause = f" where {where}" if where else ""
        return self.read(f"select * from {_identifier(name)}{clause} order by all", list(equals.values()))  # noqa: S608

    def fingerprint(self, name: str) -> tuple[int, str]:
        """How many rows a table has, and sixteen hex digits of what they say, whatever their order.

        For tables too large to be hashed row by row in Python; another version of DuckDB may say other digits.
        """
        table = _identifier(name)
        with self.connect() as connection:
            [(rows, digits)] = connection.execute(
                f"select count(*), sum(hash({table.split('.')[-1]})::hugeint) from {table}"  # noqa: S608
            ).fetchall()
        return int(rows), sha256(repr((rows, digits)).encode()).hexdigest()[:16]

    def replace(self, name: str, frame: pd.DataFrame, where: str = "true", parameters: Sequence[Value] = ()) -> None:
        """Puts the frame in the place of the rows that `where` selects, in one transaction."""
        with self.transaction() as transaction:
            transaction.replace(name, frame, where, parameters)


@dataclass(frozen=True)
class Transaction:
    """Writes of one transaction. Columns go by name: one that is missing or unknown fails the whole of it."""

    connection: duckdb.DuckDBPyConnection

    def read(self, query: str, parameters: Sequence[Value] = ()) -> pd.DataFrame:
        return _frame(self.connection, query, parameters)

    def replace(self, name: str, frame: pd.DataFrame, where: str = "true", parameters: Sequence[Value] = ()) -> None:
        """Deletes the rows that `where` selects, then inserts the frame."""
        self.connection.execute(f"delete from {_identifier(name)} where {where}", list(parameters))  # noqa: S608
        self.append(name, frame)

    def append(self, name: str, frame: pd.DataFrame, on_conflict: str = "") -> None:
        """Inserts the frame by column name; `on_conflict` is a clause like `do nothing`."""
        described = self.connection.execute(f"describe {_identifier(name)}").fetchall()
        types = {str(row[0]): str(row[1]) for row in described}
        strange, absent = sorted(set(frame.columns) - set(types)), sorted(set(types) - set(frame.columns))
        if strange or absent:
            raise WarehouseError(f"{name}: the frame lacks columns {absent} and has unknown columns {strange}.")
        for column, kind in types.items():
            if is_altered(frame[column], kind):
                raise WarehouseError(f"{name}.{column} is {kind}: the frame's floats would not survive it.")
        if frame.empty:
            return
        clause = f" on conflict {on_conflict}" if on_conflict else ""
        self.connection.register("incoming", frame)
        self.connection.execute(f"insert into {_identifier(name)} by name select * from incoming{clause}")  # noqa: S608
        self.connection.unregister("incoming")

    def execute(self, statement: str, parameters: Sequence[Value] = ()) -> None:
        self.connection.execute(statement, list(parameters))

    def one(self, query: str, parameters: Sequence[Value] = ()) -> tuple[Any, ...]:
        """The only row of a query."""
        [row] = self.rows(query, parameters)
        return row

    def rows(self, query: str, parameters: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query as plain values, for a third of what a frame costs; moments in UTC, NULL is None."""
        found = self.connection.execute(query, list(parameters)).fetchall()
        return [
            tuple(value.astimezone(UTC) if isinstance(value, datetime) else value for value in row) for row in found
        ]

    def columns(self) -> dict[str, list[str]]:
        """The columns of every table of the file, by name `schema.table`."""
        found = self.connection.execute(
            """
            select table_schema || '.' || table_name as name, list(column_name)
            from information_schema.columns
            where table_catalog = current_database()
            group by name
            order by name
            """
        ).fetchall()
        return {str(name): [str(column) for column in columns] for name, columns in found}

    def write_json(self, query: str, path: Path) -> int:
        """Writes a query's rows to a new file, one JSON object a line, and returns how many there are.

        NULL is null, an id is text, a moment is ISO 8601 in UTC. The connection has to see the folder.
        """
        quoted = str(path).replace("'", "''")
        form = "format json, dateformat '%Y-%m-%d', timestampformat '%Y-%m-%dT%H:%M:%S.%fZ'"
        [count] = self.one(f"copy ({query}) to '{quoted}' ({form})")
        return int(count)

    def stage(self, name: str, frame: pd.DataFrame) -> None:
        """Makes a temporary table of a frame; it is gone when the transaction is."""
        self.connection.register("incoming", frame)
        self.connection.execute(f"create or replace temp table {_identifier(name)} as select * from incoming")  # noqa: S608
        self.connection.unregister("incoming")

    def load_csv(self, name: str, path: Path, columns: Sequence[str], separator: str) -> None:
        """Makes a temporary table of the records of a CSV file: record_number (0: the header), and cells as text.

        Raises MalformedFile where the file is not RFC 4180, or its records do not all have these columns.
        """
        named = ", ".join(f"'{_identifier(column)}': 'VARCHAR'" for column in columns)
        quoted = str(path).replace("'", "''")
        try:
            self.connection.execute(
                f"""
                create or replace temp table {_identifier(name)} as
                select row_number() over () - 1 as record_number, * from read_csv(
                    '{quoted}', header = false, auto_detect = false, columns = {{{named}}}, delim = '{separator}',
                    quote = '"', escape = '"', strict_mode = true, null_padding = false, parallel = false,
                    max_line_size = {SETTINGS.warehouse.csv_record_bytes_max}
                )
                """  # noqa: S608
            )
        except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.OutOfMemoryException) as error:
            raise MalformedFile(str(error)) from error


def _frame(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Value]) -> pd.DataFrame:
    """A frame whose types depend on the query alone, not on whether a row is missing or there is none."""
    connection.execute(query, list(parameters))
    kinds = [str(column[1]) for column in connection.description or ()]
    return as_promised(connection.df(), kinds)


def _identifier(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise WarehouseError(f"'{name}' is not the name of a table or column.")
    return name
