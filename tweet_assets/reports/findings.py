"""What we believe of each format and each slot, and how sure of it we are, by rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Literal

import pandas as pd

from tweet_assets import arms
from tweet_assets.reports import numbers
from tweet_assets.reports.rows import Row, rows

Sureness = Literal["confident", "leaning", "unknown"]
Direction = Literal["better", "worse"]

_Z80 = NormalDist().inv_cdf(0.9)
_NOT_CHOSEN = (arms.UNLABELLED, arms.OTHER_SLOT)  # names of what has no name: nobody can decide to post them


@dataclass(frozen=True)
class Finding:
    """One arm: effects are differences of log engagement from the account's mean, None where unknown."""

    dimension: str
    arm: str
    observational: int | None
    randomised: int | None
    effect: float | None
    low90: float | None
    high90: float | None
    raw_effect: float | None
    p_best: float | None
    noise_best: float | None
    posts_needed: int | None
    needed_on: date | None
    sureness: Sureness
    direction: Direction | None
    in_history_only: bool
    choosable: bool

    @property
    def posts(self) -> int | None:
        return None if self.observational is None or self.randomised is None else self.observational + self.randomised

    @property
    def label(self) -> str:
        """'question posts', 'posts at 09-12'."""
        return f"{self.arm} posts" if self.dimension == "format" else f"posts at {self.arm}"

    @property
    def verdict(self) -> str:
        if self.direction is None:
            return "not enough evidence"
        said = self.direction if self.sureness == "confident" else f"leaning {self.direction}"
        return f"in your history: {said}" if self.in_history_only else said

    @property
    def change(self) -> str:
        return numbers.change(self.effect)

    @property
    def interval(self) -> str:
        return numbers.span(self.low90, self.high90, numbers.change)

    @property
    def raw_change(self) -> str:
        return "no post yet" if self.posts == 0 else numbers.change(self.raw_effect)

    @property
    def best(self) -> str:
        return numbers.share(self.p_best) if self.choosable else "not an option"

    @property
    def behind(self) -> str:
        return f"{numbers.whole(self.observational)} / {numbers.whole(self.randomised)}"


def findings(posteriors: pd.DataFrame, dimension: Literal["format", "slot"]) -> list[Finding]:
    """The arms of a dimension from rows of learning.arm_posteriors: choosable first, then by effect, then by name."""
    stored = rows(posteriors)
    levels = [row.number("raw_mean") for row in stored if row.text("dimension") == "level"]
    raw_level = levels[0] if levels else None
    found = [_finding(row, raw_level) for row in stored if row.text("dimension") == dimension]
    return sorted(found, key=lambda f: (not f.choosable, f.effect is None, -(f.effect or 0.0), f.arm))


def levels(posteriors: pd.DataFrame) -> list[tuple[int | None, int | None]]:
    """The observational and randomised posts behind the level: one pair, or none before there is a posterior."""
    return [
        (row.count("posts_observational"), row.count("posts_randomised"))
        for row in rows(posteriors)
        if row.text("dimension") == "level"
    ]


def _finding(row: Row, raw_level: float | None) -> Finding:
    arm = row.text("arm") or "an arm without a name"
    raw_mean, randomised = row.number("raw_mean"), row.count("posts_randomised")
    sureness, direction, in_history = _verdict(row)
    return Finding(
        dimension=row.text("dimension") or "",
        arm=arm,
        observational=row.count("posts_observational"),
        randomised=randomised,
        effect=row.number("mean"),
        low90=row.number("low90"),
        high90=row.number("high90"),
        raw_effect=None if raw_mean is None or raw_level is None else raw_mean - raw_level,
        p_best=row.number("p_best"),
        noise_best=row.number("noise_best"),
        posts_needed=row.count("posts_needed"),
        needed_on=row.day("needed_on"),
        sureness=sureness,
        direction=direction,
        in_history_only=direction is not None and (in_history or randomised == 0),
        choosable=arm not in _NOT_CHOSEN,
    )


def _verdict(row: Row) -> tuple[Sureness, Direction | None, bool]:
    """How sure, which way, and whether the stored verdict speaks of a habit alone.

    Confident: the stored verdict ends in better or worse. Leaning: it does not, but the 80 % interval excludes 0.
    """
    stored = row.text("verdict") or ""
    in_history = stored.startswith("in your history")
    word = stored.rpartition(" ")[2]
    if word == "better" or word == "worse":
        return "confident", "better" if word == "better" else "worse", in_history
    mean, sd = row.number("mean"), row.number("sd")
    if mean is None or sd is None or abs(mean) <= _Z80 * sd:
        return "unknown", None, False
    return "leaning", "better" if mean > 0 else "worse", in_history


def headline(found: list[Finding]) -> str:
    """The verdict of the whole page in one line, by rule, over the arms that can be chosen."""
    counted = [finding for finding in found if finding.choosable]
    if not counted:
        return "Nothing is known yet: no format and no slot has been looked at."
    sure = [finding for finding in counted if finding.sureness == "confident"]
    leaning = sum(finding.sureness == "leaning" for finding in counted)
    habit = sum(finding.in_history_only for finding in sure)
    which = (
        "" if not habit else "only in your history" if habit == len(sure) else f"{habit} of them only in your history"
    )
    return (
        f"{numbers.counted(len(sure), 'thing')} we are confident about{f' ({which})' if which else ''}, "
        f"{leaning} leaning, {len(counted) - len(sure) - leaning} unknown."
    )


def sentence(finding: Finding) -> str:
    """'question posts: +43 % against your mean (90 % interval from +12 % to +80 %), 120 posts, in your history.'"""
    habit = ", in your history" if finding.in_history_only else ""
    behind = numbers.counted(finding.posts, "post")
    return f"{finding.label}: {finding.change} against your mean (90 % interval {finding.interval}), {behind}{habit}"
