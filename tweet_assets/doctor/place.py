"""The data folder: its settings, databases, inboxes, history and switch."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from tweet_assets import inbox
from tweet_assets.accounts import Account, ConfigurationError, Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.doctor.finding import Finding
from tweet_assets.posting import switches
from tweet_assets.warehouse import DOMAINS, Busy, Warehouse, WarehouseError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
PLACEHOLDER = "your_handle"


def folder(place: DataFolder) -> Finding:
    if not place.path.exists():
        return Finding("wrong", f"{place.path} does not exist", f"{place.program} init")
    if not os.access(place.path, os.W_OK):
        return Finding("wrong", f"{place.path} cannot be written", f"make it yours: chown -R {_me()} {place.path}")
    return Finding("ok", f"data folder {place.path}")


def settings(place: DataFolder) -> tuple[Folder | None, list[Finding]]:
    """accounts.toml as it is understood, or None, and what is to be said of it."""
    if not place.configured:
        return None, [Finding("wrong", f"there is no {place.accounts_file}", f"{place.program} init")]
    try:
        found = place.settings()
    except ConfigurationError as error:
        return None, [Finding("wrong", str(error), f"mend {place.accounts_file}")]
    said = [Finding("ok", f"accounts.toml: {_accounts(found)}")]
    for account in found.accounts:
        if account.handle == PLACEHOLDER:
            said.append(
                Finding("wrong", f"the handle is still @{PLACEHOLDER}", f"write yours into {place.accounts_file}")
            )
        if account.topics == Account.topics:
            said.append(
                Finding("note", f"@{account.handle} has no topics", "write `topics = [...]`: drafts are about them")
            )
        if account.note:
            said.append(Finding("wrong", account.note, f"mend {place.accounts_file}"))
    return found, said


def _accounts(found: Folder) -> str:
    told = ", ".join(f"@{account.handle} ({account.mode}, {account.publisher})" for account in found.accounts)
    return f"{told}; time zone {found.zone}"


def permissions(place: DataFolder) -> Iterator[Finding]:
    """Whether others of this machine can read what is yours."""
    named = [place.accounts_file, *sorted(place.path.glob("*.duckdb"))]
    opened = [path.name for path in named if path.exists() and path.stat().st_mode & _OTHERS]
    if opened:
        yield Finding(
            "note",
            f"others of this machine may read {', '.join(opened)}",
            f"chmod go-rwx {place.path}, if that is not meant",
        )


def databases(place: DataFolder, found: Folder) -> Iterator[Finding]:
    """Whether each file can be opened as what it is, and who holds it."""
    for domain in DOMAINS:
        path = place.path / f"{domain}.duckdb"
        if not path.exists():
            yield Finding("note", f"{path.name} is not there yet", f"{place.program} run makes it")
            continue
        try:
            with Warehouse(path, domain, found.simulated, read_only=True, wait_seconds=0).connect() as connection:
                connection.execute("select 1")
        except Busy as error:
            yield Finding("note", f"{path.name} is in use: {error}", "wait for that run; others wait too")
        except WarehouseError as error:
            yield Finding("wrong", str(error))
        else:
            yield Finding("ok", f"{path.name}, {path.stat().st_size / 1e6:,.1f} MB")


def newest_post(place: DataFolder, found: Folder) -> datetime | None:
    """When our newest post was posted; None where there is none, or where the file cannot be read just now."""
    path = place.path / "own.duckdb"
    if not path.exists():
        return None
    try:
        store = Warehouse(path, "own", found.simulated, read_only=True, wait_seconds=0)
        [[moment]] = store.rows("select max(posted_at) from account.posts")
    except WarehouseError:
        return None  # `databases` says why
    return None if moment is None else pd.Timestamp(moment).to_pydatetime()


def inboxes(place: DataFolder) -> Iterator[Finding]:
    for name, at in (("own", place.own_inbox), ("external", place.external_inbox)):
        refused = list(at.rglob(f"{inbox.ASIDE}/*{inbox.REASON}"))
        if refused:
            yield Finding(
                "note",
                f"{len(refused)} files were refused in inbox/{name}",
                f"read the reasons in {at / inbox.ASIDE}; delete there what you have seen to",
            )
        else:
            yield Finding("ok", f"inbox/{name}: nothing was refused")


def switch(place: DataFolder, found: Folder, environment: Mapping[str, str]) -> Iterator[Finding]:
    path = place.path / "posting.duckdb"
    if not path.exists():
        return
    try:
        why = switches.stopped(
            place.path, environment, Warehouse(path, "posting", found.simulated, read_only=True, wait_seconds=0)
        )
    except WarehouseError:
        return  # `databases` says why
    if why:
        yield Finding("note", f"nothing is published: {why}", f"{place.program} resume")


def history(place: DataFolder, environment: Mapping[str, str]) -> Finding:
    """Where Dagster keeps its history, and whether it can be written."""
    home = Path(environment.get("DAGSTER_HOME") or place.instance)
    if home.exists() and not os.access(home, os.W_OK):
        return Finding("wrong", f"Dagster's history in {home} cannot be written", f"chown -R {_me()} {home}")
    return Finding("ok", f"Dagster's history lies in {home}")


def _me() -> str:
    return str(os.getuid())
