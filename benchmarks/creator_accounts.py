"""Invented creators' accounts with a known truth: what each format at each hour is worth, on any day, on any topic.

The expected log engagement of a post is the account's level, which walks and grows, and the effects of format, slot
(smooth around the clock), format x slot, topic, slot x weekend, and of the text's quality, length and a question mark;
tastes in formats drift. Noise is a normal of sd .8 to 1.2 and a Student's t of 3 degrees of freedom; one post in sixty
earns seven times as much. Counts are whole numbers. Best against average combination: about twice the engagement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from tweet_assets.learning.space import Space

Array = npt.NDArray[np.float64]

FORMATS = tuple(f"format {n}" for n in range(6))
SLOTS = tuple(f"{first:02d}-{first + 3:02d}" for first in range(0, 24, 3))
TOPICS = ("a", "b", "c", "d")
WEEKEND = ("no", "yes")
SPACE = Space(
    {"format": FORMATS, "slot": SLOTS},
    circular=("slot",),
    contexts={"topic": TOPICS, "weekend": WEEKEND},
    covariates=("quality", "log_length", "questions"),
    interactions=(("format", "slot"), ("slot", "weekend")),
)
ARMS = [(f, s) for f in range(len(FORMATS)) for s in range(len(SLOTS))]
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Account:
    """One account: everything that is true of it. Effects are log engagement."""

    seed: int
    format: Array
    slot: Array
    both: Array
    topic: Array
    slot_weekend: Array
    text: Array
    level: float
    growth: float
    taste_drift: Array
    noise_sd: float
    posts_a_day: int

    def worth(self, day: int) -> Array:
        """What every arm adds on a day, shape (arms,)."""
        weekend = is_weekend(day)
        tastes = self.format + self.taste_drift * np.sqrt(day)
        grid = tastes[:, None] + self.slot[None, :] + self.both + self.slot_weekend[None, :, weekend]
        return np.asarray(grid.ravel())

    def post(self, number: int, day: int, arm: int, topic: int, chance: np.random.Generator) -> dict[str, object]:
        """One post with its counts, as an export would have them."""
        text = np.array([chance.normal(), chance.normal(), float(chance.random() < 0.3)])
        log_mean = self.level + self.growth * day + self.worth(day)[arm] + self.topic[topic] + self.text @ text
        noise = self.noise_sd * chance.normal() + 0.3 * chance.standard_t(3) + 2.0 * (chance.random() < 1 / 60)
        impressions = int(np.exp(self.level + self.growth * day + 3.8 + 0.5 * noise + 0.3 * chance.normal()))
        engaged = np.exp(log_mean + noise)
        likes, reposts, replies = (int(chance.poisson(min(share * engaged, 1e7))) for share in (0.7, 0.08, 0.07))
        posted = FIRST + timedelta(days=day, hours=3 * ARMS[arm][1] + 1)
        return {
            "post_id": str(number), "posted_at": posted, "matured_at": posted + timedelta(hours=24),
            "impressions": max(impressions, likes + 1), "likes": likes, "reposts": reposts, "replies": replies,
            "bookmarks": int(chance.poisson(0.05 * min(engaged, 1e7))),
            "follows": int(chance.random() < min(0.02 * np.log1p(engaged), 0.5)),
            "format": FORMATS[ARMS[arm][0]], "slot": SLOTS[ARMS[arm][1]], "topic": TOPICS[topic],
            "weekend": WEEKEND[is_weekend(day)], "quality": text[0], "log_length": text[1], "questions": text[2],
            "arm": arm, "day": day,
        }  # fmt: skip


def account(seed: int, effects: float = 1.0) -> Account:
    """The account of a seed. `effects` multiplies all that differs between arms, topics and texts."""
    chance = np.random.default_rng([seed, 77])
    hours = np.arange(len(SLOTS)) * 3 + 1.5
    wave = np.cos((hours - chance.uniform(0, 24)) / 24 * 2 * np.pi)
    return Account(
        seed=seed,
        format=effects * chance.normal(0, 0.3, len(FORMATS)),
        slot=effects * (chance.uniform(0.15, 0.4) * wave + chance.normal(0, 0.08, len(SLOTS))),
        both=effects * chance.normal(0, 0.12, (len(FORMATS), len(SLOTS))),
        topic=effects * chance.normal(0, 0.2, len(TOPICS)),
        slot_weekend=effects * chance.normal(0, 0.1, (len(SLOTS), 2)),
        text=effects * chance.normal(0, 0.2, 3),
        level=float(chance.normal(3.0, 0.8)),
        growth=float(chance.normal(0.001, 0.001)),
        taste_drift=effects * chance.normal(0, 0.006, len(FORMATS)),
        noise_sd=float(chance.uniform(0.8, 1.2)),
        posts_a_day=4,
    )


def is_weekend(day: int) -> int:
    return int((FIRST + timedelta(days=day)).weekday() >= 5)


def frame(posts: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(posts)
