"""The decisions of a day as they stand, and the one way to add to them.

Real decisions are write-once: what stands stays, and only what is missing is drawn. A rehearsal of a past day is
replaced as often as one likes, and is not made where real decisions stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from tweet_assets.posting.deciding import Plan, decide
from tweet_assets.settings import SETTINGS
from tweet_assets.warehouse import Warehouse

_FORGET_PROBABILITIES = """
delete from posting.decision_probabilities
where decision_id in (
    select decision_id from posting.decisions where account = ? and for_day = ? and rehearsal
)
"""


# Of rehearsals only earlier days count: else rehearsing days again would find their drafts taken by the first time.
_USED = """
select draft_id from posting.decisions
where account = ? and draft_id is not null and (not rehearsal or for_day < ?)
"""


def fill(store: Warehouse, plan: Plan, policy: pd.DataFrame, stock: pd.DataFrame) -> pd.DataFrame:
    """Draws what is missing of one account's day, in one transaction. Returns the day's decisions, all of them."""
    key = [plan.account.handle, plan.for_day]
    with store.transaction() as transaction:
        # A real day forgets its rehearsal as well: else the rehearsal's rows would stand in the place of decisions.
        transaction.execute(_FORGET_PROBABILITIES, key)
        transaction.execute("delete from posting.decisions where account = ? and for_day = ? and rehearsal", key)
        standing = transaction.read("select * from posting.decisions where account = ? and for_day = ?", key)
        if standing.empty or not plan.rehearsal:
            used = transaction.read(_USED, key)
            unused = stock[(stock["rehearsal"] == plan.rehearsal) & ~stock["draft_id"].isin(used["draft_id"])]
            decisions, probabilities = decide(plan, policy, unused, standing)
            transaction.append("posting.decisions", decisions)
            transaction.append("posting.decision_probabilities", probabilities)
        return transaction.read(
            "select * from posting.decisions where account = ? and for_day = ? order by ordinal", key
        )


def uses(decisions: pd.DataFrame) -> pd.DataFrame:
    """The drafts that real decisions have taken, as rows of generation.draft_uses."""
    taken = decisions[decisions["draft_id"].notna() & ~decisions["rehearsal"].astype(bool)]
    return taken[["draft_id", "decision_id", "account"]].assign(used_for=taken["for_day"])


def recent(drafts: pd.DataFrame, for_day: date, days: int = SETTINGS.posting.draft_days) -> pd.DataFrame:
    """The drafts that are still good on a day."""
    first = pd.Timestamp(for_day - timedelta(days=days - 1))
    return drafts[(drafts["for_day"] >= first) & (drafts["for_day"] <= pd.Timestamp(for_day))]


def of(tables: Mapping[str, pd.DataFrame], account: str, as_of: date) -> dict[str, pd.DataFrame]:
    """The rows of one account and day of every table of a model."""
    wanted = pd.Timestamp(as_of)
    return {name: rows[(rows["account"] == account) & (rows["as_of"] == wanted)] for name, rows in tables.items()}
