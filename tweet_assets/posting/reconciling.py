"""Which of our posts carry out which decisions: by account and normalised text, within hours of the slot.

A text that went out by hand comes back in the next own export. Here it finds its decision, and the arms that were
executed, with the propensity with which they were drawn, go into the posts ledger. Posted in another slot than drawn,
it counts as overridden, and with another text as edited: the outcome is kept, and the draw is not credited with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from tweet_assets.account import snowflake
from tweet_assets.arms import Slot, slot_of
from tweet_assets.posting import revisions
from tweet_assets.settings import SETTINGS
from tweet_assets.tweet_text import normalised, plain
from tweet_assets.warehouse import Warehouse

_DRAWN = (
    "account", "decision_id", "format", "topic", "inspiration", "propensity", "open_slots", "policy_version", "edited",
)  # fmt: skip


def match(
    waiting: pd.DataFrame, posts: pd.DataFrame, match_hours: float = SETTINGS.posting.match_hours
) -> pd.DataFrame:
    """Pairs of decision and post: columns decision_id, text_sha256, post_id.

    `waiting` are decisions that wait for their post, `posts` posts without a decision. A post carries out one decision
    and a decision is carried out by one post: the earliest of each.
    """
    left = waiting.assign(_text=[worded(t) for t in waiting["text"]])
    hours = pd.Timedelta(hours=match_hours)
    meanwhile = posts["posted_at"].between(waiting["due_at"].min() - hours, waiting["due_at"].max() + hours)
    right = posts[posts["text"].notna() & meanwhile][["account", "post_id", "posted_at", "text"]]
    right = right.assign(_text=[worded(t) for t in right["text"]])
    pairs = left.drop(columns="text").merge(right.drop(columns="text"), on=["account", "_text"])
    apart = (pairs["posted_at"] - pairs["due_at"]).abs()
    near = pairs[(apart <= hours) & (pairs["_text"] != "")]
    ordered = near.sort_values(["posted_at", "post_id", "due_at", "decision_id"])
    taken: set[str] = set()
    kept = []
    for row in ordered[["decision_id", "text_sha256", "post_id"]].itertuples(index=False):
        if not taken & {f"decision {row.decision_id}", f"post {row.post_id}"}:
            taken |= {f"decision {row.decision_id}", f"post {row.post_id}"}
            kept.append(row)
    return pd.DataFrame(kept, columns=["decision_id", "text_sha256", "post_id"], dtype="str")


def worded(text: str) -> str:
    """Plain first: an export's entities are resolved until nothing is left, so the draft's own have to be too."""
    return normalised(plain(text))


def published(
    carried_out: pd.DataFrame, posts: pd.DataFrame, slots: Sequence[Slot], zone: ZoneInfo, *, simulated: bool
) -> pd.DataFrame:
    """The rows for the posts ledger: what was executed, in whose name it was drawn, and how probable that was.

    `carried_out` are decisions of one account with the `post_id` that carries each out; `posts` are its own posts. One
    that no export or read has told of yet is as it was sent, at the time that is in its id.
    """
    drawn = carried_out[[*_DRAWN, "post_id", "slot", "text"]].rename(columns={"slot": "drawn_slot", "text": "sent"})
    rows = drawn.merge(posts[["account", "post_id", "posted_at", "text"]], on=["account", "post_id"], how="left")
    rows["simulated"] = simulated
    untold = rows["posted_at"].isna()
    rows.loc[untold, "posted_at"] = [pd.Timestamp(snowflake.posted_at(name)) for name in rows.loc[untold, "post_id"]]
    rows["posted_at"] = rows["posted_at"].astype("datetime64[us, UTC]")
    rows["text"] = rows["text"].where(~untold, rows["sent"])
    rows["slot"] = [slot_of(moment.astimezone(zone), slots) for moment in rows["posted_at"]]
    rows["overridden"] = rows["slot"] != rows["drawn_slot"]
    return rows.drop(columns=["drawn_slot", "sent"])


def waiting(store: Warehouse) -> pd.DataFrame:
    """The decisions that were tried, were not refused, and have not been seen among our posts.

    Those whose try was interrupted are among them: an own post is the one proof that such a text went out.
    """
    return revisions.standing(
        store,
        """
        decision_id in (select decision_id from posting.attempts where state = 'sending')
        and decision_id not in (select decision_id from posting.attempts where state in ('refused', 'posted'))
        """,
    )


def record(
    store: Warehouse, pairs: pd.DataFrame, now: datetime, detail: str = "its text was found among our own posts"
) -> None:
    """Writes into the attempts that a decision's post was seen. The posts ledger is filled from these rows.

    A pair's `text_sha256` is that of the text that was posted: another one than decided says that it was edited.
    """
    with store.transaction() as transaction:
        tries = transaction.read(
            """
            select decision_id, publisher, step + 1 as step
            from posting.attempts
            qualify row_number() over (partition by decision_id order by step desc) = 1
            """
        )
        done = transaction.read("select decision_id from posting.attempts where state = 'posted'")
        seen = transaction.read("select post_id from posting.attempts where post_id is not null")["post_id"]
        fresh = pairs[~pairs["post_id"].isin(seen)]  # a post that carries out one decision cannot carry out a second
        rows = fresh.merge(tries, on="decision_id", how="left")
        rows = rows[~rows["decision_id"].isin(done["decision_id"])].assign(
            publisher=rows["publisher"].fillna("folder"),
            step=rows["step"].fillna(1),
            state="posted",
            happened_at=pd.Series(now, index=rows.index, dtype="datetime64[us, UTC]"),
            server_at=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us, UTC]"),
            detail=detail,
        )
        transaction.append("posting.attempts", rows)


def carried_out(store: Warehouse) -> pd.DataFrame:
    """Every decision that a post of ours carries out, as it stands, with its `post_id` and what was open.

    `edited` says whether a person worded its text, on the page or when posting; then `text` is missing, for nobody has
    it before an export tells.
    """
    decisions = revisions.standing(
        store, "decision_id in (select decision_id from posting.attempts where state = 'posted')"
    )
    told = store.read(
        """
        select
            decision_id, post_id, text_sha256 as posted_sha256, list(distinct slot order by slot) as open_slots
        from posting.attempts
        join posting.decision_probabilities using (decision_id)
        where state = 'posted'
        group by all
        """
    )
    rows = decisions.merge(told, on="decision_id")
    by_hand = rows["posted_sha256"] != rows["text_sha256"]
    return rows.assign(edited=rows["edited"] | by_hand, text=rows["text"].mask(by_hand))
