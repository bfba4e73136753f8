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
from itertools import islice

from twitter_text import parse_tweet

from tweet_assets.arms import UNLABELLED

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w&/])#\w*[^\W\d_]\w*")
_CASHTAG = re.compile(r"(?<!\w)\$[A-Za-z]{1,6}\b")
_MENTION = re.compile(r"(?<![\w@/])@\w{1,15}\b")
_NUMBER = re.compile(r"(?<![\w.])[$€£]?\d+(?:[.,]\d+)*(?:\s?%|[kKmM]\b)?")
_PICTURE = "[\U0001f200-\U0001faff\u2600-\u27bf\u2b50\u2b55][\ufe0f\U0001f3fb-\U0001f3ff]*"
_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_PICTURE}(?:\u200d{_PICTURE})*")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A dash stands before a word: '-5 degrees' is a number. A digit needs its blank: '1.5 million' is one too.
_LIST_ITEM = re.compile(
    rf"^[ \t]*(?:\d{{1,2}}[.)/][ \t]+|\*[ \t]+|[-–](?:[ \t]+|(?=[^\W\d]))|[•→✅▪][ \t]*|{_PICTURE}[ \t]+)\S",
    re.MULTILINE,
)
# What stands after a text's last sentence: hashtags, mentions, emoji. Of the reversed text, and possessive: searched
# for from the front, a long run of blanks would be read once for every one of them.
_TAIL_REVERSED = re.compile(r"(?:\s|\w++[@#]|[\u200d\ufe0f\U0001f1e6-\U0001faff\u2600-\u27bf])++")


@dataclass(frozen=True)
class _Rule:
    """A format, the name of the rule that speaks for it, and a pattern that has to occur so many times."""

    label: str
    name: str
    pattern: re.Pattern[str]
    times: int = 1

    def speaks(self, text: str) -> bool:
        return sum(1 for _ in islice(self.pattern.finditer(text), self.times)) == self.times


def _rule(label: str, name: str, *patterns: str, times: int = 1) -> _Rule:
    return _Rule(label, name, re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE), times)


