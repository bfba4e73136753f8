"""The pages: of a day what is planned, of a week what works, what came of it, and what nobody knows yet."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pandas as pd

from tweet_assets import days, lanes, materialisation
from tweet_assets.account import assets as account
from tweet_assets.accounts import Account, Folder
from tweet_assets.days import DAYS, THE_DAY_BEFORE, WEEKS
from tweet_assets.generation import assets as generation
from tweet_assets.learning import assets as learning
from tweet_assets.posting import assets as posting_assets
from tweet_assets.posting import deciding
from tweet_assets.posting import revisions as revisions_
from tweet_assets.reports import checks, facts, page
from tweet_assets.reports.week import gathering, health
from tweet_assets.reports.week import page as week_page
from tweet_assets.stores import TABLES, Posting, Several

LANE = lanes.REPORTS
_OF_ALL_DAYS = dg.AllPartitionMapping()
_OF_THE_WEEK = dg.TimeWindowPartitionMapping(allow_nonexistent_upstream_partitions=True)
_AND_THE_WEEK_BEFORE = dg.TimeWindowPartitionMapping(start_offset=-1, allow_nonexistent_upstream_partitions=True)
"""By the fits of those days the posts of the week were foretold."""


@LANE.derived(
    kinds={"markdown"},
    partitions_def=DAYS,
    day_column="for_day",
    ins={
        **{
            name: dg.AssetIn(learning.LANE.key(name), partition_mapping=THE_DAY_BEFORE)
            for name in ("arm_posteriors", "policy")
        },
        **{
            name: dg.AssetIn(posting_assets.LANE.key(name))
            for name in ("scored_drafts", "outbox", "decisions", "revisions")
        },
    },
    code_version="2",
)
def daily(
    context: dg.AssetExecutionContext,
    posting: dg.ResourceParam[Posting],
    arm_posteriors: pd.DataFrame,
    policy: pd.DataFrame,
    scored_drafts: pd.DataFrame,
    decisions: Several,
    outbox: pd.DataFrame,
    revisions: pd.DataFrame,
) -> dg.MaterializeResult[pd.DataFrame]:
    """The page of a day, one an account: what is planned, where it stands, and the policy that it was drawn from.

    A row names the HTML file, below `reports/` of the data folder, and holds the same page as Markdown.
    """
    folder = posting.folder()
    known = {"arm_posteriors": arm_posteriors, "policy": policy}
    planned = {**decisions, "decisions": revisions_.current(decisions["decisions"], revisions), "outbox": outbox}
    planned["scored_drafts"] = scored_drafts
    rows = []
    for day in days.of(context):
        for a in folder.accounts:
            told = page.build(_facts(a, folder, day, known, planned, posting.place.command("").rstrip()))
            path = _written(posting.place.path, Path("reports") / day.isoformat() / a.handle, told.html, told.markdown)
            rows.append((a.handle, pd.Timestamp(day), pd.Timestamp(day - timedelta(days=1)), told.markdown, str(path)))
    table = pd.DataFrame(rows, columns=["account", "for_day", "as_of", "markdown", "html_file"])
    return materialisation.stored(context, table, pages=len(table))


@LANE.derived(
    kinds={"markdown", "matplotlib"},
    partitions_def=WEEKS,
    day_column="week",
    ins={
        **{spec.key.path[-1]: dg.AssetIn(spec.key) for spec in (account.posts, account.overview_days)},
        "export_files": dg.AssetIn(account.analytics_exports.key, metadata={TABLES: ["export_files"]}),
        "outcomes": dg.AssetIn(account.outcomes.key, partition_mapping=_OF_ALL_DAYS),
        "features": dg.AssetIn(learning.features.key),
        "rewards": dg.AssetIn(learning.rewards.key),
        "replay": dg.AssetIn(learning.LANE.key("replay"), partition_mapping=_OF_ALL_DAYS),
        **{
            name: dg.AssetIn(learning.LANE.key(name), partition_mapping=_OF_THE_WEEK)
            for name in ("arm_posteriors", "follow_model", "policy", "policy_value")
        },
        "engagement_model": dg.AssetIn(learning.LANE.key("engagement_model"), partition_mapping=_AND_THE_WEEK_BEFORE),
        "decisions": dg.AssetIn(posting_assets.LANE.key("decisions"), partition_mapping=_OF_ALL_DAYS),
        **{
            name: dg.AssetIn(posting_assets.LANE.key(name))
            for name in ("outbox", "approvals", "revisions", "x_requests")
        },
        "model_calls": dg.AssetIn(generation.model_calls.key),
    },
)
def weekly(
    context: dg.AssetExecutionContext, posting: dg.ResourceParam[Posting], **tables: pd.DataFrame | Several
) -> dg.MaterializeResult[pd.DataFrame]:
    """The page of a week, one an account: what works, what came of the week, what is next, and what nobody knows yet.

    A row names the HTML file, below `reports/` of the data folder, beside the same as Markdown and as JSON. A week that
    goes on is told up to yesterday, a finished one up to its Sunday.
    """
    folder = posting.folder()
    frames: Several = {}
    for name, table in tables.items():
        frames |= {name: table} if isinstance(table, pd.DataFrame) else table
    today = folder.day_of(datetime.now(UTC))
    failed, usd = checks.failed(context.instance), 0.0
    rows = []
    for monday in days.of(context):
        as_of = min(monday + timedelta(days=6), today - timedelta(days=1))
        for a in folder.accounts:
            known = gathering.gathered(
                a, folder.zone, folder.simulated, as_of, today, frames, failed, posting.place.command("").rstrip()
            )
            told, usd = week_page.build(known), usd + sum(health.spent(known))
            path = _written(
                posting.place.path, Path("reports") / f"week-{monday}" / a.handle, told.html, told.markdown, told.json
            )
            rows.append((a.handle, pd.Timestamp(monday), pd.Timestamp(as_of), told.markdown, told.json, str(path)))
    table = pd.DataFrame(rows, columns=["account", "week", "as_of", "markdown", "numbers", "html_file"])
    return materialisation.stored(context, table, pages=len(table), usd_spent=round(usd, 4))


def _written(place: Path, name: Path, html: str, markdown: str, numbers: str | None = None) -> Path:
    """Writes the forms of a page beside each other; returns the HTML file's path within the data folder."""
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    for suffix, text in ((".html", html), (".md", markdown), (".json", numbers)):
        if text is not None:
            (place / f"{name}{suffix}").write_text(text, encoding="utf-8")
    return Path(f"{name}.html")


