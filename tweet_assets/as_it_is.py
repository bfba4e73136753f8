"""A database file of ours as it is, of whatever domain and version: read, or written anew without what is deleted.

For backups as well as for the file of today: nothing is brought up to date, since a backup of before a change is to
stay one of before it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from tweet_assets import database_file
from tweet_assets.database_file import WarehouseError, WrongDatabase
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Transaction

_MAGIC = b"DUCK"


def is_database(path: Path) -> bool:
    """Whether a file says of itself that DuckDB wrote it; an empty or torn one may not."""
    with path.open("rb") as file:
        return file.read(12)[8:] == _MAGIC


@contextmanager
def reading(path: Path, beside: Path | None = None) -> Iterator[Transaction]:
    """A transaction that changes nothing. It may write files into the folder `beside`. Raises Busy, WarehouseError."""
    connection = database_file.open_file(path, True, SETTINGS.warehouse.wait_seconds, beside)
    try:
        with _errors(path):
            _recognise(connection, path)
            connection.execute("begin")
            yield Transaction(connection)
    finally:
        connection.close()


@contextmanager
def rewriting(path: Path) -> Iterator[Transaction]:
    """A transaction after which the file is written anew, so that no byte of what was deleted is left in it.

    DuckDB frees the blocks of deleted rows and does not clear them. So the transaction works on a copy, the copy is
    copied to a file without free blocks, and that takes the place of the first while nobody else can open it: there is
    no moment at which rows are gone and their bytes are not. A run that dies leaves the file as it was, with a draft or
    two beside it, which the next rewriting removes. Raises Busy, WarehouseError.
    """
    path = path.resolve()  # a link stays a link
    draft, fresh = (path.with_name(f".{path.name}.{name}") for name in ("draft", "fresh"))
    anew = {"draft": draft, "fresh": fresh}
    connection = database_file.open_file(path, False, SETTINGS.warehouse.wait_seconds, anew=anew)
    try:
        with _errors(path):
            _recognise(connection, path)
            connection.execute("copy from database warehouse to draft")
            connection.execute("use draft; begin")
            try:
                yield Transaction(connection)
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit; copy from database draft to fresh; checkpoint fresh; checkpoint warehouse")
            connection.execute("use memory; detach draft; detach fresh")
            database_file.discard(draft)
            shutil.copymode(path, fresh)
            os.replace(fresh, path)
    finally:
        with suppress(duckdb.Error):  # a connection that has failed altogether does nothing any more
            connection.execute("use memory; detach database if exists draft; detach database if exists fresh")
        database_file.discard(draft, fresh)
        connection.close()


@contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        if not database_file.is_damaged(error):
            raise
        raise WarehouseError(f"{path} fails: {error} If it is damaged, restore it from a backup.") from error


def _recognise(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    try:
        connection.execute("select domain from meta.identity")
    except duckdb.CatalogException as error:
        raise WrongDatabase(f"{path} is not a database of ours.") from error
