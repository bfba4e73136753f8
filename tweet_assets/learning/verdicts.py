"""What may be said of an arm, by rule: better, worse, or not enough evidence yet; and how much evidence would do.

An arm is called better (than the account's average post) when two things hold. As of today, its 90 % interval excludes
no effect and P(better) is at least `better_probability`. And by all posts alike, the old ones too, it still is with
that error shared out over every arm of which the account could be told anything, and over looks (Bonferroni): a memory
that fades never settles a question, and an account that is looked at every week is asked it again and again. The
shares are small enough that an account of pure noise, looked at every week for a year, is told that anything is better
in less than one case of twenty: measured in docs/bandit.md. The plain word needs drawn posts behind it; what rests on
habit is said of the history only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets import labelling
from tweet_assets.learning import chance
from tweet_assets.learning.belief import COUNTS, LEAST_SD, LEVEL, Belief
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]

NOT_ENOUGH = "not enough evidence"
UNRELIABLE = "labels not reliable enough"
BASELINE = "baseline"
NO_CLAIM = "no claim is made"
"""Of interactions, growth and covariates: the bandit needs them, and what texts do is the engagement model's to say."""
IN_HISTORY = "in your history: "
WORTH_KNOWING = log(1.5)
"""A difference worth acting on, log count: half as much again."""
_POWER_Z = NormalDist().inv_cdf(0.8)


def of(belief: Belief, as_of: date, settings: Learning = SETTINGS.learning) -> pd.DataFrame:
    """Columns p_best, verdict, posts_needed, needed_on, one row an effect of the belief.

    p_best: P(the best among the space's arms of its dimension); NaN where nothing is chosen. posts_needed: how many
    more drawn posts of the account, at the arm's present share of them, would have a difference of +50 % called better
    four times in five; needed_on: the day by which they have matured at the present pace. Both are missing where no
    question is open; the day is, where nothing matured of late.
    """
    needed_z = threshold(belief, settings)
    arms = _arms(belief)
    words = [_verdict(arm, needed_z, belief, settings) for arm in arms]
    more = [_more(arm, word, needed_z, belief) for arm, word in zip(arms, words, strict=True)]
    return pd.DataFrame(
        {
            "p_best": p_best(belief, as_of, settings),
            "verdict": pd.Series(words, dtype="str"),
            "posts_needed": pd.array(more, dtype="Int64"),
            "needed_on": pd.Series([_day(count, belief.posts_a_day, as_of) for count in more], dtype="datetime64[us]"),
        },
        index=belief.effects.index,
    )


def threshold(belief: Belief, settings: Learning = SETTINGS.learning) -> float:
    """How many of its own sds an effect has to be off zero, by all posts alike, before anything is said of it."""
    arms = sum(len(levels) for levels in belief.space.factors.values())
    return NormalDist().inv_cdf(1 - (1 - settings.better_probability) / (arms * settings.looks))


def p_best(belief: Belief, as_of: date, settings: Learning = SETTINGS.learning) -> Array:
    """P(best of its dimension) by posterior draws; without any post it is the same for all."""
    found = np.full(len(belief.mean), np.nan)
    seed = chance.seed_of("p_best", as_of.isoformat(), chance.fingerprint(belief.mean, belief.covariance))
    generator = np.random.default_rng(seed)
    for dimension, arms in belief.space.dimensions.items():
        at = [belief.position[dimension, str(arm)] for arm in arms]
        found[at] = 1 / len(arms)
        if belief.weight > 0:
            block = np.ix_(at, at)
            samples = chance.draws(belief.mean[at], belief.covariance[block], settings.posterior_samples, generator)
            found[at] = chance.win_shares(samples)
    return found


@dataclass(frozen=True)
class _Arm:
    """One effect with what stands behind it."""

    dimension: str
    name: str
    habit: int
    drawn: int
    by_rule: int
    lasting_z: float
    mean: float
    sd: float

    @property
    def posts(self) -> int:
        return self.habit + self.drawn


def _arms(belief: Belief) -> list[_Arm]:
    columns = [belief.effects[name].tolist() for name in ("dimension", "arm", *COUNTS, "lasting_z")]
    return [_Arm(*row) for row in zip(*columns, belief.mean.tolist(), belief.sd.tolist(), strict=True)]


def _verdict(arm: _Arm, needed_z: float, belief: Belief, settings: Learning) -> str:
    if arm.dimension == LEVEL:
        return BASELINE
    if arm.dimension not in belief.space.factors:
        return NO_CLAIM
    if arm.dimension == "format" and arm.by_rule > arm.posts / 2 and not labelling.is_reliable(arm.name):
        return UNRELIABLE
    today = abs(arm.mean) > NormalDist().inv_cdf(settings.better_probability) * max(arm.sd, LEAST_SD)
    lasting = arm.lasting_z * np.sign(arm.mean) > needed_z
    if arm.posts < settings.verdict_min_posts or not (today and lasting):
        return NOT_ENOUGH
    word = "better" if arm.mean > 0 else "worse"
    counted = arm.drawn + belief.history_weight * arm.habit
    by_draw = arm.drawn >= max(settings.verdict_min_posts, settings.verdict_randomised_share * counted)
    return word if by_draw else f"{IN_HISTORY}{word}"


def _more(arm: _Arm, verdict: str, needed_z: float, belief: Belief) -> int | None:
    """sd**2 (z + z.8)**2 / (d**2 q (1 - q)) posts in all show a difference d of an arm with share q with power .8.

    q is the arm's share of the drawn posts, or an even one while there are none.
    """
    levels = [str(level) for level in belief.space.factors.get(arm.dimension, ())]
    if verdict in ("better", "worse") or arm.name not in levels or len(levels) < 2:
        return None
    even = 1 / len(levels)
    share = min(max(arm.drawn / belief.drawn, even / 4), 1 / 2) if belief.drawn else even
    in_all = belief.noise_sd**2 * (needed_z + _POWER_Z) ** 2 / (WORTH_KNOWING**2 * share * (1 - share))
    return max(0, ceil(in_all - belief.drawn))


def _day(posts: int | None, posts_a_day: float, as_of: date) -> date | None:
    if posts is None or posts_a_day <= 0:
        return None
    return as_of + timedelta(days=ceil(posts / posts_a_day))
