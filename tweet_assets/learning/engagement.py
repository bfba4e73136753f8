"""Engagement: a Bayesian ridge on the log rate or the log count, beside the recent mean that it has to beat.

>>> fitted = fit(posts, space, as_of=date(2026, 3, 1))
>>> expected = predict(fitted, drafts)
>>> sorted(expected.columns)
['high80', 'low80', 'mean']

The rate is the empirical-Bayes log rate (learning/rewards.py) with the fitted posts' own pooled rate; the count is the
log of weighted engagement + 1. Posts count half for every half-life. The ridge is scikit-learn's BayesianRidge, which
learns its two variances by marginal likelihood (MacKay 1992), here with gamma priors around the sds of the settings,
so that it is sober at thirty posts too. It answers with itself, shrunken as it is, from `fit_min_posts` on; whether it
has beaten the recent mean on later posts is said beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning import chance, history, terms, validation
from tweet_assets.learning.one_thread import one_thread
from tweet_assets.learning.ranking import UNRANKED, Ranking, ranking
from tweet_assets.learning.rewards import log_rate
from tweet_assets.learning.space import Space
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]
Target = Literal["rate", "count"]


@one_thread
def fit(
    posts: pd.DataFrame,
    space: Space,
    as_of: date | datetime,
    settings: Learning = SETTINGS.learning,
    target: Target = "rate",
) -> terms.Fit:
    """The engagement model as of a day: rows of learning.engagement_model and of learning.engagement_skill.

    `posts` as for bandit.fit, with impressions. Uses those that were mature by `as_of` and whose engagement (and
    impressions, for a rate) are known. With fewer than `fit_min_posts` the terms are the recent mean alone; with fewer
    than two, or without any engagement, none. enough_evidence: `validation_min_posts`, and the low end of the 80 %
    interval of skill on later posts is above 0. residual_sd is of single posts around what `predict` answers.
    """
    rows = history.due(posts, space, as_of, settings)
    known = rows["engagement"].notna() & (rows["impressions"].notna() | (target == "count"))
    rows = rows[known].reset_index(drop=True)
    measured = _Measured.of(rows, target, settings)
    if len(rows) < 2 or measured.target is None:
        reason = f"{len(rows)} posts with a rate" if len(rows) < 2 else f"none of {len(rows)} posts has any engagement"
        return terms.Fit(terms.nothing(), _skill(rows, _NOWHERE, validation.UNMEASURED, np.nan, False, reason))
    weight = rows["weight"].to_numpy()
    baseline = _baseline(measured.target, weight)
    if len(rows) < settings.fit_min_posts:
        reason = f"{len(rows)} posts with a rate; at least {settings.fit_min_posts} are needed"
        fallback = terms.intercept_only(baseline.mean, baseline.mean_sd)
        return terms.Fit(fallback, _skill(rows, baseline, validation.UNMEASURED, baseline.post_sd, False, reason))
    names = terms.names(rows, space)
    raw = terms.raw_values(rows, names)
    ridge = _ridge(names, raw, measured.target, weight, settings)
    skill, refits, ranked = validation.UNMEASURED, list[Array](), UNRANKED
    if len(rows) >= settings.validation_min_posts:
        skill, refits, ranked = _validate(rows, names, raw, measured, history.day_of(posts, as_of), settings)
    stable = validation.same_sign(ridge.coefficient, refits)
    return terms.Fit(
        terms.frame(ridge.scaling, ridge.coefficient, ridge.covariance, stable),
        _skill(
            rows,
            baseline,
            skill,
            ridge.residual_sd,
            bool(skill.low80 > 0),
            _reason(skill, len(rows), settings),
            ranked,
        ),
    )


def predict(fitted: terms.Fit, posts: pd.DataFrame) -> pd.DataFrame:
    """What posts or drafts may expect: columns mean, low80, high80 of the log rate (or log count), one row a row.

    Columns of the space that `posts` lack, and arms that the fit never saw, stand at the mean. The intervals are for a
    single post: they hold what is unknown of the terms and how much posts scatter. Without a model, NaN.
    """
    if fitted.terms.empty:
        return pd.DataFrame(np.nan, index=posts.index, columns=["mean", "low80", "high80"])
    row = fitted.skill.iloc[0]
    mean, sd = terms.linear(fitted.terms, posts)
    half = _quantile(int(row["posts"])) * np.sqrt(sd**2 + float(row["residual_sd"]) ** 2)
    return pd.DataFrame({"mean": mean, "low80": mean - half, "high80": mean + half}, index=posts.index)


@dataclass(frozen=True)
class _Measured:
    """What is fitted: the target (n,), None where there is none; and how to take it of some posts by their own rate."""

    engagement: Array
    impressions: Array
    kind: Target
    settings: Learning

    @classmethod
    def of(cls, rows: pd.DataFrame, kind: Target, settings: Learning) -> _Measured:
        seen = rows["impressions"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        engaged = rows["engagement"].to_numpy(np.float64)
        return cls(np.asarray(engaged, np.float64), np.asarray(seen, np.float64), kind, settings)

    @property
    def target(self) -> Array | None:
        return self.by(np.arange(len(self.engagement)))

    def by(self, fitted: npt.NDArray[np.intp]) -> Array | None:
        """The target of all posts, by the pooled rate of the fitted ones."""
        if self.kind == "count":
            logs: Array = np.log1p(self.engagement)
            return logs if self.engagement[fitted].sum() > 0 else None
        rate = pooled_rate(self.engagement[fitted], self.impressions[fitted])
        return None if rate is None else log_rate(self.engagement, self.impressions, rate, self.settings)


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


def _ridge(names: tuple[str, ...], raw: Array, target: Array, weight: Array, settings: Learning) -> _Ridge:
    from sklearn.linear_model import BayesianRidge

    weight = weight / weight.max()
    scaling = terms.scaling(names, raw, weight)
    design = scaling.design(raw)[:, 1:]
    variance, posts = settings.variance_prior_terms / 2, settings.noise_prior_posts / 2
    model = BayesianRidge(
        alpha_1=posts,
        alpha_2=posts * settings.noise_prior_sd**2,
        lambda_1=variance,
        lambda_2=variance * settings.covariate_prior_sd**2,
    ).fit(design, target, sample_weight=weight)
    # The mean of the target and the slopes around the center are independent; the intercept mixes the two.
    center = weight @ design / weight.sum()
    covariance = np.zeros((len(names), len(names)))
    covariance[1:, 1:] = model.sigma_
    covariance[0, 1:] = covariance[1:, 0] = -model.sigma_ @ center
    covariance[0, 0] = 1 / (model.alpha_ * weight.sum()) + center @ model.sigma_ @ center
    coefficient = np.concatenate([[float(model.intercept_)], model.coef_])
    return _Ridge(scaling, coefficient, covariance, float(model.alpha_**-0.5))


def _validate(
    rows: pd.DataFrame, names: tuple[str, ...], raw: Array, measured: _Measured, as_of: date, settings: Learning
) -> tuple[validation.Skill, list[Array], Ranking]:
    """Squared error on later posts against the recent mean's, the coefficients of each fold, and how it ranks.

    Each fold has its own pooled rate, of its own posts.
    """
    weight, tested_days, refits = rows["weight"].to_numpy(), rows["day"].to_numpy(), list[Array]()
    loss, baseline_loss, days = [np.empty(0)], [np.empty(0)], [tested_days[:0]]
    predicted, true, groups = [np.empty(0)], [np.empty(0)], [pd.Series(dtype=object)]
    for fitted, tested in validation.folds(
        rows["posted_at"], rows["matured_at"], settings.validation_folds, settings.validation_gap_hours
    ):
        target = measured.by(fitted)
        if len(fitted) < 2 or target is None:
            continue
        ridge = _ridge(names, raw[fitted], target[fitted], weight[fitted], settings)
        refits.append(ridge.coefficient)
        recent = _baseline(target[fitted], weight[fitted]).mean
        predicted.append(ridge.scaling.design(raw[tested]) @ ridge.coefficient)
        true.append(target[tested])
        groups.append(_group(rows.iloc[tested], len(refits)))
        loss.append((true[-1] - predicted[-1]) ** 2)
        baseline_loss.append((target[tested] - recent) ** 2)
        days.append(tested_days[tested])
    ours, theirs = np.concatenate(loss), np.concatenate(baseline_loss)
    seed = chance.seed_of("engagement", as_of.isoformat(), chance.fingerprint(ours, theirs))
    skill = validation.skill(ours, theirs, np.concatenate(days), settings.bootstrap_samples, seed)
    ranked = ranking(np.concatenate(predicted), np.concatenate(true), pd.concat(groups, ignore_index=True))
    return skill, refits, ranked


def _group(tested: pd.DataFrame, fold: int) -> pd.Series:
    """Posts that are compared with each other: of one refit, topic and slot; NA where one of them is not known."""
    named = [tested[name] for name in ("topic", "slot") if name in tested]
    known = pd.concat(named, axis=1).notna().all(axis=1) if named else pd.Series(True, index=tested.index)
    keys = pd.Series([(fold, *key) for key in zip(*named, strict=True)] if named else fold, index=tested.index)
    return keys.astype(object).where(known)


def _reason(skill: validation.Skill, posts: int, settings: Learning) -> str:
    if posts < settings.validation_min_posts:
        return f"{posts} posts with a rate; its skill is told from {settings.validation_min_posts} on"
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
    ranked: Ranking = UNRANKED,
) -> pd.DataFrame:
    half = _quantile(len(rows)) * baseline.mean_sd
    return terms.skill_row(
        history.evidence(rows),
        (baseline.mean, baseline.mean - half, baseline.mean + half),
        skill,
        ranking=ranked,
        residual_sd=residual_sd,
        enough_evidence=enough_evidence,
        reason=reason,
    )


def _quantile(posts: int) -> float:
    """Student's t that leaves 10 % on either side of a mean of so many posts."""
    from scipy.special import stdtrit

    return float(stdtrit(max(posts - 1, 1), 0.9))
