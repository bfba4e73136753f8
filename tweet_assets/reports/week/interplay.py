"""Format times slot: what is expected of each combination, drawn to what its format and its slot do elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

from tweet_assets.reports import numbers
from tweet_assets.reports.rows import Row, rows
from tweet_assets.settings import SETTINGS

_NORMAL = NormalDist()
_Z80 = _NORMAL.inv_cdf(0.9)


@dataclass(frozen=True)
class Combination:
    """A format in a slot: its difference of log engagement from the account's level, and the posts behind it."""

    format: str
    slot: str
    difference: float | None
    low80: float | None
    high80: float | None
    posts: int | None

    @property
    def certainty(self) -> float:
        """2 P(the difference has the sign that it seems to have) - 1, by the model; 0 where nothing is known."""
        if self.difference is None or self.low80 is None or self.high80 is None or self.high80 <= self.low80:
            return 0.0
        sd = (self.high80 - self.low80) / (2 * _Z80)
        return 2 * _NORMAL.cdf(abs(self.difference) / sd) - 1

    @property
    def few(self) -> bool:
        return self.posts is None or self.posts < SETTINGS.learning.verdict_min_posts

    @property
    def change(self) -> str:
        return f"{numbers.change(self.difference)} (80 % {numbers.span(self.low80, self.high80, numbers.change)})"


@dataclass(frozen=True)
class Interplay:
    combinations: tuple[Combination, ...]

    @property
    def formats(self) -> list[str]:
        return list(dict.fromkeys(one.format for one in self.combinations))

    @property
    def slots(self) -> list[str]:
        return sorted({one.slot for one in self.combinations})

    @property
    def leader(self) -> Combination | None:
        known = [one for one in self.combinations if one.difference is not None]
        return max(known, key=lambda one: one.difference or 0.0, default=None)

    @property
    def title(self) -> str:
        leader = self.leader
        if leader is None:
            return "No combination has been looked at yet"
        tried = sum(not one.few for one in self.combinations)
        behind = (
            f"{tried} of {len(self.combinations)} combinations have {SETTINGS.learning.verdict_min_posts} posts or more"
        )
        if leader.low80 is not None and leader.low80 > 0:
            return f"Best so far: {leader.format} at {leader.slot}, {leader.change}; {behind}"
        return f"No combination stands out yet; {behind}"


def interplay(policy: pd.DataFrame, posteriors: pd.DataFrame) -> Interplay:
    """From rows of learning.policy and learning.arm_posteriors of one account and day. Topics are averaged over."""
    level = next((row.number("mean") for row in rows(posteriors) if row.text("dimension") == "level"), None)
    if policy.empty or level is None:
        return Interplay(())
    seen = policy.groupby(["format", "slot"], as_index=False).agg(
        mean=("mean", "mean"), low80=("low80", "mean"), high80=("high80", "mean"), posts=("posts", "sum")
    )
    found = [_combination(row, level) for row in rows(seen)]
    by_format: dict[str, list[float]] = {}
    for one in found:
        by_format.setdefault(one.format, []).append(one.difference or 0.0)
    return Interplay(
        tuple(
            sorted(
                found, key=lambda one: (-sum(by_format[one.format]) / len(by_format[one.format]), one.format, one.slot)
            )
        )
    )


def _combination(row: Row, level: float) -> Combination:
    difference, low80, high80 = (
        None if value is None else value - level for value in map(row.number, ("mean", "low80", "high80"))
    )
    name, slot = (row.text(dimension) or numbers.UNKNOWN for dimension in ("format", "slot"))
    return Combination(name, slot, difference, low80, high80, row.count("posts"))