# These labels are history's format for learning: a wrong one moves an arm, a missing one only leaves it as it was.
# So a rule asks for the form a format announces itself with, at the start of a line or sentence where it has one.
_COUNT = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)"
_FIGURE = (
    r"\b(?!100\b)\d+(?:[.,]\d+)?\s?(?:%|per ?cent) (?!power|ci|confiden|interval|sure|agree|certain|off)[a-z]{2}"
    r"|\b\d+ (?:out )?of (?:\d+|every)\b"
    r"|\b(?:survey|dataset|study|sample) of (?:over |about |more than )?\d"
    r"|[$€£]\s?\d[\d.,]*\s?(?:k|m|bn|million|billion)\b"
    r"|\b(?:rose|fell|grew|dropped|went) (?:by|from) [$€£]?\d"
)
_WORK = r"(?:paper|preprint|version|post|video|episode|course|book|blog|package|release)"
_POINTS = r"(?:rules|steps|ways|lessons|principles|habits|things|tips)"
_WHEN = r"(?:yesterday|this morning|last (?:week|month|year|night)|\w+ years? ago|when i was)"
_TODAY = r"(?:yesterday|this morning|last night|today),? (?:i|we)"
_DID = r"(?:(?!need)\w+ed|went|got|had|woke|found|spent|made|saw|met|lost|won|wrote|ran|told|took)"
_MADE = r"(?:made|built|released|launched|published|written|wrote|updated)"
_GOOD_OR_BAD = (
    r"(?:good|great|bad|terrible|awful|brilliant|excellent|important|wrong|right|ridiculous|nonsense|misleading|harmful"
    r"|unacceptable|mistake|misstep|shame|not ok|problem)"
)
_RULES: tuple[_Rule, ...] = (
    _rule(
        "myth-busting",
        "names a myth",
        r"\bmyths?\b",
        r"\b(?:common|popular|biggest|frequent) misconceptions?\b",
        r"\bcontrary to (?:popular|common|what)\b",
        r"\A[^\w\n]{0,6}no, .{1,60}\b(?:isn't|is not|doesn't|aren't)\b",
    ),
    _rule("opinion", "declares an opinion", r"\b(?:unpopular opinion|hot take|in my (?:opinion|view)|imho)\b"),
    _rule(
        "how-to",
        "says how to",
        r"(?:\A|\n|(?<=[a-z)][.!] )|\A[^\w\n]{0,6}\w+: )[^\w.!?\n]{0,6}how (?:to|i|we|you can)\b[^?\n]*$",
        r"^[^\w\n]{0,6}step[- ]by[- ]step\b",
        r"\bhere(?:'?s| is) how\b",
        r"^[^\w\n]{0,6}(?:pro|quick|top)[ -]?tip\b",
        r"\A(?:a |one )?(?:quick|easy|simple|better) way to\b",
        r"\b(?:til|did you know)(?: that)? you can\b",
        r"\bif you want [^.?!\n]{1,80}, (?:use|try|run|add|do)\b",
    ),
    _rule(
        "announcement",
        "announces",
        r"\b(?:now (?:available|live|out)|(?:available|live|out) now)\b",
        r"\bis (?:now )?(?:live|out|back|published)(?: (?:now|today)\b|[ \t]*[!:.\n]|\s*\Z)",
        r"\b(?:is|are) (?:finally |now |officially )+published\b",
        r"\b(?:to announce|announcing|introducing)\b",
        rf"\b(?:i|we)(?:'ve| have)? (?:just |finally |also )*{_MADE} (?!a lot )(?:an?|our|my) ",
        r"\b(?:launching|is launched|updated (?:[\w-]+ ){0,3}to (?:version|v)[ \d])",
        rf"(?:\A[^\w\n]{{0,6}}|\b(?:our|my) )new {_WORK}\b",
        r"(?:\A|(?<=[.!\n])[ \t]*)(?:join (?:us|me)|sign up|check out (?:our|my))\b",
        r"(?:\A|(?<=[.!\n])[ \t]*)register (?:now|here|today|for|by|at)\b",
        r"\b(?:i|we)'ll be (?:teaching|hosting|discussing|speaking|running|giving|presenting)\b",
    ),
    _rule("framework", "lists points", _LIST_ITEM.pattern, times=3),
    _rule(
        "question", "opens with a question", r"\A(?![^\w\n]{0,6}(?:q:|q\.|please|\d+[.)]))[^.!?\n\"“]{3,}\?(?=\s|\Z)"
    ),
    _rule(
        "question",
        "asks the readers",
        r"\b(?:does|has|can) anyone\b[^.!\n]*\?",
        r"\bany (?:suggestions|ideas|tips|advice)\?",
    ),
    _rule("question", "ends with a question", r"\?[\"')]?\Z"),
    _rule("data", "opens with a figure", rf"\A[^.!?\n]{{0,60}}?(?:{_FIGURE})"),
    _rule("data", "gives figures", _FIGURE, times=2),
    _rule(
        "framework",
        "counts rules",
        rf"(?:^[^\w\n]{{0,6}}|\b(?:here are|there are|these|my|the) ){_COUNT} (?:\w+ )?{_POINTS}\b",
        rf"\A{_COUNT} [a-z]+(?: [a-z]+)?:",
    ),
    _rule(
        "story",
        "tells",
        rf"(?:^|[.!?][ \t]+)[^\w\n]{{0,6}}{_WHEN}\b(?! (?:i )?(?:think|will|plan))[^?\n]{{0,60}}\b(?:i|we|my)\b",
        rf"(?:^|[.!?][ \t]+)[^\w\n]{{0,6}}{_TODAY} (?!think|will|plan|am)\w+",
        rf"\b(?:i|we) {_DID}\b[^.?!\n]{{0,80}}\b{_WHEN}\b",
        r"\bi (?:used to|remember|once)\b",
        r"\bonce upon a time\b",
        r"\A(?:so )?i (?:was \w+ing|had (?:an?|to)|recently|just spent|accidentally|wondered)\b",
    ),
    _rule(
        "opinion",
        "judges",
        r"\bi (?:think|believe)\b(?! i\b| i')",
        r"\bi (?:(?:really|still|just) )?(?:love|hate|prefer|disagree|agree)\b(?! to\b)",
        r"\bi'd rather\b",
        r"\b(?<!if )(?:we|you|they|everyone|nobody|people) should(?:n't)?\b",
        r"\b(?:over|under)rated\b",
        r"\bthis is (?:[a-z]+ ){0,3}" + _GOOD_OR_BAD + r"\b(?! (?:example|time|place))",
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
    """The text as a person wrote it: HTML entities resolved, composed (NFC), half a surrogate pair as U+FFFD.

    Resolved until nothing is left, so that a text that was resolved before says the same: plain(plain(x)) == plain(x).
    """
    text = _encodable(text)
    while (resolved := unicodedata.normalize("NFC", html.unescape(text))) != text:
        text = resolved
    return text


def weighted_length(text: str) -> int:
    """The length that X counts against 280: links are 23, most scripts 1 a character, others and emoji 2."""
    return int(parse_tweet(_encodable(text)).weightedLength)


def _encodable(text: str) -> str:
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
        list_items=len(_LIST_ITEM.findall(bare)),
        questions=bare.count("?"),
        numbers=len(_NUMBER.findall(bare)),
        links=len(_LINK.findall(text)),
        hashtags=len(_HASHTAG.findall(bare)),
        cashtags=len(_CASHTAG.findall(bare)),
        mentions=len(_MENTION.findall(bare)),
        emojis=len(_EMOJI.findall(bare)),
    )


def _without_tail(text: str) -> str:
    tail = _TAIL_REVERSED.match(text[::-1])
    return text[: len(text) - tail.end()] if tail else text


def label_format(text: str) -> tuple[str, str]:
    """The format a text looks like, and the name of the rule that says so; ('unlabelled', 'no rule') else."""
    bare = _without_tail(without_links(plain(text)).replace("’", "'")).strip()
    return next(((rule.label, rule.name) for rule in _RULES if rule.speaks(bare)), (UNLABELLED, "no rule"))


def normalised(text: str) -> str:
    """The text as it is compared: NFKC, case folded, links and punctuation dropped, one space between words."""
    return " ".join(words(unicodedata.normalize("NFKC", html.unescape(text)).casefold()))
