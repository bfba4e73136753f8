"""Additive statistics: the sums over posts that look alike, which are all that the bandit ever reads.

Posts of the same day of maturity, arms, contexts, evidence and age of reading, and with the same covariates known, are
one cell. A cell holds how many they are and the sums, over them, of the reward, its square, the covariates, and their
products with the reward and with each other. Sums add up exactly: the cells of any days together are the cells of those
days one by one, a day's cells depend on that day's outcomes alone, and a corrected outcome is subtract and add.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import chance, reading_age

Array = npt.NDArray[np.float64]

NOBODY_SAID = ""
"""Of the day on which an outcome could be known."""
UNKNOWN = ""
"""The level of a factor that nobody knows: no arm has this name."""
SUMS = ("covariate_sum", "covariate_reward_sum", "covariate_product_sum")


@dataclass(frozen=True)
class Cells:
    """n cells over k covariates. `keys` has columns day, evidence, age_band, known_on, known, and one a factor.

    posts and by_rule are plain counts; weight (n,) is posts times a discount, as are the sums: reward and
    reward_square (n,), covariate and covariate_reward (n, k), product (n, k, k). `known` says by a 1 or a 0 which
    covariates were known; sums over unknown ones are 0.
    """

    keys: pd.DataFrame
    posts: Array
    by_rule: Array
    weight: Array
    reward: Array
    reward_square: Array
    covariate: Array
    covariate_reward: Array
    product: Array

    def __len__(self) -> int:
        return len(self.posts)

    @property
    def known(self) -> Array:
        """Which covariates are known in each cell, (n, k) of 0 and 1."""
        marks = "".join(self.keys["known"].tolist())
        return np.frombuffer(marks.encode(), np.uint8).reshape(self.covariate.shape).astype(np.float64) - ord("0")

    def only(self, rows: npt.NDArray[np.bool_]) -> Cells:
        """The cells where `rows` is true."""
        return Cells(self.keys[rows].reset_index(drop=True), *(part[rows] for part in self._parts))

    def weighted(self, factor: Array) -> Cells:
        """The same posts, each cell counting `factor` (n,) times as much."""
        one, two, three = factor, factor[:, None], factor[:, None, None]
        return replace(
            self,
            weight=self.weight * one,
            reward=self.reward * one,
            reward_square=self.reward_square * one,
            covariate=self.covariate * two,
            covariate_reward=self.covariate_reward * two,
            product=self.product * three,
        )

    def known_by(self, day: date) -> Cells:
        """Those whose outcomes could be known on a day; of the others nobody knows that they could."""
        known_on = self.keys["known_on"]
        return self.only(((known_on != NOBODY_SAID) & (known_on <= day.isoformat())).to_numpy(dtype=bool))

    def discounted(self, as_of: date, half_life_days: float) -> Cells:
        """Each day's cells counting half for every half-life between the day and `as_of`."""
        age_days = (pd.Timestamp(as_of) - self.keys["day"]).dt.days.to_numpy(np.float64)
        return self.weighted(0.5 ** (age_days / half_life_days))

    def merged(self, as_of: date) -> Cells:
        """Cells that differ in their days alone made one, of the day `as_of`: what a later day is added to."""
        day = pd.Timestamp(as_of).as_unit("us")
        if (self.keys["day"] == day).all() and (self.keys["known_on"] == NOBODY_SAID).all():
            return self  # no two cells have the same keys
        return _summed(self.keys.assign(day=day, known_on=NOBODY_SAID), self._parts)

    def plus(self, other: Cells) -> Cells:
        """Both, cell by cell."""
        keys = pd.concat([self.keys, other.keys], ignore_index=True)
        pairs = zip(self._parts, other._parts, strict=True)
        return _summed(keys, tuple(np.concatenate([one, two]) for one, two in pairs))

    def fingerprint(self) -> str:
        """Sixteen hex digits that change when any key or sum does."""
        said = "\x1e".join("\x1f".join(self.keys[name].astype("str").tolist()) for name in self.keys)
        return chance.fingerprint(np.frombuffer(said.encode(), np.uint8).astype(np.float64), *self._parts)

    @property
    def _parts(self) -> tuple[Array, ...]:
        return (
            self.posts, self.by_rule, self.weight, self.reward, self.reward_square,
            self.covariate, self.covariate_reward, self.product,
        )  # fmt: skip


