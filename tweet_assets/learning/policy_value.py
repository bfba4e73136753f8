"""What a policy would have earned on our own posts, against habit, chance and the best fixed arm.

Only posts that a logged draw decided, and that went out as drawn, can say anything. A draw chose among the slots that
were open at its time, so every policy that is evaluated is restricted to the same slots: both are probabilities of the
same choice. What a model expects of a post comes from the policy of the day before it, which has not seen it.

  learned      the policy of the day
  uniform      every combination alike
  habit        the arms of the account's own posts that nobody drew, newer ones counting more
  best fixed   the one combination that did best in the first half of the draws, judged by the second half alone
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import off_policy
from tweet_assets.learning.features import randomised
from tweet_assets.learning.policy import IN_TURN
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]
ARMS = ["format", "slot", "topic"]
ITSELF = "itself"
"""What a plain value stands against."""


def logged(posts: pd.DataFrame, rewards: pd.DataFrame, as_of: date, zone: ZoneInfo) -> pd.DataFrame:
    """The randomised posts of one account whose reward was mature by `as_of`.

    Columns post_id, before (the day before the post's local day), format, slot, topic, open_slots, propensity, reward;
    one row a post, oldest first.
    """
    drawn = posts[randomised(posts)]
    due = rewards[(rewards["day"] <= pd.Timestamp(as_of)) & rewards["reward"].notna()]
    rows = drawn.merge(due[["account", "post_id", "reward"]], on=["account", "post_id"]).sort_values("posted_at")
    local = rows["posted_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    rows = rows.assign(before=(local - pd.Timedelta(days=1)).astype("datetime64[us]"))
    return rows[["post_id", "before", *ARMS, "open_slots", "propensity", "reward"]].reset_index(drop=True)


def habit(features: pd.DataFrame, as_of: date, settings: Learning = SETTINGS.learning) -> pd.Series[float]:
    """How often the account itself chooses each format, slot and topic, by its posts that nobody drew; may be empty."""
    days = (pd.Timestamp(as_of, tz="UTC") + pd.Timedelta(days=1) - features["posted_at"]).dt.days
    own = features[(features["evidence"] != "randomised") & (days >= 0).to_numpy()]
    weight = 0.5 ** (days[own.index] / settings.half_life_days)
    totals = pd.Series(weight.groupby([own[name] for name in ARMS]).sum(), dtype="float64")
    return totals / totals.sum()


def values(
    log: pd.DataFrame,
    policies: pd.DataFrame,
    habit: pd.Series[float],
    as_of: date,
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    """The rows of learning.policy_value without account and as_of: every policy by itself, then learned against each.

    `policies` has rows of learning.policy of one account, of `as_of` and of the days before; an expectation of a model
    enters where every post has the policy of the day before it. Refused estimates carry their reason.
    """
    today = policies[policies["as_of"] == pd.Timestamp(as_of)].set_index(ARMS)
    chooses = IN_TURN not in today.index.get_level_values("topic")
    learned = today["probability"]
    others = {"uniform": learned * 0 + 1 / len(learned), "habit": _over(habit, learned.index, chooses)}
    rows = [_value("learned", log, learned, policies, chooses, settings)]
    for name, policy in others.items():
        rows += [
            _value(name, log, policy, policies, chooses, settings),
            _against(name, log, learned, policy, policies, chooses, settings),
        ]
    later = log.iloc[len(log) // 2 :].reset_index(drop=True)
    fixed = _best_fixed(log.iloc[: len(log) // 2], learned.index, chooses, settings)
    rows += [
        _value("best fixed", later, fixed, policies, chooses, settings),
        _against("best fixed", later, learned, fixed, policies, chooses, settings),
    ]
    return pd.concat(rows, ignore_index=True)


def _value(
    name: str, log: pd.DataFrame, policy: pd.Series[float], policies: pd.DataFrame, chooses: bool, settings: Learning
) -> pd.DataFrame:
    found = off_policy.evaluate(
        log["reward"], log["propensity"], _of_executed(log, policy, chooses), _expected(log, policy, policies, chooses),
        settings,
    )  # fmt: skip
    return found.assign(policy=name, against=ITSELF)


def _against(
    name: str,
    log: pd.DataFrame,
    learned: pd.Series[float],
    other: pd.Series[float],
    policies: pd.DataFrame,
    chooses: bool,
    settings: Learning,
) -> pd.DataFrame:
    ours, theirs = (_expected(log, policy, policies, chooses) for policy in (learned, other))
    found = off_policy.difference(
        log["reward"], log["propensity"], _of_executed(log, learned, chooses), _of_executed(log, other, chooses),
        None if ours is None or theirs is None else (ours, theirs), settings,
    )  # fmt: skip
    return found.assign(policy="learned", against=name)


def _best_fixed(log: pd.DataFrame, arms: pd.Index, chooses: bool, settings: Learning) -> pd.Series[float]:
    """All probability on the combination with the best mean reward, each drawn to the mean of all by some posts."""
    keys = pd.Series(_keys(log, chooses), index=log.index, dtype=object)
    mean = float(log["reward"].mean()) if len(log) else 0.0
    grouped = log["reward"].groupby(keys)
    shrunk = (grouped.sum() + settings.noise_prior_posts * mean) / (grouped.count() + settings.noise_prior_posts)
    scores = shrunk.reindex(arms.to_flat_index()).fillna(mean).to_numpy(np.float64)
    return pd.Series(np.arange(len(arms)) == int(scores.argmax()), index=arms, dtype="float64")


def _over(share: pd.Series[float], arms: pd.Index, chooses: bool) -> pd.Series[float]:
    """The share of each arm of a policy; of topics together where they take turns. What is no arm is left out."""
    known = share if chooses else share.groupby(level=[0, 1]).sum()
    keys = [arm if chooses else arm[:2] for arm in arms.to_flat_index()]
    found = pd.Series([float(known.get(key, 0.0)) for key in keys], index=arms, dtype="float64")
    return found / found.sum() if found.sum() > 0 else found


def _keys(log: pd.DataFrame, chooses: bool) -> list[tuple[str, str, str]]:
    topics = log["topic"] if chooses else [IN_TURN] * len(log)
    return list(zip(log["format"], log["slot"], topics, strict=True))


def _of_executed(log: pd.DataFrame, policy: pd.Series[float], chooses: bool) -> Array:
    """The policy's probability of each executed arm among what was open; an arm that it does not have gets none."""
    flat = policy.to_numpy(np.float64)
    place = {key: at for at, key in enumerate(policy.index.to_flat_index())}
    executed = np.array([flat[place[key]] if key in place else 0.0 for key in _keys(log, chooses)], np.float64)
    among = np.array([flat[_is_open(policy, slots)].sum() for slots in log["open_slots"]], np.float64)
    shares: Array = np.divide(executed, among, out=np.zeros_like(executed), where=among > 0)
    return shares


def _is_open(policy: pd.Series[float], slots: Sequence[str]) -> npt.NDArray[np.bool_]:
    return np.asarray(policy.index.get_level_values("slot").isin(list(slots)), dtype=bool)


def _expected(log: pd.DataFrame, policy: pd.Series[float], policies: pd.DataFrame, chooses: bool) -> Array | None:
    """For each post, what the day before expected of the policy and of the executed arm; None where it is unknown."""
    asked = policies[policies["as_of"].isin(log["before"])]
    before = {day: rows.set_index(ARMS)["mean"] for day, rows in asked.groupby("as_of")}
    found = []
    for key, day, slots in zip(_keys(log, chooses), log["before"], log["open_slots"], strict=True):
        believed = before.get(day)
        if believed is None or key not in believed.index or not set(policy.index) <= set(believed.index):
            return None
        share = policy.to_numpy(np.float64) * _is_open(policy, slots)
        mean = believed.reindex(policy.index).to_numpy(np.float64)
        found.append((float(share @ mean / share.sum()) if share.sum() > 0 else 0.0, float(believed.loc[key])))
    return np.array(found, np.float64).reshape(-1, 2)
