"""What is true of the invented account: planted effects, and the outcomes that follow from them by chance.

An outcome is made in two steps. Reach: the logarithm of a post's impressions is the account's level of that day plus
the effect of its slot plus heavy-tailed noise. Rate: the logarithm of its engagements per impression is a constant plus
the effect of its format plus the effects of its text plus noise. A text counts against the average text of its format
in the history, so that a format's effect is that of its average post, and slots and formats multiply the engagement of
a post by exp(effect). The effects of formats add up to zero, and so do those of slots: they are deviations from the
account's mean, in which every arm counts alike, just as the terms of a centred prior are. Whether somebody follows is
a coin of its own, with log odds that depend on the format and on links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tweet_assets.arms import FORMATS, SLOTS

Floats = NDArray[np.float64]

_RATES: Mapping[str, float] = {  # engagements per impression of an average post, by kind
    "likes": 0.022,
    "reposts": 0.003,
    "replies": 0.004,
    "bookmarks": 0.002,
    "shares": 0.001,
    "profile_visits": 0.003,
    "detail_expands": 0.008,
    "url_clicks": 0.006,  # only where there is a link
    "hashtag_clicks": 0.001,  # only where there is a hashtag
    "permalink_clicks": 0.001,
}
COUNTS: tuple[str, ...] = ("impressions", "engagements", *_RATES, "follows")
_REACH_OF_KIND: Mapping[str, float] = {"original": 0.0, "thread_head": 0.0, "thread_part": -0.7, "reply": -1.6}
_RATE_MAX = 0.8  # however good a post is, some who see it pass on
_IMPRESSIONS_MIN = 40.0
_FOLLOWS_OF_KIND = -1.0  # log odds: replies and later parts of a thread win fewer followers


def _arms(names: tuple[str, ...], planted: Mapping[str, float]) -> dict[str, float]:
    return {name: planted.get(name, 0.0) for name in names}


@dataclass(frozen=True)
class Truth:
    """Every planted effect, in natural logarithms: 0.47 is +60 %, -0.43 is -35 %, 0 is no effect at all.

    `text` effects are for one unit of the covariate: one question mark, one number, one link, 1 of log length (2.7
    times as long). `follow_formats` and `follow_text` are log odds of gaining a follower.
    """

    formats: Mapping[str, float] = field(
        default_factory=lambda: _arms(FORMATS, {"how-to": 0.47, "story": 0.25, "opinion": -0.29, "announcement": -0.43})
    )
    slots: Mapping[str, float] = field(
        default_factory=lambda: _arms(tuple(s.name for s in SLOTS), {"18-21": 0.36, "00-06": -0.36})
    )
    text: Mapping[str, float] = field(
        default_factory=lambda: {
            "questions": 0.22,
            "numbers": 0.12,
            "log_length": -0.35,
            "links": -0.25,
            "hashtags": 0.0,
            "emojis": 0.0,
            "weekend": 0.0,
            "quality": 0.0,  # beyond what the covariates above say
        }
    )
    follow_formats: Mapping[str, float] = field(
        default_factory=lambda: _arms(FORMATS, {"how-to": 0.9, "announcement": -0.9})
    )
    follow_text: Mapping[str, float] = field(
        default_factory=lambda: {"links": -1.1, "questions": 0.0, "hashtags": 0.0, "emojis": 0.0}
    )
    impressions: float = 1_800.0  # of a typical post at the beginning
    growth: float = 0.30  # of log impressions, from the first post to the last
    swing: float = 0.10  # of log impressions: two slow waves on top
    reach_sd: float = 0.75  # log impressions
    jump_probability: float = 0.02  # a post now and then travels far
    jump_log: tuple[float, float] = (1.5, 3.0)  # 4.5 to 20 times as far
    rate_sd: float = 0.35  # log engagement rate
    follow_base: float = -1.1  # log odds: one post in four
    settling_hours: float = 8.0  # 63 % of a post's impressions come within them, 95 % within a day

    def table(self) -> pd.DataFrame:
        """Every planted effect: dimension ('format', 'slot', 'text', 'follow'), effect, planted."""
        follow = {**{f"format {name}": value for name, value in self.follow_formats.items()}, **self.follow_text}
        groups = {"format": self.formats, "slot": self.slots, "text": self.text, "follow": follow}
        rows = [(group, name, value) for group, effects in groups.items() for name, value in effects.items()]
        return pd.DataFrame(rows, columns=["dimension", "effect", "planted"])


TRUTH = Truth()


def expected(posts: pd.DataFrame, truth: Truth = TRUTH) -> pd.DataFrame:
    """What chance is added to: log_reach, log_rate and follow_log_odds of each post, shape (n_posts, 3).

    `posts` has posted_at, kind, format and slot (missing for replies and later parts) and the covariates of a text.
    It is a whole history: the level runs from its first post to its last, and texts count against its averages.
    """
    unit = posts["kind"].isin(["original", "thread_head"])
    share = _share_of_history(posts["posted_at"])
    level = np.log(truth.impressions) + truth.growth * share + truth.swing * np.sin(4 * np.pi * share)
    reach = level + posts["kind"].map(dict(_REACH_OF_KIND)) + posts["slot"].map(dict(truth.slots)).fillna(0.0)
    rate = posts["format"].map(dict(truth.formats)).fillna(0.0)
    for name, effect in truth.text.items():
        if effect:
            rate = rate + effect * _beyond_average(posts[name], posts["format"]).where(unit, 0.0)
    odds = truth.follow_base + posts["format"].map(dict(truth.follow_formats)).fillna(0.0)
    odds = odds.where(unit, odds + _FOLLOWS_OF_KIND)
    for name, effect in truth.follow_text.items():
        if effect:
            odds = odds + effect * _beyond_average(posts[name], posts["format"]).where(unit, 0.0)
    return pd.DataFrame({"log_reach": reach, "log_rate": rate, "follow_log_odds": odds}, index=posts.index)


def outcomes(
    posts: pd.DataFrame, age_hours: Floats, rng: np.random.Generator, truth: Truth = TRUTH
) -> dict[str, NDArray[np.int64]]:
    """The counts of each post at an age, by name (COUNTS); whole numbers, each of shape (n_posts,).

    Engagements are the sum of all that is counted but impressions, and no post has more of them than impressions.
    """
    n = len(posts)
    about = expected(posts, truth)
    jumps = np.where(rng.random(n) < truth.jump_probability, rng.uniform(*truth.jump_log, n), 0.0)
    reach = np.exp(about["log_reach"].to_numpy() + rng.normal(0.0, truth.reach_sd, n) + jumps)
    settled = 1.0 - np.exp(-age_hours / truth.settling_hours)
    impressions = np.maximum(reach * settled, _IMPRESSIONS_MIN).astype(np.int64)

    rates = np.tile(list(_RATES.values()), (n, 1))
    names = list(_RATES)
    rates[:, names.index("url_clicks")] *= posts["links"].to_numpy() > 0
    rates[:, names.index("hashtag_clicks")] *= posts["hashtags"].to_numpy() > 0
    rates *= np.exp(about["log_rate"].to_numpy() + rng.normal(0.0, truth.rate_sd, n))[:, None]
    rates *= np.minimum(1.0, _RATE_MAX / rates.sum(axis=1))[:, None]
    drawn = rng.multinomial(impressions, np.column_stack([rates, 1.0 - rates.sum(axis=1)]))
    counts = {name: drawn[:, column].astype(np.int64) for column, name in enumerate(names)}

    chance = settled / (1.0 + np.exp(-about["follow_log_odds"].to_numpy()))
    counts["follows"] = (rng.random(n) < chance) * (1 + rng.poisson(0.3, n))
    counts["profile_visits"] = counts["profile_visits"] + counts["follows"]  # who follows has looked first
    engagements = np.sum(list(counts.values()), axis=0)
    return {"impressions": np.maximum(impressions, engagements), "engagements": engagements, **counts}


def _share_of_history(posted_at: pd.Series[pd.Timestamp]) -> Floats:
    seconds = (posted_at - posted_at.min()).dt.total_seconds().to_numpy()
    return np.asarray(seconds / max(float(seconds.max()), 1.0), dtype=np.float64)


def _beyond_average(values: pd.Series[float], formats: pd.Series[str]) -> pd.Series[float]:
    return values - values.groupby(formats).transform("mean")
