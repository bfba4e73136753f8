"""GET /2/tweets/search/recent of such a server: tweets of others, invented, that fit a query.

It knows words, `lang:`, `min_likes:` and `-is:retweet`, and refuses any other operator, as X refuses those it does not
know. No tweet of the last seven days is left out, and none is a repost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tweet_assets.drill.analytics import BadRequest
from tweet_assets.drill.published import Naming, public_metrics

_LEAST, _MOST = 10, 100  # tweets on a page
_RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Tweet:
    """A tweet of somebody else's; `counts` are of today."""

    tweet_id: str
    handle: str
    text: str
    at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    lang: str = "en"

    @property
    def author_id(self) -> str:
        return str(int.from_bytes(self.handle.encode()[:6], "big"))


def found(tweets: Sequence[Tweet], query: Mapping[str, str], now: datetime, naming: Naming) -> Mapping[str, object]:
    """The body of an answer: a page of what fits, and where the next one begins. Raises BadRequest."""
    most, token = query.get("max_results", str(_LEAST)), query.get("next_token", query.get("pagination_token", "0"))
    if not most.isdecimal() or not _LEAST <= int(most) <= _MOST or not token.isdecimal() or not query.get("query"):
        raise BadRequest("a query, 10 to 100 results, and a token of an earlier page were expected")
    fitting = [tweet for tweet in tweets if now - _RECENT <= tweet.at <= now and _fits(tweet, query["query"])]
    if query.get("sort_order") == "relevancy":
        fitting.sort(key=lambda tweet: (-tweet.counts.get("likes", 0), tweet.tweet_id))
    else:
        fitting.sort(key=lambda tweet: tweet.at, reverse=True)
    begin, end = int(token), int(token) + int(most)
    page = fitting[begin:end]
    meta = {"result_count": len(page)} | ({"next_token": str(end)} if len(fitting) > end else {})
    if not page:
        return {"meta": meta}
    users = {tweet.author_id: tweet.handle for tweet in page}
    return {
        "data": [_told(tweet, naming) for tweet in page],
        "includes": {"users": [{"id": name, "username": handle, "name": "Invented"} for name, handle in users.items()]},
        "meta": meta,
    }


def _fits(tweet: Tweet, query: str) -> bool:
    return all(_meets(tweet, term) for term in query.split())


def _meets(tweet: Tweet, term: str) -> bool:
    likes = re.fullmatch(r"min_likes:(\d+)", term)
    if likes:
        return tweet.counts.get("likes", 0) >= int(likes[1])
    if term.startswith("lang:"):
        return tweet.lang == term.removeprefix("lang:")
    if term in ("-is:retweet", "-is:repost"):
        return True
    if not re.fullmatch(r"\w+", term):
        raise BadRequest(f"invented: {term} is no operator that is known here")
    return term.casefold() in re.findall(r"\w+", tweet.text.casefold())


def _told(tweet: Tweet, naming: Naming) -> Mapping[str, object]:
    return {
        "id": tweet.tweet_id,
        "text": tweet.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "author_id": tweet.author_id,
        "created_at": tweet.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "lang": tweet.lang,
        "public_metrics": public_metrics(tweet.counts, naming),
    }
