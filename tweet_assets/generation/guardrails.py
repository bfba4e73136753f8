"""What a draft must pass before anybody sees it as a draft: clean, needs a person's eye, or blocked.

Drafts are untrusted whoever wrote them. The rules find forms, not truth: a claim is noticed because it looks like
one, and only a person, or a fact that the user has given, can say that it holds. What blocks is what would harm
without being read closely: somebody else's words, somebody's name, a way out of X, an order to a machine.
How many of each they find, and how often they are wrong, is measured in docs/guardrails.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tweet_assets.generation.borrowed import other_language, taken, unheard_of
from tweet_assets.generation.briefs import Brief
from tweet_assets.generation.claims import claims
from tweet_assets.generation.confusables import folded
from tweet_assets.generation.originality import Texts, copies, likeness, near
from tweet_assets.generation.sanitise import tripwire
from tweet_assets.settings import Generation
from tweet_assets.tweet_text import weighted_length, words

VerdictName = Literal["clean", "needs_review", "blocked"]

_ENDS = (
    "com|net|org|io|co|ai|app|dev|xyz|info|me|ly|gg|link|shop|site|online|store|blog|news|club|pro|biz|tv|to|page|"
    "academy|live|world|space|tech|wiki|eu|de|fr|es|pt|nl|uk|us|ru|cn|jp|br|in|it|ch|at|example|invalid|test"
)
_DOMAIN = re.compile(
    rf"(?<![\w@.])(?:[\w-]+\.)+(?:{_ENDS})\b(?![.]\w)|\b[\w-]+\.[a-z]{{2,}}/\w|\bwww\.\S+", re.IGNORECASE
)
_SPELT_DOMAIN = re.compile(
    rf"\b[\w-]+\s*[\[({{]?\s*(?:dot|punkt|punto|ponto)\s*[\])}}]?\s*(?:{_ENDS})\b|\]\s?\(|\bhttps?\b|\bhxxp",
    re.IGNORECASE,
)
_WALLET = re.compile(r"\b(?:0x[0-9a-f]{40}|bc1[0-9a-z]{20,}|[13][1-9a-z]{25,34})\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+\s?(?:\.|\(dot\)|\[dot\])\s?\w+|\+?\d(?:[ ()./-]{0,2}\d){7,}"
)
_HANDLE = re.compile(r"@(\w{1,15})")
_SPOKEN_HANDLE = re.compile(r"\b(?:at|by|via|follow|from|ask|dm|message) (\w*[a-z0-9]_\w+)", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d_]\w*)")
_CASHTAG = re.compile(r"(?<!\w)\$([A-Za-z]{1,6})\b")
_SHORT = 25  # a script without spaces says a sentence in what counts as one word
_OPEN = re.compile(r"\[[^\]]*$|\[[a-z][a-z' ]{2,30}\]", re.IGNORECASE)
_FRAMES: tuple[tuple[str, str], ...] = (
    (
        "an answer around the post",
        r"^\W*(?:sure|certainly|of course|absolutely|okay)\b[,!.:]? ?(?:here|below)\b"
        r"|\bhere (?:are|is|'s) (?:your |the |a |an |four |4 |some |revised )*(?:drafts?|posts?|tweets?|versions?)\b"
        r"|^\W*(?:draft|candidate|entwurf|brouillon|borrador|rascunho|下書き)\s?(?:#?\d+|[a-d])?\s?[:：)]"
        r"|^\W*(?:post|tweet|output|response)\s?(?:#?\d+|[a-d])\s?[:：)]"
        r"|\b(?:as requested|as instructed|hope this helps|feel free to (?:edit|adjust|tweak)"
        r"|let me know if you'd like)\b"
        r"|\b(?:note|n\.b\.|disclaimer|caveat)\s?: ?(?:i |this (?:draft|post|version)|no |the draft)"
        r"|\(\d+ characters?\)|\bcharacter count\b",
    ),
    (
        "a model speaking of itself",
        r"\bas an? (?:ai (?:language|model|assistant)|ai,|large language|language model)|\bi(?:'m| am) an? (?:ai"
        r"|language model)\b"
        r"|\bi (?:cannot|can't|am unable to|won't) (?:comply|assist|fulfil+|generate|help with (?:that|this))\b"
        r"|\bmy (?:training data|system prompt|knowledge cutoff|programming)\b"
        r"|\b(?:system|developer) (?:prompt|message)\b|\bals ki-|\ben tant qu'ia\b|\bcomo (?:una? )?ia\b",
    ),
    (
        "a place that was not filled in",
        r"\[(?:insert|your|add|topic|name|link|todo|place|company|product|number)\b[^\]]*\]"
        r"|<(?:insert|your|topic|name|link)[^>]*>|\{\{?\w+\}?\}|\blorem ipsum\b|(?-i:\bTODO\b|\bXXX+\b)",
    ),
    (
        "a piece of data",
        r"[{\[]\s*\"|\"\s*:\s*[\"\[{]|\"\s*[}\]]|```|^\s*[{}\[\]]\s*$|\"drafts\"|</?[a-z][\w-]*>|\\u[0-9a-f]{4}|\\n",
    ),
)
_COMPILED_FRAMES = tuple((name, re.compile(form, re.IGNORECASE | re.MULTILINE)) for name, form in _FRAMES)


@dataclass(frozen=True)
class Verdict:
    verdict: VerdictName
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """What drafts are held against: all tweets of others, quarantined ones too, and the account's own posts."""

    library: Texts
    own: Texts
    settings: Generation


