"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["ok", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """What was found. `wrong` keeps something from working; a `note` is worth knowing. `to_do` may be empty."""

    mark: Mark
    what: str
    to_do: str = ""


def ok(what: str) -> Finding:
    return Finding("ok", what)


def note(what: str, to_do: str = "") -> Finding:
    return Finding("note", what, to_do)


def wrong(what: str, to_do: str) -> Finding:
    return Finding("wrong", what, to_do)
