"""What invented readers count of invented posts: grows with age, differs as the truth says, and is drawn once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tweet_assets.closed_loop.audience import Audience
from tweet_assets.demo.truth import TRUTH
from tweet_assets.drill.published import Published

EVENING, NIGHT = datetime(2026, 3, 2, 19, tzinfo=UTC), datetime(2026, 3, 2, 3, tzinfo=UTC)
FORMATS = {"A how-to": "how-to", "News": "announcement"}


def audience(seed: int = 1) -> Audience:
    return Audience(FORMATS, ZoneInfo("UTC"), seed)


def test_counts_only_grow_and_nearly_all_of_them_are_there_after_a_day() -> None:
    readers, post = audience(), Published("1", "A how-to", EVENING)
    ages = [0, 1, 6, 24, 48, 500]
    seen = [readers(post, EVENING + timedelta(hours=age)) for age in ages]

    assert seen[0]["impressions"] == 0
    for earlier, later in pairwise(seen):
        assert all(later[name] >= earlier[name] for name in later)
    assert seen[3]["impressions"] == pytest.approx(0.95 * seen[5]["impressions"], rel=0.01)
    assert all(counts["engagements"] <= counts["impressions"] for counts in seen)
    assert audience()(post, EVENING + timedelta(hours=24)) == seen[3]
    assert audience(2)(post, EVENING + timedelta(hours=24)) != seen[3]


def test_arms_differ_in_engagement_as_the_truth_says() -> None:
    readers, day = audience(), timedelta(hours=24)

    def mean_log(text: str, at: datetime) -> float:
        counts = [readers(Published(str(n + 10_000 * at.hour), text, at), at + day) for n in range(4_000)]
        return float(np.mean(np.log1p([c["engagements"] for c in counts])))

    assert readers.worth("how-to", "18-21") == readers.best == pytest.approx(0.47 + 0.36)
    gained = mean_log("A how-to", EVENING) - mean_log("News", NIGHT)
    truth = readers.worth("how-to", "18-21") - readers.worth("announcement", "00-06")
    error = np.sqrt(2 * (TRUTH.reach_sd**2 + TRUTH.rate_sd**2) / 4_000)
    assert gained == pytest.approx(truth, abs=4 * error + 0.03)  # of few counts the log is less than that of their mean
