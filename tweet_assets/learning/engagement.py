"""Engagement per impression: a Bayesian ridge on log rates, beside the recent mean that it has to beat.

The target is the empirical-Bayes log rate (learning/rewards.py) with the fitted posts' own pooled rate. Posts count
half for every half-life. The ridge is scikit-learn's BayesianRidge, which learns its two variances by marginal
likelihood (MacKay 1992); below a few dozen posts, and wherever it has not beaten the recent mean on later posts,
`predict` answers with that mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import chance, history, terms, validation
from tweet_assets.learning.rewards import log_rate
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]


def fit(
    features: pd.DataFrame, rewards: pd.DataFrame, as_of: date, settings: Learning = SETTINGS.learning
) -> terms.Fit:
    """The engagement model as of a day: rows of learning.engagement_model and of learning.engagement_skill.

    Uses posts that were mature by `as_of` and whose engagement and impressions are known. With fewer than
    `validation_min_posts` the terms are the recent mean alone; with fewer than two, or without any engagement, none.
    enough_evidence: that many posts, and the low end of the 80 % interval of skill on later posts is above 0.
    residual_sd is of single posts around what `predict` answers.
    """
    rows = history.due(features, rewards, as_of, settings)
    rows = rows[rows["engagement"].notna() & rows["impressions"].notna()].reset_index(drop=True)
    engagement, impressions = rows["engagement"].to_numpy(np.float64), rows["impressions"].to_numpy(np.float64)
    rate = pooled_rate(engagement, impressions)
    if len(rows) < 2 or rate is None:
        reason = f"{len(rows)} posts with a rate" if len(rows) < 2 else f"none of {len(rows)} posts has any engagement"
        return terms.Fit(terms.nothing(), _skill(rows, _NOWHERE, validation.UNMEASURED, np.nan, False, reason))
    target = log_rate(engagement, impressions, rate, settings)
    baseline = _baseline(target, rows["weight"].to_numpy())
    if len(rows) < settings.validation_min_posts:
        reason = f"{len(rows)} posts with a rate; at least {settings.validation_min_posts} are needed"
        fallback = terms.intercept_only(baseline.mean, baseline.mean_sd)
        return terms.Fit(fallback, _skill(rows, baseline, validation.UNMEASURED, baseline.post_sd, False, reason))
    names = terms.names(rows)
    raw = terms.raw_values(rows, names)
    ridge = _ridge(names, raw, target, rows["weight"].to_numpy())
    skill = _validate(rows, names, raw, as_of, settings)
    enough = bool(skill.low80 > 0)
    residual_sd = ridge.residual_sd if enough else baseline.post_sd
    return terms.Fit(
        terms.frame(ridge.scaling, ridge.coefficient, ridge.covariance),
        _skill(rows, baseline, skill, residual_sd, enough, _reason(skill)),
    )


def predict(fitted: pd.DataFrame, skill: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    """What posts or drafts may expect: columns mean, low80, high80 of the log engagement rate, one row a row.

    `features` needs format, slot and the covariates. The intervals are for a single post: they hold what is unknown
    of the terms and how much posts scatter. Without enough evidence every row gets the recent mean with its interval;
    without a recent mean, NaN.
    """
    row = skill.iloc[0]
    if bool(row["enough_evidence"]):
        mean, sd = terms.linear(fitted, features)
        half = terms.Z80 * np.sqrt(sd**2 + float(row["residual_sd"]) ** 2)
    else:
        mean = np.full(len(features), float(row["baseline"]))
        of_mean = (float(row["baseline_high80"]) - float(row["baseline_low80"])) / 2
        half = np.full(len(features), np.hypot(of_mean, _quantile(int(row["posts"])) * float(row["residual_sd"])))
    return pd.DataFrame({"mean": mean, "low80": mean - half, "high80": mean + half}, index=features.index)


def pooled_rate(engagement: Array, impressions: Array) -> float | None:
    """Weighted engagement per impression of all posts together; None when there is none to take a logarithm of."""
    total, seen = float(engagement.sum()), float(impressions.sum())
    return total / seen if total > 0 and seen > 0 else None


@dataclass(frozen=True)
class _Baseline:
    """The recent mean log rate: half-life weighted, with its standard error and the sd of single posts."""

    mean: float
    mean_sd: float
    post_sd: float


_NOWHERE = _Baseline(np.nan, np.nan, np.nan)


def _baseline(target: Array, weight: Array) -> _Baseline:
    share = weight / weight.sum()
    mean = float(share @ target)
    concentration = float(share @ share)  # 1 / effective number of posts
    variance = float(share @ (target - mean) ** 2) / max(1 - concentration, 1e-12)
    return _Baseline(mean, float(np.sqrt(variance * concentration)), float(np.sqrt(variance)))


@dataclass(frozen=True)
class _Ridge:
    """A fit: coefficients (terms,) and covariance (terms, terms) by the design, and the sd of a post."""

    scaling: terms.Scaling
    coefficient: Array
    covariance: Array
    residual_sd: float


def _ridge(names: tuple[str, ...], raw: Array, target: Array, weight: Array) -> _Ridge:
    from sklearn.linear_model import BayesianRidge

    weight = weight / weight.max()
    scaling = terms.scaling(names, raw, weight)
    design = scaling.design(raw)[:, 1:]
    model = BayesianRidge().fit(design, target, sample_weight=weight)
    # The mean of the target and the slopes around the center are independent; the intercept mixes the two.
    center = weight @ design / weight.sum()
    covariance = np.zeros((len(names), len(names)))
    covariance[1:, 1:] = model.sigma_
    covariance[0, 1:] = covariance[1:, 0] = -model.sigma_ @ center
    covariance[0, 0] = 1 / (model.alpha_ * weight.sum()) + center @ model.sigma_ @ center
    coefficient = np.concatenate([[float(model.intercept_)], model.coef_])
    return _Ridge(scaling, coefficient, covariance, float(model.alpha_**-0.5))


def _validate(
    rows: pd.DataFrame, names: tuple[str, ...], raw: Array, as_of: date, settings: Learning
) -> validation.Skill:
    """Squared error on later posts against the recent mean's; each fold has its own pooled rate, of its own posts."""
    engagement, impressions = rows["engagement"].to_numpy(np.float64), rows["impressions"].to_numpy(np.float64)
    weight, tested_days = rows["weight"].to_numpy(), rows["day"].to_numpy()
    loss, baseline_loss, days = [np.empty(0)], [np.empty(0)], [tested_days[:0]]
    for fitted, tested in validation.folds(
        rows["posted_at"], rows["matured_at"], settings.validation_folds, settings.validation_gap_hours
    ):
        rate = pooled_rate(engagement[fitted], impressions[fitted])
        if len(fitted) < 2 or rate is None:
            continue
        target = log_rate(engagement, impressions, rate, settings)
        ridge = _ridge(names, raw[fitted], target[fitted], weight[fitted])
        recent = _baseline(target[fitted], weight[fitted]).mean
        loss.append((target[tested] - ridge.scaling.design(raw[tested]) @ ridge.coefficient) ** 2)
        baseline_loss.append((target[tested] - recent) ** 2)
        days.append(tested_days[tested])
    ours, theirs = np.concatenate(loss), np.concatenate(baseline_loss)
    seed = chance.seed_of("engagement", as_of.isoformat(), chance.fingerprint(ours, theirs))
    return validation.skill(ours, theirs, np.concatenate(days), settings.bootstrap_samples, seed)


def _reason(skill: validation.Skill) -> str:
    if np.isnan(skill.value):
        return "no later posts to test it on, a gap after the posts it was fitted to"
    interval = f"80 % interval {skill.low80:.2f} to {skill.high80:.2f}"
    said = f"skill {skill.value:.2f} over the recent mean on later posts ({interval})"
    return said if skill.low80 > 0 else f"not enough evidence: {said}"


def _skill(
    rows: pd.DataFrame,
    baseline: _Baseline,
    skill: validation.Skill,
    residual_sd: float,
    enough_evidence: bool,
    reason: str,
) -> pd.DataFrame:
    half = _quantile(len(rows)) * baseline.mean_sd
    return terms.skill_row(
        history.evidence(rows),
        (baseline.mean, baseline.mean - half, baseline.mean + half),
        skill,
        residual_sd=residual_sd,
        enough_evidence=enough_evidence,
        reason=reason,
    )


def _quantile(posts: int) -> float:
    """Student's t that leaves 10 % on either side of a mean of so many posts."""
    from scipy.special import stdtrit

    return float(stdtrit(max(posts - 1, 1), 0.9))
