"""Whether the chances of gaining a follower mean what they say."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tweet_assets.reports import numbers
from tweet_assets.reports.rows import rows


@dataclass(frozen=True)
class Group:
    """Posts that were given about the same chance: predicted on average, and the share that gained a follower."""

    posts: int
    predicted: float
    happened: float
    low80: float
    high80: float

    @property
    def holds(self) -> bool:
        return self.low80 <= self.predicted <= self.high80

    @property
    def said(self) -> str:
        return (
            f"{numbers.counted(self.posts, 'post')} given {numbers.share(self.predicted)} on average: "
            f"{numbers.share(self.happened)} did (80 % interval {numbers.span(self.low80, self.high80, numbers.share)})"
        )


def groups(stored: pd.DataFrame) -> list[Group]:
    """From rows of learning.follow_reliability of one account and day, from the lowest chance to the highest."""
    found = []
    for row in sorted(rows(stored), key=lambda row: row.count("position") or 0):
        known = [row.number(name) for name in ("predicted", "happened", "low80", "high80")]
        values = [value for value in known if value is not None]
        found.append(Group(row.count("posts") or 0, *values))
    return found


def title(found: list[Group]) -> str:
    if not found:
        return "Too few posts were foretold to see whether chances mean what they say"
    held = sum(group.holds for group in found)
    return (
        f"{held} of {len(found)} groups of posts gained followers about as often as was foretold; "
        f"with 80 % intervals about {numbers.decimal(0.8 * len(found))} would"
    )
