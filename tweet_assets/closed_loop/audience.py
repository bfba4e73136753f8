"""What the posts of an invented account earn, hour by hour: by the truth of the demo, from the format and hour of each.

Nothing in here is known to what learns. What a post earns in the end is drawn once, from a seed and its id; how much of
it is there grows with its age, as in the demo: 95 % within a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from tweet_assets.arms import SLOTS, slot_of
from tweet_assets.demo.truth import TRUTH, Truth
from tweet_assets.drill.published import Published

_RATES = {"likes": 0.022, "reposts": 0.003, "replies": 0.004, "bookmarks": 0.002, "profile_visits": 0.003}
"""Per impression of an average post."""


@dataclass(frozen=True)
class Audience:
    """Readers of one account. `formats` tells the format of each text, as readers see it."""

    formats: Mapping[str, str]
    zone: ZoneInfo
    seed: int
    truth: Truth = TRUTH
    drawn: dict[str, Mapping[str, float]] = field(default_factory=dict)

    def __call__(self, post: Published, moment: datetime) -> Mapping[str, int]:
        """What is counted of a post up to a moment; see drill/world.py."""
        age_hours = max((moment - post.at).total_seconds() / 3600, 0.0)
        settled = 1.0 - np.exp(-age_hours / self.truth.settling_hours)
        ends = self.drawn.setdefault(post.post_id, self._ends(post))
        counts = {name: round(end * settled) for name, end in ends.items()}
        return {**counts, "engagements": sum(counts[name] for name in _RATES)}

    def worth(self, format_: str, slot: str) -> float:
        """The effect of an arm on log engagement."""
        return self.truth.formats.get(format_, 0.0) + self.truth.slots.get(slot, 0.0)

    @cached_property
    def best(self) -> float:
        """The worth of the best arm that there is."""
        return max(self.worth(f, s) for f in self.truth.formats for s in self.truth.slots)

    def _ends(self, post: Published) -> Mapping[str, float]:
        """Everything that a post will ever be counted, drawn by its id."""
        truth, rng = self.truth, np.random.default_rng([self.seed, int(post.post_id)])
        slot = slot_of(post.at.astimezone(self.zone), SLOTS)
        jump = rng.uniform(*truth.jump_log) if rng.random() < truth.jump_probability else 0.0
        reach = np.log(truth.impressions) + truth.slots.get(slot, 0.0) + rng.normal(0.0, truth.reach_sd) + jump
        rate = truth.formats.get(self.formats.get(post.text, ""), 0.0) + rng.normal(0.0, truth.rate_sd)
        impressions = float(np.exp(reach))
        share = min(1.0, 0.8 / (sum(_RATES.values()) * np.exp(rate)))  # however good a post is, some pass on
        means = {name: impressions * base * np.exp(rate) * share for name, base in _RATES.items()}
        return {"impressions": impressions, **{name: float(rng.poisson(mean)) for name, mean in means.items()}}
