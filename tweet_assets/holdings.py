"""All that a data folder holds of one account, and how it is found: rows of the databases, and files.

`takeout` writes it into a zip, `deletion` deletes it.
"""

from __future__ import annotations

import contextlib
import glob
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tweet_assets import inbox, rows_of_accounts
from tweet_assets.account import archive_files, exports, importing
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.accounts import Account, Folder
from tweet_assets.data_folder import DataFolder
from tweet_assets.database_file import DOMAINS, Domain, domain_of
from tweet_assets.warehouse import Transaction, Warehouse

SEEN = """
    select file_sha256, account from account.analytics_exports
    union
    select file_sha256, account from account.overview_days
"""
_BY_FILE = f"file_sha256 in (select file_sha256 from ({SEEN}) where account = ?)"  # noqa: S608
_BY_DECISION = "decision_id in (select decision_id from posting.decisions where account = ?)"
_WITHOUT_AN_ACCOUNT: Mapping[Domain, Mapping[str, str]] = {
    "own": {
        "account.labels": "post_id in (select post_id from account.posts where account = ?)",
        "account.refused_rows": _BY_FILE,
        "account.export_files": _BY_FILE,
        "meta.imports": _BY_FILE,
    },
    "external": {},
    "posting": {"posting.approvals": _BY_DECISION, "posting.attempts": _BY_DECISION},
}
"""The tables whose rows belong to an account without naming it, and how they are found. They go before the others."""


_LINKED = re.compile(rb"/([a-z0-9_]{1,15})/status/|\"user_?name\"\s*:\s*\"([a-z0-9_]{1,15})\"")


_NAMED_IN_NAME = re.compile(r"tweet_activity_metrics_(\w{1,15})_\d{8}_\d{8}")


class NoSuchAccount(Exception):
    """Neither accounts.toml nor any table knows the handle; the message lists those that are known."""


@dataclass(frozen=True)
class Holdings:
    """What was taken out, or deleted: rows by table, and files. `kept` are files that hold rows of others as well."""

    handle: str
    rows: Mapping[str, int]
    files: tuple[Path, ...]
    kept: tuple[Path, ...] = ()


def account_of(place: DataFolder, handle: str) -> tuple[Account, Folder]:
    """The account of a handle: configured, or one that only the tables still know. Brings its names up to date."""
    folder = place.settings()
    names = {name.lower(): account.handle for account in folder.accounts for name in account.names}
    known: set[str] = set()
    for store in databases(place, folder):
        rows_of_accounts.rename(store, names)
        with store.transaction() as transaction:
            for table in rows_of_accounts.tables(store.domain, transaction):
                known |= set(transaction.read(f"select distinct account from {table}")["account"])  # noqa: S608
    asked = handle.removeprefix("@")
    found = folder.account(asked) or next((Account(name) for name in known if name.lower() == asked.lower()), None)
    if found is None:
        there = ", ".join(f"@{name}" for name in sorted(known | {a.handle for a in folder.accounts}))
        raise NoSuchAccount(f"@{asked} is no account of this data folder. Those that are: {there or 'none'}.")
    return found, folder


def databases(place: DataFolder, folder: Folder) -> list[Warehouse]:
    paths: list[tuple[Domain, Path]] = [(domain, place.path / f"{domain}.duckdb") for domain in DOMAINS]
    return [Warehouse(path, domain, folder.simulated) for domain, path in paths if path.exists()]


def backups(place: DataFolder, folder: Folder) -> list[Warehouse]:
    """Every other database of ours below the data folder, whatever its name."""
    main = {store.path for store in databases(place, folder)}
    others = (path for path in sorted(place.path.rglob("*")) if path.is_file() and path not in main)
    return [Warehouse(path, domain, folder.simulated) for path in others if (domain := domain_of(path)) is not None]


def tables(store: Warehouse, transaction: Transaction) -> Iterator[tuple[str, str]]:
    yield from _WITHOUT_AN_ACCOUNT[store.domain].items()
    for table in sorted(
        rows_of_accounts.tables(store.domain, transaction), key=lambda name: name == "posting.decisions"
    ):
        yield table, "account = ?"


