"""Publishing what was approved: the try is written down before it is made, and is made once.

A job calls this, never an asset: no materialisation and no backfill can reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.accounts import Account
from tweet_assets.posting import revisions
from tweet_assets.posting.approvals import latest
from tweet_assets.posting.calendar import Entry
from tweet_assets.posting.outbox import outbox
from tweet_assets.posting.publishers import Intent, Outcome, Publisher
from tweet_assets.warehouse import Transaction, Warehouse

Clock = Callable[[], datetime]


def publish(
    store: Warehouse, publisher: Publisher, zone: ZoneInfo, clock: Clock, accounts: Collection[Account]
) -> pd.DataFrame:
    """Hands every approved decision of these accounts that has no try yet to the publisher, in order of time.

    An account's mode counts as it is now, too: days are planned ahead. Returns the tries.
    """
    tried = []
    with store.transaction() as transaction:
        approved = _approved(transaction, accounts)
    for _, row in approved.iterrows():
        decision_id = str(row["decision_id"])
        if not _arm(store, decision_id, row["text_sha256"], publisher.name, clock(), accounts):
            continue
        due = f"{row['due_at'].astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
        outcome = publisher.publish(Intent(decision_id, str(row["account"]), str(row["text"]), due))
        done = _attempt(decision_id, 2, publisher.name, outcome, row["text_sha256"], clock())
        with store.transaction() as transaction:
            transaction.append("posting.attempts", done)
        tried.append(done)
    return pd.concat(tried, ignore_index=True) if tried else pd.DataFrame(columns=["decision_id", "state", "detail"])


def by_hand(store: Warehouse, since: datetime, accounts: Collection[str]) -> list[Entry]:
    """What was handed over and has not been seen among our posts, as entries of a calendar, in order of time.

    A text that a person has rejected or passed over since is no longer among them.
    """
    with store.transaction() as transaction:
        decisions = revisions.standing(
            transaction,
            """
            due_at >= ? and list_contains(?::text[], account) and decision_id in (
                select decision_id from posting.attempts
                qualify row_number() over (partition by decision_id order by step desc) = 1 and state = 'handed_over'
            )
            """,
            [since, list(accounts)],
        )
        verdicts = latest(transaction.read("select * from posting.approvals"))
    judged = decisions.merge(verdicts, on=["decision_id", "text_sha256"], how="left")
    wanted = judged[~judged["verdict"].isin(["rejected", "skipped"])].sort_values(["due_at", "decision_id"])
    return [
        Entry(
            str(row["decision_id"]), str(row["account"]), row["due_at"].to_pydatetime(), str(row["text"]),
            str(row["format"]), str(row["topic"]),
        )
        for _, row in wanted.iterrows()
    ]  # fmt: skip


def _approved(transaction: Transaction, accounts: Collection[Account]) -> pd.DataFrame:
    decisions = revisions.standing(transaction)
    approvals = transaction.read("select * from posting.approvals")
    attempts = transaction.read("select * from posting.attempts")
    states = outbox(decisions, approvals, attempts)
    ready = states.loc[
        (states["state"] == "approved") & ~states["decision_id"].isin(attempts["decision_id"]), "decision_id"
    ]
    rows = decisions[decisions["decision_id"].isin(ready)].sort_values(["due_at", "decision_id"])
    by_a_person = latest(approvals).query("verdict == 'approved'").set_index(["decision_id", "text_sha256"]).index
    judged = pd.MultiIndex.from_frame(rows[["decision_id", "text_sha256"]]).isin(by_a_person)
    mode = rows["account"].map({account.handle: account.mode for account in accounts})
    return rows[mode.notna() & (mode != "observe") & (judged | (mode == "auto"))]


def _arm(
    store: Warehouse, decision_id: str, text_sha256: str, publisher: str, now: datetime, accounts: Collection[Account]
) -> bool:
    """Commits that a try begins. False if another process has begun one, or the approval was taken back meanwhile."""
    begun = Outcome("refused", "began")
    row = _attempt(decision_id, 1, publisher, begun, text_sha256, now).assign(state="sending")
    with store.transaction() as transaction:
        still = _approved(transaction, accounts)
        if still[(still["decision_id"] == decision_id) & (still["text_sha256"] == text_sha256)].empty:
            return False
        transaction.append("posting.attempts", row)
    return True


def _attempt(decision_id: str, step: int, publisher: str, outcome: Outcome, text: str, now: datetime) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "decision_id": [decision_id],
            "step": [step],
            "publisher": [publisher],
            "state": [outcome.state],
            "text_sha256": [text],
            "post_id": pd.Series([outcome.post_id], dtype="str"),
            "happened_at": pd.Series([now], dtype="datetime64[us, UTC]"),
            "server_at": pd.Series([None], dtype="datetime64[us, UTC]"),
            "detail": [outcome.detail],
        }
    )
