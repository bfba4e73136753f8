"""All that a data folder holds of one account: copied into one file for its owner, or deleted for good.

Both take what `belongings` and `ownership` call its own: rows, and files that name no other account. A file that may
be another one's too is never deleted, and always named, so that the user can decide.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tweet_assets import belongings
from tweet_assets.account import ownership
from tweet_assets.accounts import Account
from tweet_assets.as_it_is import reading
from tweet_assets.data_folder import DataFolder
from tweet_assets.warehouse import WarehouseError


@dataclass(frozen=True)
class Kept:
    """A file that is left as it is, and why: what becomes of it is for the user to say."""

    path: str
    why: str


@dataclass(frozen=True)
class Exported:
    """What the zip `target` holds: rows by table, and files. Those of `kept` are not in it."""

    handle: str
    target: Path
    rows: Mapping[str, int]
    files: tuple[str, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class Deleted:
    """What is gone: rows by table, rows by backup, files, lines of labels.csv, Dagster's history of all accounts."""

    handle: str
    rows: Mapping[str, int]
    backups: Mapping[str, int]
    files: tuple[str, ...]
    labels: int
    history: bool
    kept: tuple[Kept, ...]
    configured: bool  # accounts.toml still has it: that file is the user's own


def export(place: DataFolder, handle: str, target: Path) -> Exported:
    """Writes a zip of all that the folder holds of an account, by any of its names, and changes nothing there.

    Raises UnknownAccount, and FileExistsError where `target` is there already. A zip of that name is complete.
    """
    if target.exists():
        raise FileExistsError(f"{target} is there already, and stays as it is. Name another file.")
    whose = belongings.whose(place, handle)
    found = _find(place, whose)
    part = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as opened:
            rows = _write_tables(place, whose, opened)
            for path in (inner for one in found.files for inner in ownership.files_in(one)):
                opened.write(path, _name(path, place))
            if found.labels:
                opened.writestr("labels.csv", b"".join(found.other_labels[:1] + found.labels))
            if whose.configured:
                opened.writestr("accounts.toml", _settings(place, whose.account))
            files = tuple(name for name in opened.namelist() if not name.startswith("tables/"))
            exported = Exported(whose.account.handle, target, rows, files, found.kept)
            opened.writestr("README.txt", _readme(exported))
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return exported


def delete(place: DataFolder, handle: str) -> Deleted:
    """Deletes all that the folder holds of an account, by any of its names, backups included.

    Own facts go last, because they say what else is its own: a run that dies is finished by the next one. Dagster's
    history names posts and files of every account, and goes whole. Raises UnknownAccount before anything is changed,
    Busy or WarehouseError for a database that cannot be opened; a backup that cannot is kept.
    """
    whose = belongings.whose(place, handle)
    found = _find(place, whose)
    for path in (*found.files, place.scratch):  # copies that a killed import left
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    _remove_empty(found.files, place)
    if found.labels:
        draft = place.labels_file.with_name(f".{place.labels_file.name}.part")
        draft.write_bytes(b"".join(found.other_labels))
        draft.replace(place.labels_file)
    if history := place.instance.exists():
        shutil.rmtree(place.instance)
    live, copies = belongings.databases(place)
    backups, kept = {}, list(found.kept)
    for path in copies:
        try:
            backups[_name(path, place)] = sum(belongings.delete(path, whose).values())
        except WarehouseError as error:
            kept.append(Kept(_name(path, place), str(error)))
    return Deleted(
        handle=whose.account.handle,
        rows={table: rows for path in live for table, rows in belongings.delete(path, whose).items()},
        backups={name: rows for name, rows in backups.items() if rows},
        files=tuple(_name(path, place) for path in found.files),
        labels=len(found.labels),
        history=history,
        kept=tuple(kept),
        configured=whose.configured,
    )


@dataclass(frozen=True)
class _Found:
    """What there is beside rows: files and folders, records of labels.csv; and what may be of others too."""

    files: tuple[Path, ...]
    kept: tuple[Kept, ...]
    labels: list[bytes]
    other_labels: list[bytes]  # the header first


