"""Earlier days' beliefs, graded with what came: did posts earn what the day before expected of their arms?

Each policy used only outcomes that were mature by its day, so none has seen the post that it is graded with. It is a
test in time, and no forecast where the history was imported later. Figures that were read late have grown, which no
policy expects: those of posts beyond their first week are not graded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from tweet_assets.learning import reading_age
from tweet_assets.learning.policy import IN_TURN

_Z80 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Coverage:
    """How many 80 % intervals held what came, of how many; p: the chance of being so far off, if each held 80 %."""

    held: int
    posts: int
    p: float


@dataclass(frozen=True)
class Drift:
    """How far recent posts are from what was expected of them, log count: mean, its standard error, how many posts."""

    mean: float
    error: float
    posts: int


def graded(policies: pd.DataFrame, features: pd.DataFrame, rewards: pd.DataFrame, zone: ZoneInfo) -> pd.DataFrame:
    """Columns post_id, day, reward, mean, low80, high80: each mature post beside what was expected of it.

    Of one account; `policies` has rows of learning.policy of many days. A post is expected to earn what the policy of
    the day before says of its arms; posts without one, or with arms that it does not have, are left out. The intervals
    are for a single post.
    """
    measured = rewards[rewards["reward"].notna()][["post_id", "day", "reward", "age_hours_min"]]
    posts = features.merge(measured, on="post_id")
    posts = posts[reading_age.band(posts["age_hours_min"]).isin(reading_age.BANDS[:2]).to_numpy()]
    local = posts["posted_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    keyed = posts[["post_id", "day", "reward", "format", "slot", "topic"]].assign(
        as_of=(local - pd.Timedelta(days=1)).astype("datetime64[us]")
    )
    in_turn = policies[policies["topic"] == IN_TURN].drop(columns="topic")
    chosen = policies[policies["topic"] != IN_TURN]
    said = ["as_of", "format", "slot"]
    expected = pd.concat([keyed.merge(in_turn, on=said), keyed.merge(chosen, on=[*said, "topic"])])
    mean = expected["mean"].to_numpy(np.float64)
    half = (expected["high80"] - expected["low80"]).to_numpy(np.float64) / 2
    half = np.hypot(half, _Z80 * expected["noise_sd"].to_numpy(np.float64))
    return expected[["post_id", "day", "reward"]].assign(mean=mean, low80=mean - half, high80=mean + half)


def coverage(graded: pd.DataFrame) -> Coverage:
    """How often the intervals held, with an exact two-sided binomial p."""
    from scipy.stats import binomtest

    held = int(((graded["low80"] <= graded["reward"]) & (graded["reward"] <= graded["high80"])).sum())
    posts = len(graded)
    return Coverage(held, posts, float(binomtest(held, posts, 0.8).pvalue) if posts else 1.0)


def drift(graded: pd.DataFrame, as_of: date, days: int) -> Drift:
    """The mean difference of what came from what was expected, over the posts of the last days; NaN below two."""
    first = pd.Timestamp(as_of - timedelta(days=days - 1))
    recent = graded[(graded["day"] >= first) & (graded["day"] <= pd.Timestamp(as_of))]
    gap = (recent["reward"] - recent["mean"]).to_numpy(np.float64)
    if len(gap) < 2:
        return Drift(np.nan, np.nan, len(gap))
    return Drift(float(gap.mean()), float(gap.std(ddof=1) / np.sqrt(len(gap))), len(gap))
