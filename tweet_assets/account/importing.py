"""From the inbox of own exports into the ledgers, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from tweet_assets import inbox
from tweet_assets.account import exports, ledger
from tweet_assets.account.exports import Export
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import Folder
from tweet_assets.warehouse import Warehouse


def take(folder: Path, settings: Folder, store: Warehouse, today: date) -> Iterator[inbox.Receipt]:
    """Imports every file of an inbox, one transaction each, and says what became of it.

    A file whose content is known is not read again: its receipt tells how many rows went in when it was.
    """
    known = ledger.known(store)
    for path in inbox.waiting(folder):
        name = inbox.name_of(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            yield inbox.Receipt(
                name, "refused", why=f"{name} could not be read and stays where it is: {error.strerror}."
            )
            continue
        if rows := known.get(sha256(content).hexdigest()):
            yield inbox.Receipt(name, "known", *rows)
            continue
        try:
            export = exports.parse(content, name, settings)
        except UnreadableExport as error:
            inbox.move_aside(path, str(error))
            yield inbox.Receipt(name, "refused", why=str(error))
            continue
        fate = ledger.record(store, export, settings.simulated, today)
        left_out = len(export.refused) + export.rows_phantom + export.rows_duplicate
        yield inbox.Receipt(name, fate, len(export.rows), left_out, _left_out(export))


def _left_out(export: Export) -> str:
    parts = []
    if export.refused:
        first = min(export.refused)
        parts.append(f"{len(export.refused)} rows refused, the first is record {first}: {export.refused[first]}")
    if export.rows_phantom:
        parts.append(f"{export.rows_phantom} rows without a post")
    if export.rows_duplicate:
        parts.append(f"{export.rows_duplicate} rows twice")
    return "; ".join(parts)
