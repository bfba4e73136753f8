"""From the inbox of own exports into the ledgers, export by export."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tweet_assets import inbox
from tweet_assets.account import archive_files, exports, headers, labels, ledger
from tweet_assets.account.archive import OTHERS, TWEETS
from tweet_assets.account.exports import Item, Setting
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.account.labels import UnreadableLabels
from tweet_assets.account.ledger import Known
from tweet_assets.accounts import Folder
from tweet_assets.arms import FORMATS
from tweet_assets.inbox import Receipt
from tweet_assets.warehouse import Warehouse

DRAFT = ".part-"
"""How the name of a copy begins that is not complete yet."""


class NotAnExport(Exception):
    """What was named cannot be brought into the inbox; the message says why."""


def bring(paths: Sequence[Path], folder: Path) -> list[str]:
    """Copies exports into an inbox and returns the names they have there. What lies in it already stays as it is.

    A folder that is no X archive stands for the files in it. A name that another file has there gets a number. A copy
    is complete before it has its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    whole = [path.resolve() if not path.is_symlink() or path.is_dir() else path for path in paths]
    for path in whole:
        if folder.resolve() != path and folder.resolve().is_relative_to(path):
            raise NotAnExport(f"{path} holds the inbox itself: name the files in it that are exports.")
        if not path.is_dir() and not path.is_file():
            raise NotAnExport(f"{path} is neither a file nor a folder.")
    for path in [inner for named in whole for inner in _exports_in(named)]:
        name = path.name.lstrip(".")
        name = f"{name}-1" if name in ("", inbox.ASIDE) else name
        target = folder / name
        number = 1
        while target.exists() and not _same(path, target):
            number += 1
            target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        if not target.exists():
            draft = folder / f"{DRAFT}{target.name}"
            shutil.rmtree(draft, ignore_errors=True)
            _copy(path, draft)
            draft.rename(target)
        names.append(inbox.name_of(target))
    return names


def _copy(path: Path, draft: Path) -> None:
    """Copies a file, or of an unpacked archive the files that are read: messages and media stay where they are."""
    if not path.is_dir():
        shutil.copy2(path, draft)
        return
    (draft / "data").mkdir(parents=True)
    for file in archive_files.in_folder(path):
        shutil.copy2(file, draft / "data" / file.name)


def _exports_in(path: Path) -> list[Path]:
    return inbox.waiting(path) if path.is_dir() and not archive_files.is_archive_folder(path) else [path]


def _same(path: Path, other: Path) -> bool:
    if path.resolve() == other.resolve():
        return True
    if path.is_dir() and other.is_dir():
        return exports.digest(Item(path.name, (path,))) == exports.digest(Item(other.name, (other,)))
    return path.is_file() and other.is_file() and filecmp.cmp(path, other, shallow=False)


def take(folder: Path, setting: Setting, store: Warehouse, scratch: Path | None = None) -> Iterator[Receipt]:
    """Imports every export of an inbox, one transaction each, and says what became of it.

    What is known is not read again. What cannot go in is moved aside, with its reason, and the others go on. Copies for
    reading are made below `scratch` (default: beside the system's temporary files), and gone afterwards.
    Raises ConfigurationError for a headers.toml that cannot be meant, before anything is read.
    """
    headers.check_names(setting.header_names)
    inbox.clear_the_name(folder)
    known = dict(ledger.known(store, setting.folder))
    if scratch is not None:
        _clear(scratch, setting.now)
    found = items(folder, setting.folder)
    setting.progress.expects(len(found))
    for item in found:
        setting.progress.begins(item.name)
        try:
            yield _take(item, setting, store, known, scratch)
        except OSError as error:
            yield Receipt(item.name, "refused", why=_stays(item, str(error.strerror or error)))
        except UnreadableExport as error:
            yield Receipt(item.name, "refused", why=_moved(item, str(error)))
        setting.progress.passes()


def _clear(scratch: Path, now: datetime) -> None:
    """Makes the folder of copies, without those that a process left that was killed."""
    scratch.mkdir(parents=True, exist_ok=True)
    for copies in scratch.iterdir():
        if copies.stat().st_mtime < (now - timedelta(days=1)).timestamp():
            shutil.rmtree(copies)


def _take(item: Item, setting: Setting, store: Warehouse, known: dict[str, Known], scratch: Path | None) -> Receipt:
    digest = exports.digest(item)
    before = known.get(digest)
    if before is not None and (item.handle in (None, before.account) or not before.is_overview):
        if item.name != before.name and before.imported_at is not None:
            first_seen = setting.folder.day_of(before.imported_at)  # what ended since then bounds nothing
            ledger.also_named(store, digest, item.name, exports.period_end(item.name, first_seen))
        return Receipt(item.name, "known", why=_also(item, before.name), file_sha256=digest)
    if before is not None and (item.paths[0].parent.parent / before.name).exists():
        return Receipt(
            item.name,
            "refused",
            why=_stays(
                item, f"it is in already as an export of @{before.account}; take {before.name} out of the inbox"
            ),
        )
    with tempfile.TemporaryDirectory(prefix="tweet-assets-", dir=scratch) as copies:
        export = ledger.record(store, item, setting, Path(copies).resolve())
    if export.file_sha256 != exports.digest(item):
        return Receipt(
            item.name, "imported", why="it has changed since, and will be read again", file_sha256=export.file_sha256
        )
    known[export.file_sha256] = ledger.known_as(export, setting.now)
    return Receipt(item.name, "imported", file_sha256=export.file_sha256)


def _stays(item: Item, problem: str) -> str:
    return f"{item.name} could not be read and stays where it is: {problem}."


def _moved(item: Item, reason: str) -> str:
    """Moves a refused export aside; where the system does not let us, it stays, and the reason says so."""
    for path in item.paths:
        try:
            inbox.move_aside(path, reason)
        except OSError as error:
            return f"{reason} It could not be moved aside and stays where it is: {error.strerror}."
    return reason


def take_labels(path: Path, store: Warehouse, formats: Sequence[str] = FORMATS) -> Receipt | None:
    """Puts the labels of labels.csv in the place of those of before; a file that is gone takes its labels with it.

    Says how many there are, and how many of posts that are known; None where there is no file. Where the file cannot be
    meant the labels of before stand.
    """
    try:
        told = labels.parse(_text_of(path), formats)
    except UnreadableLabels as error:
        return Receipt(path.name, "refused", why=str(error))
    changed = ledger.take_labels(store, told)
    if not path.exists():
        return None
    [known] = store.read("select count(*) as n from account.labels semi join account.posts using (post_id)")["n"]
    return Receipt(
        path.name, "imported" if changed else "known", why=f"labels of {len(told)} posts, {known} of them known"
    )


def _text_of(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableLabels(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    except OSError as error:
        raise UnreadableLabels(f"{path.name} could not be read: {error.strerror}.") from error


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
