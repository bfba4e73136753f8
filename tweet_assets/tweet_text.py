"""Facts of a text, pure: weighted length, lines, links, numbers, and which format it looks like.

Every fact can be read off the text alone, so it is known before publishing and is the same function for a post
from history, for a draft and for a tweet of somebody else. The rules for formats are few, ordered and named:
the first that speaks decides, and where none speaks the text is 'unlabelled'.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from twitter_text import parse_tweet

from tweet_assets.arms import UNLABELLED

_LINK = re.compile(r"https?://\S+")
_HASHTAG = re.compile(r"(?<![\w&/])#\w*[^\W\d_]\w*")
_CASHTAG = re.compile(r"(?<!\w)\$[A-Za-z]{1,6}\b")
_MENTION = re.compile(r"(?<![\w@/])@\w{1,15}\b")
_NUMBER = re.compile(r"(?<![\w.])[$€£]?\d+(?:[.,]\d+)*(?:\s?%|[kKmM]\b)?")
_EMOJI = re.compile("[\U0001f1e6-\U0001faff\u2600-\u27bf\u2b50\u2b55]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LIST_ITEM = re.compile(r"^\s*(?:\d+[.)/]|[-•*→✅▪])\s*\S", re.MULTILINE)

_FORMAT_RULES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("how-to", "says how to", re.compile(r"\bhow (?:to|i|we|you can)\b|\bstep[- ]by[- ]step\b|\bhere'?s how\b", re.I)),
    (
        "myth-busting",
        "names a myth",
        re.compile(r"\bmyths?\b|\bcontrary to\b|\bmisconceptions?\b|\bno, .{1,60}\b(?:isn't|is not|doesn't|aren't)\b", re.I),
    ),
    (
        "announcement",
        "announces",
        re.compile(
            r"\b(?:announc\w+|launch(?:ed|ing)?|releas(?:ed|ing)|now (?:available|live|out)|is (?:live|out)|join (?:us|me)"
            r"|register|sign up|new (?:paper|preprint|version|post|video|episode|course|book|blog)|deadline)\b",
            re.I,
        ),
    ),
    ("question", "asks", re.compile(r"\?(?:\s|[\"'”’)]|$)")),
    (
        "data",
        "gives figures",
        re.compile(r"\d\s?%|\b\d+ (?:out )?of (?:\d+|every)\b|\b(?:survey|dataset|study|sample) of\b|[$€£]\s?\d", re.I),
    ),
    ("framework", "lists points", re.compile(r"(?:^\s*(?:\d+[.)]|[-•*→▪])\s+\S.*\n?(?:\s*\n)?){3,}", re.MULTILINE)),
    (
        "framework",
        "counts rules",
        re.compile(r"\b(?:\d+|two|three|four|five|six|seven) (?:rules|steps|ways|lessons|principles|habits|things|tips)\b", re.I),
    ),
    (
        "story",
        "tells",
        re.compile(
            r"\b(?:yesterday|last (?:week|month|year|night)|years? ago|when i was|i used to|today i|this morning"
            r"|once upon|i remember|my (?:first|grandmother|daughter|son|mother|father))\b",
            re.I,
        ),
    ),
    (
        "opinion",
        "judges",
        re.compile(
            r"\b(?:i (?:think|believe|feel|love|hate|prefer)|in my (?:opinion|view)|imho|unpopular opinion|hot take"
            r"|should(?:n't)?|overrated|underrated|the best|the worst)\b",
            re.I,
        ),
    ),
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
    """The text as a person wrote it: HTML entities resolved, composed (NFC)."""
    return unicodedata.normalize("NFC", html.unescape(text))


def weighted_length(text: str) -> int:
    """The length that X counts against 280: links are 23, most scripts 1 a character, others and emoji 2."""
    return int(parse_tweet(text).weightedLength)


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
        list_items=len(_LIST_ITEM.findall(bare)),
        questions=bare.count("?"),
        numbers=len(_NUMBER.findall(bare)),
        links=len(_LINK.findall(text)),
        hashtags=len(_HASHTAG.findall(bare)),
        cashtags=len(_CASHTAG.findall(bare)),
        mentions=len(_MENTION.findall(bare)),
        emojis=len(_EMOJI.findall(bare)),
    )


def label_format(text: str) -> tuple[str, str]:
    """The format a text looks like, and the name of the rule that says so; ('unlabelled', 'no rule') else."""
    bare = without_links(plain(text)).replace("’", "'")
    return next(((label, name) for label, name, rule in _FORMAT_RULES if rule.search(bare)), (UNLABELLED, "no rule"))


def normalised(text: str) -> str:
    """The text as it is compared: NFKC, case folded, links and punctuation dropped, one space between words."""
    return " ".join(words(unicodedata.normalize("NFKC", html.unescape(text)).casefold()))
