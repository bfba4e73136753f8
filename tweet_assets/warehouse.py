"""Frames to DuckDB and back: schema = key prefix, table = asset name, a run replaces its partition in one transaction.

The only module that imports duckdb. Three files, one a domain of trust: `own` (schemas account, learning),
`external` (generation), `posting` (posting, reports). Each file knows which it is, which version its schema has,
and whether its rows are simulated; it refuses to be opened as anything else. A connection can read and write that
file and nothing beside it: no other database, no file, no extension.

Connections are short. One process that writes excludes every other, readers too, so opening waits, with a bound,
and then says who holds the file.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import duckdb
import pandas as pd

from tweet_assets.frames import as_promised, is_altered
from tweet_assets.frames import content_hash as content_hash
from tweet_assets.settings import SETTINGS

Domain = Literal["own", "external", "posting"]
Value = str | int | float | bool | object
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,  # else `from frame` would read a variable of the calling code
}
_NAME = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?", re.IGNORECASE | re.ASCII)

SCHEMA_VERSIONS: Mapping[Domain, int] = {"own": 2, "external": 1, "posting": 1}
DOMAINS: Mapping[Domain, tuple[str, ...]] = {
    "own": ("account", "learning"),
    "external": ("generation",),
    "posting": ("posting", "reports"),
}


class WarehouseError(Exception):
    """Something is wrong with a database file; the message says what, where and what to do."""


class MalformedFile(WarehouseError):
    """A CSV file is not what it was said to be."""


class Busy(WarehouseError):
    """Another process held the file for too long."""


class WrongDatabase(WarehouseError):
    """The file is of another domain, another version, or holds simulated rows where real ones are kept."""


@dataclass(frozen=True)
class Warehouse:
    """One database file of one domain. `read_only` connections never create, write or lock out other readers."""

    path: Path
    domain: Domain
    simulated: bool = False
    read_only: bool = False
    wait_seconds: float = SETTINGS.warehouse.wait_seconds

    @contextmanager
    def connect(self, reading: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that sees this file alone, and the folder `reading`. Raises Busy or WrongDatabase."""
        if not self.path.exists():
            if self.read_only:
                raise WarehouseError(f"{self.path} does not exist yet: nothing was written. Run `tweet-assets run`.")
            _create(self.path, self.domain, self.simulated)
        connection = _open(self.path, self.read_only, self.wait_seconds, reading)
        try:
            self._identify(connection)
            yield connection
        except duckdb.Error as error:
            if not _damaged(error):
                raise
            raise WarehouseError(f"{self.path} fails: {error} If it is damaged, restore it from a backup.") from error
        finally:
            connection.close()

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

    def rename_accounts(self, handles: Mapping[str, str]) -> int:
        """Gives the rows of an account the handle of today: `handles` tells it by each of its names in lower case.

        Returns how many rows were changed. Raises WarehouseError where two accounts would become one.
        """
        changed = 0
        with self.transaction() as transaction:
            transaction.stage("handles", pd.DataFrame(handles.items(), columns=["name", "handle"], dtype="str"))
            for table in self.tables_of_accounts(transaction):
                try:
                    [count] = transaction.one(
                        f"""
                        update {table} set account = handles.handle from handles
                        where lower({table}.account) = handles.name and {table}.account <> handles.handle
                        """  # noqa: S608 - a name out of the catalogue
                    )
                except duckdb.ConstraintException as error:
                    raise WarehouseError(
                        f"{self.path}: {table} has rows of two accounts that accounts.toml calls one. "
                        "Delete one of them with `tweet-assets delete`, or keep them apart."
                    ) from error
                changed += int(count)
        return changed

    def tables_of_accounts(self, transaction: Transaction) -> list[str]:
        """Every table of this file whose rows belong to an account."""
        found = transaction.read(
            """
            select columns.table_schema || '.' || columns.table_name as name
            from information_schema.columns
            join information_schema.tables using (table_catalog, table_schema, table_name)
            where columns.column_name = 'account' and tables.table_type = 'BASE TABLE'
                and list_contains(?::text[], columns.table_schema)
            order by all
            """,
            [list(DOMAINS[self.domain])],
        )
        return [str(name) for name in found["name"]]

    def _identify(self, connection: duckdb.DuckDBPyConnection) -> None:
        try:
            found = connection.execute("select domain, schema_version, simulated from meta.identity").fetchone()
        except duckdb.CatalogException as error:
            raise WrongDatabase(f"{self.path} is not a database of ours. Move it away and run again.") from error
        if found is None or found[0] != self.domain:
            raise WrongDatabase(f"{self.path} holds the domain {found and found[0]!r}, not {self.domain!r}.")
        if found[2] != self.simulated:
            raise WrongDatabase(
                f"{self.path} holds {'simulated' if found[2] else 'real'} rows, "
                f"but accounts.toml says `simulated = {str(self.simulated).lower()}`. "
                "Real and simulated accounts live in folders of their own."
            )
        current = SCHEMA_VERSIONS[self.domain]
        if found[1] > current:
            raise WrongDatabase(
                f"{self.path} has schema version {found[1]}, this program knows {current}. "
                "Install the version that wrote it."
            )
        if found[1] < current:
            self._migrate(connection, int(found[1]))

    def _migrate(self, connection: duckdb.DuckDBPyConnection, version: int) -> None:
        """Brings an older file to today's tables, in one transaction; a run that dies leaves it as it was."""
        if self.read_only:
            raise WrongDatabase(
                f"{self.path} has schema version {version} and was opened to be read. Run `tweet-assets run`: "
                f"it brings the file to version {SCHEMA_VERSIONS[self.domain]}."
            )
        package = Path(__file__).parent
        connection.execute("begin")
        try:
            for step in range(version + 1, SCHEMA_VERSIONS[self.domain] + 1):
                script = (package / "migrations" / f"{self.domain}_{step}.sql").read_text(encoding="utf-8")
                before, after = script.split("-- then the tables of today --")
                connection.execute(before)
                for schema in DOMAINS[self.domain]:
                    connection.execute((package / schema / "tables.sql").read_text(encoding="utf-8"))
                connection.execute(after)
            connection.execute("update meta.identity set schema_version = ?", [SCHEMA_VERSIONS[self.domain]])
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("commit")


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
        [row] = self.connection.execute(query, list(parameters)).fetchall()
        return tuple(row)

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
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            raise MalformedFile(str(error)) from error


