"""Invented accounts whose truth is known: features and rewards as the warehouse would return them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from tweet_assets import arms
from tweet_assets.learning.features import COVARIATES
from tweet_assets.learning.space import Space

Account = tuple[pd.DataFrame, pd.DataFrame]
FIRST_POST = pd.Timestamp("2026-01-01 00:30", tz="UTC")


def invent_account(
    posts: int,
    seed: int,
    *,
    format_effects: Mapping[str, float] | None = None,
    covariate_effects: Mapping[str, float] | None = None,
    noise: float = 1.0,
    posts_a_day: int = 4,
    evidence: str = "randomised",
    follow_log_odds: float = -1.5,
) -> Account:
    """Posts drawn at random over all arms; log engagement rate = -3.5 + the given effects + Gaussian noise.

    The same effects, with `follow_log_odds` in the place of -3.5, are the log odds of gaining a follower.
    """
    chance = np.random.default_rng(seed)
    posted_at = FIRST_POST + pd.to_timedelta(np.arange(posts) * 24 / posts_a_day, unit="h")
    formats = chance.choice(arms.FORMATS, posts)
    slots = chance.choice([slot.name for slot in arms.SLOTS], posts)
    covariates = {name: chance.normal(size=posts) for name in COVARIATES}
    covariates["weekend"] = (posted_at.day_of_week >= 5).astype(float)
    effect = np.array([(format_effects or {}).get(name, 0.0) for name in formats])
    effect = effect + sum(
        (size * covariates[name] for name, size in (covariate_effects or {}).items()), np.zeros(posts)
    )
    impressions = np.exp(chance.normal(8.0, 0.7, size=posts)).round()
    engagement = (np.exp(-3.5 + effect + noise * chance.normal(size=posts)) * impressions).round()
    gained = chance.random(posts) < 1 / (1 + np.exp(-follow_log_odds - effect))
    keys = {"account": pd.Series(["invented"] * posts, dtype="str"), "post_id": [f"{n:06d}" for n in range(posts)]}
    features = pd.DataFrame(
        {
            **keys,
            "posted_at": posted_at.astype("datetime64[us, UTC]"),
            "format": pd.Series(formats, dtype="str"),
            "format_basis": "decision",
            "slot": pd.Series(slots, dtype="str"),
            "topic": "unlabelled",
            "topic_basis": "no rule",
            "media": "none",
            "link": "none",
            "inspiration": pd.Series([np.nan] * posts, dtype="str"),
            "evidence": evidence,
            "propensity": 1 / 56 if evidence == "randomised" else np.nan,
            **covariates,
        }
    )
    rewards = pd.DataFrame(
        {
            **keys,
            "day": (posted_at + pd.Timedelta(hours=24)).tz_localize(None).normalize().astype("datetime64[us]"),
            "age_hours_min": 24.5,
            "known_at": pd.Series(pd.NaT, index=range(posts)).dt.tz_localize("UTC"),
            "engagement": engagement,
            "reward": np.log1p(engagement),
            "impressions": pd.array(impressions, dtype="Int64"),
            "gained_follower": pd.array(gained, dtype="boolean"),
            "likes": pd.array(engagement, dtype="Int64"),
            **dict.fromkeys(("reposts", "replies", "bookmarks"), pd.array([0] * posts, dtype="Int64")),
            "follows": pd.array(gained.astype(int), dtype="Int64"),
        }
    )
    return features, rewards


SPACE = Space(
    {"format": ("question", "data", "story", "opinion"), "slot": ("06-12", "12-18", "18-24")},
    circular=("slot",),
    contexts={"weekend": ("no", "yes")},
    covariates=("quality", "lines"),
)


def invent_posts(
    posts: int,
    seed: int,
    effects: Mapping[str, float] | None = None,
    *,
    space: Space = SPACE,
    noise: float = 1.0,
    posts_a_day: int = 4,
    evidence: str = "randomised",
) -> pd.DataFrame:
    """Posts of the pure surface, drawn evenly: log engagement = 3 + the effects of arms and covariates + noise."""
    chance, sizes = np.random.default_rng(seed), effects or {}
    posted_at = FIRST_POST + pd.to_timedelta(np.arange(posts) * 24 / posts_a_day, unit="h")
    told: dict[str, np.ndarray] = {name: chance.choice(list(arms), posts) for name, arms in space.factors.items()}
    if "weekend" in told:
        told["weekend"] = np.where(posted_at.day_of_week >= 5, "yes", "no")
    told |= {name: chance.normal(size=posts) for name in space.covariates}
    logs = 3 + noise * chance.normal(size=posts)
    for name in space.factors:
        logs += [sizes.get(arm, 0.0) for arm in told[name]]
    for name in space.covariates:
        logs += sizes.get(name, 0.0) * told[name]
    return pd.DataFrame(
        {
            "post_id": [f"{n:06d}" for n in range(posts)],
            "posted_at": posted_at,
            "matured_at": posted_at + pd.Timedelta(hours=24),
            "impressions": 1000.0,
            "likes": np.exp(logs) - 1,
            **dict.fromkeys(("reposts", "replies", "bookmarks", "follows"), 0.0),
            "evidence": evidence,
            **told,
        }
    )


@pytest.fixture
def invent() -> Callable[..., Account]:
    return invent_account