def verdict(draft: str, held: Held, examples: Sequence[str], brief: Brief, for_day: date) -> Verdict:
    """What may happen with a draft, and every reason why not more.

    `examples` are the texts that stood in the prompt. 'blocked' may never be approved, 'needs_review' only by a person.
    """
    settings = held.settings
    said = f"{brief.text}\n" + "\n".join(held.own.normal)
    blocked = [*_blocked(draft, held.library, brief.allowed, settings), *taken(draft, examples, brief.text)]
    review = [*claims(draft, brief.facts, for_day, settings), *unheard_of(draft, said)]
    review += [f"has the hashtag #{tag}" for tag in _not_allowed(_HASHTAG, "#", draft, brief.allowed)]
    review += _unfinished(draft)
    language = other_language(draft, brief.text + "\n" + "\n".join(held.own.normal))
    review += [language] if language else []
    alike, post = likeness(draft, held.own)
    if alike >= settings.own_token_sort_max:
        blocked.append(f"repeats a post of ours: {alike:.0f} of 100 alike to {post}")
    else:
        review += [f"is near a post of ours: {reason}" for reason in copies(draft, held.own)]
    if not any(reason.startswith("copies") for reason in blocked):
        review += [f"is near a tweet of somebody's: {reason}" for reason in near(draft, held.library)]
    name: VerdictName = "blocked" if blocked else "needs_review" if review else "clean"
    return Verdict(name, tuple(dict.fromkeys([*blocked, *review])))


def _unfinished(draft: str) -> Iterator[str]:
    if len(words(draft)) == 1 and weighted_length(draft) < _SHORT:
        yield "is a single word"
    if _OPEN.search(draft):
        yield "has a bracket that nothing closes, or that something was to be put into"


def _blocked(draft: str, library: Texts, allowed: Sequence[str], settings: Generation) -> Iterator[str]:
    if not words(draft):
        yield "has no words"
        return
    length = weighted_length(draft)
    if length > settings.weighted_length_max:
        yield f"is {length} long as X counts, {settings.weighted_length_max} at most"
    if _leads_away(draft, allowed):
        yield "has a link"
    plain = folded(draft)
    if any(True for _ in _not_allowed(_HANDLE, "@", plain, allowed)) or _SPOKEN_HANDLE.search(draft):
        yield "mentions somebody"
    if any(True for _ in _not_allowed(_CASHTAG, "$", draft, allowed)):
        yield "has a cashtag"
    if _WALLET.search(draft) or _ADDRESS.search(draft):
        yield "has an address or a number to reach somebody at"
    if (trip := tripwire(draft)) is not None:
        yield f"speaks to a machine: {trip}"
    yield from (f"is no post: {name}" for name, form in _COMPILED_FRAMES if form.search(draft))
    yield from (f"copies: {reason}" for reason in copies(draft, library))


def _leads_away(draft: str, allowed: Sequence[str]) -> bool:
    """Whether a domain stands in the draft, written out, spelt or disguised, that is not allowed."""
    plain = folded(draft).replace("。", ".")
    for name in sorted((name for name in allowed if name[0] not in "@#$"), key=len, reverse=True):
        plain = re.sub(rf"(?<![\w.-])(?:https?://)?{re.escape(name)}(?:/\S*)?(?![\w.-])", " ", plain)
    return any(form.search(plain) for form in (_DOMAIN, _SPELT_DOMAIN))


def _not_allowed(form: re.Pattern[str], sign: str, text: str, allowed: Sequence[str]) -> Iterator[str]:
    may = {name.lower() for name in allowed if name.startswith(sign)}
    return (name for name in dict.fromkeys(form.findall(text)) if f"{sign}{name}".lower() not in may)
