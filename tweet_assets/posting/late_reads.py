"""Reads that come late: what a post had at 24 hours, by X's analytics, for a machine that slept over that moment.

Analytics tell what was counted in each hour. Their sum stands for the end of the hour in which the post became 24 hours
old (see account/hourly.py), so it is as good as a read that came on time. Not every tier of X's API has analytics: one
that says no is not asked again for a while, and a late post is looked up then, with the age that it has. Where X fails
to say anything the post waits instead, as analytics will tell the same later; after some failures in a row it counts
as one that has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from tweet_assets.account import hourly, snowflake
from tweet_assets.posting import reads
from tweet_assets.posting.desk import Desk, Keyholder
from tweet_assets.posting.reads import NotRead
from tweet_assets.posting.x_account import Answer
from tweet_assets.settings import SETTINGS, Posting

_FAILING_ONLY_NOW = (401, 402, 429)  # of the keys, the credit, the moment: they say nothing of what the tier has


@dataclass
class Recovered:
    """What came of asking: files that were written, posts that are done, posts that wait for the next time, and why."""

    written: list[Path] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    why: str = ""


def late(ids: Sequence[str], now: datetime, settings: Posting = SETTINGS.posting) -> list[str]:
    """The posts that are older than a read that came on time would find them, and of which X still tells; in order."""
    youngest = timedelta(hours=settings.read_at_hours + settings.read_late_hours)
    oldest = timedelta(days=settings.read_days_max)
    timed = [name for name in ids if int(name) >= snowflake.FIRST]
    return [name for name in timed if youngest < now - snowflake.posted_at(name) <= oldest]


def is_offered(desk: Desk) -> bool:
    """Whether X may have analytics for us, as far as posting.x_requests tells of the last days."""
    since = desk.clock() - timedelta(days=desk.settings.analytics_again_days)
    with desk.store.transaction() as ledger:
        last = desk.requests.last_statuses(ledger, "analytics", since)
    if last and _is_no(last[-1]):
        return False
    return len(last) < desk.settings.errors_in_a_row or any(s is not None and s < 500 for s in last)


def recover(desk: Desk, holder: Keyholder, inbox: Path, ids: Sequence[str]) -> Recovered:
    """Asks for the hours of late posts, those of one day at a time, and keeps what adds up to 24 hours."""
    done, batches = Recovered(), list(_batches(ids, desk.settings.timeline_posts))
    for number, batch in enumerate(batches):
        if not is_offered(desk):
            break
        try:
            answer = _ask(desk, batch)
        except NotRead as error:
            done.why = str(error)
        else:
            if answer.ok:
                done.written += _kept(desk, holder, inbox, batch, answer, done.told)
                continue
            if is_offered(desk):
                done.why = reads.failure(answer)
        if done.why:
            done.waiting = {name for rest in batches[number:] for name in rest}
        break
    return done


def _ask(desk: Desk, batch: Sequence[str]) -> Answer:
    price = desk.settings.usd_an_analytics_read
    reads.afford(desk, "analytics", len(batch) * price)
    spans = [hourly.span(snowflake.posted_at(name), desk.settings.read_at_hours) for name in batch]
    start, end = min(begin for begin, _ in spans), max(end for _, end in spans)
    return desk.requests.ask(
        "analytics",
        len(batch) * price,
        lambda: desk.x.analytics(batch, start, end),
        lambda answer: reads.shown(answer) * price,
    )


def _kept(
    desk: Desk, holder: Keyholder, inbox: Path, batch: Sequence[str], answer: Answer, told: set[str]
) -> list[Path]:
    """One file for each moment that sums stand for; a post whose hours are not whole is in none, nor in `told`."""
    at = answer.at or desk.clock()
    posts: dict[datetime, list[Mapping[str, Any]]] = {}
    for name, hours in _hours(answer).items():
        if name not in batch:
            continue
        try:
            kept, moment = hourly.through(hours, snowflake.posted_at(name), desk.settings.read_at_hours, at)
        except hourly.NotWhole:  # it is looked up, and its outcome says at what age
            continue
        posts.setdefault(moment, []).append({"id": name, "author_id": holder.user_id, hourly.KEY: kept})
        told.add(name)
    return [reads.keep(desk, holder, inbox, {"data": rows}, moment, at) for moment, rows in sorted(posts.items())]


def _hours(answer: Answer) -> Mapping[str, list[Any]]:
    """The hours of each post of an answer; none where they are no list of objects."""
    rows = answer.body.get("data")
    posts = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    lists = {str(post.get("id")): post.get(hourly.KEY) for post in posts}
    return {
        name: hours
        for name, hours in lists.items()
        if isinstance(hours, list) and all(isinstance(hour, dict) for hour in hours)
    }


def _batches(ids: Sequence[str], most: int) -> Iterator[list[str]]:
    """Posts of one day each, so that the hours asked for are some fifty, and not so many that X refuses."""
    for _, group in groupby(sorted(ids, key=int), key=lambda name: snowflake.posted_at(name).astimezone(UTC).date()):
        of_day = list(group)
        yield from (of_day[begin : begin + most] for begin in range(0, len(of_day), most))


def _is_no(status: int | None) -> bool:
    return status is not None and 400 <= status < 500 and status not in _FAILING_ONLY_NOW
