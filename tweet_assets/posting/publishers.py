"""Ways to publish, behind one protocol. The default one writes a file: nothing leaves the machine."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from tweet_assets.posting import calendar

_FILE_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

State = Literal["handed_over", "posted", "refused"]


@dataclass(frozen=True)
class Intent:
    """One approved text on its way out."""

    decision_id: str
    account: str
    text: str
    due: str


@dataclass(frozen=True)
class Outcome:
    """What a publisher says it has done, and the post's id where it knows one."""

    state: State
    detail: str
    post_id: str | None = None


class Publisher(Protocol):
    """Publishes one intent. May be asked once for each; it never retries by itself."""

    @property
    def name(self) -> str: ...

    def publish(self, intent: Intent) -> Outcome: ...


@dataclass(frozen=True)
class FolderPublisher:
    """Writes each text to a file of its own, with a link that opens it on X ready to be posted by hand."""

    folder: Path
    name: str = "folder"

    def publish(self, intent: Intent) -> Outcome:
        if _FILE_NAME.fullmatch(intent.decision_id) is None:
            return Outcome("refused", f"{intent.decision_id!r} cannot be the name of a file; nothing was written")
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{intent.decision_id}.txt"
        draft = path.with_suffix(".partial")
        link = calendar.link(intent.text)
        draft.write_text(
            f"@{intent.account}, due {intent.due}\n\n{intent.text}\n\n{link}\n", encoding="utf-8", newline="\n"
        )
        os.replace(draft, path)
        return Outcome("handed_over", f"written to {path.name}; post it by hand, then export as usual")
