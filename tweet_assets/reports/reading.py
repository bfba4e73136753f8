"""What was read before anything was said: how many posts of which kind, and how well their outcomes are known."""

from __future__ import annotations

from datetime import date

import pandas as pd

from tweet_assets.reports import findings, numbers, overview
from tweet_assets.reports.facts import History
from tweet_assets.settings import SETTINGS

_KINDS = {
    "original": ("original", "originals"),
    "thread_head": ("head of a thread", "heads of threads"),
    "thread_part": ("later part of a thread", "later parts of threads"),
    "reply": ("reply", "replies"),
    "quote": ("quote", "quotes"),
    "repost": ("repost", "reposts"),
    "unknown": ("post of unknown kind", "posts of unknown kind"),
}


def sentences(
    history: History, arm_posteriors: pd.DataFrame, overview_days: pd.DataFrame | None, as_of: date
) -> list[str]:
    """What stands behind a page: posts by kind, outcomes, evidence, how late they were read, the account's overview."""
    kinds = [
        numbers.counted(n, *_KINDS.get(kind, (f"{kind} post", f"{kind} posts")))
        for kind, n in history.posts_by_kind.items()
        if n
    ]
    said = [f"Posts read: {', '.join(kinds)}." if kinds else "No post has been read yet. Import an export of your own."]
    said.append(
        f"Learned from are originals and heads of threads: {numbers.counted(history.mature, 'mature outcome')}, "
        f"{history.too_young:,} too young, {history.without_outcome:,} without an outcome."
    )
    level = next(iter(findings.levels(arm_posteriors)), None)
    if level is not None:
        observational, randomised = level
        said.append(
            f"Of the posts behind formats and slots {numbers.whole(observational)} are observational (your own habit "
            f"chose) and {numbers.whole(randomised)} randomised (a logged draw chose, and was published as drawn)."
        )
    return [*said, *_later(history), *_overview(overview_days, as_of)]


def _later(history: History) -> list[str]:
    if not history.later_totals:
        return []
    return [
        f"The figures of {history.later_totals:,} of {numbers.counted(history.mature, 'outcome')} are not 24-hour "
        f"totals: an export saw them later, half of them at an age of {numbers.age(history.later_age_hours)} or more. "
        "Older posts had longer to collect."
    ]


def _overview(overview_days: pd.DataFrame | None, as_of: date) -> list[str]:
    if overview_days is None:
        return []
    found = overview.overview(overview_days, as_of)
    if found is None:
        return []
    came, left = numbers.whole(found.follows), numbers.whole(found.unfollows)
    net = found.follows - found.unfollows if found.follows is not None and found.unfollows is not None else None
    change = f", a change of {net:+,}" if net is not None else ""
    return [
        f"The account itself, by X's overview, on {found.covered} of the last {overview.DAYS} days: {came} followers "
        f"came and {left} left{change}; {numbers.whole(found.profile_visits)} profile visits. That is of the account "
        "and of no post, and nothing is learned from it."
    ]


def reward() -> str:
    """What engagement means on a page, in the weights that are in force."""
    weights = SETTINGS.learning
    return (
        f"likes x {weights.like_weight:g} + reposts x {weights.repost_weight:g} + replies x {weights.reply_weight:g}, "
        "of a typical post (a geometric mean, so that one lucky post does not decide)"
    )
