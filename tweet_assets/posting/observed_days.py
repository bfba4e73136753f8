"""A day of mode observe: what the policy decided, what it could draw from, and what the user posted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from tweet_assets.arms import slot

Part = Literal["slot", "format", "both"]
PARTS: tuple[Part, ...] = ("slot", "format", "both")
Cell = tuple[str, str]
"""A slot and a format."""


@dataclass(frozen=True)
class OwnPost:
    """One post of the user's own choosing. Format None: nobody knows it."""

    post_id: str
    local: datetime
    format: str | None


@dataclass(frozen=True)
class Day:
    """What was decided on a day, in order; what each decision could draw from; and the user's own posts."""

    decided: tuple[Cell, ...]
    open: tuple[tuple[frozenset[str], frozenset[str]], ...] | None
    """Slots and formats of each decision; None: they were not logged."""
    posts: tuple[OwnPost, ...]

    def agrees(self, part: Part, posts: Sequence[OwnPost] | None = None) -> bool:
        return any(met(part, cell, self.posts if posts is None else posts) for cell in self.decided)


def met(part: Part, cell: Cell, posts: Sequence[OwnPost]) -> bool:
    """Whether one of these posts is what a decision drew."""
    name, format_ = cell
    block = slot(name)
    return any(
        (part == "format" or block.holds(post.local)) and (part == "slot" or post.format == format_) for post in posts
    )


def by_chance(part: Part, day: Day) -> float | None:
    """The probability that a day agrees when its slots are drawn evenly without return, and each format evenly.

    Exact: slots that are open to the same decisions and met by the same posts are counted together.
    """
    if day.open is None:
        return None
    menus = day.open
    kinds = Counter(
        tuple(_miss(part, name, formats, day.posts) if name in slots else None for slots, formats in menus)
        for name in frozenset[str]().union(*(slots for slots, _ in menus))
    )
    kind = list(kinds)

    @cache
    def missed(at: int, left: tuple[int, ...]) -> float:
        if at == len(menus):
            return 1.0
        among = [(n, misses[at]) for n, misses in zip(left, kind, strict=True)]
        total = sum(n for n, miss in among if miss is not None)
        return sum(
            n / total * miss * missed(at + 1, (*left[:i], n - 1, *left[i + 1 :]))
            for i, (n, miss) in enumerate(among)
            if n and miss is not None
        )

    return 1.0 - missed(0, tuple(kinds.values()))


def _miss(part: Part, name: str, formats: frozenset[str], posts: Sequence[OwnPost]) -> float:
    """The share of formats with which a decision for this slot would have met no post."""
    return sum(not met(part, (name, format_), posts) for format_ in formats) / len(formats)
