"""The coefficients of a linear model in words: what one more of something goes with, and the interval of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

import numpy as np
import pandas as pd

from tweet_assets.learning.terms import INTERCEPT, Z80, groups
from tweet_assets.reports import numbers
from tweet_assets.reports.rows import Row, rows
from tweet_assets.settings import SETTINGS

Model = Literal["engagement", "engagement_count", "follow"]

_RATHER = {
    "format": "{} posts rather than your mix",
    "slot": "posted at {} rather than your mix of hours",
    "topic": "about {} rather than your mix of topics",
    "inspiration": "examples in the prompt: {} rather than your mix",
}
SAID: Mapping[Model, Callable[[float | None], str]] = {
    "engagement": numbers.log_rate,
    "engagement_count": numbers.typical,
    "follow": numbers.share,
}
"""How the baseline of each model is stored, and told: a log rate, a log count, a share."""
_COUNTED = ("lines", "questions", "numbers", "links", "hashtags", "mentions", "emojis")


@dataclass(frozen=True)
class Effect:
    """What a difference between posts goes with, as a difference of logs (of the rate, or of the odds)."""

    said: str
    value: float
    low80: float | None
    high80: float | None
    same_sign: float | None = None

    @property
    def clear(self) -> bool:
        """Whether its 80 % interval excludes no effect."""
        return self.low80 is not None and self.high80 is not None and (self.low80 > 0 or self.high80 < 0)

    @property
    def change(self) -> str:
        return numbers.change(self.value)

    @property
    def interval(self) -> str:
        """Its interval, and how often refits on earlier posts alone had the same sign."""
        span = numbers.span(self.low80, self.high80, numbers.change)
        return span if self.same_sign is None else f"{span}; same sign in {numbers.share(self.same_sign)} of refits"


def effects(model: pd.DataFrame, example_forms: Mapping[str, int] | None = None) -> list[Effect]:
    """Every term but the intercept, from rows of learning.engagement_model or follow_model; clear and large first.

    `example_forms` says in how many decisions tweets of others were shown in which form: an effect of inspiration is
    one of that form, and says so.
    """
    stored = rows(model)
    found = [_covariate(row) for row in stored] + [
        effect
        for group, places in groups([_name(row) for row in stored]).items()
        for effect in _levels([stored[at] for at in places], group, _forms(example_forms or {}))
    ]
    known = [effect for effect in found if effect is not None]
    return sorted(known, key=lambda effect: (not effect.clear, -abs(effect.value), effect.said))


def average(model: pd.DataFrame, kind: Model) -> str | None:
    """What the model says of the account's average post, at which every other term is 0; None without an intercept."""
    row = next((row for row in rows(model) if _name(row) == INTERCEPT), None)
    if row is None or row.number("coefficient") is None:
        return None
    said = _odds_share if kind == "follow" else SAID[kind]
    interval = numbers.span(row.number("low80"), row.number("high80"), said)
    return f"{said(row.number('coefficient'))} (80 % interval {interval})"


def _odds_share(log_odds: float | None) -> str:
    return numbers.share(None if log_odds is None else 1 / (1 + exp(-max(-700.0, min(700.0, log_odds)))))


def _name(row: Row) -> str:
    return row.text("term") or ""


def _covariate(row: Row) -> Effect | None:
    """One standard deviation more of a covariate; of a yes or no, yes rather than no."""
    name, coefficient = _name(row), row.number("coefficient")
    center, scale = row.number("center"), row.number("scale")
    if coefficient is None or center is None or scale is None or scale <= 0:
        return None
    if name == "weekend":
        # The design clips what is far from the mean, here too: 0 and 1 as the model sees them.
        steps = min((1 - center) / scale, SETTINGS.learning.covariate_sd_max) + min(
            center / scale, SETTINGS.learning.covariate_sd_max
        )
        said = "at a weekend rather than on a weekday"
    elif name == "log_length":
        steps, said = 1.0, f"{numbers.decimal(exp(min(scale, log(1e6))))} times as long"
    elif name == "quality":
        steps, said = 1.0, f"{numbers.decimal(scale)} more of text quality, which goes from 0 to 1"
    elif name in _COUNTED:
        steps, said = 1.0, f"{numbers.decimal(scale)} more {name}"
    else:
        return None
    ends = (row.number("low80"), row.number("high80"))
    low80, high80 = (None if end is None else steps * end for end in ends)
    return Effect(said, steps * coefficient, low80, high80, row.number("same_sign"))


def _forms(example_forms: Mapping[str, int]) -> str:
    told = (f"as {form} in {numbers.counted(n, 'decision')}" for form, n in sorted(example_forms.items()))
    return ", ".join(told) or "in a form that was not logged"


def _levels(group_rows: list[Row], group: str, forms: str) -> list[Effect | None]:
    """Each format (or slot) against the account's average post: being one of them is not being any of the others.

    The difference is a = (indicator - centers) / scale over the terms of the group; effect a'b, variance a'Sa.
    A level that no fitted post had says nothing and is left out: the model treats it as the mix.
    """
    group_rows = [row for row in group_rows if row.number("center") != 0]
    stored = [[row.number(column) for column in ("coefficient", "center", "scale", "position")] for row in group_rows]
    known = [[value for value in values if value is not None] for values in stored]
    if not known or any(len(values) < 4 for values in known) or any(values[2] <= 0 for values in known):
        return []
    coefficient, center, scale, position = np.array(known).T
    differences = (np.eye(len(known)) - center) / scale
    values = differences @ coefficient
    variances = _variances(group_rows, differences, position.astype(int))
    said = _RATHER.get(group, "{} rather than your mix")
    said += f" (tweets of others {forms})" if group == "inspiration" else ""
    found: list[Effect | None] = []
    for row, value, variance in zip(group_rows, values.tolist(), variances, strict=True):
        half = None if variance is None else Z80 * sqrt(max(variance, 0.0))
        ends = (None, None) if half is None else (value - half, value + half)
        found.append(Effect(said.format(_name(row).partition("=")[2]), value, *ends))
    return found


def _variances(group_rows: list[Row], differences: np.ndarray, position: np.ndarray) -> list[float] | list[None]:
    """The variance of each difference, from the terms' rows of the covariance; None when one of them is not known."""
    stored = [row.numbers("covariance") for row in group_rows]
    known = [values for values in stored if values is not None and len(values) > position.max()]
    if len(known) < len(stored):
        return [None] * len(stored)
    covariance = np.array([[values[at] for at in position] for values in known])
    variances: list[float] = ((differences @ covariance) * differences).sum(axis=1).tolist()
    return variances
