"""Follow-through: the probability that a post gains a follower, beside the base rate that it has to beat.

>>> fitted = fit(posts, space, as_of=date(2026, 3, 1))
>>> sorted(predict(fitted, drafts).columns)
['enough_evidence', 'high80', 'low80', 'probability']

Followers are few, so the logistic regression is held tight (scikit-learn's C = `follow_regularisation` on standardised
features) and answers only where it beat the base rate on later posts. Intervals are Laplace's: the curvature of the
penalised likelihood at its mode (Bishop 2006, section 4.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import chance, history, reliability, terms, validation
from tweet_assets.learning.one_thread import one_thread
from tweet_assets.learning.space import Space
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]


@one_thread
def fit(posts: pd.DataFrame, space: Space, as_of: date | datetime, settings: Learning = SETTINGS.learning) -> terms.Fit:
    """The follow model as of a day: rows of learning.follow_model, follow_skill and follow_reliability.

    `posts` as for bandit.fit, with impressions. Uses those that were mature by `as_of` and of which it is known whether
    they gained a follower. With fewer than `follow_min_events` of either class the terms are the base rate alone; with
    fewer than two posts, none. enough_evidence: those events, and on later posts the log loss is below the base rate's
    by more than one standard error. The baseline is the half-life weighted base rate with Jeffreys' interval.
    """
    rows = history.due(posts, space, as_of, settings)
    rows = rows[rows["gained_follower"].notna()].reset_index(drop=True)
    rows = rows.assign(gained=rows["gained_follower"].astype("boolean").to_numpy(dtype=np.float64))
    if len(rows) < 2:
        reason = f"{len(rows)} posts of which it is known whether they gained a follower"
        skill = _skill(rows, (np.nan, np.nan, np.nan), validation.UNMEASURED, False, reason)
        return terms.Fit(terms.nothing(), skill, _reliability(_UNTESTED, settings))
    gained, weight = rows["gained"].to_numpy(), rows["weight"].to_numpy()
    baseline = base_rate(gained, weight)
    if _rarer_class(gained) < settings.follow_min_events:
        reason = f"{_rarer_class(gained)} posts of the rarer outcome; at least {settings.follow_min_events} are needed"
        sd = (_logit(baseline[2]) - _logit(baseline[1])) / (2 * terms.Z80)
        fallback = terms.intercept_only(_logit(baseline[0]), sd)
        skill = _skill(rows, baseline, validation.UNMEASURED, False, reason)
        return terms.Fit(fallback, skill, _reliability(_UNTESTED, settings))
    names = terms.names(rows, space)
    raw = terms.raw_values(rows, names)
    logistic = _logistic(names, raw, gained, weight, settings)
    tested = _validate(rows, names, raw, history.day_of(posts, as_of), settings)
    stable = validation.same_sign(logistic.coefficient, tested.refits)
    skill = _skill(rows, baseline, tested.skill, tested.enough, tested.reason)
    return terms.Fit(_stored(logistic, stable), skill, _reliability(tested, settings))


def predict(fitted: terms.Fit, posts: pd.DataFrame) -> pd.DataFrame:
    """Columns probability, low80, high80, enough_evidence, one row a post or draft.

    What `posts` lack of the space stands at the mean. Without enough evidence every row gets the base rate with its
    interval, and says so; without a base rate, NaN.
    """
    row = fitted.skill.iloc[0]
    enough = bool(row["enough_evidence"])
    if enough:
        mean, sd = terms.linear(fitted.terms, posts)
        probability, low, high = (_expit(mean + z * sd) for z in (0.0, -terms.Z80, terms.Z80))
    else:
        names = ("baseline", "baseline_low80", "baseline_high80")
        probability, low, high = (np.full(len(posts), float(row[name])) for name in names)
    said = pd.array(np.full(len(posts), enough), dtype="boolean")
    return pd.DataFrame(
        {"probability": probability, "low80": low, "high80": high, "enough_evidence": said}, index=posts.index
    )


def base_rate(gained: Array, weight: Array) -> tuple[float, float, float]:
    """The weighted share of posts that gained a follower, with Jeffreys' 80 % interval: Beta(1/2 + yes, 1/2 + no).

    Brown, Cai & DasGupta (2001). The estimate is the mean of that Beta, which is never 0 or 1.
    """
    from scipy.special import betaincinv

    yes, no = 0.5 + float(weight @ gained), 0.5 + float(weight @ (1 - gained))
    return yes / (yes + no), float(betaincinv(yes, no, 0.1)), float(betaincinv(yes, no, 0.9))


@dataclass(frozen=True)
class _Logistic:
    """A fit: coefficients (terms,) on the design's scale, and its negative curvature (terms, terms) at the mode."""

    scaling: terms.Scaling
    coefficient: Array
    precision: Array


