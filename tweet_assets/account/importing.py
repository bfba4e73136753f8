"""From the inbox of own exports into the ledgers, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tweet_assets import inbox
from tweet_assets.account import exports, ledger
from tweet_assets.account.exports import Export
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import Folder
from tweet_assets.warehouse import Warehouse


def take(folder: Path, settings: Folder, store: Warehouse, today: date) -> Iterator[inbox.Receipt]:
    """Imports every file of an inbox, one transaction each, and says what became of it."""
    for path in inbox.waiting(folder):
        try:
            export = exports.parse(path.read_bytes(), path.name, settings)
        except UnreadableExport as error:
            inbox.move_aside(path, str(error))
            yield inbox.Receipt(path.name, "refused", why=str(error))
            continue
        fate = ledger.record(store, export, settings.simulated, today)
        left_out = len(export.refused) + export.rows_phantom + export.rows_duplicate
        yield inbox.Receipt(path.name, fate, len(export.rows), left_out, _left_out(export))


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
