"""What drawing costs, worked out by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tweet_assets.closed_loop import regret

WORTH = {("story", "09-12"): 1.0, ("story", "18-21"): 0.4, ("data", "09-12"): 0.0}


def options(day: int, name: str, *probabilities: float) -> pd.DataFrame:
    arms = list(WORTH)[: len(probabilities)]
    return pd.DataFrame(
        {
            "decision_id": name, "for_day": pd.Timestamp(2026, 3, day), "format": [f for f, _ in arms],
            "slot": [s for _, s in arms], "probability": probabilities,
        }
    )  # fmt: skip


def test_regret_is_of_what_was_open_and_of_what_the_log_expects() -> None:
    rows = pd.concat([options(1, "a", 0.5, 0.25, 0.25), options(1, "b", 0.5, 0.5), options(4, "c", 1.0)])

    first, second = regret.spans(rows, lambda f, s: WORTH[f, s], days=3)

    # a: best 1, expected .6, chance 1.4 / 3; b: best 1, expected .7, chance .7
    assert (first.first, first.last, first.decisions) == (date(2026, 3, 1), date(2026, 3, 1), 2)
    assert first.regret == pytest.approx((0.4 + 0.3) / 2)
    assert first.by_chance == pytest.approx((1 - 1.4 / 3 + 0.3) / 2)
    assert first.share == pytest.approx(first.regret / first.by_chance)
    assert (second.first, second.decisions, second.regret) == (date(2026, 3, 4), 1, 0.0)
