"""The invented viral library, as a file in the shape that twscrape writes: one JSON object a line.

What does best here is not what does best for the account: myths are seen most, and how-tos least. Whatever of it were
to leak into what is learned would show at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np

from tweet_assets.arms import FORMATS
from tweet_assets.demo.viral_texts import CLOSINGS, NONSENSE, OPENINGS, SUBJECTS

FILE_NAME = "viral_tweets_2026-06.jsonl"
AUTHORS = 40
TWEETS_A_FORMAT = 15
DUPLICATES = 6  # seen a second time, later, with more views
POISON_VIEWS = 1_000_000

_VIEW_EFFECTS: Mapping[str, float] = {"myth-busting": 1.1, "opinion": 0.4, "question": 0.2, "how-to": -0.6}  # log views
_TYPICAL_VIEWS = 110_000.0
_VIEWS_SD = 0.7
_UNKNOWN_VIEWS = 0.06
_FIRST = datetime(2026, 4, 1, tzinfo=UTC)
_DAYS = 85
_X_EPOCH_MS = 1_288_834_974_657


def library(seed: int) -> bytes:
    """120 invented tweets of 40 invented authors, and six of them once more; some below 50,000 views, some unknown."""
    rng = np.random.default_rng([seed, 2])
    tweets = []
    for label in FORMATS:
        pairs = [(opening, subject) for opening in OPENINGS[label] for ss in SUBJECTS.values() for subject in ss]
        for i in rng.permutation(len(pairs))[:TWEETS_A_FORMAT]:
            opening, subject = pairs[i]
            text = opening.format(s=subject, p=int(rng.integers(11, 90)), k=int(rng.integers(2, 8)), m=20)
            text = text[0].upper() + text[1:] + CLOSINGS[int(rng.integers(len(CLOSINGS)))]
            log_views = np.log(_TYPICAL_VIEWS) + _VIEW_EFFECTS.get(label, 0.0) + rng.normal(0.0, _VIEWS_SD)
            tweets.append(_tweet(text, int(np.exp(log_views)), rng))
    for i in rng.permutation(len(tweets))[:DUPLICATES]:
        tweets.append({**tweets[i], "viewCount": _later(tweets[i]["viewCount"])})
    hidden = rng.random(len(tweets)) < _UNKNOWN_VIEWS
    tweets = [{**t, "viewCount": None} if hide else t for t, hide in zip(tweets, hidden, strict=True)]
    return _lines([tweets[i] for i in rng.permutation(len(tweets))])


def poison(n: int, seed: int) -> bytes:
    """`n` tweets of nonsense with a million views each, in the same shape: nothing learned may change by them."""
    rng = np.random.default_rng([seed, 3])
    tweets = []
    for _ in range(n):
        words = [NONSENSE[i] for i in rng.integers(0, len(NONSENSE), 12)]
        tweets.append(_tweet(" ".join(words), POISON_VIEWS, rng))
    return _lines(tweets)


def _tweet(text: str, views: int, rng: np.random.Generator) -> dict[str, object]:
    author = int(rng.integers(1, AUTHORS + 1))
    handle = f"demo_author_{author:02d}"
    posted = _FIRST + timedelta(seconds=int(rng.integers(0, _DAYS * 86_400)))
    tweet_id = ((int(posted.timestamp() * 1000) - _X_EPOCH_MS) << 22) | int(rng.integers(1 << 22))
    likes, reposts, replies, quotes, bookmarks = (
        int(rng.binomial(views, rate)) for rate in (0.02, 0.003, 0.002, 0.0005, 0.004)
    )
    return {
        "id": tweet_id,
        "id_str": str(tweet_id),
        "url": f"https://simulated.example/{handle}/status/{tweet_id}",
        "date": f"{posted:%Y-%m-%d %H:%M:%S}+00:00",
        "user": {
            "id": author,
            "id_str": str(author),
            "username": handle,
            "displayname": f"Invented author {author}",
            "_type": "snscrape.modules.twitter.User",
        },
        "lang": "en",
        "rawContent": text,
        "replyCount": replies,
        "retweetCount": reposts,
        "likeCount": likes,
        "quoteCount": quotes,
        "bookmarkedCount": bookmarks,
        "conversationId": tweet_id,
        "hashtags": [],
        "links": [],
        "viewCount": views,
        "retweetedTweet": None,
        "quotedTweet": None,
        "_type": "snscrape.modules.twitter.Tweet",
    }


def _later(views: object) -> int:
    return int(int(str(views)) * 1.2)


def _lines(tweets: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(tweet, ensure_ascii=False) + "\n" for tweet in tweets).encode()