def inbox_files(place: DataFolder, folder: Folder, account: Account) -> tuple[list[Path], list[Path]]:
    """The own exports that hold rows of an account alone, and those that hold rows of others too.

    What the ledger knows decides. A file that is not in it, refused or still waiting, is the account's if most of what
    it names is; where it names nobody it is left to the user.
    """
    owners = _owners(place, folder)
    mine: list[Path] = []
    shared: list[Path] = []
    for item in importing.items(place.own_inbox, folder):
        for path, of_it in _judged(item, owners, account):
            (mine if of_it else shared).extend([path] if of_it is not False else [])
    for reason in place.own_inbox.rglob(f"{inbox.ASIDE}/*{inbox.REASON}"):
        for refused in set(reason.parent.glob(f"{glob.escape(reason.name.removesuffix(inbox.REASON))}*")) - {reason}:
            of_it = True if reason.parent.parent.name == account.handle else _is_of(refused, account)
            (mine if of_it else shared).extend([refused, reason] if of_it else [refused] if of_it is None else [])
    return list(dict.fromkeys(mine)), list(dict.fromkeys(shared))


def _judged(item: exports.Item, owners: Mapping[str, set[str]], account: Account) -> Iterator[tuple[Path, bool | None]]:
    """Of each path of an item: whether it is the account's; None: its rows are of several, or nobody can tell."""
    [first, *_] = item.paths
    if first.is_dir() and not archive_files.is_archive_folder(first):  # of an account that is configured no more
        yield from ((path, _is_of(path, account)) for path in inbox.contents(first))
        return
    try:
        of = owners.get(exports.digest(item), set())
    except (UnreadableExport, OSError):
        of = set()
    for path in item.paths:
        if of:
            yield path, of == {account.handle} or (None if account.handle in of else False)
        else:
            yield path, item.handle == account.handle or _is_of(path, account)


def _owners(place: DataFolder, folder: Folder) -> Mapping[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for store in databases(place, folder):
        if store.domain == "own":
            foreign = "select file_sha256, '@' || handle as account from account.refused_rows where fate = 'foreign'"
            for digest, owner in store.read(f"{SEEN} union {foreign}").itertuples(index=False, name=None):
                owners.setdefault(digest, set()).add(owner)
    return owners


def _is_of(path: Path, account: Account) -> bool | None:
    """Whether most of what a file names are the account's names; None where it names nobody, nor does its own name."""
    named = _named(path) or _NAMED_IN_NAME.findall(path.name.lower())
    ours = {name.lower() for name in account.names}
    return sum(name in ours for name in named) * 2 > len(named) if named else None


def _named(path: Path) -> list[str]:
    """Whom the links to posts in a file name, in any encoding of an export, zipped too; and an archive's own name."""
    if path.is_dir():
        return [name for inner in path.rglob("*") if inner.is_file() for name in _named(inner)]
    contents = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with contextlib.suppress(UnreadableExport):  # a broken archive is judged by its bytes alone
            contents += archive_files.files_of([path], path.name).values()
    bare = (content.replace(b"\0", b"").lower() for content in contents)
    return [(one or other).decode() for content in bare for one, other in _LINKED.findall(content)]


def pages(place: DataFolder, account: Account) -> list[Path]:
    names = {f"{name.lower()}{suffix}" for name in account.names for suffix in (".html", ".md")}
    return sorted(path for path in (place.path / "reports").glob("*/*") if path.name.lower() in names)


def texts(place: DataFolder, account: Account) -> list[Path]:
    """Texts in the outbox, each named by its decision."""
    path = place.path / "posting.duckdb"
    if not path.exists():
        return []
    store = Warehouse(path, "posting", place.settings().simulated)
    decided = store.read("select decision_id from posting.decisions where account = ?", [account.handle])
    return sorted(p for n in decided["decision_id"] for p in (place.path / "outbox").glob(f"*{n}*"))
