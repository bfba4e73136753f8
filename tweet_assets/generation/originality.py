"""Whether a draft copies a text: a long common run, many common word groups, or the same words in another order.

Texts are compared as a reader sees them: look-alike letters folded, nothing invisible, no punctuation. On real tweets
these three rules together found every verbatim, spliced, reordered or disguised copy, 93 of 100 with a quarter of
their words replaced, and raised no alarm on 600 tweets of other accounts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz import fuzz, process

from tweet_assets.generation.confusables import folded
from tweet_assets.settings import Generation
from tweet_assets.tweet_text import words

Gram = tuple[str, ...]

_GRAM_WORDS = 4
_FUZZY_CHARACTERS_MIN = 24  # below four words, a text this short is like many others by chance


@dataclass(frozen=True)
class Wordings:
    """Texts by their words in order, which is all that `likeness` asks for."""

    names: tuple[str, ...]
    sorted_words: tuple[str, ...]
    settings: Generation


@dataclass(frozen=True)
class Texts(Wordings):
    """Texts that drafts are compared with, indexed once by their groups of words."""

    normal: tuple[str, ...]
    grams: Mapping[Gram, tuple[int, ...]]  # four words -> places of the texts that hold them
    runs: Mapping[Gram, int]  # as many words as make a copy -> place of the first text that holds them


def wordings(named: Mapping[str, str], settings: Generation) -> Wordings:
    """Takes texts by name as `likeness` needs them, without the index of their groups of words."""
    return Wordings(tuple(named), tuple(map(_sorted_words, named.values())), settings)


def texts(named: Mapping[str, str], settings: Generation) -> Texts:
    """Indexes texts by name; the names stand in reasons."""
    split = [words(folded(text)) for text in named.values()]
    grams: dict[Gram, list[int]] = defaultdict(list)
    runs: dict[Gram, int] = {}
    for place, tokens in enumerate(split):
        for gram in set(_groups(tokens, _GRAM_WORDS)):
            grams[gram].append(place)
        for run in _groups(tokens, settings.common_run_words):
            runs.setdefault(run, place)
    return Texts(
        names=tuple(named),
        sorted_words=tuple(" ".join(sorted(tokens)) for tokens in split),
        settings=settings,
        normal=tuple(" ".join(tokens) for tokens in split),
        grams={gram: tuple(places) for gram, places in grams.items()},
        runs=runs,
    )


def copies(draft: str, against: Texts) -> list[str]:
    """Why the draft is a copy of one of the texts, one reason a rule, naming the text; empty: it is none.

    A draft without words copies nothing; one of fewer than four words only what it equals, unless it is long all the
    same, as in a script without spaces.
    """
    tokens = words(folded(draft))
    if not tokens or not against.names:
        return []
    return [
        reason for reason in (_run(tokens, against), _contained(tokens, against), _alike(tokens, against)) if reason
    ]


def near(draft: str, against: Texts) -> list[str]:
    """Why a person should look at a draft beside a text that it does not copy: a shorter common run of words."""
    tokens = words(folded(draft))
    length = against.settings.near_run_words
    for start in range(len(tokens) - length + 1):
        run = tokens[start : start + length]
        places = against.grams.get(tuple(run[:_GRAM_WORDS]), ())
        place = next((p for p in places if f" {' '.join(run)} " in f" {against.normal[p]} "), None)
        if place is not None:
            return [f"has {length} words in a row with {against.names[place]}"]
    return []


def likeness(draft: str, against: Wordings) -> tuple[float, str | None]:
    """The highest token-sort ratio with any text, 0 to 100, and that text's name; (0, None) if there is nothing."""
    tokens = words(folded(draft))
    if not tokens or not against.names:
        return 0.0, None
    ratios = process.cdist([" ".join(sorted(tokens))], against.sorted_words, scorer=fuzz.ratio, dtype=np.float32)[0]
    best = int(np.argmax(ratios))
    return float(ratios[best]), against.names[best]


@cache
def _sorted_words(text: str) -> str:
    """Kept: own posts are compared with again and again while one text goes out, and stay what they are."""
    return " ".join(sorted(words(folded(text))))


def _run(tokens: Sequence[str], against: Texts) -> str | None:
    length = against.settings.common_run_words
    place = next((against.runs[run] for run in _groups(tokens, length) if run in against.runs), None)
    return None if place is None else f"has {length} words in a row with {against.names[place]}"


def _contained(tokens: Sequence[str], against: Texts) -> str | None:
    own = set(_groups(tokens, _GRAM_WORDS))
    shared = Counter(place for gram in own for place in against.grams.get(gram, ()))
    if not shared:
        return None
    place, count = min(shared.items(), key=lambda item: (-item[1], item[0]))
    if count / len(own) < against.settings.containment_max:
        return None
    return f"has {count} of its {len(own)} groups of {_GRAM_WORDS} words from {against.names[place]}"


def _alike(tokens: Sequence[str], against: Texts) -> str | None:
    joined = " ".join(sorted(tokens))
    if len(tokens) < _GRAM_WORDS and len(joined) < _FUZZY_CHARACTERS_MIN:
        return f"is {against.names[against.sorted_words.index(joined)]}" if joined in against.sorted_words else None
    floor = against.settings.token_sort_max
    ratios = process.cdist(
        [joined], against.sorted_words, scorer=fuzz.ratio, score_cutoff=floor, dtype=np.float32, workers=1
    )[0]
    best = int(np.argmax(ratios))
    return f"is {ratios[best]:.0f} of 100 alike to {against.names[best]}" if ratios[best] >= floor else None


def _groups(tokens: Sequence[str], length: int) -> list[Gram]:
    return [tuple(tokens[i : i + length]) for i in range(len(tokens) - length + 1)]
