"""The data folder as files: whether it can be written, whether there is room, and who else can read it."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from tweet_assets.data_folder import DataFolder
from tweet_assets.doctor.finding import Finding, note, ok, wrong
from tweet_assets.settings import SETTINGS

_OTHERS_READ, _OTHERS_ENTER = stat.S_IRGRP | stat.S_IROTH, stat.S_IXGRP | stat.S_IXOTH
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def findings(place: DataFolder) -> Iterator[Finding]:
    path = place.path
    if not path.exists():
        yield note(f"The data folder {path} does not exist yet.", "`tweet-assets init` makes it.")
        return
    if not path.is_dir():
        yield wrong(f"{path} is not a folder.", "Name another one with --data, or move that file away.")
        return
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield wrong(f"The data folder {path} cannot be written.", "Make it yours: chown and chmod u+rwx.")
    else:
        yield ok(f"The data folder {path} can be written")
    yield room(shutil.disk_usage(path).free / 1e9)
    files = [place.accounts_file, place.labels_file, *sorted(path.glob("*.duckdb"))]
    yield from permissions(path, [file for file in files if file.exists()])


def room(free_gb: float) -> Finding:
    least = SETTINGS.terminal.disk_free_gb_min
    if free_gb < least:
        return wrong(f"{free_gb:.1f} GB are free on its disk; an import needs up to {least:g}.", "Make room.")
    return ok(f"{free_gb:,.0f} GB are free on its disk")


def permissions(folder: Path, files: list[Path]) -> Iterator[Finding]:
    """Whether we can read and write these files, and whether other users of this machine can."""
    closed = [file.name for file in files if not os.access(file, os.R_OK | os.W_OK)]
    if closed:
        yield wrong(f"Not to be read and written by you: {', '.join(closed)}.", f"chmod u+rw in {folder}.")
    modes = {file: file.stat().st_mode for file in files}
    entered = folder.stat().st_mode & _OTHERS_ENTER
    written = [file.name for file, mode in modes.items() if entered and mode & _OTHERS_WRITE]
    if written:
        yield wrong(f"Others on this machine can write {', '.join(written)}.", f"chmod go-w in {folder}.")
    read = [file.name for file, mode in modes.items() if entered and mode & _OTHERS_READ]
    if read:
        yield note(f"Other users of this machine can read {', '.join(read)}.", f"If there are any: chmod 700 {folder}.")
    elif files and not closed:
        yield ok(f"{len(files)} files of its own, which nobody else can read")
