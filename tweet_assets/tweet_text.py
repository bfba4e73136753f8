"""Facts of a text, pure: weighted length, lines, links, numbers.

Every fact can be read off the text alone, so it is known before publishing and is the same function for a post
from history, for a draft and for a tweet of somebody else.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from twitter_text import parse_tweet

_NESTED = re.compile(r"&(?:(?:amp|AMP|#0*38(?!\d)|#[xX]0*26(?![0-9a-fA-F]));?)+")
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w&/])#\w*[^\W\d_]\w*")
_CASHTAG = re.compile(r"(?<!\w)\$[A-Za-z]{1,6}\b")
_MENTION = re.compile(r"(?<![\w@/])@\w{1,15}\b")
_NUMBER = re.compile(r"(?<![\w.])[$€£]?\d+(?:[.,]\d+)*(?:\s?%|[kKmM]\b)?")
PICTURE = "[\U0001f200-\U0001faff\u2600-\u27bf\u2b50\u2b55][\ufe0f\U0001f3fb-\U0001f3ff]*"
_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{PICTURE}(?:\u200d{PICTURE})*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A dash stands before a word: '-5 degrees' is a number. A digit needs its blank: '1.5 million' is one too.
LIST_ITEM = re.compile(
    rf"^[ \t]*(?:\d{{1,2}}[.)/][ \t]+|\*[ \t]+|[-–](?:[ \t]+|(?=[^\W\d]))|[•→✅▪][ \t]*|{PICTURE}[ \t]+)\S",
    re.MULTILINE,
)


@dataclass(frozen=True)
class TextFacts:
    """What can be counted in a text. Lengths as X weighs them; everything else is a plain count."""

    weighted_length: int
    words: int
    lines: int
    list_items: int
    questions: int
    numbers: int
    links: int
    hashtags: int
    cashtags: int
    mentions: int
    emojis: int


def plain(text: str) -> str:
    """The text as a person wrote it: HTML entities resolved, composed (NFC), half a surrogate pair as U+FFFD.

    Resolved until nothing is left, so that a text that was resolved before says the same: plain(plain(x)) == plain(x).
    """
    text = _NESTED.sub("&", encodable(text))  # resolved at once, and not level by level
    while (resolved := unicodedata.normalize("NFC", html.unescape(text))) != text:
        text = resolved
    return text


def weighted_length(text: str) -> int:
    """The length that X counts against 280: links are 23, most scripts 1 a character, others and emoji 2."""
    return int(parse_tweet(encodable(text)).weightedLength)


def encodable(text: str) -> str:
    """JSON can hold half of a surrogate pair (a text cut by UTF-16 units); nothing that counts or stores text can."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def words(text: str) -> list[str]:
    """The words of a text in lower case, without links."""
    return [w.lower() for w in _WORD.findall(_LINK.sub(" ", text))]


def without_links(text: str) -> str:
    return _LINK.sub("", text)


def numbers(text: str) -> list[str]:
    """The numbers in a text as written, without those inside links."""
    return _NUMBER.findall(without_links(text))


def mentions(text: str) -> list[str]:
    return _MENTION.findall(without_links(text))


def facts(text: str) -> TextFacts:
    """Counts everything that `TextFacts` names."""
    text = plain(text)
    bare = without_links(text)
    return TextFacts(
        weighted_length=weighted_length(text),
        words=len(words(text)),
        lines=sum(1 for line in text.splitlines() if line.strip()),
        list_items=len(LIST_ITEM.findall(bare)),
        questions=bare.count("?"),
        numbers=len(_NUMBER.findall(bare)),
        links=len(_LINK.findall(text)),
        hashtags=len(_HASHTAG.findall(bare)),
        cashtags=len(_CASHTAG.findall(bare)),
        mentions=len(_MENTION.findall(bare)),
        emojis=len(_EMOJI.findall(bare)),
    )


def normalised(text: str) -> str:
    """The text as it is compared: NFKC, case folded, links and punctuation dropped, one space between words."""
    return " ".join(words(unicodedata.normalize("NFKC", html.unescape(text)).casefold()))
