"""What a policy would have earned, estimated from posts that another policy drew: IPW, SNIPW, DM and DR.

>>> rewards, propensities, probabilities = [1.0, 3.0] * 100, [0.5] * 200, [0.25, 0.75] * 100
>>> evaluate(rewards, propensities, probabilities)[["estimator", "value"]].round(3).values.tolist()
[['ipw', 2.5], ['snipw', 2.5]]
>>> bool(evaluate(rewards[:50], propensities[:50], probabilities[:50])["answered"].any())
False

With reward r, the logged propensity p of the executed arm and the evaluated policy's probability q of it, w = q / p;
with a model's expectations m of the evaluated policy and e of the executed arm:

  ipw    mean(w r)                                      Horvitz & Thompson (1952)
  snipw  sum(w r) / sum(w)                              Swaminathan & Joachims (2015)
  dm     mean(m)                                        the direct method: as good as the model, whatever its error says
  dr     mean(m + w (r - e))                            Dudik, Langford & Li (2011)

An estimate that rests on too few effective posts, or on one of them, is refused with its reason; the direct method with
the others, because the posts that would show its model to be wrong are those that are missing.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """Rows of learning.policy_value without account, as_of and policy: ipw, snipw; with `predicted`, dm and dr too.

    rewards, propensities (of the executed arms, in (0, 1]) and probabilities (the evaluated policy's, of the same arms,
    in [0, 1]) have shape (n_posts,). predicted has shape (n_posts, 2): m, the reward that a model expects of the
    evaluated policy (the sum over arms of probability x prediction), and e, the one it expects of the executed arm
    (`expectations` makes both from predictions of every arm); the model must not have seen the post. Raises
    BadPropensity or OffPolicyError for values outside these.
    """
    r, p, q = (np.asarray(values, dtype=np.float64) for values in (rewards, propensities, probabilities))
    _check(r, p, q)
    weight = q / p
    model = None if predicted is None else _model(predicted, len(r))
    weighed = _Weighed.of(weight)
    refusal = _refusal(weighed, settings)
    estimates = {"ipw": _of_mean(weight * r), "snipw": _ratio(weight, r)}
    if model is not None:
        estimates |= {"dm": _of_mean(model[:, 0]), "dr": _of_mean(_doubly(r, weight, model))}
    rows = [_row(name, estimate, refusal, weighed) for name, estimate in estimates.items()]
    return pd.DataFrame(rows).astype({"estimator": "str", "reason": "str", "answered": "boolean"})


def expectations(policy: npt.ArrayLike, predicted: npt.ArrayLike, executed: npt.ArrayLike) -> Array:
    """What `evaluate` takes for `predicted`, shape (n_posts, 2), from a model that says something of every arm.

    policy (the evaluated one's probabilities, each row summing to 1) and predicted have shape (n_posts, n_arms); where
    policy is the same for all posts, (n_arms,) will do for it. executed, shape (n_posts,), are the places of the
    executed arms, 0 to n_arms - 1. Raises OffPolicyError for shapes, sums and places that are not so.
    """
    model, place = np.asarray(predicted, dtype=np.float64), np.asarray(executed)
    if model.ndim != 2 or place.shape != model.shape[:1]:
        raise OffPolicyError(
            f"predicted and executed have shapes {model.shape} and {place.shape}: "
            "(n_posts, n_arms) and (n_posts,) were expected"
        )
    if place.size and not (np.issubdtype(place.dtype, np.integer) and 0 <= place.min() <= place.max() < model.shape[1]):
        raise OffPolicyError(f"executed holds no places of arms: whole numbers from 0 to {model.shape[1] - 1} expected")
    shares = np.asarray(policy, dtype=np.float64)
    if shares.shape not in (model.shape, model.shape[1:]) or not (np.abs(shares.sum(axis=-1) - 1) < _SUM).all():
        raise OffPolicyError(f"policy has shape {shares.shape}: {model.shape}, with rows that sum to 1, was expected")
    return np.column_stack([(shares * model).sum(axis=1), model[np.arange(len(model)), place.astype(np.int64)]])


_SUM = 1e-9


def difference(
    rewards: npt.ArrayLike,
    propensities: npt.ArrayLike,
    ours: npt.ArrayLike,
    theirs: npt.ArrayLike,
    predicted: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    """The value of one policy less that of another, by the same posts: rows as of `evaluate`.

    `ours` and `theirs` are the two policies' probabilities of the executed arms, `predicted` their expectations. The
    standard errors are of the paired differences of the posts' influence on the two estimates, and so smaller than
    those of two separate answers. Refused where either would be; the weights told are the worse of the two.
    """
    r, p, q, other = (np.asarray(values, dtype=np.float64) for values in (rewards, propensities, ours, theirs))
    _check(r, p, q)
    _check(r, p, other)
    one, two = q / p, other / p
    both = (_Weighed.of(one), _Weighed.of(two))
    refusal = _refusal(both[0], settings) or _refusal(both[1], settings)
    worse = min(both, key=lambda weighed: weighed.effective if weighed.total > 0 else -1.0)
    estimates = {"ipw": _of_mean((one - two) * r), "snipw": _of_mean(_influence(one, r) - _influence(two, r))}
    if predicted is not None:
        models = tuple(_model(values, len(r)) for values in predicted)
        doubly = _doubly(r, one, models[0]) - _doubly(r, two, models[1])
        estimates |= {"dm": _of_mean(models[0][:, 0] - models[1][:, 0]), "dr": _of_mean(doubly)}
    rows = [_row(name, estimate, refusal, worse) for name, estimate in estimates.items()]
    return pd.DataFrame(rows).astype({"estimator": "str", "reason": "str", "answered": "boolean"})


@dataclass(frozen=True)
class _Weighed:
    """How far the weights of n posts carry: their sum, the effective number of posts, the largest share."""

    posts: int
    total: float
    effective: float
    largest: float

    @classmethod
    def of(cls, weight: Array) -> _Weighed:
        total = float(weight.sum())
        if total <= 0:
            return cls(len(weight), total, np.nan, np.nan)
        return cls(len(weight), total, total**2 / float(weight @ weight), float(weight.max()) / total)


def _row(estimator: str, estimate: tuple[float, float], refusal: str | None, weighed: _Weighed) -> dict[str, object]:
    value, error = estimate if refusal is None else (np.nan, np.nan)
    said = f"{weighed.effective:.0f} effective posts of {weighed.posts}, largest weight {weighed.largest:.1%}"
    if estimator == "dm":
        said += "; the model's own error is in no figure"
    return {
        "estimator": estimator,
        "posts": weighed.posts,
        "value": value,
        "standard_error": error,
        "low90": value - _Z90 * error,
        "high90": value + _Z90 * error,
        "effective_posts": weighed.effective,
        "largest_weight_share": weighed.largest,
        "answered": refusal is None,
        "reason": refusal or said,
    }


def _model(predicted: npt.ArrayLike, posts: int) -> Array:
    model = np.asarray(predicted, dtype=np.float64)
    if model.shape != (posts, 2) or not np.isfinite(model).all():
        raise OffPolicyError(f"predicted has shape {model.shape}: finite numbers of shape ({posts}, 2) were expected")
    return model


def _doubly(rewards: Array, weight: Array, model: Array) -> Array:
    return np.asarray(model[:, 0] + weight * (rewards - model[:, 1]))


def _influence(weight: Array, rewards: Array) -> Array:
    """Values whose mean is the self-normalised estimate and whose spread is its error (the delta method)."""
    if weight.sum() <= 0:
        return np.full(len(rewards), np.nan)
    value = weight @ rewards / weight.sum()
    return np.asarray(value + weight * (rewards - value) / weight.mean())


def drawn_as_logged(options: pd.DataFrame) -> float:
    """How many standard errors the draws are off what was logged: about normal when each was drawn as it says.

    `options` has one row an option of a decision: decision_id, probability (summing to 1 over a decision), executed
    (true for one of them). Each decision adds the log probability of what it drew, less the mean of that over its own
    distribution; under the log these are martingale differences whatever the policy learned meanwhile, so that a test
    of fixed shares, which an adaptive policy fails by itself, is not needed. NaN while nothing could vary.
    """
    logs = np.log(options["probability"])
    told = options.assign(
        mean=options["probability"] * logs, square=options["probability"] * logs**2, said=logs * options["executed"]
    )
    sums = told.groupby("decision_id")[["mean", "square", "said"]].sum()
    variance = float((sums["square"] - sums["mean"] ** 2).sum())
    return float((sums["said"] - sums["mean"]).sum() / np.sqrt(variance)) if variance > _LEAST_VARIANCE else np.nan


_LEAST_VARIANCE = 1e-12


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


def _refusal(weighed: _Weighed, settings: Learning) -> str | None:
    """Why no value is given, or None."""
    if weighed.posts < 2:
        return f"{weighed.posts} randomised posts: there is nothing to estimate from"
    if weighed.total <= 0:
        return f"no overlap: the policy would have drawn none of the {weighed.posts} arms that were posted"
    if weighed.effective < settings.value_min_effective_posts:
        needed = f"at least {settings.value_min_effective_posts:.0f} are needed"
        return f"{weighed.effective:.0f} effective posts; {needed}"
    if weighed.largest > settings.value_max_weight_share:
        allowed = f"at most {settings.value_max_weight_share:.1%} is allowed"
        return f"one post carries {weighed.largest:.1%} of the weight; {allowed}"
    return None
