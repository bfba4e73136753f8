"""An inbox: a folder where the user drops files. Each goes in once, whole, or is moved aside with its reason.

What went in stays where it is, untouched. What cannot go in is moved to `refused/`, with a text file of the same name
beside it that says why, and the rest goes on. What the system does not let us read is not moved: nothing is known
against it, and the next run tries again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ASIDE = "refused"
REASON = ".reason.txt"
_NAME_CHARACTERS = 200  # a file system takes some 255 bytes, and the name of the reason is longer
Fate = Literal["imported", "known", "refused"]


@dataclass(frozen=True)
class Receipt:
    """What became of one file. Counts are of rows; a refused file has none."""

    name: str
    fate: Fate
    rows: int = 0
    left_out: int = 0
    why: str = ""
    file_sha256: str = ""


def entries(inbox: Path) -> list[Path]:
    """The files and folders of an inbox in the order of their names, without hidden ones and what was moved aside."""
    if not inbox.is_dir():
        return []
    return sorted(
        path for path in inbox.iterdir() if not path.name.startswith(".") and not (path.name == ASIDE and path.is_dir())
    )


def waiting(inbox: Path) -> list[Path]:
    """The files of an inbox in the order of their names; hidden ones and folders are not files of an inbox."""
    return [path for path in entries(inbox) if path.is_file()]


def contents(inbox: Path) -> list[Path]:
    """Every file of an inbox, those in its folders too, but for what was moved aside."""
    found = [path for entry in entries(inbox) for path in ([entry] if entry.is_file() else sorted(entry.rglob("*")))]
    return [path for path in found if path.is_file() and ASIDE not in path.relative_to(inbox).parts]


def clear_the_name(inbox: Path) -> None:
    """Gives another name to a file that has the one of the folder of what was moved aside."""
    if (inbox / ASIDE).is_file():
        (inbox / ASIDE).rename(inbox / f"{ASIDE}-1")


def name_of(path: Path) -> str:
    """The file's name as it can be stored and shown: bytes that are not UTF-8, from an old archive, as U+FFFD."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def move_aside(path: Path, reason: str) -> Path:
    """Moves a file or folder to `refused/` next to it and writes the reason beside it. An earlier one stays."""
    folder = path.parent / ASIDE
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    number = 1
    while target.exists() or reason_of(target).exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    reason_of(target).write_text(reason + "\n", encoding="utf-8", errors="replace")
    path.rename(target)
    return target


def reason_of(path: Path) -> Path:
    """Where the reason of a file that was moved aside is written."""
    return path.with_name(path.name[:_NAME_CHARACTERS] + REASON)
