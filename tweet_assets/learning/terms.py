"""Linear models as tables: terms with center and scale, the design rows they mean, and the frames that keep them.

One rule for what is unknown: a missing covariate, or an arm that the fit never saw, stands at the mean of the posts
that were fitted, so it contributes 0. Covariates are standardised. The indicators of a group share one scale, by which
a format and one sd of a covariate are as large as they are expected to be beside each other (the prior sds of the
settings): a rare format is shrunken more than a frequent one, and not less. A context of no and yes is one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning.ranking import Ranking
from tweet_assets.learning.space import WEEKEND, Space
from tweet_assets.learning.validation import Skill
from tweet_assets.settings import SETTINGS

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

INTERCEPT = "intercept"
READ_LATE = "age_doublings"
"""The term of when a post's figures were read. Rows without it, such as drafts, are asked about at 24 hours."""
Z80 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True)
class Fit:
    """A fitted model: its terms, and one row on how good it is beside its baseline.

    reliability: of a model of probabilities, whether they mean what they say (reliability.groups); else None.
    """

    terms: pd.DataFrame
    skill: pd.DataFrame
    reliability: pd.DataFrame | None = None


@dataclass(frozen=True)
class Scaling:
    """The terms of a model by name, and for each what is subtracted from the raw value and what divides it."""

    names: tuple[str, ...]
    center: Array
    scale: Array

    def design(self, raw: Array) -> Array:
        """The design rows of raw values (see `raw_values`), of the same shape (rows, terms)."""
        rows: Array = (raw - self.center) / self.scale
        for columns in groups(self.names).values():
            seen = columns[self.center[columns] > 0]
            rows[np.ix_(raw[:, seen].sum(axis=1) == 0, columns)] = 0.0
        places = _of_numbers(self.names)
        limit = SETTINGS.learning.covariate_sd_max
        rows[:, places] = np.clip(np.nan_to_num(rows[:, places], nan=0.0), -limit, limit)
        return rows


def names(posts: pd.DataFrame, space: Space) -> tuple[str, ...]:
    """The terms a model of these posts has: intercept, the levels of factors that they have, what is a number."""
    levelled = [name for name in space.factors if not _is_yes_or_no(space, name)]
    levels = [f"{name}={level}" for name in levelled for level in sorted(map(str, posts[name].dropna().unique()))]
    flags = [name for name in space.contexts if _is_yes_or_no(space, name)]
    return (INTERCEPT, *levels, *flags, *space.covariates, READ_LATE)


def groups(names: Sequence[str]) -> dict[str, Index]:
    """Where the indicators of each factor stand among the names of terms."""
    found: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        if "=" in name:
            found.setdefault(name.partition("=")[0], []).append(at)
    return {group: np.array(places, dtype=np.intp) for group, places in found.items()}


def raw_values(posts: pd.DataFrame, names: Sequence[str]) -> Array:
    """Values of the named terms, shape (rows, terms): 1 for the intercept, indicators, numbers (NaN: unknown).

    A column that the posts do not have is unknown of all of them; READ_LATE is 0 without one.
    """
    raw = np.zeros((len(posts), len(names)))
    raw[:, names.index(INTERCEPT)] = 1.0
    for group, places in groups(names).items():
        column = {names[at].partition("=")[2]: int(at) for at in places}
        told = posts[group].tolist() if group in posts else []
        for row, level in enumerate(told):
            if str(level) in column:
                raw[row, column[str(level)]] = 1.0
    for at in _of_numbers(names):
        raw[:, at] = _number(posts, names[at])
    return raw


def _is_yes_or_no(space: Space, name: str) -> bool:
    return name in space.contexts and tuple(space.contexts[name]) == WEEKEND


def _number(posts: pd.DataFrame, name: str) -> Array:
    if name not in posts:
        return np.asarray(np.full(len(posts), 0.0 if name == READ_LATE else np.nan), np.float64)
    column = posts[name]
    if pd.api.types.is_numeric_dtype(column.dtype):
        return np.asarray(column.to_numpy(dtype=np.float64), np.float64)
    flags = column.map(dict(zip(WEEKEND, (0.0, 1.0), strict=True)))
    return np.asarray(flags.to_numpy(dtype=np.float64), np.float64)


