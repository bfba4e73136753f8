"""The database files: opened closed to everything else, made whole or not at all, brought up to date.

Three files, one a domain of trust: `own` (schemas account, learning), `external` (generation), `posting` (posting,
reports). Each knows which it is, which version its schema has, and whether its rows are simulated; it refuses to be
opened as anything else. One process that writes excludes every other, readers too, so opening waits, with a bound, and
then says who holds the file.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, TypeVar
from uuid import uuid4

import duckdb

from tweet_assets.settings import SETTINGS

Domain = Literal["own", "external", "posting"]
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,  # else `from frame` would read a variable of the calling code
}
_CLOSED = "set enable_external_access = false; set lock_configuration = true"
Opened = TypeVar("Opened")

SCHEMA_VERSIONS: Mapping[Domain, int] = {"own": 7, "external": 2, "posting": 6}
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


class OlderSchema(WrongDatabase):
    """The file is of an earlier version, and was opened to be read only; whoever writes brings it up to date."""


def open_file(
    path: Path,
    read_only: bool,
    wait_seconds: float,
    reading: Path | None = None,
    anew: Mapping[str, Path] | None = None,
) -> duckdb.DuckDBPyConnection:
    """Attaches the file under a name of its own: a file `posting.duckdb` would else hide its schema `posting`.

    `anew` are files that are made beside it, whatever was there, by the names under which they are attached.
    """
    statement = _attach(path, "warehouse", read_only)

    def opened() -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:", config=_CONFIG)
        try:
            connection.execute(statement)
            for name, other in (anew or {}).items():
                discard(other)  # of a run that died: who holds the file itself is alone with it
                connection.execute(_attach(other, name))
            connection.execute("use warehouse; set TimeZone = 'UTC'")
            if reading is not None:
                connection.execute("set allowed_directories = [?]", [str(reading)])
                connection.execute("set temp_directory = ?", [str(reading)])
                connection.execute("set memory_limit = ?", [f"{SETTINGS.warehouse.import_memory_mb} MB"])
            connection.execute(_CLOSED)
        except duckdb.Error:
            connection.close()
            raise
        return connection

    return _waiting(opened, path, wait_seconds)


def engine(path: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB without any file, which takes ten times as long to start as a file to open.

    It can open this one file, as often as one likes, and nothing beside it.
    """
    connection = duckdb.connect(":memory:", config=_CONFIG)
    files = [f"{path}{end}" for end in ("", ".wal", ".wal.checkpoint", ".wal.recovery")]
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set allowed_paths = ?", [files])
    connection.execute(_CLOSED)
    return connection


def open_with(engine: duckdb.DuckDBPyConnection, path: Path, read_only: bool, wait_seconds: float) -> None:
    """Opens a file with an engine that was made for it; `close_with` closes it again."""
    _waiting(lambda: engine.execute(_attach(path, "warehouse", read_only)), path, wait_seconds)
    engine.execute("use warehouse")


def close_with(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute("use memory")
    engine.execute("detach warehouse")


def _attach(path: Path, name: str, read_only: bool = False) -> str:
    quoted = str(path).replace("'", "''")
    return f"attach '{quoted}' as {name}" + (" (read_only)" if read_only else "")


def _waiting(opened: Callable[[], Opened], path: Path, wait_seconds: float) -> Opened:
    """Opens a file as soon as nobody else holds it. Raises Busy, or WarehouseError where it cannot be opened."""
    deadline = time.monotonic() + wait_seconds
    pause = SETTINGS.warehouse.first_pause_seconds
    while True:
        try:
            return opened()
        except duckdb.Error as error:
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
        time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - spreads waiting processes, decides nothing
        pause = min(2 * pause, SETTINGS.warehouse.longest_pause_seconds)


def identify(
    connection: duckdb.DuckDBPyConnection, path: Path, domain: Domain, simulated: bool, read_only: bool
) -> None:
    """Sees that a file is what it is opened as, and brings an older one up to date. Raises WrongDatabase."""
    try:
        found = connection.execute("select domain, schema_version, simulated from meta.identity").fetchone()
    except duckdb.CatalogException as error:
        raise WrongDatabase(f"{path} is not a database of ours. Move it away and run again.") from error
    if found is None or found[0] != domain:
        raise WrongDatabase(f"{path} holds the domain {found and found[0]!r}, not {domain!r}.")
    if found[2] != simulated:
        raise WrongDatabase(
            f"{path} holds {'simulated' if found[2] else 'real'} rows, "
            f"but accounts.toml says `simulated = {str(simulated).lower()}`. "
            "Real and simulated accounts live in folders of their own."
        )
    current = SCHEMA_VERSIONS[domain]
    if found[1] > current:
        raise WrongDatabase(
            f"{path} has schema version {found[1]}, this program knows {current}. Install the version that wrote it."
        )
    if found[1] < current:
        _migrate(connection, path, domain, int(found[1]), read_only)


def _migrate(connection: duckdb.DuckDBPyConnection, path: Path, domain: Domain, version: int, read_only: bool) -> None:
    """Brings an older file to today's tables, in one transaction; a run that dies leaves it as it was."""
    if read_only:
        raise OlderSchema(
            f"{path} has schema version {version} and was opened to be read. Run `tweet-assets run`: "
            f"it brings the file to version {SCHEMA_VERSIONS[domain]}."
        )
    package = Path(__file__).parent
    connection.execute("begin")
    try:
        for step in range(version + 1, SCHEMA_VERSIONS[domain] + 1):
            script = (package / "migrations" / f"{domain}_{step}.sql").read_text(encoding="utf-8")
            before, after = script.split("-- then the tables of today --")
            connection.execute(before)
            for schema in DOMAINS[domain]:
                connection.execute((package / schema / "tables.sql").read_text(encoding="utf-8"))
            connection.execute(after)
        connection.execute("update meta.identity set schema_version = ?", [SCHEMA_VERSIONS[domain]])
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def discard(*paths: Path) -> None:
    """Removes database files with their logs."""
    for path in paths:
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _held_by_another(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.ResourceInUseException) or "Conflicting lock" in str(error)


def is_damaged(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.IOException) or "Corrupt database file" in str(error)


def create(path: Path, domain: Domain, simulated: bool) -> None:
    """Makes the whole file beside its place and links it there: no process ever sees, or leaves, half a database."""
    package = Path(__file__).parent
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        connection = open_file(draft, read_only=False, wait_seconds=0)
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
