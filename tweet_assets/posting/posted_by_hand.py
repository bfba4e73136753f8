"""What the user posts without the ledger's knowing: a text taken from the page, and one that she edited before posting.

An edited text is found by likeness, and siblings of one template are like each other: so only where decision and post
are each other's best by a margin, among all that it could have been. Of two that are about as likely, none is taken.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import cdist

from tweet_assets.account.kinds import UNITS
from tweet_assets.posting import reconciling, revisions
from tweet_assets.posting.deciding import text_hash
from tweet_assets.posting.reconciling import worded
from tweet_assets.settings import SETTINGS, Posting
from tweet_assets.warehouse import Warehouse

Scores = npt.NDArray[np.float64]


def find(store: Warehouse, posts: pd.DataFrame, now: datetime) -> int:
    """Writes into the attempts which of `posts`, own ones without a decision, carry one out; returns how many do.

    What says exactly the text comes first: of decisions that were tried, then of those that nobody has sent. What is
    left may be edits.
    """
    tried = reconciling.match(reconciling.waiting(store), posts)
    reconciling.record(store, tried, now)
    posts = posts[~posts["post_id"].isin(tried["post_id"])]
    taken = reconciling.match(untried(store), posts)
    record_taken(store, taken.merge(posts[["post_id", "posted_at"]], on="post_id"), now)
    posts = posts[~posts["post_id"].isin(taken["post_id"])]
    changed = edited(unposted(store), posts)
    reconciling.record(store, changed, now, "edited by hand: the post of ours that is most like it, by a margin")
    return len(tried) + len(taken) + len(changed)


def untried(store: Warehouse) -> pd.DataFrame:
    """The decisions whose text stands on the page for the user to post, and that nobody has sent or handed over."""
    rows = revisions.standing(
        store,
        """
        not rehearsal and mode in ('suggest', 'approve', 'auto') and decision_id not in (
            select decision_id from posting.attempts where state not in ('held', 'armed', 'rearmed', 'expired')
        )
        """,
    )
    return rows[rows["text"].notna()]


def record_taken(store: Warehouse, pairs: pd.DataFrame, now: datetime) -> None:
    """Writes that texts nobody had sent were posted by hand; then nothing sends them any more.

    Handed over at the moment of the post, as a text from the outbox folder is before it is posted: so it counts among
    what went out. `pairs` have `posted_at` too. What was tried since it was found stays as it is.
    """
    with store.transaction() as transaction:
        last = transaction.read(
            """
            select decision_id, max(step) as step, bool_and(state in ('held', 'armed', 'rearmed', 'expired')) as untried
            from posting.attempts
            group by decision_id
            """
        )
        seen = transaction.read("select post_id from posting.attempts where post_id is not null")["post_id"]
        rows = pairs[~pairs["post_id"].isin(seen)].merge(last, on="decision_id", how="left")
        rows = rows[rows["untried"].astype("boolean").fillna(True)]
        step = rows["step"].fillna(0).astype("int64")
        common = rows[["decision_id", "text_sha256"]].assign(
            publisher="folder", server_at=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us, UTC]")
        )
        steps = (
            common.assign(step=step + 1, state="handed_over", post_id=None, happened_at=rows["posted_at"],
                          detail="taken from the page: nobody had sent it"),
            common.assign(step=step + 2, state="posted", post_id=rows["post_id"], happened_at=pd.Timestamp(now),
                          detail="posted by hand: its text was found among our own posts"),
        )  # fmt: skip
        for written in steps:
            transaction.append("posting.attempts", written)


def unposted(store: Warehouse) -> pd.DataFrame:
    """Every real decision with a text that no post carries out yet; `handed_at` where it waits in the user's hands."""
    rows = revisions.standing(store, "not rehearsal")
    tries = store.read(
        """
        select
            decision_id,
            max_by(state, step) as state,
            min(happened_at) filter (state = 'handed_over') as handed_at
        from posting.attempts
        group by decision_id
        """
    )
    rows = rows[rows["text"].notna()].merge(tries, on="decision_id", how="left")
    return rows[rows["state"].ne("posted")].assign(
        handed_at=rows["handed_at"].where(rows["state"].eq("handed_over").fillna(False))
    )


def edited(decisions: pd.DataFrame, posts: pd.DataFrame, settings: Posting = SETTINGS.posting) -> pd.DataFrame:
    """Pairs of a decision and the post that is an edit of its text: columns decision_id, text_sha256, post_id.

    Of `decisions` those with a `handed_at` may be found, and all compete. `posts` have no decision; only originals and
    heads of threads can carry one out. text_sha256 is that of the text as posted.
    """
    found = []
    ours = posts[posts["text"].notna() & posts["kind"].isin(UNITS)]
    early, hours = pd.Timedelta(seconds=settings.clock_off_seconds_max), settings.match_hours
    for account, drawn in decisions.groupby("account"):
        own = ours[ours["account"] == account]
        own = own[near(own["posted_at"], drawn.loc[drawn["handed_at"].notna(), "due_at"], hours)]
        drawn = drawn[near(drawn["due_at"], own["posted_at"], hours)]
        scores = likeness(drawn, own, hours)
        given = own["posted_at"].to_numpy()[None, :] >= (drawn["handed_at"] - early).to_numpy()[:, None]
        for at, to in np.argwhere(given & (scores >= settings.edited_min)):
            others = np.append(np.delete(scores[at], to), np.delete(scores[:, to], at))
            if scores[at, to] - others.max(initial=0.0) >= settings.edited_margin:
                post = own.iloc[to]
                found.append((drawn["decision_id"].iloc[at], text_hash(str(post["text"])), post["post_id"]))
    return pd.DataFrame(found, columns=["decision_id", "text_sha256", "post_id"], dtype="str")


def near(moments: pd.Series, others: pd.Series, hours: float) -> npt.NDArray[np.bool_]:
    """Which moments have one of the others within so many hours: a year of posts need not be compared with a day."""
    if others.empty:
        return np.zeros(len(moments), dtype=bool)
    at, sorted_ = moments.to_numpy(), np.sort(others.to_numpy())
    after = np.searchsorted(sorted_, at)
    beside = [sorted_[np.clip(after + step, 0, len(sorted_) - 1)] for step in (-1, 0)]
    nearest: npt.NDArray[np.bool_] = np.minimum(*(np.abs(at - one) for one in beside)) <= pd.Timedelta(hours=hours)
    return nearest


def likeness(decisions: pd.DataFrame, posts: pd.DataFrame, hours: float) -> Scores:
    """token_sort_ratio of texts in 0 to 100, shape (decisions, posts); 0 where they are more hours apart."""
    ones, others = ([worded(text) for text in frame["text"]] for frame in (decisions, posts))
    scores: Scores = cdist(ones, others, scorer=token_sort_ratio, dtype=np.float64).reshape(len(ones), len(others))
    apart = np.abs(decisions["due_at"].to_numpy()[:, None] - posts["posted_at"].to_numpy()[None, :])
    scores[apart > pd.Timedelta(hours=hours)] = 0.0
    scores[[not text for text in ones]] = 0.0  # two texts without words are no edits of each other
    return scores
