"""What is believed of an account's arms: one Gaussian over effects that add up, and what it expects of combinations.

The pooled model's terms are turned into effects around the account's level: the level is the expected reward of the
account's average post; an arm's effect is what it adds to that, averaged over the other dimensions as they were used;
an interaction is what is left. Level and effects added up give a combination's expected reward exactly (the functional
analysis of variance of Hooker 2007, under the product of the factors' own shares of posts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain, combinations
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning.cells import Cells
from tweet_assets.learning.design import Layout, indicators, interaction
from tweet_assets.learning.space import Space

Array = npt.NDArray[np.float64]

LEVEL = "level"
Z80 = NormalDist().inv_cdf(0.9)
_Z90 = NormalDist().inv_cdf(0.95)
LEAST_SD = 1e-9
"""Of an effect that can vary: a lone arm cannot differ from itself."""
COUNTS = ("posts_observational", "posts_randomised", "posts_by_rule")


@dataclass(frozen=True)
class Belief:
    """Gaussian over effects. `effects` has one row an effect: dimension, arm, COUNTS, raw_mean, noise_best, lasting_z.

    mean (t,) and covariance (t, t) in log counts, those of a covariate for one sd of it; noise_sd of a single post;
    history_weight, the share that a post of habit counted; weight, how many posts' worth were seen; posts_a_day, of
    the last four weeks. noise_best is what the apparent best arm of a dimension would show if no arm differed;
    lasting_z, how many of its sds an effect is off zero by all posts alike, the old ones too.
    """

    space: Space
    effects: pd.DataFrame
    mean: Array
    covariance: Array
    noise_sd: float
    history_weight: float
    weight: float
    posts_a_day: float

    @cached_property
    def position(self) -> dict[tuple[str, str], int]:
        """Where the effect of a dimension's arm stands."""
        keys = zip(self.effects["dimension"].tolist(), self.effects["arm"].tolist(), strict=True)
        return {(str(dimension), str(arm)): at for at, (dimension, arm) in enumerate(keys)}

    @property
    def sd(self) -> Array:
        return np.sqrt(np.clip(np.diag(self.covariance), 0.0, None))

    @property
    def drawn(self) -> int:
        """How many posts a logged draw decided."""
        return int(self.effects["posts_randomised"].iloc[self.position[LEVEL, "all"]])

    def rows(self, options: Sequence[Mapping[str, str]]) -> Array:
        """Which effects add up to the expected reward of each option, shape (options, effects).

        An option names its arms by dimension, and context levels where they are given; what it does not name stands at
        the account's mean. Raises ValueError for an arm that the belief does not have.
        """
        known = np.zeros((len(options), len(self.mean)))
        named = [(name,) for name in self.space.factors] + [tuple(pair) for pair in self.space.pairs]
        dimensions = [(factors, reduce(interaction, factors)) for factors in named]
        for row, option in enumerate(options):
            known[row, self.position[LEVEL, "all"]] = 1.0
            for factors, dimension in dimensions:
                if option.keys() >= set(factors):
                    key = (dimension, reduce(interaction, [str(option[factor]) for factor in factors]))
                    if key not in self.position:
                        raise ValueError(f"{key[1]!r} is no {key[0]} of this belief: fit it for the present arms first")
                    known[row, self.position[key]] = 1.0
        return known

    def table(self) -> pd.DataFrame:
        """The rows of learning.arm_posteriors that hold this belief, by position; `stored` takes them back."""
        half = _Z90 * self.sd
        return self.effects.assign(
            position=np.arange(len(self.mean)),
            mean=self.mean,
            sd=self.sd,
            low90=self.mean - half,
            high90=self.mean + half,
            noise_sd=self.noise_sd,
            history_weight=self.history_weight,
            weight=self.weight,
            posts_a_day=self.posts_a_day,
            covariance=pd.Series([row[: at + 1].tolist() for at, row in enumerate(self.covariance)], dtype=object),
        )


def stored(rows: pd.DataFrame, space: Space) -> Belief:
    """The belief that rows of learning.arm_posteriors of one account and day hold."""
    ordered = rows.sort_values("position", ignore_index=True)
    covariance = np.zeros((len(ordered), len(ordered)))
    for at, row in enumerate(ordered["covariance"]):
        covariance[at, : at + 1] = covariance[: at + 1, at] = row
    figures = ordered[["noise_sd", "history_weight", "weight", "posts_a_day"]].iloc[0].to_numpy(np.float64).tolist()
    effects = ordered[["dimension", "arm", *COUNTS, "raw_mean", "noise_best", "lasting_z"]]
    return Belief(space, effects, ordered["mean"].to_numpy(np.float64), covariance, *figures)


def transform(layout: Layout, shares: Mapping[str, Array]) -> Array:
    """The matrix from terms to effects, shape (terms, terms). Each factor's shares of its levels sum to 1."""
    matrix = np.zeros((layout.size, layout.size))
    for group in layout.groups:
        here = layout.slices[group.name]
        if group.name != LEVEL and not (group.factors and set(group.factors) <= set(shares)):
            matrix[here, here] = np.eye(len(group.arms))  # growth and covariates: already around what they differ from
            continue
        for kept in chain.from_iterable(combinations(group.factors, n) for n in range(len(group.factors) + 1)):
            block: Array = np.eye(1)
            for factor in group.factors:
                share = shares[factor]
                side = np.eye(len(share)) - share if factor in kept else share[None, :]
                block = np.asarray(np.kron(block, side), np.float64)
            there = layout.slices[reduce(interaction, kept) if kept else LEVEL]
            matrix[there, here] += block
    return matrix


def shares(cells: Cells, layout: Layout, space: Space) -> dict[str, Array]:
    """Each level's share of the (discounted) posts, by factor; without posts, the levels of the space alike."""
    total = cells.weight @ indicators(cells, layout)
    found = {}
    for name, levels in space.factors.items():
        weight = total[layout.slices[name]]
        alike = (np.arange(len(weight)) < len(levels)) / len(levels)
        found[name] = weight / weight.sum() if weight.sum() > 0 else alike
    return found


def counted(cells: Cells, layout: Layout) -> pd.DataFrame:
    """The `effects` of a belief: names, and how many posts stand behind each, with their plain mean reward."""
    rows = np.hstack([indicators(cells, layout), cells.known])
    drawn = (cells.keys["evidence"] == "randomised").to_numpy(np.float64)
    behind = [part @ rows for part in (cells.posts * (1 - drawn), cells.posts * drawn, cells.by_rule)]
    posts = behind[0] + behind[1]
    raw_mean = np.divide(cells.reward @ rows, posts, out=np.full(len(posts), np.nan), where=posts > 0)
    raw_mean[len(posts) - len(layout.covariates) :] = np.nan  # a covariate is no group of posts
    return pd.DataFrame(
        {
            "dimension": pd.Series([g.name for g in layout.groups for _ in g.arms], dtype="str"),
            "arm": pd.Series([arm for g in layout.groups for arm in g.arms], dtype="str"),
            **{name: total.astype(np.int64) for name, total in zip(COUNTS, behind, strict=True)},
            "raw_mean": raw_mean,
        }
    )
