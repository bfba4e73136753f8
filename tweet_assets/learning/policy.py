"""Which arms would be drawn, and how often: Thompson sampling with exact, logged probabilities and a floor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from hashlib import sha256
from math import fsum
from statistics import NormalDist
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.learning import belief, chance, space
from tweet_assets.learning.belief import COUNTS, Belief
from tweet_assets.learning.chance import seed_of as seed_of
from tweet_assets.learning.design import interaction
from tweet_assets.learning.one_thread import one_thread
from tweet_assets.learning.space import WEEKEND
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_Z80 = NormalDist().inv_cdf(0.9)


def of(
    believed: Belief,
    context: Mapping[str, str],
    seed: int,
    settings: Learning = SETTINGS.learning,
    open_arms: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> pd.DataFrame:
    """One row a combination of the space's arms, K of them, given levels of contexts.

    p = (1 - floor) x the share of posterior draws that the combination wins + floor / K. The draws are made here, once,
    so p is exact and can be logged as a propensity. They come from the posterior with its sd times `posterior_scale`;
    mean, low80 and high80 are of the unscaled posterior of the combination's expected log count. Without a single post
    every p is 1 / K: the geometry of a prior is no finding. Columns: the dimensions, probability, win_share, mean,
    low80, high80, noise_sd (of a single post), seed, policy_version (a hash of the probabilities of all K).

    `open_arms` names the arms that can be chosen now, by dimension; of it only open combinations come back (`among`).
    """
    arms = believed.space.combinations()
    names = list(believed.space.dimensions)
    rows = believed.rows([{**context, **dict(zip(names, combination, strict=True))} for combination in arms])
    mean, covariance = rows @ believed.mean, rows @ believed.covariance @ rows.T
    drawn = draws(believed, rows, seed, settings)
    share = _shares(drawn, np.full(len(arms), True))
    probability = _with_floor(share, settings)
    half = _Z80 * np.sqrt(np.clip(np.diag(covariance), 0.0, None))
    whole = pd.DataFrame(
        {
            **{name: pd.Series([arm[at] for arm in arms]) for at, name in enumerate(names)},
            "probability": probability,
            "win_share": share,
            "mean": mean,
            "low80": mean - half,
            "high80": mean + half,
            "noise_sd": believed.noise_sd,
            "seed": np.full(len(arms), seed, dtype=np.uint64),
            "policy_version": _version(arms, probability),
        }
    )
    return restricted(whole, drawn, _is_open(whole, open_arms), settings)


def draws(believed: Belief, rows: Array, seed: int, settings: Learning = SETTINGS.learning) -> Array | None:
    """What each combination is worth in each draw that a policy is made from, shape (samples, K); None without a post.

    `rows` (K, effects) say which effects a combination is made of (Belief.rows). The effects are drawn, in the order of
    the belief, and not the combinations: the same seed gives the same draws in whatever order combinations come.
    """
    if believed.weight <= 0:
        return None
    used = rows.any(axis=0)
    scaled = settings.posterior_scale**2 * believed.covariance[np.ix_(used, used)]
    generator = np.random.default_rng(seed)
    effects = chance.draws(believed.mean[used], scaled, settings.posterior_samples, generator)
    return np.asarray(effects @ rows[:, used].T)


def restricted(
    whole: pd.DataFrame, drawn: Array | None, is_open: Mask, settings: Learning = SETTINGS.learning
) -> pd.DataFrame:
    """The rows of a whole policy that are open, with the win share among them and the probability that follows.

    `drawn` are the draws that the whole policy was made from. With everything open it is the whole policy as it stands.
    """
    if is_open.all():
        return whole.reset_index(drop=True)
    share = _shares(drawn, is_open)
    kept = whole[is_open].assign(probability=_with_floor(share, settings), win_share=share)
    return kept.reset_index(drop=True)


@one_thread
def for_day(
    posteriors: pd.DataFrame, account: Account, day: date, settings: Learning = SETTINGS.learning
) -> pd.DataFrame:
    """The rows of learning.policy without account and as_of: what an account would draw from on a day.

    `posteriors` are its rows of learning.arm_posteriors as of the day before. The seed comes from the account, the
    state (what the posteriors were made from) and the day, so that a replay gives the same.
    """
    believed = belief.stored(posteriors, space.of(account))
    versions = {name: str(posteriors[name].iloc[0]) for name in ("data_version", "settings_version")}
    weekend = WEEKEND[int(day.weekday() >= SATURDAY)]
    seed = seed_of(account.handle, day.isoformat(), *versions.values())
    rows = of(believed, {"weekend": weekend}, seed, settings)
    chosen = rows if "topic" in rows else rows.assign(topic=IN_TURN)
    behind = believed.effects.set_index(["dimension", "arm"])[list(COUNTS[:2])].sum(axis=1)
    cells = [interaction(f, s) for f, s in zip(rows["format"], rows["slot"], strict=True)]
    posts = behind[interaction("format", "slot")].reindex(cells).to_numpy()
    return chosen.assign(weekend=weekend, posts=posts, **versions)


def ahead(policy: pd.DataFrame, posteriors: pd.DataFrame, account: Account, day: date) -> pd.DataFrame:
    """The policy of a day that is planned ahead, from the beliefs behind a policy: its weekend and draws are its own.

    `policy` and `posteriors` as in `among`.
    """
    of_today = {name: policy[name].iloc[0] for name in ("account", "as_of")}
    return for_day(posteriors, account, day).assign(**of_today)


IN_TURN = "in turn"
"""The topic of a policy that does not choose topics: they rotate."""
SATURDAY = 5


@one_thread
def among(
    policy: pd.DataFrame,
    posteriors: pd.DataFrame,
    account: Account,
    open_arms: Mapping[str, Collection[str]],
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    """What an account draws from when only some arms are open: those rows of a day's whole policy, summing to 1.

    p = (1 - floor) x the share of the whole policy's own draws that the combination wins among the open ones + floor /
    how many are open. It is the propensity to log. Only renormalised, the whole policy would leave the posts of a day
    whose best slot is taken little but the floor: nearly an even choice. policy_version stays that of the whole policy.

    `policy` and `posteriors` are the account's rows of learning.policy and learning.arm_posteriors as of one day.
    Raises ValueError when nothing is open, or when the policy was made from other beliefs.
    """
    is_open = _is_open(policy, open_arms)
    drawn = None if is_open.all() else draws_of_day(policy, posteriors, account, settings)
    return restricted(policy, drawn, is_open, settings)


def draws_of_day(
    policy: pd.DataFrame, posteriors: pd.DataFrame, account: Account, settings: Learning = SETTINGS.learning
) -> Array | None:
    """The draws that a stored policy was made from, a column a row of it, by its own seed; None without a post.

    Raises ValueError when the policy was made from other beliefs than the `posteriors` of that day.
    """
    if not made_from(policy, posteriors):
        raise ValueError(
            f"the policy of @{account.handle} was not made from the beliefs of its day as they stand: "
            "run the job learning_replay for that day"
        )
    believed = belief.stored(posteriors, space.of(account))
    names = ["format", "slot", "weekend", *([] if (policy["topic"] == IN_TURN).all() else ["topic"])]
    options = [
        dict(zip(names, row, strict=True)) for row in zip(*(policy[name].tolist() for name in names), strict=True)
    ]
    return draws(believed, believed.rows(options), int(policy["seed"].iloc[0]), settings)


def made_from(policy: pd.DataFrame, posteriors: pd.DataFrame) -> bool:
    """Whether a policy of a day was made from these beliefs of it."""
    versions = ["data_version", "settings_version"]
    if policy.empty or posteriors.empty:
        return False
    return bool((policy[versions].iloc[0] == posteriors[versions].iloc[0]).all())


def _is_open(policy: pd.DataFrame, open_arms: Mapping[str, Collection[str]]) -> Mask:
    is_open = np.full(len(policy), True)
    for dimension, arms in open_arms.items():
        is_open &= policy[dimension].isin(list(arms)).to_numpy(np.bool_)
        if not is_open.any():
            raise ValueError(f"no {dimension} of {sorted(set(policy[dimension]))} is open: there is nothing to choose")
    return is_open


def _shares(drawn: Array | None, is_open: Mask) -> Array:
    """How often each open combination is the best of them; all alike where nothing is known."""
    if drawn is None:
        return np.full(int(is_open.sum()), 1 / is_open.sum())
    return chance.win_shares(drawn[:, is_open])


def _with_floor(share: Array, settings: Learning) -> Array:
    probability = (1 - settings.floor) * share + settings.floor / len(share)
    return np.asarray(probability / fsum(probability))  # exact: the same digits in whatever order combinations come


def _version(arms: list[tuple[str, ...]], probability: Array) -> str:
    """Sixteen hex digits that change when any arm or probability does."""
    said = "\x1e".join(
        "\x1f".join([*map(str, arm), repr(p)]) for arm, p in zip(arms, probability.tolist(), strict=True)
    )
    return sha256(said.encode()).hexdigest()[:16]
