"""What a draft must pass before anybody sees it as a draft: clean, needs a person's eye, or blocked.

Drafts are untrusted whoever wrote them. The rules find forms, not truth: a claim is noticed because it looks like
one, and only a person, or a fact that the user has given, can say that it holds. What blocks is what would harm
without being read closely: somebody else's words, somebody's name, a way out of X, an order to a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tweet_assets.generation.confusables import folded
from tweet_assets.generation.originality import Texts, copies, likeness
from tweet_assets.generation.sanitise import tripwire
from tweet_assets.settings import Generation
from tweet_assets.tweet_text import facts, numbers, weighted_length, words

VerdictName = Literal["clean", "needs_review", "blocked"]

_DOMAIN = re.compile(
    r"\b(?:www\.\S+|[\w-]+\.(?:com|net|org|io|co|ai|app|dev|xyz|info|me|ly|gg|link|shop|site|online)\b)", re.IGNORECASE
)
_WALLET = re.compile(r"\b(?:0x[0-9a-f]{40}|bc1[0-9a-z]{20,}|[13][1-9a-z]{25,34})\b", re.I)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d ()-]{8,}\d")
_LIST_MARK = re.compile(r"^\s*\d+[.)]", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_](?:\w|['’](?!s\b))*")
_HANDLE = re.compile(r"@(\w{1,15})")
_CLAIM_FORMS: tuple[tuple[str, str], ...] = (
    (
        "a share",
        r"\d[\d.,]*\s?(?:%|per ?cent\b)|\b(?:\d+|one|two|nine) (?:out )?(?:of|in) (?:\d+|every|ten)\b",
    ),
    ("a sum of money", r"[$€£]\s?\d[\d.,]*\s?[kmb]?\b|\b\d[\d.,]*\s?(?:dollars|euros|pounds|usd|eur)\b"),
    (
        "a measure",
        r"\b\d[\d.,]*\s?(?:x|kg|g|mg|km|miles|hours?|minutes?|days?|weeks?|months?|years?|calories|times|people|users)\b",
    ),
    (
        "an authority",
        r"\b(?:stud(?:y|ies)|research(?:ers)?|scientists?|experts?|doctors?|professors?|harvard|stanford|mit)\b.{0,20}"
        r"\b(?:shows?|says?|said|finds?|found|proves?|proved|agrees?|recommends?|confirms?)\b"
        r"|\baccording to\b|\b(?:proven|scientifically|clinically|evidence shows|statistics show)\b",
    ),
    (
        "something of health",
        r"\b(?:cures?|cured|treats?|treatment|heals?|dos(?:e|age|es)|diagnos\w+|prevents? (?:cancer|disease))\b",
    ),
    ("a gain", r"\b(?:guaranteed?|risk[- ]free|double your|passive income|buy now|will (?:moon|crash))\b"),
    (
        "attention",
        r"\b(?:dm me|follow me|giveaway|retweet|send (?:me|us|your)|click|download|subscribe|whatsapp|telegram)\b",
    ),
)
_CLAIMS = tuple((name, re.compile(form, re.IGNORECASE)) for name, form in _CLAIM_FORMS)


@dataclass(frozen=True)
class Brief:
    """What a draft may speak of without having it from an example: topic, the account's topics, the user's facts."""

    topic: str
    topics: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join((self.topic, *self.topics, *self.facts))


@dataclass(frozen=True)
class Verdict:
    verdict: VerdictName
    reasons: tuple[str, ...]


def verdict(
    draft: str, library: Texts, own: Texts, examples: Sequence[str], brief: Brief, settings: Generation
) -> Verdict:
    """What may happen with a draft, and every reason why not more.

    `library` holds all tweets of others, quarantined ones too; `own` the account's own posts; `examples` the texts
    that stood in the prompt. 'blocked' may never be approved, 'needs_review' only by a person.
    """
    blocked = [*_blocked(draft, library, settings), *_taken(draft, examples, brief)]
    review = list(_claims(draft, brief))
    if facts(draft).hashtags:
        review.append("has a hashtag")
    alike, post = likeness(draft, own)
    if alike >= settings.own_token_sort_max:
        blocked.append(f"repeats a post of ours: {alike:.0f} of 100 alike to {post}")
    else:
        review += [f"is near a post of ours: {reason}" for reason in copies(draft, own)]
    name: VerdictName = "blocked" if blocked else "needs_review" if review else "clean"
    return Verdict(name, tuple(dict.fromkeys([*blocked, *review])))


def _blocked(draft: str, library: Texts, settings: Generation) -> Iterator[str]:
    if not words(draft):
        yield "has no words"
        return
    length = weighted_length(draft)
    if length > settings.weighted_length_max:
        yield f"is {length} long as X counts, {settings.weighted_length_max} at most"
    counted = facts(draft)
    plain = folded(draft)
    if counted.links or _DOMAIN.search(draft) or _DOMAIN.search(plain):
        yield "has a link"
    if counted.mentions or _HANDLE.search(plain):
        yield "mentions somebody"
    if counted.cashtags:
        yield "has a cashtag"
    if _WALLET.search(draft) or _ADDRESS.search(draft):
        yield "has an address or a number to reach somebody at"
    if (trip := tripwire(draft)) is not None:
        yield f"speaks to a machine: {trip}"
    yield from (f"copies: {reason}" for reason in copies(draft, library))


def _taken(draft: str, examples: Sequence[str], brief: Brief) -> Iterator[str]:
    """Numbers, handles and names that stand in an example and in nothing the user has said.

    Single digits are not counted: how many points a list has is a pattern, and patterns are what examples are for.
    """
    shown = "\n".join(examples)
    allowed = {word.lower() for word in words(brief.text)} | set(numbers(brief.text))
    for number in dict.fromkeys(numbers(_LIST_MARK.sub("", draft))):
        if len(number) > 1 and number in numbers(shown) and number not in allowed:
            yield f"takes the number {number} from an example"
    spoken = set(re.findall(r"\w+", draft.lower()))
    for handle in dict.fromkeys(h.lower() for h in _HANDLE.findall(shown)):
        if handle in spoken and handle not in allowed:
            yield f"takes the handle {handle} from an example"
    used = set(_WORD.findall(draft))
    for name in dict.fromkeys(_names(shown)):
        if name in used and name.lower() not in allowed:
            yield f"takes the name {name} from an example"


def _names(text: str) -> Iterator[str]:
    """Words with a capital that no beginning of a sentence explains, or that are capital throughout."""
    for line in text.splitlines():
        for match in _WORD.finditer(line):
            word = match[0]
            begins = re.search(r"(?:^|[.!?:…\"“(\-–—•*→\d)]\s*)$", line[: match.start()]) is not None
            if word[0].isupper() and len(word) > 2 and not begins and not word.startswith(("I'", "I’")):
                yield word


def _claims(draft: str, brief: Brief) -> Iterator[str]:
    """What looks like a claim and stands in none of the user's facts."""
    given = [folded(fact) for fact in brief.facts]
    for name, form in _CLAIMS:
        for match in form.finditer(draft):
            if not any(folded(match[0]) in fact for fact in given):
                yield f"claims {name}, and no fact of the user's says so: '{match[0]}'"
