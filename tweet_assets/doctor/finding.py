"""What a check of the doctor says: what was looked at, whether it is well, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["ok", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """note: nothing is broken, and you may want to know; wrong: something will not work until you do `todo`."""

    mark: Mark
    what: str
    todo: str = ""

    @property
    def line(self) -> str:
        return f"{self.mark:<6} {self.what}" + (f"\n       -> {self.todo}" if self.todo else "")
