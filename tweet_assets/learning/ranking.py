"""Whether a model ranks posts better than chance: the share of pairs of later posts that it puts in the right order.

A pair is of two posts of the same topic and slot, tested by the same refit: what is left to tell them apart is what
drafts of one cell differ in. Only a model that has proved it may choose among drafts; till then they are drawn by lot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]

_Z95 = 1.959963984540054  # both sides of 95 %


@dataclass(frozen=True)
class Ranking:
    """Pairs that were compared, the share in the right order, and the low end of its 95 % interval. NaN: unknown."""

    pairs: int
    accuracy: float
    low95: float


UNRANKED = Ranking(0, np.nan, np.nan)


def ranking(predicted: Array, measured: Array, group: pd.Series) -> Ranking:
    """Pairwise accuracy of predictions, each array of shape (n_posts,).

    Posts are compared within their `group`; those without one (NA) with none. Pairs of equal measure say nothing and
    are left out, equal predictions are half right. The standard error is of a U-statistic: a post's pairs share its
    luck, so each post counts with all of its pairs together (Hoeffding 1948), psi_i = sum_j (c_ij - accuracy) / pairs.
    """
    compared = [_pairs(predicted[at], measured[at]) for at in _places(group)]
    pairs = int(sum(right.size for right, _ in compared))
    if pairs == 0:
        return UNRANKED
    accuracy = float(sum(right.sum() for right, _ in compared)) / pairs
    squares = sum(float((_influence(right - accuracy, ends) ** 2).sum()) for right, ends in compared)
    return Ranking(pairs, accuracy, accuracy - _Z95 * float(np.sqrt(squares)) / pairs)


def may_rank(pairs: int, low95: float | None, settings: Learning = SETTINGS.learning) -> bool:
    """Whether a model has earned to choose among drafts."""
    return pairs >= settings.ranking_min_pairs and low95 is not None and low95 > settings.ranking_chance


def _places(group: pd.Series) -> Iterator[npt.NDArray[np.intp]]:
    codes, _ = pd.factorize(group)
    for code in range(int(codes.max(initial=-1)) + 1):
        yield np.flatnonzero(codes == code)[-SETTINGS.learning.ranking_group_max :]


def _pairs(predicted: Array, measured: Array) -> tuple[Array, npt.NDArray[np.intp]]:
    """How right each pair of a group is (0, .5 or 1), and the two posts of each, shape (pairs, 2)."""
    first, second = np.triu_indices(len(measured), 1)
    truth = np.sign(measured[first] - measured[second])
    said = np.sign(predicted[first] - predicted[second])
    told = truth != 0
    right: Array = np.where(said == 0, 0.5, said == truth)[told]
    return right, np.column_stack([first, second])[told]


def _influence(surplus: Array, ends: npt.NDArray[np.intp]) -> Array:
    total = np.zeros(int(ends.max(initial=-1)) + 1)
    for side in (0, 1):
        np.add.at(total, ends[:, side], surplus)
    return total
