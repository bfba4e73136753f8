"""The headers of X's own exports: which file is which, and what its columns mean.

A file is recognised by its header, never by its name. Export formats change their spelling every year or two; the
two tables below are all that has to grow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

ExportFormat = Literal["legacy", "content"]

COUNTS = (
    "impressions",
    "engagements",
    "likes",
    "reposts",
    "replies",
    "bookmarks",
    "shares",
    "follows",
    "profile_visits",
    "detail_expands",
    "url_clicks",
    "hashtag_clicks",
    "permalink_clicks",
)

# header in lower case -> our column
_LEGACY = {
    "tweet id": "post_id",
    "tweet permalink": "link",
    "tweet text": "text",
    "impressions": "impressions",
    "engagements": "engagements",
    "likes": "likes",
    "favorites": "likes",
    "retweets": "reposts",
    "replies": "replies",
    "follows": "follows",
    "user profile clicks": "profile_visits",
    "detail expands": "detail_expands",
    "url clicks": "url_clicks",
    "hashtag clicks": "hashtag_clicks",
    "permalink clicks": "permalink_clicks",
}
_CONTENT = {
    "post id": "post_id",
    "post link": "link",
    "link": "link",
    "post text": "text",
    "impressions": "impressions",
    "engagements": "engagements",
    "likes": "likes",
    "reposts": "reposts",
    "replies": "replies",
    "bookmarks": "bookmarks",
    "shares": "shares",
    "share": "shares",
    "new follows": "follows",
    "profile visits": "profile_visits",
    "detail expands": "detail_expands",
    "url clicks": "url_clicks",
    "hashtag clicks": "hashtag_clicks",
    "permalink clicks": "permalink_clicks",
}
_NEEDED = ("post_id", "link", "text", "impressions", "likes", "reposts", "replies")
_KNOWN_ELSE = (
    (
        {"date", "tweets published"},
        "a by-day activity export: it has days, not posts. Export the posts (by Tweet) instead",
    ),
    ({"date", "create post"}, "an account overview: it has days, not posts. Export Content instead"),
)


class UnreadableExport(Exception):
    """The file is not one that can be imported; the message says what, where and what to do."""


def recognise(header: Sequence[str], name: str) -> tuple[ExportFormat, Mapping[str, str]]:
    """The format of a header in lower case, and the column each of its names means. Raises UnreadableExport."""
    known: tuple[tuple[ExportFormat, Mapping[str, str]], ...] = (("legacy", _LEGACY), ("content", _CONTENT))
    for export_format, columns in known:
        ours = [columns[h] for h in header if h in columns]
        if set(_NEEDED) <= set(ours):
            if len(set(ours)) < len(ours):
                raise UnreadableExport(
                    f"{name}: two columns of the header mean the same. It reads: {', '.join(header)}."
                )
            return export_format, columns
    for marks, what in _KNOWN_ELSE:
        if marks <= set(header):
            raise UnreadableExport(f"{name} is {what}.")
    raise UnreadableExport(
        f"{name}: this header is not known: {', '.join(header)[:300]}. "
        "Known are the post activity export (Tweet id, Tweet permalink, ...) "
        "and the content export (Post id, Date, Post text, ...), in English."
    )
