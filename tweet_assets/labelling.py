"""What a text is about and what form it has: the labels of history, by rules that can be read.

The rules are few, ordered and named: the first that speaks decides, and where none speaks the text is 'unlabelled'. The
same rules label a post from history, a draft and a tweet of somebody else. How often they are right was measured on
posts that were labelled by hand before anybody saw what the rules say (docs/labels.md); a format of too little
precision supports no claim.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from tweet_assets.arms import FORMATS, UNLABELLED
from tweet_assets.settings import SETTINGS
from tweet_assets.tweet_text import LIST_ITEM, plain, without_links, words

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
    _rule("framework", "lists points", LIST_ITEM.pattern, times=3),
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


def _without_tail(text: str) -> str:
    tail = _TAIL_REVERSED.match(text[::-1])
    return text[: len(text) - tail.end()] if tail else text


def format_of(text: str) -> tuple[str, str]:
    """The format a text looks like, and the name of the rule that says so; ('unlabelled', 'no rule') else."""
    bare = _without_tail(without_links(plain(text)).replace("’", "'")).strip()
    return next(((rule.label, rule.name) for rule in _RULES if rule.speaks(bare)), (UNLABELLED, "no rule"))


def topic_of(text: str, topics: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """The topic that a text names most often, and on what that rests; ('unlabelled', 'no rule') where it names none.

    `topics` gives each topic the phrases that mark it. A phrase is named by more than half of its words, in any number.
    """
    found = {_singular(word) for word in words(plain(text))}
    named = {topic: sum(_is_named(phrase, found) for phrase in phrases) for topic, phrases in topics.items()}
    best = max(named, key=lambda topic: named[topic], default=None)
    return (best, "names the topic") if best is not None and named[best] else (UNLABELLED, "no rule")


def _is_named(phrase: str, found: set[str]) -> bool:
    parts = {_singular(word) for word in words(phrase)}
    return 2 * len(parts & found) > len(parts)


def _singular(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word


@dataclass(frozen=True)
class Measured:
    """How the rules did for one format: texts that they and a reader named, that they named, that the reader did."""

    right: int
    named: int
    present: int


MEASURED: Mapping[str, Measured] = {
    "question": Measured(22, 34, 31),
    "how-to": Measured(1, 1, 13),
    "data": Measured(0, 0, 4),
    "myth-busting": Measured(0, 1, 0),
    "story": Measured(3, 5, 20),
    "framework": Measured(1, 3, 4),
    "opinion": Measured(6, 9, 56),
    "announcement": Measured(12, 13, 75),
}
"""On 260 originals and heads of threads of one real account, read and labelled first (docs/labels.md)."""


def measure(by_hand: Sequence[str], by_rule: Sequence[str]) -> Mapping[str, Measured]:
    """How often the rules and a reader agree on the same texts, for each format."""
    pairs = list(zip(by_hand, by_rule, strict=True))
    return {
        name: Measured(
            sum(hand == rule == name for hand, rule in pairs),
            sum(rule == name for _, rule in pairs),
            sum(hand == name for hand, _ in pairs),
        )
        for name in FORMATS
    }


def is_reliable(format_name: str) -> bool:
    """Whether the rules for a format are right often enough, and were measured often enough, to support a claim."""
    measured = MEASURED.get(format_name, Measured(0, 0, 0))
    learning = SETTINGS.learning
    return measured.named >= learning.labels_measured_min and (
        measured.right >= learning.label_precision_min * measured.named
    )
