"""What we do not know yet: each unknown, how many posts stand behind it, and what it would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tweet_assets.reports import numbers
from tweet_assets.reports.findings import Finding, posts_needed
from tweet_assets.reports.models import ModelReport
from tweet_assets.reports.plan import Value
from tweet_assets.reports.rows import rows


@dataclass(frozen=True)
class Unknown:
    what: str
    behind: str
    missing: str


def unknowns(
    found: Sequence[Finding],
    posteriors: pd.DataFrame,
    engagement: ModelReport,
    follow: ModelReport,
    values: Sequence[Value],
) -> list[Unknown]:
    """The arms of which nothing can be said, then the models and the policy's value where they may not answer."""
    noise = next((sd for sd in (row.number("noise_sd") for row in rows(posteriors)) if sd is not None), None)
    listed = [
        Unknown(
            what=f"{finding.label}: better or worse than your mean?",
            behind=numbers.counted(finding.posts, "post"),
            missing=_posts_missing(finding.posts, noise),
        )
        for finding in found
        if finding.choosable and finding.sureness == "unknown"
    ]
    for model, question in (
        (engagement, "What about a text goes with a higher engagement rate?"),
        (follow, "Which posts gain followers?"),
    ):
        if not model.enough_evidence:
            listed.append(Unknown(question, numbers.counted(model.posts, "post"), f"takes {model.filled_by}"))
    if not any(value.answered for value in values if value.policy == "learned"):
        counts = [value.posts for value in values if value.policy == "learned"]
        known = [posts for posts in counts if posts is not None]
        posts = max(known) if known else None if counts else 0
        listed.append(
            Unknown(
                "What is the learned policy worth, against posting at random?",
                numbers.counted(posts, "randomised post"),
                "takes posts published as they were drawn, until enough of them fit the policy",
            )
        )
    return listed


def _posts_missing(posts: int | None, noise_sd: float | None) -> str:
    """By the usual test of two arms. It is a size, not a promise: shrinkage and other arms make it less or more."""
    if posts is None or noise_sd is None:
        return "how many it would take is not known yet"
    needed = posts_needed(noise_sd)
    if posts < needed:
        return f"about {numbers.counted(needed - posts, 'more post', 'more posts')} would show a difference of +50 %"
    return f"{numbers.counted(needed, 'post')} would show a difference of +50 %: it is probably smaller"
