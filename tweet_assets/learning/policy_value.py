"""What a policy would have earned on our own posts: the log that a fair answer needs, and the answer.

Only posts that a logged draw decided, and that went out as drawn, can say anything. A draw chose among the slots that
were open at its time, so the policy that is evaluated is restricted to the same slots: both are probabilities of the
same choice.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import off_policy
from tweet_assets.learning.features import randomised
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]


def logged(posts: pd.DataFrame, rewards: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The randomised posts of one account whose reward was mature by `as_of`.

    Columns post_id, format, slot, open_slots, propensity, reward; one row a post, oldest first.
    """
    drawn = posts[randomised(posts)]
    due = rewards[(rewards["day"] <= pd.Timestamp(as_of)) & rewards["reward"].notna()]
    rows = drawn.merge(due[["account", "post_id", "reward"]], on=["account", "post_id"]).sort_values("posted_at")
    return rows[["post_id", "format", "slot", "open_slots", "propensity", "reward"]].reset_index(drop=True)


def values(log: pd.DataFrame, policy: pd.DataFrame, settings: Learning = SETTINGS.learning) -> pd.DataFrame:
    """The rows of learning.policy_value without account and as_of, for the learned policy and for a uniform one.

    `policy` has the rows of learning.policy of one account and day. Refused estimates carry their reason.
    """
    probability = policy.set_index(["format", "slot"])["probability"]
    policies = {"learned": probability, "uniform": probability * 0 + 1 / len(probability)}
    rewards, propensities = log["reward"].to_numpy(np.float64), log["propensity"].to_numpy(np.float64)
    return pd.concat(
        [
            off_policy.evaluate(rewards, propensities, _of_executed(log, p), settings=settings).assign(policy=name)
            for name, p in policies.items()
        ],
        ignore_index=True,
    )


def _of_executed(log: pd.DataFrame, probability: pd.Series) -> Array:
    """The policy's probability of each executed arm among what was open; an arm that it does not have gets none."""
    by_slot = probability.groupby(level="slot").sum()
    executed = probability.reindex(pd.MultiIndex.from_frame(log[["format", "slot"]])).fillna(0).to_numpy(np.float64)
    among = np.array([by_slot.reindex(list(slots)).fillna(0).sum() for slots in log["open_slots"]], dtype=np.float64)
    shares: Array = np.divide(executed, among, out=np.zeros_like(executed), where=among > 0)
    return shares
