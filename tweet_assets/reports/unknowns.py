"""What we do not know yet: each unknown, how many posts stand behind it, and what it would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tweet_assets.reports import numbers
from tweet_assets.reports.findings import Finding
from tweet_assets.reports.models import ModelReport
from tweet_assets.reports.plan import Value


@dataclass(frozen=True)
class Unknown:
    what: str
    behind: str
    missing: str


def unknowns(
    found: Sequence[Finding],
    engagement: ModelReport,
    follow: ModelReport,
    values: Sequence[Value],
) -> list[Unknown]:
    """The arms of which nothing can be said, then the models and the policy's value where they may not answer."""
    listed = _arms([finding for finding in found if finding.choosable and finding.sureness == "unknown"])
    for model, question in (
        (engagement, "What about a text goes with a higher engagement rate?"),
        (follow, "Which posts gain followers?"),
    ):
        if not model.enough_evidence:
            listed.append(Unknown(question, numbers.counted(model.posts, "post"), f"takes {model.filled_by}"))
    against_chance = [value for value in values if value.policy == "learned" and value.against == "uniform"]
    if not any(value.answered for value in against_chance):
        counts = [value.posts for value in against_chance]
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


def _arms(asked: Sequence[Finding]) -> list[Unknown]:
    """The arms of a dimension of which the same is missing are asked about together."""
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in asked:
        alike.setdefault((finding.dimension, _posts_missing(finding)), []).append(finding)
    return [
        Unknown(what=f"{_together(arms)}: better or worse than your mean?", behind=_behind(arms), missing=missing)
        for (_, missing), arms in alike.items()
    ]


def _together(arms: Sequence[Finding]) -> str:
    """'question posts', 'question and story posts', 'posts at 06-09 and 09-12'."""
    names = [arm.arm for arm in arms]
    said = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"{said} posts" if arms[0].dimension == "format" else f"posts at {said}"


def _behind(arms: Sequence[Finding]) -> str:
    known = [arm.posts for arm in arms if arm.posts is not None]
    if len(known) < len(arms) or min(known) == max(known):
        return numbers.counted(arms[0].posts if len(known) == len(arms) else None, "post") + (
            " each" if len(arms) > 1 else ""
        )
    return f"{min(known):,} to {max(known):,} posts"


def _posts_missing(finding: Finding) -> str:
    """How many more drawn posts would show a difference of +50 %, four times in five, and by when at this pace."""
    if finding.posts_needed is None:
        return "how many it would take is not known"
    if finding.posts_needed == 0:
        return "+50 % would probably have shown by now: if there is a difference, it is smaller"
    more = numbers.counted(finding.posts_needed, "more drawn post")
    when = f", by about {numbers.day(finding.needed_on)}" if finding.needed_on else "; nothing matured in four weeks"
    return f"about {more} of the account would show a difference of +50 %{when}"
