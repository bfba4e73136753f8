"""What drawing from the policy costs against the best arm, and against letting chance fall: by the truth, which the
policy does not know.

Of a decision the regret is the worth of the best option that was open less what its logged probabilities expect, in
log engagement; of chance, less the mean of what was open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Span:
    """Some days on end: how many decisions, and their mean regret and that of chance."""

    first: date
    last: date
    decisions: int
    regret: float
    by_chance: float

    @property
    def share(self) -> float:
        return self.regret / self.by_chance


def spans(options: pd.DataFrame, worth: Callable[[str, str], float], days: int) -> list[Span]:
    """The regret of each span of so many days; `options` has rows of posting.decision_probabilities."""
    rows = options.assign(worth=[worth(f, s) for f, s in zip(options["format"], options["slot"], strict=True)])
    rows["gained"] = rows["worth"] * rows["probability"]
    each = rows.groupby(["for_day", "decision_id"]).agg(
        best=("worth", "max"), chance=("worth", "mean"), gained=("gained", "sum")
    )
    each = each.reset_index("for_day")
    span = (each["for_day"] - each["for_day"].min()).dt.days // days
    return [
        Span(
            part["for_day"].min().date(),
            part["for_day"].max().date(),
            len(part),
            float((part["best"] - part["gained"]).mean()),
            float((part["best"] - part["chance"]).mean()),
        )
        for _, part in each.groupby(span)
    ]
