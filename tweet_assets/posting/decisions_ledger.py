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
union
select draft_id from posting.revisions where draft_id is not null
"""


_BESIDE = """
select due_at from posting.decisions
where account = ? and abs(date_diff('day', for_day, ?)) = 1 and not rehearsal
"""


def fill(
    store: Warehouse, plan: Plan, policy: pd.DataFrame, posteriors: pd.DataFrame, stock: pd.DataFrame
) -> pd.DataFrame:
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
            near = [] if plan.rehearsal else [m.to_pydatetime() for m in transaction.read(_BESIDE, key)["due_at"]]
            decisions, probabilities = decide(plan, policy, posteriors, unused, standing, near)
            transaction.append("posting.decisions", decisions)
            transaction.append("posting.decision_probabilities", probabilities)
        return transaction.read(
            "select * from posting.decisions where account = ? and for_day = ? order by ordinal", key
        )


def uses(store: Warehouse, since: date) -> pd.DataFrame:
    """The drafts that real decisions for `since` and later have taken, as rows of generation.draft_uses.

    Those that a person rejected are among them: nobody is asked of one twice.
    """
    return store.read(
        """
        select draft_id, decision_id, account, for_day as used_for
        from posting.decisions
        where draft_id is not null and not rehearsal and for_day >= ?
        union
        select revisions.draft_id, decision_id, account, for_day
        from posting.revisions
        join posting.decisions using (decision_id)
        where revisions.draft_id is not null and for_day >= ?
        """,
        [since, since],
    )


def recent(drafts: pd.DataFrame, for_day: date, days: int = SETTINGS.posting.draft_days) -> pd.DataFrame:
    """The drafts that are still good on a day."""
    first = pd.Timestamp(for_day - timedelta(days=days - 1))
    return drafts[(drafts["for_day"] >= first) & (drafts["for_day"] <= pd.Timestamp(for_day))]


def of(tables: Mapping[str, pd.DataFrame], account: str, as_of: date) -> dict[str, pd.DataFrame]:
    """The rows of one account and day of every table of a model."""
    wanted = pd.Timestamp(as_of)
    return {name: rows[(rows["account"] == account) & (rows["as_of"] == wanted)] for name, rows in tables.items()}
