"""What would have been believed and recommended on a day: in hindsight, and with what could be known that day.

In hindsight every outcome counts from the day of its maturity, whenever it was imported: that is what the policy of
today is made of, and of a past day it is no forecast. As known, an outcome counts from the day on which it could be
known; of an import that nobody dated that is no past day at all. Where the two used the same posts, they are one.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from tweet_assets.learning import bandit, policy, verdicts
from tweet_assets.learning import belief as belief_
from tweet_assets.learning import cells as cells_
from tweet_assets.learning.belief import Belief
from tweet_assets.learning.one_thread import one_thread
from tweet_assets.learning.space import WEEKEND, Space
from tweet_assets.settings import SETTINGS, Learning


@one_thread
def replay(
    statistics: pd.DataFrame,
    posteriors: pd.DataFrame,
    space: Space,
    as_of: date,
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    """The rows of learning.replay without account and as_of: one a mode.

    `statistics` are the account's rows of learning.arm_statistics, `posteriors` those of learning.arm_posteriors as of
    the day, which are the belief in hindsight. `forecast` says whether every outcome used could be known by the day.
    """
    past = statistics[statistics["day"] <= pd.Timestamp(as_of)]
    cells = cells_.stored(past, list(space.factors), len(space.covariates))
    known = cells.known_by(as_of)
    posts, in_time = int(cells.posts.sum()), int(known.posts.sum())
    hindsight = _row(belief_.stored(posteriors, space), posteriors["verdict"].tolist(), posts, space, as_of)
    if in_time == posts or in_time == 0:
        as_known = hindsight if in_time else _NOTHING
    else:
        then = bandit.believe(known, space, as_of, settings)
        as_known = _row(then, verdicts.of(then, as_of, settings)["verdict"].tolist(), in_time, space, as_of)
    return pd.DataFrame(
        [
            {"mode": "in hindsight", "posts": posts, "posts_known_later": posts - in_time, **hindsight},
            {"mode": "as known", "posts": in_time, "posts_known_later": 0, **as_known},
        ]
    ).assign(forecast=lambda rows: rows["posts_known_later"] == 0)


_NOTHING: dict[str, object] = {"recommended": None, "mean": np.nan, "low80": np.nan, "high80": np.nan, "claims": []}


def _row(belief: Belief, words: list[str], posts: int, space: Space, as_of: date) -> dict[str, object]:
    """What is recommended for the day after `as_of`, and what is claimed."""
    if not posts:
        return _NOTHING
    day = as_of + timedelta(days=1)
    context = {"weekend": WEEKEND[int(day.weekday() >= policy.SATURDAY)]}
    arms = space.combinations()
    rows = belief.rows([{**context, **dict(zip(space.dimensions, arm, strict=True))} for arm in arms])
    mean = rows @ belief.mean
    best = int(mean.argmax())
    half = belief_.Z80 * float(np.sqrt(max(rows[best] @ belief.covariance @ rows[best], 0.0)))
    effects = zip(belief.effects["dimension"], belief.effects["arm"], words, strict=True)
    return {
        "recommended": " at ".join(arms[best][:2]) + "".join(f" on {topic}" for topic in arms[best][2:]),
        "mean": mean[best],
        "low80": mean[best] - half,
        "high80": mean[best] + half,
        "claims": [f"{name} {arm}: {word}" for name, arm, word in effects if word.endswith(("better", "worse"))],
    }