def _open(path: Path, read_only: bool, wait_seconds: float, reading: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Attaches the file under a name of its own: a file `posting.duckdb` would else hide its schema `posting`."""
    quoted = str(path).replace("'", "''")
    statement = f"attach '{quoted}' as warehouse" + (" (read_only)" if read_only else "")
    deadline = time.monotonic() + wait_seconds
    pause = SETTINGS.warehouse.first_pause_seconds
    while True:
        connection = duckdb.connect(":memory:", config=_CONFIG)
        try:
            connection.execute(statement)
            connection.execute("use warehouse; set TimeZone = 'UTC'")
            if reading is not None:
                connection.execute("set allowed_directories = [?]", [str(reading)])
                connection.execute("set temp_directory = ?", [str(reading)])
                connection.execute("set memory_limit = ?", [f"{SETTINGS.warehouse.import_memory_mb} MB"])
            connection.execute("set enable_external_access = false; set lock_configuration = true")
        except duckdb.Error as error:
            connection.close()
            if not _held_by_another(error):
                raise WarehouseError(
                    f"{path} cannot be opened: {error} Restore it from a backup, or move it away."
                ) from error
            if time.monotonic() >= deadline:
                holder = "this" if isinstance(error, duckdb.ResourceInUseException) else "another"
                raise Busy(
                    f"{path} was held by {holder} process for {wait_seconds:g} s: {error} "
                    "Wait until that run has finished, or stop it, and run again."
                ) from error
        else:
            return connection
        time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads waiting processes, decides nothing
        pause = min(2 * pause, SETTINGS.warehouse.longest_pause_seconds)


def _held_by_another(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.ResourceInUseException) or "Conflicting lock" in str(error)


def _damaged(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.IOException) or "Corrupt database file" in str(error)


def _create(path: Path, domain: Domain, simulated: bool) -> None:
    """Makes the whole file beside its place and links it there: no process ever sees, or leaves, half a database."""
    package = Path(__file__).parent
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        connection = _open(draft, read_only=False, wait_seconds=0)
        try:
            for schema in DOMAINS[domain]:
                connection.execute(f"create schema {schema}")
                connection.execute((package / schema / "tables.sql").read_text(encoding="utf-8"))
            connection.execute("create schema meta")
            connection.execute(
                "create table meta.identity"
                " (domain text not null, schema_version integer not null, simulated boolean not null)"
            )
            if domain == "own":  # when each file came in: a fact of a run, so no table of own facts holds it
                connection.execute("create table meta.imports (file_sha256 text primary key, imported_at timestamptz)")
            connection.execute(
                "insert into meta.identity values (?, ?, ?)", [domain, SCHEMA_VERSIONS[domain], simulated]
            )
            connection.execute("checkpoint")  # the link takes the file alone, without its log
        finally:
            connection.close()
        with suppress(FileExistsError):  # another process was first, with the same tables
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _frame(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Value]) -> pd.DataFrame:
    """A frame whose types depend on the query alone, not on whether a row is missing or there is none."""
    connection.execute(query, list(parameters))
    kinds = [str(column[1]) for column in connection.description or ()]
    return as_promised(connection.df(), kinds)


def _identifier(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise WarehouseError(f"'{name}' is not the name of a table or column.")
    return name
