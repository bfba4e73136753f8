"""What we believe of each arm as of a day: additive statistics, then one pooled posterior, then words by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets import labelling
from tweet_assets.learning import chance, pooled, reading_age
from tweet_assets.learning.pooled import Cells
from tweet_assets.settings import SETTINGS, Learning

Array = npt.NDArray[np.float64]


NOT_ENOUGH = "not enough evidence"
UNRELIABLE = "labels not reliable enough"
GIVEN = ("decision", "you")
"""The bases of a format that are no rule's guess."""
BASELINE = "baseline"
_Z90 = NormalDist().inv_cdf(0.95)
_CELL = ["account", "day", "format", "slot", "evidence", "age_band"]


def statistics(features: pd.DataFrame, rewards: pd.DataFrame) -> pd.DataFrame:
    """The rows of learning.arm_statistics, for the posts that have features and a measured reward.

    Sums only, so that days add up: the statistics of any union of days are the sums of the days' own.
    """
    measured = rewards.loc[rewards["reward"].notna(), ["account", "post_id", "day", "age_hours_min", "reward"]]
    arms_of = features[["account", "post_id", "format", "format_basis", "slot", "evidence"]]
    posts = measured.merge(arms_of, on=["account", "post_id"]).sort_values("post_id")
    posts = posts.assign(
        square=posts["reward"] ** 2,
        by_rule=~posts["format_basis"].isin(GIVEN),
        age_band=reading_age.band(posts["age_hours_min"]),
    )
    sums = posts.groupby(_CELL, sort=True, as_index=False).agg(
        posts=("reward", "size"),
        posts_by_rule=("by_rule", "sum"),
        reward_sum=("reward", "sum"),
        reward_square_sum=("square", "sum"),
    )
    return sums.astype({"posts": "int64", "posts_by_rule": "int64"})


def posteriors(
    statistics: pd.DataFrame,
    formats: Sequence[str],
    slots: Sequence[str],
    as_of: date,
    settings: Learning = SETTINGS.learning,
) -> pd.DataFrame:
    """The rows of learning.arm_posteriors without account and as_of: level, formats, slots, format x slot.

    `statistics` are rows of one account; days after `as_of` are ignored, earlier ones count half for every half-life.
    Arms that are not configured ('unlabelled', 'other', removed ones) keep an effect of their own where they have
    posts, but only configured arms compete for p_best. The level is the mean over the arms, weighted by (discounted)
    posts; an arm's mean is what it adds to that, so level + format + slot + format x slot is a cell's mean exactly.

    The verdict is NOT_ENOUGH unless the arm has `verdict_min_posts` posts, its 90 % interval excludes 0, P(better than
    the account's mean) reaches `better_probability`, and it still does when that error is shared out over all arms
    of the dimension (Bonferroni): of arms without any difference, one a dimension would else be called better or
    worse every other time. A format that is mostly read off texts, by a rule whose precision was not measured to be
    enough, gets UNRELIABLE and no claim. An arm whose posts were mostly habit gets 'in your history: ...', and never a
    plain word.
    Raises ValueError for statistics of several accounts or without a configured arm.
    """
    if statistics["account"].nunique() > 1:
        raise ValueError(f"statistics of {statistics['account'].nunique()} accounts: one account's were expected")
    if not formats or not slots:
        raise ValueError("at least one format and one slot are needed")
    history = _history(statistics, formats, slots, as_of, settings)
    belief = pooled.belief(history.formats, history.slots, history.cells, settings)
    matrix = pooled.effects(*_shares(history, len(formats), len(slots)))
    frame = _terms(history)
    mean, covariance = matrix @ belief.mean, matrix @ belief.covariance @ matrix.T
    sd = np.sqrt(np.clip(np.diag(covariance), 0.0, None))
    frame["mean"], frame["sd"] = mean, sd
    frame["low90"], frame["high90"] = mean - _Z90 * sd, mean + _Z90 * sd
    frame["p_best"] = _p_best(history, len(formats), len(slots), mean, covariance, as_of, settings)
    frame["verdict"] = pd.Series(_verdicts(frame, settings), dtype="str")
    frame = frame.drop(columns="by_rule")
    frame["noise_sd"] = belief.noise_sd
    frame["covariance"] = covariance.tolist()
    return frame


@dataclass(frozen=True)
class _History:
    """Cells of a grid whose first formats and slots are the configured ones; plain counts are by format and slot."""

    formats: tuple[str, ...]
    slots: tuple[str, ...]
    cells: Cells
    observational: Array
    randomised: Array
    by_rule: Array
    reward_sum: Array

    @property
    def weight(self) -> Array:
        """Discounted posts by format and slot."""
        return np.asarray(self.cells.weight.sum(axis=2), np.float64)


