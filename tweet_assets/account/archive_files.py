"""The files of an X archive that are read, out of a zip, a folder, or as they lie loose in an inbox."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath

from tweet_assets.account.archive import OTHERS, TWEETS
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.settings import SETTINGS

_DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, OverflowError, OSError, MemoryError,
)  # fmt: skip
"""How a damaged zip may fail, by what is damaged: zipfile believes the offsets and sizes it reads."""


def digest_of(files: Mapping[str, bytes]) -> str:
    """By what an archive is known: its files that are read, by name and content."""
    parts = [f"{name} {sha256(content).hexdigest()}" for name, content in sorted(files.items())]
    return sha256("\n".join(parts).encode()).hexdigest()


def files_of(paths: Sequence[Path], name: str) -> dict[str, bytes]:
    """The files of an archive that are read, by name in lower case. Raises UnreadableExport."""
    [first, *rest] = paths
    if first.is_dir():
        files = {path.name.lower(): path.read_bytes() for path in in_folder(first)}
    elif not rest and zipfile.is_zipfile(first):
        files = _in_zip(first, name)
    else:
        files = {path.name.lower(): path.read_bytes() for path in paths}
    if not any(TWEETS.fullmatch(inner) for inner in files):
        hint = " A spreadsheet has to be saved as CSV." if first.suffix.lower() in (".xlsx", ".ods") else ""
        hint = " A folder here is an archive, or is named like a configured account." if first.is_dir() else hint
        raise UnreadableExport(f"{name} is no X archive with posts: there is no tweets.js in it.{hint}")
    return files


def _is_read(name: str) -> bool:
    return bool(TWEETS.fullmatch(name)) or name.lower() in OTHERS


def is_archive_folder(folder: Path) -> bool:
    """Whether an X archive was unpacked into a folder."""
    return any(TWEETS.fullmatch(path.name) for path in in_folder(folder))


def in_folder(folder: Path) -> list[Path]:
    """The files of an unpacked archive that are read."""
    data = folder / "data" if (folder / "data").is_dir() else folder
    return [path for path in sorted(data.iterdir()) if path.is_file() and _is_read(path.name)]


def _in_zip(path: Path, name: str) -> dict[str, bytes]:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as opened:
            wanted = _wanted(opened.infolist(), name)
            packed, size = (sum(getattr(info, of) for info in wanted) for of in ("compress_size", "file_size"))
            account = SETTINGS.account
            if size > account.archive_bytes_max or size > max(account.archive_ratio_max * packed, 1_000_000):
                raise UnreadableExport(
                    f"{name} unpacks to {size / 1e6:,.0f} MB of posts from {packed / 1e6:,.1f} MB: no account has so "
                    "much. Unpack it yourself, if it is yours, and import its folder."
                )
            return {_inner_path(info).name.lower(): opened.read(info) for info in wanted}
    except _DAMAGES as error:
        raise UnreadableExport(f"{name} is a damaged archive: {error}. Download it again.") from error


def _wanted(members: Sequence[zipfile.ZipInfo], name: str) -> list[zipfile.ZipInfo]:
    """The members of a zip that are read: those in a folder `data`, else those at the top. Each name is there once."""
    found: dict[str, zipfile.ZipInfo] = {}
    for folder in ("data", ""):
        inside = [info for info in members if _inner_path(info).parent.name == folder and not info.is_dir()]
        for info in inside:
            inner = _inner_path(info).name.lower()
            if (
                _is_read(inner)
                and found.setdefault(inner, info) is not info
                and _inner_path(found[inner]).parent.name == folder
            ):
                raise UnreadableExport(f"{name} holds {inner} twice: it is two archives in one, or was edited.")
    return list(found.values())


def _inner_path(info: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(info.filename.replace("\\", "/"))
