"""Frames to DuckDB and back: schema = key prefix, table = asset name, a run replaces its partition in one transaction.

The only module that imports duckdb. Three files, one a domain of trust: `own` (schemas account, learning),
`external` (generation), `posting` (posting, reports). Each file knows which it is, which version its schema has,
and whether its rows are simulated; it refuses to be opened as anything else. A connection can read and write that
file and nothing beside it: no other database, no file, no extension.

Connections are short. One process that writes excludes every other, readers too, so opening waits, with a bound,
and then says who holds the file.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd

from tweet_assets.settings import SETTINGS

Domain = Literal["own", "external", "posting"]
Value = str | int | float | bool | object

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
        if self.read_only and not self.path.exists():
            raise WarehouseError(f"{self.path} does not exist yet: nothing has been written there. Run `tweet-assets run`.")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = _open(self.path, self.read_only, self.wait_seconds)
        try:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
            self._identify(connection)
            yield connection
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
        known = connection.execute(
            "select count(*) from information_schema.tables where table_schema = 'meta' and table_name = 'identity'"
        ).fetchone()
        if known is None or known[0] == 0:
            if self.read_only:
                raise WrongDatabase(f"{self.path} is not a database of tweet_assets. Move it away and run again.")
            _create(connection, self.domain, self.simulated)
        found = connection.execute("select domain, schema_version, simulated from meta.identity").fetchone()
        if found is None or found[0] != self.domain:
            raise WrongDatabase(f"{self.path} holds the domain {found and found[0]!r}, not {self.domain!r}.")
        if found[1] != SCHEMA_VERSION:
            raise WrongDatabase(
                f"{self.path} has schema version {found[1]}, this program knows {SCHEMA_VERSION}. Install the version that wrote it."
            )
        if found[2] != self.simulated:
            kinds = {True: "simulated", False: "real"}
            raise WrongDatabase(
                f"{self.path} holds {kinds[found[2]]} rows, but accounts.toml says `simulated = {str(self.simulated).lower()}`. "
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
        columns = [row[0] for row in self.connection.execute(f"describe {_identifier(name)}").fetchall()]
        strange = sorted(set(frame.columns) - set(columns))
        absent = sorted(set(columns) - set(frame.columns))
        if strange or absent:
            raise WarehouseError(f"{name}: the frame lacks columns {absent} and has unknown columns {strange}.")
        if frame.empty:
            return
        clause = f" on conflict {on_conflict}" if on_conflict else ""
        self.connection.register("incoming", frame)
        self.connection.execute(f"insert into {_identifier(name)} by name select * from incoming{clause}")  # noqa: S608
        self.connection.unregister("incoming")

    def execute(self, statement: str, parameters: Sequence[Value] = ()) -> None:
        self.connection.execute(statement, list(parameters))


def content_hash(frame: pd.DataFrame) -> str:
    """Sixteen hex digits of what a frame says, whatever the order of its rows or columns."""
    columns = sorted(frame.columns)
    rows = sorted(
        "\x1f".join("\x00" if value is None else repr(value) for value in row)
        for row in frame[columns].astype(object).where(frame[columns].notna(), None).itertuples(index=False)
    )
    return sha256("\x1e".join([*columns, *rows]).encode()).hexdigest()[:16]


def _open(path: Path, read_only: bool, wait_seconds: float) -> duckdb.DuckDBPyConnection:
    """Attaches the file under a name of its own: a file `posting.duckdb` would else hide its schema `posting`."""
    quoted = str(path).replace("'", "''")
    statement = f"attach '{quoted}' as warehouse" + (" (read_only)" if read_only else "")
    deadline = time.monotonic() + wait_seconds
    pause = SETTINGS.warehouse.first_pause_seconds
    while True:
        connection = duckdb.connect(
            ":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        )
        try:
            connection.execute(statement)
            connection.execute("use warehouse")
        except (duckdb.IOException, duckdb.ResourceInUseException) as error:
            connection.close()
            if not _held_by_another(error):
                raise WarehouseError(f"{path} cannot be opened: {error} Restore it from a backup, or move it away.") from error
            if time.monotonic() >= deadline:
                raise Busy(
                    f"{path} was held by another process for {wait_seconds:.0f} s: {error} "
                    "Wait until that run has finished, or stop it, and run again."
                ) from error
        except BaseException:
            connection.close()
            raise
        else:
            return connection
        time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads waiting processes, decides nothing
        pause = min(2 * pause, SETTINGS.warehouse.longest_pause_seconds)


def _held_by_another(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.ResourceInUseException) or "Conflicting lock" in str(error)


def _create(connection: duckdb.DuckDBPyConnection, domain: Domain, simulated: bool) -> None:
    package = Path(__file__).parent
    connection.execute("begin")
    for schema in DOMAINS[domain]:
        connection.execute(f"create schema if not exists {schema}")
        connection.execute((package / schema / "tables.sql").read_text(encoding="utf-8"))
    connection.execute("create schema if not exists meta")
    connection.execute(
        "create table meta.identity (domain text not null, schema_version integer not null, simulated boolean not null)"
    )
    connection.execute("insert into meta.identity values (?, ?, ?)", [domain, SCHEMA_VERSION, simulated])
    connection.execute("commit")


def _frame(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Value]) -> pd.DataFrame:
    frame = connection.execute(query, list(parameters)).df()
    for column, dtype in frame.dtypes.items():
        kind = str(dtype)
        if kind.startswith(("int", "Int")):
            frame[column] = frame[column].astype("Int64")
        elif kind.startswith("Float"):
            frame[column] = frame[column].astype("float64")
    return frame


def _identifier(name: str) -> str:
    if not name.replace(".", "").replace("_", "").isalnum():
        raise WarehouseError(f"'{name}' is not the name of a table or column.")
    return name
