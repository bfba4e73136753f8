"""How each tool writes a tweet: which fields give it away, and where each fact stands. And how a user's own does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COUNTS = ("views", "likes", "reposts", "replies", "quotes", "bookmarks")


@dataclass(frozen=True)
class Shape:
    """How one tool writes a tweet. Paths are dotted; of several, the first that holds something counts."""

    name: str
    signature: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    repost: tuple[str, ...] = ()


_FETCHED = ("fetched_at", "fetchedAt", "scraped_at", "scrapedAt")
_SCRAPED = {
    "tweet_id": ("id", "id_str"),
    "author": ("user.username",),
    "text": ("rawContent", "content"),
    "posted_at": ("date",),
    "views": ("viewCount",),
    "likes": ("likeCount",),
    "reposts": ("retweetCount",),
    "replies": ("replyCount",),
    "quotes": ("quoteCount",),
    "bookmarks": ("bookmarkedCount", "bookmarkCount"),
    "fetched_at": _FETCHED,
}
_SERVED = {
    "tweet_id": ("id",),
    "author": ("author.userName",),
    "text": ("fullText", "text"),
    "posted_at": ("createdAt",),
    "views": ("viewCount",),
    "likes": ("likeCount",),
    "reposts": ("retweetCount",),
    "replies": ("replyCount",),
    "quotes": ("quoteCount",),
    "bookmarks": ("bookmarkCount",),
    "fetched_at": _FETCHED,
}
_SERVED_REPOST = ("isRetweet", "retweeted_tweet", "retweet")
FIELDS = ("tweet_id", "link", "author", "text", "posted_at", *COUNTS, "fetched_at")
_PLAIN = {name: (name,) for name in FIELDS}

TWITTERAPI_IO = "twitterapi.io"
X_API_V2 = "x api v2"
SHAPES: tuple[Shape, ...] = (
    Shape(
        X_API_V2,
        ("public_metrics", "text"),
        {
            "tweet_id": ("id",),
            "author": ("author.username",),
            "text": ("note_tweet.text", "note_post.text", "text"),
            "posted_at": ("created_at",),
            "views": ("public_metrics.impression_count",),
            "likes": ("public_metrics.like_count",),
            "reposts": ("public_metrics.repost_count", "public_metrics.retweet_count"),
            "replies": ("public_metrics.reply_count",),
            "quotes": ("public_metrics.quote_count",),
            "bookmarks": ("public_metrics.bookmark_count",),
            "fetched_at": _FETCHED,
        },
        ("repeats",),
    ),
    Shape(
        "graphql",
        ("legacy.full_text",),
        {
            "tweet_id": ("rest_id", "legacy.id_str"),
            "author": (
                "core.user_results.result.core.screen_name",
                "core.user_results.result.legacy.screen_name",
            ),
            "text": ("note_tweet.note_tweet_results.result.text", "legacy.full_text"),
            "posted_at": ("legacy.created_at",),
            "views": ("views.count",),
            "likes": ("legacy.favorite_count",),
            "reposts": ("legacy.retweet_count",),
            "replies": ("legacy.reply_count",),
            "quotes": ("legacy.quote_count",),
            "bookmarks": ("legacy.bookmark_count",),
            "fetched_at": _FETCHED,
        },
        ("legacy.retweeted_status_result",),
    ),
    Shape("twscrape", ("rawContent", "bookmarkedCount"), _SCRAPED, ("retweetedTweet",)),
    Shape("snscrape", ("rawContent", "user"), _SCRAPED, ("retweetedTweet",)),
    Shape("snscrape", ("content", "user"), _SCRAPED, ("retweetedTweet",)),
    Shape(
        "bright data",
        ("description", "user_posted"),
        {
            "tweet_id": ("id",),
            "author": ("user_posted",),
            "text": ("description",),
            "posted_at": ("date_posted",),
            "views": ("views",),
            "likes": ("likes",),
            "reposts": ("reposts",),
            "replies": ("replies",),
            "quotes": ("quotes",),
            "bookmarks": ("bookmarks",),
            "fetched_at": ("timestamp", *_FETCHED),
        },
    ),
    Shape(TWITTERAPI_IO, ("in_tweets", "author", "text"), _SERVED, _SERVED_REPOST),
    Shape("apify", ("author", "text", "likeCount"), _SERVED, _SERVED_REPOST),
    Shape("plain", ("tweet_id", "author", "text"), _PLAIN),
    Shape("plain", ("link", "text"), _PLAIN),
)


def mapped(name: str, names: Mapping[str, str]) -> Shape:
    """A shape that the user describes: our name of a fact = its field in the file. Raises ValueError.

    It needs the text, and the tweet's id and author or its link. Every field that is named has to be in the file.
    """
    strange = [fact for fact in names if fact not in FIELDS]
    if strange:
        raise ValueError(f"{name}: '{strange[0]}' is none of {', '.join(FIELDS)}")
    if "text" not in names or not ({"tweet_id", "author"} <= set(names) or "link" in names):
        raise ValueError(f"{name}: text is needed, and tweet_id with author, or link")
    return Shape(name, tuple(names.values()), {fact: (field,) for fact, field in names.items()})
