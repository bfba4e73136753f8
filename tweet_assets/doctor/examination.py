"""The whole examination of a data folder, in the order in which one would mend things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from tweet_assets.accounts import Folder
from tweet_assets.data_folder import PROJECT, DataFolder
from tweet_assets.doctor import clock as clock_
from tweet_assets.doctor import databases, history, inboxes, keys, place, settings_file, versions
from tweet_assets.doctor.finding import Finding, note, ok
from tweet_assets.posting import switches
from tweet_assets.warehouse import WarehouseError


def of(folder: DataFolder, environment: Mapping[str, str], clock: datetime) -> list[Finding]:
    """Every finding. Nothing is changed, sent or started; a database that is held is waited for shortly."""
    settings, of_settings = settings_file.read(folder)
    found = [*versions.findings(PROJECT), *place.findings(folder), *of_settings]
    found += keys.findings(settings, environment)
    found += switch(folder, settings, environment)
    home = Path(environment.get("DAGSTER_HOME") or folder.instance)
    found += history.findings(home, clock)
    if settings is None:
        return found
    found += databases.findings(folder, settings.simulated)
    found += inboxes.findings(folder, settings)
    found += clock_.findings(settings, clock, _newest_post(folder, settings))
    return found


def switch(folder: DataFolder, settings: Folder | None, environment: Mapping[str, str]) -> Iterator[Finding]:
    """The kill switch."""
    store = databases.store(folder, "posting", settings.simulated if settings else False)
    why = switches.without_rows(folder.path, environment)
    if not why and settings and store.path.exists():
        try:
            why = switches.by_rows(store)
        except WarehouseError:  # which is said where the databases are looked at
            yield note("Whether publishing was stopped cannot be said while posting.duckdb cannot be read.")
            return
    if why:
        yield note(f"Nothing is published: {why}.", "`tweet-assets resume` lets it go on.")
    else:
        yield ok("Publishing is not stopped")


def _newest_post(folder: DataFolder, settings: Folder) -> datetime | None:
    store = databases.store(folder, "own", settings.simulated)
    if not store.path.exists():
        return None
    try:
        [[moment]] = store.rows("select max(posted_at) from account.posts")
    except WarehouseError:
        return None
    return moment if isinstance(moment, datetime) else None
