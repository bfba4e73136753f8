"""What a policy would have earned, estimated from posts that another policy drew: IPW, SNIPW and DR.

With reward r, the logged propensity p of the executed arm and the evaluated policy's probability q of it, w = q / p.

  ipw    mean(w r)                                      Horvitz & Thompson (1952)
  snipw  sum(w r) / sum(w)                              Swaminathan & Joachims (2015)
  dr     mean(m + w (r - e))                            Dudik, Langford & Li (2011)

An estimate that rests on too few effective posts, or on one of them, is refused with its reason.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]

_Z90 = NormalDist().inv_cdf(0.95)


class OffPolicyError(ValueError):
    """The log cannot be evaluated at all; the message says which entry is wrong and what was expected."""


class BadPropensity(OffPolicyError):
    """A logged propensity is zero, missing or above 1. Never clipped: such a log is wrong."""


def evaluate(
    rewards: npt.ArrayLike,
    propensities: npt.ArrayLike,
    probabilities: npt.ArrayLike,
    predicted: npt.ArrayLike | None = None,
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    """Rows of learning.policy_value without account, as_of and policy: ipw, snipw, and dr where `predicted` is given.

    rewards, propensities (of the executed arms, in (0, 1]) and probabilities (the evaluated policy's, of the same arms,
    in [0, 1]) have shape (n_posts,). predicted has shape (n_posts, 2): m, the reward that a model expects of the
    evaluated policy (the sum over arms of probability x prediction), and e, the one it expects of the executed arm;
    the model must not have seen the post. Raises BadPropensity or OffPolicyError for values outside these.
    """
    r, p, q = (np.asarray(values, dtype=np.float64) for values in (rewards, propensities, probabilities))
    _check(r, p, q)
    weight = q / p
    estimates = {"ipw": _of_mean(weight * r), "snipw": _ratio(weight, r)}
    if predicted is not None:
        model = np.asarray(predicted, dtype=np.float64)
        if model.shape != (len(r), 2) or not np.isfinite(model).all():
            raise OffPolicyError(
                f"predicted has shape {model.shape}: finite numbers of shape ({len(r)}, 2) were expected"
            )
        estimates["dr"] = _of_mean(model[:, 0] + weight * (r - model[:, 1]))
    total = float(weight.sum())
    effective = total**2 / float(weight @ weight) if total > 0 else np.nan
    largest = float(weight.max()) / total if total > 0 else np.nan
    refusal = _refusal(len(r), total, effective, largest, settings)
    rows = []
    for estimator, (value, error) in estimates.items():
        said, spread = (value, error) if refusal is None else (np.nan, np.nan)
        rows.append(
            {
                "estimator": estimator,
                "posts": len(r),
                "value": said,
                "standard_error": spread,
                "low90": said - _Z90 * spread,
                "high90": said + _Z90 * spread,
                "effective_posts": effective,
                "largest_weight_share": largest,
                "answered": refusal is None,
                "reason": refusal or f"{effective:.0f} effective posts of {len(r)}, largest weight {largest:.1%}",
            }
        )
    return pd.DataFrame(rows).astype({"estimator": "str", "reason": "str", "answered": "boolean"})


def _check(rewards: Array, propensities: Array, probabilities: Array) -> None:
    if not rewards.shape == propensities.shape == probabilities.shape or rewards.ndim != 1:
        shapes = f"{rewards.shape}, {propensities.shape}, {probabilities.shape}"
        raise OffPolicyError(
            f"rewards, propensities and probabilities have shapes {shapes}: one of (n_posts,) was expected"
        )
    for position in np.flatnonzero(~((propensities > 0) & (propensities <= 1))):
        raise BadPropensity(f"propensity {position} is {propensities[position]}: above 0 and at most 1 was expected")
    for position in np.flatnonzero(~((probabilities >= 0) & (probabilities <= 1))):
        raise OffPolicyError(f"probability {position} is {probabilities[position]}: 0 to 1 was expected")
    for position in np.flatnonzero(~np.isfinite(rewards)):
        raise OffPolicyError(f"reward {position} is {rewards[position]}: leave out posts whose reward is unknown")


def _of_mean(values: Array) -> tuple[float, float]:
    """A mean and its standard error; NaN where there are too few values to have one."""
    if len(values) < 2:
        return np.nan, np.nan
    return float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values)))


def _ratio(weight: Array, rewards: Array) -> tuple[float, float]:
    """The self-normalised mean and its delta-method standard error."""
    total = weight.sum()
    if total <= 0:
        return np.nan, np.nan
    value = weight @ rewards / total
    return float(value), float(np.sqrt((weight**2) @ (rewards - value) ** 2) / total)


def _refusal(posts: int, total: float, effective: float, largest: float, settings: Learning) -> str | None:
    """Why no value is given, or None."""
    if posts < 2:
        return f"{posts} randomised posts: there is nothing to estimate from"
    if total <= 0:
        return f"no overlap: the policy would have drawn none of the {posts} arms that were posted"
    if effective < settings.value_min_effective_posts:
        return f"{effective:.0f} effective posts; at least {settings.value_min_effective_posts:.0f} are needed"
    if largest > settings.value_max_weight_share:
        return f"one post carries {largest:.1%} of the weight; at most {settings.value_max_weight_share:.1%} is allowed"
    return None
