"""Which arms would be drawn, and how often: Thompson sampling with exact, logged probabilities and a floor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from hashlib import sha256
from statistics import NormalDist

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
_Z80 = NormalDist().inv_cdf(0.9)


def of(believed: Belief, context: Mapping[str, str], seed: int, settings: Learning = SETTINGS.learning) -> pd.DataFrame:
    """One row a combination of the space's arms, K of them, given levels of contexts.

    p = (1 - floor) x the share of posterior draws that the combination wins + floor / K. The draws are made here, once,
    so p is exact and can be logged as a propensity. They come from the posterior with its sd times `posterior_scale`;
    mean, low80 and high80 are of the unscaled posterior of the combination's expected log count. Without a single post
    every p is 1 / K: the geometry of a prior is no finding. Columns: the dimensions, probability, win_share, mean,
    low80, high80, noise_sd (of a single post), seed, policy_version (a hash of the probabilities).
    """
    arms = believed.space.combinations()
    names = list(believed.space.dimensions)
    rows = believed.rows([{**context, **dict(zip(names, combination, strict=True))} for combination in arms])
    mean, covariance = rows @ believed.mean, rows @ believed.covariance @ rows.T
    share = np.full(len(arms), 1 / len(arms))
    if believed.weight > 0:
        generator = np.random.default_rng(seed)
        scaled = settings.posterior_scale**2 * covariance
        share = chance.win_shares(chance.draws(mean, scaled, settings.posterior_samples, generator))
    probability = (1 - settings.floor) * share + settings.floor / len(arms)
    half = _Z80 * np.sqrt(np.clip(np.diag(covariance), 0.0, None))
    return pd.DataFrame(
        {
            **{name: pd.Series([arm[at] for arm in arms]) for at, name in enumerate(names)},
            "probability": probability / probability.sum(),
            "win_share": share,
            "mean": mean,
            "low80": mean - half,
            "high80": mean + half,
            "noise_sd": believed.noise_sd,
            "seed": np.full(len(arms), seed, dtype=np.uint64),
            "policy_version": _version(arms, probability),
        }
    )


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


IN_TURN = "in turn"
"""The topic of a policy that does not choose topics: they rotate."""
SATURDAY = 5


def renormalise(policy: pd.DataFrame, open_arms: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """The policy given that only some arms of some dimensions are open: their rows, with probabilities that sum to 1.

    Each is the conditional probability, and so the propensity to log. policy_version stays that of the whole policy.
    Raises ValueError when nothing is open.
    """
    kept = policy
    for dimension, arms in open_arms.items():
        kept = kept[kept[dimension].isin(list(arms))]
        if kept.empty:
            raise ValueError(f"no {dimension} of {sorted(set(policy[dimension]))} is open: there is nothing to choose")
    return kept.assign(probability=kept["probability"] / kept["probability"].sum()).reset_index(drop=True)


def _version(arms: list[tuple[str, ...]], probability: Array) -> str:
    """Sixteen hex digits that change when any arm or probability does."""
    said = "\x1e".join(
        "\x1f".join([*map(str, arm), repr(p)]) for arm, p in zip(arms, probability.tolist(), strict=True)
    )
    return sha256(said.encode()).hexdigest()[:16]