def _find(place: DataFolder, whose: belongings.Whose) -> _Found:
    handle, names = whose.account.handle, {name.lower() for name in whose.account.names}
    ledger: dict[str, set[str]] = {}
    its: set[str] = set()
    for path in belongings.databases(place)[0]:
        for key, value, name, mine in belongings.owners(path, whose).itertuples(index=False):
            if key == "file_sha256":
                ledger.setdefault(value, set()).add(whose.handles[name])
            elif mine:
                its.add(value)
    files, kept = list[Path](), list[Kept]()
    for owned in ownership.own_exports(place.own_inbox, whose.folder, ledger):
        others = ", ".join(f"@{other}" for other in sorted({*owned.owners, *owned.named} - {handle}))
        if owned.owners == {handle}:
            files += owned.paths
        elif handle in {*owned.owners, *owned.named} or not owned.owners:
            why = f"it names posts of @{handle}, and of {others} too" if others else "it does not say whose it is"
            kept += [Kept(_name(path, place), why) for path in owned.paths]
    for path in (*ownership.files_in(place.external_inbox), *ownership.files_in(place.path / "backups")):
        if ".duckdb" not in path.name and handle in ownership.named_in(path, whose.folder):
            kept.append(Kept(_name(path, place), f"it names posts of @{handle}"))
    pages, texts = (ownership.files_in(place.path / name) for name in ("reports", "outbox"))
    files += [path for path in pages if path.stem.lower() in names]
    files += [path for path in texts if path.stem in its or _addressee(path) in names]
    records = ownership.records(place.labels_file.read_bytes()) if place.labels_file.exists() else []
    return _Found(
        files=tuple(files),
        kept=tuple(kept),
        labels=[record for record, cells in records if its & cells],
        other_labels=[record for record, cells in records if not its & cells],
    )


def _addressee(path: Path) -> str:
    """Whose a file of the outbox is, as its first line says; of a calendar, its name."""
    if path.suffix == ".ics":
        return path.stem.lower()
    found = re.match(rb"@(\w+), due ", path.read_bytes())
    return found[1].decode().lower() if found else ""


def _remove_empty(files: Iterable[Path], place: DataFolder) -> None:
    """Folders of an account or a day in which nothing is left."""
    lasting = {place.own_inbox, *place.own_inbox.parents}
    folders = {folder for path in files for folder in path.parents if place.path in folder.parents} - lasting
    for folder in sorted(folders, reverse=True):
        with suppress(OSError):  # something else is in it
            folder.rmdir()


def _name(path: Path, place: DataFolder) -> str:
    return os.fsencode(path.relative_to(place.path)).decode("utf-8", "replace")


def _write_tables(place: DataFolder, whose: belongings.Whose, opened: zipfile.ZipFile) -> dict[str, int]:
    rows = {}
    with tempfile.TemporaryDirectory(prefix="tweet-assets-") as scratch:
        for database in belongings.databases(place)[0]:
            with reading(database, Path(scratch).resolve()) as transaction:
                for table, condition in belongings.conditions(transaction, whose, shared=True).items():
                    path = Path(scratch).resolve() / f"{table}.jsonl"
                    query = f"select * from {table} where {condition} order by all"  # noqa: S608
                    rows[table] = transaction.write_json(query, path)
                    opened.write(path, f"tables/{path.name}")
                    path.unlink()
    return rows


def _settings(place: DataFolder, account: Account) -> str:
    """The account's own table of accounts.toml. Its values are written alike in JSON, but for a table in the table."""

    def written(value: object) -> str:
        if isinstance(value, dict):
            return "{ " + ", ".join(f"{written(k)} = {written(v)}" for k, v in value.items()) + " }"
        return json.dumps(value, ensure_ascii=False)

    tables = tomllib.loads(place.accounts_file.read_text(encoding="utf-8-sig"))["accounts"]
    [table] = [table for table in tables if table["handle"].removeprefix("@") == account.handle]
    return "[[accounts]]\n" + "".join(f"{key} = {written(value)}\n" for key, value in table.items())


def _readme(exported: Exported) -> str:
    lines = (
        f"All that the data folder holds of @{exported.handle}.",
        "",
        "tables/: a table a file, a row a line, as JSON: null is unknown, moments are in UTC, ids are texts.",
        *(f"  {rows:>9,}  tables/{table}.jsonl" for table, rows in exported.rows.items()),
        "",
        "Files, as they lay in the folder; of accounts.toml and labels.csv, what is about this account:",
        *(f"  {name}" for name in exported.files or ("none",)),
        "",
        "Not in here: backups of these rows, Dagster's history of the runs, and these files, which may be others' too:",
        *(f"  {kept.path}: {kept.why}" for kept in exported.kept or (Kept("none", "all are in here"),)),
        "",
    )
    return "\n".join(lines)
