"""Do tweets of others in the prompt help? The difference that a logged coin makes, or how many posts are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, log, sqrt
from statistics import NormalDist

import pandas as pd

from tweet_assets.reports import numbers
from tweet_assets.reports.rows import Row, rows

WITH, WITHOUT = "own+viral", "own"
_Z90, _POWER_Z = NormalDist().inv_cdf(0.95), NormalDist().inv_cdf(0.8)
_WORTH_KNOWING = log(1.25)
"""A difference worth knowing, log count: a quarter more. A whole prompt hardly does what a format does."""


@dataclass(frozen=True)
class Inspiration:
    """Drafts written with tweets of others against drafts with own posts alone: log change of a typical post.

    posts_needed: more drawn posts, halved between the two, until a difference of +25 % would show four times in five.
    """

    posts_with: int
    posts_without: int
    change: float | None
    low90: float | None
    high90: float | None
    posts_needed: int | None
    form: str

    @property
    def title(self) -> str:
        drawn = self.posts_with + self.posts_without
        if self.change is None or self.low90 is None or self.high90 is None:
            return (
                f"Whether tweets of others in the prompt help: cannot tell yet, {numbers.counted(drawn, 'drawn post')}"
            )
        if self.low90 > 0:
            return f"Tweets of others in the prompt help: {numbers.change(self.change)}"
        if self.high90 < 0:
            return f"Tweets of others in the prompt do harm: {numbers.change(self.change)}"
        return "Whether tweets of others in the prompt help cannot be told apart from luck yet"

    @property
    def said(self) -> str:
        counted = (
            f"{self.posts_with} posts with tweets of others in the prompt, {self.posts_without} with own posts alone"
        )
        if self.change is None:
            first = f"{counted}: both are needed before there is a difference."
        else:
            span = numbers.span(self.low90, self.high90, numbers.change)
            first = f"{counted}: {numbers.change(self.change)} (90 % interval {span})."
        missing = (
            f" About {numbers.counted(self.posts_needed, 'more drawn post')} would show a difference of +25 %."
            if self.posts_needed
            else ""
        )
        return f"{first}{missing} {self.form}"


def inspiration(posteriors: pd.DataFrame, example_forms: Mapping[str, int]) -> Inspiration:
    """From rows of learning.arm_posteriors of one account and day.

    Which of the two stood in a prompt was drawn by a logged coin, so the difference is of what it did. The posts needed
    are 4 sd**2 (z + z.8)**2 / d**2 in all, for a fair coin, less those there are.
    """
    told = {row.text("arm"): row for row in rows(posteriors) if row.text("dimension") == "inspiration"}
    one, other = told.get(WITH), told.get(WITHOUT)
    drawn, beside = (0 if row is None else row.count("posts_randomised") or 0 for row in (one, other))
    noise_sd = next((row.number("noise_sd") for row in rows(posteriors)), None)
    needed = None
    if noise_sd is not None:
        needed = max(0, ceil(4 * noise_sd**2 * (_Z90 + _POWER_Z) ** 2 / _WORTH_KNOWING**2) - drawn - beside)
    if one is None or other is None or not (drawn and beside):
        return Inspiration(drawn, beside, None, None, None, needed, _form(example_forms))
    mean, sd = _difference(one, other)
    return Inspiration(drawn, beside, mean, mean - _Z90 * sd, mean + _Z90 * sd, needed, _form(example_forms))


def _difference(one: Row, other: Row) -> tuple[float, float]:
    """The mean and sd of one effect less another, from their rows of the covariance (each up to its own position)."""
    low, high = sorted((one, other), key=lambda row: row.count("position") or 0)
    below, above = low.numbers("covariance") or [], high.numbers("covariance") or []
    at_low, at_high = low.count("position") or 0, high.count("position") or 0
    variance = below[at_low] + above[at_high] - 2 * above[at_low]
    return (one.number("mean") or 0.0) - (other.number("mean") or 0.0), sqrt(max(variance, 0.0))


def _form(example_forms: Mapping[str, int]) -> str:
    """In which form tweets of others are shown: the difference is one of that form."""
    if not example_forms:
        return "No decision was written with tweets of others yet."
    told = ", ".join(f"as {form} in {numbers.counted(n, 'decision')}" for form, n in sorted(example_forms.items()))
    return f"They are shown {told}."
