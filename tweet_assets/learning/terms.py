"""Linear models as tables: terms with center and scale, the design rows they mean, and the frames that keep them.

One rule for what is unknown: a missing covariate, or a format or slot that the fit never saw, stands at the mean of
the posts that were fitted, so it contributes 0. Covariates are standardised; the indicators of a group share one
scale, so that a rare format is shrunken more than a frequent one and not less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning.features import COVARIATES
from tweet_assets.learning.validation import Skill
from tweet_assets.settings import SETTINGS

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

INTERCEPT = "intercept"
GROUPS = ("format", "slot")
READ_LATE = "age_doublings"
"""The term of when a post's figures were read. Rows without it, such as drafts, are asked about at 24 hours."""
_NUMERIC = (*COVARIATES, READ_LATE)
Z80 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Fit:
    """A fitted model: its terms, and one row on how good it is beside its baseline."""

    terms: pd.DataFrame
    skill: pd.DataFrame


@dataclass(frozen=True)
class Scaling:
    """The terms of a model by name, and for each what is subtracted from the raw value and what divides it."""

    names: tuple[str, ...]
    center: Array
    scale: Array

    def design(self, raw: Array) -> Array:
        """The design rows of raw values (see `raw_values`), of the same shape (rows, terms)."""
        rows: Array = (raw - self.center) / self.scale
        for group in GROUPS:
            columns = _of_group(self.names, group)
            seen = columns[self.center[columns] > 0]
            rows[np.ix_(raw[:, seen].sum(axis=1) == 0, columns)] = 0.0
        places = _of_covariates(self.names)
        limit = SETTINGS.learning.covariate_sd_max
        rows[:, places] = np.clip(np.nan_to_num(rows[:, places], nan=0.0), -limit, limit)
        return rows


def names(features: pd.DataFrame) -> tuple[str, ...]:
    """The terms a model of these posts has: intercept, the formats and slots they have, covariates."""
    levels = [f"{group}={level}" for group in GROUPS for level in sorted(set(features[group].tolist()))]
    return (INTERCEPT, *levels, *_NUMERIC)


def raw_values(features: pd.DataFrame, names: Sequence[str]) -> Array:
    """Values of the named terms, shape (rows, terms): 1 for the intercept, indicators, covariates (NaN: unknown)."""
    raw = np.zeros((len(features), len(names)))
    raw[:, names.index(INTERCEPT)] = 1.0
    for group in GROUPS:
        column = {names[at].removeprefix(f"{group}="): int(at) for at in _of_group(names, group)}
        for row, level in enumerate(features[group].tolist()):
            if level in column:
                raw[row, column[level]] = 1.0
    places = _of_covariates(names)
    told = features if READ_LATE in features else features.assign(**{READ_LATE: 0.0})
    raw[:, places] = told[[names[at] for at in places]].to_numpy(dtype=np.float64)
    return raw


def scaling(names: tuple[str, ...], raw: Array, weight: Array) -> Scaling:
    """Centers and scales such that the weighted posts stand at 0 with spread 1."""
    share = weight / weight.sum()
    known = ~np.isnan(raw)
    total = np.maximum(share @ known, 1e-300)  # a covariate that no post has is centred at 0, and never used
    center = share @ np.where(known, raw, 0.0) / total
    scale = np.sqrt(share @ np.where(known, raw - center, 0.0) ** 2 / total)
    for group in GROUPS:
        columns = _of_group(names, group)
        present = columns[center[columns] > 0]
        scale[columns] = np.sqrt(np.mean(scale[present] ** 2))
    center[names.index(INTERCEPT)] = 0.0
    return Scaling(names, center, np.where(scale > 1e-9, scale, 1.0))  # what does not vary has no scale of its own


def design(features: pd.DataFrame, terms: pd.DataFrame) -> Array:
    """The design rows of posts or drafts, shape (rows, terms), in the order of stored `terms` (term, center, scale)."""
    stored = Scaling(
        tuple(terms["term"].tolist()), terms["center"].to_numpy(np.float64), terms["scale"].to_numpy(np.float64)
    )
    return stored.design(raw_values(features, stored.names))


def frame(scaling: Scaling, coefficient: Array, covariance: Array) -> pd.DataFrame:
    """The stored rows of a model, without account and as_of; intervals hold 80 %."""
    half = Z80 * np.sqrt(np.clip(np.diag(covariance), 0.0, None))
    return pd.DataFrame(
        {
            "term": pd.Series(scaling.names, dtype="str"),
            "coefficient": coefficient,
            "low80": coefficient - half,
            "high80": coefficient + half,
            "center": scaling.center,
            "scale": scaling.scale,
            "position": np.arange(len(scaling.names)),
            "covariance": pd.Series(covariance.tolist(), dtype=object),
        }
    )


def intercept_only(coefficient: float, sd: float) -> pd.DataFrame:
    """A model that says the same of every post."""
    one = Scaling((INTERCEPT,), np.zeros(1), np.ones(1))
    return frame(one, np.array([coefficient]), np.array([[sd**2]]))


def nothing() -> pd.DataFrame:
    """No terms at all: too few posts to say anything."""
    return intercept_only(0.0, 0.0).iloc[:0]


def linear(terms: pd.DataFrame, features: pd.DataFrame) -> tuple[Array, Array]:
    """The linear predictor of each row and its sd by the terms' covariance, each of shape (rows,)."""
    ordered = terms.sort_values("position")
    rows = design(features, ordered)
    covariance = np.array(ordered["covariance"].tolist(), dtype=np.float64)
    variance = ((rows @ covariance) * rows).sum(axis=1)
    return rows @ ordered["coefficient"].to_numpy(dtype=np.float64), np.sqrt(np.clip(variance, 0.0, None))


def skill_row(
    counts: dict[str, int],
    baseline: tuple[float, float, float],
    skill: Skill,
    *,
    events: int | None = None,
    residual_sd: float,
    enough_evidence: bool,
    reason: str,
) -> pd.DataFrame:
    """The row of learning.engagement_skill or, with events, of learning.follow_skill, without account and as_of.

    `baseline` is its value, low80 and high80.
    """
    row = pd.DataFrame(
        {
            **{name: [count] for name, count in counts.items()},
            "baseline": [baseline[0]],
            "baseline_low80": [baseline[1]],
            "baseline_high80": [baseline[2]],
            "residual_sd": [residual_sd],
            "skill": [skill.value],
            "skill_low80": [skill.low80],
            "skill_high80": [skill.high80],
            "enough_evidence": pd.array([enough_evidence], dtype="boolean"),
            "reason": pd.Series([reason], dtype="str"),
        }
    )
    return row if events is None else row.assign(events=pd.array([events], dtype="Int64"))


def _of_group(names: Sequence[str], group: str) -> Index:
    return np.array([at for at, name in enumerate(names) if name.startswith(f"{group}=")], dtype=np.intp)


def _of_covariates(names: Sequence[str]) -> Index:
    return np.array([at for at, name in enumerate(names) if name in _NUMERIC], dtype=np.intp)