def of(posts: pd.DataFrame, factors: Sequence[str], covariates: Sequence[str]) -> Cells:
    """The cells of posts with a measured reward.

    `posts` has the columns day, evidence, age_hours_min, by_rule (whether a rule named the format), reward, and those
    of the factors (text, missing: unknown) and covariates (numbers, NaN: unknown); and known_on (an ISO day, or
    NOBODY_SAID, as where the column is absent).
    """
    measured = posts[posts["reward"].notna()]
    reward = measured["reward"].to_numpy(np.float64)
    raw = measured[list(covariates)].to_numpy(np.float64)
    known = ~np.isnan(raw)
    values = np.where(known, raw, 0.0)
    keys = pd.DataFrame(
        {
            "day": measured["day"].astype("datetime64[us]"),
            "evidence": measured["evidence"].astype("str"),
            "age_band": reading_age.band(measured["age_hours_min"]),
            "known_on": measured.get("known_on", pd.Series(NOBODY_SAID, index=measured.index)).astype("str"),
            "known": pd.Series(_marks(known), index=measured.index, dtype="str"),
            **{name: measured[name].astype("str").fillna(UNKNOWN) for name in factors},
        }
    )
    one = np.ones(len(reward))
    parts = (
        one, measured["by_rule"].to_numpy(np.float64), one, reward, reward**2,
        values, values * reward[:, None], values[:, :, None] * values[:, None, :],
    )  # fmt: skip
    return _summed(keys, parts)


def frame(cells: Cells) -> pd.DataFrame:
    """The cells as rows of learning.arm_statistics without account; products by row of the lower triangle."""
    lower = np.tril_indices(cells.covariate.shape[1])
    return cells.keys.assign(
        posts=cells.posts.astype(np.int64),
        posts_by_rule=cells.by_rule.astype(np.int64),
        reward_sum=cells.reward,
        reward_square_sum=cells.reward_square,
        covariate_sum=_lists(cells.covariate, cells.keys.index),
        covariate_reward_sum=_lists(cells.covariate_reward, cells.keys.index),
        covariate_product_sum=_lists(cells.product[:, lower[0], lower[1]], cells.keys.index),
    )


def stored(rows: pd.DataFrame, factors: Sequence[str], covariates: int) -> Cells:
    """The cells that rows of learning.arm_statistics of one account mean, in the order of their keys."""
    names = ["day", "evidence", "age_band", "known_on", "known", *factors]
    rows = rows.sort_values(names, ignore_index=True)
    size = (len(rows), covariates)
    lower = np.tril_indices(covariates)
    product = np.zeros((*size, covariates))
    product[:, lower[0], lower[1]] = _matrix(rows["covariate_product_sum"], (len(rows), len(lower[0])))
    product[:, lower[1], lower[0]] = product[:, lower[0], lower[1]]
    posts = rows["posts"].to_numpy(np.float64)
    return Cells(
        rows[names],
        posts,
        rows["posts_by_rule"].to_numpy(np.float64),
        posts,
        rows["reward_sum"].to_numpy(np.float64),
        rows["reward_square_sum"].to_numpy(np.float64),
        _matrix(rows["covariate_sum"], size),
        _matrix(rows["covariate_reward_sum"], size),
        product,
    )


def _summed(keys: pd.DataFrame, parts: tuple[Array, ...]) -> Cells:
    """One cell for all rows with the same keys, in the order of the keys."""
    places, inverse = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    for name in keys:
        codes, levels = pd.factorize(keys[name], sort=True)
        places, inverse = _dense(inverse * max(len(levels), 1) + codes)
    count = len(places)

    def total(part: Array) -> Array:
        flat = part.reshape(len(part), int(np.prod(part.shape[1:])))
        sums = [np.bincount(inverse, weights=column, minlength=count) for column in flat.T]
        return np.reshape(np.array(sums).T, (count, *part.shape[1:]))

    return Cells(keys.iloc[places].reset_index(drop=True), *map(total, parts))


def _dense(codes: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The place of the first row of each code, in the order of the codes; and each row's rank among them."""
    _, places, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return places.astype(np.int64), inverse.astype(np.int64)


def _marks(known: npt.NDArray[np.bool_]) -> list[str]:
    return ["".join("1" if one else "0" for one in row) for row in known.tolist()]


def _lists(values: Array, index: pd.Index) -> pd.Series:
    return pd.Series(values.tolist(), index=index, dtype=object)


def _matrix(lists: pd.Series, shape: tuple[int, int]) -> Array:
    return np.array(lists.tolist(), dtype=np.float64).reshape(shape)
