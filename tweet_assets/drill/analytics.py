"""GET /2/tweets/analytics of such a server: what was counted of own posts in each hour, day or in all.

Hours and days are those of the clock, in UTC, and each is told by its beginning. What has not come is not told, nor is
what the server has not counted yet; the hour that it is in is told as far as it goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tweet_assets.drill.published import Counts, Naming, Published

_LENGTHS = {"hourly": timedelta(hours=1), "daily": timedelta(days=1)}
_IDS_MAX = 100
_NAMES = {
    "impressions": "impressions", "engagements": "engagements", "likes": "likes", "reposts": "retweets",
    "replies": "replies", "quotes": "quote_tweets", "bookmarks": "bookmarks", "shares": "shares", "follows": "follows",
    "profile_visits": "user_profile_clicks", "detail_expands": "detail_expands", "url_clicks": "url_clicks",
    "hashtag_clicks": "hashtag_clicks", "permalink_clicks": "permalink_clicks",
}  # fmt: skip
_NEWER = {"retweets": "reposts", "quote_tweets": "quote_posts"}


class BadRequest(ValueError):
    """The server does not take a request as it stands; it answers 400, with this message."""


@dataclass(frozen=True)
class Asked:
    """A request for analytics. Raises BadRequest from `of` where it is none."""

    ids: Sequence[str]
    start: datetime
    end: datetime
    granularity: str
    fields: Sequence[str]

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        try:
            start, end = (datetime.fromisoformat(query[name]) for name in ("start_time", "end_time"))
        except (KeyError, ValueError) as error:
            raise BadRequest(f"start_time and end_time are moments, and both are needed: {error}") from error
        ids = [name for name in query.get("ids", "").split(",") if name]
        granularity = query.get("granularity", "total")
        if not 0 < len(ids) <= _IDS_MAX or granularity not in ("total", *_LENGTHS) or not start < end:
            raise BadRequest("1 to 100 ids, hourly, daily or total, and a beginning before the end were expected")
        fields = query.get("analytics.fields", ",".join(["id", "timestamped_metrics", *_NAMES.values()]))
        return cls(ids, start, end, granularity, fields.split(","))


def told(
    posts: Sequence[Published], asked: Asked, counted_until: datetime, counts: Counts, naming: Naming
) -> Mapping[str, Any]:
    """The body of an answer; of an id that is of no own post, a problem."""
    own = {post.post_id: post for post in posts}
    data = [_post(own[name], asked, counted_until, counts, naming) for name in asked.ids if name in own]
    problems = [
        {"title": "Authorization Error", "detail": f"invented: {name} is no post of yours", "resource_id": name}
        for name in asked.ids
        if name not in own
    ]
    return ({"data": data} if data else {}) | ({"errors": problems} if problems else {})


def _post(
    post: Published, asked: Asked, counted_until: datetime, counts: Counts, naming: Naming
) -> Mapping[str, object]:
    hours = [
        {
            "timestamp": begin.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "metrics": _between(post, begin, min(end, counted_until), asked.fields, counts, naming),
        }
        for begin, end in _spans(asked, counted_until)
    ]
    return {"id": post.post_id} | ({"timestamped_metrics": hours} if "timestamped_metrics" in asked.fields else {})


def _spans(asked: Asked, counted_until: datetime) -> Iterator[tuple[datetime, datetime]]:
    length = _LENGTHS.get(asked.granularity)
    if length is None:
        if asked.start < counted_until:
            yield asked.start, asked.end
        return
    begin = asked.start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    begin = begin.replace(hour=0) if asked.granularity == "daily" else begin
    while begin < min(asked.end, counted_until):
        yield begin, begin + length
        begin += length


def _between(
    post: Published, begin: datetime, end: datetime, fields: Sequence[str], counts: Counts, naming: Naming
) -> Mapping[str, int]:
    before = counts(post, begin) if begin > post.at else {}
    after = counts(post, end) if end > post.at else {}
    return {
        _NEWER.get(name, name) if naming == "post" else name: after.get(count, 0) - before.get(count, 0)
        for count, name in _NAMES.items()
        if name in fields
    }
