"""The shared vocabulary of arms: formats, slots and inspirations. No data, no I/O.

Both loops speak it: learning believes things of arms, generation writes drafts for them, posting draws them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

Inspiration = Literal["none", "own", "own+viral"]
INSPIRED: tuple[Inspiration, Inspiration] = ("own", "own+viral")
"""The two sides of the coin that posting tosses, where the writer reads examples."""

FORMATS: tuple[str, ...] = (
    "question",
    "how-to",
    "data",
    "myth-busting",
    "story",
    "framework",
    "opinion",
    "announcement",
)
UNLABELLED = "unlabelled"
OTHER_SLOT = "other"
_SLOT = re.compile(r"([01]\d|2[0-3])-([01]\d|2[0-4])")


@dataclass(frozen=True)
class Slot:
    """A block of hours of the local day, from `first` up to but without `end` (24 is midnight)."""

    name: str
    first: int
    end: int

    def holds(self, local: datetime) -> bool:
        return self.first <= local.hour < self.end

    @property
    def opens(self) -> time:
        return time(self.first)

    @property
    def minutes(self) -> int:
        return (self.end - self.first) * 60


def slot(name: str) -> Slot:
    """The slot that a name like '09-12' means. Raises ValueError with what is wrong."""
    match = _SLOT.fullmatch(name)
    if match is None:
        raise ValueError(f"'{name}' is not a slot: two hours of the day like '09-12' were expected")
    first, end = int(match[1]), int(match[2])
    if first >= end:
        raise ValueError(
            f"'{name}' is not a slot: it has to end after it begins; write '21-24' and '00-06' for a night"
        )
    return Slot(name, first, end)


SLOTS: tuple[Slot, ...] = tuple(slot(n) for n in ("00-06", "06-09", "09-12", "12-15", "15-18", "18-21", "21-24"))


def slot_of(local: datetime, slots: Sequence[Slot]) -> str:
    """The name of the slot that holds a local time, or 'other'."""
    return next((s.name for s in slots if s.holds(local)), OTHER_SLOT)


def topic_of(topics: Sequence[str], for_day: date, format: str) -> str:  # noqa: A002 - the glossary's word
    """The topic that a format has on a day: topics take turns, and formats are out of step with each other.

    Generation writes for it and posting draws among what was written, so both have to name the same one.
    """
    step = sum(map(ord, format))
    return topics[(for_day.toordinal() + step) % len(topics)]
