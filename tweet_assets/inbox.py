"""An inbox: a folder where the user drops files. Each goes in once, whole, or is moved aside with its reason.

Files that went in stay where they are, untouched. A file that cannot go in is moved to `refused/`, with a text file of
the same name beside it that says why, and the others go on. A file that the system does not let us read is not moved:
nothing is known against it, and the next run tries again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Fate = Literal["imported", "known", "refused"]


@dataclass(frozen=True)
class Receipt:
    """What became of one file. Counts are of rows; a refused file has none."""

    name: str
    fate: Fate
    rows: int = 0
    left_out: int = 0
    why: str = ""


def waiting(inbox: Path) -> list[Path]:
    """The files of an inbox in the order of their names; hidden ones and folders are not files of an inbox."""
    if not inbox.is_dir():
        return []
    return sorted(p for p in inbox.iterdir() if p.is_file() and not p.name.startswith("."))


def name_of(path: Path) -> str:
    """The file's name as it can be stored and shown: bytes that are not UTF-8, from an old archive, as U+FFFD."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def move_aside(path: Path, reason: str) -> Path:
    """Moves a file to `refused/` next to it and writes the reason beside it. An earlier file of that name stays."""
    folder = path.parent / "refused"
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    number = 1
    while target.exists() or _reason(target).exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    _reason(target).write_text(reason + "\n", encoding="utf-8", errors="replace")
    path.rename(target)
    return target


def _reason(path: Path) -> Path:
    return path.with_name(path.name + ".reason.txt")
