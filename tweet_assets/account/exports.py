"""One export of our own, whatever its form, read inside a transaction: recognised, staged, judged.

A CSV file of X's analytics, an X archive (a zip, a folder, or its tweets.js with what lies beside it), or a JSON file
with a read of X's API.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pandas as pd

from tweet_assets.account import api_reads, archive, archive_files, cells, headers, overview, staging
from tweet_assets.account.archive import TWEETS
from tweet_assets.account.clean_copy import clean_copy, digest_of
from tweet_assets.account.header_words import ExportFormat
from tweet_assets.account.headers import DAY_COUNTS, UnreadableExport
from tweet_assets.account.staging import Fates
from tweet_assets.accounts import Account, Folder
from tweet_assets.progress import SILENCE, Progress
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Transaction

_ARCHIVED = re.compile(r"twitter-(20\d\d)-([01]\d)-([0-3]\d)")
_PERIOD = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)_(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")


@dataclass(frozen=True)
class Item:
    """One export as it lies in an inbox. `handle`: whose it is, where the user said so by putting it into a folder."""

    name: str
    paths: tuple[Path, ...]
    handle: str | None = None

    @property
    def is_archive(self) -> bool:
        [first, *rest] = self.paths
        return bool(rest) or first.is_dir() or bool(TWEETS.fullmatch(first.name)) or zipfile.is_zipfile(first)

    @property
    def is_api_read(self) -> bool:
        return not self.is_archive and self.paths[0].suffix.lower() == api_reads.SUFFIX


@dataclass(frozen=True)
class Setting:
    """What reading depends on beside the export itself."""

    folder: Folder
    now: datetime
    header_names: Mapping[str, str] = field(default_factory=dict)
    progress: Progress = SILENCE
    """Is told of every export, and gets lines about those that take their time."""


@dataclass(frozen=True)
class Export:
    """An export that was read: what it is, and the fate of each of its rows. Its posts stand in the table `staged`.

    `days` are those of an overview (see overview.days), with the account; None for an export of posts.
    """

    name: str
    file_sha256: str
    export_format: ExportFormat
    language: str
    fates: Fates
    period_end: date | None = None
    generated_at: datetime | None = None
    told_at: datetime | None = None
    """When X told what it was at `generated_at`, where that was later."""
    days: pd.DataFrame | None = None


def digest(item: Item) -> str:
    """By what an export is known: the SHA-256 of its bytes, or of those of the files of an archive that are read.

    Raises UnreadableExport for an archive that has no posts, OSError for what the system does not let us read.
    """
    if not item.is_archive:
        return digest_of(item.paths[0])
    return archive_files.digest_of(archive_files.files_of(item.paths, item.name))


def read(transaction: Transaction, item: Item, setting: Setting, scratch: Path) -> Export:
    """Reads an export and judges its rows. `scratch` is a folder that the transaction may read.

    Raises UnreadableExport; then nothing of it may go in. `file_sha256` is of the bytes that were read.
    """
    if item.is_archive:
        return _archive(transaction, item, setting)
    return _api_read(transaction, item, setting) if item.is_api_read else _table(transaction, item, setting, scratch)


def period_end(name: str, today: date) -> date | None:
    """The last of the two days in an export's name, or the one in an archive's: it was made when that day had begun.

    A day after `today` has not come: the file was made inside its period, and its name bounds nothing.
    """
    found = _PERIOD.search(name) or _ARCHIVED.search(name)
    if found is None:
        return None
    try:
        end = date(*map(int, found.groups()[-3:]))
    except ValueError:
        return None
    return end if end <= today else None


def _table(transaction: Transaction, item: Item, setting: Setting, scratch: Path) -> Export:
    size = item.paths[0].stat().st_size
    progress = setting.progress if size >= SETTINGS.account.progress_bytes_min else SILENCE
    progress.says(f"{item.name}: copying {size / 1e6:,.0f} MB")
    copy = clean_copy(item.paths[0], scratch / "copy.csv", item.name)
    if len(copy.header) > SETTINGS.account.columns_max:
        raise UnreadableExport(f"{item.name} has {len(copy.header)} columns: no export of X has so many.")
    found = headers.recognise(copy.header, item.name, setting.header_names)
    today = setting.folder.day_of(setting.now)
    end = period_end(item.name, today)
    if found.export_format == "overview":
        account = _whose(item, setting.folder, "An account overview does not say whose it is")
        if setting.folder.simulated:
            raise UnreadableExport(f"{item.name}: an account overview is real, and this data folder is simulated.")
        days = overview.days(copy, found.meanings, item.name, today).assign(account=account.handle)
        days = days.sort_values(["day", *DAY_COUNTS], ascending=False, na_position="last", kind="stable")
        again = days.duplicated("day", keep="first")  # of the same day twice the larger figures count
        fates = Fates(len(days), int((~again).sum()), int(again.sum()), 0, 0, 0)
        return Export(item.name, copy.file_sha256, found.export_format, found.language, fates, end, days=days[~again])
    progress.says(f"{item.name}: {found.export_format} export, {found.language}; reading {copy.records - 1:,} rows")
    cells.load(transaction, copy, found, item.name)
    fates = staging.judge(transaction, setting.folder, setting.now, item.name)
    _refuse_nothing_of_ours(transaction, item, fates)
    progress.says(f"{item.name}: putting {fates.imported:,} posts into the ledger")
    return Export(item.name, copy.file_sha256, found.export_format, found.language, fates, end)


def _archive(transaction: Transaction, item: Item, setting: Setting) -> Export:
    files = archive_files.files_of(item.paths, item.name)
    found = archive.parse(files, item.name)
    if found.handle is None:
        account = _pictured(item, setting.folder, found.pictured) or _known(transaction, found.cells)
        account = account or _whose(
            item, setting.folder, "This archive came without account.js and does not say whose it is"
        )
        found.cells["link"] = f"https://x.com/{account.handle}/status/" + found.cells["post_id"]
    cells.load_frame(transaction, found.cells)
    fates = staging.judge(transaction, setting.folder, setting.now, item.name)
    _refuse_nothing_of_ours(transaction, item, fates)
    end = period_end(item.name, setting.folder.day_of(setting.now))
    made = found.generated_at if found.generated_at and found.generated_at <= setting.now else None
    return Export(item.name, archive_files.digest_of(files), "archive", "JSON", fates, end, generated_at=made)


def _api_read(transaction: Transaction, item: Item, setting: Setting) -> Export:
    content = item.paths[0].read_bytes()
    found = api_reads.parse(content, item.name)
    account = setting.folder.account(found.account)
    if account is None:
        raise UnreadableExport(
            f"{item.name}: it is of @{found.account}, which is not a configured account. Add it to accounts.toml if it "
            "is yours, then move the file back into the inbox."
        )
    named = setting.folder.account(item.handle) if item.handle else None
    if named not in (None, account):
        raise UnreadableExport(
            f"{item.name}: it is of @{found.account}, and lies in the folder of @{item.handle}. Move it into "
            f"inbox/own/{account.handle}/."
        )
    key, newest = ("told_at", found.told_at) if found.told_at else ("observed_at", found.observed_at)
    if newest > setting.now + timedelta(days=1):  # as for posts, a day is left to clocks and zones
        raise UnreadableExport(
            f"{item.name}: `{key}` is {newest:%Y-%m-%d %H:%M} UTC, which has not come yet. Set the "
            "clock of the machine that reads right, and read again."
        )
    cells.load_frame(transaction, found.cells)
    fates = staging.judge(transaction, setting.folder, setting.now, item.name)
    _refuse_nothing_of_ours(transaction, item, fates)
    sha = sha256(content).hexdigest()
    return Export(item.name, sha, "api", "JSON", fates, generated_at=found.observed_at, told_at=found.told_at)


def _pictured(item: Item, folder: Folder, names: Sequence[str]) -> Account | None:
    """The account that the pictures of an archive name. Raises UnreadableExport where they name anybody else."""
    strange = [name for name in names if folder.account(name) is None]
    owners = {account.handle: account for name in names if (account := folder.account(name))}
    if strange or len(owners) > 1:
        raise UnreadableExport(
            f"{item.name}: the pictures in it are of {', '.join('@' + name for name in names)}, and not all of these "
            "are names of one configured account. Add former handles to the `aliases` of theirs, then move it back."
        )
    return next(iter(owners.values()), None)


def _refuse_nothing_of_ours(transaction: Transaction, item: Item, fates: Fates) -> None:
    left_out = fates.foreign + fates.refused
    if left_out and not fates.imported:
        number, reason = transaction.one(
            "select record_number, reason from staged where reason is not null order by record_number limit 1"
        )
        again = " Then move the file back into the inbox." if fates.foreign else ""
        raise UnreadableExport(
            f"{item.name}: not one of its {left_out} posts can go in. Record {number}: {reason}.{again}"
        )


def _whose(item: Item, folder: Folder, problem: str) -> Account:
    """The account that the user named, or the only one there is."""
    named = folder.account(item.handle) if item.handle else None
    if named is not None:
        return named
    if len(folder.accounts) != 1:
        raise UnreadableExport(
            f"{item.name}: {problem}, and there are {len(folder.accounts)} accounts. Put it into a folder named like "
            "its account, inbox/own/<handle>/, or say `tweet-assets import --account <handle>`."
        )
    return folder.accounts[0]


def _known(transaction: Transaction, cells: pd.DataFrame) -> Account | None:
    """The account that some of these posts are already known to be of."""
    transaction.stage("archived", cells[["post_id"]])
    known = transaction.read("select distinct account from account.posts semi join archived using (post_id)")
    return Account(str(known["account"][0])) if len(known) == 1 else None
