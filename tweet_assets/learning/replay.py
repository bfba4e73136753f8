"""What would have been believed and recommended on a day: in hindsight, and with what could be known that day.

In hindsight every outcome counts from the day of its maturity, whenever it was imported: that is what the policy of
today is made of, and of a past day it is no forecast. As known, an outcome counts from the day on which it could be
known; of an import that nobody dated that is no past day at all. Where the two used the same posts, they are one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from tweet_assets.learning import bandit, policy, verdicts
from tweet_assets.learning import belief as belief_
from tweet_assets.learning import cells as cells_
from tweet_assets.learning.belief import Belief
from tweet_assets.learning.one_thread import one_thread
from tweet_assets.learning.space import WEEKEND, Space
from tweet_assets.settings import SETTINGS, Learning

Mode = Literal["in hindsight", "as known"]


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
    hindsight = belief_.stored(posteriors, space)
    as_known = hindsight if len(known) == len(cells) else bandit.believe(known, space, as_of, settings)
    later = int(cells.posts.sum() - known.posts.sum())
    return pd.DataFrame(
        [
            _row("in hindsight", hindsight, int(cells.posts.sum()), later, space, as_of, settings),
            _row("as known", as_known, int(known.posts.sum()), 0, space, as_of, settings),
        ]
    )


def _row(
    mode: Mode, belief: Belief, posts: int, later: int, space: Space, as_of: date, settings: Learning
) -> dict[str, object]:
    day = as_of + timedelta(days=1)
    context = {"weekend": WEEKEND[int(day.weekday() >= policy.SATURDAY)]}
    arms = space.combinations()
    named = [dict(zip(space.dimensions, arm, strict=True)) for arm in arms]
    rows = belief.rows([{**context, **option} for option in named])
    mean = rows @ belief.mean
    best = int(mean.argmax())
    half = belief_.Z80 * float(np.sqrt(max(rows[best] @ belief.covariance @ rows[best], 0.0)))
    words = verdicts.of(belief, as_of, settings)["verdict"].tolist()
    effects = zip(belief.effects["dimension"], belief.effects["arm"], words, strict=True)
    said = [f"{name} {arm}: {word}" for name, arm, word in effects if word.endswith(("better", "worse"))]
    return {
        "mode": mode,
        "posts": posts,
        "posts_known_later": later,
        "forecast": later == 0,
        "recommended": " at ".join(arms[best][:2]) if posts else None,
        "mean": mean[best] if posts else np.nan,
        "low80": mean[best] - half if posts else np.nan,
        "high80": mean[best] + half if posts else np.nan,
        "claims": said,
    }
