"""Whether a forecast means what it says: of the posts that were given about 10 %, did about one in ten come true?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]


def groups(predicted: Array, happened: Array, posts_min: int, groups_max: int) -> pd.DataFrame:
    """Columns position, posts, predicted, happened, low80, high80: predictions that are alike, from low to high.

    Both arrays have shape (n_posts,): probabilities made before the outcome, and 1 or 0. Groups of about the same size,
    as many as leave each `posts_min` posts, `groups_max` at most; equal predictions stay together. The share that
    happened is the mean of Beta(1/2 + yes, 1/2 + no), with Jeffreys' 80 % interval. No row below `posts_min` posts.
    """
    from scipy.special import betaincinv

    count = min(groups_max, len(predicted) // posts_min)
    if not count:
        return pd.DataFrame(_NOTHING)
    edges = np.unique(np.quantile(predicted, np.linspace(0, 1, count + 1)[1:-1]))
    frame = pd.DataFrame({"group": np.digitize(predicted, edges), "predicted": predicted, "yes": happened})
    found = frame.groupby("group").agg(
        posts=("yes", "size"), predicted=("predicted", "mean"), yes=("yes", "sum")
    )  # fmt: skip
    yes = 0.5 + found["yes"].to_numpy(np.float64)
    no = 0.5 + found["posts"].to_numpy(np.float64) - found["yes"].to_numpy(np.float64)
    return pd.DataFrame(
        {
            "position": np.arange(len(found)),
            "posts": found["posts"].to_numpy(np.int64),
            "predicted": found["predicted"].to_numpy(np.float64),
            "happened": yes / (yes + no),
            "low80": betaincinv(yes, no, 0.1),
            "high80": betaincinv(yes, no, 0.9),
        }
    )


_NOTHING = {
    "position": np.empty(0, np.int64),
    "posts": np.empty(0, np.int64),
    **{name: np.empty(0) for name in ("predicted", "happened", "low80", "high80")},
}
