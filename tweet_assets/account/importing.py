"""From the inbox of own exports into the ledgers, export by export."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tweet_assets import inbox
from tweet_assets.account import exports, headers, labels, ledger
from tweet_assets.account.archive import OTHERS, TWEETS
from tweet_assets.account.exports import Item, Setting
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.account.labels import UnreadableLabels
from tweet_assets.accounts import Folder
from tweet_assets.inbox import Receipt
from tweet_assets.warehouse import Warehouse


def bring(paths: Sequence[Path], folder: Path) -> list[str]:
    """Copies exports into an inbox and returns the names they have there. What lies in it already stays as it is.

    A folder that is no X archive stands for the files in it. A name that another file has there gets a number. A copy
    is complete before it has its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    given = [
        found
        for path in paths
        for found in (inbox.waiting(path) if path.is_dir() and not exports.is_archive_folder(path) else [path])
    ]
    for path in given:
        target = folder / path.name
        number = 1
        while target.exists() and not _same(path, target):
            number += 1
            target = folder / f"{path.stem}-{number}{path.suffix}"
        if not target.exists():
            draft = folder / f".{target.name}.part"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(path, draft) if path.is_dir() else shutil.copy2(path, draft)
            draft.rename(target)
        names.append(inbox.name_of(target))
    return names


def _same(path: Path, other: Path) -> bool:
    if path.resolve() == other.resolve():
        return True
    return path.is_file() and other.is_file() and filecmp.cmp(path, other, shallow=False)


def take(folder: Path, setting: Setting, store: Warehouse) -> Iterator[Receipt]:
    """Imports every export of an inbox, one transaction each, and says what became of it.

    What is known is not read again. What cannot go in is moved aside, with its reason, and the others go on.
    Raises ConfigurationError for a headers.toml that cannot be meant, before anything is read.
    """
    headers.check_names(setting.header_names)
    known = dict(ledger.known(store, setting.folder))
    for item in items(folder, setting.folder):
        try:
            digest = exports.digest(item)
            if digest in known:
                yield Receipt(item.name, "known", why=_also(item, known[digest]), file_sha256=digest)
                continue
            with tempfile.TemporaryDirectory(prefix="tweet-assets-") as scratch:
                ledger.record(store, item, setting, Path(scratch).resolve())
        except OSError as error:
            problem = f"{item.name} could not be read and stays where it is: {error.strerror}."
            yield Receipt(item.name, "refused", why=problem)
            continue
        except UnreadableExport as error:
            for path in item.paths:
                inbox.move_aside(path, str(error))
            yield Receipt(item.name, "refused", why=str(error))
            continue
        known[digest] = item.name
        yield Receipt(item.name, "imported", file_sha256=digest)


def take_labels(path: Path, store: Warehouse) -> bool:
    """Puts the labels of labels.csv in the place of those of before; a file that is gone takes its labels with it.

    Returns whether anything is different. Raises UnreadableLabels; the labels of before stand.
    """
    text = ""
    if path.exists():
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnreadableLabels(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    return ledger.take_labels(store, labels.parse(text))


def items(folder: Path, settings: Folder) -> list[Item]:
    """The exports of an inbox: its files, archives that were unpacked, and what lies in a folder named like an account.

    The files of an unpacked archive that lie there loose are one export. A folder of any other kind is one too, and
    will be refused: it has no posts.
    """
    found = _of(folder, None)
    for path in inbox.entries(folder):
        if path.is_dir():
            account = settings.account(path.name)
            found += _of(path, account.handle) if account else [Item(inbox.name_of(path), (path,))]
    return sorted(found, key=lambda item: (item.is_archive, item.name))  # an archive may be known by a file's posts


def _of(folder: Path, handle: str | None) -> list[Item]:
    files = inbox.waiting(folder)
    archived = [path for path in files if TWEETS.fullmatch(path.name)]
    loose = [path for path in files if archived and (path in archived or path.name.lower() in OTHERS)]
    prefix = f"{inbox.name_of(folder)}/" if handle else ""
    found = [Item(prefix + inbox.name_of(path), (path,), handle) for path in files if path not in loose]
    if handle:
        found += [Item(prefix + inbox.name_of(p), (p,), handle) for p in inbox.entries(folder) if p.is_dir()]
    return found + ([Item(prefix + inbox.name_of(archived[0]), tuple(loose), handle)] if loose else [])


def _also(item: Item, name: str) -> str:
    return "" if item.name == name else f"the same as {name}"
