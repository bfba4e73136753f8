"""A post on such a server, what is counted of it as it grows older, and how X's two vocabularies call the counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Naming = Literal["post", "tweet"]


@dataclass(frozen=True)
class Published:
    """A post of the account."""

    post_id: str
    text: str
    at: datetime


Counts = Callable[[Published, datetime], Mapping[str, int]]
"""What is counted of a post up to a moment, by name; what it does not name is zero."""


def uncounted(_post: Published, _moment: datetime) -> Mapping[str, int]:
    """Nobody sees anything."""
    return {}


def growing(ends_at: Mapping[str, int], half_hours: float = 6.0) -> Counts:
    """Counts that grow towards their ends, ever more slowly: half of each is reached at an age of `half_hours`."""

    def counts(post: Published, moment: datetime) -> Mapping[str, int]:
        age = max((moment - post.at).total_seconds() / 3600, 0.0)
        return {name: int(end * age / (age + half_hours)) for name, end in ends_at.items()}

    return counts


def public_metrics(seen: Mapping[str, int], naming: Naming) -> Mapping[str, int]:
    """What everybody sees."""
    names = {"reposts": "repost_count" if naming == "post" else "retweet_count", "replies": "reply_count",
             "likes": "like_count", "quotes": "quote_count", "bookmarks": "bookmark_count",
             "impressions": "impression_count"}  # fmt: skip
    return {name: seen.get(count, 0) for count, name in names.items()}


def private_metrics(seen: Mapping[str, int]) -> Mapping[str, int]:
    """What its author sees beside."""
    names = {"engagements": "engagements", "url_clicks": "url_link_clicks", "profile_visits": "user_profile_clicks"}
    return {name: seen.get(count, 0) for count, name in names.items()}
