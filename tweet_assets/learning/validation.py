"""Honest tests on later posts: expanding windows in time, with a gap, and skill with an interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Skill:
    """1 - loss / loss of the baseline; 0 is the baseline itself, 1 is perfect. NaN: could not be measured."""

    value: float
    low80: float
    high80: float


UNMEASURED = Skill(np.nan, np.nan, np.nan)


def same_sign(coefficient: Array, refits: list[Array]) -> Array:
    """The share of earlier refits in which each coefficient had the sign that it has now, shape (terms,).

    Refits are those of the folds, each on the posts up to its own time. A term that a refit did not know (0) says
    nothing in it; NaN where no refit says anything.
    """
    earlier = np.array(refits).reshape(len(refits), len(coefficient))
    spoke = earlier != 0
    agreed = ((np.sign(earlier) == np.sign(coefficient)) & spoke).sum(axis=0)
    told = spoke.sum(axis=0)
    shares: Array = np.divide(agreed, told, out=np.full(len(coefficient), np.nan), where=told > 0)
    return shares


def folds(posted_at: pd.Series, matured_at: pd.Series, k: int, gap_hours: float) -> Iterator[tuple[Index, Index]]:
    """Pairs of positions (to fit on, to test on), expanding in time. Both columns are aware moments.

    The posts, by time of posting, fall into k + 1 blocks of about the same size; each but the first is tested once, on
    a fit to the posts whose outcome was mature `gap_hours` before the block's first post. A block without any such
    post is left out. No post is tested twice, and none is fitted that was posted after the block began.
    """
    posted, matured = (pd.DatetimeIndex(moments).tz_convert(None).to_numpy() for moments in (posted_at, matured_at))
    gap = np.timedelta64(round(gap_hours * 3_600_000_000), "us")
    for block in np.array_split(np.argsort(posted, kind="stable"), k + 1)[1:]:
        if len(block):
            fitted = np.flatnonzero(matured <= posted[block[0]] - gap)
            if len(fitted):
                yield fitted, block


def skill(loss: Array, baseline_loss: Array, days: npt.NDArray[np.datetime64], samples: int, seed: int) -> Skill:
    """Skill of predictions over a baseline, from each post's two losses, with a bootstrap 80 % interval.

    Days are resampled, not posts: posts of one day share its luck. All arrays have shape (n_posts,).
    """
    _, day = np.unique(days, return_inverse=True)
    count = int(day.max()) + 1 if len(day) else 0
    if count < 2 or baseline_loss.sum() <= 0:
        return UNMEASURED
    daily = np.column_stack([np.bincount(day, weights=losses, minlength=count) for losses in (loss, baseline_loss)])
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=samples)
    ours, theirs = (times.astype(np.float64) @ daily).T
    drawn = 1 - ours[theirs > 0] / theirs[theirs > 0]
    low, high = np.quantile(drawn, [0.1, 0.9])
    return Skill(float(1 - loss.sum() / baseline_loss.sum()), float(low), float(high))
