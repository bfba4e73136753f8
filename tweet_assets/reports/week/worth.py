"""Did following the policy help? What it earned against chance and habit, or why nobody can tell yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tweet_assets.reports import numbers, plan
from tweet_assets.reports.rows import Row, rows

_AGAINST = {
    "uniform": "posting at random",
    "habit": "your habit",
    "best fixed": "always the one that did best at first",
}
_FIRST = ("dr", "snipw", "ipw")
"""The estimator that is told: the first of these that answers."""


@dataclass(frozen=True)
class Comparison:
    """The learned policy against another: log change of a typical post with its 90 % interval, or why there is none."""

    against: str
    estimator: str
    change: float | None
    low90: float | None
    high90: float | None
    posts: int | None
    effective_posts: float | None
    reason: str

    @property
    def said(self) -> str:
        if self.change is None:
            return f"Against {self.against}: cannot tell yet: {self.reason}."
        span = numbers.span(self.low90, self.high90, numbers.change)
        return (
            f"Against {self.against}: {numbers.change(self.change)} (90 % interval {span}), by {self.estimator}; "
            f"{numbers.counted(self.posts, 'post')} that went out as drawn, "
            f"worth {numbers.whole(self.effective_posts)}."
        )


@dataclass(frozen=True)
class Worth:
    comparisons: tuple[Comparison, ...]
    values: tuple[plan.Value, ...]
    """Every estimate that was made; none where no post was drawn."""

    @property
    def title(self) -> str:
        known = [one for one in self.comparisons if one.change is not None]
        clear = [
            one for one in known if one.low90 is not None and one.high90 is not None and one.low90 * one.high90 > 0
        ]
        if clear:
            one = clear[0]
            word = "Following the policy helped" if (one.change or 0.0) > 0 else "Following the policy did harm"
            return f"{word}: {numbers.change(one.change)} against {one.against}"
        if known:
            return "Whether following the policy helped cannot be told apart from luck yet"
        posts = max((one.posts or 0 for one in self.comparisons), default=0)
        return f"Cannot tell yet whether the policy helps: {numbers.counted(posts, 'post')} went out as drawn"


def worth(stored: pd.DataFrame) -> Worth:
    """From rows of learning.policy_value of one account and day."""
    told = rows(stored)
    found = [_comparison(told, name, said) for name, said in _AGAINST.items()]
    drawn = any((row.count("posts") or 0) > 0 for row in told)
    return Worth(tuple(found), tuple(plan.values(stored)) if drawn else ())


def _comparison(told: Sequence[Row], against: str, said: str) -> Comparison:
    mine = {
        row.text("estimator"): row for row in told if row.text("policy") == "learned" and row.text("against") == against
    }
    answered = [mine[name] for name in _FIRST if name in mine and mine[name].flag("answered") is True]
    row = answered[0] if answered else next((mine[name] for name in _FIRST if name in mine), None)
    if row is None:
        return Comparison(said, "", None, None, None, 0, None, "the policy has not been valued as of this day")
    value = row.number("value") if answered else None
    return Comparison(
        against=said,
        estimator=plan.ESTIMATORS.get(row.text("estimator") or "", numbers.UNKNOWN),
        change=value,
        low90=row.number("low90") if answered else None,
        high90=row.number("high90") if answered else None,
        posts=row.count("posts"),
        effective_posts=row.number("effective_posts"),
        reason=(row.text("reason") or "the reason was not stored").rstrip("."),
    )
