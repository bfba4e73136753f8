"""The ledger of earlier claims: what this program has called better or worse, since when, and what came after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from tweet_assets.posting.agreement import welch
from tweet_assets.reports import numbers

Grade = Literal["held up", "did not hold up", "open"]
_POSTS_MIN = 5
"""On each side, before what came after grades anything."""


@dataclass(frozen=True)
class Claim:
    """'format question: better', the day it was first made, whether it stands, and the posts that matured after it.

    change: a typical post of the arm against all others, log, of posts after the claim alone, with its 80 % interval.
    """

    said: str
    since: date
    stands: bool
    posts: int
    others: int
    change: float | None
    low80: float | None
    high80: float | None

    @property
    def grade(self) -> Grade:
        if self.low80 is None or self.high80 is None or self.low80 <= 0 <= self.high80:
            return "open"
        better = self.said.endswith("better")
        return "held up" if (self.low80 > 0) == better else "did not hold up"

    @property
    def told(self) -> str:
        still = "still said" if self.stands else "no longer said"
        if self.change is None:
            return f"{still}; {numbers.counted(self.posts, 'post')} of it since: too few to grade"
        span = numbers.span(self.low80, self.high80, numbers.change)
        return (
            f"{still}; {numbers.counted(self.posts, 'post')} of it since, {numbers.change(self.change)} "
            f"against {numbers.counted(self.others, 'other')} (80 % interval {span}): {self.grade}"
        )


def claims(replay: pd.DataFrame, posts: pd.DataFrame, as_of: date) -> list[Claim]:
    """From rows of learning.replay up to `as_of`, as they were known or in hindsight, and `posts` as in WeekFacts.

    Nothing that matured before a claim grades it. The newest claim comes first.
    """
    days = replay[replay["mode"] == "in hindsight"].sort_values("as_of")
    days = days[days["as_of"] <= pd.Timestamp(as_of)]
    first: dict[str, date] = {}
    last: set[str] = set()
    for day, said in zip(days["as_of"], days["claims"], strict=True):
        last = {str(claim) for claim in said}
        for claim in sorted(last):
            first.setdefault(claim, pd.Timestamp(day).date())
    newest = sorted(first.items(), key=lambda item: (-item[1].toordinal(), item[0]))
    return [_graded(said, since, said in last, posts, as_of) for said, since in newest]


def title(found: list[Claim]) -> str:
    if not found:
        return "Nothing has been called better or worse yet"
    grades = [claim.grade for claim in found]
    return (
        f"{numbers.counted(len(found), 'claim')} so far: {grades.count('held up')} held up, "
        f"{grades.count('did not hold up')} did not, {grades.count('open')} open"
    )


def _graded(said: str, since: date, stands: bool, posts: pd.DataFrame, as_of: date) -> Claim:
    arm, _, _ = said.partition(": ")
    dimension, _, name = arm.partition(" ")
    after = posts[
        (posts["day"] > pd.Timestamp(since)) & (posts["day"] <= pd.Timestamp(as_of)) & posts["reward"].notna()
    ]
    reward = after["reward"].to_numpy(np.float64)
    mine = (after[dimension] == name).to_numpy(bool) if dimension in after else np.zeros(len(after), bool)
    one, other = reward[mine], reward[~mine]
    if min(len(one), len(other)) < _POSTS_MIN or not one.var() + other.var() > 0:
        return Claim(said, since, stands, len(one), len(other), None, None, None)
    return Claim(said, since, stands, len(one), len(other), *welch(one, other))
