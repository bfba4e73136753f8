"""What each thing in a text adds to what a linear model expects of it, beside the account's average post."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from tweet_assets.learning import terms
from tweet_assets.learning.terms import INTERCEPT, READ_LATE, Z80
from tweet_assets.reports import numbers

_COUNTED = {
    "lines": "line",
    "questions": "question",
    "numbers": "number",
    "links": "link",
    "hashtags": "hashtag",
    "mentions": "mention",
    "emojis": "emoji",
}


@dataclass(frozen=True)
class Contribution:
    """One thing in a text: what it adds, as a difference of logs, with its 80 % interval."""

    what: str
    value: float
    low80: float
    high80: float

    @property
    def clear(self) -> bool:
        """Whether its interval excludes no effect."""
        return self.low80 > 0 or self.high80 < 0

    @property
    def said(self) -> str:
        return f"{self.what}: {numbers.change(self.value)} ({numbers.span(self.low80, self.high80, numbers.change)})"


def contributions(post: pd.DataFrame, model: pd.DataFrame) -> list[Contribution]:
    """From one row of features and rows of learning.engagement_model; clear and large ones first.

    They add up to what the model expects of the post less what it expects of the average one. A factor is one thing:
    its terms stand for the level that the post has and for all that it has not. What is unknown of the post adds 0.
    """
    ordered = model.sort_values("position", ignore_index=True)
    names = ordered["term"].tolist()
    row = terms.design(post, ordered)[0]
    coefficient = ordered["coefficient"].to_numpy(np.float64)
    covariance = np.array(ordered["covariance"].tolist(), np.float64)
    together = {group: places.tolist() for group, places in terms.groups(names).items()}
    alone = {name: [at] for at, name in enumerate(names) if name not in (INTERCEPT, READ_LATE) and "=" not in name}
    found = []
    for name, places in {**together, **alone}.items():
        part = row[places]
        if not part.any():
            continue
        value = float(part @ coefficient[places])
        half = Z80 * sqrt(max(float(part @ covariance[np.ix_(places, places)] @ part), 0.0))
        found.append(Contribution(_what(name, post), value, value - half, value + half))
    return sorted(found, key=lambda one: (not one.clear, -abs(one.value), one.what))


def _what(name: str, post: pd.DataFrame) -> str:
    """What the post has of it: '2 questions', 'no link', 'the format how-to'."""
    value = post[name].iloc[0]
    if name in _COUNTED:
        count = round(float(value))
        return f"no {_COUNTED[name]}" if count == 0 else numbers.counted(count, _COUNTED[name])
    if name == "log_length":
        return f"its length of {round(float(np.exp(value)))}"
    if name == "quality":
        return f"its text quality of {numbers.decimal(float(value))}, from 0 to 1"
    if name == "weekend":
        return "the weekend" if value in (1.0, "weekend") else "a weekday"
    return f"the {name} {value}"
