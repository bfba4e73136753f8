"""Earlier days' beliefs, graded with what came: did posts earn what the belief of the day before they went out said?

Each belief used only outcomes that were mature by its day, so none has seen the post that it is graded with. It is a
test in time, and no forecast where the history was imported later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import belief, reading_age
from tweet_assets.learning.belief import Belief
from tweet_assets.learning.space import WEEKEND, Space

Array = npt.NDArray[np.float64]

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


def graded(
    posteriors: pd.DataFrame, features: pd.DataFrame, rewards: pd.DataFrame, space: Space, zone: ZoneInfo
) -> pd.DataFrame:
    """Columns post_id, day, reward, mean, low80, high80: each mature post beside what was expected of it.

    Of one account. The belief is that of rows of learning.arm_posteriors as of the day before the post's local day;
    posts without one, or with an arm that it did not have, are left out. The intervals are for a single post.
    """
    measured = rewards[rewards["reward"].notna()][["post_id", "day", "reward", "age_hours_min"]]
    posts = features.merge(measured, on="post_id")
    before = posts["posted_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize() - pd.Timedelta(days=1)
    posts = posts.assign(
        before=before,
        band=reading_age.band(posts["age_hours_min"]),
        weekend=np.where(posts["weekend"] > 0, *WEEKEND[::-1]),
    )
    held = {as_of: rows for as_of, rows in posteriors.groupby("as_of") if as_of in set(before)}
    found = [
        _expected(belief.stored(held[as_of], space), group) for as_of, group in posts.groupby("before") if as_of in held
    ]
    columns = ["post_id", "day", "reward", "mean", "low80", "high80"]
    return pd.concat(found)[columns] if found else pd.DataFrame({name: [] for name in columns})


def _expected(believed: Belief, posts: pd.DataFrame) -> pd.DataFrame:
    """The posts whose arms the belief has, with the mean and interval that it gives them at their age of reading."""
    names = list(believed.space.factors)
    options = [_known(believed, dict(zip(names, arms, strict=True))) for arms in posts[names].to_numpy().tolist()]
    has_all = [all(name in option for name in believed.space.dimensions) for option in options]
    kept, asked = posts[has_all], [option for option, whole in zip(options, has_all, strict=True) if whole]
    rows = believed.rows(asked)
    for row, band in enumerate(kept["band"]):
        if band != reading_age.BANDS[0]:
            rows[row, believed.place["growth", band]] = 1.0
    mean = rows @ believed.mean
    half = _Z80 * np.sqrt(np.einsum("ij,jk,ik->i", rows, believed.covariance, rows) + believed.noise_sd**2)
    return kept.assign(mean=mean, low80=mean - half, high80=mean + half)


def _known(believed: Belief, option: Mapping[str, object]) -> dict[str, str]:
    return {name: str(arm) for name, arm in option.items() if (name, str(arm)) in believed.place}


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
