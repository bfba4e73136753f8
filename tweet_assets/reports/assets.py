"""The page of a day: everything that stands about it, in one place."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pandas as pd

from tweet_assets import days, lanes, materialisation
from tweet_assets.account import assets as account
from tweet_assets.accounts import Account, Folder
from tweet_assets.days import DAYS, THE_DAY_BEFORE
from tweet_assets.learning import assets as learning
from tweet_assets.posting import agreement
from tweet_assets.posting import assets as posting_assets
from tweet_assets.posting import revisions as revisions_
from tweet_assets.reports import changes, facts, page, ranking
from tweet_assets.stores import Posting, Several

LANE = lanes.REPORTS
_OF_ALL_DAYS = dg.AllPartitionMapping()


@LANE.derived(
    kinds={"markdown"},
    partitions_def=DAYS,
    day_column="for_day",
    ins={
        "posts": dg.AssetIn(account.posts.key),
        "overview_days": dg.AssetIn(account.overview_days.key),
        "outcomes": dg.AssetIn(account.outcomes.key, partition_mapping=_OF_ALL_DAYS),
        "features": dg.AssetIn(learning.features.key),
        **{
            name: dg.AssetIn(learning.LANE.key(name), partition_mapping=THE_DAY_BEFORE)
            for name in ("arm_posteriors", "engagement_model", "follow_model", "policy", "policy_value")
        },
        "rewards": dg.AssetIn(learning.rewards.key),
        **{
            name: dg.AssetIn(posting_assets.LANE.key(name))
            for name in ("scored_drafts", "outbox", "approvals", "revisions")
        },
        # The page shows the day's own, and compares those of the days before with what the user did.
        "decisions": dg.AssetIn(posting_assets.decisions.key, partition_mapping=_OF_ALL_DAYS),
    },
)
def daily(
    context: dg.AssetExecutionContext,
    posting: dg.ResourceParam[Posting],
    posts: pd.DataFrame,
    overview_days: pd.DataFrame,
    outcomes: pd.DataFrame,
    features: pd.DataFrame,
    rewards: pd.DataFrame,
    arm_posteriors: pd.DataFrame,
    engagement_model: Several,
    follow_model: Several,
    policy: pd.DataFrame,
    policy_value: pd.DataFrame,
    scored_drafts: pd.DataFrame,
    decisions: Several,
    outbox: pd.DataFrame,
    approvals: pd.DataFrame,
    revisions: pd.DataFrame,
) -> dg.MaterializeResult[pd.DataFrame]:
    """What works for you, what is planned for the day, and what nobody knows yet; as HTML and Markdown.

    Written below `reports/` of the data folder, one page an account; the numbers behind it stand in the other tables.
    """
    folder = posting.folder()
    place = posting.place.path
    known = {"arm_posteriors": arm_posteriors, "policy": policy, "policy_value": policy_value}
    known |= {name: rows for name, rows in (engagement_model | follow_model).items() if "count" not in name}
    standing = {**decisions, "decisions": revisions_.current(decisions["decisions"], revisions)}
    planned = {"outbox": outbox, "scored_drafts": scored_drafts, **standing}
    rows = []
    for day in days.of(context):
        for a in folder.accounts:
            past = {"posts": posts, "outcomes": outcomes, "features": features, "rewards": rewards}
            past["overview"] = overview_days
            told = page.build(_facts(a, folder, day, past, known, planned, approvals))
            path = Path("reports") / day.isoformat() / f"{a.handle}.html"
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(told.html, encoding="utf-8")
            (place / path).with_suffix(".md").write_text(told.markdown, encoding="utf-8")
            rows.append((a.handle, pd.Timestamp(day), pd.Timestamp(day - timedelta(days=1)), told.markdown, str(path)))
    table = pd.DataFrame(rows, columns=["account", "for_day", "as_of", "markdown", "html_file"])
    return materialisation.stored(context, table, pages=len(table))


def _facts(
    a: Account, folder: Folder, day: date, past: Several, known: Several, planned: Several, approvals: pd.DataFrame
) -> facts.Facts:
    as_of = day - timedelta(days=1)
    past = {name: rows[rows["account"] == a.handle] for name, rows in past.items()}
    known = {
        name: rows[(rows["account"] == a.handle) & (rows["as_of"] == pd.Timestamp(as_of))]
        for name, rows in known.items()
    }
    all_of = {name: rows[rows["account"] == a.handle] for name, rows in planned.items()}
    planned = {
        name: rows[(rows["account"] == a.handle) & (rows["for_day"] == pd.Timestamp(day))]
        for name, rows in planned.items()
    }
    drafts = planned.pop("scored_drafts")
    return facts.Facts(
        account=a.handle,
        for_day=day,
        as_of=as_of,
        simulated=folder.simulated,
        rehearsal=day < folder.day_of(datetime.now(UTC)),
        zone=str(folder.zone),
        mode=a.mode,
        history=facts.history(past["posts"], past["outcomes"], as_of, folder.zone),
        outcomes=_recent(past, as_of),
        drafts_by_verdict={str(v): int(n) for v, n in drafts["verdict"].value_counts().sort_index().items()},
        overview_days=past["overview"],
        example_forms=_example_forms(all_of["decisions"]),
        agreement=agreement.agreement(
            all_of["decisions"],
            all_of["decision_probabilities"],
            past["posts"],
            past["features"],
            past["rewards"],
            as_of,
            folder.zone,
        ),
        changes=changes.changes(all_of["outbox"], approvals, past["posts"]),
        spend_usd=0.0 if (drafts["writer"] == "template").all() else None,
        **known,
        **planned,
    )


def _example_forms(decisions: pd.DataFrame) -> dict[str, int]:
    inspired = decisions[(decisions["inspiration"] == "own+viral") & ~decisions["rehearsal"].astype(bool)]
    return {str(form): int(n) for form, n in inspired["example_form"].value_counts().items()}


def _recent(past: Several, as_of: date) -> pd.DataFrame:
    outcomes = past["outcomes"]
    first, last = pd.Timestamp(as_of - timedelta(days=ranking.DAYS - 1)), pd.Timestamp(as_of)
    recent = outcomes[(outcomes["day"] >= first) & (outcomes["day"] <= last)]
    return recent.merge(past["features"][["post_id", "format", "slot"]], on="post_id").merge(
        past["posts"][["post_id", "text"]], on="post_id"
    )
