"""What a draft has from somewhere it should not: numbers, names and handles of examples, names out of nowhere.

A name that neither the brief nor the account's own posts hold came from an example, from a stranger's wish, or from a
model's memory: the first is blocked, the others are for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tweet_assets.generation.subjects import english_share
from tweet_assets.tweet_text import numbers, words

_LIST_MARK = re.compile(r"^\s*\d+[.)]", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_](?:\w|['’](?!s\b))*")
_HANDLE = re.compile(r"@(\w{1,15})")
_BEGINS = re.compile(r"(?:^|[.!?:…\"“(\-–—•*→\d)]\s*)$")
_ENGLISH_MIN = 0.2  # share of small English words from which a capital inside a sentence is a name
_PLAIN_CAPITALS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "  # noqa: SIM905
    "september october november december english german french spanish italian japanese chinese european american "
    "christmas easter internet i'm i'd i'll i've tv pdf usa uk eu ai ceo faq ok diy url wifi".split()
)


def taken(draft: str, examples: Sequence[str], said: str) -> Iterator[str]:
    """Numbers, handles and names that stand in an example and in nothing the user has said.

    Single digits are not counted: how many points a list has is a pattern, and patterns are what examples are for.
    """
    shown = "\n".join(examples)
    allowed = {word.lower() for word in words(said)} | set(numbers(said))
    for number in dict.fromkeys(numbers(_LIST_MARK.sub("", draft))):
        if len(number) > 1 and number in numbers(shown) and number not in allowed:
            yield f"takes the number {number} from an example"
    spoken = set(re.findall(r"\w+", draft.lower()))
    for handle in dict.fromkeys(h.lower() for h in _HANDLE.findall(shown)):
        if handle in spoken and handle not in allowed:
            yield f"takes the handle {handle} from an example"
    used = set(_WORD.findall(draft))
    for name in dict.fromkeys(names(shown)):
        if name in used and name.lower() not in allowed:
            yield f"takes the name {name} from an example"


def unheard_of(draft: str, said: str) -> Iterator[str]:
    """Names that stand in nothing the user has said, in an English draft: elsewhere a capital may be any noun's."""
    if english_share(draft) < _ENGLISH_MIN:
        return
    known = {word.lower() for word in words(said)} | _PLAIN_CAPITALS
    for name in dict.fromkeys(names(draft)):
        if name.lower() not in known:
            yield f"names {name}, which stands in nothing you have said"


def other_language(draft: str, said: str) -> str | None:
    """Why a draft may be in another language than what the user writes; None where nothing shows.

    Told by script, and between English and the rest by the small words: a short text says nothing.
    """
    theirs, ours = _script(draft), _script(said)
    if theirs and ours and theirs != ours:
        return f"is written in {theirs} letters, and what you write in {ours} ones"
    if theirs == ours == "Latin" and len(words(said)) >= 8 and len(words(draft)) >= 8:
        drafted, written = english_share(draft), english_share(said)
        if written >= _ENGLISH_MIN and drafted < _ENGLISH_MIN / 2:
            return "does not read like English, as what you write does"
    return None


def names(text: str) -> Iterator[str]:
    """Words with a capital that no beginning of a sentence explains, or that are capital throughout."""
    for line in text.splitlines():
        for match in _WORD.finditer(line):
            word = match[0]
            begins = _BEGINS.search(line[: match.start()]) is not None
            shouted = word.isupper() and len(word) > 3
            if word[0].isupper() and len(word) > 2 and (shouted or not begins) and not word.startswith(("I'", "I’")):
                yield word


_SCRIPTS = (
    ("Latin", re.compile(r"[A-Za-zÀ-ɏ]")),
    ("Cyrillic", re.compile(r"[Ѐ-ӿ]")),
    ("Greek", re.compile(r"[Ͱ-Ͽ]")),
    ("Arabic", re.compile(r"[؀-ۿ]")),
    ("Hebrew", re.compile(r"[֐-׿]")),
    ("Devanagari", re.compile(r"[ऀ-ॿ]")),
    ("Thai", re.compile(r"[฀-๿]")),
    ("Hangul", re.compile(r"[가-힣]")),
    ("Japanese or Chinese", re.compile(r"[぀-ヿ一-鿿]")),
)
_LETTERS_MIN = 8


def _script(text: str) -> str | None:
    """The script of most letters; None with few letters."""
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    best = max(counts, key=lambda name: counts[name])
    return best if sum(counts.values()) >= _LETTERS_MIN else None
