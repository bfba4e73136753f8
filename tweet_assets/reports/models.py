"""What a linear model has to say: whether it beats the baseline, what goes with what, or why it cannot tell yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tweet_assets.reports import numbers
from tweet_assets.reports.effects import SAID, Effect, Model, average, effects
from tweet_assets.reports.rows import Row, rows
from tweet_assets.settings import SETTINGS

MODELS: tuple[Model, ...] = ("engagement", "engagement_count", "follow")
_BASELINE = {
    "engagement": "your recent mean rate",
    "engagement_count": "your recent mean",
    "follow": "your base rate",
}
_FILLED_BY = {
    "engagement": f"{SETTINGS.learning.validation_min_posts} mature posts with impressions and engagement",
    "engagement_count": f"{SETTINGS.learning.validation_min_posts} mature posts with engagement",
    "follow": (
        f"{SETTINGS.learning.follow_min_events} posts that gained a follower and as many that did not, "
        "from an export that counts new follows"
    ),
}
_UNIT = {
    "engagement": "engagement per impression",
    "engagement_count": "the engagement of a post",
    "follow": "the odds of gaining a follower",
}
_OF_AVERAGE = {
    "engagement": "rate",
    "engagement_count": "engagement",
    "follow": "chance of gaining a follower",
}


@dataclass(frozen=True)
class ModelReport:
    """A model in words. `effects` is empty unless there is enough evidence to show them."""

    verdict: str
    sentences: tuple[str, ...]
    unit: str
    effects: tuple[Effect, ...]
    enough_evidence: bool
    posts: int | None
    filled_by: str
    beats: bool = False
    """Whether its 80 % interval of skill on later posts is above 0."""

    @property
    def title(self) -> str:
        """The largest clear differences where the model beats its baseline, else that it does not."""
        told = [f"{effect.said}: {effect.change}" for effect in self.clear[:2]]
        if not self.beats or not told:
            return self.verdict.rstrip(".")
        return f"{len(self.clear)} of {len(self.effects)} differences between posts are clear; {'; '.join(told)}"

    @property
    def by_luck(self) -> str:
        """How many of the intervals would exclude no effect if nothing had any."""
        expected = 0.2 * len(self.effects)
        return f"Of {len(self.effects)} such intervals about {numbers.decimal(expected)} exclude 0 by luck alone."

    @property
    def clear(self) -> tuple[Effect, ...]:
        return tuple(effect for effect in self.effects if effect.clear)

    @property
    def open(self) -> tuple[Effect, ...]:
        return tuple(effect for effect in self.effects if not effect.clear)


def report(
    model: pd.DataFrame, skill: pd.DataFrame, kind: Model, example_forms: Mapping[str, int] | None = None
) -> ModelReport:
    """The report of one fit and its skill, from rows of its two tables for one account and day.

    `example_forms` as in effects.effects.
    """
    graded = rows(skill)
    if not graded:
        return ModelReport("Not fitted yet.", (), _UNIT[kind], (), False, 0, _FILLED_BY[kind])
    row = graded[0]
    enough = row.flag("enough_evidence") is True
    said = [_behind(row, kind)]
    if enough:
        middle = average(model, kind)
        said += [f"Your average post's {_OF_AVERAGE[kind]}: {middle}."] if middle else []
    else:
        said.append(_instead(row, kind))
    return ModelReport(
        verdict=_verdict(row, kind, enough),
        sentences=tuple(said),
        unit=_UNIT[kind],
        effects=tuple(effects(model, example_forms)) if enough else (),
        enough_evidence=enough,
        posts=row.count("posts"),
        filled_by=_filled_by(row, kind),
        beats=enough and (row.number("skill_low80") or 0.0) > 0,
    )


def _filled_by(row: Row, kind: Model) -> str:
    """What it takes: enough posts, and once there are enough, that they say more than the baseline does."""
    posts = row.count("posts")
    if kind != "follow" and posts is not None and posts >= SETTINGS.learning.validation_min_posts:
        return f"more posts, until it surely beats {_BASELINE[kind]} on later ones; perhaps nothing in a text does"
    return _FILLED_BY[kind]


def _verdict(row: Row, kind: Model, enough: bool) -> str:
    skill, low80 = row.number("skill"), row.number("skill_low80")
    if not enough:
        reason = (row.text("reason") or "the reason was not stored").rstrip(".").removeprefix("not enough evidence: ")
        return f"Not enough evidence yet: {reason}."
    if skill is None or low80 is None:
        return f"Whether it beats {_BASELINE[kind]} could not be measured."
    compared = "less" if skill >= 0 else "more"
    measured = (
        f"{numbers.share(abs(skill))} {compared} error on later posts than {_BASELINE[kind]} "
        f"(80 % interval {numbers.span(low80, row.number('skill_high80'), numbers.signed_share)})"
    )
    return f"Beats the baseline: {measured}." if low80 > 0 else f"Does not surely beat the baseline: {measured}."


def _behind(row: Row, kind: Model) -> str:
    randomised = row.count("posts_randomised")
    counts = (
        f"Behind it: {numbers.counted(row.count('posts'), 'post')}, "
        f"{numbers.whole(row.number('posts_observational'))} observational and {numbers.whole(randomised)} randomised"
    )
    if kind == "follow":
        counts += f"; {numbers.counted(row.count('events'), 'post')} gained a follower"
    habit = " What it says is of your history: what goes with what, not what causes what." if randomised == 0 else ""
    return f"{counts}.{habit}"


def _instead(row: Row, kind: Model) -> str:
    """What stands in for a model that may not answer: its baseline, with the interval."""
    baseline = row.number("baseline")
    if baseline is None:
        return "There is no baseline yet either."
    said = SAID[kind]
    interval = numbers.span(row.number("baseline_low80"), row.number("baseline_high80"), said)
    return f"Until then the answer is {_BASELINE[kind]}: {said(baseline)} (80 % interval {interval})."
