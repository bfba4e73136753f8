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
from pathlib import Path
from typing import Literal
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

SCHEMA_VERSION = 1
DOMAINS: Mapping[Domain, tuple[str, ...]] = {
    "own": ("account", "learning"),
    "external": ("generation",),
    "posting": ("posting", "reports"),
}


class WarehouseError(Exception):
    """Something is wrong with a database file; the message says what, where and what to do."""


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
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that sees this file alone. Raises Busy or WrongDatabase."""
        if not self.path.exists():
            if self.read_only:
                raise WarehouseError(f"{self.path} does not exist yet: nothing was written. Run `tweet-assets run`.")
            _create(self.path, self.domain, self.simulated)
        connection = _open(self.path, self.read_only, self.wait_seconds)
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
    def transaction(self) -> Iterator[Transaction]:
        """Everything inside happens, or nothing of it does."""
        with self.connect() as connection:
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

    def replace(self, name: str, frame: pd.DataFrame, where: str = "true", parameters: Sequence[Value] = ()) -> None:
        """Puts the frame in the place of the rows that `where` selects, in one transaction."""
        with self.transaction() as transaction:
            transaction.replace(name, frame, where, parameters)

    def _identify(self, connection: duckdb.DuckDBPyConnection) -> None:
        try:
            found = connection.execute("select domain, schema_version, simulated from meta.identity").fetchone()
        except duckdb.CatalogException as error:
            raise WrongDatabase(f"{self.path} is not a database of ours. Move it away and run again.") from error
        if found is None or found[0] != self.domain:
            raise WrongDatabase(f"{self.path} holds the domain {found and found[0]!r}, not {self.domain!r}.")
        if found[1] != SCHEMA_VERSION:
            raise WrongDatabase(
                f"{self.path} has schema version {found[1]}, this program knows {SCHEMA_VERSION}. "
                "Install the version that wrote it."
            )
        if found[2] != self.simulated:
            raise WrongDatabase(
                f"{self.path} holds {'simulated' if found[2] else 'real'} rows, "
                f"but accounts.toml says `simulated = {str(self.simulated).lower()}`. "
                "Real and simulated accounts live in folders of their own."
            )


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


def _open(path: Path, read_only: bool, wait_seconds: float) -> duckdb.DuckDBPyConnection:
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
            connection.execute("insert into meta.identity values (?, ?, ?)", [domain, SCHEMA_VERSION, simulated])
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