def _history(
    statistics: pd.DataFrame, formats: Sequence[str], slots: Sequence[str], as_of: date, settings: Learning
) -> _History:
    past = statistics[statistics["day"] <= pd.Timestamp(as_of)]
    all_formats = (*formats, *sorted(set(past["format"].tolist()) - set(formats)))
    all_slots = (*slots, *sorted(set(past["slot"].tolist()) - set(slots)))
    shape = (len(all_formats), len(all_slots), len(reading_age.BANDS))
    places = (
        pd.Index(all_formats).get_indexer(past["format"]),
        pd.Index(all_slots).get_indexer(past["slot"]),
        pd.Index(reading_age.BANDS).get_indexer(pd.Index(past["age_band"])),
    )
    where = np.ravel_multi_index(places, shape)

    def summed(values: Array) -> Array:
        return np.asarray(np.bincount(where, weights=values, minlength=int(np.prod(shape))).reshape(shape), np.float64)

    def counted(values: Array) -> Array:
        return np.asarray(summed(values).sum(axis=2), np.float64)

    age_days = (pd.Timestamp(as_of) - past["day"]).dt.days.to_numpy(dtype=np.float64)
    weight = 0.5 ** (age_days / settings.half_life_days)
    posts = past["posts"].to_numpy(dtype=np.float64)
    drawn = (past["evidence"] == "randomised").to_numpy(dtype=np.float64)
    total = past["reward_sum"].to_numpy(dtype=np.float64)
    square = past["reward_square_sum"].to_numpy(dtype=np.float64)
    cells = Cells(summed(weight * posts), summed(weight**2 * posts), summed(weight * total), summed(weight * square))
    by_rule = past["posts_by_rule"].to_numpy(dtype=np.float64)
    counts = (posts * (1 - drawn), posts * drawn, by_rule, total)
    return _History(all_formats, all_slots, cells, *map(counted, counts))


def _shares(history: _History, formats: int, slots: int) -> tuple[Array, Array]:
    """How much each format and each slot counts in the level: its share of posts; without posts, configured alike."""
    weight = history.weight
    if weight.sum() > 0:
        return weight.sum(axis=1) / weight.sum(), weight.sum(axis=0) / weight.sum()
    return (
        (np.arange(len(history.formats)) < formats) / formats,
        (np.arange(len(history.slots)) < slots) / slots,
    )


def _terms(history: _History) -> pd.DataFrame:
    """The names and plain counts of the terms, in the order of `pooled.effects`."""
    names = [
        ("level", "all"),
        *(("format", name) for name in history.formats),
        *(("slot", name) for name in history.slots),
        *(("format x slot", cell_name(f, s)) for f in history.formats for s in history.slots),
    ]

    def counted(cells: Array) -> Array:
        return np.concatenate([[cells.sum()], cells.sum(axis=1), cells.sum(axis=0), cells.ravel()])

    observational, randomised = counted(history.observational), counted(history.randomised)
    by_rule = counted(history.by_rule)
    posts = observational + randomised
    raw_mean = np.full(len(posts), np.nan)
    np.divide(counted(history.reward_sum), posts, out=raw_mean, where=posts > 0)
    return pd.DataFrame(
        {
            "dimension": pd.Series([dimension for dimension, _ in names], dtype="str"),
            "arm": pd.Series([arm for _, arm in names], dtype="str"),
            "position": np.arange(len(names)),
            "posts_observational": observational.astype(np.int64),
            "posts_randomised": randomised.astype(np.int64),
            "raw_mean": raw_mean,
            "by_rule": by_rule,
        }
    )


def cell_name(format_name: str, slot_name: str) -> str:
    """The name of an arm of 'format x slot'."""
    return f"{format_name} x {slot_name}"


def _format_of(arm: str) -> str:
    return arm.split(" x ")[0]


def _p_best(
    history: _History, formats: int, slots: int, mean: Array, covariance: Array, as_of: date, settings: Learning
) -> Array:
    """P(this arm is the best of its dimension), among configured arms, by posterior draws; NaN elsewhere.

    Without any post it is the same for all: the prior's own geometry of the day is no finding.
    """
    p_best = np.full(len(mean), np.nan)
    seed = chance.seed_of("p_best", as_of.isoformat(), chance.fingerprint(mean, covariance))
    generator = np.random.default_rng(seed)
    for first, count in ((1, formats), (1 + len(history.formats), slots)):
        block = slice(first, first + count)
        if history.weight.sum() > 0:
            samples = chance.draws(mean[block], covariance[block, block], settings.posterior_samples, generator)
            p_best[block] = chance.win_shares(samples)
        else:
            p_best[block] = 1 / count
    return p_best


def _verdicts(frame: pd.DataFrame, settings: Learning) -> list[str]:
    dimensions, names = frame["dimension"].tolist(), frame["arm"].tolist()
    size = {dimension: dimensions.count(dimension) for dimension in dimensions}
    beliefs = frame[["mean", "sd", "low90", "high90"]].to_numpy(dtype=np.float64).tolist()
    counts = frame[["posts_observational", "posts_randomised", "by_rule"]].to_numpy(dtype=np.int64).tolist()
    verdicts = []
    for dimension, arm, (mean, sd, low, high), (habit, drawn, by_rule) in zip(
        dimensions, names, beliefs, counts, strict=True
    ):
        needed = 1 - (1 - settings.better_probability) / size[dimension]
        better = NormalDist().cdf(mean / sd) if sd > 1e-9 else 0.5  # a lone arm cannot differ from itself
        if dimension == "level":
            verdicts.append(BASELINE)
        elif "format" in dimension and by_rule > (habit + drawn) / 2 and not labelling.is_reliable(_format_of(arm)):
            verdicts.append(UNRELIABLE)
        elif habit + drawn < settings.verdict_min_posts or low <= 0 <= high or max(better, 1 - better) < needed:
            verdicts.append(NOT_ENOUGH)
        else:
            word = "better" if better > 0.5 else "worse"
            randomised = drawn >= settings.verdict_randomised_share * (habit + drawn)
            verdicts.append(word if randomised else f"in your history: {word}")
    return verdicts
