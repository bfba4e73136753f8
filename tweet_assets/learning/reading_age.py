"""How old a post was when its figures were read, as learning needs it: a total of a month is no total of a day.

Beyond the 24 hours of maturity a count goes on growing, ever more slowly, so age is told in doublings of 24 hours. The
linear models have a term for it. The pooled model sorts posts into few bands and lets growth be a random walk over
them that begins at 24 hours: posts read late say less of what a post has after a day, and an arm is not better for
having been read later. What an export does not say is its exact age; this is the least that it can have been.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.settings import SETTINGS

Array = npt.NDArray[np.float64]

BANDS = ("at 24 h", "2 to 7 days", "8 to 30 days", "later")
_ENDS_HOURS = (48.0, 7 * 24.0, 30 * 24.0)
_DOUBLINGS = (0.0, 2.0, 4.0, 6.0)  # 24 hours, 4, 16 and 64 days: about the middle of each band on that scale


def doublings(age_hours: pd.Series[float]) -> pd.Series[float]:
    """Doublings of the maturity window: 0 at 24 hours, 1 at 48, 5 after a month."""
    matured = (age_hours.astype("float64") / SETTINGS.account.maturity_hours).clip(lower=1.0)
    return pd.Series(np.log2(matured.to_numpy()), index=age_hours.index)


def band(age_hours: pd.Series[float]) -> pd.Series[str]:
    """The band of each age; an age that is not known is the last one's."""
    places = np.searchsorted(_ENDS_HOURS, age_hours.astype("float64").fillna(np.inf), side="right")
    return pd.Series([BANDS[place] for place in places], index=age_hours.index, dtype="str")


def growth_covariance(sd: float) -> Array:
    """Prior covariance of log growth from 24 hours to each band, shape (bands, bands); `sd` after one doubling."""
    walked = np.array(_DOUBLINGS)
    return np.asarray(sd**2 * np.minimum.outer(walked, walked))
