"""The facts of a week, gathered from whole tables of all accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.posting import agreement, revisions
from tweet_assets.reports import changes
from tweet_assets.reports import facts as facts_
from tweet_assets.reports.week.facts import WeekFacts

Frames = Mapping[str, pd.DataFrame]
LEARNED = (
    *("arm_posteriors", "policy", "policy_value"),
    *("engagement_model", "engagement_skill", "engagement_count_model", "engagement_count_skill"),
    *("follow_model", "follow_skill", "follow_reliability"),
)


def gathered(
    account: Account,
    zone: ZoneInfo,
    simulated: bool,
    as_of: date,
    today: date,
    frames: Frames,
    failed_checks: Sequence[str] | None,
    program: str,
) -> WeekFacts:
    """One account's week up to `as_of`. `frames` has every table that the page is made of, by its name.

    What came later than `as_of` stays out of everything but the plan and the verdicts on it.
    """
    mine = {
        name: rows[rows["account"] == account.handle] if "account" in rows else rows for name, rows in frames.items()
    }
    day = pd.Timestamp(as_of)
    rewards = mine["rewards"][mine["rewards"]["day"] <= day]
    posts = (
        mine["features"]
        .merge(rewards.drop(columns="account"), on="post_id")
        .merge(mine["posts"][["post_id", "text"]], on="post_id")
    )
    outcomes = mine["outcomes"][mine["outcomes"]["day"] <= day]
    decisions = revisions.current(mine["decisions"], mine["revisions"])
    real = decisions[~decisions["rehearsal"].astype(bool)]
    return WeekFacts(
        account=account.handle,
        as_of=as_of,
        today=today,
        zone=str(zone),
        mode=account.mode,
        simulated=simulated,
        publishes_to_x=account.publishes_to_x,
        history=facts_.history(mine["posts"], outcomes, as_of, zone),
        models={name: mine[name][mine[name]["as_of"] == day] for name in LEARNED},
        earlier_models={
            name: mine[name][mine[name]["as_of"] < day] for name in ("engagement_count_model", "engagement_count_skill")
        },
        posts=posts,
        decisions=decisions,
        options=mine["decision_probabilities"],
        outbox=mine["outbox"],
        replay=mine["replay"],
        export_files=frames["export_files"],
        model_calls=mine["model_calls"],
        x_requests=mine["x_requests"],
        overview_days=mine["overview_days"],
        agreement=agreement.agreement(
            decisions, mine["decision_probabilities"], mine["posts"], mine["features"], rewards, as_of, zone
        ),
        changes=changes.changes(mine["outbox"], mine["approvals"], mine["posts"]),
        example_forms=example_forms(real),
        failed_checks=failed_checks,
        program=program,
    )


def example_forms(decisions: pd.DataFrame) -> dict[str, int]:
    """In how many real decisions the coin fell on tweets of others, by the form in which those are shown."""
    inspired = decisions[decisions["inspiration"] == "own+viral"]
    return {str(form): int(n) for form, n in inspired["example_form"].value_counts().items()}