def _facts(a: Account, folder: Folder, day: date, known: Several, planned: Several, program: str) -> facts.Facts:
    as_of, now = day - timedelta(days=1), folder.now(datetime.now(UTC))
    known = {
        name: rows[(rows["account"] == a.handle) & (rows["as_of"] == pd.Timestamp(as_of))]
        for name, rows in known.items()
    }
    planned = {
        name: rows[(rows["account"] == a.handle) & (rows["for_day"] == pd.Timestamp(day))]
        for name, rows in planned.items()
    }
    drafts = planned.pop("scored_drafts")
    rehearsal = day < folder.day_of(now)
    return facts.Facts(
        account=a.handle,
        for_day=day,
        as_of=as_of,
        simulated=folder.simulated,
        rehearsal=rehearsal,
        zone=str(folder.zone),
        mode=a.mode,
        arm_posteriors=known["arm_posteriors"],
        policy=known["policy"],
        decisions=planned["decisions"],
        outbox=planned["outbox"],
        decision_probabilities=planned["decision_probabilities"],
        drafts_by_verdict={str(v): int(n) for v, n in drafts["verdict"].value_counts().sort_index().items()},
        slots_left=bool(deciding.Plan(a, day, folder.zone, now, rehearsal).open_slots(())),
        spend_usd=0.0 if (drafts["writer"] == "template").all() else None,
        program=program,
    )
