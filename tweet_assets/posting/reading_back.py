"""Reading back: which posts of ours are to be read at X now, and the read as a file for the importer of own exports.

A post is read once it is 24 hours old, which is its outcome; where that is late, X's analytics may tell what it had at
that age (see late_reads.py). It is read too, as far as the budget goes, at one hour, two days and a week. Once a day
the timeline is read: it shows posts that the ledger does not know, by the user's own hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from tweet_assets.posting import late_reads
from tweet_assets.posting.desk import Desk, Keyholder, keyholder
from tweet_assets.posting.reads import NotRead, afford, failure, keep, shown
from tweet_assets.posting.x_account import Answer
from tweet_assets.settings import SETTINGS, Posting


def due(
    posts: pd.DataFrame, reads: pd.DataFrame, now: datetime, settings: Posting = SETTINGS.posting
) -> tuple[list[str], list[str]]:
    """Ids of the posts whose outcome is to be read now, and of those that may be read beside, oldest first.

    `posts` has post_id and posted_at; `reads` post_id, observed_at and in_full of every read so far. The timeline does
    not tell what only a post's author sees: such a read of a post of that age is no outcome yet, but a second one is,
    or a post of which X never tells more would be read without end. An age that was missed by more than its own length
    is not made up for, but for that of the outcome.
    """
    last = reads.groupby("post_id")["observed_at"].max()
    rows = posts.assign(read=posts["post_id"].map(last.to_dict())).sort_values(["posted_at", "post_id"])
    age = (pd.Timestamp(now) - rows["posted_at"]).dt.total_seconds() / 3600
    read_at = (pd.to_datetime(rows["read"], utc=True) - rows["posted_at"]).dt.total_seconds() / 3600
    outcome, late = settings.read_at_hours, timedelta(days=settings.read_days_max).total_seconds() / 3600
    before = reads.merge(posts, on="post_id")
    grown = before[(before["observed_at"] - before["posted_at"]).dt.total_seconds() / 3600 >= outcome]
    told = {*grown.loc[grown["in_full"].astype("bool"), "post_id"], *grown.loc[grown.duplicated("post_id"), "post_id"]}
    wanted = (age >= outcome) & (age <= late) & ~rows["post_id"].isin(told)
    beside = pd.Series(False, index=rows.index)
    for hours in settings.read_also_hours:
        beside |= (age >= hours) & (age < 2 * hours) & ~(read_at >= hours)
    return rows.loc[wanted, "post_id"].tolist(), rows.loc[beside & ~wanted, "post_id"].tolist()


def read(desk: Desk, inbox: Path, outcomes: Sequence[str], beside: Sequence[str]) -> list[Path]:
    """Reads posts by their ids, and the timeline where a day has passed since; returns the files that were written.

    Posts that are late are asked for by their hours first. Raises NotRead where X may not be asked, or does not answer;
    what it did answer is written all the same.
    """
    holder, why = keyholder(desk)
    if holder is None:
        raise NotRead(why)
    if holder.handle.lower() not in (name.lower() for name in desk.account.names):
        raise NotRead(f"the keys are those of @{holder.handle}, and not @{desk.account.handle}'s")
    recovered = late_reads.recover(desk, holder, inbox, late_reads.late(outcomes, desk.clock(), desk.settings))
    most, price = desk.settings.timeline_posts, desk.settings.usd_an_own_read
    left = [name for name in outcomes if name not in recovered.told | recovered.waiting]
    ids = [*left, *beside][:most]
    written = recovered.written
    if ids:
        question = len(ids) * price
        afford(desk, "lookup", question)
        answer = desk.requests.ask("lookup", question, lambda: desk.x.posts(ids), lambda a: shown(a) * price)
        written += _kept(desk, holder, inbox, answer)
    if _day_has_passed(desk):
        afford(desk, "recent", most * price)
        since = desk.clock() - timedelta(days=desk.settings.recent_days)
        answer = desk.requests.ask(
            "recent", most * price, lambda: desk.x.timeline(holder.user_id, since, most), lambda a: shown(a) * price
        )
        written += _kept(desk, holder, inbox, answer)
    if recovered.why:
        raise NotRead(f"{len(recovered.waiting)} posts that are read late wait for X's analytics: {recovered.why}")
    return written


def _day_has_passed(desk: Desk) -> bool:
    with desk.store.transaction() as ledger:
        last = desk.requests.last_answered(ledger, "recent")
    return last is None or last <= desk.clock() - timedelta(days=1)


def _kept(desk: Desk, holder: Keyholder, inbox: Path, answer: Answer) -> list[Path]:
    """The file of an answer as it came; none where it shows no post. Raises NotRead where it says no."""
    if not answer.ok:
        raise NotRead(failure(answer))
    return [keep(desk, holder, inbox, answer.body, answer.at or desk.clock())] if shown(answer) else []