def scaling(names: tuple[str, ...], raw: Array, weight: Array) -> Scaling:
    """Centers and scales such that the weighted posts stand at 0 with spread 1."""
    share = weight / weight.sum()
    known = ~np.isnan(raw)
    total = np.maximum(share @ known, 1e-300)  # a covariate that no post has is centred at 0, and never used
    center = share @ np.where(known, raw, 0.0) / total
    scale = np.sqrt(share @ np.where(known, raw - center, 0.0) ** 2 / total)
    learning = SETTINGS.learning
    for columns in groups(names).values():
        scale[columns] = learning.covariate_prior_sd / learning.arm_prior_sd
    center[names.index(INTERCEPT)] = 0.0
    return Scaling(names, center, np.where(scale > 1e-9, scale, 1.0))  # what does not vary has no scale of its own


def design(posts: pd.DataFrame, terms: pd.DataFrame) -> Array:
    """The design rows of posts or drafts, shape (rows, terms), in the order of stored `terms` (term, center, scale)."""
    stored = Scaling(
        tuple(terms["term"].tolist()), terms["center"].to_numpy(np.float64), terms["scale"].to_numpy(np.float64)
    )
    return stored.design(raw_values(posts, stored.names))


def frame(scaling: Scaling, coefficient: Array, covariance: Array, same_sign: Array | None = None) -> pd.DataFrame:
    """The stored rows of a model, without account and as_of; intervals hold 80 %.

    same_sign is how often a term had the same sign in the refits of the validation; NaN where nothing was refitted.
    """
    half = Z80 * np.sqrt(np.clip(np.diag(covariance), 0.0, None))
    return pd.DataFrame(
        {
            "term": pd.Series(scaling.names, dtype="str"),
            "coefficient": coefficient,
            "low80": coefficient - half,
            "high80": coefficient + half,
            "same_sign": np.full(len(coefficient), np.nan) if same_sign is None else same_sign,
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


def linear(terms: pd.DataFrame, posts: pd.DataFrame) -> tuple[Array, Array]:
    """The linear predictor of each row and its sd by the terms' covariance, each of shape (rows,)."""
    ordered = terms.sort_values("position")
    rows = design(posts, ordered)
    covariance = np.array(ordered["covariance"].tolist(), dtype=np.float64)
    variance = ((rows @ covariance) * rows).sum(axis=1)
    return rows @ ordered["coefficient"].to_numpy(dtype=np.float64), np.sqrt(np.clip(variance, 0.0, None))


def skill_row(
    counts: dict[str, int],
    baseline: tuple[float, float, float],
    skill: Skill,
    *,
    events: int | None = None,
    ranking: Ranking | None = None,
    residual_sd: float,
    enough_evidence: bool,
    reason: str,
) -> pd.DataFrame:
    """The row of learning.engagement_skill, with its ranking, or of learning.follow_skill, with its events.

    Without account and as_of.

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
    if ranking is not None:
        pairs = pd.array([ranking.pairs], dtype="Int64")
        row = row.assign(ranking_pairs=pairs, ranking_accuracy=[ranking.accuracy], ranking_low95=[ranking.low95])
    return row if events is None else row.assign(events=pd.array([events], dtype="Int64"))


def _of_numbers(names: Sequence[str]) -> Index:
    return np.array([at for at, name in enumerate(names) if name != INTERCEPT and "=" not in name], dtype=np.intp)


def figures(skills: pd.DataFrame) -> dict[str, int | float]:
    """What is shown of the fits of a run, from their rows of a skill table."""
    shown: dict[str, int | float] = {
        "posts": int(skills["posts"].max()),
        "enough_evidence": int(skills["enough_evidence"].sum()),
    }
    best = skills["skill"].max()
    return shown if pd.isna(best) else {**shown, "skill": round(float(best), 4)}
