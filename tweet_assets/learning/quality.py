"""A named, versioned score of how easy a text is to take in: the same function for history and for drafts.

The score knows nothing of outcomes. It is the plain mean of seven parts, each a rule of thumb of readable writing
that anybody can recompute by hand; whether any of it pays for an account is what the engagement model finds out.
"""

from __future__ import annotations

import re

from tweet_assets import tweet_text

QUALITY_VERSION = "readability-1"

_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|\n+")
_SHOUTING = re.compile(r"\b[A-Z]{4,}\b")
_RUN_OF_MARKS = re.compile(r"[!?]{2,}")


def parts(text: str) -> dict[str, float]:
    """The seven parts of the score, each from 0 (hard to take in) to 1.

    hook: the first line is 3 to 16 words; sentences: 15 words or fewer on average; words: five letters or fewer on
    average; room: no paragraph beyond 30 words; tags: one hashtag at most; emojis: two at most; calm: no shouting.
    A text without words scores 0 on the four parts that need words.
    """
    bare = tweet_text.without_links(tweet_text.plain(text))
    facts = tweet_text.facts(text)
    spoken = tweet_text.words(bare)
    tags = 1 - _beyond(facts.hashtags, 1, 4)
    emojis = 1 - _beyond(facts.emojis, 2, 6)
    calm = 1 - _beyond(len(_SHOUTING.findall(bare)) + len(_RUN_OF_MARKS.findall(bare)), 0, 3)
    if not spoken:
        return {"hook": 0.0, "sentences": 0.0, "words": 0.0, "room": 0.0, "tags": tags, "emojis": emojis, "calm": calm}
    sentences = [len(found) for part in _SENTENCE_END.split(bare) if (found := tweet_text.words(part))]
    paragraphs = [len(tweet_text.words(line)) for line in bare.splitlines()]
    first = next(count for count in paragraphs if count)
    return {
        "hook": min(1 - _beyond(first, 16, 40), first / 3),
        "sentences": 1 - _beyond(sum(sentences) / len(sentences), 15, 35),
        "words": 1 - _beyond(sum(map(len, spoken)) / len(spoken), 5, 9),
        "room": 1 - _beyond(max(paragraphs), 30, 60),
        "tags": tags,
        "emojis": emojis,
        "calm": calm,
    }


def quality(text: str) -> float:
    """The mean of the parts, 0 to 1. Its version is QUALITY_VERSION."""
    found = parts(text)
    return sum(found.values()) / len(found)


def _beyond(value: float, good: float, bad: float) -> float:
    """0 up to `good`, 1 from `bad` on, a straight line between."""
    return min(1.0, max(0.0, (value - good) / (bad - good)))