def _logistic(names: tuple[str, ...], raw: Array, gained: Array, weight: Array, settings: Learning) -> _Logistic:
    from sklearn.linear_model import LogisticRegression

    weight = weight / weight.max()
    scaling = terms.scaling(names, raw, weight)
    design = scaling.design(raw)
    model = LogisticRegression(C=settings.follow_regularisation, solver="newton-cholesky", max_iter=1000)
    model.fit(design[:, 1:], gained, sample_weight=weight)
    coefficient = np.concatenate([model.intercept_, model.coef_[0]])
    chances = _expit(design @ coefficient)
    precision = (design * (weight * chances * (1 - chances))[:, None]).T @ design
    penalised = np.arange(1, len(coefficient))
    precision[penalised, penalised] += 1 / settings.follow_regularisation
    return _Logistic(scaling, coefficient, precision)


def _stored(logistic: _Logistic, same_sign: Array) -> pd.DataFrame:
    covariance = np.asarray(np.linalg.inv(logistic.precision), np.float64)
    return terms.frame(logistic.scaling, logistic.coefficient, covariance, same_sign)


@dataclass(frozen=True)
class _Tested:
    """What later posts said: skill, whether the gate is open and why, and the coefficients of each fold.

    predicted and gained, shape (tested posts,): what a fit to earlier posts said of each, and what came.
    """

    skill: validation.Skill
    enough: bool
    reason: str
    refits: list[Array]
    predicted: Array
    gained: Array


_UNTESTED = _Tested(validation.UNMEASURED, False, "", [], np.empty(0), np.empty(0))


def _reliability(tested: _Tested, settings: Learning) -> pd.DataFrame:
    return reliability.groups(
        tested.predicted, tested.gained, settings.reliability_group_posts, settings.reliability_groups
    )


def _validate(rows: pd.DataFrame, names: tuple[str, ...], raw: Array, as_of: date, settings: Learning) -> _Tested:
    """Log loss on later posts against the base rate's. A fold in which the gate was not open yet is left out."""
    gained, weight, tested_days = rows["gained"].to_numpy(), rows["weight"].to_numpy(), rows["day"].to_numpy()
    loss, baseline_loss, days, refits = [np.empty(0)], [np.empty(0)], [tested_days[:0]], list[Array]()
    said, came = [np.empty(0)], [np.empty(0)]
    for fitted, tested in validation.folds(
        rows["posted_at"], rows["matured_at"], settings.validation_folds, settings.validation_gap_hours
    ):
        if _rarer_class(gained[fitted]) < settings.follow_min_events:
            continue
        logistic = _logistic(names, raw[fitted], gained[fitted], weight[fitted], settings)
        refits.append(logistic.coefficient)
        predicted = _expit(logistic.scaling.design(raw[tested]) @ logistic.coefficient)
        recent = base_rate(gained[fitted], weight[fitted] / weight[fitted].max())[0]
        said.append(predicted)
        came.append(gained[tested])
        loss.append(_log_loss(gained[tested], predicted))
        baseline_loss.append(_log_loss(gained[tested], np.full(len(tested), recent)))
        days.append(tested_days[tested])
    ours, theirs = np.concatenate(loss), np.concatenate(baseline_loss)
    predictions = np.concatenate(said), np.concatenate(came)
    seed = chance.seed_of("follow", as_of.isoformat(), chance.fingerprint(ours, theirs))
    skill = validation.skill(ours, theirs, np.concatenate(days), settings.bootstrap_samples, seed)
    if np.isnan(skill.value):
        reason = "not enough evidence: no later posts to test it on after enough events of both outcomes"
        return _Tested(skill, False, reason, refits, *predictions)
    gain = theirs - ours
    error = float(gain.std(ddof=1) / np.sqrt(len(gain)))
    enough = bool(gain.mean() > error)
    measured = f"log loss {gain.mean():.4f} below the base rate's on later posts, standard error {error:.4f}"
    return _Tested(skill, enough, measured if enough else f"not enough evidence: {measured}", refits, *predictions)


def _skill(
    rows: pd.DataFrame,
    baseline: tuple[float, float, float],
    skill: validation.Skill,
    enough_evidence: bool,
    reason: str,
) -> pd.DataFrame:
    return terms.skill_row(
        history.evidence(rows),
        baseline,
        skill,
        events=int(rows["gained"].sum()),
        residual_sd=np.nan,
        enough_evidence=enough_evidence,
        reason=reason,
    )


def _rarer_class(gained: Array) -> int:
    events = int(gained.sum())
    return min(events, len(gained) - events)


def _log_loss(truth: Array, probability: Array) -> Array:
    return np.asarray(-np.log(np.where(truth == 1, probability, 1 - probability)))


def _expit(log_odds: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(log_odds / 2)))


def _logit(probability: float) -> float:
    return float(np.log(probability) - np.log1p(-probability))
