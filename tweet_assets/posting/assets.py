"""Where the loops meet, asset by asset: scored drafts, decisions, and where each decision stands."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pandas as pd

from tweet_assets import lanes, materialisation
from tweet_assets.days import DAYS, THE_DAY_BEFORE, the_last
from tweet_assets.doors import DraftUsesDoor
from tweet_assets.generation import assets as generation
from tweet_assets.generation.writing import Writing
from tweet_assets.learning import assets as learning
from tweet_assets.learning.policy import ahead, made_from
from tweet_assets.posting import deciding, decisions_ledger, revising, scoring
from tweet_assets.posting import outbox as outbox_
from tweet_assets.posting import revisions as revisions_
from tweet_assets.settings import SETTINGS
from tweet_assets.stores import Posting, Several

LANE = lanes.POSTING
PostingStore = dg.ResourceParam[Posting]

approvals = LANE.ledger(
    "approvals",
    description="A person's verdicts, each bound to exactly one text: approved, rejected with a reason, or skipped. An "
    "edited text needs a verdict of its own.",
)
revisions = LANE.ledger(
    "revisions",
    description="Another text for a decision whose arms stand: a person's own wording, or the next draft of its cell.",
)
attempts = LANE.ledger(
    "attempts",
    description="Every try at publishing, written down before it is made. A try that succeeded becomes a row of "
    "account/posts, with the arms that were executed: the loop closes there, in time and not in this graph.",
)
x_requests = LANE.ledger(
    "x_requests",
    description="Every request to X about our own account, written down with what it may cost before it is made.",
)


@LANE.derived(
    kinds={"pandas"},
    partitions_def=DAYS,
    day_column="for_day",
    ins={
        "drafts": dg.AssetIn(generation.drafts.key, partition_mapping=the_last(SETTINGS.posting.draft_days)),
        "engagement_model": dg.AssetIn(learning.engagement_model.key, partition_mapping=THE_DAY_BEFORE),
        "follow_model": dg.AssetIn(learning.follow_model.key, partition_mapping=THE_DAY_BEFORE),
    },
)
def scored_drafts(
    context: dg.AssetExecutionContext,
    posting: PostingStore,
    drafts: Several,
    engagement_model: Several,
    follow_model: Several,
) -> dg.MaterializeResult[pd.DataFrame]:
    """What the account's own models expect of each draft of the last days that is still good, as of the day before."""
    frames = []
    for key in context.partition_keys:
        for_day = pd.Timestamp(key).date()
        as_of = for_day - timedelta(days=1)
        fresh = decisions_ledger.recent(drafts["drafts"], for_day)
        for account in posting.folder().accounts:
            rows = fresh[fresh["account"] == account.handle]
            ridge = decisions_ledger.of(engagement_model, account.handle, as_of)
            logistic = decisions_ledger.of(follow_model, account.handle, as_of)
            frames.append(scoring.score(rows, ridge, logistic, for_day, as_of))
    scored = pd.concat(frames, ignore_index=True)
    return materialisation.stored(context, scored, drafts=len(scored))


@LANE.derived(
    kinds={"numpy"},
    partitions_def=DAYS,
    day_column="for_day",
    also_tables=["decision_probabilities"],
    ins={
        "scored_drafts": dg.AssetIn(LANE.key("scored_drafts")),
        "policy": dg.AssetIn(learning.policy.key, partition_mapping=THE_DAY_BEFORE),
        "arm_posteriors": dg.AssetIn(learning.arm_posteriors.key, partition_mapping=THE_DAY_BEFORE),
    },
    code_version="2",
)
def decisions(
    context: dg.AssetExecutionContext,
    posting: PostingStore,
    writing: Writing,
    draft_uses_door: DraftUsesDoor,
    scored_drafts: pd.DataFrame,
    policy: pd.DataFrame,
    arm_posteriors: pd.DataFrame,
) -> dg.MaterializeResult[None]:
    """What is to be posted on a day and when: arms drawn from the policy, inspiration by a coin, a draft by lot.

    Write-once: what stands stays, and only what is missing is drawn; where a draft is missing or was rejected, the next
    one of its cell takes its place. With `plan_days` the days that follow are planned too, from the same policy. Each
    decision keeps the probabilities that it was drawn from, and its seed, so that it can be drawn again. A past day is
    rehearsed: nothing of it can be published.
    """
    folder, store = posting.folder(), posting.warehouse()
    clock = datetime.now(UTC)
    now, today = folder.now(clock), folder.day_of(clock)
    decided = []
    for key in context.partition_keys:
        first = pd.Timestamp(key).date()
        rehearsal = first < today
        for account in folder.accounts:
            before = first - timedelta(days=1)
            known = decisions_ledger.of({"policy": policy, "beliefs": arm_posteriors}, account.handle, before)
            if not made_from(known["policy"], known["beliefs"]):
                raise dg.Failure(
                    f"There is no policy of @{account.handle} as of {before}, or not of its beliefs. "
                    f"Run the job learning_replay for that day, or `tweet-assets run --day {first}`.",
                    allow_retries=False,
                )
            stock = scored_drafts[
                (scored_drafts["account"] == account.handle) & (scored_drafts["for_day"] == pd.Timestamp(first))
            ]
            coin = writing.coin(account.style, rehearsal)
            for for_day in account.days_planned(first, today):
                drawn_from = (
                    known["policy"] if for_day == first else ahead(known["policy"], known["beliefs"], account, for_day)
                )
                plan = deciding.Plan(account, for_day, folder.zone, now, rehearsal, coin)
                decided.append(decisions_ledger.fill(store, plan, drawn_from, known["beliefs"], stock))
            if not rehearsal:
                revising.refill(store, account.handle, stock, now)
    draft_uses_door.append(decisions_ledger.uses(store, today))
    rows = pd.concat(decided, ignore_index=True)
    without = int(rows["draft_id"].isna().sum())
    return materialisation.written(context, rows, decisions=len(rows), without_draft=without)


@LANE.derived(
    kinds={"pandas"},
    ins={
        "decisions": dg.AssetIn(LANE.key("decisions")),
        "revisions": dg.AssetIn(revisions.key),
        "approvals": dg.AssetIn(approvals.key),
        "attempts": dg.AssetIn(attempts.key),
    },
)
def outbox(
    context: dg.AssetExecutionContext,
    decisions: Several,
    revisions: pd.DataFrame,
    approvals: pd.DataFrame,
    attempts: pd.DataFrame,
) -> dg.MaterializeResult[pd.DataFrame]:
    """Where each decision stands: rehearsed, observed, waiting for approval, approved, handed over, posted."""
    rows = outbox_.outbox(revisions_.current(decisions["decisions"], revisions), approvals, attempts)
    return materialisation.stored(context, rows, **{str(k): int(v) for k, v in rows["state"].value_counts().items()})
