"""The two inboxes: which files wait to go in, and how many were refused."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from tweet_assets import inbox
from tweet_assets.account import exports, importing
from tweet_assets.account.exports import Item
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.doctor import databases
from tweet_assets.doctor.finding import Finding, note, ok
from tweet_assets.warehouse import Warehouse, WarehouseError

_NAMED = 3


def findings(place: DataFolder, folder: Folder) -> Iterator[Finding]:
    own = databases.store(place, "own", folder.simulated)
    external = databases.store(place, "external", folder.simulated)
    try:
        told = [
            (place.own_inbox, own_waiting(place, folder, own)),
            (place.external_inbox, external_waiting(place, external)),
        ]
    except WarehouseError:  # which is said where the databases are looked at
        yield note("What waits in the inboxes cannot be said while a database cannot be read.")
        return
    for box, names in told:
        yield waits(box, names)
    for box in (place.own_inbox, place.external_inbox):
        yield from refused(box)


def waits(box: Path, names: Sequence[str]) -> Finding:
    if not names:
        return ok(f"Nothing waits in {box}")
    shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    return note(f"{len(names)} wait in {box}: {shown}.", "`tweet-assets run` takes them in.")


def refused(box: Path) -> Iterator[Finding]:
    """How many files were moved aside, each with its reason beside it."""
    number = len(list(box.rglob(f"{inbox.ASIDE}/*{inbox.REASON}")))
    if number:
        yield note(
            f"{number} were refused, in {box / inbox.ASIDE}.",
            "The text beside each says why; delete what you have seen to.",
        )


def own_waiting(place: DataFolder, folder: Folder, store: Warehouse) -> list[str]:
    """The exports that no ledger knows, by what is in them."""
    known = _known(store, "account.export_files")
    return [item.name for item in importing.items(place.own_inbox, folder) if _digest(item) not in known]


def external_waiting(place: DataFolder, store: Warehouse) -> list[str]:
    """The files of tweets that no ledger knows."""
    known = _known(store, "generation.external_files")
    files = [path for path in inbox.waiting(place.external_inbox) if os.access(path, os.R_OK)]
    return [inbox.name_of(path) for path in files if sha256(path.read_bytes()).hexdigest() not in known]


def _digest(item: Item) -> str | None:
    """By what an export is known; None for one that cannot be read: the import will say why."""
    try:
        return exports.digest(item)
    except (UnreadableExport, OSError):
        return None


def _known(store: Warehouse, ledger: str) -> set[str]:
    if not store.path.exists():
        return set()
    return set(store.table(ledger)["file_sha256"])
