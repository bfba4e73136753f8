"""Counts of a post hour by hour, as X's analytics tell them, and their sum: the figures that it had at one moment.

X counts by hours of the clock, and a post is made at any minute of one. In the hour of its making nothing was counted
before it, so the sum from that hour on is a total like any other; it stands for the end of the last hour in it, and
for no moment between. The last hour is the one in which the post comes to an age: at its end the post is at least so
old, and less than an hour older. A post of 12:31 is 24 hours and 29 minutes old when its sum ends, at 13:00 of the
next day; one of 12:00 sharp is exactly 24 hours old. Nothing is divided up within an hour: nobody counted that.

An hour that is absent is no hour without readers, so there is no sum then; and a count that one of the hours does not
tell is unknown in the sum. Counts are as X tells them here: whether likes that were taken back are left out of
`likes`, its documents do not say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tweet_assets.account import snowflake, ytd
from tweet_assets.account.api_counts import whole
from tweet_assets.account.headers import UnreadableExport
from tweet_assets.account.ytd import Json

KEY = "timestamped_metrics"
"""Where the hours of a post stand in an answer."""
_HOUR = timedelta(hours=1)
_NEEDED = (("impressions",), ("likes",), ("replies",), ("retweets", "reposts"))
"""What an outcome has to know, by each name that it may have."""


class NotWhole(ValueError):
    """The hours of a post do not reach from its making to an age, or do not tell enough; the message says which."""


def span(posted_at: datetime, age_hours: float) -> tuple[datetime, datetime]:
    """The hours to ask for: from the beginning of the one that a post was made in to the end of the one of its age."""
    begin = posted_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    grown = posted_at.astimezone(UTC) + timedelta(hours=age_hours)
    end = grown.replace(minute=0, second=0, microsecond=0)
    return begin, end if end == grown else end + _HOUR


def through(hours: Sequence[Json], posted_at: datetime, age_hours: float, now: datetime) -> tuple[list[Json], datetime]:
    """Of the hours that were told, those from a post's making through the one of its age; and the end of that one.

    Raises NotWhole where one is absent, has not ended, or tells too little for an outcome.
    """
    begun = sorted(((_begin(hour), hour) for hour in hours), key=lambda pair: pair[0])
    age = timedelta(hours=age_hours)
    kept = [(begin, hour) for begin, hour in begun if begin + _HOUR > posted_at and begin < posted_at + age]
    _reach([begin for begin, _ in kept], posted_at)
    end = kept[-1][0] + _HOUR
    if end < posted_at + age or end > now:
        raise NotWhole(f"the hours end at {end:%Y-%m-%d %H:%M} UTC, before it was old enough or after it was asked")
    for begin, hour in kept:
        metrics = ytd.inner(hour, "metrics")
        for names in _NEEDED:
            if all(metrics.get(name) is None for name in names):
                raise NotWhole(f"the hour of {begin:%Y-%m-%d %H:%M} UTC does not tell `{names[0]}`")
    return [hour for _, hour in kept], end


def summed(post: Json, moment: datetime, where: str) -> Json:
    """A post with hours as one with `analytics`, their sum at a moment; any other as it is. Raises UnreadableExport."""
    if KEY not in post:
        return post
    hours = ytd.list_(post, KEY)
    try:
        begun = sorted(_begin(hour) for hour in hours)
        _reach(begun, snowflake.posted_at(str(post.get("id"))))
    except ValueError as error:  # of no time in an id as well
        raise UnreadableExport(f"{where}: `{KEY}` add up to nothing: {error}. Read the posts again.") from error
    if begun[-1] + _HOUR != moment:
        raise UnreadableExport(
            f"{where}: the last of `{KEY}` ends at {begun[-1] + _HOUR:%Y-%m-%d %H:%M} UTC, and `observed_at` is "
            f"{moment:%Y-%m-%d %H:%M:%S} UTC. Read the posts again."
        )
    return {**post, "analytics": _sum([ytd.inner(hour, "metrics") for hour in hours], where)}


def _sum(hours: Sequence[Json], where: str) -> Mapping[str, int]:
    known = [name for name in hours[0] if all(hour.get(name) is not None for hour in hours)]
    return {name: sum(int(whole(hour[name], f"{where}: `{KEY}.{name}`")) for hour in hours) for name in known}


def _begin(hour: Json) -> datetime:
    told = hour.get("timestamp")
    moment = ytd.moment(told) if isinstance(told, str) else None
    if moment is None:
        raise NotWhole(f"`timestamp` is {str(told)[:40]!r}, the beginning of an hour was expected")
    return moment.astimezone(UTC)


def _reach(begun: Sequence[datetime], posted_at: datetime) -> None:
    """Sees that hours follow each other without a gap, from the one in which a post was made. Raises NotWhole."""
    if not begun or begun[0] > posted_at:
        raise NotWhole(f"the hour of {posted_at:%Y-%m-%d %H:%M} UTC, in which it was posted, is absent")
    for before, after in pairwise(begun):
        if after - before != _HOUR:
            raise NotWhole(f"{after:%Y-%m-%d %H:%M} UTC is no hour after {before:%Y-%m-%d %H:%M} UTC")
