"""The counts of a post in X's API: the names that each has had, where it stands, and which of several counts.

`analytics` is of the account's own analytics and wins. Of the metrics objects, the totals win over what is organic
alone, which is less where a post was promoted. What is absent is unknown, and no zero.
"""

from __future__ import annotations

from collections.abc import Mapping

from tweet_assets.account.headers import COUNTS, UnreadableExport
from tweet_assets.account.ytd import Json

_METRICS = ("public_metrics", "non_public_metrics", "organic_metrics")
_NAMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "impressions": (("impressions",), ("impression_count",)),
    "engagements": (("engagements",), ("engagements",)),
    "likes": (("likes",), ("like_count",)),
    "reposts": (("retweets", "reposts"), ("retweet_count", "repost_count")),
    "replies": (("replies",), ("reply_count",)),
    "bookmarks": (("bookmarks",), ("bookmark_count",)),
    "shares": (("shares",), ()),
    "follows": (("follows",), ()),
    "profile_visits": (("user_profile_clicks",), ("user_profile_clicks",)),
    "detail_expands": (("detail_expands",), ()),
    "url_clicks": (("url_clicks",), ("url_link_clicks",)),
    "hashtag_clicks": (("hashtag_clicks",), ()),
    "permalink_clicks": (("permalink_clicks",), ()),
}
"""Each of COUNTS, as `analytics` calls it, and as the metrics objects do."""
_BEYOND = 10**15
"""No count of a post is so large; the ledger reads fifteen digits."""


def counts(post: Json, where: str) -> dict[str, str | None]:
    """Each of COUNTS as digits, None where the post does not have it.

    Raises UnreadableExport for one that is no whole number, even where another counts.
    """
    groups = {key: _group(post, key, where) for key in ("analytics", *_METRICS)}
    return {count: _first(count, groups, where) for count in COUNTS}


def _group(post: Json, key: str, where: str) -> Json:
    found = post.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise UnreadableExport(f"{where}: `{key}` is {str(found)[:40]!r}, counts by name were expected. Read again.")
    return found


def _first(count: str, groups: Mapping[str, Json], where: str) -> str | None:
    of_analytics, of_metrics = _NAMES[count]
    places = [("analytics", name) for name in of_analytics]
    places += [(group, name) for group in _METRICS for name in of_metrics]
    told = [
        whole(groups[group][name], f"{where}: `{group}.{name}`")
        for group, name in places
        if groups[group].get(name) is not None
    ]
    return told[0] if told else None


def whole(value: object, what: str) -> str:
    """A count as digits. Raises UnreadableExport for what is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _BEYOND:
        raise UnreadableExport(f"{what} is {str(value)[:40]!r}, a whole number was expected. Read the posts again.")
    return str(value)
