"""Whose the files of a data folder are: by the ledger, and by the handles that they name themselves.

The ledger knows each export that went in, row by row. Of a file that waits, that was refused or whose copying broke
off, only the file itself can tell: by the links of its posts, by what an archive says of its owner, or by the folder
that the user put it into.
"""

from __future__ import annotations

import csv
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tweet_assets import inbox
from tweet_assets.account import archive_files, exports, importing
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import Folder

_TEXTS = (".js", ".json", ".jsonl", ".csv", ".txt")  # in a folder; pictures do not say whose they are
IN_NAME = re.compile(rb"tweet_activity_metrics_(\w{1,15})_\d{8}_\d{8}")
"""X's own name of a legacy export, which is of one account."""
_RECORD = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class Owned:
    """What lies together in an inbox: an export, or a file that was moved aside with its reason.

    `owners`: the handles of all that have rows in it; none, where nobody can tell. `named`: those that it speaks of.
    """

    paths: tuple[Path, ...]
    owners: Set[str]
    named: Set[str]


def own_exports(folder: Path, settings: Folder, ledger: Mapping[str, Set[str]]) -> Iterator[Owned]:
    """Everything in an inbox of own exports, in folders and set aside, too. `ledger`: handles by SHA-256.

    What nobody can tell is the only account's, where there is only one. Raises OSError for what cannot be read.
    """
    everybody = {account.handle for account in settings.accounts}
    for paths, digest, handle in _together(folder, settings):
        named = {name for path in paths for name in named_in(path, settings)} | {handle} - {""}
        owners = ledger.get(digest) or named or (everybody if len(everybody) == 1 else set())
        yield Owned(paths, owners, named)


def named_in(path: Path, settings: Folder) -> set[str]:
    """The accounts whose posts a file or folder links to, or which it says that it is of: their handles of today.

    Where nothing in it names anybody, X's own name of the file may.
    """
    handles = {name.lower().encode(): account.handle for account in settings.accounts for name in account.names}
    name = b"(" + b"|".join(handles) + b")"
    pattern = re.compile(
        rb"/" + name + rb'\\?/status\\?/|(?:account|(?:user|screen)_?name)"\s*:\s*"' + name + b'"', re.IGNORECASE
    )
    found = (pair for content in contents(path) for pair in pattern.findall(content))
    told = [name for pair in found for name in pair if name] or IN_NAME.findall(os.fsencode(path.name))
    return {handles[name.lower()] for name in told if name.lower() in handles}


def files_in(path: Path) -> list[Path]:
    """A file itself, or every file in a folder; none where there is neither."""
    return [path] if path.is_file() else [inner for inner in sorted(path.rglob("*")) if inner.is_file()]


def records(content: bytes) -> list[tuple[bytes, set[str]]]:
    """The records of a CSV file, byte for byte, each with its cells. Cells beyond ASCII are not decoded."""
    lines = _RECORD.findall(content)
    reader = csv.reader(line.decode("latin-1") for line in lines)
    found, begin = [], 0
    for cells in reader:
        found.append((b"".join(lines[begin : reader.line_num]), {cell.strip() for cell in cells}))
        begin = reader.line_num
    return found


def _together(folder: Path, settings: Folder) -> Iterator[tuple[tuple[Path, ...], str, str]]:
    """Paths that lie together, the digest by which a ledger knows them, and the handle of their folder; else empty."""
    for item in importing.items(folder, settings):
        digest = ""
        with suppress(UnreadableExport):
            digest = exports.digest(item)
        yield item.paths, digest, item.handle or ""
    homes = {path: settings.account(path.name) for path in inbox.entries(folder) if path.is_dir()}
    for home, account in {folder: None, **{path: account for path, account in homes.items() if account}}.items():
        handle = account.handle if account else ""
        yield from (((path,), "", handle) for path in home.glob(f"{importing.DRAFT}*"))
        aside = sorted((home / inbox.ASIDE).glob("*"))
        reasons = {inbox.reason_of(path) for path in aside}
        for path in (path for path in aside if path not in reasons):
            reason = inbox.reason_of(path)
            yield (path, reason) if reason in aside else (path,), "", handle


def contents(path: Path) -> Iterator[bytes]:
    """What a file says, the texts of a folder, the posts of a zip; without zero bytes, so that UTF-16 is found too."""
    for inner in files_in(path):
        if zipfile.is_zipfile(inner):
            with suppress(UnreadableExport):  # then nobody can tell
                yield from archive_files.files_of([inner], inner.name).values()
        elif inner == path or inner.suffix.lower() in _TEXTS:
            yield inner.read_bytes().replace(b"\0", b"")
