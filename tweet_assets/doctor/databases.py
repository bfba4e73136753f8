"""The three database files: whether each can be opened, of which version it is, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from tweet_assets.data_folder import DataFolder
from tweet_assets.database_file import SCHEMA_VERSIONS, Busy, Domain, OlderSchema, WarehouseError
from tweet_assets.doctor.finding import Finding, note, ok, wrong
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse


def store(place: DataFolder, domain: Domain, simulated: bool) -> Warehouse:
    """A database to be looked at: nothing is made, nothing is brought up to date, and nobody waits long for it."""
    path = place.path / f"{domain}.duckdb"
    return Warehouse(path, domain, simulated, read_only=True, wait_seconds=SETTINGS.terminal.busy_seconds)


def findings(place: DataFolder, simulated: bool) -> Iterator[Finding]:
    for domain in get_args(Domain):
        yield _looked_at(store(place, domain, simulated))


def _looked_at(file: Warehouse) -> Finding:
    if not file.path.exists():
        return ok(f"{file.path.name} is not there yet; the first import or run makes it")
    try:
        [[version]] = file.rows("select schema_version from meta.identity")
    except Busy as error:
        return note(f"{file.path.name} is in use: {error}")
    except OlderSchema as error:
        return note(str(error))
    except WarehouseError as error:
        return wrong(str(error), "")
    return ok(f"{file.path.name} can be opened, schema version {version} of {SCHEMA_VERSIONS[file.domain]}")
