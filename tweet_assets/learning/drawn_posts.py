"""The posts that a logged draw decided and that went out as drawn, and what each could have been drawn as.

A post is drawn from the policy of the day before it, among the slots that were open to it (policy.among). What those
probabilities were is computed again from that day's beliefs: the ledger of posts keeps the propensity of the arm that
was executed, and not those of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.learning import policy
from tweet_assets.learning.features import randomised
from tweet_assets.learning.one_thread import one_thread
from tweet_assets.settings import SETTINGS, Learning

ARMS = ["format", "slot", "topic"]
Choice = tuple[pd.Timestamp, tuple[str, ...]]
"""The day before a post, and the slots that were open to it."""
Arm = tuple[str, str, str]
ONLY_THEIR_DAYS = """
exists (
    select 1 from account.posts
    where posts.account = arm_posteriors.account
        and posts.propensity is not null
        and arm_posteriors.as_of between posts.posted_at::date - 2 and posts.posted_at::date
)
"""
"""The rows of learning.arm_posteriors that `executed` can need: a post's local day is that of UTC, give or take one."""


def logged(posts: pd.DataFrame, rewards: pd.DataFrame, as_of: date, zone: ZoneInfo) -> pd.DataFrame:
    """The randomised posts of one account whose reward was mature by `as_of`.

    Columns post_id, before (the day before the post's local day), format, slot, topic, open_slots, propensity, reward;
    one row a post, oldest first.
    """
    drawn = posts[randomised(posts)]
    due = rewards[(rewards["day"] <= pd.Timestamp(as_of)) & rewards["reward"].notna()]
    rows = drawn.merge(due[["account", "post_id", "reward"]], on=["account", "post_id"]).sort_values("posted_at")
    local = rows["posted_at"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    rows = rows.assign(before=(local - pd.Timedelta(days=1)).astype("datetime64[us]"))
    return rows[["post_id", "before", *ARMS, "open_slots", "propensity", "reward"]].reset_index(drop=True)


@one_thread
def executed(
    account: Account,
    as_of: date,
    zone: ZoneInfo,
    posts: pd.DataFrame,
    rewards: pd.DataFrame,
    policies: pd.DataFrame,
    posteriors: pd.DataFrame,
    *,
    settings: Learning = SETTINGS.learning,
) -> dict[Choice, Mapping[Arm, float]]:
    """What every open combination was drawn with, for the posts that are logged by `as_of`, by their choice.

    The frames have the account's rows of account.posts, learning.rewards, and of any days of learning.policy and
    learning.arm_posteriors. A choice is missing where nothing of the day's policy was open, where the policy is not
    known, or where it was made from other beliefs than those that stand. One day's draws are held at a time.
    """
    log = logged(posts, rewards, as_of, zone)
    whole_of, beliefs_of = (dict(iter(rows.groupby("as_of"))) for rows in (policies, posteriors))
    found: dict[Choice, Mapping[Arm, float]] = {}
    open_on: dict[pd.Timestamp, set[tuple[str, ...]]] = {}
    for day, slots in zip(log["before"], map(tuple, log["open_slots"]), strict=True):
        open_on.setdefault(day, set()).add(slots)
    for day, choices in open_on.items():
        if day in whole_of:
            beliefs = beliefs_of.get(day, posteriors.iloc[:0])
            for slots, options in _of_day(whole_of[day], beliefs, account, choices, settings):
                arms = zip(*(options[name].tolist() for name in ARMS), strict=True)
                found[day, slots] = dict(zip(arms, options["probability"].tolist(), strict=True))
    return found


def _of_day(
    whole: pd.DataFrame,
    beliefs: pd.DataFrame,
    account: Account,
    choices: set[tuple[str, ...]],
    settings: Learning,
) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """What is drawn from for each choice of open slots, from one set of draws."""
    opened = {slots: whole["slot"].isin(list(slots)).to_numpy(bool) for slots in sorted(choices)}
    known, drawn = policy.made_from(whole, beliefs), None
    if known and not all(is_open.all() for is_open in opened.values()):
        drawn = policy.draws_of_day(whole, beliefs, account, settings)
    for slots, is_open in opened.items():
        if is_open.all() or (known and is_open.any()):
            yield slots, policy.restricted(whole, drawn, is_open, settings)
