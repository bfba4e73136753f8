"""Reading back: which posts of ours are to be read at X now, and the read as a file for the importer of own exports.

A post is read once it is 24 hours old, which is its outcome; and, as far as the budget goes, at one hour, two days and
a week. Once a day the timeline is read too: it shows posts that the ledger does not know, by the user's own hand.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd

from tweet_assets.posting import x_requests
from tweet_assets.posting.desk import Desk, Keyholder, keyholder
from tweet_assets.posting.x_account import Answer
from tweet_assets.settings import SETTINGS, Posting


class NotRead(Exception):
    """Nothing was read; the message says why."""


def due(
    posts: pd.DataFrame, reads: pd.DataFrame, now: datetime, settings: Posting = SETTINGS.posting
) -> tuple[list[str], list[str]]:
    """Ids of the posts whose outcome is to be read now, and of those that may be read beside, oldest first.

    `posts` has post_id and posted_at; `reads` post_id and observed_at of every read so far. An age that was missed by
    more than its own length is not made up for, but for that of the outcome.
    """
    last = reads.groupby("post_id")["observed_at"].max()
    rows = posts.assign(read=posts["post_id"].map(last.to_dict())).sort_values(["posted_at", "post_id"])
    age = (pd.Timestamp(now) - rows["posted_at"]).dt.total_seconds() / 3600
    read_at = (pd.to_datetime(rows["read"], utc=True) - rows["posted_at"]).dt.total_seconds() / 3600
    outcome, late = settings.read_at_hours, timedelta(days=settings.read_days_max).total_seconds() / 3600
    wanted = (age >= outcome) & (age <= late) & ~(read_at >= outcome)
    beside = pd.Series(False, index=rows.index)
    for hours in settings.read_also_hours:
        beside |= (age >= hours) & (age < 2 * hours) & ~(read_at >= hours)
    return rows.loc[wanted, "post_id"].tolist(), rows.loc[beside & ~wanted, "post_id"].tolist()


def read(desk: Desk, inbox: Path, outcomes: Sequence[str], beside: Sequence[str]) -> list[Path]:
    """Reads posts by their ids, and the timeline where a day has passed since; returns the files that were written.

    Raises NotRead where X may not be asked, or does not answer.
    """
    holder, why = keyholder(desk)
    if holder is None:
        raise NotRead(why)
    if holder.handle.lower() not in (name.lower() for name in desk.account.names):
        raise NotRead(f"the keys are those of @{holder.handle}, and not @{desk.account.handle}'s")
    most, price = desk.settings.timeline_posts, desk.settings.usd_an_own_read
    ids = [*outcomes, *beside][:most]
    written = []
    if ids:
        question = len(ids) * price
        _afford(desk, "lookup", question)
        answer = desk.requests.ask("lookup", question, lambda: desk.x.posts(ids), lambda a: _shown(a) * price)
        written += _kept(desk, holder, inbox, answer)
    if _day_has_passed(desk):
        _afford(desk, "recent", most * price)
        since = desk.clock() - timedelta(days=desk.settings.recent_days)
        answer = desk.requests.ask(
            "recent", most * price, lambda: desk.x.timeline(holder.user_id, since, most), lambda a: _shown(a) * price
        )
        written += _kept(desk, holder, inbox, answer)
    return written


def _afford(desk: Desk, request: x_requests.Request, usd: float) -> None:
    now = desk.clock()
    with desk.store.transaction() as ledger:
        pause = x_requests.pause(desk.requests.newest(ledger), request, now)
        spent = desk.requests.usd_of_month(ledger, now)
    if pause:
        raise NotRead(pause)
    if spent + usd > desk.account.budget_usd_a_month:
        raise NotRead(
            f"${spent:.3f} of ${desk.account.budget_usd_a_month:.2f} are spent or reserved this month, and this read "
            f"may cost ${usd:.3f}"
        )


def _day_has_passed(desk: Desk) -> bool:
    with desk.store.transaction() as ledger:
        last = desk.requests.last_answered(ledger, "recent")
    return last is None or last <= desk.clock() - timedelta(days=1)


def _shown(answer: Answer) -> int:
    found = answer.body.get("data")
    return len(found) if isinstance(found, list) else 0


def _kept(desk: Desk, holder: Keyholder, inbox: Path, answer: Answer) -> list[Path]:
    """Writes an answer as it came, with whose it is, where and when; whole or not at all."""
    if not answer.ok:
        raise NotRead(answer.failure or answer.said or f"X answered {answer.status}")
    if not _shown(answer):
        return []
    users = answer.body.get("includes") or {"users": [{"id": holder.user_id, "username": holder.handle}]}
    observed = answer.at or desk.clock()
    envelope: Mapping[str, Any] = {
        "tweet_assets_read": 1,
        "account": desk.account.handle,
        "server": desk.x.base_url,
        "observed_at": observed.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "posts": {**answer.body, "includes": users},
    }
    content = json.dumps(envelope, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    folder = inbox / desk.account.handle
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"x-{observed:%Y-%m-%dT%H%M%SZ}-{sha256(content).hexdigest()[:8]}.json"
    draft = folder / f".part-{path.name}"
    draft.write_bytes(content)
    os.replace(draft, path)
    return [path]
